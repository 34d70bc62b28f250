/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-csv.h"

#include <csv.h>
#include <string.h>

#include "tb-catalogue.h"

/* What the parser's callbacks fill in. */
typedef struct {
  TbCsv *csv;
  GPtrArray *row;
  const char *path;
  guint line;
  GError *error;
} Parse;

static void
cell_read_cb (void *bytes, gsize length, void *user_data)
{
  Parse *parse = user_data;

  if (parse->row == NULL)
    parse->row = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (parse->row, g_strndup (bytes, length));
}

static void
row_read_cb (int end, void *user_data)
{
  Parse *parse = user_data;
  GPtrArray *row = g_steal_pointer (&parse->row);

  parse->line++;
  if (row == NULL)
    return;
  if (parse->csv->names == NULL) {
    parse->csv->names = row;
    return;
  }
  if (row->len != parse->csv->names->len && parse->error == NULL)
    parse->error = g_error_new (TB_CATALOGUE_ERROR,
                                TB_CATALOGUE_ERROR_READ,
                                "%s: line %u: %u cells under %u column names; quote cells with "
                                "commas in them",
                                parse->path,
                                parse->line,
                                row->len,
                                parse->csv->names->len);
  g_ptr_array_add (parse->csv->rows, row);
  g_array_append_val (parse->csv->lines, parse->line);
}

static void
parse_text (Parse *parse, const char *text, gsize length)
{
  struct csv_parser parser;

  csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
  if (csv_parse (&parser, text, length, cell_read_cb, row_read_cb, parse) != length ||
      csv_fini (&parser, cell_read_cb, row_read_cb, parse) != 0)
    parse->error = g_error_new (TB_CATALOGUE_ERROR,
                                TB_CATALOGUE_ERROR_READ,
                                "%s: line %u: no CSV: %s",
                                parse->path,
                                parse->line + 1,
                                csv_strerror (csv_error (&parser)));
  csv_free (&parser);
  g_clear_pointer (&parse->row, g_ptr_array_unref);
}

TbCsv *
tb_csv_new (const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (TbCsv) self = g_new0 (TbCsv, 1);
  Parse parse = { .csv = self, .path = path };

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->lines = g_array_new (FALSE, FALSE, sizeof (guint));

  if (!g_utf8_validate_len (text, length, NULL)) {
    g_set_error (error, TB_CATALOGUE_ERROR, TB_CATALOGUE_ERROR_READ, "%s: is not UTF-8 text", path);
    return NULL;
  }
  parse_text (&parse, text, length);
  if (parse.error == NULL && self->names == NULL)
    parse.error = g_error_new (TB_CATALOGUE_ERROR,
                               TB_CATALOGUE_ERROR_READ,
                               "%s: has no line of column names",
                               path);
  if (parse.error != NULL) {
    g_propagate_error (error, parse.error);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
tb_csv_free (TbCsv *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);
  g_array_unref (self->lines);
  g_free (self);
}

int
tb_csv_find_column (const TbCsv *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++)
    if (strcmp (g_ptr_array_index (self->names, i), name) == 0)
      return (int) i;
  return -1;
}

const char *
tb_csv_get (const TbCsv *self, gsize row, int column)
{
  const GPtrArray *cells = g_ptr_array_index (self->rows, row);

  return column < 0 ? "" : g_ptr_array_index (cells, column);
}

static gboolean
check_column (const TbCsv *self, const char *path, const char *name, GError **error)
{
  const int column = tb_csv_find_column (self, name);

  if (column < 0) {
    g_set_error (error,
                 TB_CATALOGUE_ERROR,
                 TB_CATALOGUE_ERROR_FORMAT,
                 "%s: line 1: there is no column “%s”",
                 path,
                 name);
    return FALSE;
  }
  for (guint i = 0; i < self->rows->len; i++) {
    if (*tb_csv_get (self, i, column) != '\0')
      continue;
    g_set_error (error,
                 TB_CATALOGUE_ERROR,
                 TB_CATALOGUE_ERROR_FORMAT,
                 "%s: line %u: “%s” is empty",
                 path,
                 g_array_index (self->lines, guint, i),
                 name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_key (const TbCsv *self, const char *path, const char *name, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const int column = tb_csv_find_column (self, name);

  for (guint i = 0; i < self->rows->len; i++) {
    const char *key = tb_csv_get (self, i, column);

    if (g_hash_table_add (seen, (gpointer) key))
      continue;
    g_set_error (error,
                 TB_CATALOGUE_ERROR,
                 TB_CATALOGUE_ERROR_FORMAT,
                 "%s: line %u: %s “%s” stands twice",
                 path,
                 g_array_index (self->lines, guint, i),
                 name,
                 key);
    return FALSE;
  }
  return TRUE;
}

gboolean
tb_csv_check (const TbCsv *self, const char *path, const char *const *names, GError **error)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (!check_column (self, path, names[i], error))
      return FALSE;
  return check_key (self, path, names[0], error);
}
