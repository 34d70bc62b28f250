/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-conflict-table.h"
#include "tb-outbox-private.h"
#include "tb-store-private.h"
#include "tb-time.h"

static const char supersede_sql[] =
    "UPDATE outbox SET state = 'superseded', decided_by = :by, audit_n = :audit_n WHERE id = :id";
static const char decided_sql[] =
    "UPDATE conflict SET decided_us = :now WHERE command = :id AND decided_us IS NULL";
static const char cancel_sql[] =
    "UPDATE outbox SET state = 'cancelled', original = bytes, bytes = :bytes, fp = :fp, "
    "row_hash = :row_hash, audit_n = :audit_n WHERE id = :id";
static const char followers_sql[] =
    "WITH RECURSIVE chain (id) AS (SELECT :id UNION SELECT o.id FROM outbox o JOIN chain "
    "ON o.follows = chain.id WHERE o.case_id = :case_id AND o.state = 'queued') "
    "SELECT id FROM outbox JOIN chain USING (id) WHERE state = 'queued' ORDER BY lseq";

/* T5 */

static gboolean
check_decidable (const TbOutboxRow *row, const TbAcceptance *what, GError **error)
{
  if (row->state != TB_OUTBOX_CONFLICT && row->state != TB_OUTBOX_REFUSED) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_STATE,
                 _ ("Command %s needs no decision: it is %s"),
                 row->command,
                 tb_outbox_state_get_name (row->state));
    return FALSE;
  }
  if (what != NULL &&
      g_strcmp0 (tb_json_get_string (what->command, "resolves"), row->command) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_DATA,
                 "/resolves: names the command that was decided about");
    return FALSE;
  }

  return TRUE;
}

static gboolean
supersede (TbStore *store,
           const TbOutboxRow *row,
           const char *operator_id,
           TbCommand *by,
           GError **error)
{
  TbDb *db = tb_store_get_desk (store);
  g_autoptr (TbStatement) update = NULL;
  g_autoptr (TbStatement) decided = NULL;
  gint64 audit_n;

  if (!tb_outbox_audit_change (store, row, "superseded", operator_id, &audit_n, error))
    return FALSE;
  update = tb_db_prepare (db, supersede_sql, error);
  if (update == NULL)
    return FALSE;
  decided = tb_db_prepare (db, decided_sql, error);
  if (decided == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":id", row->command);
  tb_statement_bind_text (update, ":by", by != NULL ? tb_command_get_id (by) : NULL);
  tb_statement_bind_int64 (update, ":audit_n", audit_n);
  tb_statement_bind_text (decided, ":id", row->command);
  tb_statement_bind_int64 (decided, ":now", tb_store_get_wall_us (store));

  return tb_statement_run (update, error) && tb_statement_run (decided, error);
}

/* The new command is usually based on theirs, which the conflict holds. */
static TbCommand *
insert_resolution (TbStore *store,
                   const TbOutboxRow *row,
                   const TbAcceptance *what,
                   char **line,
                   GError **error)
{
  TbAcceptance complete = *what;
  g_autoptr (TbConflict) conflict = NULL;
  const char *vid = tb_json_get_string (json_object_get (what->command, "base"), "vid");

  if (complete.base_entry == NULL && row->state == TB_OUTBOX_CONFLICT) {
    conflict = tb_conflict_table_get (store, row->command, NULL, error);
    if (conflict == NULL)
      return NULL;
    if (vid != NULL && g_strcmp0 (tb_json_get_string (conflict->theirs, "vid"), vid) == 0)
      complete.base_entry = conflict->theirs;
  }
  if (complete.subject == NULL)
    complete.subject = row->subject;

  return tb_outbox_insert (store, &complete, line, error);
}

gboolean
tb_outbox_decide (TbStore *store,
                  const char *command,
                  const char *operator_id,
                  const TbAcceptance *what,
                  TbCommand **resolution,
                  GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbOutboxRow) row = NULL;
  g_autoptr (TbCommand) fresh = NULL;
  g_autofree char *line = NULL;

  g_return_val_if_fail (store != NULL && command != NULL && operator_id != NULL, FALSE);

  if (what != NULL && !tb_store_may_accept (store, error))
    return FALSE;
  transaction = tb_db_begin (tb_store_get_desk (store), error);
  if (transaction == NULL)
    return FALSE;
  row = tb_outbox_table_get (store, command, error);
  if (row == NULL || !check_decidable (row, what, error))
    return FALSE;
  if (what != NULL) {
    fresh = insert_resolution (store, row, what, &line, error);
    if (fresh == NULL)
      return FALSE;
  }
  if (!supersede (store, row, operator_id, fresh, error) ||
      !tb_transaction_commit (transaction, error))
    return FALSE;
  if (line != NULL)
    tb_outbox_write_mirror (store, line);
  if (resolution != NULL)
    *resolution = g_steal_pointer (&fresh);

  return TRUE;
}

