/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-audit-table.h"
#include "tb-outbox-private.h"
#include "tb-store-private.h"

static const char settle_sql[] =
    "UPDATE outbox SET state = :state, attempts = max (attempts, 1), log_id = :log_id, "
    "seq = :seq, ver = :ver, vid = :vid, reason = :reason, problem = :problem, "
    "told_by = :told_by, settled_us = :now, number = coalesce (:number, number), "
    "audit_n = :audit_n WHERE id = :id";
static const char noop_sql[] =
    "UPDATE outbox SET attempts = max (attempts, 1), log_id = :log_id, told_by = :told_by, "
    "settled_us = :now WHERE id = :id";
static const char told_sql[] = "UPDATE outbox SET told_by = 'both' WHERE id = :id "
                               "AND told_by IS NOT :told_by AND told_by IS NOT 'both'";
static const char conflict_sql[] =
    "INSERT INTO conflict (command, round, area, case_id, log_id, base, mine, theirs, since, "
    "at_us) "
    "SELECT id, (SELECT count (*) + 1 FROM conflict WHERE command = :id), area, case_id, :log_id, "
    "base_entry, bytes, :theirs, :since, :now FROM outbox WHERE id = :id";
static const char log_sql[] =
    "UPDATE lane SET log_id = :log_id WHERE lane = :lane AND log_id IS NULL";

/* What a city said about one command, from an answer or from the feed. */
typedef struct {
  gint64 lseq;
  const char *id;
  TbOutboxState state;
  gint64 ver;
  const char *vid;
  gint64 seq;
  const char *number;
  const char *reason;
  const json_t *problem;
  const json_t *theirs;
  const json_t *since;
} Outcome;

typedef struct {
  TbStore *store;
  const TbLane *lane;
  const char *log_id;
  const char *told_by;
  guint n_settled;
} Session;

gboolean
tb_outbox_audit_change (TbStore *store,
                        const TbOutboxRow *row,
                        const char *state,
                        const char *operator_id,
                        gint64 *n,
                        GError **error)
{
  g_autofree char *verb = g_strconcat ("outbox.", state, NULL);
  g_autoptr (json_t) detail = json_pack ("{s:s, s:I, s:i}",
                                         "was",
                                         tb_outbox_state_get_name (row->state),
                                         "lseq",
                                         (json_int_t) row->lseq,
                                         "attempts",
                                         row->n_attempts);
  TbAuditAct act = {
    .verb = verb,
    .subject = row->command,
    .operator_id = operator_id,
    .area = row->area,
    .detail = detail,
  };

  return tb_audit_table_append (store, &act, n, error);
}

static gboolean
set_data_error (GError **error, gint64 lseq, const char *problem)
{
  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_DATA,
               "The outcome of lseq %" G_GINT64_FORMAT " %s",
               lseq,
               problem);
  return FALSE;
}

static gboolean
parse_outcome (const json_t *json, Outcome *outcome, GError **error)
{
  const char *result = tb_json_get_string (json, "result");
  int state = tb_outbox_state_from_name (result);

  *outcome = (Outcome){
    .lseq = tb_json_get_int (json, "lseq", 0),
    .id = tb_json_get_string (json, "id"),
    .ver = tb_json_get_int (json, "ver", 0),
    .vid = tb_json_get_string (json, "vid"),
    .seq = tb_json_get_int (json, "seq", 0),
    .number = tb_json_get_string (json, "number"),
    .reason = tb_json_get_string (json, "reason"),
    .problem = json_object_get (json, "problem"),
    .theirs = json_object_get (json, "current"),
    .since = json_object_get (json, "since"),
  };
  if (outcome->id == NULL || outcome->lseq < 1)
    return set_data_error (error, outcome->lseq, "names no command");
  if (state != TB_OUTBOX_APPLIED && state != TB_OUTBOX_CONFLICT && state != TB_OUTBOX_REFUSED)
    return set_data_error (error, outcome->lseq, "has an unknown result");
  outcome->state = (TbOutboxState) state;
  if (outcome->state == TB_OUTBOX_REFUSED && outcome->reason == NULL)
    return set_data_error (error, outcome->lseq, "is a refusal without a reason");
  if (outcome->state == TB_OUTBOX_CONFLICT && outcome->theirs == NULL)
    return set_data_error (error, outcome->lseq, "is a conflict without the current version");

  return TRUE;
}

static gboolean
insert_conflict (Session *session, const Outcome *outcome, GError **error)
{
  g_autoptr (TbStatement) insert =
      tb_db_prepare (tb_store_get_desk (session->store), conflict_sql, error);
  g_autofree char *theirs = tb_json_to_string (outcome->theirs);
  g_autofree char *since =
      outcome->since != NULL ? tb_json_to_string (outcome->since) : g_strdup ("[]");

  if (insert == NULL)
    return FALSE;
  tb_statement_bind_text (insert, ":id", outcome->id);
  tb_statement_bind_text (insert, ":log_id", session->log_id);
  tb_statement_bind_text (insert, ":theirs", theirs);
  tb_statement_bind_text (insert, ":since", since);
  tb_statement_bind_int64 (insert, ":now", tb_store_get_wall_us (session->store));

  return tb_statement_run (insert, error);
}

