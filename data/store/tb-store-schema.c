/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-store"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "tb-store-private.h"
#include "tb-store-resources.h"

#define PREFIX        "/cn/tongban/store/migrations/"
#define HEADER_LENGTH 100
/* A larger cache is checked weekly and whenever SQLite stumbles: reading all of it at each start
 * would cost seconds, and it can be pulled again. */
#define MAX_CHECKED_AT_START (32 << 20)

static const char *const desk_steps[] = {
  PREFIX "desk/001-store-and-audit.sql",      PREFIX "desk/002-lanes-and-outbox.sql",
  PREFIX "desk/003-operators-and-drafts.sql", PREFIX "desk/004-small-tables.sql",
  PREFIX "desk/005-print-facts.sql",
};
static const char *const cache_steps[] = {
  PREFIX "cache/001-records.sql",
  PREFIX "cache/002-queues.sql",
};
/* "tbd1" and "tbc1". */
static const TbStoreFile desk_file = { "desk.db",
                                       0x74626431,
                                       desk_steps,
                                       G_N_ELEMENTS (desk_steps) };
static const TbStoreFile cache_file = { "cache.db",
                                        0x74626331,
                                        cache_steps,
                                        G_N_ELEMENTS (cache_steps) };

typedef struct {
  gint64 application_id;
  gint64 version;
  gint64 n_objects;
} Identity;

const TbStoreFile *
tb_store_get_desk_file (void)
{
  return &desk_file;
}

const TbStoreFile *
tb_store_get_cache_file (void)
{
  return &cache_file;
}

static gboolean
set_foreign (GError **error, const char *path)
{
  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_FOREIGN,
               _ ("%s belongs to another program and was left as it is. Move it elsewhere"),
               path);
  return FALSE;
}

static gboolean
set_newer (GError **error, const char *path, gint64 version)
{
  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_NEWER,
               _ ("%s was made by a newer version (schema %d) and was left as it is. Install that "
                  "version"),
               path,
               (int) version);
  return FALSE;
}

static gint64
read_big_endian (const guint8 *bytes)
{
  return (gint64) bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* Looks at the first bytes before SQLite may do anything to the file. */
static gboolean
check_header (const char *path, const TbStoreFile *file, GError **error)
{
  guint8 header[HEADER_LENGTH];
  g_autoptr (GFile) source = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (source, NULL, NULL);
  gsize n = 0;
  gint64 id;

  /* Missing, or in the simulator's VFS. */
  if (stream == NULL)
    return TRUE;
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), header, sizeof header, &n, NULL, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  if (n < sizeof header || memcmp (header, "SQLite format 3", 16) != 0) {
    g_set_error (error, TB_DB_ERROR, TB_DB_ERROR_CORRUPT, "%s is no database", path);
    return FALSE;
  }
  id = read_big_endian (header + 68);
  if (id != 0 && id != file->application_id)
    return set_foreign (error, path);
  if (id != 0 && read_big_endian (header + 60) > file->n_steps)
    return set_newer (error, path, read_big_endian (header + 60));

  return TRUE;
}

static gboolean
read_identity (TbDb *db, Identity *identity, GError **error)
{
  return tb_db_get_int64 (db, "PRAGMA application_id", &identity->application_id, error) &&
         tb_db_get_int64 (db, "PRAGMA user_version", &identity->version, error) &&
         tb_db_get_int64 (db, "SELECT count (*) FROM sqlite_schema", &identity->n_objects, error);
}

static gboolean
file_exists (TbStore *self, const char *path)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (self->vfs);
  int exists = 0;

  if (vfs != NULL)
    vfs->xAccess (vfs, path, SQLITE_ACCESS_EXISTS, &exists);

  return exists != 0;
}

/* With a read-only connection: what lies in the WAL counts, and nothing is changed. */
static gboolean
probe (TbStore *self, const TbStoreFile *file, const char *path, Identity *identity, GError **error)
{
  g_autoptr (TbDb) db = tb_db_open_reader (path, self->vfs, error);

  if (db == NULL || !read_identity (db, identity, error))
    return FALSE;
  if (identity->application_id != file->application_id &&
      !(identity->application_id == 0 && identity->n_objects == 0))
    return set_foreign (error, path);
  if (identity->version > file->n_steps)
    return set_newer (error, path, identity->version);

  return TRUE;
}

static gboolean
check_integrity (TbDb *db, const char *pragma, GError **error)
{
  g_autofree char *answer = tb_db_dup_text (db, pragma, error);

  if (answer == NULL)
    return FALSE;
  if (strcmp (answer, "ok") != 0) {
    g_set_error (error, TB_DB_ERROR, TB_DB_ERROR_CORRUPT, "%s: %s", pragma, answer);
    return FALSE;
  }

  return TRUE;
}

static gboolean
check_foreign_keys (TbDb *db, GError **error)
{
  gint64 n;

  if (!tb_db_get_int64 (db, "SELECT count (*) FROM pragma_foreign_key_check", &n, error))
    return FALSE;
  if (n > 0)
    g_set_error (error, TB_DB_ERROR, TB_DB_ERROR_CORRUPT, "%d dangling references", (int) n);

  return n == 0;
}

static gboolean
run_step (TbDb *db, const TbStoreFile *file, guint step, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (GBytes) sql = NULL;
  g_autofree char *text = NULL;
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version=%u", step + 1);

  sql = g_resource_lookup_data (tb_store_get_resource (), file->steps[step], 0, error);
  if (sql == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (sql, NULL), g_bytes_get_size (sql));
  transaction = tb_db_begin (db, error);

  return transaction != NULL && tb_db_run (db, text, error) && tb_db_run (db, mark, error) &&
         check_foreign_keys (db, error) && tb_transaction_commit (transaction, error);
}

