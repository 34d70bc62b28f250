/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include <string.h>

#include "tb-city-problem.h"
#include "tb-city-server-private.h"

/* A password check takes most of a second: who is the 25th to wait is gone before the answer. */
#define MAX_SIGN_INS 24

static void
free_exchange (TbCityExchange *exchange)
{
  TbCityServer *self = exchange->server;

  g_hash_table_remove (self->exchanges, exchange);
}

static TbCityConnection *
get_connection (const TbCityExchange *exchange)
{
  return exchange->connection;
}

/* What every answer carries, rejections too. */
static void
add_common_headers (TbCityExchange *exchange)
{
  TbCityServer *self = exchange->server;
  GHashTable *headers = exchange->response->headers;

  if (!g_hash_table_contains (headers, "Tongban-Log"))
    tb_city_response_set_header (exchange->response, "Tongban-Log", self->log_id);
  tb_city_response_set_header (exchange->response, "Tongban-Protocol", "1");
  tb_city_response_set_header (exchange->response, "Cache-Control", "no-store");
  if (exchange->response->status == 503 && !g_hash_table_contains (headers, "Retry-After"))
    tb_city_response_set_header (exchange->response, "Retry-After", "1");
}

static void
note_answer (TbCityExchange *exchange)
{
  TbCityServer *self = exchange->server;

  exchange->is_answered = TRUE;
  if (exchange->is_dispatched)
    self->n_open--;
  tb_city_metrics_count (self->metrics,
                         exchange->route,
                         exchange->response->status,
                         g_get_monotonic_time () - exchange->started_us);
  if (self->record != NULL && exchange->request.path != NULL && exchange->fault.mode == 0)
    tb_city_record_write (self->record, exchange);
}

/* libsoup knows no 426. */
static const char *
get_phrase (guint status)
{
  return status == 426 ? "Upgrade Required" : soup_status_get_phrase (status);
}

/* The answer as bytes, for where the HTTP server must be passed by. @part: how much of the body is
 * really there, of @n that are announced. */
static GString *
new_raw_answer (TbCityExchange *exchange, gsize part, gsize n)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_string_append_printf (text,
                          "HTTP/1.1 %u %s\r\nDate: %s\r\nConnection: close\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n",
                          exchange->response->status,
                          get_phrase (exchange->response->status),
                          date,
                          n);
  if (exchange->response->content_type != NULL)
    g_string_append_printf (text, "Content-Type: %s\r\n", exchange->response->content_type);
  g_hash_table_iter_init (&iter, exchange->response->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_string_append_printf (text, "%s: %s\r\n", (char *) name, (char *) value);
  g_string_append (text, "\r\n");
  if (part > 0)
    g_string_append_len (text, g_bytes_get_data (exchange->response->body, NULL), (gssize) part);

  return text;
}

static gsize
get_body_size (const TbCityExchange *exchange)
{
  return exchange->response->body != NULL ? g_bytes_get_size (exchange->response->body) : 0;
}

void
tb_city_server_reject (TbCityExchange *exchange)
{
  gsize n = get_body_size (exchange);
  const char *method = soup_server_message_get_method (exchange->message);
  g_autoptr (GString) text = NULL;

  exchange->is_rejected = TRUE;
  add_common_headers (exchange);
  text = new_raw_answer (exchange, g_strcmp0 (method, "HEAD") == 0 ? 0 : n, n);
  note_answer (exchange);
  tb_city_connection_write_last (get_connection (exchange), text);
}

/* Rule: trust.md §8 is about askers; this is about the demo's broken networks. */
static void
cut (TbCityExchange *exchange)
{
  gsize n = get_body_size (exchange);
  g_autoptr (GString) text = NULL;

  add_common_headers (exchange);
  text = new_raw_answer (exchange, n / 2, n);
  note_answer (exchange);
  tb_city_connection_write_last (get_connection (exchange), text);
  tb_city_connection_hang_up (get_connection (exchange));
  soup_server_message_set_status (exchange->message, exchange->response->status, NULL);
  soup_server_message_unpause (exchange->message);
}

