/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lane-pull"

#include "config.h"

#include <string.h>

#include "tb-lane-private.h"

#define MIN_PAGE 50

static TbLaneAction *
ask (TbLaneState *self, TbPull pull, TbLaneActionKind kind, TbLaneActions *actions)
{
  self->pull = pull;

  return tb_lane_act (actions, kind, ++self->pull_token);
}

void
tb_lane_pull_go (TbLaneState *self, gint64 now_us, TbLaneActions *actions)
{
  if (!self->has_lane) {
    self->pull = TB_PULL_HELD;
    return;
  }
  if (self->new_log_id[0] != '\0') {
    ask (self, TB_PULL_COUNTING, TB_DO_ASK_OUTCOMES, actions)->flag = TRUE;
  } else if (self->is_too_old) {
    TbLaneAction *action = ask (self, TB_PULL_REBUILDING, TB_DO_REBUILD, actions);

    action->flag = TRUE;
    g_strlcpy (action->log_id, self->log_id, sizeof action->log_id);
  } else if (self->log_id[0] == '\0' || self->about_due_us <= now_us) {
    ask (self, TB_PULL_ASKING, TB_DO_ASK_ABOUT, actions);
  } else if (self->needs_snapshot) {
    ask (self, TB_PULL_SNAPSHOT, TB_DO_ASK_SNAPSHOT, actions);
  } else {
    ask (self, TB_PULL_POLLING, TB_DO_ASK_CHANGES, actions)->n =
        self->is_caught_up ? self->limits.wait_s : 0;
    self->polled_seq = self->need_seq;
  }
}

void
tb_lane_pull_wake (TbLaneState *self, gint64 now_us, TbLaneActions *actions)
{
  tb_lane_pull_go (self, now_us, actions);
}

void
tb_lane_pull_doubt (TbLaneState *self, gint64 now_us, TbLaneActions *actions)
{
  self->about_due_us = 0;
  if (self->pull == TB_PULL_POLLING || self->pull == TB_PULL_SNAPSHOT ||
      self->pull == TB_PULL_WAITING) {
    tb_lane_act (actions, TB_DO_CANCEL_PULL, self->pull_token);
    tb_lane_pull_go (self, now_us, actions);
  }
}

static void
pull_failed (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (!tb_lane_note_failure (self, event, actions))
    return;

  /* A page that is too much for the rules may simply be too long. */
  if (event->failure == TB_FAILURE_PROTOCOL)
    self->limits.page = MAX (self->limits.page / 2, MIN (self->limits.page, MIN_PAGE));
  self->is_caught_up = FALSE;
  self->pull = TB_PULL_WAITING;
  self->pull_due_us = event->now_us + tb_lane_back_off (self, event, self->n_pull_failures);
  self->n_pull_failures++;
}

/* The city's history is another one now, as @event says. */
static void
begin_rebuild (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  g_strlcpy (self->new_log_id, event->log_id, sizeof self->new_log_id);
  self->is_caught_up = FALSE;
  tb_lane_pull_go (self, event->now_us, actions);
}

/* A failure of a page: some of them are news rather than failures. */
static void
page_failed (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  gboolean is_other = event->log_id[0] != '\0' && !tb_lane_is_own_log (self, event);

  if (event->failure == TB_FAILURE_LOG_CHANGED && is_other) {
    tb_lane_note_contact (self, event);
    begin_rebuild (self, event, actions);
  } else if (event->failure == TB_FAILURE_TOO_OLD || event->failure == TB_FAILURE_LOG_CHANGED) {
    /* The same history, but our place in it is gone or was never there. */
    tb_lane_note_contact (self, event);
    self->is_too_old = TRUE;
    self->is_caught_up = FALSE;
    tb_lane_pull_go (self, event->now_us, actions);
  } else {
    pull_failed (self, event, actions);
  }
}

/* An answer that cannot be applied, from a history that is not ours: /about has to explain. */
static void
page_of_another_log (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  tb_lane_act (actions, TB_DO_CANCEL_PULL, self->pull_token);
  self->about_due_us = 0;
  pull_failed (self, event, actions);
}

static void
about_came (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (self->pull != TB_PULL_ASKING)
    return;
  if (event->failure != TB_FAILURE_NONE) {
    self->new_log_id[0] = '\0';
    pull_failed (self, event, actions);
    return;
  }

  tb_lane_note_contact (self, event);
  if (event->kind == TB_EVENT_ABOUT && self->log_id[0] != '\0' &&
      !tb_lane_is_own_log (self, event)) {
    begin_rebuild (self, event, actions);
    return;
  }
  if (event->kind == TB_EVENT_ABOUT) {
    g_strlcpy (self->new_log_id, self->log_id[0] == '\0' ? event->log_id : "", TB_LANE_LOG_LENGTH);
    tb_lane_act (actions, TB_DO_NOTE, self->pull_token);
    return;
  }

  tb_lane_unwarn (self, TB_ALARM_CERTIFICATE, actions);
  self->about_due_us = event->now_us + self->limits.about_us;
  self->n_pull_failures = 0;
  if (self->log_id[0] == '\0') {
    g_strlcpy (self->log_id, self->new_log_id, sizeof self->log_id);
    self->needs_snapshot = TRUE;
  }
  self->new_log_id[0] = '\0';
  tb_lane_push_go (self, actions);
  tb_lane_pull_go (self, event->now_us, actions);
}

