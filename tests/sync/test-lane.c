/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-lane.h"

#include <string.h>

#include "lane-model.h"

#define SECOND  G_GINT64_CONSTANT (1000000)
#define N_SEEDS 2000

/* A running lane with a cursor, whose push is idle and whose pull polls. */
static void
start_settled (TbLaneState *lane)
{
  TbLaneEvent start = { .kind = TB_EVENT_START,
                        .now_us = SECOND,
                        .log_id = "log-1",
                        .has_lane = TRUE,
                        .seq = 10,
                        .last = 5 };
  TbLaneEvent outcomes = { .kind = TB_EVENT_OUTCOMES, .now_us = SECOND, .log_id = "log-1" };
  TbLaneEvent about = { .kind = TB_EVENT_ABOUT, .now_us = SECOND, .log_id = "log-1" };
  TbLaneEvent noted = { .kind = TB_EVENT_NOTED, .now_us = SECOND };
  TbLaneActions actions;

  tb_lane_init (lane, NULL);
  tb_lane_step (lane, &start, &actions);
  outcomes.token = lane->push_token;
  outcomes.last = 5;
  tb_lane_step (lane, &outcomes, &actions);
  about.token = noted.token = lane->pull_token;
  tb_lane_step (lane, &about, &actions);
  tb_lane_step (lane, &noted, &actions);
  g_assert_cmpint (lane->push, ==, TB_PUSH_IDLE);
  g_assert_cmpint (lane->pull, ==, TB_PULL_POLLING);
}

/* On to a batch of @n commands that has been sent. */
static void
send_batch (TbLaneState *lane, gint64 n)
{
  TbLaneEvent work = { .kind = TB_EVENT_WORK, .now_us = 2 * SECOND, .last = 5 + n };
  TbLaneEvent marked = { .kind = TB_EVENT_MARKED, .now_us = 2 * SECOND, .n = n, .last = 6 };
  TbLaneActions actions;

  tb_lane_step (lane, &work, &actions);
  marked.token = lane->push_token;
  tb_lane_step (lane, &marked, &actions);
  g_assert_cmpint (lane->push, ==, TB_PUSH_SENDING);
}

static gboolean
has_action (const TbLaneActions *actions, TbLaneActionKind kind)
{
  for (guint i = 0; i < actions->n; i++) {
    if (actions->items[i].kind == kind)
      return TRUE;
  }

  return FALSE;
}

static TbLaneEvent
push_answer (const TbLaneState *lane, TbLaneFailure failure, guint status)
{
  return (TbLaneEvent){ .kind = TB_EVENT_COMMANDS,
                        .now_us = 3 * SECOND,
                        .random = G_MAXUINT32 / 2,
                        .token = lane->push_token,
                        .failure = failure,
                        .status = status,
                        .log_id = "log-1" };
}

static void
test_nothing_leaves_before_its_attempt_is_committed (void)
{
  TbLaneState lane;
  TbLaneEvent work = { .kind = TB_EVENT_WORK, .now_us = 2 * SECOND, .last = 6 };
  TbLaneEvent marked = { .kind = TB_EVENT_MARKED, .now_us = 2 * SECOND, .n = 1, .last = 6 };
  TbLaneActions actions;

  start_settled (&lane);
  tb_lane_step (&lane, &work, &actions);
  g_assert_true (has_action (&actions, TB_DO_MARK));
  g_assert_false (has_action (&actions, TB_DO_SEND_COMMANDS));

  /* A disk that is full: nothing is sent, the lane tries again. */
  marked.token = lane.push_token;
  marked.failure = TB_FAILURE_STORE;
  tb_lane_step (&lane, &marked, &actions);
  g_assert_false (has_action (&actions, TB_DO_SEND_COMMANDS));
  g_assert_cmpint (lane.push, ==, TB_PUSH_WAITING);
  g_assert_cmpint (lane.alarm, ==, TB_ALARM_STORE);
}

/* The feed is often faster than the answer to the request; a city that answers about something
 * else is asked again after a while only. */
