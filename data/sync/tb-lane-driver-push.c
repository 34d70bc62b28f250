/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lane-driver-push"

#include "config.h"

#include "tb-desk-tables.h"
#include "tb-lane-driver-private.h"
#include "tb-lane-table.h"

static TbErrand *
errand_new (TbLaneDriver *self, TbLaneEventKind kind, guint64 token)
{
  return tb_errand_new (self, &self->push, kind, token);
}

static void
feed_failure (TbLaneDriver *self, TbLaneEventKind kind, guint64 token, const GError *error)
{
  TbLaneEvent event = { .kind = kind, .token = token };

  event.failure = tb_lane_driver_judge_store (error);
  g_info ("%s: %s", tb_area_get_slug (self->area), error->message);
  tb_lane_driver_feed (self, &event);
}

/* The window's own area and code, as the hall gave them out at enrolment. */
static void
open_lane (TbLaneDriver *self, guint64 token)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *window = NULL;
  TbArea area;
  guint code;

  if (!tb_number_table_get_window (self->store, &area, &code, &error)) {
    feed_failure (self, TB_EVENT_LANE_OPENED, token, error);
    return;
  }
  window = g_strdup_printf ("%02u", code);
  tb_city_client_open_lane_async (self->client,
                                  area,
                                  window,
                                  self->push.cancellable,
                                  tb_errand_answered_cb,
                                  errand_new (self, TB_EVENT_LANE_OPENED, token));
}

static void
enrol (TbLaneDriver *self, guint64 token)
{
  const char *lane = tb_json_get_string (self->push.answer, "lane");
  TbLaneEvent event = { .kind = TB_EVENT_ENROLLED, .token = token };
  g_autoptr (GError) error = NULL;

  if (lane == NULL) {
    event.failure = TB_FAILURE_PROTOCOL;
  } else if (!tb_lane_table_enrol (self->store, self->area, lane, self->device, &error)) {
    feed_failure (self, TB_EVENT_ENROLLED, token, error);
    return;
  } else {
    g_free (self->lane);
    self->lane = g_strdup (lane);
  }
  tb_lane_driver_feed (self, &event);
}

/* From the oldest command whose outcome is not known; without one, only to compare `last`. */
static void
ask_outcomes (TbLaneDriver *self, guint64 token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOutboxBatch) oldest = tb_outbox_next_batch (self->store, self->area, 1, &error);
  gint64 from = self->state.last_lseq + 1;

  if (error != NULL) {
    feed_failure (self, TB_EVENT_OUTCOMES, token, error);
    return;
  }
  if (oldest != NULL)
    from = tb_outbox_batch_get_first_lseq (oldest);
  tb_city_client_outcomes_async (self->client,
                                 self->lane,
                                 from,
                                 self->push.cancellable,
                                 tb_errand_answered_cb,
                                 errand_new (self, TB_EVENT_OUTCOMES, token));
}

/* T2, and what has to go before the batch. */
static void
mark_batch (TbLaneDriver *self, guint64 token, guint limit)
{
  TbLaneEvent event = { .kind = TB_EVENT_MARKED, .token = token };
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->batch, tb_outbox_batch_free);
  g_clear_pointer (&self->blobs, json_decref);
  self->batch = tb_outbox_next_batch (self->store, self->area, limit, &error);
  if (self->batch != NULL && tb_outbox_mark_sent (self->store, self->batch, &error)) {
    event.n = tb_outbox_batch_get_n (self->batch);
    event.last = tb_outbox_batch_get_first_lseq (self->batch);
    self->blobs = tb_blob_table_list_waiting (self->store, self->area, &error);
    self->next_blob = 0;
    event.flag = json_array_size (self->blobs) > 0;
  }
  if (error != NULL)
    feed_failure (self, TB_EVENT_MARKED, token, error);
  else
    tb_lane_driver_feed (self, &event);
}

static void send_next_blob (TbLaneDriver *self, guint64 token);

