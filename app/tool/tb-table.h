/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbTable:
 *
 * Rows for people: columns as wide as their widest cell, Han characters two columns wide,
 * nothing cut off.
 */
typedef struct _TbTable TbTable;

/* @headings: NULL-terminated, already translated. */
TbTable *tb_table_new (const char *const *headings) G_GNUC_WARN_UNUSED_RESULT;
void tb_table_free (TbTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbTable, tb_table_free)

/* As many cells as there are headings; a NULL cell is empty. Line breaks become blanks. */
void tb_table_add (TbTable *self, const char *const *cells);
guint tb_table_get_n_rows (TbTable *self);
char *tb_table_to_string (TbTable *self) G_GNUC_WARN_UNUSED_RESULT;
void tb_table_print (TbTable *self);

/* Columns that @text takes on a terminal. */
int tb_table_measure (const char *text);

G_END_DECLS
