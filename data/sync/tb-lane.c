/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lane"

#include "config.h"

#include "tb-lane.h"

#include <string.h>

#include "tb-lane-private.h"

#define MAX_BACK_OFF  60 /* units */
#define RETRY_AFTER_S 900

const TbLaneLimits tb_lane_limits_default = {
  .unit_us = G_USEC_PER_SEC,
  .offline_us = 15 * 60 * G_GINT64_CONSTANT (1000000),
  .lost_us = 4 * 3600 * G_GINT64_CONSTANT (1000000),
  .about_us = 10 * 60 * G_GINT64_CONSTANT (1000000),
  .park_us = 5 * 60 * G_GINT64_CONSTANT (1000000),
  .wait_s = 25,
  .page = 5000,
  .batch = 50,
};

void
tb_lane_init (TbLaneState *self, const TbLaneLimits *limits)
{
  memset (self, 0, sizeof *self);
  self->limits = limits != NULL ? *limits : tb_lane_limits_default;
  self->batch_limit = self->limits.batch;
}

TbLaneAction *
tb_lane_act (TbLaneActions *actions, TbLaneActionKind kind, guint64 token)
{
  TbLaneAction *action = &actions->items[actions->n];

  g_assert (actions->n < TB_LANE_MAX_ACTIONS);
  actions->n++;
  memset (action, 0, sizeof *action);
  action->kind = kind;
  action->token = token;

  return action;
}

static void
cancel_all (TbLaneState *self, TbLaneActions *actions)
{
  tb_lane_act (actions, TB_DO_CANCEL_PUSH, self->push_token++);
  tb_lane_act (actions, TB_DO_CANCEL_PULL, self->pull_token++);
  self->push = TB_PUSH_HELD;
  self->pull = TB_PULL_HELD;
}

static void
raise_alarm (TbLaneState *self, TbLaneAlarm alarm, gboolean is_halted, TbLaneActions *actions)
{
  TbLaneAction *action = tb_lane_act (actions, TB_DO_RAISE_ALARM, 0);

  self->alarm = alarm;
  action->n = alarm;
  action->flag = is_halted;
}

void
tb_lane_halt (TbLaneState *self, TbLaneAlarm alarm, TbLaneActions *actions)
{
  cancel_all (self, actions);
  self->phase = TB_LANE_HALTED;
  raise_alarm (self, alarm, TRUE, actions);
}

void
tb_lane_warn (TbLaneState *self, TbLaneAlarm alarm, TbLaneActions *actions)
{
  if (self->alarm != alarm)
    raise_alarm (self, alarm, FALSE, actions);
}

void
tb_lane_unwarn (TbLaneState *self, TbLaneAlarm alarm, TbLaneActions *actions)
{
  if (self->alarm != alarm)
    return;
  self->alarm = TB_ALARM_NONE;
  tb_lane_act (actions, TB_DO_CLEAR_ALARM, 0);
}

gboolean
tb_lane_is_own_log (const TbLaneState *self, const TbLaneEvent *event)
{
  return self->log_id[0] != '\0' && strcmp (self->log_id, event->log_id) == 0;
}

void
tb_lane_note_contact (TbLaneState *self, const TbLaneEvent *event)
{
  self->contact_us = event->now_us;
  self->failing_since_us = 0;
  self->reach = TB_REACH_ONLINE;
}

static TbLaneAlarm
halting_alarm (TbLaneFailure failure)
{
  static const TbLaneAlarm alarms[] = {
    [TB_FAILURE_REVOKED] = TB_ALARM_REVOKED,     [TB_FAILURE_ID_REUSED] = TB_ALARM_ID_REUSED,
    [TB_FAILURE_VERSION] = TB_ALARM_VERSION,     [TB_FAILURE_STOPPED] = TB_ALARM_STOPPED,
    [TB_FAILURE_HOLE] = TB_ALARM_HOLE,           [TB_FAILURE_HASH] = TB_ALARM_HASH,
    [TB_FAILURE_DISAGREES] = TB_ALARM_DISAGREES,
  };

  return (gsize) failure < G_N_ELEMENTS (alarms) ? alarms[failure] : TB_ALARM_NONE;
}