static void
test_outcomes_that_the_feed_has_told_cost_no_wait (void)
{
  TbLaneState lane;
  TbLaneEvent answer;
  TbLaneEvent settled = { .kind = TB_EVENT_SETTLED, .now_us = 3 * SECOND };
  TbLaneEvent marked = { .kind = TB_EVENT_MARKED, .now_us = 3 * SECOND, .n = 1, .last = 6 };
  TbLaneActions actions;

  start_settled (&lane);
  for (int round = 0; round < 2; round++) {
    gboolean is_circle = round == 1;

    send_batch (&lane, 1);
    answer = push_answer (&lane, TB_FAILURE_NONE, 200);
    answer.n = 1;
    tb_lane_step (&lane, &answer, &actions);
    settled.token = lane.push_token;
    tb_lane_step (&lane, &settled, &actions);
    g_assert_true (has_action (&actions, TB_DO_MARK));
    marked.token = lane.push_token;
    marked.n = is_circle ? 1 : 0;
    tb_lane_step (&lane, &marked, &actions);
    g_assert_false (has_action (&actions, TB_DO_SEND_COMMANDS));
    g_assert_cmpint (lane.push, ==, is_circle ? TB_PUSH_WAITING : TB_PUSH_IDLE);
  }
}

static void
test_only_one_batch_is_in_flight (void)
{
  TbLaneState lane;
  TbLaneEvent work = { .kind = TB_EVENT_WORK, .now_us = 2 * SECOND, .last = 9 };
  TbLaneActions actions;

  start_settled (&lane);
  send_batch (&lane, 3);
  tb_lane_step (&lane, &work, &actions);
  g_assert_false (has_action (&actions, TB_DO_MARK));
  g_assert_false (has_action (&actions, TB_DO_SEND_COMMANDS));
}

static void
test_attachments_go_first (void)
{
  TbLaneState lane;
  TbLaneEvent work = { .kind = TB_EVENT_WORK, .now_us = 2 * SECOND, .last = 6 };
  TbLaneEvent marked = { .kind = TB_EVENT_MARKED, .n = 1, .last = 6, .flag = TRUE };
  TbLaneEvent blobs = { .kind = TB_EVENT_BLOBS, .now_us = 3 * SECOND };
  TbLaneActions actions;

  start_settled (&lane);
  tb_lane_step (&lane, &work, &actions);
  marked.token = blobs.token = lane.push_token;
  tb_lane_step (&lane, &marked, &actions);
  g_assert_true (has_action (&actions, TB_DO_SEND_BLOBS));
  g_assert_false (has_action (&actions, TB_DO_SEND_COMMANDS));
  tb_lane_step (&lane, &blobs, &actions);
  g_assert_true (has_action (&actions, TB_DO_SEND_COMMANDS));
}

