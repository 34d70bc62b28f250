/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-backup"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tb-city-backup-private.h"
#include "tb-city-copy-private.h"
#include "tb-city-lock.h"
#include "tb-city-private.h"

/* A restore under way. The copy lives in a folder of its own, as a little city without windows,
 * until it is known to be whole. */
typedef struct {
  const char *folder;
  const char *path;
  int lock;
  char *db;
  char *staging;
  char *staged;
  TbCityMark mark; /* where the log of the copy stands */
} Restore;

static void
remove_staging (const Restore *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->staging, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (self->staging, name, NULL);

    g_unlink (child);
  }
  g_rmdir (self->staging);
}

static gboolean
write_mark (const char *folder, const TbCityMark *mark, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "epoch", NULL);
  g_autoptr (TbCityEpoch) epoch = tb_city_epoch_open (path, NULL, error);

  return epoch != NULL && tb_city_epoch_write (epoch, mark, error) &&
         tb_city_copy_sync (folder, error);
}

static gboolean
copy_backup (Restore *self, GError **error)
{
  remove_staging (self);
  if (g_mkdir (self->staging, 0700) != 0)
    return tb_city_copy_set_errno (error, "Making", self->staging);

  return tb_city_copy_database (self->path, self->staged, &self->mark, error);
}

/* What a database consists of, but for what SQLite keeps for itself. */
static char *
dup_schema (TbCityDb *db, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (db,
                        "SELECT group_concat(line, char(10)) FROM (SELECT type || ' ' || name ||"
                        " ' ' || ifnull(sql, '') AS line FROM sqlite_schema WHERE name NOT GLOB"
                        " 'sqlite_*' ORDER BY type, name)");

  return tb_city_query_step (query, error) == TB_CITY_STEP_ROW ? tb_city_query_dup_text (query, 0)
                                                               : NULL;
}

/* No table, trigger or view that this program would not have made itself. */
static gboolean
check_schema (Restore *self, TbCity *city, GError **error)
{
  g_autofree char *path = g_build_filename (self->staging, "fresh.db", NULL);
  g_autoptr (TbCityDb) fresh = tb_city_db_open (path, NULL, error);
  g_autofree char *wanted = fresh == NULL ? NULL : dup_schema (fresh, error);
  g_autofree char *found = wanted == NULL ? NULL : dup_schema (city->db, error);

  if (found == NULL)
    return FALSE;
  if (g_str_equal (found, wanted))
    return TRUE;

  g_set_error (error,
               TB_CITY_DB_ERROR,
               TB_CITY_DB_ERROR_FOREIGN,
               "%s has other tables than a city's database of this version",
               self->path);
  return FALSE;
}

static gboolean
renew (Restore *self, TbCity *city, GError **error)
{
  if (!check_schema (self, city, error) || !tb_city_verify (city, error) ||
      !tb_city_renew_log (city, error) ||
      !tb_city_set_durable_seq (city, tb_city_get_head (city), error))
    return FALSE;

  g_strlcpy (self->mark.log_id, city->state.log_id, sizeof self->mark.log_id);
  g_strlcpy (self->mark.h, city->state.log.h, sizeof self->mark.h);
  self->mark.seq = city->state.log.head;

  return TRUE;
}

/* Opening migrates an older backup; closing writes the journal back into the file. */
static gboolean
check_copy (Restore *self, GError **error)
{
  const TbCityOptions options = {
    .folder = self->staging,
    .area = TB_AREA_SHENYANG, /* nothing of an area is written */
    .clock = tb_clock_system (),
    .random = tb_random_system (),
  };
  g_autofree char *wal = g_strconcat (self->staged, "-wal", NULL);
  g_autoptr (TbCity) city = NULL;

  if (!write_mark (self->staging, &self->mark, error))
    return FALSE;
  city = tb_city_open (&options, error);
  if (city == NULL || !renew (self, city, error))
    return FALSE;

  g_clear_object (&city);
  if (g_file_test (wal, G_FILE_TEST_EXISTS)) {
    g_set_error (error, TB_CITY_DB_ERROR, TB_CITY_DB_ERROR_IO, "%s was not written back", wal);
    return FALSE;
  }

  return tb_city_copy_sync (self->staged, error);
}

