/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-outbox"

#include "config.h"

#include <string.h>

#include "store-fixture.h"
#include "tb-conflict-table.h"

static void
set_up (StoreFixture *self, gconstpointer unused)
{
  store_fixture_set_up (self, unused);
  store_fixture_enrol (self);
}

static void
test_accepting_gives_lseq_and_number (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (TbCommand) first = store_fixture_submit (self);
  g_autoptr (TbCommand) second = store_fixture_submit (self);
  const json_t *body = tb_json_get_object (tb_command_get_args (second), "case");

  g_assert_cmpint (tb_command_get_lseq (first), ==, 1);
  g_assert_cmpint (tb_command_get_lseq (second), ==, 2);
  g_assert_cmpstr (tb_command_get_lane (second), ==, FIXTURE_LANE);
  g_assert_true (g_str_has_prefix (tb_json_get_string (body, "number"), "SY-20261010-03-00002-"));
}

static void
test_what_was_accepted_survives_a_restart (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);
  g_autoptr (TbCommand) read = NULL;

  store_fixture_reopen (self);
  read = tb_outbox_table_dup_command (self->store, tb_command_get_id (command), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tb_command_get_bytes (read), ==, tb_command_get_bytes (command));
}

static void
test_a_batch_is_all_or_nothing (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = store_fixture_uuid (self);
  g_autoptr (json_t) good = store_fixture_command (self, "submit", id, NULL, NULL);
  g_autoptr (json_t) bad = store_fixture_command (self, "update", id, NULL, FIXTURE_LANE);
  TbAcceptance what[] = { { TB_AREA_ANSHAN, good, NULL, NULL },
                          { TB_AREA_ANSHAN, bad, NULL, NULL } };
  g_autoptr (GPtrArray) commands = tb_outbox_accept_all (self->store, what, 2, &error);
  g_autoptr (TbCommand) next = NULL;

  g_assert_null (commands);
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_MISSING);
  next = store_fixture_submit (self);
  g_assert_cmpint (tb_command_get_lseq (next), ==, 1);
}

static void
test_bytes_leave_only_after_the_attempt (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);
  g_autoptr (TbOutboxBatch) batch = tb_outbox_next_batch (self->store, TB_AREA_ANSHAN, 50, &error);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (json_t) json = NULL;

  g_assert_no_error (error);
  g_test_expect_message ("tb-outbox", G_LOG_LEVEL_CRITICAL, "*is_marked*");
  g_assert_null (tb_outbox_batch_dup_body (batch));
  g_test_assert_expected_messages ();
  g_assert_true (tb_outbox_mark_sent (self->store, batch, &error));
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (command)), ==, TB_OUTBOX_SENT);
  body = tb_outbox_batch_dup_body (batch);
  json = tb_json_parse (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_size (tb_json_get_array (json, "commands")), ==, 1);
}

static void
test_an_applied_outcome_settles (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);
  TbOutboxCounts counts;

  store_fixture_send (self);
  store_fixture_record (self, store_fixture_applied (command, 7), &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (command)), ==, TB_OUTBOX_APPLIED);
  g_assert_cmpuint (store_fixture_send (self), ==, 0);
  g_assert_true (tb_outbox_table_count (self->store, &counts, &error));
  g_assert_cmpuint (counts.n[TB_AREA_ANSHAN][TB_OUTBOX_APPLIED], ==, 1);
  g_assert_cmpuint (counts.n_waiting[TB_AREA_ANSHAN], ==, 0);
}

static void
test_an_answer_of_another_log_changes_nothing (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);

  tb_lane_table_set_durable (self->store, TB_AREA_ANSHAN, "log-2", 0, &error);
  g_assert_no_error (error);
  store_fixture_send (self);
  g_assert_false (store_fixture_record (self, store_fixture_applied (command, 7), &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_LOG);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (command)), ==, TB_OUTBOX_SENT);
}

