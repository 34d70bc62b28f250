/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lane-driver"

#include "config.h"

#include "tb-lane-driver.h"

#include <string.h>

#include "tb-cache.h"
#include "tb-lane-driver-private.h"
#include "tb-lane-table.h"

G_DEFINE_FINAL_TYPE (TbLaneDriver, tb_lane_driver, G_TYPE_OBJECT)

static void
clear_channel (TbChannel *channel)
{
  g_clear_object (&channel->cancellable);
  g_clear_pointer (&channel->answer, json_decref);
  g_clear_pointer (&channel->log_id, g_free);
}

static void
clear_timer (TbLaneDriver *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
tb_lane_driver_finalize (GObject *object)
{
  TbLaneDriver *self = TB_LANE_DRIVER (object);

  clear_timer (self);
  clear_channel (&self->push);
  clear_channel (&self->pull);
  g_queue_clear_full (&self->events, g_free);
  g_clear_object (&self->client);
  g_clear_pointer (&self->device, g_free);
  g_clear_pointer (&self->blob_folder, g_free);
  g_clear_pointer (&self->lane, g_free);
  g_clear_pointer (&self->batch, tb_outbox_batch_free);
  g_clear_pointer (&self->blobs, json_decref);
  g_clear_pointer (&self->lines, g_byte_array_unref);
  g_clear_pointer (&self->trailer, json_decref);

  G_OBJECT_CLASS (tb_lane_driver_parent_class)->finalize (object);
}

static void
tb_lane_driver_class_init (TbLaneDriverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_lane_driver_finalize;
}

static void
tb_lane_driver_init (TbLaneDriver *self)
{
  self->push.cancellable = g_cancellable_new ();
  self->pull.cancellable = g_cancellable_new ();
  self->lines = g_byte_array_new ();
  g_queue_init (&self->events);
}

TbLaneDriver *
tb_lane_driver_new (const TbLaneDriverOptions *options)
{
  TbLaneDriver *self;

  g_return_val_if_fail (options != NULL && options->store != NULL, NULL);
  g_return_val_if_fail (TB_IS_CITY_CLIENT (options->client), NULL);

  self = g_object_new (TB_TYPE_LANE_DRIVER, NULL);
  self->area = tb_city_client_get_area (options->client);
  self->store = options->store;
  self->client = g_object_ref (options->client);
  self->device = g_strdup (options->device);
  self->blob_folder = options->blob_folder != NULL
                          ? g_strdup (options->blob_folder)
                          : g_build_filename (tb_store_get_folder (options->store), "blobs", NULL);
  self->clock = options->clock != NULL ? options->clock : tb_clock_system ();
  self->random = options->random != NULL ? options->random : tb_random_system ();
  self->changed = options->changed;
  self->changed_data = options->changed_data;
  tb_lane_init (&self->state, options->limits);

  return self;
}

void
tb_lane_driver_keep_answer (TbChannel *channel, const json_t *json, const char *log_id)
{
  g_clear_pointer (&channel->answer, json_decref);
  channel->answer = json_incref ((json_t *) json);
  g_free (channel->log_id);
  channel->log_id = g_strdup (log_id);
}

void
tb_lane_driver_cancel (TbChannel *channel)
{
  g_cancellable_cancel (channel->cancellable);
  g_object_unref (channel->cancellable);
  channel->cancellable = g_cancellable_new ();
  tb_lane_driver_keep_answer (channel, NULL, NULL);
}

static TbLaneFailure
judge_problem (const GError *error)
{
  static const struct {
    const char *name;
    TbLaneFailure failure;
  } names[] = {
    { "lane-gap", TB_FAILURE_GAP },           { "log-changed", TB_FAILURE_LOG_CHANGED },
    { "cursor-too-old", TB_FAILURE_TOO_OLD }, { "id-reused", TB_FAILURE_ID_REUSED },
    { "unknown-device", TB_FAILURE_REVOKED }, { "protocol-version", TB_FAILURE_VERSION },
  };
  const TbCityProblem *problem = tb_city_error_get_problem (error);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_strcmp0 (problem->name, names[i].name) == 0)
      return names[i].failure;
  }

  return error->code == TB_CITY_ERROR_STOP_LANE ? TB_FAILURE_STOPPED : TB_FAILURE_PROTOCOL;
}