gboolean
tb_store_migrate (TbDb *db, const TbStoreFile *file, guint version, GError **error)
{
  Identity identity;
  g_autofree char *mark = NULL;

  if (!read_identity (db, &identity, error))
    return FALSE;
  if (identity.application_id == 0) {
    /* The mark goes to the file itself at once: the header is what the next start looks at. */
    mark = g_strdup_printf ("PRAGMA application_id=%" G_GINT64_FORMAT
                            "; PRAGMA wal_checkpoint (TRUNCATE)",
                            file->application_id);
    if (!tb_db_run (db, mark, error))
      return FALSE;
  }
  for (guint step = (guint) identity.version; step < version; step++) {
    if (!run_step (db, file, step, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
copy_database (TbDb *from, TbDb *to, GError **error)
{
  sqlite3 *target = tb_db_get_handle (to);
  sqlite3_backup *backup = sqlite3_backup_init (target, "main", tb_db_get_handle (from), "main");
  int code;

  if (backup != NULL)
    sqlite3_backup_step (backup, -1);
  code = backup != NULL ? sqlite3_backup_finish (backup) : sqlite3_errcode (target);
  if (code != SQLITE_OK)
    g_set_error (error, TB_DB_ERROR, TB_DB_ERROR_IO, "Copying: %s", sqlite3_errstr (code));

  return code == SQLITE_OK;
}

static void
remove_database (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *file = g_strconcat (path, endings[i], NULL);

    g_unlink (file);
  }
}

gboolean
tb_store_backup_desk (TbStore *self, const char *path, GError **error)
{
  g_autoptr (TbDb) copy = NULL;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  remove_database (path);
  if (!tb_store_create_file (path, error))
    return FALSE;
  copy = tb_db_open (path, self->vfs, error);

  return copy != NULL && copy_database (self->desk, copy, error) &&
         check_integrity (copy, "PRAGMA integrity_check", error) &&
         tb_db_run (copy, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

/* The old file, folded, stays beside the new one under another name. */
static gboolean
swap (TbStore *self, const char *path, const char *fresh, gint64 version, GError **error)
{
  g_autofree char *kept = g_strdup_printf ("%s.v%d.bak", path, (int) version);

  g_unlink (kept);
  if (link (path, kept) != 0 || rename (fresh, path) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_FOLDER,
                 _ ("%s could not be replaced after its upgrade: %s. It is unchanged"),
                 path,
                 g_strerror (errno));
    return FALSE;
  }

  return tb_store_sync_folder (self->folder, error);
}

static gboolean
upgrade_copy (TbStore *self,
              const TbStoreFile *file,
              const char *path,
              const char *fresh,
              GError **error)
{
  g_autoptr (TbDb) old = tb_db_open (path, self->vfs, error);
  g_autoptr (TbDb) copy = NULL;

  if (old == NULL || !tb_store_create_file (fresh, error))
    return FALSE;
  copy = tb_db_open (fresh, self->vfs, error);

  return copy != NULL && copy_database (old, copy, error) &&
         tb_store_migrate (copy, file, file->n_steps, error) &&
         check_integrity (copy, "PRAGMA integrity_check", error) &&
         check_foreign_keys (copy, error) &&
         tb_db_run (copy, "PRAGMA wal_checkpoint (TRUNCATE)", error) &&
         tb_db_run (old, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

static gboolean
upgrade (TbStore *self, const TbStoreFile *file, const char *path, gint64 version, GError **error)
{
  g_autofree char *fresh = g_strconcat (path, ".migrating", NULL);

  remove_database (fresh);
  if (!upgrade_copy (self, file, path, fresh, error))
    return FALSE;
  if (!swap (self, path, fresh, version, error))
    return FALSE;
  tb_store_add_report (self,
                       _ ("%s was upgraded from schema %d to %u; the old file is kept 30 days"),
                       file->name,
                       (int) version,
                       file->n_steps);

  return TRUE;
}

static gboolean
must_check (const char *path, const TbStoreFile *file)
{
  GStatBuf info;

  return file == &desk_file || g_stat (path, &info) != 0 || info.st_size <= MAX_CHECKED_AT_START;
}

TbDb *
tb_store_open_file (TbStore *self, const TbStoreFile *file, GError **error)
{
  g_autofree char *path = tb_store_dup_path (self, file->name);
  g_autoptr (TbDb) db = NULL;
  Identity identity = { 0 };

  if (!check_header (path, file, error))
    return NULL;
  if (file_exists (self, path) && !probe (self, file, path, &identity, error))
    return NULL;
  if (identity.version > 0 && identity.version < file->n_steps && self->vfs == NULL &&
      !upgrade (self, file, path, identity.version, error))
    return NULL;
  if (!tb_store_create_file (path, error))
    return NULL;

  db = tb_db_open (path, self->vfs, error);
  if (db == NULL || !tb_store_migrate (db, file, file->n_steps, error))
    return NULL;
  if (must_check (path, file) && !check_integrity (db, "PRAGMA quick_check (1)", error))
    return NULL;

  return g_steal_pointer (&db);
}

gboolean
tb_store_check (TbStore *self, GCancellable *cancellable, GError **error)
{
  gboolean is_good;

  g_return_val_if_fail (self != NULL, FALSE);

  tb_db_set_cancellable (self->desk, cancellable);
  tb_db_set_cancellable (self->cache, cancellable);
  is_good = check_integrity (self->desk, "PRAGMA integrity_check", error) &&
            check_foreign_keys (self->desk, error) &&
            tb_store_check_rows (self, cancellable, error) &&
            check_integrity (self->cache, "PRAGMA integrity_check", error);
  tb_db_set_cancellable (self->desk, NULL);
  tb_db_set_cancellable (self->cache, NULL);

  return is_good;
}
