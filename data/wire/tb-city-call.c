/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-call"

#include "config.h"

#include "tb-city-call.h"

#include <string.h>

#include "tb-city-client-private.h"
#include "tb-inflate.h"
#include "tb-time.h"
#include "tb-uuid.h"

#define PIECE (64 * 1024)
/* A page is at most TB_INFLATE_MAX_BYTES, packed or not; an attachment may be longer. */
#define MAX_BLOB_BYTES (64 * 1024 * 1024)

#define LATE_CONNECTION "no connection"
#define LATE_HEADERS    "no answer"
#define LATE_BODY       "nothing more of the answer"

/* One request on its way, owned by its task. */
typedef struct {
  TbCityCall *call;
  SoupMessage *message;
  GCancellable *inner; /* cancelled by the caller's cancellable or by our timer */
  GCancellable *outer;
  gulong outer_id;
  GSource *timer;
  const char *late; /* what did not come in time, when the timer has fired */
  GInputStream *stream;
  TbInflate *inflate;
  GByteArray *raw;  /* what was read last */
  GByteArray *body; /* unpacked; while streaming, what has not been handed over */
  gsize n_body;     /* unpacked in all */
  gboolean is_streaming;
  gint64 sent_us;
} Exchange;

TbCityCall *
tb_city_call_new (const char *method, TbCityBody expects, const char *format, ...)
{
  TbCityCall *self = g_new0 (TbCityCall, 1);
  va_list args;

  self->method = method;
  self->expects = expects;
  va_start (args, format);
  self->path = g_strdup_vprintf (format, args);
  va_end (args);

  return self;
}

void
tb_city_call_set_json (TbCityCall *self, const json_t *json)
{
  char *text = tb_json_to_string (json);

  self->body = g_bytes_new_take (text, strlen (text));
  self->content_type = "application/json";
}

void
tb_city_call_free (TbCityCall *self)
{
  g_free (self->path);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_range);
  g_free (self->purpose);
  g_free (self);
}

static void
stop_timer (Exchange *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
exchange_free (Exchange *self)
{
  stop_timer (self);
  if (self->outer_id != 0)
    g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_pointer (&self->call, tb_city_call_free);
  g_clear_object (&self->message);
  g_clear_object (&self->inner);
  g_clear_object (&self->outer);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->inflate, tb_inflate_free);
  g_clear_pointer (&self->raw, g_byte_array_unref);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_free (self);
}

static gboolean
too_late_cb (gpointer user_data)
{
  Exchange *self = user_data;

  self->late = g_source_get_name (self->timer);
  stop_timer (self);
  g_cancellable_cancel (self->inner);

  return G_SOURCE_REMOVE;
}

/* @late is static and names what is waited for. */
static void
start_timer (Exchange *self, guint ms, const char *late)
{
  stop_timer (self);
  self->timer = g_timeout_source_new (ms);
  g_source_set_static_name (self->timer, late);
  g_source_set_callback (self->timer, too_late_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
caller_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static const char *
response_header (const Exchange *self, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->message), name);
}

static const char *
area_name (GTask *task)
{
  TbCityClient *client = g_task_get_source_object (task);

  return tb_area_get_name_en (client->area);
}

/* Ends the exchange with @error, which it takes over. A connection that may still be talking is
 * closed with it. */
static void
fail (GTask *task, GError *error)
{
  Exchange *self = g_task_get_task_data (task);

  stop_timer (self);
  g_cancellable_cancel (self->inner);
  if (self->stream != NULL)
    g_input_stream_close_async (self->stream, G_PRIORITY_DEFAULT, self->inner, NULL, NULL);
  g_task_return_error (task, error);
}

/* The same for an error of the transport, which it takes over. */
static void
fail_transport (GTask *task, GError *cause)
{
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) owned = cause;
  GError *error = NULL;

  if (self->late != NULL)
    tb_city_error_set (&error,
                       TB_CITY_ERROR_UNREACHABLE,
                       0,
                       "%s: %s in time",
                       area_name (task),
                       self->late);
  else if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    error = g_steal_pointer (&owned);
  else
    tb_city_error_set_from_transport (&error, area_name (task), owned);
  fail (task, error);
}

static TbCityReply
describe_reply (const Exchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  return (TbCityReply){
    .status = soup_message_get_status (self->message),
    .content_type = soup_message_headers_get_content_type (headers, NULL),
    .retry_after = response_header (self, "Retry-After"),
    .log_id = response_header (self, "Tongban-Log"),
    .protocol = response_header (self, "Tongban-Protocol"),
    .body = self->body == NULL ? NULL : (const char *) self->body->data,
    .length = self->body == NULL ? 0 : self->body->len,
  };
}

