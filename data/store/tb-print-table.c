/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-print-table"

#include "config.h"

#include "tb-print-table.h"

#include <glib/gi18n-lib.h>

#include "tb-audit-table.h"
#include "tb-json.h"
#include "tb-store-private.h"
#include "tb-time.h"

static const struct {
  const char *verb;
  const char *update;
} facts[] = {
  [TB_PRINT_SPOOLED] = { "print.spooled",
                         "UPDATE print SET spooled_us = :now WHERE case_id = :case_id AND "
                         "document = :document AND copy = :copy AND spooled_us IS NULL" },
  [TB_PRINT_CONFIRMED] = { "print.confirmed",
                           "UPDATE print SET confirmed_us = :now WHERE case_id = :case_id AND "
                           "document = :document AND copy = :copy AND confirmed_us IS NULL" },
};

static gboolean
insert_print (TbStore *store,
              const char *case_id,
              const char *document,
              const char *operator_id,
              GError **error)
{
  g_autoptr (TbStatement) insert = tb_db_prepare (
      tb_store_get_desk (store),
      "INSERT INTO print (case_id, document, copy, operator, at_us) SELECT :case_id, :document, "
      "count (*) + 1, :operator, :now FROM print WHERE case_id = :case_id AND document = :document",
      error);

  if (insert == NULL)
    return FALSE;
  tb_statement_bind_text (insert, ":case_id", case_id);
  tb_statement_bind_text (insert, ":document", document);
  tb_statement_bind_text (insert, ":operator", operator_id);
  tb_statement_bind_int64 (insert, ":now", tb_store_get_wall_us (store));

  return tb_statement_run (insert, error);
}

static gboolean
audit (TbStore *store,
       const char *verb,
       const TbPrintCopy *which,
       const char *operator_id,
       GError **error)
{
  g_autoptr (json_t) detail =
      json_pack ("{s:s, s:i}", "document", which->document, "copy", which->copy);
  TbAuditAct act = { verb, which->case_id, operator_id, TB_AREA_NONE, detail };

  return tb_audit_table_append (store, &act, NULL, error);
}

gboolean
tb_print_table_add (TbStore *store,
                    const char *case_id,
                    const char *document,
                    const char *operator_id,
                    int *copy,
                    GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  TbPrintCopy made = { case_id, document, 0 };

  g_return_val_if_fail (store != NULL && copy != NULL, FALSE);

  transaction = tb_db_begin (tb_store_get_desk (store), error);
  if (transaction == NULL || !insert_print (store, case_id, document, operator_id, error))
    return FALSE;
  *copy = tb_print_table_count (store, case_id, document);
  made.copy = *copy;

  return audit (store, "print.made", &made, operator_id, error) &&
         tb_transaction_commit (transaction, error);
}

gboolean
tb_print_table_mark (TbStore *store,
                     const TbPrintCopy *which,
                     TbPrintFact fact,
                     const char *operator_id,
                     GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbStatement) update = NULL;

  g_return_val_if_fail (store != NULL && which != NULL, FALSE);

  if (which->copy < 1 ||
      which->copy > tb_print_table_count (store, which->case_id, which->document)) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_MISSING,
                 _ ("Copy %d of %s was never printed here"),
                 which->copy,
                 which->document);
    return FALSE;
  }

  transaction = tb_db_begin (tb_store_get_desk (store), error);
  update = transaction != NULL
               ? tb_db_prepare (tb_store_get_desk (store), facts[fact].update, error)
               : NULL;
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":case_id", which->case_id);
  tb_statement_bind_text (update, ":document", which->document);
  tb_statement_bind_int64 (update, ":copy", which->copy);
  tb_statement_bind_int64 (update, ":now", tb_store_get_wall_us (store));
  if (!tb_statement_run (update, error))
    return FALSE;

  return (tb_db_get_n_changed (tb_store_get_desk (store)) == 0 ||
          audit (store, facts[fact].verb, which, operator_id, error)) &&
         tb_transaction_commit (transaction, error);
}

int
tb_print_table_count (TbStore *store, const char *case_id, const char *document)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store),
                                                 "SELECT count (*) FROM print WHERE case_id = "
                                                 ":case_id AND document = :document",
                                                 NULL);

  if (query == NULL)
    return 0;
  tb_statement_bind_text (query, ":case_id", case_id);
  tb_statement_bind_text (query, ":document", document);

  return tb_statement_step (query, NULL) == TB_STEP_ROW ? (int) tb_statement_get_int64 (query, 0)
                                                        : 0;
}

static void
put_time (json_t *row, const char *member, TbStatement *query, int column)
{
  gint64 us = tb_statement_get_int64 (query, column);
  g_autofree char *at = us != 0 ? tb_time_format (us) : NULL;

  tb_json_set_string (row, member, at);
}

json_t *
tb_print_table_list (TbStore *store, const char *case_id, const char *document, GError **error)
{
  g_autoptr (TbStatement) query =
      tb_db_prepare (tb_store_get_desk (store),
                     "SELECT copy, operator, at_us, coalesce (spooled_us, 0), "
                     "coalesce (confirmed_us, 0) FROM print WHERE case_id = :case_id AND "
                     "document = :document ORDER BY copy DESC LIMIT 100",
                     error);
  g_autoptr (json_t) rows = json_array ();
  TbStep step;

  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":case_id", case_id);
  tb_statement_bind_text (query, ":document", document);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    json_t *row = json_pack ("{s:I, s:s}",
                             "copy",
                             (json_int_t) tb_statement_get_int64 (query, 0),
                             "operator",
                             tb_statement_peek_text (query, 1));

    put_time (row, "made", query, 2);
    put_time (row, "spooled", query, 3);
    put_time (row, "confirmed", query, 4);
    json_array_append_new (rows, row);
  }

  return step == TB_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}
