/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-audit-table.h"
#include "tb-desk-tables.h"
#include "tb-draft-table.h"
#include "tb-hash.h"
#include "tb-outbox-private.h"
#include "tb-record-table.h"
#include "tb-store-private.h"

static const char insert_sql[] =
    "INSERT INTO outbox (id, area, lane, sandbox, lseq, kind, case_id, item, operator, subject, "
    "number, resolves, follows, base_entry, bytes, fp, row_hash, state, accepted_us, audit_n) "
    "VALUES (:id, :area, :lane, (SELECT sandbox FROM store), :lseq, :kind, :case_id, :item, "
    ":operator, :subject, :number, :resolves, :follows, :base_entry, :bytes, :fp, :row_hash, "
    "'queued', :now, :audit_n)";
static const char number_sql[] =
    "SELECT number FROM outbox WHERE case_id = :case_id AND number IS NOT NULL LIMIT 1";

char *
tb_outbox_row_hash (TbCommand *command, TbArea area, const char *fp)
{
  g_autofree char *text = g_strdup_printf ("%s|%s|%" G_GINT64_FORMAT "|%s|%s|%s|%s",
                                           tb_area_get_slug (area),
                                           tb_command_get_lane (command),
                                           tb_command_get_lseq (command),
                                           tb_command_get_id (command),
                                           tb_command_get_case (command),
                                           tb_command_get_operator (command),
                                           fp);

  return tb_hash_blake2b (text, strlen (text));
}

/* The command as the caller made it, with the lane's next number; a submit's case gets its own. */
static TbCommand *
complete_command (TbStore *store, const TbAcceptance *what, TbLane *lane, GError **error)
{
  g_autoptr (json_t) json = json_deep_copy (what->command);
  json_t *body = tb_json_get_object (tb_json_get_object (json, "args"), "case");
  g_autofree char *number = NULL;

  if (json == NULL || json_object_get (json, "lane") != NULL ||
      json_object_get (json, "lseq") != NULL) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_DATA,
                 "/lane, /lseq: the outbox gives them, not its caller");
    return NULL;
  }
  tb_json_set_string (json, "lane", lane->lane);
  tb_json_set_int (json, "lseq", lane->last_lseq + 1);
  if (body != NULL && g_strcmp0 (tb_json_get_string (json, "kind"), "submit") == 0) {
    number = tb_number_table_reserve (store, error);
    if (number == NULL)
      return NULL;
    tb_json_set_string (body, "number", number);
  }

  return tb_command_new (json, error);
}

/* What the author saw, so that a conflict can show it whatever the cache does later (I4). */
static char *
find_base_entry (TbStore *store, const TbAcceptance *what, TbCommand *command, GError **error)
{
  const char *vid = tb_command_get_base (command);
  g_autoptr (json_t) cached = NULL;
  const json_t *entry = what->base_entry;

  if (tb_command_get_base_kind (command) != TB_BASE_VERSION)
    return entry != NULL ? tb_json_to_string (entry) : g_strdup ("null");
  if (entry == NULL)
    entry = cached = tb_record_table_get (store, what->area, tb_command_get_case (command), NULL);
  if (g_strcmp0 (tb_json_get_string (entry, "vid"), vid) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_BASE,
                 _ ("The version %s of the case that this is based on is not here. Open the case "
                    "again and look at it"),
                 vid);
    return NULL;
  }

  return tb_json_to_string (entry);
}

