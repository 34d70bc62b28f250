/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-deadline"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-deadline.h"
#include "tb-language.h"

/* "2026-10-01" or "2026-10-01 – 2026-10-08". */
static char *
format_days (const TbDeadlineSpan *span)
{
  g_autofree char *from = tb_date_format (&span->from);
  g_autofree char *to = tb_date_format (&span->to);

  if (g_date_compare (&span->from, &span->to) == 0)
    return g_steal_pointer (&from);

  return g_strdup_printf ("%s – %s", from, to);
}

/* A pause's reason is the state in which the case waits. */
static const char *
name_pause (const TbItem *item, const char *reason)
{
  const TbState *state = NULL;

  if (reason == NULL)
    return _ ("no reason recorded");
  if (strcmp (reason, "closed") == 0)
    return _ ("the case was closed");
  if (item != NULL)
    state = tb_machine_get_state (tb_item_get_machine (item), reason);

  return state != NULL ? tb_language_pick (state->name_zh, state->name_en) : reason;
}

static char *
format_counted (const TbDeadlineSpan *span, const char *days)
{
  int n = g_date_days_between (&span->from, &span->to) + 1;

  if (span->kind == TB_DEADLINE_DAY_MAKE_UP)
    return g_strdup_printf (_ ("%s: day %d, a working weekend day that makes up for %s"),
                            days,
                            span->first,
                            span->name != NULL ? span->name : _ ("a holiday"));
  if (n == 1)
    return g_strdup_printf (_ ("%s: day %d"), days, span->first);

  return g_strdup_printf (_ ("%s: day %d to day %d"), days, span->first, span->first + n - 1);
}

static char *
format_span (const TbItem *item, const TbDeadlineSpan *span)
{
  g_autofree char *days = format_days (span);
  g_autofree char *line = NULL;

  if (span->is_counted)
    line = format_counted (span, days);
  else if (span->kind == TB_DEADLINE_DAY_WEEKEND)
    line = g_strdup_printf (_ ("%s: not counted, weekend"), days);
  else if (span->kind == TB_DEADLINE_DAY_HOLIDAY)
    line = g_strdup_printf (_ ("%s: not counted, holiday: %s"),
                            days,
                            span->name != NULL ? span->name : _ ("a holiday"));
  else
    line =
        g_strdup_printf (_ ("%s: not counted, waiting: %s"), days, name_pause (item, span->name));

  if (span->is_uncertain)
    return g_strdup_printf (_ ("%s (no holiday notice covers this yet)"), line);
  if (span->is_future)
    return g_strdup_printf (_ ("%s (still to come)"), line);

  return g_steal_pointer (&line);
}

static char *
format_head (const TbItem *item, const json_t *clock, const TbDeadline *deadline)
{
  const TbLeg *leg = NULL;
  const char *name = deadline->leg != NULL ? deadline->leg : "";
  const char *area = deadline->owner != TB_AREA_NONE
                         ? tb_language_pick (tb_area_get_name_zh (deadline->owner),
                                             tb_area_get_name_en (deadline->owner))
                         : "";

  if (item != NULL && deadline->leg != NULL)
    leg = tb_machine_get_leg (tb_item_get_machine (item), deadline->leg);
  if (leg != NULL)
    name = tb_language_pick (leg->name_zh, leg->name_en);

  return g_strdup_printf (deadline->is_workdays ? g_dngettext (GETTEXT_PACKAGE,
                                                               "%s, %s: %d working day",
                                                               "%s, %s: %d working days",
                                                               (gulong) deadline->days)
                                                : g_dngettext (GETTEXT_PACKAGE,
                                                               "%s, %s: %d calendar day",
                                                               "%s, %s: %d calendar days",
                                                               (gulong) deadline->days),
                          name,
                          area,
                          deadline->days);
}

static char *
format_result (const TbDeadline *deadline, const json_t *clock)
{
  g_autofree char *due = tb_date_format (&deadline->due);

  if (deadline->is_stopped)
    return g_strdup_printf (_ ("Stopped on %s after %d of %d days; it was due on %s"),
                            tb_json_get_string (clock, "stopped"),
                            deadline->used,
                            deadline->days,
                            due);
  if (deadline->is_paused)
    return g_strdup_printf (_ ("Paused after %d of %d days; due on %s if it went on today"),
                            deadline->used,
                            deadline->days,
                            due);
  if (deadline->is_overdue)
    return g_strdup_printf (_ ("Was due on %s: %d days over the limit of %d"),
                            due,
                            deadline->used - deadline->days,
                            deadline->days);

  return g_strdup_printf (_ ("%d of %d days used; due on %s"), deadline->used, deadline->days, due);
}

GPtrArray *
tb_deadline_explain (TbCalendar *calendar,
                     const TbItem *item,
                     const json_t *clock,
                     const GDate *today)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) spans = tb_deadline_dup_spans (calendar, clock, today);
  const char *started = tb_json_get_string (clock, "started");
  TbDeadline deadline;

  tb_deadline_compute (calendar, clock, today, &deadline);
  g_ptr_array_add (lines, format_head (item, clock, &deadline));
  g_ptr_array_add (lines,
                   g_strdup_printf (_ ("%s: began; the day itself does not count"),
                                    started != NULL ? started : "—"));
  for (guint i = 0; i < spans->len; i++)
    g_ptr_array_add (lines, format_span (item, &g_array_index (spans, TbDeadlineSpan, i)));
  g_ptr_array_add (lines, format_result (&deadline, clock));
  if (deadline.is_uncertain) {
    g_autofree char *last = tb_date_format (tb_calendar_get_last_day (calendar));

    g_ptr_array_add (lines,
                     g_strdup_printf (_ ("Holidays are known up to %s only: the due date is a "
                                         "guess and may move"),
                                      last));
  }

  return lines;
}
