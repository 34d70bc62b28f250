/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-import"

#include "config.h"

#include "tb-city-import-reject.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BOM "\xef\xbb\xbf" /* spreadsheets take a file without it for GB 18030 */

struct _TbImportReject {
  char *path;
  const char *const *columns;
  FILE *file;
};

TbImportReject *
tb_import_reject_new (const char *path, const char *const *columns)
{
  TbImportReject *self = g_new0 (TbImportReject, 1);

  self->path = g_strdup (path);
  self->columns = columns;

  return self;
}

static gboolean
fail (TbImportReject *self, GError **error)
{
  g_set_error (error,
               TB_CITY_IMPORT_ERROR,
               TB_CITY_IMPORT_ERROR_FILE,
               _ ("%s cannot be written: %s"),
               self->path,
               g_strerror (errno));
  return FALSE;
}

/* Rule: OWASP, CSV injection: what a spreadsheet would run stands behind an apostrophe. */
static void
add_cell (GString *line, const char *text)
{
  g_string_append (line, line->len > 0 ? ",\"" : "\"");
  if (*text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (line, '\'');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (line, '"');
    g_string_append_c (line, *p);
  }
  g_string_append_c (line, '"');
}

static gboolean
put (TbImportReject *self, GString *line, GError **error)
{
  g_string_append (line, "\r\n");

  return fwrite (line->str, 1, line->len, self->file) == line->len || fail (self, error);
}

static gboolean
put_names (TbImportReject *self, GError **error)
{
  static const char *const own[] = { "line", "field", "reason", NULL };
  static const char *const whole[] = { "row", NULL };
  const char *const *names = self->columns != NULL ? self->columns : whole;
  g_autoptr (GString) line = g_string_new (NULL);

  for (gsize i = 0; own[i] != NULL; i++)
    add_cell (line, own[i]);
  for (gsize i = 0; names[i] != NULL; i++) {
    if (!g_strv_contains (own, names[i]))
      add_cell (line, names[i]);
  }
  g_string_prepend (line, BOM);

  return put (self, line, error);
}

static gboolean
make_file (TbImportReject *self, GError **error)
{
  int fd;

  g_unlink (self->path);
  fd = open (self->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return fail (self, error);
  self->file = fdopen (fd, "wb");

  return put_names (self, error);
}

/* Of a file of rejected rows, only the cells of the register are kept. */
static gboolean
is_kept (TbImportReject *self, guint i)
{
  static const char *const own[] = { "line", "field", "reason", NULL };

  return self->columns == NULL || i >= g_strv_length ((char **) self->columns) ||
         !g_strv_contains (own, self->columns[i]);
}

gboolean
tb_import_reject_add (TbImportReject *self,
                      const TbImportRecord *record,
                      const char *field,
                      const char *reason,
                      GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, record->line);
  g_autoptr (GString) line = g_string_new (NULL);

  if (self->file == NULL && !make_file (self, error))
    return FALSE;

  add_cell (line, number);
  add_cell (line, field);
  add_cell (line, reason);
  for (guint i = 0; i < record->cells->len; i++) {
    if (record->values == NULL || is_kept (self, i))
      add_cell (line, record->cells->pdata[i]);
  }

  return put (self, line, error);
}

gboolean
tb_import_reject_close (TbImportReject *self, GError **error)
{
  gboolean is_done = self->file == NULL ||
                     (fflush (self->file) == 0 && fsync (fileno (self->file)) == 0) ||
                     fail (self, error);

  if (self->file != NULL)
    fclose (self->file);
  g_free (self->path);
  g_free (self);

  return is_done;
}
