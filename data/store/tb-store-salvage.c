/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-store"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-audit-private.h"
#include "tb-salvage-private.h"

/* Rows looked for behind a damaged place before the rest counts as gone. */
#define MAX_MISSES 100000

/* Tables copied as they are, parents first, with the columns that say where a row stands. Each is
 * read from both ends: a damaged page in the middle costs only its own rows. */
static const char *const plain_tables[][2] = {
  { "operator", "rowid" },    { "seal", "operator" }, { "draft", "rowid" },
  { "keystroke", "n" },       { "setting", "key" },   { "print", "case_id, document, copy" },
  { "blob", "area, sha256" }, { "witness", "id" },    { "number", "area, window" },
};

static gboolean
has_schema (sqlite3 *handle)
{
  sqlite3_stmt *query = NULL;
  gboolean is_there;

  sqlite3_prepare_v2 (handle, "SELECT count (*) FROM sqlite_schema", -1, &query, NULL);
  is_there = query != NULL && sqlite3_step (query) == SQLITE_ROW;
  sqlite3_finalize (query);

  return is_there;
}

/* Without our settings: a damaged file must be read as far as it can be. With its WAL first,
 * without it when that is what is damaged. */
static sqlite3 *
open_damaged (const char *path)
{
  static const char *const ways[] = { "?mode=ro", "?immutable=1" };
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  for (gsize i = 0; uri != NULL && i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *way = g_strconcat (uri, ways[i], NULL);
    sqlite3 *handle = NULL;

    if (sqlite3_open_v2 (way, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK &&
        has_schema (handle))
      return handle;
    sqlite3_close (handle);
  }

  return NULL;
}

static json_t *
row_to_json (sqlite3_stmt *row)
{
  json_t *json = json_object ();

  for (int i = 0; i < sqlite3_column_count (row); i++) {
    const char *name = sqlite3_column_name (row, i);

    if (sqlite3_column_type (row, i) == SQLITE_INTEGER)
      tb_json_set_int (json, name, sqlite3_column_int64 (row, i));
    else if (sqlite3_column_type (row, i) == SQLITE_TEXT)
      json_object_set_new (json, name, json_string ((const char *) sqlite3_column_text (row, i)));
  }

  return json;
}

GPtrArray *
tb_salvage_walk (TbSalvage *self, const char *sql)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);
  sqlite3_stmt *next = NULL;
  gint64 last = 0;
  int n_misses = 0;
  int code = SQLITE_OK;

  if (self->damaged == NULL ||
      sqlite3_prepare_v2 (self->damaged, sql, -1, &next, NULL) != SQLITE_OK)
    return rows;
  while (code != SQLITE_DONE && n_misses < MAX_MISSES) {
    sqlite3_bind_int64 (next, 1, last);
    code = sqlite3_step (next);
    if (code == SQLITE_ROW && sqlite3_column_int64 (next, 0) > last) {
      g_ptr_array_add (rows, row_to_json (next));
      last = sqlite3_column_int64 (next, 0);
    } else if (code != SQLITE_DONE) {
      last++;
      n_misses++;
    }
    sqlite3_reset (next);
  }
  sqlite3_finalize (next);

  return rows;
}

/* INSERT OR IGNORE with the columns that the damaged table has. */
static sqlite3_stmt *
prepare_copy (sqlite3 *target, const char *table, sqlite3_stmt *row)
{
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autoptr (GString) values = g_string_new (NULL);
  g_autofree char *sql = NULL;
  sqlite3_stmt *insert = NULL;

  for (int i = 0; i < sqlite3_column_count (row); i++) {
    g_string_append_printf (columns, "%s\"%s\"", i > 0 ? ", " : "", sqlite3_column_name (row, i));
    g_string_append_printf (values, "%s?%d", i > 0 ? ", " : "", i + 1);
  }
  sql = g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)",
                         table,
                         columns->str,
                         values->str);
  sqlite3_prepare_v2 (target, sql, -1, &insert, NULL);

  return insert;
}

static void
copy_rows (TbSalvage *self, const char *table, const char *order, const char *direction)
{
  sqlite3 *target = tb_db_get_handle (tb_store_get_desk (self->store));
  g_auto (GStrv) keys = g_strsplit (order, ",", -1);
  g_autofree char *separator = g_strconcat (direction, ",", NULL);
  g_autofree char *keyed = g_strjoinv (separator, keys);
  g_autofree char *sql =
      g_strdup_printf ("SELECT * FROM \"%s\" ORDER BY %s%s", table, keyed, direction);
  sqlite3_stmt *rows = NULL;
  sqlite3_stmt *insert = NULL;

  if (sqlite3_prepare_v2 (self->damaged, sql, -1, &rows, NULL) != SQLITE_OK)
    return;
  while (sqlite3_step (rows) == SQLITE_ROW) {
    if (insert == NULL)
      insert = prepare_copy (target, table, rows);
    for (int i = 0; insert != NULL && i < sqlite3_column_count (rows); i++)
      sqlite3_bind_value (insert, i + 1, sqlite3_column_value (rows, i));
    /* A row that a CHECK or a foreign key refuses is damaged: it stays in the quarantine. */
    sqlite3_step (insert);
    sqlite3_reset (insert);
  }
  sqlite3_finalize (insert);
  sqlite3_finalize (rows);
}