/* A base {"after": …} names the author's own command on this case that may still be applied. */
static gboolean
check_predecessor (TbStore *store, const TbAcceptance *what, TbCommand *command, GError **error)
{
  g_autoptr (TbOutboxRow) before = NULL;

  if (tb_command_get_base_kind (command) != TB_BASE_AFTER)
    return TRUE;
  before = tb_outbox_table_get (store, tb_command_get_base (command), error);
  if (before == NULL)
    return FALSE;
  if (before->area != what->area || strcmp (before->case_id, tb_command_get_case (command)) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_DATA,
                 "/base/after: command %s is about another case",
                 before->command);
    return FALSE;
  }
  /* ⚠ It is applied to whatever is there: it proves nothing of what its author saw (I7). */
  if (tb_command_kind_commutes (before->kind)) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_DATA,
                 "/base/after: command %s commutes and can be nobody's base",
                 before->command);
    return FALSE;
  }
  if (before->state != TB_OUTBOX_QUEUED && before->state != TB_OUTBOX_SENT &&
      before->state != TB_OUTBOX_APPLIED) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_STATE,
                 _ ("The command before this one on the case was not applied (%s): decide about it "
                    "first"),
                 tb_outbox_state_get_name (before->state));
    return FALSE;
  }

  return TRUE;
}

/* The number people read: this submit's, the author's saw, or that of an earlier command here. */
static char *
find_number (TbStore *store, TbCommand *command, const char *base_entry, GError **error)
{
  const json_t *own = tb_json_get_object (tb_command_get_args (command), "case");
  g_autoptr (json_t) entry = tb_json_parse (base_entry, -1, NULL);
  const char *number = tb_json_get_string (own, "number");
  g_autoptr (TbStatement) query = NULL;

  if (number == NULL)
    number = tb_json_get_string (tb_json_get_object (entry, "body"), "number");
  if (number != NULL)
    return g_strdup (number);
  query = tb_db_prepare (tb_store_get_desk (store), number_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":case_id", tb_command_get_case (command));
  if (tb_statement_step (query, NULL) != TB_STEP_ROW)
    return NULL;

  return g_strdup (tb_statement_peek_text (query, 0));
}

static void
bind_command (TbStatement *insert, TbCommand *command, TbArea area)
{
  gboolean is_after = tb_command_get_base_kind (command) == TB_BASE_AFTER;
  const char *fp = tb_command_get_fingerprint (command);
  g_autofree char *row_hash = tb_outbox_row_hash (command, area, fp);

  tb_statement_bind_text (insert, ":id", tb_command_get_id (command));
  tb_statement_bind_text (insert, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (insert, ":lane", tb_command_get_lane (command));
  tb_statement_bind_int64 (insert, ":lseq", tb_command_get_lseq (command));
  tb_statement_bind_text (insert,
                          ":kind",
                          tb_command_kind_get_name (tb_command_get_kind (command)));
  tb_statement_bind_text (insert, ":case_id", tb_command_get_case (command));
  tb_statement_bind_text (insert, ":item", tb_command_get_item (command));
  tb_statement_bind_text (insert, ":operator", tb_command_get_operator (command));
  tb_statement_bind_text (insert, ":resolves", tb_command_get_resolves (command));
  tb_statement_bind_text (insert, ":follows", is_after ? tb_command_get_base (command) : NULL);
  tb_statement_bind_text (insert, ":bytes", tb_command_get_bytes (command));
  tb_statement_bind_text (insert, ":fp", fp);
  tb_statement_bind_text (insert, ":row_hash", row_hash);
}

static char *
make_mirror_line (TbStore *store,
                  const TbAcceptance *what,
                  TbCommand *command,
                  const char *base_entry)
{
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:I, s:o, s:O}",
                                       "area",
                                       tb_area_get_slug (what->area),
                                       "subject",
                                       what->subject != NULL ? what->subject : "",
                                       "at_us",
                                       tb_store_get_wall_us (store),
                                       "base",
                                       tb_json_parse (base_entry, -1, NULL),
                                       "command",
                                       tb_command_get_json (command));

  return tb_outbox_mirror_format (tb_command_get_lane (command),
                                  tb_command_get_lseq (command),
                                  tb_command_get_fingerprint (command),
                                  json);
}