static TbLaneFailure
judge_city (const GError *error)
{
  switch ((TbCityError) error->code) {
  case TB_CITY_ERROR_RETRY:
    return TB_FAILURE_TEMPORARY;
  case TB_CITY_ERROR_SIGNED_OUT:
    return TB_FAILURE_SIGNED_OUT;
  case TB_CITY_ERROR_STOP_LANE:
  case TB_CITY_ERROR_RESYNC:
    return judge_problem (error);
  case TB_CITY_ERROR_FINAL:
    return TB_FAILURE_FINAL;
  case TB_CITY_ERROR_PROTOCOL:
    return TB_FAILURE_PROTOCOL;
  case TB_CITY_ERROR_CERTIFICATE:
    return TB_FAILURE_CERTIFICATE;
  case TB_CITY_ERROR_UNREACHABLE:
  default:
    return TB_FAILURE_NO_ANSWER;
  }
}

gboolean
tb_lane_driver_describe (const GError *error, TbLaneEvent *event)
{
  const TbCityProblem *problem;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  if (error->domain != TB_CITY_ERROR) {
    event->failure = TB_FAILURE_PROTOCOL;
    return TRUE;
  }

  problem = tb_city_error_get_problem (error);
  event->failure = judge_city (error);
  event->status = problem->status;
  event->retry_after_s = problem->retry_after_s;
  g_strlcpy (event->log_id, problem->log_id != NULL ? problem->log_id : "", TB_LANE_LOG_LENGTH);
  return TRUE;
}

TbLaneFailure
tb_lane_driver_judge_store (const GError *error)
{
  if (g_error_matches (error, TB_STORE_ERROR, TB_STORE_ERROR_LOG))
    return TB_FAILURE_LOG_CHANGED;
  if (g_error_matches (error, TB_STORE_ERROR, TB_STORE_ERROR_HOLE))
    return TB_FAILURE_HOLE;
  if (g_error_matches (error, TB_STORE_ERROR, TB_STORE_ERROR_CHAIN))
    return TB_FAILURE_HASH;
  if (g_error_matches (error, TB_STORE_ERROR, TB_STORE_ERROR_DISAGREES))
    return TB_FAILURE_DISAGREES;
  if (g_error_matches (error, TB_STORE_ERROR, TB_STORE_ERROR_DATA))
    return TB_FAILURE_PROTOCOL;

  return TB_FAILURE_STORE;
}

static gboolean
timer_cb (gpointer user_data)
{
  TbLaneDriver *self = user_data;
  TbLaneEvent event = { .kind = TB_EVENT_TIMER };

  clear_timer (self);
  tb_lane_driver_feed (self, &event);

  return G_SOURCE_REMOVE;
}