static void
lines_came (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (self->pull != TB_PULL_POLLING && self->pull != TB_PULL_SNAPSHOT)
    return;
  if (!tb_lane_is_own_log (self, event)) {
    page_of_another_log (self, event, actions);
    return;
  }
  tb_lane_note_contact (self, event);
  if (self->pull == TB_PULL_POLLING && event->seq != self->seq + 1) {
    tb_lane_halt (self, TB_ALARM_HOLE, actions);
    return;
  }
  tb_lane_act (actions, TB_DO_APPLY, self->pull_token);
}

static void
lines_applied (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (self->pull != TB_PULL_POLLING && self->pull != TB_PULL_SNAPSHOT)
    return;
  if (event->failure != TB_FAILURE_NONE) {
    tb_lane_act (actions, TB_DO_CANCEL_PULL, self->pull_token);
    if (event->failure == TB_FAILURE_LOG_CHANGED)
      self->about_due_us = 0;
    pull_failed (self, event, actions);
    return;
  }
  tb_lane_unwarn (self, TB_ALARM_STORE, actions);
  self->seen_seq = MAX (self->seen_seq, event->last);
  if (self->pull == TB_PULL_SNAPSHOT && !event->flag)
    return;
  self->seq = event->seq;
  memcpy (self->h, event->h, sizeof self->h);
  if (self->pull == TB_PULL_SNAPSHOT)
    self->needs_snapshot = FALSE;
}

static void
page_ended (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (self->pull != TB_PULL_POLLING && self->pull != TB_PULL_SNAPSHOT)
    return;
  if (event->failure != TB_FAILURE_NONE) {
    page_failed (self, event, actions);
    return;
  }
  if (!tb_lane_is_own_log (self, event)) {
    page_of_another_log (self, event, actions);
    return;
  }

  tb_lane_note_contact (self, event);
  tb_lane_unwarn (self, TB_ALARM_PROTOCOL, actions);
  self->n_pull_failures = 0;
  if (self->pull == TB_PULL_POLLING) {
    self->is_caught_up = !event->flag;
    /* Asked for after the outcome, and it is not there: it concerns other areas only. */
    if (!event->flag && self->polled_seq == self->need_seq)
      self->seen_seq = MAX (self->seen_seq, self->need_seq);
  }
  tb_lane_pull_go (self, event->now_us, actions);
}

static void
last_counted (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  gboolean is_unknown = event->failure == TB_FAILURE_FINAL && event->status == 404;
  TbLaneAction *action;

  if (event->failure != TB_FAILURE_NONE && !is_unknown) {
    pull_failed (self, event, actions);
    return;
  }
  if (strcmp (event->log_id, self->new_log_id) != 0) {
    self->new_log_id[0] = '\0';
    self->about_due_us = 0;
    pull_failed (self, event, actions);
    return;
  }

  tb_lane_note_contact (self, event);
  if (event->last > self->last_lseq) {
    tb_lane_halt (self, TB_ALARM_ROLLED_BACK, actions);
    return;
  }
  action = ask (self, TB_PULL_REBUILDING, TB_DO_REBUILD, actions);
  action->n = is_unknown ? 0 : event->last;
  g_strlcpy (action->log_id, self->new_log_id, sizeof action->log_id);
}

static void
rebuilt (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  gboolean is_new_log = self->new_log_id[0] != '\0';

  if (self->pull != TB_PULL_REBUILDING)
    return;
  if (event->failure != TB_FAILURE_NONE) {
    pull_failed (self, event, actions);
    return;
  }

  self->n_pull_failures = 0;
  self->is_too_old = FALSE;
  self->needs_snapshot = TRUE;
  self->seq = 0;
  g_strlcpy (self->h, TB_HASH_CHAIN_START, sizeof self->h);
  if (is_new_log) {
    g_strlcpy (self->log_id, self->new_log_id, sizeof self->log_id);
    self->new_log_id[0] = '\0';
    tb_lane_push_restart (self, actions);
  }
  tb_lane_pull_go (self, event->now_us, actions);
}

void
tb_lane_pull_event (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions)
{
  if (event->token != self->pull_token)
    return;

  switch ((int) event->kind) {
  case TB_EVENT_ABOUT:
  case TB_EVENT_NOTED:
    about_came (self, event, actions);
    break;
  case TB_EVENT_LINES:
    lines_came (self, event, actions);
    break;
  case TB_EVENT_APPLIED:
    lines_applied (self, event, actions);
    break;
  case TB_EVENT_PAGE:
    page_ended (self, event, actions);
    break;
  case TB_EVENT_OUTCOMES:
    last_counted (self, event, actions);
    break;
  case TB_EVENT_REBUILT:
    rebuilt (self, event, actions);
    break;
  default:
    break;
  }
}
