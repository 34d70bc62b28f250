/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lane-push"

#include "config.h"

#include <string.h>

#include "tb-lane-private.h"

#define MAX_POISON 5
#define MAX_GAPS   3
/* While the feed is failing as well, the city is down: no batch is to blame. */
#define CITY_IS_DOWN 3

static void
ask (TbLaneState *self, TbPush push, TbLaneActionKind kind, TbLaneActions *actions)
{
  self->push = push;
  tb_lane_act (actions, kind, ++self->push_token);
}

void
tb_lane_push_start (TbLaneState *self, TbLaneActions *actions)
{
  self->push = TB_PUSH_IDLE;
  tb_lane_push_go (self, actions);
}

void
tb_lane_push_go (TbLaneState *self, TbLaneActions *actions)
{
  if (self->push == TB_PUSH_HELD)
    self->push = TB_PUSH_IDLE;
  if (self->push != TB_PUSH_IDLE)
    return;

  if (!self->has_lane)
    ask (self, TB_PUSH_OPENING, TB_DO_OPEN_LANE, actions);
  else if (self->log_id[0] == '\0')
    self->push = TB_PUSH_HELD;
  else if (!self->is_resolved)
    ask (self, TB_PUSH_RESOLVING, TB_DO_ASK_OUTCOMES, actions);
  else if (self->has_work) {
    ask (self, TB_PUSH_MARKING, TB_DO_MARK, actions);
    actions->items[actions->n - 1].n = self->batch_limit;
  }
}

void
tb_lane_push_wake (TbLaneState *self, TbLaneActions *actions)
{
  self->push = TB_PUSH_IDLE;
  tb_lane_push_go (self, actions);
}

void
tb_lane_push_restart (TbLaneState *self, TbLaneActions *actions)
{
  if (self->push != TB_PUSH_IDLE && self->push != TB_PUSH_WAITING && self->push != TB_PUSH_HELD)
    tb_lane_act (actions, TB_DO_CANCEL_PUSH, self->push_token);
  self->push_token++;
  self->push = TB_PUSH_IDLE;
  self->is_resolved = TRUE;
  self->has_work = TRUE;
  self->n_poison = 0;
  self->need_seq = self->seen_seq = 0;
  tb_lane_push_go (self, actions);
}

/* Five failures of the same batch: it is halved, until the one that the city cannot digest stands
 * alone and is parked, before everybody's eyes. It is never skipped. */
static gboolean
suspect_poison (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  gboolean is_suspect = event->status >= 500 || event->failure == TB_FAILURE_FINAL;

  if (!is_suspect || self->push != TB_PUSH_SENDING || self->n_pull_failures >= CITY_IS_DOWN)
    return FALSE;
  if (++self->n_poison < MAX_POISON)
    return FALSE;

  self->n_poison = 0;
  if (self->batch_n > 1) {
    self->batch_limit = MAX (1, self->batch_n / 2);
    return FALSE;
  }
  self->n_poison = MAX_POISON;
  tb_lane_warn (self, TB_ALARM_PARKED, actions);
  return TRUE;
}

static void
push_failed (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  gboolean is_parked;

  /* The city does not know this lane: it was put back to a time before, or another one answers.
   * Only people can open a new lane. */
  if (event->failure == TB_FAILURE_FINAL && event->status == 404) {
    tb_lane_halt (self, TB_ALARM_STOPPED, actions);
    return;
  }
  if (!tb_lane_note_failure (self, event, actions))
    return;

  is_parked = suspect_poison (self, event, actions);
  self->push = is_parked ? TB_PUSH_PARKED : TB_PUSH_WAITING;
  self->push_due_us =
      event->now_us +
      (is_parked ? self->limits.park_us : tb_lane_back_off (self, event, self->n_push_failures));
  self->n_push_failures++;
}

/* Another history answers: nothing of it is believed before the feed has said so. */
static void
push_doubts (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  push_failed (self, event, actions);
  if (self->phase == TB_LANE_RUNNING)
    tb_lane_pull_doubt (self, event->now_us, actions);
}

static void
lane_opened (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (event->kind == TB_EVENT_LANE_OPENED) {
    tb_lane_note_contact (self, event);
    tb_lane_act (actions, TB_DO_ENROL, self->push_token);
    return;
  }

  self->has_lane = TRUE;
  self->n_push_failures = 0;
  self->push = TB_PUSH_IDLE;
  tb_lane_push_go (self, actions);
  tb_lane_pull_go (self, event->now_us, actions);
}

static void
outcomes_came (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (!tb_lane_is_own_log (self, event)) {
    push_doubts (self, event, actions);
    return;
  }

  tb_lane_note_contact (self, event);
  /* This store is an old copy of itself: it would give numbers away a second time (I5). */
  if (event->last > self->last_lseq) {
    tb_lane_halt (self, TB_ALARM_ROLLED_BACK, actions);
    return;
  }
  self->is_resolved = !event->flag;
  self->after_settling = TB_FAILURE_NONE;
  if (event->n == 0) {
    self->is_resolved = TRUE;
    self->push = TB_PUSH_IDLE;
    tb_lane_push_go (self, actions);
    return;
  }
  self->push = TB_PUSH_SETTLING;
  tb_lane_act (actions, TB_DO_SETTLE, self->push_token);
}

