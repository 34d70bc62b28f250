/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-client.h"

G_BEGIN_DECLS

/* Private to the client's files: one request and its answer. */

typedef enum {
  TB_CITY_BODY_JSON,  /* a JSON value */
  TB_CITY_BODY_LINES, /* NDJSON, handed over as it arrives */
  TB_CITY_BODY_BLOB,  /* any bytes */
  TB_CITY_BODY_NONE,  /* no body, or one that does not matter */
} TbCityBody;

/**
 * TbCityCall:
 * @method: static
 * @path: below the base, with its query part, each part already escaped
 * @body: (nullable): what is sent
 * @content_type: static, of @body
 * @content_range: (nullable)
 * @purpose: (nullable): Tongban-Purpose
 * @with_token: sends the operator's token
 * @wait_s: how long the city may hold the request
 * @expects: of a success
 * @lines: for TB_CITY_BODY_LINES
 */
typedef struct {
  const char *method;
  char *path;
  GBytes *body;
  const char *content_type;
  char *content_range;
  char *purpose;
  gboolean with_token;
  guint wait_s;
  TbCityBody expects;
  TbCityLinesFunc lines;
  gpointer lines_data;
} TbCityCall;

TbCityCall *tb_city_call_new (const char *method, TbCityBody expects, const char *format, ...)
    G_GNUC_PRINTF (3, 4) G_GNUC_WARN_UNUSED_RESULT;
/* @json becomes the body. */
void tb_city_call_set_json (TbCityCall *self, const json_t *json);
void tb_city_call_free (TbCityCall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityCall, tb_city_call_free)

/* Sends @call, which it takes over; finished by tb_city_client_finish(). */
void tb_city_client_run_async (TbCityClient *self,
                               TbCityCall *call,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

G_END_DECLS
