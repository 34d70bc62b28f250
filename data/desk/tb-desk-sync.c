/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-sync"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-desk-calls.h"
#include "tb-desk-private.h"
#include "tb-desk-view.h"
#include "tb-time.h"

#define DEFAULT_TIMEOUT_MS 20000

/* A call of `sync` that waits for the lanes; at most one a desk at a time is usual. */
struct _TbDeskWaiter {
  TbDeskCore *core;
  TbDeskSteps *steps;
  GTask *task;
  GSource *timeout;
  GSource *cancelled;
  gboolean is_forever;
};

/* One word for the screen; shape and colour follow from it. */
static const char *
state_of (const TbCityStatus *status)
{
  if (status->phase == TB_LANE_HALTED)
    return "stopped";
  if (status->n_decisions > 0 && status->is_quiet)
    return "decide";
  switch (status->reach) {
  case TB_REACH_ONLINE:
    return status->is_quiet && !status->is_loading ? "up-to-date" : "syncing";
  case TB_REACH_UNKNOWN:
    return "unknown";
  case TB_REACH_TRYING:
  case TB_REACH_OFFLINE:
  case TB_REACH_LOST:
  default:
    return "unreachable";
  }
}

static json_t *
describe (TbDeskCore *core, const TbCityStatus *status)
{
  gint64 now_us = tb_clock_wall_us (&core->clock);
  g_autofree char *at = tb_time_format (now_us);
  g_autofree char *contact = NULL;
  g_autofree char *current = NULL;
  json_t *json = json_pack ("{s:s, s:s, s:s, s:I, s:i, s:i, s:i, s:I, s:s*}",
                            "area",
                            tb_area_get_slug (status->area),
                            "at",
                            at,
                            "state",
                            state_of (status),
                            "seq",
                            (json_int_t) status->seq,
                            "waiting",
                            (int) (status->n_queued + status->n_sent),
                            "sent",
                            (int) status->n_sent,
                            "decide",
                            (int) status->n_decisions,
                            "skew_ms",
                            (json_int_t) status->skew_ms,
                            "reason",
                            tb_lane_alarm_get_name (status->alarm));

  if (status->contact_us > 0) {
    contact = tb_time_format (status->contact_us);
    tb_json_set_string (json, "contact_at", contact);
  }
  if (status->current_us > 0) {
    current = tb_time_format (status->current_us);
    tb_json_set_string (json, "current_at", current);
  }
  if (status->next_try_us > 0)
    tb_json_set_int (json, "next_try_s", MAX (0, status->next_try_us - now_us) / G_USEC_PER_SEC);

  return json;
}

/* Whether waiting longer would bring nothing by itself: up to date, or tried in vain. */
static gboolean
is_settled (const TbCityStatus *status)
{
  if (status->phase == TB_LANE_HALTED || status->phase == TB_LANE_STOPPED)
    return TRUE;
  if (status->reach == TB_REACH_ONLINE)
    return status->is_quiet && !status->is_loading;

  return status->reach != TB_REACH_UNKNOWN && status->next_try_us > 0;
}

/* {rows: one a city, quiet: every city answered and has nothing more} */
static json_t *
collect (TbDeskCore *core, gboolean *is_done)
{
  json_t *rows = json_array ();
  gboolean is_quiet = TRUE;

  *is_done = TRUE;
  for (int i = 0; i < TB_N_AREAS; i++) {
    TbLaneDriver *driver = tb_sync_get_driver (core->sync, (TbArea) i);
    TbCityStatus status;

    if (driver == NULL)
      continue;
    tb_lane_driver_get_status (driver, &status);
    json_array_append_new (rows, describe (core, &status));
    is_quiet = is_quiet && status.reach == TB_REACH_ONLINE && status.is_quiet;
    *is_done = *is_done && is_settled (&status);
  }

  return json_pack ("{s:o, s:b}", "rows", rows, "quiet", is_quiet);
}

json_t *
tb_desk_status (TbDeskCore *core, const json_t *args, GError **error)
{
  gboolean is_done;

  return collect (core, &is_done);
}

static void
waiter_end (TbDeskWaiter *self)
{
  gboolean is_done;

  self->core->waiters = g_list_remove (self->core->waiters, self);
  g_source_destroy (self->timeout);
  g_source_unref (self->timeout);
  g_source_destroy (self->cancelled);
  g_source_unref (self->cancelled);
  tb_desk_return_json (self->task, collect (self->core, &is_done));
  g_free (self);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  waiter_end (user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  waiter_end (user_data);

  return G_SOURCE_REMOVE;
}

void
tb_desk_core_status_changed (const TbCityStatus *status, gpointer user_data)
{
  TbDeskCore *core = user_data;
  GList *next;

  for (GList *l = core->waiters; l != NULL; l = next) {
    TbDeskWaiter *waiter = l->data;
    gboolean is_done;
    g_autoptr (json_t) all = NULL;

    next = l->next;
    tb_desk_steps_tell (waiter->steps, describe (core, status));
    all = collect (core, &is_done);
    if (is_done && !waiter->is_forever)
      waiter_end (waiter);
  }
}

static GSource *
attach (TbDeskCore *core, GSource *source, GSourceFunc func, gpointer data)
{
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, core->context);

  return source;
}

/* {area?, timeout_ms?, forever?}: lets the lanes run; the answer is that of `status`. Commands that
 * wait, for @area or for every city, are tried at once. */
void
tb_desk_sync (TbDeskCore *core, const json_t *args, TbDeskSteps *steps, GTask *task)
{
  gint64 timeout_ms = tb_json_get_int (args, "timeout_ms", DEFAULT_TIMEOUT_MS);
  TbDeskWaiter *waiter = g_new0 (TbDeskWaiter, 1);
  TbArea area = TB_AREA_NONE;
  g_autoptr (GError) error = NULL;

  if (!tb_desk_read_area (args, "area", &area, &error)) {
    g_free (waiter);
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }
  waiter->core = core;
  waiter->steps = steps;
  waiter->task = task;
  waiter->is_forever = tb_json_get_bool (args, "forever");
  waiter->timeout =
      attach (core,
              g_timeout_source_new (waiter->is_forever ? G_MAXUINT
                                                       : (guint) CLAMP (timeout_ms, 0, 86400000)),
              time_is_up_cb,
              waiter);
  waiter->cancelled = attach (core,
                              g_cancellable_source_new (g_task_get_cancellable (task)),
                              G_SOURCE_FUNC (cancelled_cb),
                              waiter);
  core->waiters = g_list_prepend (core->waiters, waiter);
  if (!tb_desk_core_start_sync (core, &error)) {
    core->waiters = g_list_remove (core->waiters, waiter);
    g_source_destroy (waiter->timeout);
    g_source_unref (waiter->timeout);
    g_source_destroy (waiter->cancelled);
    g_source_unref (waiter->cancelled);
    g_free (waiter);
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }
  tb_sync_send_now (core->sync, area);
}