static void
test_every_failure_has_its_consequence (void)
{
  static const struct {
    TbLaneFailure failure;
    guint status;
    TbLanePhase phase;
    TbPush push;
    TbLaneAlarm alarm;
  } cases[] = {
    { TB_FAILURE_NO_ANSWER, 0, TB_LANE_RUNNING, TB_PUSH_WAITING, TB_ALARM_NONE },
    { TB_FAILURE_TEMPORARY, 503, TB_LANE_RUNNING, TB_PUSH_WAITING, TB_ALARM_NONE },
    { TB_FAILURE_SIGNED_OUT, 401, TB_LANE_RUNNING, TB_PUSH_WAITING, TB_ALARM_NONE },
    { TB_FAILURE_CERTIFICATE, 0, TB_LANE_RUNNING, TB_PUSH_WAITING, TB_ALARM_CERTIFICATE },
    { TB_FAILURE_PROTOCOL, 200, TB_LANE_RUNNING, TB_PUSH_WAITING, TB_ALARM_PROTOCOL },
    { TB_FAILURE_GAP, 409, TB_LANE_RUNNING, TB_PUSH_WAITING, TB_ALARM_NONE },
    { TB_FAILURE_REVOKED, 403, TB_LANE_HALTED, TB_PUSH_HELD, TB_ALARM_REVOKED },
    { TB_FAILURE_ID_REUSED, 422, TB_LANE_HALTED, TB_PUSH_HELD, TB_ALARM_ID_REUSED },
    { TB_FAILURE_VERSION, 426, TB_LANE_HALTED, TB_PUSH_HELD, TB_ALARM_VERSION },
    { TB_FAILURE_STOPPED, 403, TB_LANE_HALTED, TB_PUSH_HELD, TB_ALARM_STOPPED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TbLaneState lane;
    TbLaneEvent answer;
    TbLaneActions actions;

    start_settled (&lane);
    send_batch (&lane, 3);
    answer = push_answer (&lane, cases[i].failure, cases[i].status);
    tb_lane_step (&lane, &answer, &actions);
    g_assert_cmpint (lane.phase, ==, cases[i].phase);
    g_assert_cmpint (lane.push, ==, cases[i].push);
    g_assert_cmpint (lane.alarm, ==, cases[i].alarm);
    g_assert_false (has_action (&actions, TB_DO_SETTLE));
    if (cases[i].phase == TB_LANE_RUNNING)
      g_assert_true (has_action (&actions, TB_DO_SET_TIMER));
  }
}

static void
test_late_answers_change_nothing (void)
{
  TbLaneState lane;
  TbLaneState before;
  TbLaneEvent answer;
  TbLaneActions actions;

  start_settled (&lane);
  send_batch (&lane, 3);
  before = lane;

  answer = push_answer (&lane, TB_FAILURE_NONE, 0);
  answer.n = 3;
  answer.token--;
  tb_lane_step (&lane, &answer, &actions);
  g_assert_cmpuint (actions.n, ==, 0);
  g_assert_cmpmem (&lane, sizeof lane, &before, sizeof before);
}

static void
test_an_answer_of_another_history_settles_nothing (void)
{
  TbLaneState lane;
  TbLaneEvent answer;
  TbLaneActions actions;

  start_settled (&lane);
  send_batch (&lane, 3);
  answer = push_answer (&lane, TB_FAILURE_NONE, 0);
  answer.n = 3;
  g_strlcpy (answer.log_id, "log-2", sizeof answer.log_id);
  tb_lane_step (&lane, &answer, &actions);
  g_assert_false (has_action (&actions, TB_DO_SETTLE));
  g_assert_true (has_action (&actions, TB_DO_ASK_ABOUT));
  g_assert_cmpint (lane.push, ==, TB_PUSH_WAITING);
}

static void
test_a_new_history_is_rebuilt_before_anything_is_offered (void)
{
  TbLaneState lane;
  TbLaneEvent gone = { .kind = TB_EVENT_PAGE,
                       .now_us = 3 * SECOND,
                       .failure = TB_FAILURE_LOG_CHANGED,
                       .log_id = "log-2" };
  TbLaneEvent last = { .kind = TB_EVENT_OUTCOMES, .now_us = 4 * SECOND, .log_id = "log-2" };
  TbLaneEvent rebuilt = { .kind = TB_EVENT_REBUILT, .now_us = 4 * SECOND };
  TbLaneActions actions;

  start_settled (&lane);
  gone.token = lane.pull_token;
  tb_lane_step (&lane, &gone, &actions);
  g_assert_cmpint (lane.pull, ==, TB_PULL_COUNTING);
  g_assert_cmpstr (lane.log_id, ==, "log-1");

  last.token = lane.pull_token;
  last.last = 4;
  tb_lane_step (&lane, &last, &actions);
  g_assert_true (has_action (&actions, TB_DO_REBUILD));
  rebuilt.token = lane.pull_token;
  tb_lane_step (&lane, &rebuilt, &actions);
  g_assert_cmpstr (lane.log_id, ==, "log-2");
  g_assert_true (has_action (&actions, TB_DO_ASK_SNAPSHOT));
  g_assert_true (has_action (&actions, TB_DO_MARK));
}

static void
test_a_hole_stops_the_lane (void)
{
  TbLaneState lane;
  TbLaneEvent lines = { .kind = TB_EVENT_LINES, .log_id = "log-1", .seq = 12 };
  TbLaneActions actions;

  start_settled (&lane);
  lines.token = lane.pull_token;
  tb_lane_step (&lane, &lines, &actions);
  g_assert_cmpint (lane.phase, ==, TB_LANE_HALTED);
  g_assert_cmpint (lane.alarm, ==, TB_ALARM_HOLE);
  g_assert_false (has_action (&actions, TB_DO_APPLY));
  g_assert_cmpint (lane.seq, ==, 10);
}

static void
test_a_store_that_is_an_old_copy_stops_the_lane (void)
{
  TbLaneState lane;
  TbLaneEvent start = { .kind = TB_EVENT_START, .log_id = "log-1", .has_lane = TRUE, .last = 5 };
  TbLaneEvent outcomes = { .kind = TB_EVENT_OUTCOMES, .log_id = "log-1", .last = 9 };
  TbLaneActions actions;

  tb_lane_init (&lane, NULL);
  tb_lane_step (&lane, &start, &actions);
  outcomes.token = lane.push_token;
  tb_lane_step (&lane, &outcomes, &actions);
  g_assert_cmpint (lane.alarm, ==, TB_ALARM_ROLLED_BACK);
  g_assert_cmpint (lane.phase, ==, TB_LANE_HALTED);
}

/* Five failures halve the batch; the last one standing is parked, told, and never skipped. */
static void
test_poison_is_narrowed_down_to_one_and_parked (void)
{
  static const guint expected[] = { 50, 25, 12, 6, 3, 1 };
  TbLaneState lane;
  TbLaneActions actions;
  gint64 now_us = 10 * SECOND;

  start_settled (&lane);
  send_batch (&lane, 50);
  for (guint size = 0; size < G_N_ELEMENTS (expected); size++) {
    g_assert_cmpuint (lane.batch_n, ==, expected[size]);
    for (guint i = 0; i < 5; i++) {
      TbLaneEvent answer = push_answer (&lane, TB_FAILURE_TEMPORARY, 500);
      TbLaneEvent timer = { .kind = TB_EVENT_TIMER };
      TbLaneEvent marked = { .kind = TB_EVENT_MARKED, .last = 6 };

      answer.now_us = now_us;
      tb_lane_step (&lane, &answer, &actions);
      if (lane.push == TB_PUSH_PARKED)
        break;
      timer.now_us = now_us = now_us + 61 * SECOND;
      tb_lane_step (&lane, &timer, &actions);
      g_assert_cmpint (lane.push, ==, TB_PUSH_MARKING);
      marked.token = lane.push_token;
      marked.n = lane.batch_limit;
      tb_lane_step (&lane, &marked, &actions);
    }
  }
  g_assert_cmpint (lane.push, ==, TB_PUSH_PARKED);
  g_assert_cmpint (lane.alarm, ==, TB_ALARM_PARKED);
  g_assert_cmpint (lane.phase, ==, TB_LANE_RUNNING);
  g_assert_cmpint (tb_lane_get_next_try_us (&lane), ==, now_us + lane.limits.park_us);
}

/* How many commands the lane asks the store for; 0 when it does not. */
static gint64
get_wanted (const TbLaneActions *actions)
{
  for (guint i = 0; i < actions->n; i++) {
    if (actions->items[i].kind == TB_DO_MARK)
      return actions->items[i].n;
  }

  return 0;
}

/* The limit holds from the start and does not grow with success. */
static void
test_no_batch_is_larger_than_the_limit (void)
{
  TbLaneLimits limits = tb_lane_limits_default;
  TbLaneState lane;
  TbLaneActions actions;
  TbLaneEvent settled = { .kind = TB_EVENT_SETTLED, .now_us = 3 * SECOND, .n = 1, .last = 11 };
  TbLaneEvent marked = { .kind = TB_EVENT_MARKED, .now_us = 3 * SECOND };

  limits.batch = 1;
  tb_lane_init (&lane, &limits);
  g_assert_cmpuint (lane.batch_limit, ==, 1);
  tb_lane_init (&lane, NULL);
  g_assert_cmpuint (lane.batch_limit, ==, 50);

  start_settled (&lane);
  lane.limits = limits;
  lane.batch_limit = 1;
  for (int i = 0; i < 3; i++) {
    TbLaneEvent answer;

    send_batch (&lane, 1);
    answer = push_answer (&lane, TB_FAILURE_NONE, 200);
    answer.n = 1;
    tb_lane_step (&lane, &answer, &actions);
    g_assert_cmpint (lane.push, ==, TB_PUSH_SETTLING);
    settled.token = lane.push_token;
    tb_lane_step (&lane, &settled, &actions);
    g_assert_cmpuint (lane.batch_limit, ==, 1);
    /* There may be more: the store is asked for one, and has none. */
    marked.token = lane.push_token;
    g_assert_cmpint (get_wanted (&actions), ==, 1);
    tb_lane_step (&lane, &marked, &actions);
    g_assert_cmpint (lane.push, ==, TB_PUSH_IDLE);
  }
}

static void
test_back_off_doubles_with_full_jitter_and_obeys_retry_after (void)
{
  TbLaneState lane;
  TbLaneActions actions;
  TbLaneEvent answer;
  gint64 ceiling_s = 1;

  start_settled (&lane);
  for (guint i = 0; i < 10; i++) {
    TbLaneEvent timer = { .kind = TB_EVENT_TIMER };

    send_batch (&lane, 1);
    answer = push_answer (&lane, TB_FAILURE_NO_ANSWER, 0);
    answer.random = G_MAXUINT32;
    tb_lane_step (&lane, &answer, &actions);
    g_assert_cmpint (lane.push_due_us - answer.now_us, <=, ceiling_s * SECOND);
    g_assert_cmpint (lane.push_due_us - answer.now_us, >, (ceiling_s - 1) * SECOND);
    ceiling_s = MIN (ceiling_s * 2, 60);
    timer.now_us = lane.push_due_us;
    tb_lane_step (&lane, &timer, &actions);
    lane.push = TB_PUSH_IDLE;
  }

  send_batch (&lane, 1);
  answer = push_answer (&lane, TB_FAILURE_TEMPORARY, 429);
  answer.random = 0;
  answer.retry_after_s = 120;
  tb_lane_step (&lane, &answer, &actions);
  g_assert_cmpint (lane.push_due_us - answer.now_us, ==, 120 * SECOND);
}

static void
test_silence_is_shown_after_15_minutes_and_told_after_4_hours (void)
{
  static const struct {
    gint64 after_s;
    TbReach reach;
  } cases[] = {
    { 1, TB_REACH_TRYING },      { 899, TB_REACH_TRYING },
    { 900, TB_REACH_OFFLINE },   { 4 * 3600 - 1, TB_REACH_OFFLINE },
    { 4 * 3600, TB_REACH_LOST },
  };
  TbLaneState lane;
  TbLaneActions actions;
  TbLaneEvent answer;

  start_settled (&lane);
  send_batch (&lane, 1);
  answer = push_answer (&lane, TB_FAILURE_NO_ANSWER, 0);
  tb_lane_step (&lane, &answer, &actions);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    TbLaneEvent timer = { .kind = TB_EVENT_TIMER };

    timer.now_us = answer.now_us + cases[i].after_s * SECOND;
    tb_lane_step (&lane, &timer, &actions);
    g_assert_cmpint (lane.reach, ==, cases[i].reach);
  }
}

