/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-lane.h"

G_BEGIN_DECLS

/* Shared by the lane's three files. */

TbLaneAction *tb_lane_act (TbLaneActions *actions, TbLaneActionKind kind, guint64 token);

/* Stops the lane with @alarm until a person has looked. */
void tb_lane_halt (TbLaneState *self, TbLaneAlarm alarm, TbLaneActions *actions);
/* Tells of @alarm, and goes on. */
void tb_lane_warn (TbLaneState *self, TbLaneAlarm alarm, TbLaneActions *actions);
void tb_lane_unwarn (TbLaneState *self, TbLaneAlarm alarm, TbLaneActions *actions);

/* The city has answered. */
void tb_lane_note_contact (TbLaneState *self, const TbLaneEvent *event);
/* It has not; common to both directions. FALSE when the lane was halted by it. */
gboolean tb_lane_note_failure (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions);
/* min (60, 2^n) units with full jitter, and at least what the city asked for. */
gint64 tb_lane_back_off (const TbLaneState *self, const TbLaneEvent *event, guint n_failures);
gboolean tb_lane_is_own_log (const TbLaneState *self, const TbLaneEvent *event);

void tb_lane_push_start (TbLaneState *self, TbLaneActions *actions);
/* Goes on with whatever comes next, when nothing is under way. */
void tb_lane_push_go (TbLaneState *self, TbLaneActions *actions);
void tb_lane_push_event (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions);
/* Ends a wait. */
void tb_lane_push_wake (TbLaneState *self, TbLaneActions *actions);
/* Forgets what is under way and offers everything again to a new history. */
void tb_lane_push_restart (TbLaneState *self, TbLaneActions *actions);

void tb_lane_pull_go (TbLaneState *self, gint64 now_us, TbLaneActions *actions);
void tb_lane_pull_event (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions);
void tb_lane_pull_wake (TbLaneState *self, gint64 now_us, TbLaneActions *actions);
/* An answer named another history: /about says which one is true. */
void tb_lane_pull_doubt (TbLaneState *self, gint64 now_us, TbLaneActions *actions);

G_END_DECLS