/* Whether the answer's status and type are what the contract promises for a success. */
static gboolean
is_success (const Exchange *self, const TbCityReply *reply)
{
  gboolean is_head = strcmp (self->call->method, "HEAD") == 0;

  if (!tb_city_reply_is_of_city (reply))
    return FALSE;
  if (is_head && reply->status == 404)
    return response_header (self, "Tongban-Have") != NULL;

  switch (self->call->expects) {
  case TB_CITY_BODY_JSON:
    return (reply->status == 200 || reply->status == 201) &&
           g_strcmp0 (reply->content_type, "application/json") == 0;
  case TB_CITY_BODY_LINES:
    return reply->status == 200 && g_strcmp0 (reply->content_type, "application/x-ndjson") == 0;
  case TB_CITY_BODY_BLOB:
    return reply->status == 200;
  case TB_CITY_BODY_NONE:
  default:
    return reply->status == 200 || reply->status == 201 || reply->status == 202 ||
           reply->status == 204;
  }
}

static void
read_times (const Exchange *self, TbCityClient *client, TbCityAnswer *answer)
{
  const char *date = response_header (self, "Date");
  g_autoptr (GDateTime) time = date == NULL ? NULL : soup_date_time_new_from_http_string (date);

  answer->middle_us = self->sent_us + (tb_clock_wall_us (client->clock) - self->sent_us) / 2;
  if (tb_time_parse (tb_json_get_string (answer->json, "now"), &answer->city_us))
    return;
  /* The header has whole seconds, cut off: half a second is right on the average. */
  if (time != NULL)
    answer->city_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + G_USEC_PER_SEC / 2;
}

static gint64
read_have (const Exchange *self)
{
  const char *text = response_header (self, "Tongban-Have");
  gint64 have;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &have, NULL))
    return -1;

  return have;
}

static TbCityAnswer *
build_answer (GTask *task, const TbCityReply *reply, GError **error)
{
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (TbCityAnswer) answer = g_new0 (TbCityAnswer, 1);
  g_autoptr (GError) problem = NULL;

  answer->status = reply->status;
  answer->log_id = g_strdup (reply->log_id);
  answer->etag = g_strdup (response_header (self, "ETag"));
  answer->have = read_have (self);
  if (self->call->expects == TB_CITY_BODY_JSON) {
    answer->json = tb_json_parse ((const char *) self->body->data, self->body->len, &problem);
    if (answer->json == NULL) {
      tb_city_error_set (error,
                         TB_CITY_ERROR_PROTOCOL,
                         reply->status,
                         "%s: an answer that is not strict JSON: %s",
                         area_name (task),
                         problem->message);
      return NULL;
    }
  }
  read_times (self, g_task_get_source_object (task), answer);
  if (!self->is_streaming)
    answer->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));

  return g_steal_pointer (&answer);
}

/* The body is whole: judges the answer. */
static void
finish (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  TbCityReply reply = describe_reply (self);
  TbCityAnswer *answer = NULL;
  GError *error = NULL;

  stop_timer (self);
  if (self->inflate != NULL && !tb_inflate_is_whole (self->inflate) && self->n_body > 0)
    tb_city_error_set (&error,
                       TB_CITY_ERROR_UNREACHABLE,
                       0,
                       "%s: the answer was cut off",
                       area_name (task));
  else if (!is_success (self, &reply))
    tb_city_error_set_from_reply (&error, area_name (task), &reply);
  else
    answer = build_answer (task, &reply, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) tb_city_answer_free);
}

static gboolean
check_size (GTask *task, GError **error)
{
  Exchange *self = g_task_get_task_data (task);
  gsize limit =
      self->call->expects == TB_CITY_BODY_BLOB ? MAX_BLOB_BYTES : (gsize) TB_INFLATE_MAX_BYTES;

  if (self->n_body <= limit)
    return TRUE;
  tb_city_error_set (error,
                     TB_CITY_ERROR_PROTOCOL,
                     soup_message_get_status (self->message),
                     "%s: an answer of more than %" G_GSIZE_FORMAT " bytes",
                     area_name (task),
                     limit);
  return FALSE;
}

/* Moves what was read, unpacked, to the end of the body. */
static gboolean
unpack (GTask *task, gsize length, GError **error)
{
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) cause = NULL;
  gsize before = self->body->len;

  if (self->inflate == NULL) {
    g_byte_array_append (self->body, self->raw->data, (guint) length);
  } else if (!tb_inflate_feed (self->inflate, self->raw->data, length, self->body, &cause)) {
    tb_city_error_set (error,
                       TB_CITY_ERROR_PROTOCOL,
                       soup_message_get_status (self->message),
                       "%s: %s",
                       area_name (task),
                       cause->message);
    return FALSE;
  }
  self->n_body += self->body->len - before;

  return check_size (task, error);
}

