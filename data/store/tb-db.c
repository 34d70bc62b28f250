/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-db"

#include "config.h"

#include "tb-db.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

#include "tb-fts-tokenizer.h"

G_DEFINE_QUARK (tb_db_error_quark, tb_db_error)

/* Prepared statements kept for their next use; a store has about a hundred texts. */
#define MAX_CACHED 160
/* Virtual machine steps between two looks at the cancellable: well under a millisecond. */
#define STEPS_BETWEEN_LOOKS 4000

struct _TbDb {
  sqlite3 *handle;
  GThread *owner;
  GHashTable *idle; /* SQL text → TbStatement that nobody uses */
  GCancellable *cancellable;
  char *stopped_by; /* why nothing is written any more, or NULL */
};

struct _TbStatement {
  TbDb *db;
  sqlite3_stmt *handle;
  char *sql;
  int bind_code;
};

struct _TbTransaction {
  TbDb *db;
  gboolean is_open;
};

static TbDbError
error_code_from_sqlite (int code)
{
  switch (code & 0xff) {
  case SQLITE_CONSTRAINT:
    return TB_DB_ERROR_CONSTRAINT;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return TB_DB_ERROR_CORRUPT;
  case SQLITE_CANTOPEN:
    return TB_DB_ERROR_OPEN;
  case SQLITE_FULL:
    return TB_DB_ERROR_FULL;
  case SQLITE_IOERR:
    return TB_DB_ERROR_IO;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return TB_DB_ERROR_BUSY;
  case SQLITE_INTERRUPT:
    return TB_DB_ERROR_CANCELLED;
  default:
    return TB_DB_ERROR_SQL;
  }
}

/* What must never be tried again: the kernel may have dropped the data and forgotten about it. */
static gboolean
is_fatal (int code)
{
  switch (code) {
  case SQLITE_IOERR_FSYNC:
  case SQLITE_IOERR_DIR_FSYNC:
  case SQLITE_IOERR_WRITE:
  case SQLITE_IOERR_TRUNCATE:
  case SQLITE_IOERR_CORRUPTFS:
    return TRUE;
  default:
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
  }
}

static void
set_error (GError **error, TbDb *self, const char *doing)
{
  int code = sqlite3_extended_errcode (self->handle);
  const char *message = sqlite3_errmsg (self->handle);

  if (is_fatal (code) && self->stopped_by == NULL)
    self->stopped_by = g_strdup_printf ("%s: %s (sqlite %d)", doing, message, code);

  g_set_error (error,
               TB_DB_ERROR,
               error_code_from_sqlite (code),
               "%s: %s (sqlite %d)",
               doing,
               message,
               code);
}

static gboolean
refuse_when_stopped (TbDb *self, GError **error)
{
  if (self->stopped_by == NULL)
    return FALSE;

  g_set_error (error,
               TB_DB_ERROR,
               TB_DB_ERROR_IO,
               _ ("Nothing is written any more until the program starts again: %s"),
               self->stopped_by);
  return TRUE;
}

static int
look_at_cancellable (void *data)
{
  TbDb *self = data;

  return g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
configure_handle (TbDb *self, GError **error)
{
  static const int switches[][2] = {
    { SQLITE_DBCONFIG_DQS_DML, 0 },        { SQLITE_DBCONFIG_DQS_DDL, 0 },
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },      { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
    { SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
  };

  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, 5000);
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++) {
    if (sqlite3_db_config (self->handle, switches[i][0], switches[i][1], NULL) != SQLITE_OK) {
      set_error (error, self, "Configuring the connection");
      return FALSE;
    }
  }

  return tb_fts_tokenizer_register (self->handle, error) &&
         tb_db_run (self,
                    "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;"
                    "PRAGMA cache_size=-16384; PRAGMA secure_delete=ON;",
                    error);
}

