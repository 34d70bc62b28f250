/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-deadline"

#include "config.h"

#include "tb-deadline.h"

#include <string.h>

#include "tb-date.h"

/* No limit of the catalogue comes near; a clock that says more is not walked for ever. */
#define MAX_DAYS 10000

/* A clock, read. */
typedef struct {
  TbCalendar *calendar;
  const json_t *pauses;
  gboolean is_workdays;
  int days;
  GDate started;
  GDate until; /* the day of the stop, else the day asked about */
  gboolean is_stopped;
} Leg;

/* The day of a walk, and what it was treated as. */
typedef struct {
  GDate day;
  int n_counted;
  TbDeadlineSpan span;
} Walk;

static gboolean
read_day (const json_t *object, const char *member, GDate *day)
{
  const char *text = tb_json_get_string (object, member);

  g_date_clear (day, 1);

  return text != NULL && tb_date_parse (text, day, NULL);
}

/* A clock without a readable start is one that starts on the day asked about. */
static void
read_leg (TbCalendar *calendar, const json_t *clock, const GDate *today, Leg *leg)
{
  leg->calendar = calendar;
  leg->pauses = json_object_get (clock, "pauses");
  leg->is_workdays = g_strcmp0 (tb_json_get_string (clock, "unit"), "day") != 0;
  leg->days = (int) CLAMP (tb_json_get_int (clock, "days", 0), 0, MAX_DAYS);
  leg->is_stopped = read_day (clock, "stopped", &leg->until);
  if (!leg->is_stopped)
    leg->until = *today;
  if (!read_day (clock, "started", &leg->started))
    leg->started = *today;
}

/* The pause in which @day lies: after the day on which it began, up to the one on which it ended.
 * An open pause ends, for what is asked, on the day asked about. */
static const json_t *
find_pause (const Leg *leg, const GDate *day)
{
  for (gsize i = 0; i < json_array_size (leg->pauses); i++) {
    const json_t *pause = json_array_get (leg->pauses, i);
    GDate from;
    GDate to;

    if (!read_day (pause, "from", &from))
      continue;
    if (!read_day (pause, "to", &to))
      to = leg->until;
    if (g_date_compare (day, &from) > 0 && g_date_compare (day, &to) <= 0)
      return pause;
  }

  return NULL;
}

static gboolean
is_open (const json_t *pauses)
{
  const json_t *last = json_array_get (pauses, json_array_size (pauses) - 1);

  return json_array_size (pauses) > 0 && tb_json_get_string (last, "to") == NULL;
}

static void
classify (const Leg *leg, Walk *walk)
{
  static const TbDeadlineDay kinds[] = {
    [TB_DAY_WORKDAY] = TB_DEADLINE_DAY_WORKDAY,
    [TB_DAY_WEEKEND] = TB_DEADLINE_DAY_WEEKEND,
    [TB_DAY_HOLIDAY] = TB_DEADLINE_DAY_HOLIDAY,
    [TB_DAY_MAKE_UP] = TB_DEADLINE_DAY_MAKE_UP,
  };
  const json_t *pause = find_pause (leg, &walk->day);
  TbDeadlineSpan *span = &walk->span;

  memset (span, 0, sizeof *span);
  span->from = span->to = walk->day;
  span->is_future = !leg->is_stopped && g_date_compare (&walk->day, &leg->until) > 0;
  span->is_uncertain = leg->is_workdays &&
                       (g_date_compare (&walk->day, tb_calendar_get_last_day (leg->calendar)) > 0 ||
                        g_date_compare (&walk->day, tb_calendar_get_first_day (leg->calendar)) < 0);

  if (pause != NULL) {
    span->kind = TB_DEADLINE_DAY_PAUSE;
    span->name = tb_json_get_string (pause, "reason");
  } else if (!leg->is_workdays) {
    span->kind = TB_DEADLINE_DAY_CALENDAR;
  } else {
    span->kind = kinds[tb_calendar_get_day (leg->calendar, &walk->day, &span->name)];
  }
  span->is_counted = span->kind <= TB_DEADLINE_DAY_CALENDAR;
}

static void
walk_start (const Leg *leg, Walk *walk)
{
  memset (walk, 0, sizeof *walk);
  walk->day = leg->started;
}

static void
walk_step (const Leg *leg, Walk *walk)
{
  g_date_add_days (&walk->day, 1);
  classify (leg, walk);
  if (walk->span.is_counted) {
    walk->n_counted++;
    walk->span.first = walk->n_counted;
  }
}

void
tb_deadline_compute (TbCalendar *calendar, const json_t *clock, const GDate *today, TbDeadline *out)
{
  Leg leg;
  Walk walk;

  memset (out, 0, sizeof *out);
  read_leg (calendar, clock, today, &leg);
  out->leg = tb_json_get_string (clock, "leg");
  out->owner = tb_area_from_slug (tb_json_get_string (clock, "owner"));
  out->days = leg.days;
  out->is_workdays = leg.is_workdays;
  out->is_stopped = leg.is_stopped;
  out->is_paused = !leg.is_stopped && is_open (leg.pauses);
  out->is_running = !leg.is_stopped && !out->is_paused;

  walk_start (&leg, &walk);
  out->due = leg.started;
  while (walk.n_counted < leg.days) {
    walk_step (&leg, &walk);
    out->due = walk.day;
    out->is_uncertain |= walk.span.is_uncertain;
  }

  walk_start (&leg, &walk);
  while (g_date_compare (&walk.day, &leg.until) < 0)
    walk_step (&leg, &walk);
  out->used = walk.n_counted;
  out->is_overdue = out->used > leg.days;
}

gboolean
tb_deadline_find_next (TbCalendar *calendar,
                       const json_t *clocks,
                       const GDate *today,
                       TbDeadline *out)
{
  gboolean has_found = FALSE;

  for (gsize i = 0; i < json_array_size (clocks); i++) {
    TbDeadline deadline;

    tb_deadline_compute (calendar, json_array_get (clocks, i), today, &deadline);
    if (!deadline.is_running || (has_found && g_date_compare (&deadline.due, &out->due) >= 0))
      continue;
    *out = deadline;
    has_found = TRUE;
  }

  return has_found;
}

static gboolean
continues (const TbDeadlineSpan *span, const TbDeadlineSpan *day)
{
  return span->kind == day->kind && span->is_future == day->is_future &&
         span->is_uncertain == day->is_uncertain && span->kind != TB_DEADLINE_DAY_MAKE_UP &&
         g_strcmp0 (span->name, day->name) == 0;
}

GArray *
tb_deadline_dup_spans (TbCalendar *calendar, const json_t *clock, const GDate *today)
{
  GArray *spans = g_array_new (FALSE, TRUE, sizeof (TbDeadlineSpan));
  Leg leg;
  Walk walk;

  read_leg (calendar, clock, today, &leg);
  walk_start (&leg, &walk);
  while (g_date_compare (&walk.day, &leg.until) < 0 ||
         (!leg.is_stopped && walk.n_counted < leg.days)) {
    TbDeadlineSpan *last;

    walk_step (&leg, &walk);
    last = spans->len > 0 ? &g_array_index (spans, TbDeadlineSpan, spans->len - 1) : NULL;
    if (last != NULL && continues (last, &walk.span))
      last->to = walk.day;
    else
      g_array_append_val (spans, walk.span);
  }

  return spans;
}
