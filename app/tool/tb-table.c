/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-table"

#include "config.h"

#include "tb-table.h"

#include <stdio.h>

/* Owns its cells; the first row is the headings. */
struct _TbTable {
  guint n_columns;
  GPtrArray *rows; /* of char ** */
};

TbTable *
tb_table_new (const char *const *headings)
{
  TbTable *self = g_new0 (TbTable, 1);

  self->n_columns = g_strv_length ((char **) headings);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  tb_table_add (self, headings);

  return self;
}

void
tb_table_free (TbTable *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}

void
tb_table_add (TbTable *self, const char *const *cells)
{
  char **row = g_new0 (char *, self->n_columns + 1);

  for (guint i = 0; i < self->n_columns; i++)
    row[i] = g_strdelimit (g_strdup (cells[i] != NULL ? cells[i] : ""), "\r\n\t", ' ');
  g_ptr_array_add (self->rows, row);
}

guint
tb_table_get_n_rows (TbTable *self)
{
  return self->rows->len - 1;
}

int
tb_table_measure (const char *text)
{
  int width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_iszerowidth (c))
      width += g_unichar_iswide (c) ? 2 : 1;
  }

  return width;
}

char *
tb_table_to_string (TbTable *self)
{
  g_autofree int *widths = g_new0 (int, self->n_columns);
  GString *out = g_string_new (NULL);

  for (guint r = 0; r < self->rows->len; r++) {
    char **row = g_ptr_array_index (self->rows, r);

    for (guint i = 0; i < self->n_columns; i++)
      widths[i] = MAX (widths[i], tb_table_measure (row[i]));
  }
  for (guint r = 0; r < self->rows->len; r++) {
    char **row = g_ptr_array_index (self->rows, r);

    for (guint i = 0; i < self->n_columns; i++) {
      g_string_append (out, row[i]);
      if (i + 1 < self->n_columns)
        g_string_append_printf (out, "%*s", widths[i] - tb_table_measure (row[i]) + 2, "");
    }
    g_string_append_c (out, '\n');
  }

  return g_string_free (out, FALSE);
}

void
tb_table_print (TbTable *self)
{
  g_autofree char *text = tb_table_to_string (self);

  fputs (text, stdout);
}