gboolean
tb_lane_note_failure (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  TbLaneAlarm alarm = halting_alarm (event->failure);

  if (alarm != TB_ALARM_NONE) {
    tb_lane_halt (self, alarm, actions);
    return FALSE;
  }

  if (event->failure == TB_FAILURE_CERTIFICATE)
    tb_lane_warn (self, TB_ALARM_CERTIFICATE, actions);
  else if (event->failure == TB_FAILURE_PROTOCOL)
    tb_lane_warn (self, TB_ALARM_PROTOCOL, actions);
  else if (event->failure == TB_FAILURE_STORE)
    tb_lane_warn (self, TB_ALARM_STORE, actions);
  self->needs_sign_in = self->needs_sign_in || event->failure == TB_FAILURE_SIGNED_OUT;

  if (event->failure != TB_FAILURE_STORE && self->failing_since_us == 0) {
    self->failing_since_us = event->now_us;
    self->reach = TB_REACH_TRYING;
  }
  return TRUE;
}

gint64
tb_lane_back_off (const TbLaneState *self, const TbLaneEvent *event, guint n_failures)
{
  gint64 units = n_failures >= 6 ? MAX_BACK_OFF : MIN (1 << n_failures, MAX_BACK_OFF);
  /* Full jitter: uniform from 0 to the whole, so that windows do not come back as one. */
  gint64 delay_us = (gint64) (((guint64) event->random * (guint64) (units * 1000)) >> 32) *
                    (self->limits.unit_us / 1000);
  gint64 asked_us = MIN (event->retry_after_s, RETRY_AFTER_S) * self->limits.unit_us;

  return MAX (delay_us, asked_us);
}

static void
start (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (self->phase != TB_LANE_NEW)
    return;

  g_strlcpy (self->log_id, event->log_id, sizeof self->log_id);
  g_strlcpy (self->h, event->h, sizeof self->h);
  self->seq = event->seq;
  self->last_lseq = event->last;
  self->has_lane = event->has_lane;
  self->has_work = event->n > 0;
  self->needs_snapshot = event->flag;
  /* A halt survives a restart of the program: status carries the alarm. */
  if (event->failure != TB_FAILURE_NONE) {
    self->phase = TB_LANE_HALTED;
    self->alarm = TB_ALARM_STOPPED;
    tb_lane_act (actions, TB_DO_SHOW_STATUS, 0);
    return;
  }

  self->phase = TB_LANE_RUNNING;
  tb_lane_push_start (self, actions);
  tb_lane_pull_go (self, event->now_us, actions);
  tb_lane_act (actions, TB_DO_SHOW_STATUS, 0);
}

/* Back to the beginning, with what is known: every doubt is asked about again. */
static void
resume (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (self->phase != TB_LANE_HALTED)
    return;

  self->phase = TB_LANE_RUNNING;
  self->alarm = TB_ALARM_NONE;
  self->is_resolved = FALSE;
  self->about_due_us = 0;
  self->n_push_failures = self->n_pull_failures = 0;
  self->n_poison = self->n_gaps = 0;
  tb_lane_act (actions, TB_DO_CLEAR_ALARM, 0);
  tb_lane_push_start (self, actions);
  tb_lane_pull_go (self, event->now_us, actions);
}

static void
stop (TbLaneState *self, TbLaneActions *actions)
{
  cancel_all (self, actions);
  self->phase = TB_LANE_STOPPED;
}

static void
pass_time (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  self->timer_us = 0;
  if ((self->push == TB_PUSH_WAITING || self->push == TB_PUSH_PARKED) &&
      self->push_due_us <= event->now_us)
    tb_lane_push_wake (self, actions);
  if (self->pull == TB_PULL_WAITING && self->pull_due_us <= event->now_us)
    tb_lane_pull_wake (self, event->now_us, actions);
}

static void
wake_all (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (event->kind == TB_EVENT_SIGNED_IN)
    self->needs_sign_in = FALSE;
  /* A poll that began on another network may wait for an answer that cannot come. */
  if (event->kind == TB_EVENT_NETWORK && self->pull == TB_PULL_POLLING) {
    tb_lane_act (actions, TB_DO_CANCEL_PULL, self->pull_token++);
    self->pull = TB_PULL_WAITING;
  }
  if (self->push == TB_PUSH_WAITING || self->push == TB_PUSH_PARKED)
    tb_lane_push_wake (self, actions);
  if (self->pull == TB_PULL_WAITING)
    tb_lane_pull_wake (self, event->now_us, actions);
}

