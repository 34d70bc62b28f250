/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-client-session"

#include "config.h"

#include "tb-city-client-session.h"

#include "tb-city-call.h"

void
tb_city_client_sign_in_async (TbCityClient *self,
                              const json_t *credentials,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("POST", TB_CITY_BODY_JSON, "/session");

  tb_city_call_set_json (call, credentials);
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_refresh_async (TbCityClient *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("POST", TB_CITY_BODY_JSON, "/session/refresh");

  call->with_token = TRUE;
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_sign_out_async (TbCityClient *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("DELETE", TB_CITY_BODY_NONE, "/session");

  call->with_token = TRUE;
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}