static void
batch_marked (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  tb_lane_unwarn (self, TB_ALARM_STORE, actions);
  if (event->n == 0) {
    self->has_work = FALSE;
    self->n_push_failures = 0;
    self->doubted_first = 0;
    self->push = TB_PUSH_IDLE;
    return;
  }

  if (event->last != self->batch_first)
    self->n_poison = 0;
  if (event->last == self->doubted_first) {
    self->doubted_first = 0;
    self->push = TB_PUSH_WAITING;
    self->push_due_us = event->now_us + tb_lane_back_off (self, event, self->n_push_failures++);
    return;
  }
  self->batch_first = event->last;
  self->batch_n = (guint) event->n;
  if (event->flag)
    self->push = TB_PUSH_UPLOADING;
  else
    self->push = TB_PUSH_SENDING;
  tb_lane_act (actions, event->flag ? TB_DO_SEND_BLOBS : TB_DO_SEND_COMMANDS, self->push_token);
}

static void
blobs_sent (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  tb_lane_note_contact (self, event);
  self->push = TB_PUSH_SENDING;
  tb_lane_act (actions, TB_DO_SEND_COMMANDS, self->push_token);
}

/* What a gap or a reused id means, once the outcomes before it are kept. */
static void
after_gap (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (++self->n_gaps >= MAX_GAPS) {
    tb_lane_halt (self, TB_ALARM_GAP, actions);
    return;
  }
  self->is_resolved = FALSE;
  self->push = TB_PUSH_WAITING;
  self->push_due_us = event->now_us + tb_lane_back_off (self, event, self->n_push_failures++);
}

static void
commands_answered (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (!tb_lane_is_own_log (self, event)) {
    push_doubts (self, event, actions);
    return;
  }

  tb_lane_note_contact (self, event);
  self->after_settling = event->failure;
  if (event->n > 0) {
    self->push = TB_PUSH_SETTLING;
    tb_lane_act (actions, TB_DO_SETTLE, self->push_token);
  } else if (event->failure == TB_FAILURE_GAP) {
    after_gap (self, event, actions);
  } else if (event->failure == TB_FAILURE_ID_REUSED) {
    tb_lane_halt (self, TB_ALARM_ID_REUSED, actions);
  } else {
    push_failed (self, event, actions);
  }
}

static void
batch_settled (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  self->n_poison = 0;
  self->need_seq = MAX (self->need_seq, event->last);
  if (self->after_settling == TB_FAILURE_ID_REUSED) {
    tb_lane_halt (self, TB_ALARM_ID_REUSED, actions);
    return;
  }
  if (self->after_settling == TB_FAILURE_GAP) {
    after_gap (self, event, actions);
    return;
  }
  /* Outcomes that settle nothing were known from the feed already: usual, and no reason to wait.
   * Only if the same batch still waits does the city answer something else. */
  if (event->n == 0) {
    self->is_resolved = TRUE;
    self->doubted_first = self->batch_first;
    self->push = TB_PUSH_IDLE;
    tb_lane_push_go (self, actions);
    return;
  }
  tb_lane_unwarn (self, TB_ALARM_PARKED, actions);
  self->n_gaps = 0;
  self->n_push_failures = 0;
  self->batch_limit = MIN (self->batch_limit * 2, self->limits.batch);
  self->push = TB_PUSH_IDLE;
  tb_lane_push_go (self, actions);
}

/* In which phase an event is awaited, and what it leads to when it is no failure. */
static const struct {
  TbLaneEventKind kind;
  TbPush awaited;
  void (*take) (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions);
} steps[] = {
  { TB_EVENT_LANE_OPENED, TB_PUSH_OPENING, lane_opened },
  { TB_EVENT_ENROLLED, TB_PUSH_OPENING, lane_opened },
  { TB_EVENT_OUTCOMES, TB_PUSH_RESOLVING, outcomes_came },
  { TB_EVENT_MARKED, TB_PUSH_MARKING, batch_marked },
  { TB_EVENT_BLOBS, TB_PUSH_UPLOADING, blobs_sent },
  { TB_EVENT_COMMANDS, TB_PUSH_SENDING, commands_answered },
  { TB_EVENT_SETTLED, TB_PUSH_SETTLING, batch_settled },
};

/* The city says no to one command of a batch and brings the outcomes of those before it. */
static gboolean
may_bring_outcomes (const TbLaneEvent *event)
{
  return event->kind == TB_EVENT_COMMANDS &&
         (event->failure == TB_FAILURE_GAP || event->failure == TB_FAILURE_ID_REUSED);
}

void
tb_lane_push_event (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (event->token != self->push_token)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (steps[i].kind != event->kind)
      continue;
    if (self->push != steps[i].awaited)
      return;

    if (event->failure == TB_FAILURE_NONE || may_bring_outcomes (event))
      steps[i].take (self, event, actions);
    else
      push_failed (self, event, actions);
    return;
  }
}
