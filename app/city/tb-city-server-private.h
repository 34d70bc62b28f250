/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-core.h"
#include "tb-city-door.h"
#include "tb-city-fault.h"
#include "tb-city-metrics.h"
#include "tb-city-record.h"
#include "tb-city-server.h"

G_BEGIN_DECLS

struct _TbCityServer {
  GObject parent_instance;

  TbCityServerLimits limits;
  gboolean is_demo;
  char *socket_path;
  char *admin_path;
  char *base_uri;
  char *public_key;
  char *log_id;

  GMainContext *context;
  SoupServer *soup;
  SoupServer *admin;
  TbCityDoor *door;
  TbCityDoor *admin_door;
  TbCityCore *core;
  TbCityMetrics *metrics;
  TbCityFault *fault;
  FILE *record;

  GHashTable *exchanges; /* every TbCityExchange that is not freed */
  GHashTable *polls;     /* device → parked TbCityExchange */
  guint n_open;          /* dispatched and not answered */
  GSource *watchdog;
  gint64 watched_us;
  guint n_stalls;
  gboolean is_draining;
  gboolean is_stopped;
};

/* Takes what comes in at the public door (tb-city-server-serve.c). */
void tb_city_server_serve (TbCityServer *self);
/* What the core has answered; its notify function. */
void tb_city_server_take_answers (gpointer self);
/* Sends the exchange's response; it may be freed by that. */
void tb_city_server_answer (TbCityExchange *exchange);
/* Gives @exchange to the core, or to the fault that is set. */
void tb_city_server_dispatch (TbCityExchange *exchange);
/* The rejection of a request whose body nobody will read: the connection ends with it. */
void tb_city_server_reject (TbCityExchange *exchange);

/* Long polls (tb-city-server-polls.c). */
/* Keeps @exchange until its view advances or its time is over. */
void tb_city_server_park (TbCityServer *self, TbCityExchange *exchange);
/* @areas: bits. */
void tb_city_server_wake (TbCityServer *self, guint areas);
/* Answers all with what they would have got without waiting. */
void tb_city_server_wake_all (TbCityServer *self);
void tb_city_server_unpark (TbCityServer *self, TbCityExchange *exchange);

/* /healthz /readyz /metrics /fault (tb-city-server-admin.c). */
gboolean tb_city_server_open_admin (TbCityServer *self, GError **error);

G_END_DECLS
