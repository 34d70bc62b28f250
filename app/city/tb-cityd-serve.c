/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "tb-city-server.h"
#include "tb-cityd.h"
#include "tb-json.h"

#define MAX_PEERS_BYTES 65536

typedef struct {
  char *socket;
  char *admin_socket;
  char *peers;
  char *record;
  int port;
  gint64 front_uid;
  gboolean is_demo;
} Options;

static void
clear_options (Options *self)
{
  g_free (self->socket);
  g_free (self->admin_socket);
  g_free (self->peers);
  g_free (self->record);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

/* {"anshan": "64 hex digits", …}; @keys borrows from what is returned. */
static json_t *
read_peers (const char *path, const char **keys, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (json_t) json = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  json = tb_json_parse (text, (gssize) MIN (length, MAX_PEERS_BYTES), error);
  for (int i = 0; json != NULL && i < TB_N_AREAS; i++)
    keys[i] = tb_json_get_string (json, tb_area_get_slug ((TbArea) i));

  return g_steal_pointer (&json);
}

static gboolean
on_signal (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_CONTINUE;
}

static void
run_until_signal (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint term = g_unix_signal_add (SIGTERM, on_signal, loop);
  guint interrupt = g_unix_signal_add (SIGINT, on_signal, loop);

  g_main_loop_run (loop);
  g_source_remove (term);
  g_source_remove (interrupt);
}

static int
serve (const TbCityServerOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityServer) server = tb_city_server_new (options, &error);
  const char *uri;

  if (server == NULL)
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);

  uri = tb_city_server_get_base_uri (server);
  g_print ("%s %s\n",
           tb_area_get_slug (options->city.area),
           uri != NULL ? uri : options->socket_path);
  run_until_signal ();
  tb_city_server_stop (server);

  return TB_CITYD_OK;
}

static int
run (TbCityd *self, const Options *given)
{
  const char *keys[TB_N_AREAS] = { NULL };
  TbCityServerOptions options = {
    .socket_path = given->socket,
    .port = (guint16) MAX (given->port, 0),
    .admin_path = given->admin_socket,
    .record_path = given->record,
    .front_uid = given->front_uid,
    .peer_keys = keys,
  };
  g_autoptr (json_t) peers = NULL;
  g_autoptr (GError) error = NULL;
  int code = TB_CITYD_FAILED;

  if (given->peers != NULL)
    peers = read_peers (given->peers, keys, &error);
  if (error == NULL && tb_cityd_fill_options (self, &options.city, &error)) {
    options.city.is_demo = given->is_demo;
    /* Elsewhere only a backup makes history durable (tongban-cityd backup). */
    options.city.is_local = given->is_demo;
    code = serve (&options);
  } else {
    tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);
  }
  tb_cityd_clear_options (&options.city);

  return code;
}

int
tb_cityd_serve (int argc, char **argv)
{
  g_auto (TbCityd) self = { TB_AREA_NONE };
  g_auto (Options) given = { .port = -1, .front_uid = -1 };
  const GOptionEntry entries[] = {
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &given.socket, NULL, NULL },
    { "port", 0, 0, G_OPTION_ARG_INT, &given.port, NULL, NULL },
    { "admin-socket", 0, 0, G_OPTION_ARG_FILENAME, &given.admin_socket, NULL, NULL },
    { "peers", 0, 0, G_OPTION_ARG_FILENAME, &given.peers, NULL, NULL },
    { "front-uid", 0, 0, G_OPTION_ARG_INT64, &given.front_uid, NULL, NULL },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &given.is_demo, NULL, NULL },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &given.record, NULL, NULL },
    { NULL },
  };

  if (!tb_cityd_parse (&self, entries, TRUE, &argc, &argv))
    return TB_CITYD_USAGE;
  if ((given.socket == NULL) == (given.port < 0) || given.port > G_MAXUINT16)
    return (int) tb_cityd_fail (TB_CITYD_USAGE, _ ("either --socket or --port is needed"));
  /* What windows send is about real people everywhere else. */
  if (given.record != NULL && !given.is_demo)
    return (int) tb_cityd_fail (TB_CITYD_USAGE, _ ("--record needs --demo"));

  return run (&self, &given);
}