/* Rule: CS6 of trust.md §5. Fits no log there ever is: whatever database the next start finds, it
 * gets a new identity. */
static gboolean
mark_cut (Restore *self, GError **error)
{
  TbCityMark mark = { .seq = 0 };

  memset (mark.log_id, '0', sizeof mark.log_id - 1);
  memset (mark.h, '0', sizeof mark.h - 1);

  return write_mark (self->folder, &mark, error);
}

/* A damaged database cannot write its journal back: the journal is kept beside it then. It must
 * not stay, since SQLite would play it into the restored file. */
static gboolean
move_journal (Restore *self, const char *kept, GError **error)
{
  g_autofree char *wal = g_strconcat (self->db, "-wal", NULL);
  g_autofree char *shm = g_strconcat (self->db, "-shm", NULL);
  g_autofree char *kept_wal = g_strconcat (kept, "-wal", NULL);
  g_autoptr (TbCityDb) db = tb_city_db_open (self->db, NULL, NULL);

  g_clear_pointer (&db, tb_city_db_close); /* the last connection writes the journal back */
  if (g_rename (wal, kept_wal) != 0 && errno != ENOENT)
    return tb_city_copy_set_errno (error, "Keeping", wal);
  if (g_unlink (shm) != 0 && errno != ENOENT)
    return tb_city_copy_set_errno (error, "Removing", shm);

  return TRUE;
}

/* A name that nothing has yet, even if a city is restored twice in a second. */
static char *
find_kept_name (const Restore *self)
{
  g_autoptr (GDateTime) now =
      g_date_time_new_from_unix_utc (tb_clock_wall_us (tb_clock_system ()) / G_USEC_PER_SEC);
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *name = g_strdup_printf ("%s.replaced-%s", self->db, time);

  for (int i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++) {
    g_free (name);
    name = g_strdup_printf ("%s.replaced-%s-%d", self->db, time, i);
  }

  return g_steal_pointer (&name);
}

static gboolean
keep_old (Restore *self, GError **error)
{
  g_autofree char *kept = find_kept_name (self);

  if (!g_file_test (self->db, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!move_journal (self, kept, error))
    return FALSE;
  if (link (self->db, kept) != 0)
    return tb_city_copy_set_errno (error, "Keeping", self->db);

  return tb_city_copy_sync (self->folder, error);
}

static gboolean
swap (Restore *self, GError **error)
{
  if (g_rename (self->staged, self->db) != 0)
    return tb_city_copy_set_errno (error, "Replacing", self->db);

  return tb_city_copy_sync (self->folder, error);
}

static gboolean
finish (Restore *self, GError **error)
{
  remove_staging (self);

  return write_mark (self->folder, &self->mark, error);
}

static gboolean
run_steps (Restore *self, TbCityRestoreStep last, GError **error)
{
  static gboolean (*const steps[]) (Restore *, GError **) = {
    [TB_CITY_RESTORE_COPIED] = copy_backup, [TB_CITY_RESTORE_CHECKED] = check_copy,
    [TB_CITY_RESTORE_MARKED] = mark_cut,    [TB_CITY_RESTORE_KEPT] = keep_old,
    [TB_CITY_RESTORE_SWAPPED] = swap,       [TB_CITY_RESTORE_DONE] = finish,
  };

  for (int i = 0; i <= (int) last; i++) {
    if (!steps[i](self, error)) {
      remove_staging (self);
      return FALSE;
    }
  }

  return TRUE;
}

gboolean
tb_city_backup_restore_until (const char *folder,
                              const char *path,
                              TbCityRestoreStep last,
                              GError **error)
{
  g_autofree char *db = g_build_filename (folder, "city.db", NULL);
  g_autofree char *staging = g_build_filename (folder, "restoring", NULL);
  g_autofree char *staged = g_build_filename (staging, "city.db", NULL);
  Restore restore = { folder, path, -1, db, staging, staged, { .seq = 0 } };
  gboolean is_done;

  restore.lock = tb_city_lock_folder (folder, error);
  if (restore.lock < 0)
    return FALSE;
  is_done = run_steps (&restore, last, error);
  close (restore.lock);

  return is_done;
}

gboolean
tb_city_backup_restore (const char *folder, const char *path, GError **error)
{
  return tb_city_backup_restore_until (folder, path, TB_CITY_RESTORE_DONE, error);
}
