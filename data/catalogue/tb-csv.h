/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbCsv:
 *
 * A CSV file with a line of column names: every row has as many cells as there are names. Private
 * to the loader.
 */
typedef struct {
  GPtrArray *names; /* char* */
  GPtrArray *rows;  /* GPtrArray of char* */
  GArray *lines;    /* guint: the line on which the row at this index ends */
} TbCsv;

TbCsv *tb_csv_new (const char *path, const char *text, gsize length, GError **error);
void tb_csv_free (TbCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCsv, tb_csv_free)

/* −1 when there is no such column. */
int tb_csv_find_column (const TbCsv *self, const char *name);
/* "" for column −1; borrowed. */
const char *tb_csv_get (const TbCsv *self, gsize row, int column);
/* The columns @names (NULL-terminated) exist and are never empty, and the first of them, the key,
 * is never twice; the error names the line. */
gboolean tb_csv_check (const TbCsv *self,
                       const char *path,
                       const char *const *names,
                       GError **error);

G_END_DECLS
