/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-client-view"

#include "config.h"

#include "tb-city-client-view.h"

#include "tb-city-call.h"

void
tb_city_client_changes_async (TbCityClient *self,
                              const TbCityPage *page,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  TbCityCall *call =
      tb_city_call_new ("GET",
                        TB_CITY_BODY_LINES,
                        "/changes?log=%s&after=%" G_GINT64_FORMAT "&h=%s&limit=%u&wait=%u",
                        page->log_id,
                        page->seq,
                        page->h,
                        page->limit,
                        page->wait_s);

  call->wait_s = page->wait_s;
  call->lines = page->lines;
  call->lines_data = page->lines_data;
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_snapshot_async (TbCityClient *self,
                               const TbCityPage *page,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  gboolean is_first = page->after == NULL || *page->after == '\0';
  TbCityCall *call = tb_city_call_new ("GET",
                                       TB_CITY_BODY_LINES,
                                       "/snapshot?%s%s%slimit=%u",
                                       is_first ? "" : "after=",
                                       is_first ? "" : page->after,
                                       is_first ? "" : "&",
                                       page->limit);

  call->lines = page->lines;
  call->lines_data = page->lines_data;
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_case_async (TbCityClient *self,
                           const char *id,
                           const char *purpose,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("GET", TB_CITY_BODY_JSON, "/cases/%s", id);

  call->with_token = TRUE;
  call->purpose = g_strdup (purpose);
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_history_async (TbCityClient *self,
                              const char *id,
                              const char *vid,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("GET",
                                       TB_CITY_BODY_JSON,
                                       "/cases/%s/history%s%s",
                                       id,
                                       vid != NULL ? "?from=" : "",
                                       vid != NULL ? vid : "");

  call->with_token = TRUE;
  call->purpose = g_strconcat ("case:", id, NULL);
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_query_async (TbCityClient *self,
                            const TbCityQuery *query,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (json_t) body = json_pack ("{s:O}", "criteria", (json_t *) query->criteria);
  TbCityCall *call = tb_city_call_new ("POST", TB_CITY_BODY_JSON, "/queries/%s", query->name);

  if (query->limit > 0)
    tb_json_set_int (body, "limit", query->limit);
  tb_city_call_set_json (call, body);
  call->with_token = TRUE;
  call->purpose = g_strdup (query->purpose);
  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}
