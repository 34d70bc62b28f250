/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include <sys/resource.h>

#include "tb-city-db-private.h"
#include "tb-city-server-private.h"

#define SPARE_DESCRIPTORS 200
#define MAX_CONNECTIONS   8000
#define WATCH_MS          250
#define STALL_US          G_USEC_PER_SEC

G_DEFINE_QUARK (tb - city - server - error - quark, tb_city_server_error)
G_DEFINE_FINAL_TYPE (TbCityServer, tb_city_server, G_TYPE_OBJECT)

static void
tb_city_server_finalize (GObject *object)
{
  TbCityServer *self = TB_CITY_SERVER (object);

  tb_city_server_stop (self);
  g_hash_table_unref (self->exchanges);
  g_hash_table_unref (self->polls);
  tb_city_metrics_free (self->metrics);
  tb_city_fault_free (self->fault);
  if (self->record != NULL)
    fclose (self->record);
  g_main_context_unref (self->context);
  g_free (self->socket_path);
  g_free (self->admin_path);
  g_free (self->base_uri);
  g_free (self->public_key);
  g_free (self->log_id);

  G_OBJECT_CLASS (tb_city_server_parent_class)->finalize (object);
}

static void
tb_city_server_class_init (TbCityServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_city_server_finalize;
}

static void
tb_city_server_init (TbCityServer *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->metrics = tb_city_metrics_new ();
  self->polls = g_hash_table_new (g_str_hash, g_str_equal);
  self->exchanges =
      g_hash_table_new_full (NULL, NULL, (GDestroyNotify) tb_city_exchange_free, NULL);
}

/* The process may have as many descriptors as it is allowed; a few stay for everything else. */
static guint
get_max_connections (void)
{
  struct rlimit limit = { 0 };

  getrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = MIN (limit.rlim_max, MAX_CONNECTIONS + SPARE_DESCRIPTORS);
    setrlimit (RLIMIT_NOFILE, &limit);
    getrlimit (RLIMIT_NOFILE, &limit);
  }

  return (guint) CLAMP ((gint64) limit.rlim_cur - SPARE_DESCRIPTORS, 16, MAX_CONNECTIONS);
}

static guint
choose (guint given, guint usual)
{
  return given != 0 ? given : usual;
}

static void
set_limits (TbCityServer *self, const TbCityServerLimits *given)
{
  self->limits = (TbCityServerLimits){
    .header_ms = choose (given->header_ms, 5000),
    .body_ms = choose (given->body_ms, 15000),
    .idle_ms = choose (given->idle_ms, 75000),
    .poll_ms = choose (given->poll_ms, 25000),
    .n_connections = given->n_connections != 0 ? given->n_connections : get_max_connections (),
    .n_polls = choose (given->n_polls, 2000),
    .drain_ms = choose (given->drain_ms, 10000),
  };
}

/* Runs in the main loop, so that it notices when that stood still. */
static gboolean
on_watch (gpointer data)
{
  TbCityServer *self = data;
  gint64 now = g_get_monotonic_time ();

  if (now - self->watched_us > STALL_US + WATCH_MS * 1000) {
    self->n_stalls++;
    g_warning ("The main loop stood still for %" G_GINT64_FORMAT " ms",
               (now - self->watched_us) / 1000 - WATCH_MS);
  }
  self->watched_us = now;
  if (!self->is_draining && (self->fault == NULL || self->fault->mode != TB_CITY_FAULT_DOWN))
    tb_city_door_resume (self->door);

  return G_SOURCE_CONTINUE;
}

static void
start_watchdog (TbCityServer *self)
{
  self->watched_us = g_get_monotonic_time ();
  self->watchdog = g_timeout_source_new (WATCH_MS);
  g_source_set_callback (self->watchdog, on_watch, self, NULL);
  g_source_attach (self->watchdog, self->context);
}

static gboolean
open_core (TbCityServer *self, const TbCityServerOptions *options, GError **error)
{
  g_autoptr (GError) local = NULL;
  TbCityCoreStats stats;

  self->core = tb_city_core_start (&options->city,
                                   options->peer_keys,
                                   tb_city_server_take_answers,
                                   self,
                                   &local);
  if (self->core == NULL) {
    if (local->domain == TB_CITY_DB_ERROR && local->code == TB_CITY_DB_ERROR_BUSY)
      g_set_error_literal (error, TB_CITY_SERVER_ERROR, TB_CITY_SERVER_ERROR_BUSY, local->message);
    else
      g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }

  tb_city_core_get_stats (self->core, &stats);
  self->public_key = g_strdup (stats.public_key);
  self->log_id = g_strdup (stats.log_id);

  return TRUE;
}