static void
test_answer_and_feed_must_agree (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);
  g_autoptr (json_t) entries = NULL;
  g_autoptr (TbLane) lane = NULL;
  guint n;

  store_fixture_send (self);
  entries = json_pack ("[{s:s, s:i, s:s, s:i, s:s, s:i}]",
                       "lane",
                       FIXTURE_LANE,
                       "lseq",
                       1,
                       "cmd",
                       tb_command_get_id (command),
                       "ver",
                       1,
                       "vid",
                       "0000000000000007",
                       "seq",
                       7);
  tb_outbox_settle_from_feed (self->store, TB_AREA_ANSHAN, FIXTURE_LOG, entries, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (store_fixture_record (self, store_fixture_applied (command, 7), &error));
  g_assert_false (store_fixture_record (self, store_fixture_applied (command, 8), &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_DISAGREES);
  g_clear_error (&error);
  lane = tb_lane_table_get (self->store, TB_AREA_ANSHAN, &error);
  g_assert_true (lane->is_stopped);
  g_assert_nonnull (lane->alarm);
}

static void
test_a_conflict_keeps_base_mine_and_theirs (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = store_fixture_uuid (self);
  g_autoptr (json_t) json = store_fixture_command (self, "update", id, "aaaaaaaaaaaaaaaa", NULL);
  g_autoptr (TbCommand) command = store_fixture_accept (self, json, &error);
  g_autoptr (TbConflict) conflict = NULL;

  g_assert_no_error (error);
  store_fixture_send (self);
  store_fixture_record (self, store_fixture_conflict (command), &error);
  g_assert_no_error (error);
  conflict = tb_conflict_table_get (self->store, tb_command_get_id (command), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tb_json_get_string (conflict->base, "vid"), ==, "aaaaaaaaaaaaaaaa");
  g_assert_cmpstr (tb_json_get_string (conflict->theirs, "vid"), ==, "ffffffffffffffff");
  g_assert_cmpstr (tb_json_get_string (conflict->mine, "id"), ==, tb_command_get_id (command));
  g_assert_null (tb_conflict_table_get (self->store, tb_command_get_id (command), "op-2", &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_FORBIDDEN);
}

static void
test_a_decision_is_a_new_command (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = store_fixture_uuid (self);
  g_autoptr (json_t) json = store_fixture_command (self, "update", id, "aaaaaaaaaaaaaaaa", NULL);
  g_autoptr (TbCommand) dead = store_fixture_accept (self, json, &error);
  g_autoptr (json_t) again = NULL;
  g_autoptr (TbCommand) fresh = NULL;
  TbAcceptance what = { TB_AREA_ANSHAN, NULL, NULL, NULL };

  store_fixture_send (self);
  store_fixture_record (self, store_fixture_conflict (dead), &error);
  g_assert_no_error (error);
  again = store_fixture_command (self, "update", id, "ffffffffffffffff", NULL);
  tb_json_set_string (again, "resolves", tb_command_get_id (dead));
  what.command = again;
  tb_outbox_decide (self->store, tb_command_get_id (dead), "op-1", &what, &fresh, &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (dead)), ==, TB_OUTBOX_SUPERSEDED);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (fresh)), ==, TB_OUTBOX_QUEUED);
  g_assert_false (
      tb_outbox_decide (self->store, tb_command_get_id (dead), "op-1", NULL, NULL, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_STATE);
}

static void
test_successors_of_a_dead_command_are_blocked (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) dead = store_fixture_submit (self);
  const char *id = tb_command_get_case (dead);
  g_autoptr (json_t) json =
      store_fixture_command (self, "update", id, NULL, tb_command_get_id (dead));
  g_autoptr (TbCommand) next = store_fixture_accept (self, json, &error);
  g_autoptr (json_t) late = NULL;
  g_auto (GStrv) blocked = NULL;

  g_assert_no_error (error);
  store_fixture_send (self);
  store_fixture_record (self, store_fixture_refused (dead), &error);
  g_assert_no_error (error);
  blocked = tb_outbox_table_list_blocked (self->store, TB_AREA_ANSHAN, id, &error);
  g_assert_cmpuint (g_strv_length (blocked), ==, 1);
  g_assert_cmpstr (blocked[0], ==, tb_command_get_id (next));
  late = store_fixture_command (self, "update", id, NULL, tb_command_get_id (dead));
  g_assert_null (store_fixture_accept (self, late, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_STATE);
}

