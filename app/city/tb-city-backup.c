/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-backup"

#include "config.h"

#include "tb-city-backup.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "tb-city-copy-private.h"
#include "tb-city-storage-sqlite.h"

/* A backup that overwrote the city's own files would be the opposite of one. */
static gboolean
check_target (const char *folder, const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *real_parent = realpath (parent, NULL);
  g_autofree char *real_folder = realpath (folder, NULL);
  gsize length = real_folder == NULL ? 0 : strlen (real_folder);

  if (real_folder == NULL)
    return tb_city_copy_set_errno (error, "Opening the city's folder", folder);
  if (real_parent == NULL)
    return tb_city_copy_set_errno (error, "Opening the folder for the backup", parent);
  if (strncmp (real_parent, real_folder, length) != 0 ||
      (real_parent[length] != '\0' && real_parent[length] != '/'))
    return TRUE;

  g_set_error (error,
               TB_CITY_DB_ERROR,
               TB_CITY_DB_ERROR_FAILED,
               "%s lies inside the city's own folder: choose a place on another disk",
               path);
  return FALSE;
}

static gboolean
raise_durable (TbCityStorage *storage, const TbCityMark *copied, GError **error)
{
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, copied->seq);
  g_autofree char *known = storage->does->dup_setting (storage, "durable_seq", NULL);
  TbCityState now;

  if (!storage->does->read_state (storage, &now, error))
    return FALSE;
  /* Restored while the copy was made: what was copied is no longer this city's history. */
  if (strcmp (now.log_id, copied->log_id) != 0 ||
      (known != NULL && g_ascii_strtoll (known, NULL, 10) >= copied->seq))
    return TRUE;

  return storage->does->set_setting (storage, "durable_seq", seq, error);
}

/* Over a second connection; the city itself may have its own. */
static gboolean
note_durable (const char *path, const TbCityMark *copied, GError **error)
{
  g_autoptr (TbCityDb) db = tb_city_db_open (path, NULL, error);
  TbCityStorage *storage;
  gboolean is_done;

  if (db == NULL || !tb_city_db_begin (db, error))
    return FALSE;

  storage = tb_city_storage_sqlite_new (db);
  is_done = raise_durable (storage, copied, error) && tb_city_db_commit (db, error);
  storage->does->close (storage);
  tb_city_db_rollback (db);

  return is_done;
}

static gboolean
put_in_place (const char *partial, const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (g_rename (partial, path) != 0)
    return tb_city_copy_set_errno (error, "Writing", path);

  return tb_city_copy_sync (parent, error);
}

gboolean
tb_city_backup_make (const char *folder, const char *path, GError **error)
{
  g_autofree char *db = g_build_filename (folder, "city.db", NULL);
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);
  TbCityMark copied;

  if (!check_target (folder, path, error) || !tb_city_copy_database (db, partial, &copied, error) ||
      !put_in_place (partial, path, error)) {
    g_unlink (partial);
    return FALSE;
  }

  return note_durable (db, &copied, error);
}