static void
test_send_now_ends_every_wait (void)
{
  TbLaneState lane;
  TbLaneActions actions;
  TbLaneEvent answer;
  TbLaneEvent now = { .kind = TB_EVENT_SEND_NOW, .now_us = 3 * SECOND };

  start_settled (&lane);
  send_batch (&lane, 1);
  answer = push_answer (&lane, TB_FAILURE_TEMPORARY, 503);
  answer.retry_after_s = 900;
  tb_lane_step (&lane, &answer, &actions);
  tb_lane_step (&lane, &now, &actions);
  g_assert_true (has_action (&actions, TB_DO_MARK));
}

static void
test_a_stopped_lane_takes_no_event (void)
{
  TbLaneState lane;
  TbLaneState before;
  TbLaneActions actions;

  start_settled (&lane);
  send_batch (&lane, 1);
  tb_lane_step (&lane, &(TbLaneEvent){ .kind = TB_EVENT_STOP }, &actions);
  g_assert_true (has_action (&actions, TB_DO_CANCEL_PUSH));
  g_assert_true (has_action (&actions, TB_DO_CANCEL_PULL));
  before = lane;
  for (int kind = 0; kind <= TB_EVENT_REBUILT; kind++) {
    TbLaneEvent event = { .kind = (TbLaneEventKind) kind, .token = lane.push_token };

    tb_lane_step (&lane, &event, &actions);
    g_assert_cmpuint (actions.n, ==, 0);
  }
  g_assert_cmpmem (&lane, sizeof lane, &before, sizeof before);
}

