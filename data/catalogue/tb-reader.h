/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-catalogue.h"

G_BEGIN_DECLS

/**
 * TbReader:
 *
 * Reads one file of the catalogue. The first error stays and every later call is harmless, so
 * that readers are straight lines of calls; tb_reader_failed tells at the end. Private to the
 * loader.
 */
typedef struct {
  const char *path;   /* "items/si-transfer-xprov.json" */
  GPtrArray *arena;   /* borrowed: owns whatever is allocated while reading */
  GHashTable *lists;  /* borrowed: code lists by id; takes those of fields */
  GPtrArray *pointer; /* parts of the JSON pointer to where the reader is */
  GError *error;
} TbReader;

void tb_reader_init (TbReader *self, const char *path, GPtrArray *arena, GHashTable *lists);
/* Moves the error, if any, into @error; FALSE when there was one. */
gboolean tb_reader_finish (TbReader *self, GError **error);

void tb_reader_enter (TbReader *self, const char *member);
void tb_reader_enter_index (TbReader *self, gsize index);
void tb_reader_leave (TbReader *self);
/* Remembers the first error: "items/x.json: /form/0/id: " and the text. @member may be NULL. */
void tb_reader_fail (TbReader *self,
                     TbCatalogueError code,
                     const char *member,
                     const char *format,
                     ...) G_GNUC_PRINTF (4, 5);

/* Memory that lives as long as the catalogue's object; zeroed. */
gpointer tb_reader_alloc (TbReader *self, gsize n, gsize size);
char *tb_reader_take_string (TbReader *self, char *text);

/* @names: allowed members, separated by blanks. */
void tb_reader_check_members (TbReader *self, const json_t *object, const char *names);
/* An id of an own thing: letters, digits, "_" and "-". NULL after an error. */
const char *tb_reader_get_id (TbReader *self, const json_t *object, const char *member);
gboolean tb_reader_is_id (const char *text);
/* NULL when absent; wrong types and empty texts are errors. */
const char *tb_reader_get_string (TbReader *self, const json_t *object, const char *member);
const char *tb_reader_need_string (TbReader *self, const json_t *object, const char *member);
gboolean tb_reader_get_bool (TbReader *self, const json_t *object, const char *member);
int tb_reader_get_int (TbReader *self, const json_t *object, const char *member, int fallback);
const json_t *tb_reader_get_array (TbReader *self, const json_t *object, const char *member);
const json_t *tb_reader_get_object (TbReader *self, const json_t *object, const char *member);
/* NULL-terminated, in the arena; an absent member is an empty list. */
const char *const *tb_reader_get_strings (TbReader *self, const json_t *object, const char *member);
/* {"zh_CN": …, "en": …}; both stay NULL when @member is absent and not needed. */
void tb_reader_get_texts (TbReader *self,
                          const json_t *object,
                          const char *member,
                          const char **zh,
                          const char **en);
void tb_reader_need_texts (TbReader *self,
                           const json_t *object,
                           const char *member,
                           const char **zh,
                           const char **en);
/* TRUE → "1", FALSE → "0", a text → the condition, absent → NULL. */
const char *tb_reader_get_condition (TbReader *self, const json_t *object, const char *member);

G_END_DECLS
