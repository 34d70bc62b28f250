/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include "tb-city-door.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tb-city-server.h"

#define BACKLOG     1024
#define ACCEPT_MANY 64
#define LINGER_MS   2000

struct _TbCityDoor {
  SoupServer *soup;
  char *socket_path;
  guint mode;
  guint16 port;
  gint64 front_uid;
  guint max;
  guint idle_ms;
  GSocket *socket;
  GSource *source;
  GSocketAddress *here; /* what the HTTP server is told: it knows internet addresses only */
  GHashTable *connections;
};

static const char connection_key[] = "tb-city-connection";

static void start_accepting (TbCityDoor *self);
static void release_connection (gpointer connection);

TbCityConnection *
tb_city_connection_get (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  return address != NULL ? g_object_get_data (G_OBJECT (address), connection_key) : NULL;
}

static void
clear_timer (TbCityConnection *self)
{
  if (self->timer == NULL)
    return;

  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

/* No longer counted; @self lives on while somebody holds it. */
static void
leave (TbCityConnection *self)
{
  TbCityDoor *door = self->door;

  if (door == NULL)
    return;

  self->door = NULL;
  g_hash_table_remove (door->connections, self);
  start_accepting (door);
}

/* libsoup 3.2 forgets a connection on which no request ever began: it neither closes it when the
 * other side does nor tells anybody. The stream is closed here, so that no descriptor is kept. */
void
tb_city_connection_hang_up (TbCityConnection *self)
{
  clear_timer (self);
  self->is_rejected = TRUE;
  if (self->is_used || self->stream == NULL) {
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
    return;
  }

  g_io_stream_close (self->stream, NULL, NULL);
  leave (self);
}

static gboolean
on_timer (gpointer data)
{
  TbCityConnection *self = g_rc_box_acquire (data);

  tb_city_connection_hang_up (self);
  release_connection (self);

  return G_SOURCE_REMOVE;
}

void
tb_city_connection_set_timer (TbCityConnection *self, guint ms)
{
  clear_timer (self);
  if (ms == 0)
    return;

  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

void
tb_city_connection_write_last (TbCityConnection *self, const GString *bytes)
{
  self->is_rejected = TRUE;
  g_socket_send_with_blocking (self->socket, bytes->str, bytes->len, FALSE, NULL, NULL);
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
  tb_city_connection_set_timer (self, LINGER_MS);
}

static void
clear_connection (gpointer data)
{
  TbCityConnection *self = data;

  clear_timer (self);
  g_object_unref (self->socket);
}

/* Held by the door while it counts, by the stream, and by the address that its messages carry. */
static void
release_connection (gpointer connection)
{
  g_rc_box_release_full (connection, clear_connection);
}

/* The stream is gone: nobody can ask through it any more. */
static void
on_stream_gone (gpointer data, GObject *stream)
{
  TbCityConnection *self = data;

  self->stream = NULL;
  clear_timer (self);
  self->is_rejected = TRUE;
  leave (self);
  release_connection (self);
}

/* Rule: SEC, design/trust.md §8: only the web server in front may say whose certificate it saw. */
static gboolean
is_front (TbCityDoor *self, GSocket *socket)
{
  g_autoptr (GCredentials) credentials = NULL;
  uid_t uid;

  if (self->socket_path == NULL)
    return FALSE;
  credentials = g_socket_get_credentials (socket, NULL);
  if (credentials == NULL)
    return FALSE;
  uid = g_credentials_get_unix_user (credentials, NULL);
  if (self->front_uid >= 0)
    return (gint64) uid == self->front_uid;

  return uid == getuid () || uid == 0;
}

static void
welcome (TbCityDoor *self, GSocket *socket)
{
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GSocketAddress) there = g_inet_socket_address_new_from_string ("127.0.0.1", 1);
  TbCityConnection *connection = g_rc_box_new0 (TbCityConnection);
  g_autoptr (GError) error = NULL;

  connection->door = self;
  connection->stream = G_IO_STREAM (stream);
  connection->socket = g_object_ref (socket);
  connection->is_front = is_front (self, socket);
  g_hash_table_add (self->connections, connection);
  g_object_set_data_full (G_OBJECT (there),
                          connection_key,
                          g_rc_box_acquire (connection),
                          release_connection);
  g_object_weak_ref (G_OBJECT (stream), on_stream_gone, g_rc_box_acquire (connection));
  tb_city_connection_set_timer (connection, self->idle_ms);

  if (!soup_server_accept_iostream (self->soup, G_IO_STREAM (stream), self->here, there, &error))
    g_warning ("A connection cannot be served: %s", error->message);
}

static void
stop_accepting (TbCityDoor *self)
{
  if (self->source == NULL)
    return;

  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static gboolean
on_callers (GSocket *listener, GIOCondition condition, gpointer data)
{
  TbCityDoor *self = data;

  for (int i = 0; i < ACCEPT_MANY; i++) {
    g_autoptr (GSocket) socket = NULL;
    g_autoptr (GError) error = NULL;

    if (g_hash_table_size (self->connections) >= self->max) {
      stop_accepting (self);
      return G_SOURCE_REMOVE;
    }
    socket = g_socket_accept (listener, NULL, &error);
    if (socket != NULL) {
      welcome (self, socket);
      continue;
    }
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      return G_SOURCE_CONTINUE;
    /* Out of descriptors, say: tb_city_door_resume() tries again. */
    g_warning ("No connection can be accepted: %s", error->message);
    stop_accepting (self);
    return G_SOURCE_REMOVE;
  }

  return G_SOURCE_CONTINUE;
}

static void
start_accepting (TbCityDoor *self)
{
  if (self->source != NULL || self->socket == NULL ||
      g_hash_table_size (self->connections) >= self->max)
    return;

  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_callers), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

void
tb_city_door_resume (TbCityDoor *self)
{
  start_accepting (self);
}

/* A socket file that nobody listens at is what a killed process left behind. */
static gboolean
clear_path (const char *path, GError **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) probe = NULL;
  GStatBuf info;

  if (g_lstat (path, &info) != 0)
    return TRUE;
  if (!S_ISSOCK (info.st_mode)) {
    g_set_error (error,
                 TB_CITY_SERVER_ERROR,
                 TB_CITY_SERVER_ERROR_LISTEN,
                 "%s is there and is no socket",
                 path);
    return FALSE;
  }

  probe = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, error);
  if (probe == NULL)
    return FALSE;
  if (g_socket_connect (probe, address, NULL, NULL)) {
    g_set_error (error,
                 TB_CITY_SERVER_ERROR,
                 TB_CITY_SERVER_ERROR_LISTEN,
                 "Another process listens at %s",
                 path);
    return FALSE;
  }
  g_unlink (path);

  return TRUE;
}