/* Hands over the whole lines that have come, keeps the piece of a line behind them. */
static gboolean
hand_over_lines (Exchange *self, GError **error)
{
  const char *bytes = (const char *) self->body->data;
  const char *last = self->body->len == 0 ? NULL : memrchr (bytes, '\n', self->body->len);
  gsize length;

  if (last == NULL)
    return TRUE;
  length = (gsize) (last - bytes) + 1;
  if (!self->call->lines (response_header (self, "Tongban-Log"),
                          bytes,
                          length,
                          self->call->lines_data,
                          error))
    return FALSE;
  g_byte_array_remove_range (self->body, 0, (guint) length);

  return TRUE;
}

static void read_more (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  GError *error = NULL;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (length < 0) {
    fail_transport (task, error);
    return;
  }
  if (length == 0) {
    finish (task);
    return;
  }
  if (!unpack (task, (gsize) length, &error) ||
      (self->is_streaming && !hand_over_lines (self, &error))) {
    fail (task, error);
    return;
  }
  read_more (g_steal_pointer (&task));
}

/* Takes @task over. */
static void
read_more (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  TbCityClient *client = g_task_get_source_object (task);

  start_timer (self, client->timeouts.idle_ms, LATE_BODY);
  g_input_stream_read_async (self->stream,
                             self->raw->data,
                             PIECE,
                             G_PRIORITY_DEFAULT,
                             self->inner,
                             read_cb,
                             task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  GError *error = NULL;
  TbCityReply reply;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL) {
    fail_transport (task, error);
    return;
  }

  self->raw = g_byte_array_sized_new (PIECE);
  self->body = g_byte_array_new ();
  if (g_strcmp0 (response_header (self, "Content-Encoding"), "gzip") == 0)
    self->inflate = tb_inflate_new ();
  reply = describe_reply (self);
  self->is_streaming = self->call->lines != NULL && is_success (self, &reply);
  read_more (g_steal_pointer (&task));
}

static void
connected_cb (SoupMessage *message, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *self = g_task_get_task_data (task);
  TbCityClient *client = g_task_get_source_object (task);
  guint wait_ms = self->call->wait_s * 1000;

  start_timer (self,
               wait_ms > 0 ? wait_ms + client->timeouts.poll_ms : client->timeouts.header_ms,
               LATE_HEADERS);
}

static SoupMessage *
build_message (TbCityClient *self, const TbCityCall *call)
{
  g_autofree char *uri = g_strconcat (self->base, call->path, NULL);
  g_autofree char *request = tb_uuid_new (self->clock, self->random);
  g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);
  SoupMessage *message = soup_message_new (call->method, uri);
  SoupMessageHeaders *headers;

  g_return_val_if_fail (message != NULL, NULL);

  headers = soup_message_get_request_headers (message);
  soup_message_headers_append (headers, "Tongban-Protocol", "1");
  soup_message_headers_append (headers, "Tongban-Request", request);
  soup_message_headers_append (headers, "Accept-Encoding", "gzip");
  if (self->device != NULL)
    soup_message_headers_append (headers, "Tongban-Device", self->device);
  if (call->with_token && self->token != NULL)
    soup_message_headers_append (headers, "Authorization", bearer);
  if (call->purpose != NULL)
    soup_message_headers_append (headers, "Tongban-Purpose", call->purpose);
  if (call->content_range != NULL)
    soup_message_headers_append (headers, "Content-Range", call->content_range);
  if (call->body != NULL)
    soup_message_set_request_body_from_bytes (message, call->content_type, call->body);
  if (self->certificate != NULL)
    soup_message_set_tls_client_certificate (message, self->certificate);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);

  return message;
}

void
tb_city_client_run_async (TbCityClient *self,
                          TbCityCall *call,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, tb_city_client_run_async);
  g_task_set_task_data (task, exchange, (GDestroyNotify) exchange_free);
  exchange->call = call;
  exchange->inner = g_cancellable_new ();
  exchange->sent_us = tb_clock_wall_us (self->clock);
  exchange->message = build_message (self, call);
  if (cancellable != NULL) {
    exchange->outer = g_object_ref (cancellable);
    exchange->outer_id = g_cancellable_connect (cancellable,
                                                G_CALLBACK (caller_cancelled_cb),
                                                exchange->inner,
                                                NULL);
  }

  /* The task outlives the message's signals: both end in sent_cb. */
  g_signal_connect (exchange->message, "starting", G_CALLBACK (connected_cb), task);
  start_timer (exchange, self->timeouts.connect_ms, LATE_CONNECTION);
  soup_session_send_async (self->session,
                           exchange->message,
                           G_PRIORITY_DEFAULT,
                           exchange->inner,
                           sent_cb,
                           g_steal_pointer (&task));
}
