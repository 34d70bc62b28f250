/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * TbCityDoor:
 *
 * The listening socket and the connections behind it. SoupServer listens with a backlog of 10,
 * counts nothing and never hangs up on anybody (design/trust.md §8), so connections are accepted
 * here, counted, timed, and handed to it.
 */
typedef struct _TbCityDoor TbCityDoor;

/* One accepted connection, for one request: libsoup 3.2 keeps a connection that its client has
 * closed between two requests for ever, so every answer ends its connection. nginx in front keeps
 * the windows' own connections. */
typedef struct {
  TbCityDoor *door;  /* NULL when it is no longer counted */
  GIOStream *stream; /* borrowed; NULL when it is gone */
  GSocket *socket;
  GSource *timer;
  gboolean is_front;    /* comes from who may name certificates */
  gboolean is_used;     /* a request began */
  gboolean is_rejected; /* its answer is out; whatever else arrives is not looked at */
} TbCityConnection;

/**
 * TbCityDoorOptions:
 * @socket_path: (nullable): Unix socket; NULL: loopback
 * @mode: of the Unix socket
 * @port: of loopback; 0: any free one
 * @front_uid: as in TbCityServerOptions
 * @max: connections at one time; more wait in the backlog
 * @idle_ms: how long a connection may stay without a request
 */
typedef struct {
  const char *socket_path;
  guint mode;
  guint16 port;
  gint64 front_uid;
  guint max;
  guint idle_ms;
} TbCityDoorOptions;

/* Errors are TB_CITY_SERVER_ERROR_LISTEN. @soup is kept. */
TbCityDoor *tb_city_door_open (SoupServer *soup,
                               const TbCityDoorOptions *options,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Hangs up on everybody and closes. */
void tb_city_door_free (TbCityDoor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityDoor, tb_city_door_free)

guint16 tb_city_door_get_port (TbCityDoor *self);
guint tb_city_door_get_n_connections (TbCityDoor *self);
/* Tries again to accept after the process ran out of something; called now and then. */
void tb_city_door_resume (TbCityDoor *self);

/* Stops listening: a connection is refused from now on. Those that are there stay. */
void tb_city_door_shut (TbCityDoor *self);
/* Listens again at the same address. */
gboolean tb_city_door_reopen (TbCityDoor *self, GError **error);
/* Hangs up on everybody. */
void tb_city_door_hang_up (TbCityDoor *self);

/* The connection of @message; NULL when it did not come through a door. */
TbCityConnection *tb_city_connection_get (SoupServerMessage *message);
/* Hangs up in @ms unless something else is set before; 0: never. */
void tb_city_connection_set_timer (TbCityConnection *self, guint ms);
void tb_city_connection_hang_up (TbCityConnection *self);
/* Writes @bytes past the HTTP server, which has not answered yet, says that nothing follows, and
 * lets what the other side still sends run out for two seconds. */
void tb_city_connection_write_last (TbCityConnection *self, const GString *bytes);

G_END_DECLS