static void
test_a_cancelled_command_goes_as_a_noop (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);
  g_autoptr (json_t) json = store_fixture_command (self,
                                                   "update",
                                                   tb_command_get_case (command),
                                                   NULL,
                                                   tb_command_get_id (command));
  g_autoptr (TbCommand) next = store_fixture_accept (self, json, &error);
  g_autoptr (TbOutboxBatch) batch = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (json_t) sent = NULL;
  const json_t *first;

  tb_outbox_cancel (self->store, tb_command_get_id (command), "op-1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (next)), ==, TB_OUTBOX_CANCELLED);
  batch = tb_outbox_next_batch (self->store, TB_AREA_ANSHAN, 50, &error);
  tb_outbox_mark_sent (self->store, batch, &error);
  g_assert_no_error (error);
  body = tb_outbox_batch_dup_body (batch);
  sent = tb_json_parse (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), &error);
  g_assert_cmpuint (json_array_size (tb_json_get_array (sent, "commands")), ==, 2);
  first = json_array_get (tb_json_get_array (sent, "commands"), 0);
  g_assert_cmpstr (tb_json_get_string (first, "kind"), ==, "noop");
  g_assert_cmpstr (tb_json_get_string (first, "id"), ==, tb_command_get_id (command));
  g_assert_cmpint (tb_json_get_int (first, "lseq", 0), ==, 1);
  store_fixture_record (self, store_fixture_applied (command, 0), &error);
  store_fixture_record (self, store_fixture_applied (next, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (store_fixture_send (self), ==, 0);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (command)),
                   ==,
                   TB_OUTBOX_CANCELLED);
}

static void
test_what_was_sent_cannot_be_cancelled (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);

  store_fixture_send (self);
  g_assert_false (tb_outbox_cancel (self->store, tb_command_get_id (command), "op-1", &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_STATE);
}

static void
test_another_history_queues_again_with_the_same_bytes (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) durable = store_fixture_submit (self);
  g_autoptr (TbCommand) lost = store_fixture_submit (self);
  g_autoptr (TbCommand) unknown = store_fixture_submit (self);
  g_autoptr (TbCommand) read = NULL;
  guint n;

  store_fixture_send (self);
  store_fixture_record (self, store_fixture_applied (durable, 5), &error);
  store_fixture_record (self, store_fixture_applied (lost, 6), &error);
  tb_lane_table_set_durable (self->store, TB_AREA_ANSHAN, FIXTURE_LOG, 5, &error);
  g_assert_no_error (error);
  tb_outbox_requeue (self->store, TB_AREA_ANSHAN, "log-2", -1, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (durable)), ==, TB_OUTBOX_APPLIED);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (lost)), ==, TB_OUTBOX_QUEUED);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (unknown)), ==, TB_OUTBOX_QUEUED);
  read = tb_outbox_table_dup_command (self->store, tb_command_get_id (lost), NULL, &error);
  g_assert_cmpstr (tb_command_get_bytes (read), ==, tb_command_get_bytes (lost));
  g_assert_false (tb_outbox_cancel (self->store, tb_command_get_id (lost), "op-1", &error));
  g_clear_error (&error);
  g_assert_cmpuint (store_fixture_send (self), ==, 2);
}

/* A colleague's change may lie between what the author saw and the note. */
static void
test_nothing_follows_a_note (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) made = store_fixture_submit (self);
  const char *id = tb_command_get_case (made);
  g_autoptr (json_t) text = store_fixture_command (self, "note", id, NULL, NULL);
  g_autoptr (TbCommand) note = store_fixture_accept (self, text, &error);
  g_autoptr (json_t) after_note = NULL;
  g_autoptr (json_t) after_made = NULL;
  g_autoptr (TbCommand) wrong = NULL;
  g_autoptr (TbCommand) right = NULL;

  g_assert_no_error (error);
  after_note = store_fixture_command (self, "advance", id, NULL, tb_command_get_id (note));
  wrong = store_fixture_accept (self, after_note, &error);
  g_assert_null (wrong);
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_DATA);
  g_clear_error (&error);
  after_made = store_fixture_command (self, "advance", id, NULL, tb_command_get_id (made));
  right = store_fixture_accept (self, after_made, &error);
  g_assert_no_error (error);
  g_assert_nonnull (right);
}

