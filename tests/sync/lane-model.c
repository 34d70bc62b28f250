/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lane-model.h"

#include <string.h>

#define SECOND G_GINT64_CONSTANT (1000000)
#define PAGE   7

static gboolean
chance (Model *self, guint percent)
{
  return !self->is_healed && (guint) g_rand_int_range (self->random, 0, 100) < percent;
}

static void
write_log_id (const ModelCity *city, char *out)
{
  g_snprintf (out, TB_LANE_LOG_LENGTH, "log-%u", city->n_histories);
}

/* The city */

static void
append_entry (ModelCity *city, gint64 lseq)
{
  g_assert_cmpint (city->head, <, MODEL_MAX_LOG);
  city->entries[city->head++] = lseq;
}

static void
execute_commands (Model *self, const ModelMessage *request, ModelMessage *answer)
{
  ModelCity *city = &self->city;

  for (guint i = 0; i < request->n; i++) {
    gint64 lseq = request->first + i;
    ModelOutcome *outcome = &city->outcomes[lseq];

    if (lseq > city->last + 1) {
      answer->event.failure = TB_FAILURE_GAP;
      break;
    }
    if (lseq == city->last + 1) {
      city->last = lseq;
      *outcome = (ModelOutcome){ .lseq = lseq, .is_applied = lseq % 7 != 0 };
      if (outcome->is_applied) {
        append_entry (city, lseq);
        outcome->seq = city->head;
      }
    }
    answer->items[answer->n_items++] = *outcome;
  }
  answer->event.n = answer->n_items;
}

static void
tell_outcomes (Model *self, const ModelMessage *request, ModelMessage *answer)
{
  answer->event.last = self->city.last;
  for (gint64 lseq = request->first; lseq <= self->city.last; lseq++) {
    if (answer->n_items == PAGE) {
      answer->event.flag = TRUE;
      break;
    }
    answer->items[answer->n_items++] = self->city.outcomes[lseq];
  }
  answer->event.n = answer->n_items;
}

static void
tell_changes (Model *self, const ModelMessage *request, ModelMessage *answer)
{
  char log_id[TB_LANE_LOG_LENGTH];

  write_log_id (&self->city, log_id);
  if (strcmp (log_id, request->log_id) != 0) {
    answer->event.failure = TB_FAILURE_LOG_CHANGED;
    return;
  }
  if (request->first + 1 < self->city.lowest) {
    answer->event.failure = TB_FAILURE_TOO_OLD;
    return;
  }
  for (gint64 seq = request->first + 1; seq <= self->city.head; seq++) {
    if (answer->n_items == PAGE) {
      answer->event.flag = TRUE;
      return;
    }
    answer->items[answer->n_items++] =
        (ModelOutcome){ .lseq = self->city.entries[seq - 1], .seq = seq };
  }
}

static TbLaneEventKind
answer_kind (TbLaneActionKind kind)
{
  switch ((int) kind) {
  case TB_DO_OPEN_LANE:
    return TB_EVENT_LANE_OPENED;
  case TB_DO_ASK_ABOUT:
    return TB_EVENT_ABOUT;
  case TB_DO_ASK_OUTCOMES:
    return TB_EVENT_OUTCOMES;
  case TB_DO_SEND_BLOBS:
    return TB_EVENT_BLOBS;
  case TB_DO_SEND_COMMANDS:
    return TB_EVENT_COMMANDS;
  default:
    return TB_EVENT_PAGE;
  }
}