/* Any event in any state: nothing asserts, nothing overflows, and nothing of a foreign token or
 * history is ever committed. */
static void
test_any_event_is_safe_in_any_state (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);
  TbLaneState lane;
  TbLaneActions actions;

  tb_lane_init (&lane, NULL);
  for (guint i = 0; i < 200000; i++) {
    TbLaneEvent event = { 0 };

    if (i % 500 == 0)
      start_settled (&lane);
    event.kind = g_rand_int_range (random, 0, TB_EVENT_REBUILT + 1);
    if (event.kind == TB_EVENT_STOP)
      continue;
    event.now_us = (gint64) i * SECOND / 4;
    event.random = g_rand_int (random);
    event.token = g_rand_boolean (random) ? lane.push_token : lane.pull_token;
    event.failure = g_rand_int_range (random, 0, 3) == 0
                        ? g_rand_int_range (random, 0, TB_FAILURE_DISAGREES + 1)
                        : TB_FAILURE_NONE;
    event.status = (guint) g_rand_int_range (random, 0, 600);
    event.n = g_rand_int_range (random, 0, 51);
    event.seq = lane.seq + g_rand_int_range (random, 0, 3);
    event.last = g_rand_int_range (random, 0, 6);
    event.flag = g_rand_boolean (random);
    g_snprintf (event.log_id, sizeof event.log_id, "log-%d", g_rand_int_range (random, 1, 3));
    tb_lane_step (&lane, &event, &actions);
    for (guint a = 0; a < actions.n; a++) {
      if (actions.items[a].kind == TB_DO_SETTLE)
        g_assert_cmpstr (event.log_id, ==, lane.log_id);
    }
  }
}

