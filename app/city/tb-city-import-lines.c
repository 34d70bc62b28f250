/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-import"

#include "config.h"

#include "tb-city-import-lines.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define BOM "\xef\xbb\xbf"

struct _TbImportLines {
  char *path;
  FILE *file;
  GIConv from_gb; /* −1 for UTF-8 */
  gint64 number;
  GQueue back;
};

void
tb_import_line_free (TbImportLine *self)
{
  g_string_free (self->bytes, TRUE);
  g_free (self);
}

static void
set_error (TbImportLines *self, GError **error)
{
  g_set_error (error,
               TB_CITY_IMPORT_ERROR,
               TB_CITY_IMPORT_ERROR_FILE,
               _ ("%s cannot be read: %s"),
               self->path,
               g_strerror (errno));
}

/* Characters of more than one byte that are UTF-8, and bytes that are not. */
static void
count_utf8 (const char *text, gsize length, gint64 *n_good, gint64 *n_bad)
{
  const char *end = text + length;

  while (text < end) {
    gunichar c = g_utf8_get_char_validated (text, end - text);

    if (c == (gunichar) -1 || c == (gunichar) -2) {
      (*n_bad)++;
      text++;
    } else {
      *n_good += c >= 0x80;
      text = g_utf8_next_char (text);
    }
  }
}

/* Few pairs of GB 18030 are UTF-8 by chance, and few bytes of a damaged UTF-8 file are wrong: the
 * larger part decides, and single lines are rejected. */
static gboolean
is_utf8 (TbImportLines *self)
{
  gint64 n_good = 0;
  gint64 n_bad = 0;
  char chunk[TB_IMPORT_MAX_BYTES];
  gsize length;

  while ((length = fread (chunk, 1, sizeof chunk, self->file)) > 0)
    count_utf8 (chunk, length, &n_good, &n_bad);

  return n_bad <= n_good;
}

static gboolean
has_bom (TbImportLines *self)
{
  char start[3];

  if (fread (start, 1, sizeof start, self->file) == sizeof start && memcmp (start, BOM, 3) == 0)
    return TRUE;
  rewind (self->file);

  return FALSE;
}

TbImportLines *
tb_import_lines_open (const char *path, TbCityEncoding encoding, GError **error)
{
  g_autoptr (TbImportLines) self = g_new0 (TbImportLines, 1);
  gboolean is_gb = encoding == TB_CITY_ENCODING_GB18030;

  self->path = g_strdup (path);
  self->from_gb = (GIConv) -1;
  self->file = fopen (path, "rbe");
  if (self->file == NULL) {
    set_error (self, error);
    return NULL;
  }

  if (encoding == TB_CITY_ENCODING_AUTO && !has_bom (self)) {
    is_gb = !is_utf8 (self);
    rewind (self->file);
  } else if (encoding == TB_CITY_ENCODING_UTF8) {
    has_bom (self);
  }
  if (ferror (self->file)) {
    set_error (self, error);
    return NULL;
  }
  if (is_gb)
    self->from_gb = g_iconv_open ("UTF-8", "GB18030");

  return g_steal_pointer (&self);
}

void
tb_import_lines_close (TbImportLines *self)
{
  if (self == NULL)
    return;

  g_queue_clear_full (&self->back, (GDestroyNotify) tb_import_line_free);
  if (self->from_gb != (GIConv) -1)
    g_iconv_close (self->from_gb);
  if (self->file != NULL)
    fclose (self->file);
  g_free (self->path);
  g_free (self);
}

TbImportLine *
tb_import_lines_next (TbImportLines *self, GError **error)
{
  TbImportLine *line = g_queue_pop_head (&self->back);
  int c;

  if (line != NULL)
    return line;

  line = g_new0 (TbImportLine, 1);
  line->number = ++self->number;
  line->bytes = g_string_sized_new (256);
  while ((c = getc_unlocked (self->file)) != EOF && c != '\n') {
    if (line->bytes->len < TB_IMPORT_MAX_BYTES)
      g_string_append_c (line->bytes, (char) c);
    else
      line->is_cut = TRUE;
  }
  if (c == '\n' || (line->bytes->len > 0 && !ferror (self->file))) {
    if (line->bytes->len > 0 && line->bytes->str[line->bytes->len - 1] == '\r')
      g_string_truncate (line->bytes, line->bytes->len - 1);
    return line;
  }

  tb_import_line_free (line);
  if (ferror (self->file))
    set_error (self, error);

  return NULL;
}

void
tb_import_lines_put_back (TbImportLines *self, TbImportLine *line)
{
  g_queue_push_head (&self->back, line);
}

static gboolean
is_ascii (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    if ((bytes[i] & 0x80) != 0)
      return FALSE;
  }

  return TRUE;
}

char *
tb_import_lines_decode (TbImportLines *self, const char *bytes, gsize length)
{
  if (memchr (bytes, '\0', length) != NULL)
    return NULL;
  if (is_ascii (bytes, length))
    return g_strndup (bytes, length);
  if (self->from_gb != (GIConv) -1)
    return g_convert_with_iconv (bytes, (gssize) length, self->from_gb, NULL, NULL, NULL);

  return g_utf8_validate (bytes, (gssize) length, NULL) ? g_strndup (bytes, length) : NULL;
}

const char *
tb_import_lines_get_encoding (TbImportLines *self)
{
  return self->from_gb != (GIConv) -1 ? "GB 18030" : "UTF-8";
}