static void
bind_result (TbStatement *update, const Outcome *outcome)
{
  g_autofree char *problem = outcome->problem != NULL ? tb_json_to_string (outcome->problem) : NULL;

  tb_statement_bind_text (update, ":state", tb_outbox_state_get_name (outcome->state));
  tb_statement_bind_text (update, ":reason", outcome->reason);
  tb_statement_bind_text (update, ":problem", problem);
  tb_statement_bind_text (update, ":number", outcome->number);
  tb_statement_bind_text (update, ":vid", outcome->vid);
  if (outcome->state == TB_OUTBOX_APPLIED) {
    tb_statement_bind_int64 (update, ":seq", outcome->seq);
    tb_statement_bind_int64 (update, ":ver", outcome->ver);
  }
}

static gboolean
settle_row (Session *session, const TbOutboxRow *row, const Outcome *outcome, GError **error)
{
  const char *state = tb_outbox_state_get_name (outcome->state);
  g_autoptr (TbStatement) update = NULL;
  gint64 audit_n;

  if (outcome->state == TB_OUTBOX_APPLIED && (outcome->seq < 1 || outcome->vid == NULL))
    return set_data_error (error, outcome->lseq, "is applied without seq or vid");
  if (outcome->state == TB_OUTBOX_CONFLICT && !insert_conflict (session, outcome, error))
    return FALSE;
  if (!tb_outbox_audit_change (session->store, row, state, NULL, &audit_n, error))
    return FALSE;
  update = tb_db_prepare (tb_store_get_desk (session->store), settle_sql, error);
  if (update == NULL)
    return FALSE;
  bind_result (update, outcome);
  tb_statement_bind_text (update, ":id", row->command);
  tb_statement_bind_text (update, ":log_id", session->log_id);
  tb_statement_bind_text (update, ":told_by", session->told_by);
  tb_statement_bind_int64 (update, ":now", tb_store_get_wall_us (session->store));
  tb_statement_bind_int64 (update, ":audit_n", audit_n);
  session->n_settled++;

  return tb_statement_run (update, error);
}

/* A noop goes in the place of a cancelled or superseded command: its state is a person's. */
static gboolean
settle_noop (Session *session, const TbOutboxRow *row, GError **error)
{
  g_autoptr (TbStatement) update =
      tb_db_prepare (tb_store_get_desk (session->store), noop_sql, error);

  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":id", row->command);
  tb_statement_bind_text (update, ":log_id", session->log_id);
  tb_statement_bind_text (update, ":told_by", session->told_by);
  tb_statement_bind_int64 (update, ":now", tb_store_get_wall_us (session->store));
  session->n_settled++;

  return tb_statement_run (update, error);
}

static gboolean
set_disagreement (GError **error, gint64 lseq, const char *problem)
{
  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_DISAGREES,
               _ ("What the city says about command %d of this window contradicts what is recorded "
                  "here: %s"),
               (int) lseq,
               problem);
  return FALSE;
}

/* Answer and feed must tell the same (protocol.md §3 rule 4). */
static gboolean
check_agreement (Session *session, const TbOutboxRow *row, const Outcome *outcome, GError **error)
{
  g_autoptr (TbStatement) update = NULL;
  gboolean was_applied = row->state == TB_OUTBOX_APPLIED || row->state == TB_OUTBOX_ARCHIVED;

  /* A noop in its place is applied without a version: a restored city may remember one. */
  if (row->state == TB_OUTBOX_SUPERSEDED &&
      (outcome->state != TB_OUTBOX_APPLIED || outcome->seq < 1))
    return TRUE;
  if (row->state == TB_OUTBOX_CANCELLED)
    return TRUE;
  if (was_applied != (outcome->state == TB_OUTBOX_APPLIED) ||
      (!was_applied && row->state != outcome->state))
    return set_disagreement (error, outcome->lseq, _ ("another result"));
  if (!was_applied)
    return TRUE;
  if (row->seq != outcome->seq || row->ver != outcome->ver ||
      g_strcmp0 (row->vid, outcome->vid) != 0)
    return set_disagreement (error, outcome->lseq, _ ("another version"));
  update = tb_db_prepare (tb_store_get_desk (session->store), told_sql, error);
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":id", row->command);
  tb_statement_bind_text (update, ":told_by", session->told_by);

  return tb_statement_run (update, error);
}

static gboolean
record_outcome (Session *session, const Outcome *outcome, GError **error)
{
  g_autoptr (TbOutboxRow) row = NULL;

  if (outcome->lseq > session->lane->last_lseq)
    return set_disagreement (error, outcome->lseq, _ ("it was never assigned here"));
  row = tb_outbox_find_lseq (session->store, session->lane->lane, outcome->lseq, error);
  if (row == NULL)
    return FALSE;
  if (strcmp (row->command, outcome->id) != 0)
    return set_disagreement (error, outcome->lseq, _ ("another id"));
  if (!row->is_waiting)
    return check_agreement (session, row, outcome, error);
  if (row->state == TB_OUTBOX_CANCELLED || row->state == TB_OUTBOX_SUPERSEDED)
    return settle_noop (session, row, error);

  return settle_row (session, row, outcome, error);
}

