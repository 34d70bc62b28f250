/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-client-lane"

#include "config.h"

#include "tb-city-client-lane.h"

#include "tb-city-call.h"

void
tb_city_client_open_lane_async (TbCityClient *self,
                                TbArea area,
                                const char *window,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (json_t) body =
      json_pack ("{s:s, s:s}", "area", tb_area_get_slug (area), "window", window);
  TbCityCall *call = tb_city_call_new ("POST", TB_CITY_BODY_JSON, "/lanes");

  tb_city_call_set_json (call, body);
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_outcomes_async (TbCityClient *self,
                               const char *lane,
                               gint64 from,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  TbCityCall *call =
      tb_city_call_new ("GET", TB_CITY_BODY_JSON, "/lanes/%s?from=%" G_GINT64_FORMAT, lane, from);

  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_commands_async (TbCityClient *self,
                               const char *lane,
                               GBytes *body,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("POST", TB_CITY_BODY_JSON, "/lanes/%s/commands", lane);

  call->body = g_bytes_ref (body);
  call->content_type = "application/json";
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}