/* A millisecond more than needed: a timer that came too early would find nothing due. */
static void
set_timer (TbLaneDriver *self, gint64 due_us)
{
  gint64 delay_us = due_us - tb_clock_boot_us (self->clock);

  clear_timer (self);
  if (due_us == 0)
    return;
  self->timer = g_timeout_source_new ((guint) (MAX (delay_us, 0) / 1000 + 1));
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* Only what halts the lane is written down: it must survive a restart. */
static void
raise_alarm (TbLaneDriver *self, TbLaneAlarm alarm, gboolean is_halted)
{
  const char *name = tb_lane_alarm_get_name (alarm);
  g_autoptr (TbLane) lane = tb_lane_table_get (self->store, self->area, NULL);
  g_autoptr (GError) error = NULL;

  /* The store may have found more to say already. */
  if (!is_halted || (lane != NULL && lane->is_stopped))
    return;
  if (!tb_lane_table_set_alarm (self->store, self->area, name, NULL, &error))
    g_info ("The alarm %s could not be written down: %s", name, error->message);
}

static void
show_status (TbLaneDriver *self)
{
  TbCityStatus status;

  if (self->changed == NULL)
    return;
  tb_lane_driver_get_status (self, &status);
  self->changed (&status, self->changed_data);
}

static void
do_action (TbLaneDriver *self, const TbLaneAction *action)
{
  switch (action->kind) {
  case TB_DO_OPEN_LANE:
  case TB_DO_ENROL:
  case TB_DO_MARK:
  case TB_DO_SEND_BLOBS:
  case TB_DO_SEND_COMMANDS:
  case TB_DO_SETTLE:
    tb_lane_driver_do_push (self, action);
    break;
  case TB_DO_ASK_OUTCOMES:
    if (action->flag)
      tb_lane_driver_do_pull (self, action);
    else
      tb_lane_driver_do_push (self, action);
    break;
  case TB_DO_ASK_ABOUT:
  case TB_DO_ASK_CHANGES:
  case TB_DO_ASK_SNAPSHOT:
  case TB_DO_NOTE:
  case TB_DO_APPLY:
  case TB_DO_REBUILD:
    tb_lane_driver_do_pull (self, action);
    break;
  case TB_DO_CANCEL_PUSH:
    tb_lane_driver_cancel (&self->push);
    break;
  case TB_DO_CANCEL_PULL:
    tb_lane_driver_cancel (&self->pull);
    break;
  case TB_DO_SET_TIMER:
    set_timer (self, action->n);
    break;
  case TB_DO_RAISE_ALARM:
    raise_alarm (self, (TbLaneAlarm) action->n, action->flag);
    break;
  case TB_DO_SHOW_STATUS:
    show_status (self);
    break;
  case TB_DO_CLEAR_ALARM:
  default:
    break;
  }
}

void
tb_lane_driver_feed (TbLaneDriver *self, const TbLaneEvent *event)
{
  g_queue_push_tail (&self->events, g_memdup2 (event, sizeof *event));
  if (self->is_stepping)
    return;

  self->is_stepping = TRUE;
  g_object_ref (self);
  while (!g_queue_is_empty (&self->events)) {
    g_autofree TbLaneEvent *next = g_queue_pop_head (&self->events);
    TbLaneActions actions;

    next->now_us = tb_clock_boot_us (self->clock);
    next->random = tb_random_below (self->random, G_MAXUINT32);
    tb_lane_step (&self->state, next, &actions);
    g_debug ("%s: %s, %s",
             tb_area_get_slug (self->area),
             tb_lane_event_kind_get_name (next->kind),
             tb_lane_failure_get_name (next->failure));
    for (guint i = 0; i < actions.n; i++)
      do_action (self, &actions.items[i]);
  }
  self->is_stepping = FALSE;
  g_object_unref (self);
}

/* The cache may have been left behind by a crash in the middle of T6: the precious file is right
 * about which history counts. */
static gboolean
read_cursor (TbLaneDriver *self, TbLaneEvent *event, GError **error)
{
  g_autoptr (TbCursor) cursor = tb_cache_get_cursor (self->store, self->area, error);

  if (cursor == NULL)
    return FALSE;
  if (event->log_id[0] != '\0' && cursor->log_id != NULL &&
      strcmp (event->log_id, cursor->log_id) != 0) {
    event->flag = TRUE;
    g_strlcpy (event->h, TB_HASH_CHAIN_START, sizeof event->h);
    return tb_cache_drop_city (self->store, self->area, event->log_id, error);
  }

  event->flag = cursor->seq == 0 || cursor->snapshot_after != NULL;
  event->seq = cursor->seq;
  g_strlcpy (event->h, cursor->h != NULL ? cursor->h : TB_HASH_CHAIN_START, sizeof event->h);
  return TRUE;
}

/* No lane yet is no failure: the first thing to be done is to open one. */
static gboolean
read_lane (TbLaneDriver *self, TbLaneEvent *event, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (TbLane) lane = tb_lane_table_get (self->store, self->area, &missing);

  if (lane == NULL && g_error_matches (missing, TB_STORE_ERROR, TB_STORE_ERROR_MISSING))
    return TRUE;
  if (lane == NULL) {
    g_propagate_error (error, g_steal_pointer (&missing));
    return FALSE;
  }

  event->has_lane = TRUE;
  event->last = lane->last_lseq;
  g_strlcpy (event->log_id, lane->log_id != NULL ? lane->log_id : "", sizeof event->log_id);
  if (lane->is_stopped)
    event->failure = TB_FAILURE_STOPPED;
  g_free (self->lane);
  self->lane = g_steal_pointer (&lane->lane);

  return TRUE;
}

gboolean
tb_lane_driver_start (TbLaneDriver *self, GError **error)
{
  TbLaneEvent event = { .kind = TB_EVENT_START };
  TbOutboxCounts counts;

  g_return_val_if_fail (TB_IS_LANE_DRIVER (self), FALSE);

  if (!read_lane (self, &event, error) || !read_cursor (self, &event, error) ||
      !tb_outbox_table_count (self->store, &counts, error))
    return FALSE;

  event.n = counts.n_waiting[self->area];
  tb_lane_driver_feed (self, &event);
  return TRUE;
}

void
tb_lane_driver_stop (TbLaneDriver *self)
{
  TbLaneEvent event = { .kind = TB_EVENT_STOP };

  g_return_if_fail (TB_IS_LANE_DRIVER (self));

  tb_lane_driver_feed (self, &event);
}

void
tb_lane_driver_wake (TbLaneDriver *self, TbLaneEventKind why)
{
  TbLaneEvent event = { .kind = why };

  g_return_if_fail (TB_IS_LANE_DRIVER (self));

  tb_lane_driver_feed (self, &event);
}

void
tb_lane_driver_notice_work (TbLaneDriver *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLane) lane = tb_lane_table_get (self->store, self->area, &error);
  TbLaneEvent event = { .kind = TB_EVENT_WORK };

  if (lane != NULL)
    event.last = lane->last_lseq;
  tb_lane_driver_feed (self, &event);
}

