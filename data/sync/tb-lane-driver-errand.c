/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lane-driver-errand"

#include "config.h"

#include "tb-lane-driver-private.h"

TbErrand *
tb_errand_new (TbLaneDriver *driver, TbChannel *channel, TbLaneEventKind kind, guint64 token)
{
  TbErrand *self = g_new0 (TbErrand, 1);

  self->driver = g_object_ref (driver);
  self->channel = channel;
  self->kind = kind;
  self->token = token;

  return self;
}

void
tb_errand_free (TbErrand *self)
{
  g_object_unref (self->driver);
  g_free (self);
}

gboolean
tb_errand_is_current (const TbErrand *self)
{
  const TbLaneDriver *driver = self->driver;

  return self->token ==
         (self->channel == &driver->push ? driver->state.push_token : driver->state.pull_token);
}

/* The members of every kind at once: one that an answer does not have stays 0. */
static void
describe_json (const json_t *json, TbLaneEvent *event)
{
  event->last = tb_json_get_int (json, "last", 0);
  event->n = (gint64) json_array_size (tb_json_get_array (json, "outcomes"));
  event->flag = tb_json_get_bool (json, "more");
}

void
tb_errand_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbErrand) errand = user_data;
  TbLaneEvent event = { .kind = errand->kind, .token = errand->token };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = tb_city_client_finish (TB_CITY_CLIENT (source), result, &error);
  const json_t *json;

  if (!tb_errand_is_current (errand))
    return;
  if (answer == NULL && !tb_lane_driver_describe (error, &event))
    return;

  if (answer != NULL) {
    json = answer->json;
    g_strlcpy (event.log_id, answer->log_id, sizeof event.log_id);
    if (errand->kind == TB_EVENT_ABOUT && answer->city_us != 0)
      errand->driver->skew_ms = (answer->city_us - answer->middle_us) / 1000;
  } else {
    /* A gap or a reused id brings the outcomes before it. */
    json = error->domain == TB_CITY_ERROR ? tb_city_error_get_problem (error)->json : NULL;
  }
  describe_json (json, &event);
  tb_lane_driver_keep_answer (errand->channel, json, event.log_id);
  tb_lane_driver_feed (errand->driver, &event);
}
