/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-metropolis-control"

#include "config.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tb-metropolis-private.h"

/* Orders and answers are short. */
#define MAX_LINE 4096

char *
tb_metropolis_dup_control_path (const char *folder)
{
  return g_build_filename (folder, "sockets", "control", NULL);
}

static void
send_line (GOutputStream *stream, const json_t *json)
{
  g_autofree char *text = tb_json_to_string (json);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  g_output_stream_write_all (stream, line, strlen (line), NULL, NULL, NULL);
}

static json_t *
obey (TbMetropolis *self, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) order = tb_json_parse (line, -1, &error);
  json_t *answer = order != NULL ? tb_metropolis_order (self, order, &error) : NULL;

  return answer != NULL ? answer : json_pack ("{s:s}", "error", error->message);
}

typedef struct {
  TbMetropolis *metropolis;
  GSocketConnection *connection;
  GDataInputStream *lines;
} Caller;

static void
caller_free (Caller *self)
{
  g_object_unref (self->metropolis);
  g_object_unref (self->connection);
  g_object_unref (self->lines);
  g_free (self);
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Caller *caller = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (caller->lines, result, NULL, NULL);

  if (line != NULL && strlen (line) <= MAX_LINE) {
    g_autoptr (json_t) answer = obey (caller->metropolis, line);

    send_line (g_io_stream_get_output_stream (G_IO_STREAM (caller->connection)), answer);
  }
  caller_free (caller);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  Caller *caller = g_new0 (Caller, 1);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));

  caller->metropolis = g_object_ref (user_data);
  caller->connection = g_object_ref (connection);
  caller->lines = g_data_input_stream_new (input);
  g_data_input_stream_read_line_async (caller->lines,
                                       G_PRIORITY_DEFAULT,
                                       NULL,
                                       line_read_cb,
                                       caller);

  return TRUE;
}

GSocketService *
tb_metropolis_listen (TbMetropolis *self, const char *folder, GError **error)
{
  g_autofree char *path = tb_metropolis_dup_control_path (folder);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketService) service = g_socket_service_new ();

  g_unlink (path);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service),
                                      address,
                                      G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT,
                                      NULL,
                                      NULL,
                                      error))
    return NULL;
  g_chmod (path, 0600);
  g_signal_connect_object (service, "incoming", G_CALLBACK (incoming_cb), self, 0);
  g_socket_service_start (service);

  return g_steal_pointer (&service);
}

json_t *
tb_metropolis_ask (const char *folder, const json_t *order, GError **error)
{
  g_autofree char *path = tb_metropolis_dup_control_path (folder);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;
  g_autoptr (json_t) answer = NULL;

  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
  if (connection == NULL)
    return NULL;
  send_line (g_io_stream_get_output_stream (G_IO_STREAM (connection)), order);
  lines = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  line = g_data_input_stream_read_line (lines, NULL, NULL, error);
  if (line == NULL) {
    if (error != NULL && *error == NULL)
      g_set_error (error,
                   TB_METROPOLIS_ERROR,
                   TB_METROPOLIS_ERROR_ORDER,
                   _ ("The demo ended before it answered"));
    return NULL;
  }
  answer = tb_json_parse (line, -1, error);
  if (answer != NULL && tb_json_get_string (answer, "error") != NULL) {
    g_set_error (error,
                 TB_METROPOLIS_ERROR,
                 TB_METROPOLIS_ERROR_ORDER,
                 "%s",
                 tb_json_get_string (answer, "error"));
    return NULL;
  }

  return g_steal_pointer (&answer);
}
