/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include <string.h>

#include "tb-city-server-private.h"
#include "tb-json.h"

#define MAX_FAULT_BYTES 4096

static void
reply (SoupServerMessage *message, guint status, const char *type, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
give_metrics (TbCityServer *self, SoupServerMessage *message)
{
  const TbCityGauges gauges = {
    .n_connections = tb_city_door_get_n_connections (self->door),
    .n_polls = g_hash_table_size (self->polls),
    .n_open = self->n_open,
    .n_waiting = tb_city_core_get_n_waiting (self->core, NULL),
    .n_stalls = self->n_stalls,
  };
  TbCityCoreStats stats;
  g_autofree char *text = NULL;

  tb_city_core_get_stats (self->core, &stats);
  text = tb_city_metrics_to_text (self->metrics, &stats, &gauges);
  reply (message, 200, "text/plain; version=0.0.4", text);
}

/* Ready for requests: the log can be written, and nobody is stopping the city. */
static void
give_ready (TbCityServer *self, SoupServerMessage *message)
{
  TbCityCoreStats stats;

  tb_city_core_get_stats (self->core, &stats);
  if (self->is_draining)
    reply (message, 503, "text/plain", "stopping\n");
  else if (stats.is_stopped)
    reply (message, 503, "text/plain", "the log cannot be written\n");
  else
    reply (message, 200, "text/plain", "ready\n");
}

static void
set_fault (TbCityServer *self, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (json_t) json = NULL;
  g_autoptr (GError) error = NULL;

  if (body->length > MAX_FAULT_BYTES) {
    reply (message, 413, "text/plain", "too large\n");
    return;
  }
  json = tb_json_parse (body->data, (gssize) body->length, &error);
  if (json != NULL)
    tb_city_server_set_fault (self, json, &error);
  if (error != NULL)
    reply (message, 422, "text/plain", error->message);
  else
    soup_server_message_set_status (message, 204, NULL);
}

static void
on_request (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  TbCityServer *self = data;
  const char *method = soup_server_message_get_method (message);
  gboolean is_get = strcmp (method, "GET") == 0;

  if (is_get && strcmp (path, "/healthz") == 0) {
    reply (message, 200, "text/plain", "alive\n");
  } else if (is_get && strcmp (path, "/readyz") == 0) {
    give_ready (self, message);
  } else if (is_get && strcmp (path, "/metrics") == 0) {
    give_metrics (self, message);
  } else if (self->is_demo && strcmp (path, "/fault") == 0 && strcmp (method, "POST") == 0) {
    set_fault (self, message);
  } else if (self->is_demo && strcmp (path, "/fault") == 0 && strcmp (method, "DELETE") == 0) {
    tb_city_server_set_fault (self, NULL, NULL);
    soup_server_message_set_status (message, 204, NULL);
  } else {
    reply (message, 404, "text/plain", "nothing here\n");
  }
}

gboolean
tb_city_server_open_admin (TbCityServer *self, GError **error)
{
  const TbCityDoorOptions options = {
    .socket_path = self->admin_path,
    .mode = 0600,
    .front_uid = -1,
    .max = 32,
    .idle_ms = self->limits.idle_ms,
  };

  if (self->admin_path == NULL)
    return TRUE;

  self->admin = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (self->admin, NULL, on_request, self, NULL);
  self->admin_door = tb_city_door_open (self->admin, &options, error);

  return self->admin_door != NULL;
}
