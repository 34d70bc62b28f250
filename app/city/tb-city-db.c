/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-db"

#include "config.h"

#include "tb-city-db-private.h"

#include <string.h>

#include "tb-city-migrations.h"

#define SCHEMAS "/org/tongban/city"

struct _TbCityDb {
  sqlite3 *handle;
  GHashTable *queries; /* SQL by address → TbCityQuery */
  gboolean is_stopped;
};

struct _TbCityQuery {
  TbCityDb *db;
  const char *sql;
  sqlite3_stmt *stmt;
  int failure;         /* first SQLite code of preparing or binding */
  const char *unknown; /* a bind name that the statement does not have */
};

G_DEFINE_QUARK (tb_city_db_error_quark, tb_city_db_error)

static TbCityDbError
classify (int code)
{
  switch (code & 0xff) {
  case SQLITE_FULL:
    return TB_CITY_DB_ERROR_FULL;
  case SQLITE_IOERR:
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
    return TB_CITY_DB_ERROR_IO;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_NOMEM:
    return TB_CITY_DB_ERROR_BUSY;
  default:
    return TB_CITY_DB_ERROR_FAILED;
  }
}

/* Remembers that nothing may be written any more where the state of the disk is unknown. */
static gboolean
fail (TbCityDb *self, int code, const char *what, GError **error)
{
  TbCityDbError kind = classify (code);

  if (kind == TB_CITY_DB_ERROR_IO)
    self->is_stopped = TRUE;
  g_set_error (error,
               TB_CITY_DB_ERROR,
               kind,
               "%s: %s (%d)",
               what,
               self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code),
               code);

  return FALSE;
}

static gboolean
run_text (TbCityDb *self, const char *sql, GError **error)
{
  int code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || fail (self, code, sql, error);
}

/* Sets a PRAGMA and reads it back: durability rests on them. */
static gboolean
check_pragma (TbCityDb *self, const char *set, const char *get, const char *want, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  gboolean is_right = FALSE;
  int code;

  if (set != NULL && !run_text (self, set, error))
    return FALSE;

  code = sqlite3_prepare_v2 (self->handle, get, -1, &stmt, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_step (stmt);
  if (code == SQLITE_ROW)
    is_right = g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), want) == 0;
  sqlite3_finalize (stmt);

  if (code != SQLITE_ROW && code != SQLITE_DONE)
    return fail (self, code, get, error);
  if (!is_right) {
    g_set_error (error,
                 TB_CITY_DB_ERROR,
                 TB_CITY_DB_ERROR_SETTINGS,
                 "%s does not say %s",
                 get,
                 want);
    return FALSE;
  }

  return TRUE;
}

static gboolean
set_pragmas (TbCityDb *self, GError **error)
{
  static const struct {
    const char *set;
    const char *get;
    const char *want;
  } pragmas[] = {
    { "PRAGMA busy_timeout = 5000", "PRAGMA busy_timeout", "5000" },
    { NULL, "PRAGMA journal_mode = WAL", "wal" },
    { "PRAGMA synchronous = FULL", "PRAGMA synchronous", "2" },
    { "PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1" },
    { "PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0" },
    { "PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1" },
    { "PRAGMA journal_size_limit = 67108864", "PRAGMA journal_size_limit", "67108864" },
    { "PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2" },
    { "PRAGMA cache_size = -65536", "PRAGMA cache_size", "-65536" },
  };

  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_extended_result_codes (self->handle, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (pragmas); i++) {
    if (!check_pragma (self, pragmas[i].set, pragmas[i].get, pragmas[i].want, error))
      return FALSE;
  }

  /* Answers nothing where the VFS has no memory mapping. */
  return run_text (self, "PRAGMA mmap_size = 0", error);
}