static GSocketAddress *
new_address (TbCityDoor *self)
{
  if (self->socket_path != NULL)
    return g_unix_socket_address_new (self->socket_path);

  return g_inet_socket_address_new_from_string ("127.0.0.1", self->port);
}

static gboolean
bind_and_listen (TbCityDoor *self, GError **error)
{
  g_autoptr (GSocketAddress) address = new_address (self);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = NULL;

  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM, 0, error);
  if (socket == NULL)
    return FALSE;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error))
    return FALSE;
  if (self->socket_path != NULL && g_chmod (self->socket_path, (int) self->mode) != 0)
    g_warning ("%s keeps its mode: %s", self->socket_path, g_strerror (errno));
  if (!g_socket_listen (socket, error))
    return FALSE;

  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return FALSE;
  if (self->socket_path == NULL)
    self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->socket = g_steal_pointer (&socket);

  return TRUE;
}

gboolean
tb_city_door_reopen (TbCityDoor *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (self->socket != NULL)
    return TRUE;
  if (self->socket_path != NULL && !clear_path (self->socket_path, error))
    return FALSE;
  if (!bind_and_listen (self, &local)) {
    g_set_error (error,
                 TB_CITY_SERVER_ERROR,
                 TB_CITY_SERVER_ERROR_LISTEN,
                 "Nothing can be listened at: %s",
                 local->message);
    return FALSE;
  }
  start_accepting (self);

  return TRUE;
}

TbCityDoor *
tb_city_door_open (SoupServer *soup, const TbCityDoorOptions *options, GError **error)
{
  g_autoptr (TbCityDoor) self = g_new0 (TbCityDoor, 1);

  self->soup = g_object_ref (soup);
  self->socket_path = g_strdup (options->socket_path);
  self->mode = options->mode;
  self->port = options->port;
  self->front_uid = options->front_uid;
  self->max = options->max;
  self->idle_ms = options->idle_ms;
  self->here = g_inet_socket_address_new_from_string ("127.0.0.1", 80);
  self->connections = g_hash_table_new_full (NULL, NULL, release_connection, NULL);
  if (!tb_city_door_reopen (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
tb_city_door_shut (TbCityDoor *self)
{
  stop_accepting (self);
  if (self->socket == NULL)
    return;

  g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);
  if (self->socket_path != NULL)
    g_unlink (self->socket_path);
}

void
tb_city_door_hang_up (TbCityDoor *self)
{
  g_autoptr (GList) connections = g_hash_table_get_keys (self->connections);

  for (GList *l = connections; l != NULL; l = l->next)
    tb_city_connection_hang_up (l->data);
}

void
tb_city_door_free (TbCityDoor *self)
{
  GHashTableIter iter;
  gpointer connection;

  if (self == NULL)
    return;

  tb_city_door_shut (self);
  if (self->connections != NULL) {
    tb_city_door_hang_up (self);
    g_hash_table_iter_init (&iter, self->connections);
    while (g_hash_table_iter_next (&iter, &connection, NULL))
      ((TbCityConnection *) connection)->door = NULL;
    g_hash_table_unref (self->connections);
  }
  g_clear_object (&self->here);
  g_clear_object (&self->soup);
  g_free (self->socket_path);
  g_free (self);
}

guint16
tb_city_door_get_port (TbCityDoor *self)
{
  return self->port;
}

guint
tb_city_door_get_n_connections (TbCityDoor *self)
{
  return g_hash_table_size (self->connections);
}