/* Cancelling */

TbCommand *
tb_outbox_make_noop (TbCommand *command, GError **error)
{
  g_autoptr (json_t) json = json_deep_copy (tb_command_get_json (command));

  tb_json_set_string (json, "kind", "noop");
  json_object_del (json, "base");
  json_object_del (json, "resolves");
  json_object_set_new (json, "args", json_object ());

  return tb_command_new (json, error);
}

static char *
make_noop_line (TbStore *store, const TbOutboxRow *row, TbCommand *noop)
{
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:I, s:n, s:O}",
                                       "area",
                                       tb_area_get_slug (row->area),
                                       "subject",
                                       row->subject,
                                       "at_us",
                                       (json_int_t) row->accepted_us,
                                       "base",
                                       "command",
                                       tb_command_get_json (noop));

  return tb_outbox_mirror_format (tb_command_get_lane (noop),
                                  row->lseq,
                                  tb_command_get_fingerprint (noop),
                                  json);
}

static gboolean
cancel_row (TbStore *store, const char *id, const char *operator_id, GString *lines, GError **error)
{
  g_autoptr (TbOutboxRow) row = tb_outbox_table_get (store, id, error);
  g_autoptr (TbCommand) command = NULL;
  g_autoptr (TbCommand) noop = NULL;
  g_autoptr (TbStatement) update = NULL;
  g_autofree char *row_hash = NULL;
  g_autofree char *line = NULL;
  gint64 audit_n;

  if (row == NULL)
    return FALSE;
  command = tb_outbox_read_command (store, id, error);
  noop = command != NULL ? tb_outbox_make_noop (command, error) : NULL;
  if (noop == NULL ||
      !tb_outbox_audit_change (store, row, "cancelled", operator_id, &audit_n, error))
    return FALSE;
  update = tb_db_prepare (tb_store_get_desk (store), cancel_sql, error);
  if (update == NULL)
    return FALSE;
  row_hash = tb_outbox_row_hash (noop, row->area, tb_command_get_fingerprint (noop));
  tb_statement_bind_text (update, ":id", id);
  tb_statement_bind_text (update, ":bytes", tb_command_get_bytes (noop));
  tb_statement_bind_text (update, ":fp", tb_command_get_fingerprint (noop));
  tb_statement_bind_text (update, ":row_hash", row_hash);
  tb_statement_bind_int64 (update, ":audit_n", audit_n);
  line = make_noop_line (store, row, noop);
  g_string_append (lines, line);

  return tb_statement_run (update, error);
}

static char **
list_followers (TbStore *store, const TbOutboxRow *row, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), followers_sql, error);
  TbStep step;

  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":id", row->command);
  tb_statement_bind_text (query, ":case_id", row->case_id);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    g_strv_builder_add (ids, tb_statement_peek_text (query, 0));

  return step == TB_STEP_DONE ? g_strv_builder_end (ids) : NULL;
}

gboolean
tb_outbox_cancel (TbStore *store, const char *command, const char *operator_id, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbOutboxRow) row = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  g_auto (GStrv) ids = NULL;

  g_return_val_if_fail (store != NULL && command != NULL && operator_id != NULL, FALSE);

  transaction = tb_db_begin (tb_store_get_desk (store), error);
  if (transaction == NULL)
    return FALSE;
  row = tb_outbox_table_get (store, command, error);
  if (row == NULL)
    return FALSE;
  if (row->state == TB_OUTBOX_CANCELLED) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_STATE,
                 _ ("Command %s was taken back already"),
                 command);
    return FALSE;
  }
  if (row->state != TB_OUTBOX_QUEUED || row->n_attempts > 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_STATE,
                 _ ("Command %s was sent already and cannot be taken back. Withdraw it at the city "
                    "instead"),
                 command);
    return FALSE;
  }
  ids = list_followers (store, row, error);
  if (ids == NULL)
    return FALSE;
  for (char **id = ids; *id != NULL; id++) {
    if (!cancel_row (store, *id, operator_id, lines, error))
      return FALSE;
  }
  if (!tb_transaction_commit (transaction, error))
    return FALSE;
  tb_outbox_write_mirror (store, lines->str);

  return TRUE;
}
