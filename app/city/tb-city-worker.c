/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include "tb-city-worker.h"

#define COMPANY_US (20 * 1000)
#define QUIET_US   (2 * 1000)

typedef struct {
  GFunc func;
  gpointer data;
  gboolean is_done;
} Call;

struct _TbCityWorker {
  const TbCityWorkerClass *does;
  gpointer data;
  GMainContext *home;
  GThread *thread;
  GMutex mutex;
  GCond cond;    /* something to do */
  GCond settled; /* opened, or a call done */
  GQueue waiting;
  GQueue calls;
  guint n_batches; /* of those waiting */
  guint n_usual;   /* batches in the last group: so many may come again */
  GPtrArray *answered;
  GSource *news;
  GError *error;
  gboolean is_started;
  gboolean is_stopping;
};

static gboolean
on_news (gpointer data)
{
  TbCityWorker *self = data;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->news, g_source_unref);
  g_mutex_unlock (&self->mutex);
  self->does->notify (self->data);

  return G_SOURCE_REMOVE;
}

/* With the mutex held. */
static void
tell_home (TbCityWorker *self)
{
  if (self->news != NULL)
    return;

  self->news = g_idle_source_new ();
  g_source_set_priority (self->news, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->news, on_news, self, NULL);
  g_source_attach (self->news, self->home);
}

/* With the mutex held. Rule: protocol.md §4: commands batched, 50 or 20 ms; but an only batch is
 * never kept waiting, and nobody waits for those who do not come, nor for more than came last:
 * windows that were answered together ask together. */
static void
wait_for_company (TbCityWorker *self)
{
  gint64 end = g_get_monotonic_time () + COMPANY_US;

  while (self->n_batches > 1 && self->n_batches < self->n_usual &&
         self->waiting.length < TB_CITY_GROUP_MAX && !self->is_stopping) {
    gint64 now = g_get_monotonic_time ();

    if (now >= end || !g_cond_wait_until (&self->cond, &self->mutex, MIN (end, now + QUIET_US)))
      return;
  }
}

static void
run_calls (TbCityWorker *self)
{
  Call *call;

  while ((call = g_queue_pop_head (&self->calls)) != NULL) {
    g_mutex_unlock (&self->mutex);
    call->func (self->data, call->data);
    g_mutex_lock (&self->mutex);
    call->is_done = TRUE;
    g_cond_broadcast (&self->settled);
  }
}

static void
run_group (TbCityWorker *self)
{
  TbCityExchange *group[TB_CITY_GROUP_MAX];
  guint n_before = self->n_batches;
  guint n = 0;

  while (n < TB_CITY_GROUP_MAX && self->waiting.length > 0) {
    group[n] = g_queue_pop_head (&self->waiting);
    self->n_batches -= group[n]->n_commands > 0;
    n++;
  }
  if (n_before > self->n_batches)
    self->n_usual = n_before - self->n_batches;

  g_mutex_unlock (&self->mutex);
  self->does->handle (self->data, group, n);
  g_mutex_lock (&self->mutex);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->answered, group[i]);
  tell_home (self);
}

static gboolean
settle_open (TbCityWorker *self)
{
  gboolean is_open = self->does->open (self->data, &self->error);

  g_mutex_lock (&self->mutex);
  self->is_started = TRUE;
  g_cond_broadcast (&self->settled);
  g_mutex_unlock (&self->mutex);

  return is_open;
}

static gpointer
run (gpointer data)
{
  TbCityWorker *self = data;

  if (settle_open (self)) {
    g_mutex_lock (&self->mutex);
    for (;;) {
      run_calls (self);
      if (self->waiting.length > 0) {
        wait_for_company (self);
        run_group (self);
      } else if (self->is_stopping) {
        break;
      } else {
        g_cond_wait (&self->cond, &self->mutex);
      }
    }
    g_mutex_unlock (&self->mutex);
  }
  self->does->close (self->data);

  return NULL;
}

TbCityWorker *
tb_city_worker_start (const TbCityWorkerClass *does, gpointer data, GError **error)
{
  g_autoptr (TbCityWorker) self = g_new0 (TbCityWorker, 1);

  self->does = does;
  self->data = data;
  self->home = g_main_context_ref_thread_default ();
  self->answered = g_ptr_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_cond_init (&self->settled);
  self->thread = g_thread_new (does->name, run, self);

  g_mutex_lock (&self->mutex);
  while (!self->is_started)
    g_cond_wait (&self->settled, &self->mutex);
  g_mutex_unlock (&self->mutex);
  if (self->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return NULL;
  }

  return g_steal_pointer (&self);
}

void
tb_city_worker_stop (TbCityWorker *self)
{
  if (self->thread == NULL)
    return;

  g_mutex_lock (&self->mutex);
  self->is_stopping = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (g_steal_pointer (&self->thread));
}

void
tb_city_worker_free (TbCityWorker *self)
{
  if (self == NULL)
    return;

  tb_city_worker_stop (self);
  if (self->news != NULL)
    g_source_destroy (self->news);
  g_clear_pointer (&self->news, g_source_unref);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->answered);
  g_main_context_unref (self->home);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_cond_clear (&self->settled);
  g_free (self);
}

void
tb_city_worker_push (TbCityWorker *self, TbCityExchange *exchange)
{
  exchange->is_held = TRUE;

  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->waiting, exchange);
  self->n_batches += exchange->n_commands > 0;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

guint
tb_city_worker_get_n_waiting (TbCityWorker *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->waiting.length;
  g_mutex_unlock (&self->mutex);

  return n;
}

GPtrArray *
tb_city_worker_take (TbCityWorker *self)
{
  GPtrArray *answered;

  g_mutex_lock (&self->mutex);
  answered = self->answered;
  self->answered = g_ptr_array_new ();
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < answered->len; i++)
    ((TbCityExchange *) answered->pdata[i])->is_held = FALSE;

  return answered;
}

void
tb_city_worker_call (TbCityWorker *self, GFunc func, gpointer data)
{
  Call call = { func, data, FALSE };

  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->calls, &call);
  g_cond_signal (&self->cond);
  while (!call.is_done)
    g_cond_wait (&self->settled, &self->mutex);
  g_mutex_unlock (&self->mutex);
}
