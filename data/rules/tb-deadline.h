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

/* How a day of a leg is treated. */
typedef enum {
  TB_DEADLINE_DAY_WORKDAY,
  TB_DEADLINE_DAY_MAKE_UP,  /* a Saturday or Sunday on which people work: counted */
  TB_DEADLINE_DAY_CALENDAR, /* of a leg in calendar days: counted */
  TB_DEADLINE_DAY_WEEKEND,
  TB_DEADLINE_DAY_HOLIDAY,
  TB_DEADLINE_DAY_PAUSE,
} TbDeadlineDay;

/* A run of days that are treated alike. */
typedef struct {
  TbDeadlineDay kind;
  GDate from;
  GDate to;
  gboolean is_counted;
  gboolean is_future;    /* after the day asked about */
  gboolean is_uncertain; /* no notice of the State Council covers it */
  int first;             /* its first counted day is this one of the limit, from 1 */
  const char *name;      /* the holiday's name, or the pause's reason; borrowed, or NULL */
} TbDeadlineSpan;

/* @clock: one element of the case's clocks. The day on which a leg starts does not count (民法典
 * art. 201), nor does the day on which it goes on after a pause; the day on which a pause begins
 * does. Legs in calendar days end on their last day even when that is a rest day: the offices'
 * own limits are not stretched (domain rule 04). */
void tb_deadline_compute (TbCalendar *calendar,
                          const json_t *clock,
                          const GDate *today,
                          TbDeadline *out);
/* The running leg that is due first, of a case's @clocks; FALSE when none runs. */
gboolean tb_deadline_find_next (TbCalendar *calendar,
                                const json_t *clocks,
                                const GDate *today,
                                TbDeadline *out);
/* Day by day, every day counted and every day left out with its reason; lines of text in the
 * language of the current locale, through gettext. (transfer full) (array of char*) */
GPtrArray *tb_deadline_explain (TbCalendar *calendar,
                                const TbItem *item,
                                const json_t *clock,
                                const GDate *today) G_GNUC_WARN_UNUSED_RESULT;

/* Every day after the start in order: up to the stop, else up to the later of @today and the due
 * date. (transfer full) (element-type TbDeadlineSpan) */
GArray *tb_deadline_dup_spans (TbCalendar *calendar,
                               const json_t *clock,
                               const GDate *today) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
