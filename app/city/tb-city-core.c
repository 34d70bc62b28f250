/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include "tb-city-core.h"

#include <string.h>

#include "tb-city-guard.h"
#include "tb-city-private.h"
#include "tb-city-problem.h"

struct _TbCityCore {
  TbCityOptions options;
  char *folder;
  char *vfs;
  char *peers[TB_N_AREAS];
  void (*notify) (gpointer data);
  gpointer data;

  TbCityWorker *worker;
  TbCityWorker *desk; /* sign-in */

  /* The city's thread only. */
  TbCity *city;
  TbCityGuard *guard;

  /* The sign-in thread only. */
  TbCityKey *key;
  TbCitySessions *sessions;

  GMutex mutex;
  guint advanced;
  TbCityCoreStats stats;
};

static TbCitySessions *
open_sessions (TbCityCore *self, TbCityKey **key, GError **error)
{
  TbCitySessionsOptions options = {
    .folder = self->folder,
    .area = self->options.area,
    .clock = self->options.clock,
    .random = self->options.random,
    .vfs = self->vfs,
    .is_cheap = self->options.is_demo,
  };

  *key = tb_city_key_open (self->folder, self->options.random, error);
  if (*key == NULL)
    return NULL;
  options.key = *key;

  return tb_city_sessions_open (&options, error);
}

static void
on_view_advanced (TbCity *city, int area, gpointer data)
{
  TbCityCore *self = data;

  g_mutex_lock (&self->mutex);
  self->advanced |= 1u << area;
  g_mutex_unlock (&self->mutex);
}

/* With the mutex held. */
static void
copy_stats (TbCityCore *self)
{
  TbCityCoreStats *stats = &self->stats;

  g_strlcpy (stats->log_id, tb_city_get_log_id (self->city), sizeof stats->log_id);
  stats->head = tb_city_get_head (self->city);
  stats->is_stopped = tb_city_is_stopped (self->city);
  for (int i = 0; i < TB_N_AREAS; i++)
    stats->views[i] = self->city->state.views[i].head;
}

static gboolean
open_city (gpointer data, GError **error)
{
  TbCityCore *self = data;
  g_autoptr (TbCityKey) key = NULL;
  TbCitySessions *sessions;

  self->city = tb_city_open (&self->options, error);
  if (self->city == NULL)
    return FALSE;
  sessions = open_sessions (self, &key, error);
  if (sessions == NULL)
    return FALSE;

  self->guard = tb_city_guard_new (&self->options, tb_city_get_public_key (self->city), sessions);
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (self->peers[i] != NULL && !tb_city_guard_set_peer (self->guard, (TbArea) i, self->peers[i]))
      g_warning ("The key of %s is no public key", tb_area_get_slug ((TbArea) i));
  }
  tb_city_set_authority (self->city, tb_city_guard_get_authority (), self->guard);
  g_signal_connect (self->city, "view-advanced", G_CALLBACK (on_view_advanced), self);
  g_mutex_lock (&self->mutex);
  g_strlcpy (self->stats.public_key,
             tb_city_get_public_key (self->city),
             sizeof self->stats.public_key);
  copy_stats (self);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

static void
close_city (gpointer data)
{
  TbCityCore *self = data;

  g_clear_object (&self->city);
  g_clear_pointer (&self->guard, tb_city_guard_free);
}

static guint
count (GBytes *body, const char *word)
{
  gsize n;
  const char *text = g_bytes_get_data (body, &n);
  const char *end = text + n;
  gsize length = strlen (word);
  guint found = 0;

  for (; text != NULL && (text = memmem (text, (gsize) (end - text), word, length)) != NULL;
       text += length)
    found++;

  return found;
}

/* With the mutex held. */
static void
count_outcomes (TbCityCore *self, const TbCityExchange *exchange)
{
  GBytes *body = exchange->response->body;

  if (exchange->n_commands == 0 || body == NULL)
    return;

  self->stats.n_batches++;
  self->stats.n_applied += count (body, "\"result\":\"applied\"");
  self->stats.n_conflict += count (body, "\"result\":\"conflict\"");
  self->stats.n_refused += count (body, "\"result\":\"refused\"");
}

static void
handle_city (gpointer data, TbCityExchange **exchanges, guint n)
{
  TbCityCore *self = data;
  g_autofree TbCityRequest *requests = g_new (TbCityRequest, n);
  g_autofree TbCityResponse **responses = g_new0 (TbCityResponse *, n);
  gboolean has_batch = FALSE;

  for (guint i = 0; i < n; i++) {
    requests[i] = exchanges[i]->request;
    has_batch |= exchanges[i]->n_commands > 0;
  }
  tb_city_handle (self->city, requests, responses, n);

  for (guint i = 0; i < n; i++) {
    exchanges[i]->response = responses[i];
    if (responses[i]->status == 0)
      exchanges[i]->area = (int) tb_city_find_reader_area (self->city, &requests[i], NULL);
    else
      tb_city_exchange_pack (exchanges[i]);
  }

  g_mutex_lock (&self->mutex);
  self->stats.n_groups += has_batch;
  for (guint i = 0; i < n; i++)
    count_outcomes (self, exchanges[i]);
  copy_stats (self);
  g_mutex_unlock (&self->mutex);
}