/* Else the city would refuse the very commands that are offered again. */
static void
test_another_history_sends_attachments_again (StoreFixture *self, gconstpointer unused)
{
  static const char sha[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) none = NULL;
  g_autoptr (json_t) waiting = NULL;

  tb_lane_table_set_durable (self->store, TB_AREA_ANSHAN, FIXTURE_LOG, 0, &error);
  tb_blob_table_add (self->store, TB_AREA_ANSHAN, sha, 10, "image/png", &error);
  tb_blob_table_set_sent (self->store, TB_AREA_ANSHAN, sha, 10, &error);
  none = tb_blob_table_list_waiting (self->store, TB_AREA_ANSHAN, &error);
  g_assert_cmpuint (json_array_size (none), ==, 0);
  tb_outbox_requeue (self->store, TB_AREA_ANSHAN, "log-2", 0, NULL, &error);
  waiting = tb_blob_table_list_waiting (self->store, TB_AREA_ANSHAN, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_size (waiting), ==, 1);
}

static void
test_a_lost_decision_goes_as_a_noop (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) given_up = store_fixture_submit (self);
  g_autoptr (TbCommand) refused = store_fixture_submit (self);
  g_autoptr (TbCommand) after G_GNUC_UNUSED = store_fixture_submit (self);
  guint n;

  store_fixture_send (self);
  store_fixture_record (self, store_fixture_refused (given_up), &error);
  store_fixture_record (self, store_fixture_refused (refused), &error);
  tb_outbox_decide (self->store, tb_command_get_id (given_up), "op-1", NULL, NULL, &error);
  g_assert_no_error (error);
  tb_outbox_requeue (self->store, TB_AREA_ANSHAN, "log-2", 0, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (given_up)),
                   ==,
                   TB_OUTBOX_SUPERSEDED);
  g_assert_cmpuint (store_fixture_send (self), ==, 3);
}

/* The city was restored to a time when it had the noop already: it answers once more what the noop
 * came to. That the command itself was applied would be another matter. */
