/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-calendar.h"
#include "tb-case.h"
#include "tb-item.h"

G_BEGIN_DECLS

/**
 * TbDeadline:
 *
 * One leg of a case as it stands on a day: computed from the clock in the case, never stored.
 */
typedef struct {
  const char *leg; /* borrowed from the case */
  TbArea owner;
  int days; /* the limit */
  gboolean is_workdays;
  int used;            /* days counted so far */
  gboolean is_running; /* neither stopped nor paused */
  gboolean is_paused;
  gboolean is_stopped;
  GDate due;             /* when paused: if it resumed today */
  gboolean is_uncertain; /* passes the last day that the calendar covers */
  gboolean is_overdue;
} TbDeadline;

/* @clock: one element of the case's clocks. */
void tb_deadline_compute (TbCalendar *calendar,
                          const json_t *clock,
                          const GDate *today,
                          TbDeadline *out);
/* The running leg that is due first; FALSE when none runs. */
gboolean tb_deadline_find_next (TbCalendar *calendar,
                                TbCase *self,
                                const GDate *today,
                                TbDeadline *out);
/* Day by day, every day counted and every day left out with its reason; lines of text in the
 * language of the current locale, through gettext. (transfer full) (array of char*) */
GPtrArray *tb_deadline_explain (TbCalendar *calendar,
                                const TbItem *item,
                                const json_t *clock,
                                const GDate *today) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