static void
answer_request (Model *self, const ModelMessage *request)
{
  ModelMessage *answer = g_new0 (ModelMessage, 1);

  answer->is_answer = TRUE;
  answer->incarnation = request->incarnation;
  answer->action = request->action;
  answer->event.kind = answer_kind (request->action.kind);
  answer->event.token = request->action.token;
  answer->at_us = self->now_us + g_rand_int_range (self->random, 1, 3 * SECOND);
  write_log_id (&self->city, answer->log_id);
  memcpy (answer->event.log_id, answer->log_id, TB_LANE_LOG_LENGTH);

  if (self->city.is_sick || chance (self, 10)) {
    answer->event.failure = chance (self, 50) ? TB_FAILURE_NO_ANSWER : TB_FAILURE_TEMPORARY;
    answer->event.status = 503;
  } else if (request->action.kind == TB_DO_SEND_COMMANDS) {
    execute_commands (self, request, answer);
  } else if (request->action.kind == TB_DO_ASK_OUTCOMES) {
    tell_outcomes (self, request, answer);
  } else if (request->action.kind == TB_DO_ASK_CHANGES) {
    tell_changes (self, request, answer);
    /* A long poll with nothing new waits, and then has nothing new. */
    if (answer->n_items == 0 && answer->event.failure == TB_FAILURE_NONE)
      answer->at_us += request->action.n * SECOND;
  } else if (request->action.kind == TB_DO_ASK_SNAPSHOT) {
    answer->n = (guint) self->city.head;
  } else if (request->action.kind == TB_DO_ASK_ABOUT) {
    answer->n = (guint) self->city.backup_head;
  }
  g_ptr_array_add (self->messages, answer);
}

void
model_restore_city (Model *self)
{
  ModelCity *city = &self->city;

  city->head = city->backup_head;
  city->last = city->backup_last;
  city->lowest = 1;
  city->n_histories++;
  self->n_restores++;
}

/* The window's store */

static gboolean
is_open (const ModelWindow *window, gint64 lseq)
{
  return window->states[lseq] == MODEL_QUEUED || window->states[lseq] == MODEL_SENT;
}

static gint64
oldest_open (const ModelWindow *window)
{
  for (gint64 lseq = 1; lseq <= window->last_lseq; lseq++) {
    if (is_open (window, lseq))
      return lseq;
  }

  return window->last_lseq + 1;
}

static void
mark_batch (Model *self, guint limit, TbLaneEvent *event)
{
  ModelWindow *window = &self->window;

  window->batch_first = oldest_open (window);
  window->batch_n = 0;
  for (gint64 lseq = window->batch_first;
       lseq <= window->last_lseq && is_open (window, lseq) && window->batch_n < limit;
       lseq++) {
    window->states[lseq] = MODEL_SENT;
    window->attempts[lseq]++;
    window->batch_n++;
  }
  event->n = window->batch_n;
  event->last = window->batch_first;
}

static gboolean
settle_one (ModelWindow *window, const ModelOutcome *outcome, gboolean is_applied)
{
  if (!is_open (window, outcome->lseq)) {
    /* Answer and feed tell the same story (protocol.md §3 rule 4). */
    if (is_applied && window->states[outcome->lseq] == MODEL_APPLIED)
      g_assert_cmpint (window->seqs[outcome->lseq], ==, outcome->seq);
    return FALSE;
  }
  /* Queued again by T6 is as good as sent: the city knows it. */
  g_assert_cmpuint (window->attempts[outcome->lseq], >, 0);
  window->states[outcome->lseq] = is_applied ? MODEL_APPLIED : MODEL_REFUSED;
  window->seqs[outcome->lseq] = outcome->seq;

  return TRUE;
}

static void
settle (Model *self, TbLaneEvent *event)
{
  ModelWindow *window = &self->window;

  /* I14: nothing of another history is ever committed. */
  g_assert_cmpstr (window->push.log_id, ==, window->log_id);
  for (guint i = 0; i < window->push.n_items; i++) {
    const ModelOutcome *outcome = &window->push.items[i];

    event->n += settle_one (window, outcome, outcome->is_applied);
    event->last = MAX (event->last, outcome->seq);
  }
}

static void
apply_lines (Model *self, TbLaneEvent *event)
{
  ModelWindow *window = &self->window;

  g_assert_cmpstr (window->pull.log_id, ==, window->log_id);
  for (guint i = 0; i < window->pull.n_items; i++) {
    ModelOutcome *line = &window->pull.items[i];

    g_assert_cmpint (line->seq, ==, window->cursor + 1);
    window->cache[window->cursor++] = line->lseq;
    if (line->lseq != 0) {
      settle_one (window, line, TRUE);
      event->last = line->seq;
    }
  }
  event->seq = window->cursor;
}

