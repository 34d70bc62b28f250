/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-code-list.h"

#include "tb-csv.h"

/* Takes @codes' index over; the array itself belongs to an arena. */
static TbCodeList *
new_list (const TbCode *codes, gsize n)
{
  TbCodeList *self = g_new0 (TbCodeList, 1);

  self->codes = codes;
  self->n_codes = n;
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < n; i++)
    g_hash_table_insert (self->index, (gpointer) codes[i].code, (gpointer) &codes[i]);
  return self;
}

void
tb_code_list_free (TbCodeList *self)
{
  g_hash_table_unref (self->index);
  g_free (self);
}

static const char *
keep (GPtrArray *arena, const char *text)
{
  char *copy;

  if (*text == '\0')
    return NULL;

  copy = g_strdup (text);
  g_ptr_array_add (arena, copy);
  return copy;
}

TbCodeList *
tb_code_list_new_from_csv (const char *path,
                           const char *text,
                           gsize length,
                           GPtrArray *arena,
                           GError **error)
{
  static const char *const needed[] = { "code", "name_zh", "name_en", NULL };
  g_autoptr (TbCsv) csv = tb_csv_new (path, text, length, error);
  TbCode *codes;
  int code, zh, en, note, extra;

  if (csv == NULL || !tb_csv_check (csv, path, needed, error))
    return NULL;

  code = tb_csv_find_column (csv, "code");
  zh = tb_csv_find_column (csv, "name_zh");
  en = tb_csv_find_column (csv, "name_en");
  note = tb_csv_find_column (csv, "note");
  extra = tb_csv_find_column (csv, "extra");

  codes = g_new0 (TbCode, MAX (csv->rows->len, 1));
  g_ptr_array_add (arena, codes);
  for (guint i = 0; i < csv->rows->len; i++)
    codes[i] = (TbCode){ .code = keep (arena, tb_csv_get (csv, i, code)),
                         .label_zh = keep (arena, tb_csv_get (csv, i, zh)),
                         .label_en = keep (arena, tb_csv_get (csv, i, en)),
                         .note = keep (arena, tb_csv_get (csv, i, note)),
                         .extra = keep (arena, tb_csv_get (csv, i, extra)) };

  return new_list (codes, csv->rows->len);
}

TbCodeList *
tb_code_list_new_from_options (TbReader *reader, const json_t *options)
{
  const gsize n = json_array_size (options);
  TbCode *codes = tb_reader_alloc (reader, n, sizeof *codes);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (n == 0)
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, NULL, "offers nothing to choose");

  for (gsize i = 0; i < n && reader->error == NULL; i++) {
    const json_t *option = json_array_get (options, i);

    tb_reader_enter_index (reader, i);
    tb_reader_check_members (reader, option, "code label note extra");
    codes[i].code = tb_reader_need_string (reader, option, "code");
    tb_reader_need_texts (reader, option, "label", &codes[i].label_zh, &codes[i].label_en);
    codes[i].note = tb_reader_get_string (reader, option, "note");
    codes[i].extra = tb_reader_get_string (reader, option, "extra");
    if (codes[i].code != NULL && !g_hash_table_add (seen, (gpointer) codes[i].code))
      tb_reader_fail (reader,
                      TB_CATALOGUE_ERROR_FORMAT,
                      "code",
                      "“%s” stands twice",
                      codes[i].code);
    tb_reader_leave (reader);
  }

  return reader->error == NULL ? new_list (codes, n) : NULL;
}

gboolean
tb_code_list_equal (const TbCodeList *self, const TbCodeList *other)
{
  if (self->n_codes != other->n_codes)
    return FALSE;
  for (gsize i = 0; i < self->n_codes; i++)
    if (!g_str_equal (self->codes[i].code, other->codes[i].code) ||
        !g_str_equal (self->codes[i].label_zh, other->codes[i].label_zh) ||
        !g_str_equal (self->codes[i].label_en, other->codes[i].label_en))
      return FALSE;
  return TRUE;
}

GHashTable *
tb_code_list_read_parameters (const char *path, const char *text, gsize length, GError **error)
{
  static const char *const needed[] = { "key", "name_zh", "name_en", NULL };
  g_autoptr (TbCsv) csv = tb_csv_new (path, text, length, error);
  g_autoptr (GHashTable) parameters = NULL;
  int key, value;

  if (csv == NULL || !tb_csv_check (csv, path, needed, error))
    return NULL;

  key = tb_csv_find_column (csv, "key");
  value = tb_csv_find_column (csv, "value");
  if (value < 0) {
    g_set_error (error,
                 TB_CATALOGUE_ERROR,
                 TB_CATALOGUE_ERROR_FORMAT,
                 "%s: line 1: there is no column “value”",
                 path);
    return NULL;
  }
  parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < csv->rows->len; i++)
    g_hash_table_insert (parameters,
                         g_strdup (tb_csv_get (csv, i, key)),
                         g_strdup (tb_csv_get (csv, i, value)));
  return g_steal_pointer (&parameters);
}
