/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-lane.h"

G_BEGIN_DECLS

/* Beyond this the difference of clocks is shown to staff and commands are flagged
 * (protocol.md §6). */
#define TB_MAX_SKEW_MS (5 * 60 * 1000)

/**
 * TbCityStatus:
 * @contact_us: when the city answered last, wall time; 0 for never
 * @current_us: up to when the cached records were known to be complete, wall time; 0 for never
 * @next_try_us: wall time; 0 while nothing waits for time to pass
 * @skew_ms: how much the city's clock is ahead of this machine's
 * @n_queued: accepted, not yet sent to this history
 * @n_sent: sent, outcome not known
 * @n_decisions: conflicts and refusals that wait for a person
 *
 * What a screen or the tool shows of one city. A plain value: hand copies to other threads.
 */
typedef struct {
  TbArea area;
  TbLanePhase phase;
  TbReach reach;
  TbLaneAlarm alarm;
  gint64 contact_us;
  gint64 current_us;
  gint64 next_try_us;
  gint64 skew_ms;
  gint64 seq;
  guint n_queued;
  guint n_sent;
  guint n_decisions;
  gboolean needs_sign_in;
  gboolean is_loading; /* a snapshot is being taken: lists are not complete */
  gboolean is_quiet;
} TbCityStatus;

/* On the worker thread; @status is borrowed until the return. */
typedef void (*TbCityStatusFunc) (const TbCityStatus *status, gpointer user_data);

G_END_DECLS