static void
apply_snapshot (Model *self, TbLaneEvent *event)
{
  ModelWindow *window = &self->window;

  window->cursor = window->pull.n;
  memcpy (window->cache, self->city.entries, sizeof window->cache);
  event->seq = window->cursor;
  event->flag = TRUE;
}

/* T6, as tb_outbox_requeue() and tb_cache_drop_city() do it. */
static void
rebuild (Model *self, const TbLaneAction *action)
{
  ModelWindow *window = &self->window;

  for (gint64 lseq = 1; !action->flag && lseq <= window->last_lseq; lseq++) {
    gboolean is_lost =
        window->states[lseq] == MODEL_APPLIED && window->seqs[lseq] > window->durable;
    gboolean is_unknown = window->states[lseq] == MODEL_REFUSED && lseq > action->n;

    if (is_lost || is_unknown || window->states[lseq] == MODEL_SENT)
      window->states[lseq] = MODEL_QUEUED;
  }
  memcpy (window->log_id, action->log_id, TB_LANE_LOG_LENGTH);
  memcpy (window->cursor_log, action->log_id, TB_LANE_LOG_LENGTH);
  window->cursor = 0;
}

/* The window's hands */

static void
push_event (Model *self, const TbLaneEvent *event)
{
  g_queue_push_tail (&self->events, g_memdup2 (event, sizeof *event));
}

static void
send_request (Model *self, const TbLaneAction *action)
{
  ModelWindow *window = &self->window;
  ModelMessage *request = g_new0 (ModelMessage, 1);

  request->action = *action;
  request->incarnation = window->incarnation;
  request->at_us = self->now_us + g_rand_int_range (self->random, 1, SECOND);
  memcpy (request->log_id, window->log_id, TB_LANE_LOG_LENGTH);
  if (action->kind == TB_DO_SEND_COMMANDS) {
    request->first = window->batch_first;
    request->n = window->batch_n;
    /* I11. */
    for (guint i = 0; i < request->n; i++)
      g_assert_cmpuint (window->attempts[request->first + i], >, 0);
  } else if (action->kind == TB_DO_ASK_CHANGES) {
    request->first = window->cursor;
    g_assert_cmpint (window->cursor, ==, window->lane.seq);
  } else if (action->kind == TB_DO_ASK_OUTCOMES) {
    request->first = action->flag ? window->last_lseq + 1 : oldest_open (window);
  }
  g_ptr_array_add (self->messages, request);
}

static void
commit (Model *self, const TbLaneAction *action)
{
  static const TbLaneEventKind kinds[] = {
    [TB_DO_ENROL] = TB_EVENT_ENROLLED, [TB_DO_NOTE] = TB_EVENT_NOTED,
    [TB_DO_MARK] = TB_EVENT_MARKED,    [TB_DO_SETTLE] = TB_EVENT_SETTLED,
    [TB_DO_APPLY] = TB_EVENT_APPLIED,  [TB_DO_REBUILD] = TB_EVENT_REBUILT,
  };
  ModelWindow *window = &self->window;
  TbLaneEvent event = { .kind = kinds[action->kind], .token = action->token };

  if (chance (self, 2)) {
    event.failure = TB_FAILURE_STORE;
  } else if (action->kind == TB_DO_ENROL) {
    window->has_lane = TRUE;
  } else if (action->kind == TB_DO_NOTE) {
    memcpy (window->log_id, window->pull.log_id, TB_LANE_LOG_LENGTH);
    memcpy (window->cursor_log, window->log_id, TB_LANE_LOG_LENGTH);
    window->durable = window->pull.n;
  } else if (action->kind == TB_DO_MARK) {
    mark_batch (self, (guint) action->n, &event);
  } else if (action->kind == TB_DO_SETTLE) {
    settle (self, &event);
  } else if (action->kind == TB_DO_APPLY && window->lane.pull == TB_PULL_SNAPSHOT) {
    apply_snapshot (self, &event);
  } else if (action->kind == TB_DO_APPLY) {
    apply_lines (self, &event);
  } else if (action->kind == TB_DO_REBUILD) {
    rebuild (self, action);
  }
  push_event (self, &event);
}