static TbDb *
open_handle (const char *path, const char *vfs, int flags, GError **error)
{
  g_autoptr (TbDb) self = g_new0 (TbDb, 1);
  int code;

  self->owner = g_thread_self ();
  self->idle = g_hash_table_new (g_str_hash, g_str_equal);

  /* Its thread alone uses it, as is asserted: SQLite's own locking would cost a twentieth. */
  flags |= SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;
  code = sqlite3_open_v2 (path, &self->handle, flags, vfs);
  if (code != SQLITE_OK) {
    g_set_error (error,
                 TB_DB_ERROR,
                 error_code_from_sqlite (code),
                 "Opening the database: %s (sqlite %d)",
                 sqlite3_errstr (code),
                 code);
    return NULL;
  }
  if (!configure_handle (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Read back, because PRAGMA does not fail when it does not take (trust.md §7). */
static gboolean
check_durability (TbDb *self, GError **error)
{
  g_autofree char *mode = tb_db_dup_text (self, "PRAGMA journal_mode=WAL", error);
  gint64 synchronous = 0;
  gint64 has_keys = 0;

  if (mode == NULL ||
      !tb_db_run (self,
                  "PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864;"
                  "PRAGMA wal_autocheckpoint=4000;",
                  error) ||
      !tb_db_get_int64 (self, "PRAGMA synchronous", &synchronous, error) ||
      !tb_db_get_int64 (self, "PRAGMA foreign_keys", &has_keys, error))
    return FALSE;
  if (strcmp (mode, "wal") != 0 || synchronous != 2 || has_keys != 1) {
    g_set_error (error,
                 TB_DB_ERROR,
                 TB_DB_ERROR_OPEN,
                 _ ("The database does not keep what it confirms: journal %s, synchronous %d. "
                    "Move the folder to a local disk"),
                 mode,
                 (int) synchronous);
    return FALSE;
  }

  return TRUE;
}

TbDb *
tb_db_open (const char *path, const char *vfs, GError **error)
{
  g_autoptr (TbDb) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = open_handle (path, vfs, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (self == NULL || !check_durability (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

TbDb *
tb_db_open_reader (const char *path, const char *vfs, GError **error)
{
  g_autoptr (TbDb) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = open_handle (path, vfs, SQLITE_OPEN_READONLY, error);
  if (self == NULL || !tb_db_run (self, "PRAGMA query_only=ON", error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
finalize_statement (TbStatement *self)
{
  sqlite3_finalize (self->handle);
  g_free (self->sql);
  g_free (self);
}

void
tb_db_close (TbDb *self)
{
  GHashTableIter iter;
  gpointer statement;
  int code;

  g_return_if_fail (self != NULL);
  g_assert (self->owner == g_thread_self ());

  g_hash_table_iter_init (&iter, self->idle);
  while (g_hash_table_iter_next (&iter, NULL, &statement))
    finalize_statement (statement);
  g_hash_table_unref (self->idle);
  g_clear_object (&self->cancellable);

  code = sqlite3_close (self->handle);
  if (code != SQLITE_OK) {
    g_critical ("A statement is still open at closing: %s", sqlite3_errstr (code));
    sqlite3_close_v2 (self->handle);
  }
  g_free (self->stopped_by);
  g_free (self);
}

gboolean
tb_db_run (TbDb *self, const char *sql, GError **error)
{
  g_return_val_if_fail (self != NULL && sql != NULL, FALSE);
  g_assert (self->owner == g_thread_self ());

  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
    set_error (error, self, "Running SQL");
    return FALSE;
  }

  return TRUE;
}

gboolean
tb_db_get_int64 (TbDb *self, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (self, sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  step = tb_statement_step (query, error);
  if (step == TB_STEP_DONE)
    g_set_error (error, TB_DB_ERROR, TB_DB_ERROR_SQL, "No row: %s", sql);
  if (step != TB_STEP_ROW)
    return FALSE;
  *value = tb_statement_get_int64 (query, 0);

  return TRUE;
}

char *
tb_db_dup_text (TbDb *self, const char *sql, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (self, sql, error);
  TbStep step;

  if (query == NULL)
    return NULL;
  step = tb_statement_step (query, error);
  if (step == TB_STEP_DONE)
    g_set_error (error, TB_DB_ERROR, TB_DB_ERROR_SQL, "No row: %s", sql);
  if (step != TB_STEP_ROW)
    return NULL;

  return g_strdup (tb_statement_peek_text (query, 0));
}

gint64
tb_db_get_n_changed (TbDb *self)
{
  return sqlite3_changes64 (self->handle);
}

gint64
tb_db_get_last_rowid (TbDb *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

gpointer
tb_db_get_handle (TbDb *self)
{
  return self->handle;
}

gboolean
tb_db_is_stopped (TbDb *self)
{
  return self->stopped_by != NULL;
}

void
tb_db_set_cancellable (TbDb *self, GCancellable *cancellable)
{
  g_return_if_fail (self != NULL);
  g_assert (self->owner == g_thread_self ());

  g_set_object (&self->cancellable, cancellable);
  sqlite3_progress_handler (self->handle,
                            cancellable != NULL ? STEPS_BETWEEN_LOOKS : 0,
                            cancellable != NULL ? look_at_cancellable : NULL,
                            self);
}

static TbTransaction *
begin (TbDb *self, const char *sql, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_assert (self->owner == g_thread_self ());
  g_assert (sqlite3_get_autocommit (self->handle));

  if (!tb_db_run (self, sql, error))
    return NULL;
  transaction = g_new0 (TbTransaction, 1);
  transaction->db = self;
  transaction->is_open = TRUE;

  return g_steal_pointer (&transaction);
}

TbTransaction *
tb_db_begin (TbDb *self, GError **error)
{
  if (refuse_when_stopped (self, error))
    return NULL;

  return begin (self, "BEGIN IMMEDIATE", error);
}

TbTransaction *
tb_db_begin_read (TbDb *self, GError **error)
{
  return begin (self, "BEGIN", error);
}

gboolean
tb_transaction_commit (TbTransaction *self, GError **error)
{
  g_return_val_if_fail (self != NULL && self->is_open, FALSE);

  if (refuse_when_stopped (self->db, error) || !tb_db_run (self->db, "COMMIT", error))
    return FALSE;
  self->is_open = FALSE;

  return TRUE;
}

void
tb_transaction_free (TbTransaction *self)
{
  g_return_if_fail (self != NULL);

  /* SQLite has rolled back by itself after some errors, a full disk among them. */
  if (self->is_open && !sqlite3_get_autocommit (self->db->handle))
    sqlite3_exec (self->db->handle, "ROLLBACK", NULL, NULL, NULL);
  g_free (self);
}

TbStatement *
tb_db_prepare (TbDb *self, const char *sql, GError **error)
{
  TbStatement *cached;
  g_autoptr (TbStatement) statement = NULL;

  g_return_val_if_fail (self != NULL && sql != NULL, NULL);
  g_assert (self->owner == g_thread_self ());

  cached = g_hash_table_lookup (self->idle, sql);
  if (cached != NULL) {
    g_hash_table_remove (self->idle, sql);
    return cached;
  }

  statement = g_new0 (TbStatement, 1);
  statement->db = self;
  statement->sql = g_strdup (sql);
  if (sqlite3_prepare_v3 (self->handle,
                          sql,
                          -1,
                          SQLITE_PREPARE_PERSISTENT,
                          &statement->handle,
                          NULL) != SQLITE_OK) {
    set_error (error, self, "Preparing SQL");
    return NULL;
  }

  return g_steal_pointer (&statement);
}

void
tb_statement_free (TbStatement *self)
{
  TbDb *db;

  g_return_if_fail (self != NULL);

  db = self->db;
  if (self->handle == NULL || g_hash_table_size (db->idle) >= MAX_CACHED ||
      g_hash_table_contains (db->idle, self->sql)) {
    finalize_statement (self);
    return;
  }
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->bind_code = SQLITE_OK;
  g_hash_table_insert (db->idle, self->sql, self);
}

static void
remember_bind (TbStatement *self, int code)
{
  if (self->bind_code == SQLITE_OK)
    self->bind_code = code;
}

static int
index_of (TbStatement *self, const char *name)
{
  return sqlite3_bind_parameter_index (self->handle, name);
}

void
tb_statement_bind_text (TbStatement *self, const char *name, const char *value)
{
  remember_bind (self,
                 sqlite3_bind_text (self->handle,
                                    index_of (self, name),
                                    value,
                                    -1,
                                    SQLITE_TRANSIENT));
}

void
tb_statement_bind_text_length (TbStatement *self, const char *name, const char *value, gsize length)
{
  remember_bind (self,
                 sqlite3_bind_text64 (self->handle,
                                      index_of (self, name),
                                      value,
                                      length,
                                      SQLITE_TRANSIENT,
                                      SQLITE_UTF8));
}

void
tb_statement_bind_blob (TbStatement *self, const char *name, const void *bytes, gsize length)
{
  remember_bind (self,
                 sqlite3_bind_blob64 (self->handle,
                                      index_of (self, name),
                                      bytes,
                                      length,
                                      SQLITE_TRANSIENT));
}

void
tb_statement_bind_int64 (TbStatement *self, const char *name, gint64 value)
{
  remember_bind (self, sqlite3_bind_int64 (self->handle, index_of (self, name), value));
}

void
tb_statement_bind_null (TbStatement *self, const char *name)
{
  remember_bind (self, sqlite3_bind_null (self->handle, index_of (self, name)));
}

TbStep
tb_statement_step (TbStatement *self, GError **error)
{
  g_return_val_if_fail (self != NULL, TB_STEP_FAILED);
  g_assert (self->db->owner == g_thread_self ());

  if (self->bind_code != SQLITE_OK) {
    g_set_error (error,
                 TB_DB_ERROR,
                 TB_DB_ERROR_SQL,
                 "Binding: %s: %s",
                 sqlite3_errstr (self->bind_code),
                 self->sql);
    return TB_STEP_FAILED;
  }
  if (!sqlite3_stmt_readonly (self->handle) && refuse_when_stopped (self->db, error))
    return TB_STEP_FAILED;

  switch (sqlite3_step (self->handle)) {
  case SQLITE_ROW:
    return TB_STEP_ROW;
  case SQLITE_DONE:
    return TB_STEP_DONE;
  default:
    set_error (error, self->db, "Running a statement");
    return TB_STEP_FAILED;
  }
}

gboolean
tb_statement_run (TbStatement *self, GError **error)
{
  return tb_statement_step (self, error) == TB_STEP_DONE;
}

void
tb_statement_reset (TbStatement *self)
{
  sqlite3_reset (self->handle);
  self->bind_code = SQLITE_OK;
}

const char *
tb_statement_peek_text (TbStatement *self, int column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

const void *
tb_statement_peek_blob (TbStatement *self, int column, gsize *length)
{
  const void *bytes = sqlite3_column_blob (self->handle, column);

  *length = (gsize) sqlite3_column_bytes (self->handle, column);
  return bytes;
}

gint64
tb_statement_get_int64 (TbStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

gboolean
tb_statement_is_null (TbStatement *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}