static gboolean
read_number (TbCityDb *self, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2 (self->handle, sql, -1, &stmt, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (stmt);
  if (code == SQLITE_ROW)
    *value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);

  return code == SQLITE_ROW || fail (self, code, sql, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
migrate_one (TbCityDb *self, const char *path, gint64 version, GError **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                            TB_CITY_APPLICATION_ID,
                                            (int) version);
  g_autoptr (GBytes) sql = g_resource_lookup_data (tb_city_migrations_get_resource (),
                                                   path,
                                                   G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                   error);

  if (sql == NULL || !tb_city_db_begin (self, error))
    return FALSE;
  if (!run_text (self, g_bytes_get_data (sql, NULL), error) || !run_text (self, stamp, error)) {
    tb_city_db_rollback (self);
    return FALSE;
  }

  return tb_city_db_commit (self, error);
}

static gboolean
check_version (TbCityDb *self, gint64 n_known, gint64 *version, GError **error)
{
  gint64 application = 0;
  gint64 n_tables = 0;

  if (!read_number (self, "PRAGMA application_id", &application, error) ||
      !read_number (self, "PRAGMA user_version", version, error) ||
      !read_number (self, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;

  if (application != TB_CITY_APPLICATION_ID && (application != 0 || n_tables > 0)) {
    g_set_error (error,
                 TB_CITY_DB_ERROR,
                 TB_CITY_DB_ERROR_FOREIGN,
                 "The file is not a city's database");
    return FALSE;
  }
  if (*version > n_known) {
    g_set_error (error,
                 TB_CITY_DB_ERROR,
                 TB_CITY_DB_ERROR_NEWER,
                 "The database has version %d, this program knows %d: install the newer program",
                 (int) *version,
                 (int) n_known);
    return FALSE;
  }

  return TRUE;
}

/* Paths of the numbered files of @schema, in order. */
static GPtrArray *
list_migrations (const char *schema, GError **error)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = g_build_path ("/", SCHEMAS, schema, NULL);
  g_auto (GStrv) children = g_resource_enumerate_children (tb_city_migrations_get_resource (),
                                                           folder,
                                                           G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                           error);

  for (gsize i = 0; children != NULL && children[i] != NULL; i++)
    g_ptr_array_add (names, g_build_path ("/", folder, children[i], NULL));
  g_ptr_array_sort (names, compare_names);

  return names;
}

static gboolean
migrate (TbCityDb *self, gint64 version, const GPtrArray *names, GError **error)
{
  for (gint64 i = version; i < names->len; i++) {
    if (!migrate_one (self, names->pdata[i], i + 1, error))
      return FALSE;
  }

  return TRUE;
}

TbCityDb *
tb_city_db_open (const char *path, const char *vfs, GError **error)
{
  return tb_city_db_open_schema (path, "migrations", vfs, error);
}

TbCityDb *
tb_city_db_open_schema (const char *path, const char *schema, const char *vfs, GError **error)
{
  g_autoptr (TbCityDb) self = g_new0 (TbCityDb, 1);
  g_autoptr (GPtrArray) names = NULL;
  gint64 version = 0;
  int code;

  self->queries = g_hash_table_new (g_direct_hash, g_direct_equal);
  code = sqlite3_open_v2 (path,
                          &self->handle,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                          vfs);
  if (code != SQLITE_OK) {
    fail (self, code, path, error);
    return NULL;
  }

  names = list_migrations (schema, error);
  if (names->len == 0 || !check_version (self, names->len, &version, error) ||
      !set_pragmas (self, error) || !migrate (self, version, names, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
free_queries (TbCityDb *self)
{
  GHashTableIter iter;
  gpointer query;

  g_hash_table_iter_init (&iter, self->queries);
  while (g_hash_table_iter_next (&iter, NULL, &query)) {
    sqlite3_finalize (((TbCityQuery *) query)->stmt);
    g_free (query);
  }
  g_hash_table_unref (self->queries);
}

void
tb_city_db_close (TbCityDb *self)
{
  if (self == NULL)
    return;

  free_queries (self);
  if (sqlite3_close (self->handle) != SQLITE_OK)
    g_critical ("A statement outlived its database");
  g_free (self);
}

gboolean
tb_city_db_is_stopped (TbCityDb *self)
{
  return self->is_stopped;
}

void
tb_city_db_stop (TbCityDb *self)
{
  self->is_stopped = TRUE;
}

gboolean
tb_city_db_is_in_transaction (TbCityDb *self)
{
  return !sqlite3_get_autocommit (self->handle);
}

sqlite3 *
tb_city_db_get_handle (TbCityDb *self)
{
  return self->handle;
}

gboolean
tb_city_db_begin (TbCityDb *self, GError **error)
{
  if (self->is_stopped) {
    g_set_error (error,
                 TB_CITY_DB_ERROR,
                 TB_CITY_DB_ERROR_IO,
                 "Writing stopped after an I/O error: check the disk, then start again");
    return FALSE;
  }

  return tb_city_query_run (tb_city_db_query (self, "BEGIN IMMEDIATE"), error);
}

gboolean
tb_city_db_commit (TbCityDb *self, GError **error)
{
  if (tb_city_query_run (tb_city_db_query (self, "COMMIT"), error))
    return TRUE;

  tb_city_db_rollback (self);
  return FALSE;
}

void
tb_city_db_rollback (TbCityDb *self)
{
  /* SQLite has rolled back by itself after most errors. */
  if (tb_city_db_is_in_transaction (self) &&
      !tb_city_query_run (tb_city_db_query (self, "ROLLBACK"), NULL))
    self->is_stopped = TRUE;
}

TbCityQuery *
tb_city_db_query (TbCityDb *self, const char *sql)
{
  TbCityQuery *query = g_hash_table_lookup (self->queries, sql);

  if (query == NULL) {
    query = g_new0 (TbCityQuery, 1);
    query->db = self;
    query->sql = sql;
    g_hash_table_insert (self->queries, (gpointer) sql, query);
  }
  if (query->stmt == NULL)
    query->failure =
        sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &query->stmt, NULL);
  else
    tb_city_query_reset (query);

  return query;
}

void
tb_city_query_reset (TbCityQuery *self)
{
  sqlite3_reset (self->stmt);
  sqlite3_clear_bindings (self->stmt);
  self->failure = SQLITE_OK;
  self->unknown = NULL;
}

static int
find_name (TbCityQuery *self, const char *name)
{
  int index = self->stmt == NULL ? 0 : sqlite3_bind_parameter_index (self->stmt, name);

  if (index == 0 && self->unknown == NULL)
    self->unknown = name;

  return index;
}

static void
note (TbCityQuery *self, int code)
{
  if (code != SQLITE_OK && self->failure == SQLITE_OK)
    self->failure = code;
}

void
tb_city_query_bind_text (TbCityQuery *self, const char *name, const char *text)
{
  int index = find_name (self, name);

  if (index > 0)
    note (self, sqlite3_bind_text (self->stmt, index, text, -1, SQLITE_STATIC));
}

void
tb_city_query_bind_int (TbCityQuery *self, const char *name, gint64 value)
{
  int index = find_name (self, name);

  if (index > 0)
    note (self, sqlite3_bind_int64 (self->stmt, index, value));
}

void
tb_city_query_bind_null (TbCityQuery *self, const char *name)
{
  int index = find_name (self, name);

  if (index > 0)
    note (self, sqlite3_bind_null (self->stmt, index));
}

TbCityStep
tb_city_query_step (TbCityQuery *self, GError **error)
{
  int code = self->failure;

  if (self->stmt != NULL && code == SQLITE_OK && self->unknown != NULL) {
    g_set_error (error,
                 TB_CITY_DB_ERROR,
                 TB_CITY_DB_ERROR_FAILED,
                 "No parameter %s in: %s",
                 self->unknown,
                 self->sql);
    return TB_CITY_STEP_FAILED;
  }
  if (code == SQLITE_OK)
    code = sqlite3_step (self->stmt);

  if (code == SQLITE_ROW)
    return TB_CITY_STEP_ROW;
  if (code == SQLITE_DONE)
    return TB_CITY_STEP_DONE;

  fail (self->db, code, self->sql, error);
  return TB_CITY_STEP_FAILED;
}

gboolean
tb_city_query_run (TbCityQuery *self, GError **error)
{
  TbCityStep step;

  do
    step = tb_city_query_step (self, error);
  while (step == TB_CITY_STEP_ROW);
  tb_city_query_reset (self);

  return step == TB_CITY_STEP_DONE;
}

gboolean
tb_city_query_is_null (TbCityQuery *self, int column)
{
  return sqlite3_column_type (self->stmt, column) == SQLITE_NULL;
}

gint64
tb_city_query_get_int (TbCityQuery *self, int column)
{
  return sqlite3_column_int64 (self->stmt, column);
}

const char *
tb_city_query_peek_text (TbCityQuery *self, int column)
{
  return (const char *) sqlite3_column_text (self->stmt, column);
}

gsize
tb_city_query_get_length (TbCityQuery *self, int column)
{
  return (gsize) sqlite3_column_bytes (self->stmt, column);
}

char *
tb_city_query_dup_text (TbCityQuery *self, int column)
{
  return g_strdup (tb_city_query_peek_text (self, column));
}

int
tb_city_db_get_changes (TbCityDb *self)
{
  return sqlite3_changes (self->handle);
}
