/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stub-city.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tb-problem.h"

struct _StubCity {
  GSocketService *service;
  GTlsCertificate *certificate;
  char *folder;
  char *path;
  char *base;
  StubHandler handler;
  gpointer data;
  guint n_requests;
  guint n_open;
  GPtrArray *connections;
};

/* One connection, freed when it has ended or with its server. */
typedef struct {
  StubCity *city;
  GIOStream *stream;
  GCancellable *cancellable;
  GByteArray *request;
  GByteArray *reply;
  GSource *delay;
  gboolean hangs;
  gboolean keeps;
  guint8 piece[65536];
} Connection;

static void
connection_free (Connection *self)
{
  self->city->n_open--;
  if (self->delay != NULL)
    g_source_destroy (self->delay);
  g_clear_pointer (&self->delay, g_source_unref);
  g_object_unref (self->stream);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->request);
  g_clear_pointer (&self->reply, g_byte_array_unref);
  g_free (self);
}

static void
end_connection (Connection *self)
{
  g_io_stream_close (self->stream, NULL, NULL);
  g_ptr_array_remove_fast (self->city->connections, self);
}

static void read_more (Connection *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Connection *self = user_data;
  gboolean is_written =
      g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->keeps && is_written) {
    g_byte_array_set_size (self->request, 0);
    g_clear_pointer (&self->reply, g_byte_array_unref);
    g_clear_pointer (&self->delay, g_source_unref);
  }
  if ((self->hangs || self->keeps) && is_written)
    read_more (self);
  else
    end_connection (self);
}

static gboolean
write_reply_cb (gpointer user_data)
{
  Connection *self = user_data;

  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                   self->reply->data,
                                   self->reply->len,
                                   G_PRIORITY_DEFAULT,
                                   self->cancellable,
                                   written_cb,
                                   self);
  return G_SOURCE_REMOVE;
}

static void
answer (Connection *self, const char *head, const char *body, gsize length)
{
  g_auto (GStrv) words = g_strsplit (head, " ", 3);
  StubRequest request = { words[0], words[1], head, body, length };
  StubReply reply = { .raw = g_byte_array_new () };

  self->city->n_requests++;
  self->city->handler (&request, &reply, self->city->data);
  self->reply = reply.raw;
  self->hangs = reply.hangs;
  self->keeps = reply.keeps;
  self->delay = g_timeout_source_new (reply.delay_ms);
  g_source_set_callback (self->delay, write_reply_cb, self, NULL);
  g_source_attach (self->delay, NULL);
}

static gsize
body_length (const char *head)
{
  const char *line = strstr (head, "Content-Length: ");

  return line == NULL ? 0 : (gsize) g_ascii_strtoull (line + strlen ("Content-Length: "), NULL, 10);
}

/* Answers when the request has come whole. */
static gboolean
try_answer (Connection *self)
{
  const char *bytes = (const char *) self->request->data;
  const char *end = memmem (bytes, self->request->len, "\r\n\r\n", 4);
  g_autofree char *head = NULL;
  gsize there;

  if (end == NULL)
    return FALSE;
  head = g_strndup (bytes, (gsize) (end - bytes) + 2);
  there = self->request->len - (gsize) (end + 4 - bytes);
  if (there < body_length (head))
    return FALSE;
  answer (self, head, end + 4, there);

  return TRUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Connection *self = user_data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (length <= 0) {
    end_connection (self);
    return;
  }
  g_byte_array_append (self->request, self->piece, (guint) length);
  if (self->reply != NULL || !try_answer (self))
    read_more (self);
}

static void
read_more (Connection *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream),
                             self->piece,
                             sizeof self->piece,
                             G_PRIORITY_DEFAULT,
                             self->cancellable,
                             read_cb,
                             self);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *socket,
             GObject *source,
             gpointer user_data)
{
  StubCity *city = user_data;
  Connection *self = g_new0 (Connection, 1);

  self->city = city;
  city->n_open++;
  if (city->certificate != NULL)
    self->stream = g_tls_server_connection_new (G_IO_STREAM (socket), city->certificate, NULL);
  else
    self->stream = g_object_ref (G_IO_STREAM (socket));
  self->cancellable = g_cancellable_new ();
  self->request = g_byte_array_new ();
  g_ptr_array_add (city->connections, self);
  read_more (self);

  return TRUE;
}

static StubCity *
new_city (StubHandler handler, gpointer data)
{
  StubCity *self = g_new0 (StubCity, 1);

  self->handler = handler;
  self->data = data;
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) connection_free);
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);

  return self;
}

StubCity *
stub_city_new (StubHandler handler, gpointer data)
{
  StubCity *self = new_city (handler, data);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("tb-stub-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "city.sock", NULL);
  self->base = g_strconcat ("unix:", self->path, NULL);
  address = g_unix_socket_address_new (self->path);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service),
                                 address,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT,
                                 NULL,
                                 NULL,
                                 &error);
  g_assert_no_error (error);

  return self;
}

StubCity *
stub_city_new_tls (GTlsCertificate *certificate, StubHandler handler, gpointer data)
{
  StubCity *self = new_city (handler, data);
  g_autoptr (GError) error = NULL;
  guint16 port;

  self->certificate = g_object_ref (certificate);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  self->base = g_strdup_printf ("https://localhost:%u/v1", port);

  return self;
}

void
stub_city_free (StubCity *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    g_cancellable_cancel (((Connection *) self->connections->pdata[i])->cancellable);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  /* Cancelled reads and writes end in the loop, with their connection still there. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (self->connections);
  g_object_unref (self->service);
  g_clear_object (&self->certificate);
  if (self->folder != NULL) {
    g_remove (self->path);
    g_rmdir (self->folder);
  }
  g_free (self->folder);
  g_free (self->path);
  g_free (self->base);
  g_free (self);
}

const char *
stub_city_get_base (StubCity *self)
{
  return self->base;
}

guint
stub_city_get_n_requests (StubCity *self)
{
  return self->n_requests;
}

guint
stub_city_get_n_open (StubCity *self)
{
  return self->n_open;
}

void
stub_reply_raw (StubReply *reply, const char *text)
{
  g_byte_array_append (reply->raw, (const guint8 *) text, (guint) strlen (text));
}

void
stub_reply_city (StubReply *reply,
                 guint status,
                 const char *type,
                 const char *extra,
                 const char *body)
{
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %u Stub\r\n"
                                           "Content-Type: %s\r\n"
                                           "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                                           "Tongban-Log: " STUB_LOG "\r\n"
                                           "Tongban-Protocol: 1\r\n"
                                           "Connection: close\r\n"
                                           "%s\r\n",
                                           status,
                                           type,
                                           strlen (body),
                                           extra);

  stub_reply_raw (reply, head);
  stub_reply_raw (reply, body);
}

void
stub_reply_problem (StubReply *reply, const char *name, const char *extra)
{
  TbProblem problem = (TbProblem) tb_problem_from_name (name);
  g_autoptr (json_t) document = tb_problem_build (problem, NULL, "%s", "stub");
  g_autofree char *body = tb_json_to_string (document);

  stub_reply_city (reply, tb_problem_get_status (problem), TB_PROBLEM_MEDIA_TYPE, extra, body);
}