static gboolean
open_door (TbCityServer *self, const TbCityServerOptions *options, GError **error)
{
  const TbCityDoorOptions door = {
    .socket_path = options->socket_path,
    .port = options->port,
    .mode = 0660,
    .front_uid = options->front_uid,
    .max = self->limits.n_connections,
    .idle_ms = self->limits.idle_ms,
  };

  self->soup = g_object_new (SOUP_TYPE_SERVER, NULL);
  tb_city_server_serve (self);
  self->door = tb_city_door_open (self->soup, &door, error);
  if (self->door == NULL)
    return FALSE;
  if (options->socket_path == NULL)
    self->base_uri = g_strdup_printf ("http://127.0.0.1:%u/v1", tb_city_door_get_port (self->door));

  return TRUE;
}

TbCityServer *
tb_city_server_new (const TbCityServerOptions *options, GError **error)
{
  g_autoptr (TbCityServer) self = g_object_new (TB_TYPE_CITY_SERVER, NULL);

  self->is_demo = options->city.is_demo;
  self->socket_path = g_strdup (options->socket_path);
  self->admin_path = g_strdup (options->admin_path);
  set_limits (self, &options->limits);
  if (options->record_path != NULL) {
    self->record = tb_city_record_open (options->record_path, error);
    if (self->record == NULL)
      return NULL;
  }
  if (!open_core (self, options, error) || !open_door (self, options, error) ||
      !tb_city_server_open_admin (self, error))
    return NULL;
  start_watchdog (self);

  return g_steal_pointer (&self);
}

const char *
tb_city_server_get_base_uri (TbCityServer *self)
{
  return self->base_uri;
}

const char *
tb_city_server_get_public_key (TbCityServer *self)
{
  return self->public_key;
}

const char *
tb_city_server_get_log_id (TbCityServer *self)
{
  return self->log_id;
}

void
tb_city_server_set_peer_key (TbCityServer *self, TbArea area, const char *public_key)
{
  g_return_if_fail ((guint) area < TB_N_AREAS);

  if (self->core != NULL)
    tb_city_core_set_peer (self->core, area, public_key);
}

static gboolean
enter_fault (TbCityServer *self, TbCityFault *fault, GError **error)
{
  if (fault != NULL && fault->mode == TB_CITY_FAULT_DOWN) {
    tb_city_door_shut (self->door);
    tb_city_door_hang_up (self->door);
    return TRUE;
  }

  return tb_city_door_reopen (self->door, error);
}

gboolean
tb_city_server_set_fault (TbCityServer *self, const json_t *json, GError **error)
{
  g_autoptr (TbCityFault) fault = NULL;

  if (!self->is_demo || self->is_draining) {
    g_set_error_literal (error,
                         TB_CITY_SERVER_ERROR,
                         TB_CITY_SERVER_ERROR_FAULT,
                         "Outages can be asked for only in a demo that runs");
    return FALSE;
  }
  if (json != NULL) {
    fault = tb_city_fault_new (json, error);
    if (fault == NULL)
      return FALSE;
  }

  g_clear_pointer (&self->fault, tb_city_fault_free);
  self->fault = g_steal_pointer (&fault);

  return enter_fault (self, self->fault, error);
}

static gboolean
on_drained (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Answers what is under way; whoever has its answer gets no further request. */
static void
drain (TbCityServer *self)
{
  g_autoptr (GSource) timer = g_timeout_source_new (self->limits.drain_ms);
  gboolean is_over = FALSE;

  tb_city_server_wake_all (self);
  g_source_set_callback (timer, on_drained, &is_over, NULL);
  g_source_attach (timer, self->context);
  while (!is_over && (self->n_open > 0 || g_hash_table_size (self->exchanges) > 0))
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (timer);
}

static void
close_all (TbCityServer *self)
{
  if (self->core != NULL)
    tb_city_core_stop (self->core);
  g_clear_pointer (&self->door, tb_city_door_free);
  g_clear_pointer (&self->admin_door, tb_city_door_free);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  if (self->admin != NULL)
    soup_server_disconnect (self->admin);
  g_clear_pointer (&self->core, tb_city_core_free);
  g_hash_table_remove_all (self->polls);
  g_hash_table_remove_all (self->exchanges);
  g_clear_object (&self->soup);
  g_clear_object (&self->admin);
}

void
tb_city_server_stop (TbCityServer *self)
{
  if (self->is_stopped)
    return;

  self->is_stopped = TRUE;
  self->is_draining = TRUE;
  if (self->door != NULL) {
    tb_city_door_shut (self->door);
    drain (self);
  }
  if (self->watchdog != NULL)
    g_source_destroy (self->watchdog);
  g_clear_pointer (&self->watchdog, g_source_unref);
  close_all (self);
}
