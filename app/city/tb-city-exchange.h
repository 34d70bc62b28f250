/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "tb-city-routes.h"
#include "tb-city.h"
#include "tb-problem.h"

G_BEGIN_DECLS

/* What a scripted outage does to one exchange (tb-city-fault.h). */
typedef struct {
  int mode; /* TbCityFaultMode */
  guint ms;
  guint status;
} TbCityFaultCase;

/**
 * TbCityExchange:
 * @server: borrowed; whoever dispatches it
 * @route: NULL until the headers were accepted
 * @request: points into the exchange
 * @area: whose view a long poll waits for; −1 otherwise
 * @n_commands: commands in the body, roughly
 * @wants_gzip: the asker can unpack
 * @is_held: a thread has it; only that thread touches @request, @response and @packed meanwhile
 * @is_gone: the asker hung up or has its answer: nobody waits for @response any more
 * @wait_until_us: when a long poll is answered empty, monotonic; 0: no long poll
 * @packed: (nullable): the body of @response, as gzip
 *
 * One request from its first byte to its answer. Belongs to the server's thread.
 */
typedef struct {
  gpointer server;
  gpointer connection;
  SoupServerMessage *message;
  GSource *timer;
  const TbCityRoute *route;
  TbCityRequest request;
  char *path;
  char *device;
  GByteArray *body;
  int area;
  guint n_commands;
  gint64 started_us;
  gint64 wait_until_us;
  gboolean wants_gzip;
  gboolean is_rejected;
  gboolean is_dispatched;
  gboolean is_held;
  gboolean is_answered;
  gboolean is_gone;
  TbCityFaultCase fault;
  TbCityResponse *response;
  GBytes *packed;
} TbCityExchange;

TbCityExchange *tb_city_exchange_new (gpointer server, SoupServerMessage *message);
void tb_city_exchange_free (TbCityExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityExchange, tb_city_exchange_free)

/* The exchange of @message; NULL before and after. */
TbCityExchange *tb_city_exchange_get (SoupServerMessage *message);

/* Replaces the exchange's answer by a problem. */
void tb_city_exchange_set_problem (TbCityExchange *self, TbProblem problem, const char *detail);
void tb_city_exchange_clear_timer (TbCityExchange *self);
/* Calls @func with the exchange in @ms, instead of what was to be called before. */
void tb_city_exchange_set_timer (TbCityExchange *self, guint ms, GSourceFunc func);

/**
 * tb_city_exchange_accept_headers:
 * @is_front: the connection comes from who may name certificates
 * @is_demo: Tongban-Device is believed
 *
 * Everything that is refused before a body is read (design/trust.md §8). FALSE with the answer in
 * @response.
 */
gboolean tb_city_exchange_accept_headers (TbCityExchange *self,
                                          gboolean is_front,
                                          gboolean is_demo);
/* FALSE when the body grows over the route's limit, with the answer in @response. */
gboolean tb_city_exchange_accept_chunk (TbCityExchange *self, GBytes *chunk);
/* The body is whole: completes @request. */
void tb_city_exchange_complete (TbCityExchange *self);
gboolean tb_city_exchange_is_poll (const TbCityExchange *self);
/* Packs a body of more than 1 KiB for an asker that can unpack it. Any thread that has it. */
void tb_city_exchange_pack (TbCityExchange *self);

/* SHA-256 of the certificate's DER from nginx's $ssl_client_escaped_cert; NULL for anything that
 * is no certificate. */
char *tb_city_exchange_hash_certificate (const char *escaped_pem);

G_END_DECLS
