/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-catalogue.h"
#include "tb-reader.h"

G_BEGIN_DECLS

/**
 * TbCodeList:
 *
 * Rows of one code list and their index. Rows and texts lie in the catalogue's arena. Private to
 * the loader.
 */
typedef struct {
  const TbCode *codes;
  gsize n_codes;
  GHashTable *index; /* code → TbCode */
} TbCodeList;

void tb_code_list_free (TbCodeList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCodeList, tb_code_list_free)

/* codes/<list>.csv, as README.md says. */
TbCodeList *tb_code_list_new_from_csv (const char *path,
                                       const char *text,
                                       gsize length,
                                       GPtrArray *arena,
                                       GError **error);
/* The "options" of a field; errors go to @reader, which stands at the array. */
TbCodeList *tb_code_list_new_from_options (TbReader *reader, const json_t *options);

gboolean tb_code_list_equal (const TbCodeList *self, const TbCodeList *other);

/* parameters.csv: key → value, both owned by the table. */
GHashTable *tb_code_list_read_parameters (const char *path,
                                          const char *text,
                                          gsize length,
                                          GError **error);

G_END_DECLS