static void
blob_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbErrand) errand = user_data;
  TbLaneDriver *self = errand->driver;
  TbLaneEvent event = { .kind = TB_EVENT_BLOBS, .token = errand->token };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = tb_city_client_finish (TB_CITY_CLIENT (source), result, &error);
  const json_t *blob;

  if (!tb_errand_is_current (errand))
    return;
  if (answer == NULL) {
    if (tb_lane_driver_describe (error, &event))
      tb_lane_driver_feed (self, &event);
    return;
  }

  blob = json_array_get (self->blobs, self->next_blob++);
  if (!tb_blob_table_set_sent (self->store,
                               self->area,
                               tb_json_get_string (blob, "sha256"),
                               tb_json_get_int (blob, "size", 0),
                               &error))
    feed_failure (self, TB_EVENT_BLOBS, errand->token, error);
  else
    send_next_blob (self, errand->token);
}

/* An attachment whose file is gone is passed over: the city refuses the command that names it,
 * and a person decides. */
static GBytes *
load_next_blob (TbLaneDriver *self)
{
  while (self->next_blob < json_array_size (self->blobs)) {
    const json_t *blob = json_array_get (self->blobs, self->next_blob);
    g_autofree char *path =
        g_build_filename (self->blob_folder, tb_json_get_string (blob, "sha256"), NULL);
    g_autoptr (GError) error = NULL;
    char *bytes;
    gsize length;

    if (g_file_get_contents (path, &bytes, &length, &error))
      return g_bytes_new_take (bytes, length);
    g_message ("An attachment cannot be read: %s", error->message);
    self->next_blob++;
  }

  return NULL;
}

static void
send_next_blob (TbLaneDriver *self, guint64 token)
{
  g_autoptr (GBytes) bytes = load_next_blob (self);
  TbLaneEvent event = { .kind = TB_EVENT_BLOBS, .token = token };
  const json_t *blob;

  if (bytes == NULL) {
    tb_lane_driver_feed (self, &event);
    return;
  }
  blob = json_array_get (self->blobs, self->next_blob);
  tb_city_client_put_blob_async (self->client,
                                 tb_json_get_string (blob, "sha256"),
                                 bytes,
                                 self->push.cancellable,
                                 blob_sent_cb,
                                 errand_new (self, TB_EVENT_BLOBS, token));
}

static void
send_commands (TbLaneDriver *self, guint64 token)
{
  g_autoptr (GBytes) body = tb_outbox_batch_dup_body (self->batch);

  tb_city_client_commands_async (self->client,
                                 tb_outbox_batch_get_lane (self->batch),
                                 body,
                                 self->push.cancellable,
                                 tb_errand_answered_cb,
                                 errand_new (self, TB_EVENT_COMMANDS, token));
}

static gint64
highest_seq (const json_t *outcomes)
{
  const json_t *outcome;
  gint64 highest = 0;
  gsize i;

  json_array_foreach ((json_t *) outcomes, i, outcome) highest =
      MAX (highest, tb_json_get_int (outcome, "seq", 0));

  return highest;
}

/* T3. */
static void
settle (TbLaneDriver *self, guint64 token)
{
  const json_t *outcomes = tb_json_get_array (self->push.answer, "outcomes");
  TbLaneEvent event = { .kind = TB_EVENT_SETTLED, .token = token };
  g_autoptr (GError) error = NULL;
  guint n = 0;

  if (!tb_outbox_record_outcomes (self->store,
                                  self->area,
                                  self->push.log_id,
                                  outcomes,
                                  &n,
                                  &error)) {
    feed_failure (self, TB_EVENT_SETTLED, token, error);
    return;
  }
  event.n = n;
  event.last = highest_seq (outcomes);
  tb_lane_driver_keep_answer (&self->push, NULL, NULL);
  tb_lane_driver_feed (self, &event);
}

void
tb_lane_driver_do_push (TbLaneDriver *self, const TbLaneAction *action)
{
  switch ((int) action->kind) {
  case TB_DO_OPEN_LANE:
    open_lane (self, action->token);
    break;
  case TB_DO_ENROL:
    enrol (self, action->token);
    break;
  case TB_DO_ASK_OUTCOMES:
    ask_outcomes (self, action->token);
    break;
  case TB_DO_MARK:
    mark_batch (self, action->token, (guint) action->n);
    break;
  case TB_DO_SEND_BLOBS:
    send_next_blob (self, action->token);
    break;
  case TB_DO_SEND_COMMANDS:
    send_commands (self, action->token);
    break;
  case TB_DO_SETTLE:
    settle (self, action->token);
    break;
  default:
    break;
  }
}
