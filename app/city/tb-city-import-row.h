/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-import.h"
#include "tb-json.h"
#include "tb-regions.h"

G_BEGIN_DECLS

/* What a row has to fit. */
typedef struct {
  TbCityRegister which;
  TbArea area;
  TbCatalogue *catalogue;
  TbRegions *regions;
  GDate today;
} TbImportRules;

/* Why a row is not taken: the first thing that is wrong. */
typedef struct {
  const char *field; /* static column name, or "" for the whole row */
  char *reason;      /* for people */
} TbImportFlaw;

void tb_import_flaw_clear (TbImportFlaw *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbImportFlaw, tb_import_flaw_clear)

/* Whether @names (NULL-terminated) are columns of the register, each once, and none is missing. */
gboolean tb_import_row_check_columns (TbCityRegister which,
                                      const char *const *names,
                                      GError **error);

/* @values: column → text, or a value of the column's own type. New row for
 * tb_city_register_write(), every value in its normal form; NULL with @flaw set. */
json_t *tb_import_row_new (const TbImportRules *rules, const json_t *values, TbImportFlaw *flaw);

G_END_DECLS