static void
disturb (Model *model)
{
  switch (g_rand_int_range (model->random, 0, 40)) {
  case 0:
    model_crash (model);
    break;
  case 1:
    model_restore_city (model);
    break;
  case 2:
    model->city.is_sick = !model->city.is_sick;
    break;
  case 3:
  case 4:
    model->city.backup_head = model->city.head;
    model->city.backup_last = model->city.last;
    break;
  case 5:
    model->city.lowest = MAX (1, model->city.head - 3);
    break;
  case 6:
    model_feed (model, TB_EVENT_NETWORK);
    break;
  case 7:
    model_feed (model, TB_EVENT_SEND_NOW);
    break;
  default:
    if (g_rand_boolean (model->random))
      model_accept (model);
    break;
  }
}

static void
test_no_work_is_lost_doubled_or_reordered (void)
{
  guint n_late = 0;
  guint n_restores = 0;
  gint64 n_commands = 0;

  for (guint32 seed = 1; seed <= N_SEEDS; seed++) {
    g_autoptr (Model) model = model_new (seed);
    gint64 healed_us;

    for (guint i = 0; i < 300; i++) {
      model_advance (model, G_MAXINT64);
      disturb (model);
      model_check (model);
    }

    /* I15: the faults end, and within ten minutes everything is quiet. */
    model->is_healed = TRUE;
    model->city.is_sick = FALSE;
    healed_us = model->now_us;
    while (model_advance (model, healed_us + 600 * SECOND) &&
           !(tb_lane_is_quiet (&model->window.lane) && model->now_us > healed_us + 60 * SECOND))
      model_check (model);
    g_test_message ("seed %u: %u steps", seed, model->n_steps);
    model_check_quiet (model);
    n_late += model->n_late;
    n_restores += model->n_restores;
    n_commands += model->window.last_lseq;
  }

  /* The faults did happen. */
  g_assert_cmpuint (n_late, >, N_SEEDS);
  g_assert_cmpuint (n_restores, >, N_SEEDS);
  g_assert_cmpint (n_commands, >, N_SEEDS * 20);
}