static void
do_action (Model *self, const TbLaneAction *action)
{
  switch (action->kind) {
  case TB_DO_OPEN_LANE:
  case TB_DO_ASK_ABOUT:
  case TB_DO_ASK_OUTCOMES:
  case TB_DO_ASK_CHANGES:
  case TB_DO_ASK_SNAPSHOT:
  case TB_DO_SEND_BLOBS:
  case TB_DO_SEND_COMMANDS:
    send_request (self, action);
    break;
  case TB_DO_ENROL:
  case TB_DO_NOTE:
  case TB_DO_MARK:
  case TB_DO_SETTLE:
  case TB_DO_APPLY:
  case TB_DO_REBUILD:
    commit (self, action);
    break;
  case TB_DO_SET_TIMER:
    self->window.timer_us = action->n;
    break;
  case TB_DO_RAISE_ALARM:
    /* Nothing in this model justifies stopping a lane. */
    g_assert_false (action->flag);
    break;
  case TB_DO_CANCEL_PUSH:
  case TB_DO_CANCEL_PULL:
  case TB_DO_SHOW_STATUS:
  case TB_DO_CLEAR_ALARM:
  default:
    break;
  }
}

static void
step_all (Model *self)
{
  while (!g_queue_is_empty (&self->events)) {
    g_autofree TbLaneEvent *event = g_queue_pop_head (&self->events);
    TbLaneActions actions;

    event->now_us = self->now_us;
    event->random = g_rand_int (self->random);
    tb_lane_step (&self->window.lane, event, &actions);
    self->n_steps++;
    for (guint i = 0; i < actions.n; i++)
      do_action (self, &actions.items[i]);
  }
}

void
model_feed (Model *self, TbLaneEventKind kind)
{
  TbLaneEvent event = { .kind = kind, .last = self->window.last_lseq };

  push_event (self, &event);
  step_all (self);
}

static void
start (Model *self)
{
  ModelWindow *window = &self->window;
  TbLaneEvent event = { .kind = TB_EVENT_START,
                        .has_lane = window->has_lane,
                        .last = window->last_lseq,
                        .n = oldest_open (window) <= window->last_lseq,
                        .flag = window->cursor == 0,
                        .seq = window->cursor };

  memcpy (event.log_id, window->log_id, TB_LANE_LOG_LENGTH);
  tb_lane_init (&window->lane, NULL);
  window->timer_us = 0;
  push_event (self, &event);
  step_all (self);
}

void
model_crash (Model *self)
{
  self->window.incarnation++;
  start (self);
}

void
model_accept (Model *self)
{
  ModelWindow *window = &self->window;

  if (!window->has_lane || window->last_lseq == MODEL_MAX_COMMANDS)
    return;
  window->last_lseq++;
  model_feed (self, TB_EVENT_WORK);
}

/* Time */

static void
deliver_answer (Model *self, const ModelMessage *answer)
{
  ModelWindow *window = &self->window;
  TbLaneEvent lines = answer->event;
  gboolean is_push = answer->event.token == window->lane.push_token;
  gboolean is_pull = answer->event.token == window->lane.pull_token;

  if (answer->incarnation != window->incarnation)
    return;
  self->n_late += !is_push && !is_pull;
  if (answer->event.kind == TB_EVENT_PAGE || answer->event.kind == TB_EVENT_ABOUT) {
    if (is_pull)
      window->pull = *answer;
  } else if (is_push) {
    window->push = *answer;
  }
  if (is_pull && answer->event.kind == TB_EVENT_PAGE && answer->event.failure == TB_FAILURE_NONE &&
      (answer->n_items > 0 || answer->action.kind == TB_DO_ASK_SNAPSHOT)) {
    lines.kind = TB_EVENT_LINES;
    lines.seq = answer->items[0].seq;
    push_event (self, &lines);
    step_all (self);
  }
  push_event (self, &answer->event);
  step_all (self);
}

