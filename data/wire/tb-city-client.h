/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-area.h"
#include "tb-city-answer.h"
#include "tb-city-error.h"
#include "tb-clock.h"
#include "tb-random.h"

G_BEGIN_DECLS

/**
 * TbCityTimeouts:
 *
 * How long to wait, in milliseconds (protocol.md §5). A long poll adds its own wait to the header.
 */
typedef struct {
  guint connect_ms; /* 5 s: name, connection and handshake */
  guint header_ms;  /* 15 s: from the request's first byte to the answer's headers */
  guint idle_ms;    /* 15 s: between two pieces of the answer's body */
  guint poll_ms;    /* 10 s: added to the wait of a long poll */
} TbCityTimeouts;

extern const TbCityTimeouts tb_city_timeouts_default;

/**
 * TbCityClientOptions:
 * @area: whose city it is
 * @base: `https://host[:port]/v1`; `http://` for loopback only; or `unix:/path/of/socket`
 * @device: (nullable): sent as Tongban-Device, which only a city started for the demo believes
 * @ca_file: (nullable): PEM: the only authorities that are trusted; NULL for the system's
 * @cert_file: (nullable): PEM: the window's certificate
 * @key_file: (nullable): PEM: its key
 * @timeouts: (nullable): NULL for tb_city_timeouts_default
 */
typedef struct {
  TbArea area;
  const char *base;
  const char *device;
  const char *ca_file;
  const char *cert_file;
  const char *key_file;
  const TbCityTimeouts *timeouts;
  const TbClock *clock;
  const TbRandom *random;
} TbCityClientOptions;

/**
 * TbCityClient:
 *
 * One city's resources as asynchronous calls. Follows no redirect, uses no proxy, keeps no cookie;
 * refuses an answer that is no city's. All calls on the thread whose main context was the
 * default when it was made.
 *
 * Every call is finished by tb_city_client_finish(). Errors are of TB_CITY_ERROR, or
 * G_IO_ERROR_CANCELLED. Every call may be repeated: the protocol has no request that does harm
 * when it is sent twice.
 */
#define TB_TYPE_CITY_CLIENT (tb_city_client_get_type ())
G_DECLARE_FINAL_TYPE (TbCityClient, tb_city_client, TB, CITY_CLIENT, GObject)

/* G_IO_ERROR_INVALID_ARGUMENT for a base that is not allowed; G_TLS_ERROR or G_FILE_ERROR for
 * files that cannot be used. */
TbCityClient *tb_city_client_new (const TbCityClientOptions *options,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

TbArea tb_city_client_get_area (TbCityClient *self);

/* The operator's session token, sent as Bearer with queries, cases and refresh; NULL for none. */
void tb_city_client_set_token (TbCityClient *self, const char *token);

TbCityAnswer *tb_city_client_finish (TbCityClient *self,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* GET /about: needs nobody. */
void tb_city_client_about_async (TbCityClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* GET /items/{id}/{version}. */
void tb_city_client_item_async (TbCityClient *self,
                                const char *item,
                                int version,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* GET /audit/head: signed; windows keep them as witnesses. */
void tb_city_client_audit_head_async (TbCityClient *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

G_END_DECLS

#include "tb-city-client-lane.h"
#include "tb-city-client-session.h"
#include "tb-city-client-view.h"
