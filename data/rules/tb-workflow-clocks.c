/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow-private.h"

#include <string.h>

#include "tb-date.h"

/* The reason of the pause between an administrative end and a reopening. */
#define CLOSED_REASON "closed"

static const char *
get_leg_name (const json_t *leg)
{
  return json_is_object (leg) ? tb_json_get_string (leg, "leg") : json_string_value (leg);
}

/* A list of legs names @leg, or "*": all that run. */
static gboolean
names_leg (const json_t *legs, const char *leg)
{
  for (gsize i = 0; i < json_array_size (legs); i++) {
    const char *name = get_leg_name (json_array_get (legs, i));

    if (g_strcmp0 (name, leg) == 0 || g_strcmp0 (name, "*") == 0)
      return TRUE;
  }

  return FALSE;
}

static gboolean
is_stopped (const json_t *clock)
{
  return tb_json_get_string (clock, "stopped") != NULL;
}

static json_t *
find_open_pause (const json_t *clock)
{
  const json_t *pauses = json_object_get (clock, "pauses");
  json_t *last = json_array_get (pauses, json_array_size (pauses) - 1);

  return json_array_size (pauses) > 0 && tb_json_get_string (last, "to") == NULL ? last : NULL;
}

static void
pause_clock (json_t *clock, const char *day, const char *reason)
{
  if (is_stopped (clock) || find_open_pause (clock) != NULL)
    return;

  json_array_append_new (tb_workflow_ensure_array (clock, "pauses"),
                         json_pack ("{s:s, s:s}", "from", day, "reason", reason));
}

static void
resume_clock (json_t *clock, const char *day)
{
  json_t *pause = find_open_pause (clock);

  if (pause != NULL && !is_stopped (clock))
    tb_json_set_string (pause, "to", day);
}

static void
stop_clock (json_t *clock, const char *day)
{
  if (is_stopped (clock))
    return;

  resume_clock (clock, day);
  tb_json_set_string (clock, "stopped", day);
}

/* A leg that still runs is not begun again: starting it twice must not give it more days. */
static gboolean
is_leg_open (const json_t *clocks, const char *leg)
{
  for (gsize i = 0; i < json_array_size (clocks); i++) {
    const json_t *clock = json_array_get (clocks, i);

    if (g_strcmp0 (tb_json_get_string (clock, "leg"), leg) == 0 && !is_stopped (clock))
      return TRUE;
  }

  return FALSE;
}

static void
start_clock (TbWorkflowStep *step, const TbLeg *leg, const char *day)
{
  json_t *clocks = tb_workflow_ensure_array (step->body, "clocks");
  TbArea owner = tb_workflow_resolve_owner (step->body, leg->owner);
  json_t *clock;

  if (is_leg_open (clocks, leg->id))
    return;

  clock = json_pack ("{s:s, s:s, s:s, s:i, s:s, s:[], s:s}",
                     "leg",
                     leg->id,
                     "owner",
                     tb_area_get_slug (owner),
                     "unit",
                     leg->is_workdays ? "workday" : "day",
                     "days",
                     tb_item_get_limit (step->item, leg->id),
                     "started",
                     day,
                     "pauses",
                     "calendar",
                     tb_calendar_get_version (step->actor->calendar));
  json_array_append_new (clocks, clock);
}

void
tb_workflow_start_clocks (TbWorkflowStep *step, const json_t *legs)
{
  const TbMachine *machine = tb_item_get_machine (step->item);
  g_autofree char *day = tb_date_format (&step->today);

  for (gsize i = 0; i < json_array_size (legs); i++) {
    const char *name = get_leg_name (json_array_get (legs, i));
    const TbLeg *leg = name != NULL ? tb_machine_get_leg (machine, name) : NULL;

    if (leg != NULL)
      start_clock (step, leg, day);
  }
}

static gboolean
waits_for_citizen (TbWorkflowStep *step, const char *state)
{
  const TbState *known = tb_machine_get_state (tb_item_get_machine (step->item), state);

  return known != NULL && known->kind == TB_STATE_WAITS_FOR_CITIZEN;
}

/* A pause made by waiting for the citizen names the state waited in; it ends with that wait. */
static gboolean
pauses_for_citizen (TbWorkflowStep *step, const json_t *clock)
{
  const json_t *pause = find_open_pause (clock);

  return pause != NULL && waits_for_citizen (step, tb_json_get_string (pause, "reason"));
}

/* In the order of the law's own words: what ends, what waits, what goes on, what begins. */
void
tb_workflow_move_clocks (TbWorkflowStep *step, const TbTransition *transition)
{
  json_t *clocks = tb_workflow_ensure_array (step->body, "clocks");
  gboolean waits = waits_for_citizen (step, transition->to);
  g_autofree char *day = tb_date_format (&step->today);
  json_t *clock;
  gsize i;

  json_array_foreach (clocks, i, clock)
  {
    const char *leg = tb_json_get_string (clock, "leg");

    if (names_leg (transition->clock_stop, leg))
      stop_clock (clock, day);
    if (names_leg (transition->clock_resume, leg) || (!waits && pauses_for_citizen (step, clock)))
      resume_clock (clock, day);
    if (names_leg (transition->clock_pause, leg))
      pause_clock (clock, day, transition->to);
  }

  tb_workflow_start_clocks (step, transition->clock_start);
  json_array_foreach (clocks, i, clock)
  {
    if (waits)
      pause_clock (clock, day, transition->to);
  }
}

void
tb_workflow_end_clocks (TbWorkflowStep *step)
{
  json_t *clocks = tb_workflow_ensure_array (step->body, "clocks");
  g_autofree char *day = tb_date_format (&step->today);
  json_t *clock;
  gsize i;

  json_array_foreach (clocks, i, clock)
  {
    if (is_stopped (clock))
      continue;
    stop_clock (clock, day);
    tb_json_set_string (clock, "stopped_by", "end");
  }
}

/* The days between the end and the reopening are a pause: nobody worked on the case. */
void
tb_workflow_reopen_clocks (TbWorkflowStep *step)
{
  json_t *clocks = tb_workflow_ensure_array (step->body, "clocks");
  g_autofree char *day = tb_date_format (&step->today);
  json_t *clock;
  gsize i;

  json_array_foreach (clocks, i, clock)
  {
    g_autofree char *stopped = g_strdup (tb_json_get_string (clock, "stopped"));

    if (g_strcmp0 (tb_json_get_string (clock, "stopped_by"), "end") != 0 ||
        is_leg_open (clocks, tb_json_get_string (clock, "leg")))
      continue;
    tb_json_set_string (clock, "stopped", NULL);
    tb_json_set_string (clock, "stopped_by", NULL);
    pause_clock (clock, stopped, CLOSED_REASON);
    resume_clock (clock, day);
  }
}
