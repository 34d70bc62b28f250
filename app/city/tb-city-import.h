/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-catalogue.h"
#include "tb-city-row.h"

G_BEGIN_DECLS

#define TB_CITY_IMPORT_ERROR (tb_city_import_error_quark ())
GQuark tb_city_import_error_quark (void);

typedef enum {
  TB_CITY_IMPORT_ERROR_FILE,   /* a file cannot be read or written */
  TB_CITY_IMPORT_ERROR_HEADER, /* the first line names a column twice, a wrong one, or misses one */
  TB_CITY_IMPORT_ERROR_EMPTY,  /* nothing in it */
} TbCityImportError;

typedef enum {
  TB_CITY_ENCODING_AUTO, /* UTF-8 unless most of what is not ASCII speaks against it */
  TB_CITY_ENCODING_UTF8,
  TB_CITY_ENCODING_GB18030,
} TbCityEncoding;

typedef struct {
  gint64 n_read;
  gint64 n_changed; /* new or changed */
  gint64 n_unchanged;
  gint64 n_rejected;
} TbCityImportCount;

typedef void (*TbCityImportFunc) (gpointer data, const TbCityImportCount *count);

/**
 * TbCityImportOptions:
 * @folder: of a city that is not being served
 * @area: whose registers it keeps; rows that name no area belong to it
 * @path: CSV with a line of column names (RFC 4180), or one JSON object a line
 * @reject_path: where rows go that are not taken: a CSV that a spreadsheet opens without running
 *     anything in it, and that can be imported itself when it was corrected. Made only when a row
 *     is rejected; an older file of that name is replaced
 * @catalogue: its code lists and regions decide what is valid
 * @today: no birth and no issue may lie after it
 * @progress: (nullable): called after each transaction
 */
typedef struct {
  const char *folder;
  TbArea area;
  TbCityRegister which;
  const char *path;
  const char *reject_path;
  TbCityEncoding encoding;
  TbCatalogue *catalogue;
  GDate today;
  TbCityImportFunc progress;
  gpointer data;
} TbCityImportOptions;

/**
 * tb_city_import_run:
 *
 * Reads @path once from front to back, in constant memory, checks each row by the rules for
 * identifiers, dates, codes and lengths (domain rule 03), and writes the good ones in
 * transactions of 5,000. Interrupted or repeated, the same file leads to the same registers.
 * Blocking; any thread.
 *
 * Returns: FALSE with @error when the import could not be finished; @count says how far it came
 */
gboolean tb_city_import_run (const TbCityImportOptions *options,
                             TbCityImportCount *count,
                             GError **error);

/* What a file for the register may hold, for people: a line a column, its name and its meaning. In
 * the language of the process. */
char *tb_city_import_dup_columns (TbCityRegister which);

G_END_DECLS