static void
set_message (TbCityExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  TbCityResponse *response = exchange->response;
  GBytes *body = exchange->packed != NULL ? exchange->packed : response->body;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  soup_server_message_set_status (exchange->message, response->status, NULL);
  g_hash_table_iter_init (&iter, response->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    soup_message_headers_replace (headers, name, value);
  if (response->content_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", response->content_type);
  if (exchange->packed != NULL)
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  if (exchange->wants_gzip)
    soup_message_headers_replace (headers, "Vary", "Accept-Encoding");
  /* Why: tb-city-door.h, TbCityConnection. */
  soup_message_headers_replace (headers, "Connection", "close");
  if (body != NULL)
    soup_message_body_append_bytes (soup_server_message_get_response_body (exchange->message),
                                    body);
}

static void
send (TbCityExchange *exchange)
{
  TbCityServer *self = exchange->server;

  tb_city_fault_spoil (exchange);
  if (exchange->fault.mode == TB_CITY_FAULT_CUT) {
    cut (exchange);
    return;
  }
  set_message (exchange);
  note_answer (exchange);
  /* Who does not read its answer is not waited for. */
  tb_city_connection_set_timer (get_connection (exchange), self->limits.idle_ms);
  soup_server_message_unpause (exchange->message);
}

static gboolean
on_late (gpointer data)
{
  TbCityExchange *exchange = data;

  tb_city_exchange_clear_timer (exchange);
  send (exchange);

  return G_SOURCE_REMOVE;
}

void
tb_city_server_answer (TbCityExchange *exchange)
{
  TbCityServer *self = exchange->server;

  if (exchange->is_gone) {
    self->n_open--;
    free_exchange (exchange);
    return;
  }
  if (exchange->fault.mode != TB_CITY_FAULT_CAPTIVE && exchange->fault.mode != TB_CITY_FAULT_BOMB)
    add_common_headers (exchange);
  if (exchange->fault.mode == TB_CITY_FAULT_LATE && !self->is_draining)
    tb_city_exchange_set_timer (exchange, exchange->fault.ms, on_late);
  else
    send (exchange);
}

void
tb_city_server_take_answers (gpointer data)
{
  TbCityServer *self = data;
  g_autoptr (GPtrArray) answered = NULL;
  TbCityCoreStats stats;
  guint advanced;

  if (self->core == NULL)
    return;
  answered = tb_city_core_take (self->core, &advanced);
  tb_city_core_get_stats (self->core, &stats);
  if (strcmp (stats.log_id, self->log_id) != 0) {
    g_free (self->log_id);
    self->log_id = g_strdup (stats.log_id);
  }

  for (guint i = 0; i < answered->len; i++) {
    TbCityExchange *exchange = answered->pdata[i];

    if (exchange->response->status == 0 && !exchange->is_gone)
      tb_city_server_park (self, exchange);
    else
      tb_city_server_answer (exchange);
  }
  if (advanced != 0)
    tb_city_server_wake (self, advanced);
}

static gboolean
on_slow (gpointer data)
{
  TbCityExchange *exchange = data;
  TbCityServer *self = exchange->server;

  tb_city_exchange_clear_timer (exchange);
  tb_city_core_push (self->core, exchange);

  return G_SOURCE_REMOVE;
}

/* Rule: protocol.md §5: snapshot, history, long poll, changes, commands. */
static gboolean
is_too_much (TbCityServer *self, const TbCityExchange *exchange)
{
  TbCityLoad load = exchange->route->load;

  if (exchange->route->is_session)
    return tb_city_core_get_n_waiting (self->core, exchange->route) >= MAX_SIGN_INS;
  if (tb_city_exchange_is_poll (exchange))
    load = TB_CITY_LOAD_POLL;

  return tb_city_core_get_n_waiting (self->core, exchange->route) >=
         tb_city_load_get_max_waiting (load);
}

static void
dispatch (TbCityServer *self, TbCityExchange *exchange)
{
  if (self->is_draining || is_too_much (self, exchange)) {
    tb_city_exchange_set_problem (exchange,
                                  TB_PROBLEM_BUSY,
                                  self->is_draining ? "The city is being stopped"
                                                    : "Too many requests wait already");
    tb_city_server_answer (exchange);
    return;
  }
  if (self->fault != NULL) {
    tb_city_fault_touch (self->fault, exchange);
    exchange->response = tb_city_fault_answer (self->fault, exchange);
  }

  if (exchange->response != NULL)
    tb_city_server_answer (exchange);
  else if (exchange->fault.mode == TB_CITY_FAULT_SLOW)
    tb_city_exchange_set_timer (exchange, exchange->fault.ms, on_slow);
  else
    tb_city_core_push (self->core, exchange);
}

void
tb_city_server_dispatch (TbCityExchange *exchange)
{
  TbCityServer *self = exchange->server;

  exchange->is_dispatched = TRUE;
  self->n_open++;
  tb_city_connection_set_timer (get_connection (exchange), 0);
  tb_city_exchange_complete (exchange);
  soup_server_message_pause (exchange->message);
  dispatch (self, exchange);
}

/* The answer to what the HTTP server itself can make no sense of: it tells nobody before it answers
 * with 400, so that its answer has to be there from the beginning. */
static void
prepare_refusal (TbCityExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  SoupMessageBody *body = soup_server_message_get_response_body (exchange->message);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  tb_city_exchange_set_problem (exchange, TB_PROBLEM_BAD_REQUEST, "This is no HTTP request");
  add_common_headers (exchange);
  g_hash_table_iter_init (&iter, exchange->response->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    soup_message_headers_replace (headers, name, value);
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Date", date);
  soup_message_headers_replace (headers, "Content-Type", exchange->response->content_type);
  soup_message_body_append_bytes (body, exchange->response->body);
}

static void
forget_refusal (TbCityExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  g_autofree char *date = g_strdup (soup_message_headers_get_one (headers, "Date"));

  soup_message_headers_clear (headers);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CONTENT_LENGTH);
  soup_message_headers_replace (headers, "Date", date);
  soup_message_body_truncate (soup_server_message_get_response_body (exchange->message));
  g_clear_pointer (&exchange->response, tb_city_response_free);
}

static void
on_got_headers (SoupServerMessage *message, TbCityExchange *exchange)
{
  TbCityServer *self = exchange->server;
  TbCityConnection *connection = get_connection (exchange);

  forget_refusal (exchange);
  if (connection->is_rejected) {
    exchange->is_rejected = TRUE;
    return;
  }
  if (soup_server_message_get_status (message) >= 400)
    tb_city_exchange_set_problem (exchange, TB_PROBLEM_BAD_REQUEST, "This is no HTTP request");
  else if (tb_city_exchange_accept_headers (exchange, connection->is_front, self->is_demo)) {
    tb_city_connection_set_timer (connection, self->limits.body_ms);
    return;
  }

  tb_city_server_reject (exchange);
}

static void
on_got_chunk (SoupServerMessage *message, GBytes *chunk, TbCityExchange *exchange)
{
  if (exchange->is_rejected || tb_city_exchange_accept_chunk (exchange, chunk))
    return;

  tb_city_server_reject (exchange);
}

/* Answered or hung up, whatever comes first: a request whose headers never came is not "finished",
 * only "disconnected". */
static void
on_finished (SoupServerMessage *message, TbCityExchange *exchange)
{
  TbCityServer *self = exchange->server;
  TbCityConnection *connection = get_connection (exchange);

  if (exchange->is_gone)
    return;
  if (!connection->is_rejected)
    tb_city_connection_set_timer (connection, self->limits.idle_ms);
  tb_city_server_unpark (self, exchange);
  exchange->is_gone = TRUE;
  if (exchange->is_held)
    return;

  if (exchange->is_dispatched && !exchange->is_answered)
    self->n_open--;
  else if (!exchange->is_answered && exchange->response != NULL &&
           soup_server_message_get_status (message) >= 400)
    note_answer (exchange);
  free_exchange (exchange);
}

static void
on_request_started (SoupServer *soup, SoupServerMessage *message, TbCityServer *self)
{
  TbCityExchange *exchange;
  TbCityConnection *connection = tb_city_connection_get (message);

  if (connection == NULL)
    return;
  exchange = tb_city_exchange_new (self, message);
  exchange->connection = connection;
  g_hash_table_add (self->exchanges, exchange);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  connection->is_used = TRUE;
  if (!connection->is_rejected)
    tb_city_connection_set_timer (connection, self->limits.header_ms);

  prepare_refusal (exchange);
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers), exchange);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_got_chunk), exchange);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), exchange);
  g_signal_connect (message, "disconnected", G_CALLBACK (on_finished), exchange);
}

/* The body is whole. */
static void
on_request (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  TbCityExchange *exchange = tb_city_exchange_get (message);

  /* The answer to a rejected request is out already, and the way back is closed. */
  if (exchange == NULL || exchange->is_rejected) {
    soup_server_message_set_status (message, SOUP_STATUS_BAD_REQUEST, NULL);
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "Connection",
                                  "close");
    return;
  }

  tb_city_server_dispatch (exchange);
}

void
tb_city_server_serve (TbCityServer *self)
{
  g_signal_connect (self->soup, "request-started", G_CALLBACK (on_request_started), self);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
}
