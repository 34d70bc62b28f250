/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-doctor"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-date.h"
#include "tb-desk-calls.h"
#include "tb-desk-private.h"
#include "tb-desk-view.h"
#include "tb-lane-table.h"

/* The State Council's notice for the next year comes in November: a calendar that ends later than
 * this is no fault yet. */
#define CALENDAR_SPARE_DAYS 30

static void
add (json_t *rows, const char *check, gboolean is_ok, const char *finding)
{
  json_array_append_new (rows,
                         json_pack ("{s:s, s:b, s:s}",
                                    "check",
                                    check,
                                    "ok",
                                    is_ok,
                                    "finding",
                                    finding));
}

static void
add_result (json_t *rows, const char *check, gboolean is_ok, const GError *error)
{
  add (rows, check, is_ok, is_ok ? _ ("in order") : error->message);
}

static void
check_calendar (TbDeskCore *core, json_t *rows)
{
  const GDate *last = tb_calendar_get_last_day (core->calendar);
  g_autofree char *day = tb_date_format (last);
  g_autofree char *finding = NULL;
  g_autoptr (GError) error = NULL;
  GDate today;
  int n_beyond;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &today);
  if (core->calendar_problem != NULL)
    add (rows, _ ("imported calendar"), FALSE, core->calendar_problem);

  n_beyond = tb_desk_calendar_count_uncertain (core, &today, &error);
  if (n_beyond < 0)
    finding = g_strdup (error->message);
  else if (n_beyond > 0)
    finding = g_strdup_printf (_ ("ends on %s; cases with a deadline beyond: %d. “tongbanctl "
                                  "calendar import FILE” adds the next year’s notice"),
                               day,
                               n_beyond);
  else
    finding = g_strdup_printf (_ ("covers days up to %s, and no running deadline lies beyond. "
                                  "“tongbanctl calendar import FILE” adds the next year’s notice"),
                               day);
  add (rows,
       _ ("working-day calendar"),
       n_beyond == 0 && g_date_days_between (&today, last) > CALENDAR_SPARE_DAYS,
       finding);
}

static void
check_lanes (TbDeskCore *core, json_t *rows)
{
  g_autoptr (GPtrArray) lanes = tb_lane_table_list (core->store, NULL);

  for (guint i = 0; lanes != NULL && i < lanes->len; i++) {
    const TbLane *lane = g_ptr_array_index (lanes, i);
    g_autofree char *name = g_strdup_printf (_ ("lane to %s"), tb_desk_view_area (lane->area));

    add (rows,
         name,
         !lane->is_stopped,
         lane->is_stopped && lane->alarm != NULL ? lane->alarm : _ ("in order"));
  }
}

/* Room for what is accepted from now on; a warning comes long before acceptance stops. */
static void
check_room (TbDeskCore *core, json_t *rows)
{
  gint64 free_bytes = tb_store_get_free_bytes (core->store);
  g_autoptr (GError) problem = NULL;
  g_autofree char *finding = NULL;
  gboolean is_ok = tb_store_may_accept (core->store, &problem);

  if (is_ok && free_bytes >= 0 && free_bytes < TB_STORE_WARN_BYTES) {
    is_ok = FALSE;
    finding = g_strdup_printf (_ ("only %d MiB are free on the disk: make room soon"),
                               (int) (free_bytes >> 20));
    add (rows, _ ("room for new work"), is_ok, finding);
    return;
  }
  add_result (rows, _ ("room for new work"), is_ok, problem);
}

json_t *
tb_desk_doctor (TbDeskCore *core, const json_t *args, GError **error)
{
  json_t *rows = json_array ();
  g_autoptr (GError) problem = NULL;
  const char *report = tb_store_get_report (core->store);
  gboolean is_ok;

  add (rows, _ ("opening the store"), report == NULL, report != NULL ? report : _ ("in order"));
  is_ok = tb_store_check (core->store, NULL, &problem);
  add_result (rows, _ ("integrity of both files, outbox and audit chain"), is_ok, problem);
  g_clear_error (&problem);
  check_room (core, rows);
  check_calendar (core, rows);
  check_lanes (core, rows);

  return json_pack ("{s:o}", "rows", rows);
}