static gboolean
take_log (Session *session, GError **error)
{
  g_autoptr (TbStatement) update = NULL;

  if (session->lane->log_id != NULL)
    return TRUE;
  update = tb_db_prepare (tb_store_get_desk (session->store), log_sql, error);
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":log_id", session->log_id);
  tb_statement_bind_text (update, ":lane", session->lane->lane);

  return tb_statement_run (update, error);
}

/* All outcomes in one transaction. */
static gboolean
record_all (Session *session, const GArray *outcomes, GError **error)
{
  g_autoptr (TbTransaction) transaction = tb_db_begin (tb_store_get_desk (session->store), error);

  session->n_settled = 0;
  if (transaction == NULL || !take_log (session, error))
    return FALSE;
  for (guint i = 0; i < outcomes->len; i++) {
    if (!record_outcome (session, &g_array_index (outcomes, Outcome, i), error))
      return FALSE;
  }

  return tb_transaction_commit (transaction, error);
}

/* With the ballast when the disk is full, and with the lane stopped when the stories differ. */
static gboolean
record_firmly (Session *session, const GArray *outcomes, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (record_all (session, outcomes, &failure))
    return TRUE;
  if (tb_store_note_failure (session->store, failure)) {
    g_clear_error (&failure);
    if (record_all (session, outcomes, &failure))
      return TRUE;
  }
  if (g_error_matches (failure, TB_STORE_ERROR, TB_STORE_ERROR_DISAGREES))
    tb_lane_table_set_alarm (session->store, session->lane->area, failure->message, NULL, NULL);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

static TbLane *
get_lane_of_log (TbStore *store, TbArea area, const char *log_id, GError **error)
{
  g_autoptr (TbLane) lane = tb_lane_table_get (store, area, error);

  if (lane != NULL && lane->log_id != NULL && strcmp (lane->log_id, log_id) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_LOG,
                 "An answer of %s from another history is ignored",
                 tb_area_get_slug (area));
    return NULL;
  }

  return g_steal_pointer (&lane);
}

gboolean
tb_outbox_record_outcomes (TbStore *store,
                           TbArea area,
                           const char *log_id,
                           const json_t *outcomes,
                           guint *n_settled,
                           GError **error)
{
  g_autoptr (GArray) parsed = g_array_new (FALSE, FALSE, sizeof (Outcome));
  g_autoptr (TbLane) lane = NULL;
  Session session = { .store = store, .log_id = log_id, .told_by = "answer" };
  gboolean is_recorded;
  gsize index;
  json_t *json;

  g_return_val_if_fail (store != NULL && log_id != NULL && json_is_array (outcomes), FALSE);

  lane = get_lane_of_log (store, area, log_id, error);
  if (lane == NULL)
    return FALSE;
  json_array_foreach ((json_t *) outcomes, index, json)
  {
    Outcome outcome;

    if (!parse_outcome (json, &outcome, error))
      return FALSE;
    g_array_append_val (parsed, outcome);
  }
  session.lane = lane;
  is_recorded = record_firmly (&session, parsed, error);
  if (n_settled != NULL)
    *n_settled = is_recorded ? session.n_settled : 0;

  return is_recorded;
}

/* Own commands among the entries; TRUE when @json is one. */
static gboolean
parse_entry (const json_t *json, const TbLane *lane, Outcome *outcome)
{
  const char *lane_id = tb_json_get_string (json, "lane");
  const char *id = tb_json_get_string (json, "cmd");

  if (id == NULL || g_strcmp0 (lane_id, lane->lane) != 0)
    return FALSE;
  *outcome = (Outcome){
    .lseq = tb_json_get_int (json, "lseq", 0),
    .id = id,
    .state = TB_OUTBOX_APPLIED,
    .ver = tb_json_get_int (json, "ver", 0),
    .vid = tb_json_get_string (json, "vid"),
    .seq = tb_json_get_int (json, "seq", 0),
  };

  return TRUE;
}

gboolean
tb_outbox_settle_from_feed (TbStore *store,
                            TbArea area,
                            const char *log_id,
                            const json_t *entries,
                            guint *n_settled,
                            GError **error)
{
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (Outcome));
  g_autoptr (TbLane) lane = NULL;
  Session session = { .store = store, .log_id = log_id, .told_by = "feed" };
  gboolean is_recorded = TRUE;
  gsize index;
  json_t *json;

  g_return_val_if_fail (store != NULL && log_id != NULL && json_is_array (entries), FALSE);

  lane = get_lane_of_log (store, area, log_id, error);
  if (lane == NULL)
    return FALSE;
  json_array_foreach ((json_t *) entries, index, json)
  {
    Outcome outcome;

    if (parse_entry (json, lane, &outcome))
      g_array_append_val (own, outcome);
  }
  session.lane = lane;
  if (own->len > 0)
    is_recorded = record_firmly (&session, own, error);
  if (n_settled != NULL)
    *n_settled = is_recorded ? session.n_settled : 0;

  return is_recorded;
}