static gboolean
insert_row (TbStore *store,
            const TbAcceptance *what,
            TbCommand *command,
            const char *base_entry,
            GError **error)
{
  g_autoptr (TbStatement) insert = NULL;
  g_autoptr (json_t) detail = NULL;
  g_autofree char *number = NULL;
  TbAuditAct act = {
    .verb = "outbox.accepted",
    .subject = tb_command_get_id (command),
    .operator_id = tb_command_get_operator (command),
    .area = what->area,
  };
  gint64 audit_n;

  detail = json_pack ("{s:s, s:s, s:I}",
                      "kind",
                      tb_command_kind_get_name (tb_command_get_kind (command)),
                      "case",
                      tb_command_get_case (command),
                      "lseq",
                      tb_command_get_lseq (command));
  act.detail = detail;
  number = find_number (store, command, base_entry, error);
  insert = tb_db_prepare (tb_store_get_desk (store), insert_sql, error);
  if (insert == NULL || !tb_audit_table_append (store, &act, &audit_n, error))
    return FALSE;
  bind_command (insert, command, what->area);
  tb_statement_bind_text (insert, ":subject", what->subject != NULL ? what->subject : "");
  tb_statement_bind_text (insert, ":number", number);
  tb_statement_bind_text (insert, ":base_entry", base_entry);
  tb_statement_bind_int64 (insert, ":now", tb_store_get_wall_us (store));
  tb_statement_bind_int64 (insert, ":audit_n", audit_n);

  return tb_statement_run (insert, error);
}

TbCommand *
tb_outbox_insert (TbStore *store, const TbAcceptance *what, char **line, GError **error)
{
  g_autoptr (TbLane) lane = tb_lane_table_get (store, what->area, error);
  g_autoptr (TbCommand) command = NULL;
  g_autofree char *base_entry = NULL;

  if (lane == NULL)
    return NULL;
  command = complete_command (store, what, lane, error);
  if (command == NULL || !check_predecessor (store, what, command, error))
    return NULL;
  base_entry = find_base_entry (store, what, command, error);
  if (base_entry == NULL || !insert_row (store, what, command, base_entry, error))
    return NULL;
  if (what->draft != NULL &&
      !tb_draft_table_forget (store, tb_command_get_operator (command), what->draft, error))
    return NULL;
  if (line != NULL)
    *line = make_mirror_line (store, what, command, base_entry);

  return g_steal_pointer (&command);
}

void
tb_outbox_write_mirror (TbStore *store, const char *lines)
{
  g_autoptr (GError) error = NULL;

  if (store->mirror == NULL || tb_outbox_mirror_append (store->mirror, lines, &error))
    return;
  /* The command is accepted: desk.db has it. Nothing more is, until the mirror has it too. */
  store->is_mirror_behind = TRUE;
  g_message ("The second copy of the outbox is behind: %s", error->message);
}

static GPtrArray *
insert_all (TbStore *store, const TbAcceptance *what, guint n, GString *lines, GError **error)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (TbTransaction) transaction = tb_db_begin (tb_store_get_desk (store), error);

  if (transaction == NULL)
    return NULL;
  for (guint i = 0; i < n; i++) {
    g_autofree char *line = NULL;
    TbCommand *command = tb_outbox_insert (store, &what[i], &line, error);

    if (command == NULL)
      return NULL;
    g_ptr_array_add (commands, command);
    g_string_append (lines, line);
  }

  return tb_transaction_commit (transaction, error) ? g_steal_pointer (&commands) : NULL;
}

GPtrArray *
tb_outbox_accept_all (TbStore *store, const TbAcceptance *what, guint n, GError **error)
{
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (store != NULL && what != NULL && n > 0, NULL);

  if (!tb_store_may_accept (store, error))
    return NULL;
  commands = insert_all (store, what, n, lines, &failure);
  if (commands == NULL) {
    /* Room for the answers of what is under way; this one is told that it was not accepted. */
    tb_store_note_failure (store, failure);
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  tb_outbox_write_mirror (store, lines->str);

  return g_steal_pointer (&commands);
}

TbCommand *
tb_outbox_accept (TbStore *store, const TbAcceptance *what, GError **error)
{
  g_autoptr (GPtrArray) commands = tb_outbox_accept_all (store, what, 1, error);

  return commands != NULL ? g_object_ref (g_ptr_array_index (commands, 0)) : NULL;
}