static void
test_the_same_seed_gives_the_same_run (void)
{
  g_autoptr (Model) first = model_new (7);
  g_autoptr (Model) second = model_new (7);

  for (guint i = 0; i < 500; i++) {
    model_advance (first, G_MAXINT64);
    disturb (first);
    model_advance (second, G_MAXINT64);
    disturb (second);
    g_assert_cmpmem (&first->window.lane,
                     sizeof first->window.lane,
                     &second->window.lane,
                     sizeof second->window.lane);
  }
}

#define ADD(path, function) g_test_add_func ("/sync/lane/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("nothing-leaves-before-its-attempt-is-committed",
       test_nothing_leaves_before_its_attempt_is_committed);
  ADD ("outcomes-that-the-feed-has-told-cost-no-wait",
       test_outcomes_that_the_feed_has_told_cost_no_wait);
  ADD ("only-one-batch-is-in-flight", test_only_one_batch_is_in_flight);
  ADD ("attachments-go-first", test_attachments_go_first);
  ADD ("every-failure-has-its-consequence", test_every_failure_has_its_consequence);
  ADD ("late-answers-change-nothing", test_late_answers_change_nothing);
  ADD ("an-answer-of-another-history-settles-nothing",
       test_an_answer_of_another_history_settles_nothing);
  ADD ("a-new-history-is-rebuilt-before-anything-is-offered",
       test_a_new_history_is_rebuilt_before_anything_is_offered);
  ADD ("a-hole-stops-the-lane", test_a_hole_stops_the_lane);
  ADD ("a-store-that-is-an-old-copy-stops-the-lane",
       test_a_store_that_is_an_old_copy_stops_the_lane);
  ADD ("poison-is-narrowed-down-to-one-and-parked", test_poison_is_narrowed_down_to_one_and_parked);
  ADD ("no-batch-is-larger-than-the-limit", test_no_batch_is_larger_than_the_limit);
  ADD ("back-off-doubles-with-full-jitter-and-obeys-retry-after",
       test_back_off_doubles_with_full_jitter_and_obeys_retry_after);
  ADD ("silence-is-shown-after-15-minutes-and-told-after-4-hours",
       test_silence_is_shown_after_15_minutes_and_told_after_4_hours);
  ADD ("send-now-ends-every-wait", test_send_now_ends_every_wait);
  ADD ("a-stopped-lane-takes-no-event", test_a_stopped_lane_takes_no_event);
  ADD ("any-event-is-safe-in-any-state", test_any_event_is_safe_in_any_state);
  ADD ("no-work-is-lost-doubled-or-reordered", test_no_work_is_lost_doubled_or_reordered);
  ADD ("the-same-seed-gives-the-same-run", test_the_same_seed_gives_the_same_run);

  return g_test_run ();
}
