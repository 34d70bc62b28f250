/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-backup"

#include "config.h"

#include "tb-city-copy-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define BUSY_MS 30000

typedef sqlite3 Sqlite;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sqlite, sqlite3_close)

gboolean
tb_city_copy_set_errno (GError **error, const char *what, const char *path)
{
  int code = errno;

  g_set_error (error,
               TB_CITY_DB_ERROR,
               code == ENOSPC || code == EDQUOT ? TB_CITY_DB_ERROR_FULL : TB_CITY_DB_ERROR_IO,
               "%s %s: %s",
               what,
               path,
               g_strerror (code));
  return FALSE;
}

static gboolean
fail (Sqlite *db, int code, const char *path, GError **error)
{
  g_set_error (error,
               TB_CITY_DB_ERROR,
               (code & 0xff) == SQLITE_FULL     ? TB_CITY_DB_ERROR_FULL
               : (code & 0xff) == SQLITE_NOTADB ? TB_CITY_DB_ERROR_FOREIGN
                                                : TB_CITY_DB_ERROR_IO,
               "%s: %s",
               path,
               db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (code));
  return FALSE;
}

static Sqlite *
open_database (const char *path, int flags, GError **error)
{
  g_autoptr (Sqlite) db = NULL;
  int code = sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL);

  if (code != SQLITE_OK) {
    fail (db, code, path, error);
    return NULL;
  }
  sqlite3_busy_timeout (db, BUSY_MS);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);

  return g_steal_pointer (&db);
}

/* The first column of the first row. */
static char *
dup_value (Sqlite *db, const char *sql, const char *path, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  char *value = NULL;
  int code = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (stmt);
  if (code == SQLITE_ROW)
    value = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  if (value == NULL)
    fail (db, code, path, error);

  return value;
}

static gboolean
check_owner (Sqlite *db, const char *path, GError **error)
{
  g_autofree char *id = dup_value (db, "PRAGMA application_id", path, error);

  if (id == NULL)
    return FALSE;
  if (g_ascii_strtoll (id, NULL, 10) == TB_CITY_APPLICATION_ID)
    return TRUE;

  g_set_error (error,
               TB_CITY_DB_ERROR,
               TB_CITY_DB_ERROR_FOREIGN,
               "%s is not a city's database",
               path);
  return FALSE;
}

static gboolean
check_sound (Sqlite *db, const char *path, GError **error)
{
  g_autofree char *verdict = dup_value (db, "PRAGMA integrity_check (1)", path, error);

  if (verdict == NULL)
    return FALSE;
  if (g_str_equal (verdict, "ok"))
    return TRUE;

  g_set_error (error, TB_CITY_DB_ERROR, TB_CITY_DB_ERROR_IO, "%s is damaged: %s", path, verdict);
  return FALSE;
}

/* In one step, hence in one read transaction: what is committed meanwhile is not in it. */
static gboolean
copy_pages (Sqlite *source, Sqlite *target, const char *path, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (target, "main", source, "main");
  int code = SQLITE_OK;

  if (backup == NULL)
    return fail (target, SQLITE_ERROR, path, error);
  for (int i = 0; i < BUSY_MS / 100; i++) {
    code = sqlite3_backup_step (backup, -1);
    if (code != SQLITE_BUSY && code != SQLITE_LOCKED)
      break;
    sqlite3_sleep (100);
  }
  sqlite3_backup_finish (backup);

  return code == SQLITE_DONE || fail (NULL, code, path, error);
}

/* Made by us and nobody else's link. */
static gboolean
make_file (const char *path, GError **error)
{
  int fd;

  if (g_unlink (path) != 0 && errno != ENOENT)
    return tb_city_copy_set_errno (error, "Replacing", path);
  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return tb_city_copy_set_errno (error, "Making", path);
  close (fd);

  return TRUE;
}

static gboolean
read_mark (Sqlite *db, const char *path, TbCityMark *mark, GError **error)
{
  g_autofree char *log_id =
      dup_value (db,
                 "SELECT ifnull((SELECT text FROM settings WHERE key = 'log_id'), '')",
                 path,
                 error);
  g_autofree char *h = NULL;
  g_autofree char *seq = NULL;

  if (log_id != NULL)
    h = dup_value (db, "SELECT h FROM chains WHERE chain = -1", path, error);
  if (h != NULL)
    seq = dup_value (db, "SELECT head FROM chains WHERE chain = -1", path, error);
  if (seq == NULL)
    return FALSE;

  g_strlcpy (mark->log_id, log_id, sizeof mark->log_id);
  g_strlcpy (mark->h, h, sizeof mark->h);
  mark->seq = g_ascii_strtoll (seq, NULL, 10);

  return TRUE;
}

static gboolean
fill_file (Sqlite *source, const char *to, TbCityMark *mark, GError **error)
{
  g_autoptr (Sqlite) target = open_database (to, SQLITE_OPEN_READWRITE, error);
  g_autofree char *mode = NULL;

  if (target == NULL || !copy_pages (source, target, to, error))
    return FALSE;

  /* The copy says WAL as its source does; a single file must not depend on a journal. */
  mode = dup_value (target, "PRAGMA journal_mode = DELETE", to, error);

  return mode != NULL && check_sound (target, to, error) && read_mark (target, to, mark, error);
}

gboolean
tb_city_copy_sync (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean is_done = fd >= 0 && fsync (fd) == 0;

  if (!is_done)
    tb_city_copy_set_errno (error, "Writing", path);
  if (fd >= 0)
    close (fd);

  return is_done;
}

gboolean
tb_city_copy_database (const char *from, const char *to, TbCityMark *mark, GError **error)
{
  g_autoptr (Sqlite) source = open_database (from, SQLITE_OPEN_READONLY, error);

  return source != NULL && check_owner (source, from, error) && make_file (to, error) &&
         fill_file (source, to, mark, error) && tb_city_copy_sync (to, error);
}