/* A request or an answer is lost: the caller's own timer ends the wait. */
static void
lose (Model *self, const ModelMessage *message)
{
  ModelMessage *answer = g_memdup2 (message, sizeof *message);

  answer->is_answer = TRUE;
  answer->n_items = 0;
  answer->event = (TbLaneEvent){ .kind = answer_kind (message->action.kind),
                                 .token = message->action.token,
                                 .failure = TB_FAILURE_NO_ANSWER };
  answer->at_us = self->now_us + 15 * SECOND;
  g_ptr_array_add (self->messages, answer);
}

static void
deliver (Model *self, ModelMessage *message)
{
  gboolean is_failure = message->is_answer && message->event.failure == TB_FAILURE_NO_ANSWER;

  if (!is_failure && chance (self, 15)) {
    lose (self, message);
    return;
  }
  /* The same once more, later: a network, a proxy or a client library may repeat it. */
  if (chance (self, 10)) {
    ModelMessage *again = g_memdup2 (message, sizeof *message);

    again->at_us = self->now_us + g_rand_int_range (self->random, 1, 40 * SECOND);
    g_ptr_array_add (self->messages, again);
  }
  if (message->is_answer)
    deliver_answer (self, message);
  else
    answer_request (self, message);
}

gboolean
model_advance (Model *self, gint64 until_us)
{
  gint64 at_us = self->window.timer_us != 0 ? self->window.timer_us : G_MAXINT64;
  guint next = G_MAXUINT;
  g_autofree ModelMessage *message = NULL;

  for (guint i = 0; i < self->messages->len; i++) {
    const ModelMessage *candidate = self->messages->pdata[i];

    if (candidate->at_us < at_us) {
      at_us = candidate->at_us;
      next = i;
    }
  }
  if (at_us > until_us)
    return FALSE;

  self->now_us = MAX (self->now_us, at_us);
  if (next == G_MAXUINT) {
    self->window.timer_us = 0;
    model_feed (self, TB_EVENT_TIMER);
    return TRUE;
  }
  message = g_ptr_array_steal_index_fast (self->messages, next);
  deliver (self, message);

  return TRUE;
}

Model *
model_new (guint32 seed)
{
  Model *self = g_new0 (Model, 1);

  self->random = g_rand_new_with_seed (seed);
  self->now_us = SECOND;
  self->city.lowest = 1;
  self->messages = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self->events);
  start (self);

  return self;
}

void
model_free (Model *self)
{
  g_rand_free (self->random);
  g_ptr_array_unref (self->messages);
  g_queue_clear_full (&self->events, g_free);
  g_free (self);
}

void
model_check (Model *self)
{
  gint64 last = 0;

  /* I2 and I6: in lane order means at most once. */
  for (gint64 i = 0; i < self->city.head; i++) {
    if (self->city.entries[i] == 0)
      continue;
    g_assert_cmpint (self->city.entries[i], >, last);
    last = self->city.entries[i];
  }
  /* I5: the city has never seen a number that was not given out. */
  g_assert_cmpint (self->city.last, <=, self->window.last_lseq);
}

void
model_check_quiet (Model *self)
{
  ModelWindow *window = &self->window;

  g_assert_true (tb_lane_is_quiet (&window->lane));
  g_assert_cmpint (self->city.last, ==, window->last_lseq);
  for (gint64 lseq = 1; lseq <= window->last_lseq; lseq++) {
    const ModelOutcome *outcome = &self->city.outcomes[lseq];

    g_assert_cmpint (window->states[lseq], ==, outcome->is_applied ? MODEL_APPLIED : MODEL_REFUSED);
    if (outcome->is_applied)
      g_assert_cmpint (window->seqs[lseq], ==, outcome->seq);
  }
  g_assert_cmpint (window->cursor, ==, self->city.head);
  g_assert_cmpmem (window->cache,
                   (gsize) window->cursor * sizeof (gint64),
                   self->city.entries,
                   (gsize) self->city.head * sizeof (gint64));
}
