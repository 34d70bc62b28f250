/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-store"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tb-store-private.h"
#include "tb-time.h"

#define KEEP_COPIES_S (30 * 24 * 3600)

static gboolean
set_folder_error (GError **error, const char *path, int code)
{
  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_FOLDER,
               _ ("%s cannot be used: %s. It must be a folder on a local disk that belongs to you"),
               path,
               g_strerror (code));
  return FALSE;
}

char *
tb_store_dup_path (TbStore *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

gboolean
tb_store_prepare_folder (const char *folder, GError **error)
{
  struct stat info;

  if (g_mkdir_with_parents (folder, 0700) != 0 || lstat (folder, &info) != 0)
    return set_folder_error (error, folder, errno);
  if (!S_ISDIR (info.st_mode))
    return set_folder_error (error, folder, ENOTDIR);
  if (info.st_uid != geteuid ())
    return set_folder_error (error, folder, EPERM);
  if ((info.st_mode & 0777) != 0700 && chmod (folder, 0700) != 0)
    return set_folder_error (error, folder, errno);

  return TRUE;
}

/* An OFD lock belongs to this descriptor alone: other opens and closes of the file, anywhere in
 * the process, do not drop it as they would drop SQLite's own (trust.md §2a). */
int
tb_store_take_lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  struct flock wanted = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0) {
    set_folder_error (error, path, errno);
    return -1;
  }
  if (fcntl (fd, F_OFD_SETLK, &wanted) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_LOCKED,
                 _ ("Another program is already working with %s. Close it first"),
                 folder);
    close (fd);
    return -1;
  }

  return fd;
}

/* Made by us, so that SQLite finds the mode that its -wal and -shm will inherit. */
gboolean
tb_store_create_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    return set_folder_error (error, path, errno);
  if (fchmod (fd, 0600) != 0) {
    set_folder_error (error, path, errno);
    close (fd);
    return FALSE;
  }
  close (fd);

  return TRUE;
}

gboolean
tb_store_sync_folder (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0 || fsync (fd) != 0) {
    set_folder_error (error, folder, errno);
    if (fd >= 0)
      close (fd);
    return FALSE;
  }
  close (fd);

  return TRUE;
}

gboolean
tb_store_make_ballast (TbStore *self, GError **error)
{
  g_autofree char *path = tb_store_dup_path (self, "ballast");
  int fd;
  int code;

  if (self->ballast_bytes <= 0)
    return TRUE;
  fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return set_folder_error (error, path, errno);
  code = posix_fallocate (fd, 0, self->ballast_bytes);
  if (code != 0 && ftruncate (fd, 0) != 0)
    code = errno;
  close (fd);
  if (code != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_FULL,
                 _ ("The disk is full: nothing new can be accepted until %d MiB are free. What is "
                    "already accepted is safe and is still being sent"),
                 (int) (self->ballast_bytes >> 20) + 1);
    return FALSE;
  }

  return TRUE;
}

void
tb_store_release_ballast (TbStore *self)
{
  g_autofree char *path = tb_store_dup_path (self, "ballast");

  g_unlink (path);
  self->is_full = TRUE;
}

static char *
make_quarantine (TbStore *self, GError **error)
{
  g_autofree char *time = tb_time_format (tb_store_get_wall_us (self));
  g_autofree char *base = NULL;
  g_autofree char *path = NULL;

  g_strdelimit (time, ":.", '-');
  base = g_build_filename (self->folder, "quarantine", time, NULL);
  path = g_strdup (base);
  for (int i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++) {
    g_free (path);
    path = g_strdup_printf ("%s-%d", base, i);
  }
  if (g_mkdir_with_parents (path, 0700) != 0) {
    set_folder_error (error, path, errno);
    return NULL;
  }

  return g_steal_pointer (&path);
}

static gboolean
move_files (TbStore *self, const char *name, const char *quarantine, GError **error)
{
  static const char *const endings[] = { "-wal", "-shm", "-journal", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *file = g_strconcat (name, endings[i], NULL);
    g_autofree char *from = tb_store_dup_path (self, file);
    g_autofree char *to = g_build_filename (quarantine, file, NULL);

    if (g_rename (from, to) != 0 && errno != ENOENT)
      return set_folder_error (error, from, errno);
  }

  return tb_store_sync_folder (quarantine, error) && tb_store_sync_folder (self->folder, error);
}

char *
tb_store_move_aside (TbStore *self, const char *name, gboolean is_marked, GError **error)
{
  g_autofree char *quarantine = make_quarantine (self, error);
  g_autofree char *marker = tb_store_dup_path (self, "salvage");

  if (quarantine == NULL)
    return NULL;
  if (is_marked &&
      !g_file_set_contents_full (marker,
                                 quarantine,
                                 -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                 0600,
                                 error))
    return NULL;
  if (!move_files (self, name, quarantine, error))
    return NULL;

  return g_build_filename (quarantine, name, NULL);
}

gboolean
tb_store_resume_salvage (TbStore *self, char **moved, GError **error)
{
  g_autofree char *marker = tb_store_dup_path (self, "salvage");
  g_autofree char *quarantine = NULL;
  g_autofree char *path = NULL;

  if (!g_file_get_contents (marker, &quarantine, NULL, NULL))
    return TRUE;
  path = g_build_filename (quarantine, "desk.db", NULL);
  /* Cut off before the move: the damaged file is still in its place. */
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !move_files (self, "desk.db", quarantine, error))
    return FALSE;
  *moved = g_steal_pointer (&path);

  return TRUE;
}

gboolean
tb_store_unmark_salvage (TbStore *self, GError **error)
{
  g_autofree char *marker = tb_store_dup_path (self, "salvage");

  g_unlink (marker);

  return tb_store_sync_folder (self->folder, error);
}

void
tb_store_add_report (TbStore *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (self->report->len > 0)
    g_string_append_c (self->report, '\n');
  g_string_append_vprintf (self->report, format, arguments);
  va_end (arguments);
}

void
tb_store_remove_old_copies (TbStore *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  gint64 now_s = tb_store_get_wall_us (self) / G_USEC_PER_SEC;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = tb_store_dup_path (self, name);
    struct stat info;

    if (g_str_has_suffix (name, ".bak") && lstat (path, &info) == 0 &&
        info.st_ctime + KEEP_COPIES_S < now_s)
      g_unlink (path);
  }
}