static void
run (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  switch (event->kind) {
  case TB_EVENT_TIMER:
    pass_time (self, event, actions);
    break;
  case TB_EVENT_WORK:
    self->has_work = TRUE;
    self->last_lseq = MAX (self->last_lseq, event->last);
    tb_lane_push_go (self, actions);
    break;
  case TB_EVENT_SEND_NOW:
  case TB_EVENT_NETWORK:
  case TB_EVENT_SIGNED_IN:
    wake_all (self, event, actions);
    break;
  case TB_EVENT_LANE_OPENED:
  case TB_EVENT_ENROLLED:
  case TB_EVENT_BLOBS:
  case TB_EVENT_COMMANDS:
  case TB_EVENT_MARKED:
  case TB_EVENT_SETTLED:
    tb_lane_push_event (self, event, actions);
    break;
  case TB_EVENT_OUTCOMES:
    if (event->token == self->pull_token && self->pull == TB_PULL_COUNTING)
      tb_lane_pull_event (self, event, actions);
    else
      tb_lane_push_event (self, event, actions);
    break;
  case TB_EVENT_ABOUT:
  case TB_EVENT_NOTED:
  case TB_EVENT_LINES:
  case TB_EVENT_PAGE:
  case TB_EVENT_APPLIED:
  case TB_EVENT_REBUILT:
    tb_lane_pull_event (self, event, actions);
    break;
  case TB_EVENT_START:
  case TB_EVENT_STOP:
  case TB_EVENT_RESUME:
  default:
    break;
  }
}

/* How long the city has been out of reach decides who is told. */
static void
judge_reach (TbLaneState *self, gint64 now_us)
{
  gint64 failing_us = self->failing_since_us == 0 ? 0 : now_us - self->failing_since_us;

  if (self->failing_since_us == 0)
    return;
  if (failing_us >= self->limits.lost_us)
    self->reach = TB_REACH_LOST;
  else if (failing_us >= self->limits.offline_us)
    self->reach = TB_REACH_OFFLINE;
}

gint64
tb_lane_get_next_try_us (const TbLaneState *self)
{
  gint64 next_us = 0;

  if (self->phase != TB_LANE_RUNNING)
    return 0;
  if (self->push == TB_PUSH_WAITING || self->push == TB_PUSH_PARKED)
    next_us = self->push_due_us;
  if (self->pull == TB_PULL_WAITING && (next_us == 0 || self->pull_due_us < next_us))
    next_us = self->pull_due_us;

  return next_us;
}

static void
set_timer (TbLaneState *self, TbLaneActions *actions)
{
  gint64 next_us = tb_lane_get_next_try_us (self);

  if (next_us == self->timer_us)
    return;
  self->timer_us = next_us;
  tb_lane_act (actions, TB_DO_SET_TIMER, 0)->n = next_us;
}

/* What a screen shows of the lane. */
static gboolean
looks_different (const TbLaneState *a, const TbLaneState *b)
{
  return a->phase != b->phase || a->reach != b->reach || a->alarm != b->alarm ||
         a->has_work != b->has_work || a->needs_sign_in != b->needs_sign_in ||
         a->needs_snapshot != b->needs_snapshot || a->seq != b->seq || a->push != b->push ||
         tb_lane_get_next_try_us (a) != tb_lane_get_next_try_us (b) ||
         tb_lane_is_quiet (a) != tb_lane_is_quiet (b);
}

void
tb_lane_step (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  const TbLaneState before = *self;

  g_return_if_fail (event != NULL && actions != NULL);

  actions->n = 0;
  if (self->phase == TB_LANE_STOPPED)
    return;

  if (event->kind == TB_EVENT_START)
    start (self, event, actions);
  else if (event->kind == TB_EVENT_STOP)
    stop (self, actions);
  else if (event->kind == TB_EVENT_RESUME)
    resume (self, event, actions);
  else if (self->phase == TB_LANE_RUNNING)
    run (self, event, actions);
  /* Work that is accepted while the lane is halted goes out after it. */
  else if (event->kind == TB_EVENT_WORK) {
    self->has_work = TRUE;
    self->last_lseq = MAX (self->last_lseq, event->last);
  }

  judge_reach (self, event->now_us);
  set_timer (self, actions);
  if (event->kind != TB_EVENT_START && looks_different (&before, self))
    tb_lane_act (actions, TB_DO_SHOW_STATUS, 0);
}

gboolean
tb_lane_is_quiet (const TbLaneState *self)
{
  return self->phase == TB_LANE_RUNNING && self->push == TB_PUSH_IDLE && !self->has_work &&
         self->pull == TB_PULL_POLLING && !self->needs_snapshot && self->is_caught_up &&
         (self->seen_seq >= self->need_seq);
}
