/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-audit-table"

#include "config.h"

#include "tb-audit-table.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

#include "tb-audit-private.h"
#include "tb-hash.h"
#include "tb-time.h"

static const char head_sql[] = "SELECT n, h FROM audit_head";
static const char append_sql[] =
    "INSERT INTO audit (n, at_us, operator, verb, subject, area, detail, h) "
    "VALUES (:n, :at_us, :operator, :verb, :subject, :area, :detail, :h)";
static const char all_sql[] =
    "SELECT n, at_us, operator, verb, subject, area, detail, h FROM audit ORDER BY n";
static const char page_sql[] =
    "SELECT n, at_us, operator, verb, subject, area, detail, h FROM audit "
    "WHERE n < :before ORDER BY n DESC LIMIT :limit";

/* What the chain is taken of: every column but n and h, which the chain knows anyway. */
static char *
row_bytes (gint64 at_us, const char *const columns[5])
{
  g_autoptr (json_t) row = json_array ();

  json_array_append_new (row, json_integer (at_us));
  for (int i = 0; i < 5; i++)
    json_array_append_new (row, columns[i] != NULL ? json_string (columns[i]) : json_null ());

  return tb_json_to_string (row);
}

gboolean
tb_audit_table_get_head (TbStore *store, gint64 *n, char **h, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), head_sql, error);

  if (query == NULL || tb_statement_step (query, error) != TB_STEP_ROW)
    return FALSE;
  *n = tb_statement_get_int64 (query, 0);
  *h = g_strdup (tb_statement_peek_text (query, 1));

  return TRUE;
}

static gboolean
insert_row (TbStore *store,
            gint64 n,
            gint64 at_us,
            const char *const columns[5],
            const char *h,
            GError **error)
{
  static const char *const names[5] = { ":operator", ":verb", ":subject", ":area", ":detail" };
  g_autoptr (TbStatement) insert = tb_db_prepare (tb_store_get_desk (store), append_sql, error);

  if (insert == NULL)
    return FALSE;
  tb_statement_bind_int64 (insert, ":n", n);
  tb_statement_bind_int64 (insert, ":at_us", at_us);
  for (int i = 0; i < 5; i++)
    tb_statement_bind_text (insert, names[i], columns[i]);
  tb_statement_bind_text (insert, ":h", h);

  return tb_statement_run (insert, error);
}

static gboolean
insert_act (TbStore *store, gint64 n, const char *before, const TbAuditAct *act, GError **error)
{
  g_autofree char *detail = act->detail != NULL ? tb_json_to_canonical (act->detail) : NULL;
  const char *area = act->area != TB_AREA_NONE ? tb_area_get_slug (act->area) : NULL;
  const char *columns[5] = { act->operator_id, act->verb, act->subject, area, detail };
  gint64 at_us = tb_store_get_wall_us (store);
  g_autofree char *bytes = row_bytes (at_us, columns);
  g_autofree char *h = tb_hash_chain (before, (guint64) n, bytes, strlen (bytes));

  return insert_row (store, n, at_us, columns, h, error);
}

gboolean
tb_audit_restore_row (TbStore *store,
                      gint64 n,
                      gint64 at_us,
                      const char *const columns[5],
                      const char *h)
{
  g_autofree char *before = NULL;
  g_autofree char *bytes = row_bytes (at_us, columns);
  g_autofree char *wanted = NULL;
  gint64 last;

  if (bytes == NULL || !tb_audit_table_get_head (store, &last, &before, NULL) || n != last + 1)
    return FALSE;
  wanted = tb_hash_chain (before, (guint64) n, bytes, strlen (bytes));

  return g_strcmp0 (wanted, h) == 0 && insert_row (store, n, at_us, columns, h, NULL);
}

static gboolean
append_here (TbStore *store, const TbAuditAct *act, gint64 *n, GError **error)
{
  g_autofree char *before = NULL;
  gint64 last;

  if (!tb_audit_table_get_head (store, &last, &before, error) ||
      !insert_act (store, last + 1, before, act, error))
    return FALSE;
  if (n != NULL)
    *n = last + 1;

  return TRUE;
}

gboolean
tb_audit_table_append (TbStore *store, const TbAuditAct *act, gint64 *n, GError **error)
{
  TbDb *db = tb_store_get_desk (store);
  g_autoptr (TbTransaction) transaction = NULL;

  g_return_val_if_fail (act != NULL && act->verb != NULL, FALSE);

  if (!sqlite3_get_autocommit (tb_db_get_handle (db)))
    return append_here (store, act, n, error);

  transaction = tb_db_begin (db, error);
  return transaction != NULL && append_here (store, act, n, error) &&
         tb_transaction_commit (transaction, error);
}

static gboolean
set_broken (GError **error, gint64 n)
{
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT, n);

  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_CHAIN,
               _ ("The audit record was changed: row %s does not fit"),
               row);
  return FALSE;
}

typedef struct {
  gint64 n; /* last row that was found good */
  char *h;
  gint64 witness_n;
  const char *witness_h;
} Walk;

/* One row: its number follows, its hash fits, and it is what the witness remembers. */
static gboolean
check_row (Walk *walk, TbStatement *row, GError **error)
{
  const char *columns[5];
  const char *h = tb_statement_peek_text (row, 7);
  g_autofree char *bytes = NULL;
  g_autofree char *wanted = NULL;
  gint64 n = tb_statement_get_int64 (row, 0);

  for (int i = 0; i < 5; i++)
    columns[i] = tb_statement_peek_text (row, 2 + i);
  bytes = row_bytes (tb_statement_get_int64 (row, 1), columns);
  if (bytes != NULL)
    wanted = tb_hash_chain (walk->h, (guint64) n, bytes, strlen (bytes));
  if (n != walk->n + 1)
    return set_broken (error, walk->n + 1);
  if (g_strcmp0 (wanted, h) != 0 || (n == walk->witness_n && g_strcmp0 (walk->witness_h, h) != 0))
    return set_broken (error, n);
  walk->n = n;
  g_free (walk->h);
  walk->h = g_steal_pointer (&wanted);

  return TRUE;
}