gboolean
tb_lane_driver_resume (TbLaneDriver *self, const char *operator_id, GError **error)
{
  TbLaneEvent event = { .kind = TB_EVENT_RESUME };

  g_return_val_if_fail (TB_IS_LANE_DRIVER (self), FALSE);

  if (!tb_lane_table_set_alarm (self->store, self->area, NULL, operator_id, error))
    return FALSE;
  tb_lane_driver_feed (self, &event);
  return TRUE;
}

TbArea
tb_lane_driver_get_area (TbLaneDriver *self)
{
  return self->area;
}

TbCityClient *
tb_lane_driver_get_client (TbLaneDriver *self)
{
  return self->client;
}

const TbLaneState *
tb_lane_driver_get_state (TbLaneDriver *self)
{
  return &self->state;
}

static gint64
wall_of_boot (TbLaneDriver *self, gint64 boot_us)
{
  if (boot_us == 0)
    return 0;

  return tb_clock_wall_us (self->clock) + boot_us - tb_clock_boot_us (self->clock);
}

void
tb_lane_driver_get_status (TbLaneDriver *self, TbCityStatus *status)
{
  const TbLaneState *state = &self->state;
  TbOutboxCounts counts = { 0 };
  const guint *n = counts.n[self->area];

  /* Counts that cannot be read are shown as none; the lane itself will say why. */
  tb_outbox_table_count (self->store, &counts, NULL);
  *status = (TbCityStatus){
    .area = self->area,
    .phase = state->phase,
    .reach = state->reach,
    .alarm = state->alarm,
    .contact_us = wall_of_boot (self, state->contact_us),
    .current_us = self->current_us,
    .next_try_us = wall_of_boot (self, tb_lane_get_next_try_us (state)),
    .skew_ms = self->skew_ms,
    .seq = state->seq,
    .n_queued = n[TB_OUTBOX_QUEUED],
    .n_sent = n[TB_OUTBOX_SENT],
    .n_decisions = n[TB_OUTBOX_CONFLICT] + n[TB_OUTBOX_REFUSED],
    .needs_sign_in = state->needs_sign_in,
    .is_loading = state->needs_snapshot,
    .is_quiet = tb_lane_is_quiet (state),
  };
}
