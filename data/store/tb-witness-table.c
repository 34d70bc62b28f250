/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-witness-table"

#include "config.h"

#include "tb-audit-table.h"

#define MAX_WITNESSES 1000

static const char add_sql[] =
    "INSERT INTO witness (area, log_id, seq, head, at_us) VALUES (:area, :log_id, :seq, :head, "
    ":now) ON CONFLICT (area, log_id, seq) DO NOTHING";
static const char trim_sql[] =
    "DELETE FROM witness WHERE area = :area AND id NOT IN (SELECT id FROM witness "
    "WHERE area = :area ORDER BY id DESC LIMIT :keep)";
static const char list_sql[] =
    "SELECT head FROM witness WHERE area = :area ORDER BY id DESC LIMIT :limit";

static gboolean
insert_head (TbStore *store, TbArea area, const json_t *head, GError **error)
{
  g_autoptr (TbStatement) insert = tb_db_prepare (tb_store_get_desk (store), add_sql, error);
  g_autofree char *text = tb_json_to_string (head);

  if (insert == NULL)
    return FALSE;
  tb_statement_bind_text (insert, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (insert, ":log_id", tb_json_get_string (head, "log_id"));
  tb_statement_bind_int64 (insert, ":seq", tb_json_get_int (head, "seq", 0));
  tb_statement_bind_text (insert, ":head", text);
  tb_statement_bind_int64 (insert, ":now", tb_store_get_wall_us (store));

  return tb_statement_run (insert, error);
}

gboolean
tb_witness_table_add (TbStore *store, TbArea area, const json_t *head, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbStatement) trim = NULL;

  g_return_val_if_fail (store != NULL && area != TB_AREA_NONE, FALSE);

  if (tb_json_get_string (head, "log_id") == NULL || tb_json_get_string (head, "h") == NULL) {
    g_set_error (error, TB_STORE_ERROR, TB_STORE_ERROR_DATA, "A head names log_id, seq and h");
    return FALSE;
  }
  transaction = tb_db_begin (tb_store_get_desk (store), error);
  if (transaction == NULL || !insert_head (store, area, head, error))
    return FALSE;
  trim = tb_db_prepare (tb_store_get_desk (store), trim_sql, error);
  if (trim == NULL)
    return FALSE;
  tb_statement_bind_text (trim, ":area", tb_area_get_slug (area));
  tb_statement_bind_int64 (trim, ":keep", MAX_WITNESSES);

  return tb_statement_run (trim, error) && tb_transaction_commit (transaction, error);
}

json_t *
tb_witness_table_list (TbStore *store, TbArea area, guint limit, GError **error)
{
  g_autoptr (json_t) heads = json_array ();
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && area != TB_AREA_NONE, NULL);
  g_return_val_if_fail (limit >= 1 && limit <= TB_STORE_MAX_PAGE, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), list_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  tb_statement_bind_int64 (query, ":limit", limit);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    json_array_append_new (heads, tb_json_parse (tb_statement_peek_text (query, 0), -1, NULL));

  return step == TB_STEP_DONE ? g_steal_pointer (&heads) : NULL;
}
