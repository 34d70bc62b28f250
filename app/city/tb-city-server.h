/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city.h"

G_BEGIN_DECLS

#define TB_CITY_SERVER_ERROR (tb_city_server_error_quark ())
GQuark tb_city_server_error_quark (void);

typedef enum {
  TB_CITY_SERVER_ERROR_LISTEN, /* the socket or port cannot be had */
  TB_CITY_SERVER_ERROR_BUSY,   /* another process serves this folder */
  TB_CITY_SERVER_ERROR_FAULT,  /* a fault that does not exist, or a city not started for the demo */
} TbCityServerError;

/**
 * TbCityServerLimits:
 *
 * What libsoup's server does not limit by itself (design/trust.md §8). A zero stands for the
 * production value, which the comment names.
 */
typedef struct {
  guint header_ms;     /* 5,000: from the first byte to the end of the headers */
  guint body_ms;       /* 15,000: from the headers to the end of the body */
  guint idle_ms;       /* 75,000: a connection without a request */
  guint poll_ms;       /* 25,000: the longest long poll */
  guint n_connections; /* RLIMIT_NOFILE − 200, at most 8,000 */
  guint n_polls;       /* 2,000 in all; one a device */
  guint drain_ms;      /* 10,000: what a stop waits for */
} TbCityServerLimits;

/**
 * TbCityServerOptions:
 * @city: as for tb_city_open(); copied, but catalogue, calendar, clock and random are kept
 * @socket_path: (nullable): Unix socket, 0660; NULL: loopback
 * @port: 0: any free port
 * @admin_path: (nullable): Unix socket, 0600, with /healthz /readyz /metrics and, in a demo, /fault
 * @record_path: (nullable): file that gets every exchange as NDJSON, for the contract tests
 * @front_uid: who may name certificates over the Unix socket: nginx's user; −1: the own and root
 * @peer_keys: (nullable): TB_N_AREAS public keys, NULL for unknown ones
 */
typedef struct {
  TbCityOptions city;
  const char *socket_path;
  guint16 port;
  const char *admin_path;
  const char *record_path;
  gint64 front_uid;
  const char *const *peer_keys;
  TbCityServerLimits limits;
} TbCityServerOptions;

/**
 * TbCityServer:
 *
 * A city on a socket. HTTP, limits and long polls run in the thread-default main context of the
 * thread that made it; the TbCity has a thread of its own, which commits command batches in
 * groups; sign-in has another, since a password check takes most of a second.
 */
#define TB_TYPE_CITY_SERVER (tb_city_server_get_type ())
G_DECLARE_FINAL_TYPE (TbCityServer, tb_city_server, TB, CITY_SERVER, GObject)

/* Opens the city and listens; blocks for both. */
TbCityServer *tb_city_server_new (const TbCityServerOptions *options,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "http://127.0.0.1:PORT/v1", or NULL on a Unix socket. */
const char *tb_city_server_get_base_uri (TbCityServer *self);
const char *tb_city_server_get_public_key (TbCityServer *self);
const char *tb_city_server_get_log_id (TbCityServer *self);

/* Believes grants of @area signed by @public_key from now on: cities started one after another
 * in one process introduce themselves so. */
void tb_city_server_set_peer_key (TbCityServer *self, TbArea area, const char *public_key);

/* A scripted outage, for demo, practice and tests: {"mode":"down"|"slow"|"captive"|"cut"|
 * "wrong-epoch"|"wrong-hash"|"late"|"bomb"|"error", "ms"?, "status"?, "path"?, "count"?}; NULL ends
 * it. */
gboolean tb_city_server_set_fault (TbCityServer *self, const json_t *fault, GError **error);

/* No new requests; those under way are answered; the city is closed and its journal
 * written back. Runs the main context until it is done or drain_ms have passed. Safe to repeat. */
void tb_city_server_stop (TbCityServer *self);

G_END_DECLS
