/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-item.h"
#include "tb-reader.h"

G_BEGIN_DECLS

/* Lies in the catalogue's arena; texts lie in @json, which the catalogue keeps. */
struct _TbItem {
  const char *name; /* of the file: "si-transfer-xprov", "si-transfer-xprov@2" */
  const char *id;
  int version;
  const char *name_zh;
  const char *name_en;
  const char *family;
  const char *const *keywords;
  TbMode mode;
  const char *home;
  const char *partners;
  const char *const *channels;
  const char *machine_name;
  const TbMachine *machine;
  const json_t *limits;
  const TbSection *sections;
  gsize n_sections;
  const TbMaterial *materials;
  gsize n_materials;
  const TbPrint *prints;
  gsize n_prints;
  const char *const *duplicates;
  const json_t *json;
  const char *digest;
  TbConditions *conditions; /* borrowed from the catalogue */
};

/* Errors go to @reader. @name and @digest must live as long as the arena. The caller sets
 * machine and conditions, and completes the titles of prints. */
TbItem *tb_item_read (TbReader *reader, const json_t *json, const char *name, const char *digest);

/* What an item may name outside its own file. */
typedef struct {
  GHashTable *lists; /* id → TbCodeList */
  GHashTable *items; /* id → newest TbItem */
  GHashTable *files; /* path → … */
} TbItemSurroundings;

void tb_item_check (const TbItem *self, TbReader *reader, const TbItemSurroundings *surroundings);

G_END_DECLS
