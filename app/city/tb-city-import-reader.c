/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-import"

#include "config.h"

#include "tb-city-import-reader.h"

#include <csv.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-city-import-lines.h"

#define MAX_LINES 16 /* of one record */

struct _TbImportReader {
  TbImportLines *lines;
  GPtrArray *columns; /* of text, NULL at the end; NULL for NDJSON */
};

/* What libcsv found in one record. */
typedef struct {
  TbImportLines *lines;
  GPtrArray *cells;
  gboolean has_foreign_bytes;
  int n_records;
} Found;

void
tb_import_record_free (TbImportRecord *self)
{
  g_ptr_array_unref (self->cells);
  json_decref (self->values);
  g_free (self->problem);
  g_free (self);
}

static TbImportRecord *
new_record (gint64 line)
{
  TbImportRecord *self = g_new0 (TbImportRecord, 1);

  self->line = line;
  self->cells = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static char *
make_readable (TbImportLines *lines, const char *bytes, gsize length)
{
  char *text = tb_import_lines_decode (lines, bytes, length);

  return text != NULL ? text : g_utf8_make_valid (bytes, (gssize) length);
}

/* A record that cannot be read is kept as one cell. @problem is taken. */
static TbImportRecord *
new_unreadable (TbImportReader *self, const TbImportLine *line, char *problem)
{
  TbImportRecord *record = new_record (line->number);

  g_ptr_array_add (record->cells, make_readable (self->lines, line->bytes->str, line->bytes->len));
  record->problem = problem;

  return record;
}

static void
add_cell_cb (void *bytes, size_t length, void *data)
{
  Found *found = data;
  char *cell = tb_import_lines_decode (found->lines, bytes == NULL ? "" : bytes, length);

  if (cell == NULL) {
    found->has_foreign_bytes = TRUE;
    cell = g_utf8_make_valid (bytes, (gssize) length);
  }
  g_ptr_array_add (found->cells, cell);
}

static void
end_record_cb (int c, void *data)
{
  ((Found *) data)->n_records++;
}

/* Whether @text is one record by RFC 4180. */
static gboolean
parse (const GString *text, Found *found)
{
  struct csv_parser parser;
  gboolean is_whole;

  csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
  is_whole =
      csv_parse (&parser, text->str, text->len, add_cell_cb, end_record_cb, found) == text->len &&
      csv_fini (&parser, add_cell_cb, end_record_cb, found) == 0;
  csv_free (&parser);

  return is_whole && found->n_records == 1;
}

static gboolean
has_open_quote (const GString *text)
{
  gboolean is_open = FALSE;

  for (gsize i = 0; i < text->len; i++)
    is_open ^= text->str[i] == '"';

  return is_open;
}

/* The text of a record that begins with @first; further lines of it go to @more. An error of
 * reading comes again with the next line. */
static GString *
join_lines (TbImportReader *self, const TbImportLine *first, GPtrArray *more)
{
  GString *text = g_string_new_len (first->bytes->str, (gssize) first->bytes->len);
  TbImportLine *line;

  while (has_open_quote (text) && more->len < MAX_LINES - 1 && text->len < TB_IMPORT_MAX_BYTES &&
         (line = tb_import_lines_next (self->lines, NULL)) != NULL) {
    g_ptr_array_add (more, line);
    g_string_append_c (text, '\n');
    g_string_append_len (text, line->bytes->str, (gssize) line->bytes->len);
  }

  return text;
}

static TbImportRecord *
read_csv (TbImportReader *self, const TbImportLine *first)
{
  g_autoptr (TbImportRecord) record = new_record (first->number);
  g_autoptr (GPtrArray) more = g_ptr_array_new ();
  g_autoptr (GString) text = join_lines (self, first, more);
  Found found = { self->lines, record->cells, FALSE, 0 };
  gboolean is_whole = parse (text, &found);

  while (more->len > 0) {
    TbImportLine *last = g_ptr_array_steal_index (more, more->len - 1);

    if (is_whole)
      tb_import_line_free (last);
    else
      tb_import_lines_put_back (self->lines, last);
  }
  if (!is_whole)
    return new_unreadable (self, first, g_strdup (_ ("The quotation marks do not pair")));
  if (found.has_foreign_bytes)
    record->problem =
        g_strdup_printf (_ ("Some bytes are not %s"), tb_import_lines_get_encoding (self->lines));

  return g_steal_pointer (&record);
}

/* Empty cells say nothing. What a spreadsheet would take for a formula stands behind an
 * apostrophe in files of rejected rows. */
static json_t *
name_cells (TbImportReader *self, const GPtrArray *cells)
{
  json_t *values = json_object ();

  for (guint i = 0; i < cells->len; i++) {
    const char *cell = cells->pdata[i];

    if (cell[0] == '\'' && cell[1] != '\0' && strchr ("=+-@", cell[1]) != NULL)
      cell++;
    if (*cell != '\0')
      json_object_set_new (values, self->columns->pdata[i], json_string (cell));
  }

  return values;
}

static TbImportRecord *
read_row (TbImportReader *self, const TbImportLine *line)
{
  TbImportRecord *record = read_csv (self, line);

  if (record->problem != NULL)
    return record;

  if (record->cells->len == self->columns->len - 1)
    record->values = name_cells (self, record->cells);
  else
    record->problem = g_strdup_printf (_ ("There are %u cells, but %u columns"),
                                       record->cells->len,
                                       self->columns->len - 1);

  return record;
}

static TbImportRecord *
read_object (TbImportReader *self, const TbImportLine *line)
{
  g_autofree char *text = tb_import_lines_decode (self->lines, line->bytes->str, line->bytes->len);
  g_autoptr (GError) problem = NULL;
  g_autoptr (json_t) values = NULL;
  TbImportRecord *record;

  if (text == NULL)
    return new_unreadable (self,
                           line,
                           g_strdup_printf (_ ("Some bytes are not %s"),
                                            tb_import_lines_get_encoding (self->lines)));
  values = tb_json_parse (text, -1, &problem);
  if (!json_is_object (values))
    return new_unreadable (self,
                           line,
                           problem != NULL ? g_strdup (problem->message)
                                           : g_strdup (_ ("The line is no JSON object")));

  record = new_record (line->number);
  g_ptr_array_add (record->cells, g_steal_pointer (&text));
  record->values = g_steal_pointer (&values);

  return record;
}

static gboolean
is_blank (const TbImportLine *line)
{
  return strspn (line->bytes->str, " \t") == line->bytes->len;
}

/* The next line with something in it. */
static TbImportLine *
next_line (TbImportReader *self, GError **error)
{
  TbImportLine *line = tb_import_lines_next (self->lines, error);

  while (line != NULL && is_blank (line)) {
    tb_import_line_free (line);
    line = tb_import_lines_next (self->lines, error);
  }

  return line;
}

static gboolean
read_columns (TbImportReader *self, const TbImportLine *line, GError **error)
{
  g_autoptr (TbImportRecord) record = read_csv (self, line);

  if (record->problem != NULL) {
    g_set_error (error,
                 TB_CITY_IMPORT_ERROR,
                 TB_CITY_IMPORT_ERROR_HEADER,
                 _ ("The line of column names cannot be read: %s"),
                 record->problem);
    return FALSE;
  }

  self->columns = g_ptr_array_ref (record->cells);
  g_ptr_array_add (self->columns, NULL);

  return TRUE;
}

/* A first line that begins with a brace is an object; no column is called so. */
static gboolean
open_reader (TbImportReader *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  TbImportLine *line = next_line (self, &local);
  gboolean is_open;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (line == NULL) {
    g_set_error (error,
                 TB_CITY_IMPORT_ERROR,
                 TB_CITY_IMPORT_ERROR_EMPTY,
                 _ ("There is nothing in the file"));
    return FALSE;
  }
  if (line->bytes->str[0] == '{') {
    tb_import_lines_put_back (self->lines, line);
    return TRUE;
  }

  is_open = read_columns (self, line, error);
  tb_import_line_free (line);

  return is_open;
}

TbImportReader *
tb_import_reader_open (const char *path, TbCityEncoding encoding, GError **error)
{
  g_autoptr (TbImportReader) self = g_new0 (TbImportReader, 1);

  self->lines = tb_import_lines_open (path, encoding, error);
  if (self->lines == NULL || !open_reader (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
tb_import_reader_close (TbImportReader *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->lines, tb_import_lines_close);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_free (self);
}

const char *const *
tb_import_reader_get_columns (TbImportReader *self)
{
  return self->columns == NULL ? NULL : (const char *const *) self->columns->pdata;
}

TbImportRecord *
tb_import_reader_next (TbImportReader *self, GError **error)
{
  g_autoptr (TbImportLine) line = next_line (self, error);

  if (line == NULL)
    return NULL;
  if (line->is_cut)
    return new_unreadable (self,
                           line,
                           g_strdup_printf (_ ("The line is longer than %d bytes"),
                                            TB_IMPORT_MAX_BYTES));

  return self->columns != NULL ? read_row (self, line) : read_object (self, line);
}
