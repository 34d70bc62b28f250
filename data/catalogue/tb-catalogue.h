/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-item.h"

G_BEGIN_DECLS

#define TB_CATALOGUE_ERROR (tb_catalogue_error_quark ())
GQuark tb_catalogue_error_quark (void);

typedef enum {
  TB_CATALOGUE_ERROR_READ,   /* a file cannot be read or is not JSON or CSV */
  TB_CATALOGUE_ERROR_FORMAT, /* a member is missing or wrong; the message names file and member */
  TB_CATALOGUE_ERROR_NAME,   /* a list, machine, field, state or layout that does not exist */
  TB_CATALOGUE_ERROR_GRAPH,  /* an unreachable state, or a transition that nobody may make */
  TB_CATALOGUE_ERROR_DIGEST, /* a published version was edited */
} TbCatalogueError;

/**
 * TbCatalogue:
 *
 * Everything that ships as data: matters, machines, code lists, calendar, layouts, parameters.
 * Loaded once, checked whole, immutable afterwards; any thread may share it.
 */
#define TB_TYPE_CATALOGUE (tb_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (TbCatalogue, tb_catalogue, TB, CATALOGUE, GObject)

/* The catalogue built into the program. */
TbCatalogue *tb_catalogue_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A folder laid out like data/catalogue: for the build's check and for administrators. */
TbCatalogue *tb_catalogue_new_from_folder (GFile *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @version 0: the newest. NULL when there is none. */
const TbItem *tb_catalogue_get_item (TbCatalogue *self, const char *id, int version);
/* Newest versions, sorted by family and id. */
const TbItem *const *tb_catalogue_get_items (TbCatalogue *self, gsize *n);

typedef struct {
  const char *code;
  const char *label_zh;
  const char *label_en;
  const char *note;
  const char *extra; /* list-specific: the area slug of a region, "leaf" … or NULL */
} TbCode;

/* Rows of a code list in file order; NULL for an unknown list. "inline:<file>.<field>" names the
 * list that a field of an item or of a machine's transition carries itself (TbField.list). */
const TbCode *tb_catalogue_get_codes (TbCatalogue *self, const char *list, gsize *n);
const TbCode *tb_catalogue_find_code (TbCatalogue *self, const char *list, const char *code);

/* @version 0: the newest. NULL when there is none. */
const TbMachine *tb_catalogue_get_machine (TbCatalogue *self, const char *id, int version);

/* The text of a shipped file such as "calendar/holidays.csv", "documents/accept-notice.json",
 * "pinyin/surnames.csv"; borrowed, ends in NUL; NULL when there is none. */
const char *tb_catalogue_get_file (TbCatalogue *self, const char *path, gsize *length);
/* A hall setting of parameters.csv; NULL when unknown. */
const char *tb_catalogue_get_parameter (TbCatalogue *self, const char *key);
/* Digest over all files, for /about. */
const char *tb_catalogue_get_digest (TbCatalogue *self);

G_END_DECLS