static gboolean
walk_rows (TbDb *db, Walk *walk, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (db, all_sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    if (!check_row (walk, query, error))
      return FALSE;
  }

  return step == TB_STEP_DONE;
}

gboolean
tb_audit_table_verify (TbStore *store,
                       gint64 witness_n,
                       const char *witness_h,
                       GCancellable *cancellable,
                       GError **error)
{
  TbDb *db = tb_store_get_desk (store);
  g_autofree char *head = NULL;
  Walk walk = { .witness_n = witness_n, .witness_h = witness_h };
  gint64 n;
  gboolean is_good;

  if (!tb_audit_table_get_head (store, &n, &head, error) ||
      !tb_db_get_int64 (db, "SELECT first_n - 1 FROM audit_head", &walk.n, error))
    return FALSE;
  walk.h = tb_db_dup_text (db, "SELECT first_h FROM audit_head", error);
  if (walk.h == NULL)
    return FALSE;

  tb_db_set_cancellable (db, cancellable);
  is_good = walk_rows (db, &walk, error);
  tb_db_set_cancellable (db, NULL);
  if (is_good && (walk.n != n || strcmp (walk.h, head) != 0 || walk.n < witness_n))
    is_good = set_broken (error, MIN (walk.n, n) + 1);
  g_free (walk.h);

  return is_good;
}

static json_t *
row_to_json (TbStatement *row)
{
  static const char *const names[] = { "operator", "verb", "subject", "area" };
  g_autofree char *at = tb_time_format (tb_statement_get_int64 (row, 1));
  json_t *json = json_object ();

  tb_json_set_int (json, "n", tb_statement_get_int64 (row, 0));
  tb_json_set_string (json, "at", at);
  for (int i = 0; i < 4; i++)
    tb_json_set_string (json, names[i], tb_statement_peek_text (row, 2 + i));
  if (!tb_statement_is_null (row, 6))
    json_object_set_new (json, "detail", tb_json_parse (tb_statement_peek_text (row, 6), -1, NULL));
  tb_json_set_string (json, "h", tb_statement_peek_text (row, 7));

  return json;
}

json_t *
tb_audit_table_page (TbStore *store, gint64 before, guint limit, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  g_autoptr (json_t) rows = json_array ();
  TbStep step;

  g_return_val_if_fail (limit >= 1 && limit <= TB_STORE_MAX_PAGE, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), page_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_int64 (query, ":before", before > 0 ? before : G_MAXINT64);
  tb_statement_bind_int64 (query, ":limit", limit);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    json_array_append_new (rows, row_to_json (query));

  return step == TB_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/* The rows before @n go; the chain then begins with the hash of the last of them. */
static gboolean
cut_before (TbDb *db, gint64 n, GError **error)
{
  g_autoptr (TbStatement) move = NULL;
  g_autoptr (TbStatement) remove = NULL;

  move = tb_db_prepare (db,
                        "UPDATE audit_head SET first_n = :n, "
                        "first_h = (SELECT h FROM audit WHERE n = :n - 1)",
                        error);
  remove = tb_db_prepare (db, "DELETE FROM audit WHERE n < :n", error);
  if (move == NULL || remove == NULL)
    return FALSE;
  tb_statement_bind_int64 (move, ":n", n);
  tb_statement_bind_int64 (remove, ":n", n);

  return tb_statement_run (move, error) && tb_statement_run (remove, error);
}

/* The first row that stays: nothing older than @before_us before it. */
static gboolean
find_first_kept (TbDb *db, gint64 before_us, gint64 *n, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (db,
                                                 "SELECT coalesce ((SELECT n FROM audit WHERE "
                                                 "at_us >= :before ORDER BY n LIMIT 1), "
                                                 "(SELECT n FROM audit_head))",
                                                 error);

  if (query == NULL)
    return FALSE;
  tb_statement_bind_int64 (query, ":before", before_us);
  if (tb_statement_step (query, error) != TB_STEP_ROW)
    return FALSE;
  *n = tb_statement_get_int64 (query, 0);

  return TRUE;
}

gboolean
tb_audit_table_retain (TbStore *store, gint64 before_us, guint *n, GError **error)
{
  TbDb *db = tb_store_get_desk (store);
  gint64 youngest_us = tb_store_get_wall_us (store) - TB_AUDIT_MIN_DAYS * G_TIME_SPAN_DAY;
  g_autoptr (TbTransaction) transaction = tb_db_begin (db, error);
  g_autoptr (json_t) detail = NULL;
  TbAuditAct act = { .verb = "audit.retained", .area = TB_AREA_NONE };
  gint64 first;
  gint64 kept;

  if (transaction == NULL ||
      !tb_db_get_int64 (db, "SELECT first_n FROM audit_head", &first, error) ||
      !find_first_kept (db, MIN (before_us, youngest_us), &kept, error))
    return FALSE;
  if (n != NULL)
    *n = (guint) MAX (kept - first, 0);
  if (kept <= first)
    return TRUE;
  detail = json_pack ("{s:I, s:I}", "from", first, "before", kept);
  act.detail = detail;

  return cut_before (db, kept, error) && append_here (store, &act, NULL, error) &&
         tb_transaction_commit (transaction, error);
}