static void
test_a_remembered_noop_is_no_contradiction (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) given_up = store_fixture_submit (self);
  const char *id = tb_command_get_id (given_up);
  g_autoptr (json_t) noop_applied =
      json_pack ("{s:i, s:s, s:s}", "lseq", 1, "id", id, "result", "applied");

  store_fixture_send (self);
  store_fixture_record (self, store_fixture_refused (given_up), &error);
  tb_outbox_decide (self->store, id, "op-1", NULL, NULL, &error);
  tb_outbox_requeue (self->store, TB_AREA_ANSHAN, "log-2", 0, NULL, &error);
  tb_outbox_requeue (self->store, TB_AREA_ANSHAN, FIXTURE_LOG, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (store_fixture_send (self), ==, 1);
  store_fixture_record (self, json_incref (noop_applied), &error);
  g_assert_no_error (error);
  store_fixture_record (self, json_incref (noop_applied), &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_fixture_state (self, id), ==, TB_OUTBOX_SUPERSEDED);
  g_assert_false (store_fixture_record (self, store_fixture_applied (given_up, 7), &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_DISAGREES);
}

static void
test_old_durable_work_is_archived_without_content (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);
  guint n;

  store_fixture_send (self);
  store_fixture_record (self, store_fixture_applied (command, 5), &error);
  tb_lane_table_set_durable (self->store, TB_AREA_ANSHAN, FIXTURE_LOG, 4, &error);
  self->wall_us += 31 * G_TIME_SPAN_DAY;
  g_assert_true (tb_outbox_archive (self->store, TB_AREA_ANSHAN, &n, &error));
  g_assert_cmpuint (n, ==, 0);
  tb_lane_table_set_durable (self->store, TB_AREA_ANSHAN, FIXTURE_LOG, 5, &error);
  g_assert_true (tb_outbox_archive (self->store, TB_AREA_ANSHAN, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_null (
      tb_outbox_table_dup_command (self->store, tb_command_get_id (command), NULL, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_MISSING);
}

static void
test_a_colleague_can_send_but_not_read (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);

  g_assert_null (
      tb_outbox_table_dup_command (self->store, tb_command_get_id (command), "op-2", &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_FORBIDDEN);
  g_assert_cmpuint (store_fixture_send (self), ==, 1);
}

static void
test_a_new_lane_waits_for_the_old_one (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);

  g_assert_false (
      tb_lane_table_enrol (self->store, TB_AREA_ANSHAN, "other-lane", "device-1", &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_STATE);
  g_clear_error (&error);
  store_fixture_send (self);
  store_fixture_record (self, store_fixture_applied (command, 5), &error);
  g_assert_true (
      tb_lane_table_enrol (self->store, TB_AREA_ANSHAN, "other-lane", "device-1", &error));
  g_assert_no_error (error);
}

static void
test_pages_go_back_in_time (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  TbOutboxFilter filter = { .area = TB_AREA_NONE, .limit = 2, .text = "李" };
  gint64 expected = 5;

  for (int i = 0; i < 5; i++)
    g_object_unref (store_fixture_submit (self));
  while (expected > 0) {
    g_autoptr (GPtrArray) rows = tb_outbox_table_page (self->store, &filter, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < rows->len; i++) {
      TbOutboxRow *row = g_ptr_array_index (rows, i);

      g_assert_cmpint (row->lseq, ==, expected--);
      filter.after = row->position;
    }
  }
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/outbox/" path, StoreFixture, NULL, set_up, func, store_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("accepting-gives-lseq-and-number", test_accepting_gives_lseq_and_number);
  ADD ("what-was-accepted-survives-a-restart", test_what_was_accepted_survives_a_restart);
  ADD ("a-batch-is-all-or-nothing", test_a_batch_is_all_or_nothing);
  ADD ("bytes-leave-only-after-the-attempt", test_bytes_leave_only_after_the_attempt);
  ADD ("an-applied-outcome-settles", test_an_applied_outcome_settles);
  ADD ("an-answer-of-another-log-changes-nothing", test_an_answer_of_another_log_changes_nothing);
  ADD ("answer-and-feed-must-agree", test_answer_and_feed_must_agree);
  ADD ("a-conflict-keeps-base-mine-and-theirs", test_a_conflict_keeps_base_mine_and_theirs);
  ADD ("a-decision-is-a-new-command", test_a_decision_is_a_new_command);
  ADD ("successors-of-a-dead-command-are-blocked", test_successors_of_a_dead_command_are_blocked);
  ADD ("a-cancelled-command-goes-as-a-noop", test_a_cancelled_command_goes_as_a_noop);
  ADD ("what-was-sent-cannot-be-cancelled", test_what_was_sent_cannot_be_cancelled);
  ADD ("another-history-queues-again-with-the-same-bytes",
       test_another_history_queues_again_with_the_same_bytes);
  ADD ("nothing-follows-a-note", test_nothing_follows_a_note);
  ADD ("another-history-sends-attachments-again", test_another_history_sends_attachments_again);
  ADD ("a-lost-decision-goes-as-a-noop", test_a_lost_decision_goes_as_a_noop);
  ADD ("a-remembered-noop-is-no-contradiction", test_a_remembered_noop_is_no_contradiction);
  ADD ("old-durable-work-is-archived-without-content",
       test_old_durable_work_is_archived_without_content);
  ADD ("a-colleague-can-send-but-not-read", test_a_colleague_can_send_but_not_read);
  ADD ("a-new-lane-waits-for-the-old-one", test_a_new_lane_waits_for_the_old_one);
  ADD ("pages-go-back-in-time", test_pages_go_back_in_time);

  return g_test_run ();
}
