/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox-mirror"

#include "config.h"

#include "tb-outbox-mirror.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tb-hash.h"

struct _TbOutboxMirror {
  char *path;
  int fd;
};

static gboolean
set_errno (GError **error, const char *doing, int code)
{
  g_set_error (error,
               G_IO_ERROR,
               g_io_error_from_errno (code),
               "%s outbox.journal: %s",
               doing,
               g_strerror (code));
  return FALSE;
}

static int
open_path (const char *path, int flags)
{
  return open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
}

TbOutboxMirror *
tb_outbox_mirror_open (const char *path, GError **error)
{
  g_autoptr (TbOutboxMirror) self = g_new0 (TbOutboxMirror, 1);

  self->path = g_strdup (path);
  self->fd = open_path (path, O_APPEND);
  if (self->fd < 0) {
    set_errno (error, "Opening", errno);
    return NULL;
  }

  return g_steal_pointer (&self);
}

void
tb_outbox_mirror_close (TbOutboxMirror *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}

char *
tb_outbox_mirror_format (const char *lane, gint64 lseq, const char *fp, const json_t *json)
{
  g_autofree char *text = tb_json_to_string (json);
  g_autofree char *rest = g_strdup_printf ("%s %" G_GINT64_FORMAT " %s %s", lane, lseq, fp, text);
  g_autofree char *hash = tb_hash_sha256 (rest, strlen (rest));

  return g_strdup_printf ("%s %s\n", hash, rest);
}

static gboolean
write_all (int fd, const char *bytes, gsize length, GError **error)
{
  while (length > 0) {
    gssize n = write (fd, bytes, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return set_errno (error, "Writing", n < 0 ? errno : ENOSPC);
    bytes += n;
    length -= (gsize) n;
  }
  if (fdatasync (fd) != 0)
    return set_errno (error, "Syncing", errno);

  return TRUE;
}

gboolean
tb_outbox_mirror_append (TbOutboxMirror *self, const char *lines, GError **error)
{
  /* A line that was cut off before this one must not swallow it. */
  g_autofree char *text = g_strconcat ("\n", lines, NULL);

  g_return_val_if_fail (self != NULL && lines != NULL, FALSE);

  return write_all (self->fd, text, strlen (text), error);
}

static gboolean
load (TbOutboxMirror *self, char **text, GError **error)
{
  gsize length;

  if (!g_file_get_contents (self->path, text, &length, error))
    return FALSE;
  /* A damaged byte may be NUL; lines after it still count. */
  for (gsize i = 0; i < length; i++) {
    if ((*text)[i] == '\0')
      (*text)[i] = '\n';
  }

  return TRUE;
}

/* "<hash> <lane> <lseq> <fp> <json>" → its five parts, or NULL. */
static char **
split_line (const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 5);

  if (g_strv_length (parts) != 5 || strlen (parts[0]) != TB_HASH_HEX_LENGTH ||
      strlen (parts[3]) != TB_HASH_HEX_LENGTH)
    return NULL;

  return g_steal_pointer (&parts);
}

GHashTable *
tb_outbox_mirror_read_keys (TbOutboxMirror *self, GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!load (self, &text, error))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) parts = split_line (*line);

    if (parts != NULL)
      g_hash_table_replace (keys, g_strconcat (parts[1], " ", parts[2], NULL), g_strdup (parts[3]));
  }

  return g_steal_pointer (&keys);
}

GHashTable *
tb_outbox_mirror_read_all (TbOutboxMirror *self, GError **error)
{
  g_autoptr (GHashTable) all =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_decref);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!load (self, &text, error))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) parts = split_line (*line);
    g_autofree char *hash = NULL;
    json_t *json;

    if (parts == NULL)
      continue;
    hash = tb_hash_sha256 (*line + TB_HASH_HEX_LENGTH + 1, strlen (*line) - TB_HASH_HEX_LENGTH - 1);
    json = strcmp (hash, parts[0]) == 0 ? tb_json_parse (parts[4], -1, NULL) : NULL;
    if (json != NULL)
      g_hash_table_replace (all, g_strconcat (parts[1], " ", parts[2], NULL), json);
  }

  return g_steal_pointer (&all);
}

goffset
tb_outbox_mirror_get_size (TbOutboxMirror *self)
{
  struct stat info;

  return fstat (self->fd, &info) == 0 ? info.st_size : 0;
}

gboolean
tb_outbox_mirror_replace (TbOutboxMirror *self, const char *lines, GError **error)
{
  g_autofree char *path = g_strconcat (self->path, ".new", NULL);
  int fd = open_path (path, O_APPEND | O_TRUNC);

  if (fd < 0)
    return set_errno (error, "Replacing", errno);
  if (!write_all (fd, lines, strlen (lines), error)) {
    close (fd);
    return FALSE;
  }
  if (rename (path, self->path) != 0) {
    set_errno (error, "Replacing", errno);
    close (fd);
    return FALSE;
  }
  close (self->fd);
  self->fd = fd;

  return TRUE;
}