void
tb_salvage_copy_rows (TbSalvage *self, const char *table, const char *order)
{
  copy_rows (self, table, order, "");
  copy_rows (self, table, order, " DESC");
}

/* Retention may have cut the beginning: the chain starts where the file says. */
static void
copy_audit_start (TbSalvage *self)
{
  g_autoptr (TbStatement) update =
      tb_db_prepare (tb_store_get_desk (self->store),
                     "UPDATE audit_head SET first_n = :n, first_h = :h, n = :n - 1, h = :h",
                     NULL);
  sqlite3_stmt *row = NULL;

  sqlite3_prepare_v2 (self->damaged, "SELECT first_n, first_h FROM audit_head", -1, &row, NULL);
  if (update != NULL && row != NULL && sqlite3_step (row) == SQLITE_ROW &&
      sqlite3_column_int64 (row, 0) > 1) {
    tb_statement_bind_int64 (update, ":n", sqlite3_column_int64 (row, 0));
    tb_statement_bind_text (update, ":h", (const char *) sqlite3_column_text (row, 1));
    tb_statement_run (update, NULL);
  }
  sqlite3_finalize (row);
}

/* The unbroken beginning of the chain; what follows in the new file goes on from there. */
static void
copy_audit (TbSalvage *self)
{
  sqlite3_stmt *rows = NULL;
  gboolean goes_on = TRUE;

  copy_audit_start (self);
  if (sqlite3_prepare_v2 (self->damaged,
                          "SELECT n, at_us, operator, verb, subject, area, detail, h FROM audit "
                          "ORDER BY n",
                          -1,
                          &rows,
                          NULL) != SQLITE_OK)
    return;
  while (goes_on && sqlite3_step (rows) == SQLITE_ROW) {
    const char *columns[5];

    for (int i = 0; i < 5; i++)
      columns[i] = (const char *) sqlite3_column_text (rows, 2 + i);
    goes_on = tb_audit_restore_row (self->store,
                                    sqlite3_column_int64 (rows, 0),
                                    sqlite3_column_int64 (rows, 1),
                                    columns,
                                    (const char *) sqlite3_column_text (rows, 7));
  }
  sqlite3_finalize (rows);
}

static gboolean
record_salvage (TbSalvage *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_basename (path);
  g_autoptr (json_t) detail = json_pack ("{s:s, s:i, s:i, s:i}",
                                         "file",
                                         folder,
                                         "commands",
                                         (int) self->n_saved,
                                         "from_mirror",
                                         (int) self->n_from_mirror,
                                         "lost",
                                         (int) self->n_lost);
  TbAuditAct act = { "store.salvaged", NULL, NULL, TB_AREA_NONE, detail };

  return tb_audit_table_append (self->store, &act, NULL, error);
}

static gboolean
salvage_in_transaction (TbSalvage *self, const char *path, GError **error)
{
  g_autoptr (TbTransaction) transaction = tb_db_begin (tb_store_get_desk (self->store), error);

  if (transaction == NULL)
    return FALSE;
  if (self->damaged != NULL) {
    copy_audit (self);
    for (gsize i = 0; i < G_N_ELEMENTS (plain_tables); i++)
      tb_salvage_copy_rows (self, plain_tables[i][0], plain_tables[i][1]);
  }

  return tb_salvage_outbox (self, error) && record_salvage (self, path, error) &&
         tb_transaction_commit (transaction, error);
}

gboolean
tb_store_salvage (TbStore *self, const char *path, GError **error)
{
  TbSalvage salvage = { .store = self };
  gboolean is_done;
  gint64 n;

  /* A start that was cut off after the commit has done all of it. */
  if (!tb_db_get_int64 (self->desk, "SELECT count (*) FROM outbox", &n, error))
    return FALSE;
  if (n > 0)
    return TRUE;
  salvage.damaged = open_damaged (path);
  is_done = salvage_in_transaction (&salvage, path, error);
  sqlite3_close (salvage.damaged);
  if (is_done)
    tb_store_add_report (self,
                         _ ("%u commands were saved, %u of them from the second copy; %u are lost"),
                         salvage.n_saved,
                         salvage.n_from_mirror,
                         salvage.n_lost);

  return is_done;
}