static gboolean
open_desk (gpointer data, GError **error)
{
  TbCityCore *self = data;

  self->sessions = open_sessions (self, &self->key, error);

  return self->sessions != NULL;
}

static void
handle_desk (gpointer data, TbCityExchange **exchanges, guint n)
{
  TbCityCore *self = data;

  for (guint i = 0; i < n; i++)
    exchanges[i]->response = tb_city_sessions_handle (self->sessions, &exchanges[i]->request);
}

static void
close_desk (gpointer data)
{
  TbCityCore *self = data;

  g_clear_pointer (&self->sessions, tb_city_sessions_close);
  g_clear_pointer (&self->key, tb_city_key_unref);
}

static void
notify (gpointer data)
{
  TbCityCore *self = data;

  self->notify (self->data);
}

TbCityCore *
tb_city_core_start (const TbCityOptions *options,
                    const char *const *peer_keys,
                    void (*func) (gpointer data),
                    gpointer data,
                    GError **error)
{
  static const TbCityWorkerClass city = { "city", open_city, handle_city, close_city, notify };
  static const TbCityWorkerClass desk = { "sign-in", open_desk, handle_desk, close_desk, notify };
  g_autoptr (TbCityCore) self = g_new0 (TbCityCore, 1);

  g_mutex_init (&self->mutex);
  self->options = *options;
  self->options.folder = self->folder = g_strdup (options->folder);
  self->options.vfs = self->vfs = g_strdup (options->vfs);
  for (int i = 0; peer_keys != NULL && i < TB_N_AREAS; i++)
    self->peers[i] = g_strdup (peer_keys[i]);
  self->notify = func;
  self->data = data;
  if (options->catalogue != NULL)
    g_object_ref (options->catalogue);

  self->worker = tb_city_worker_start (&city, self, error);
  if (self->worker != NULL)
    self->desk = tb_city_worker_start (&desk, self, error);
  if (self->desk == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

void
tb_city_core_stop (TbCityCore *self)
{
  if (self->desk != NULL)
    tb_city_worker_stop (self->desk);
  if (self->worker != NULL)
    tb_city_worker_stop (self->worker);
}

void
tb_city_core_free (TbCityCore *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->desk, tb_city_worker_free);
  g_clear_pointer (&self->worker, tb_city_worker_free);
  g_clear_object (&self->options.catalogue);
  for (int i = 0; i < TB_N_AREAS; i++)
    g_free (self->peers[i]);
  g_mutex_clear (&self->mutex);
  g_free (self->folder);
  g_free (self->vfs);
  g_free (self);
}

void
tb_city_core_push (TbCityCore *self, TbCityExchange *exchange)
{
  tb_city_worker_push (exchange->route->is_session ? self->desk : self->worker, exchange);
}

guint
tb_city_core_get_n_waiting (TbCityCore *self, const TbCityRoute *route)
{
  return tb_city_worker_get_n_waiting (route != NULL && route->is_session ? self->desk
                                                                          : self->worker);
}

/* The areas first: a poll that was answered "nothing new" before a commit is then always among the
 * exchanges taken no later than that commit's areas, and no wake-up is lost. */
GPtrArray *
tb_city_core_take (TbCityCore *self, guint *advanced)
{
  GPtrArray *answered;
  g_autoptr (GPtrArray) signed_in = NULL;

  g_mutex_lock (&self->mutex);
  *advanced = self->advanced;
  self->advanced = 0;
  g_mutex_unlock (&self->mutex);

  answered = tb_city_worker_take (self->worker);
  signed_in = tb_city_worker_take (self->desk);
  for (guint i = 0; i < signed_in->len; i++)
    g_ptr_array_add (answered, signed_in->pdata[i]);

  return answered;
}

void
tb_city_core_get_stats (TbCityCore *self, TbCityCoreStats *stats)
{
  g_mutex_lock (&self->mutex);
  *stats = self->stats;
  g_mutex_unlock (&self->mutex);
}

static void
set_peer (gpointer data, gpointer peer)
{
  TbCityCore *self = data;
  TbArea area = *(TbArea *) peer;

  if (!tb_city_guard_set_peer (self->guard, area, self->peers[area]))
    g_warning ("The key of %s is no public key", tb_area_get_slug (area));
}

void
tb_city_core_set_peer (TbCityCore *self, TbArea area, const char *public_key)
{
  g_free (self->peers[area]);
  self->peers[area] = g_strdup (public_key);
  tb_city_worker_call (self->worker, set_peer, &area);
}
