/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include "tb-city-server-private.h"

static void
set_no_wait (TbCityExchange *exchange)
{
  exchange->wait_until_us = 0;
  g_hash_table_replace (exchange->request.query, g_strdup ("wait"), g_strdup ("0"));
}

static void
ask_again (TbCityServer *self, TbCityExchange *exchange)
{
  tb_city_server_unpark (self, exchange);
  g_clear_pointer (&exchange->response, tb_city_response_free);
  tb_city_core_push (self->core, exchange);
}

static gboolean
on_time_over (gpointer data)
{
  TbCityExchange *exchange = data;

  set_no_wait (exchange);
  ask_again (exchange->server, exchange);

  return G_SOURCE_REMOVE;
}

static gint64
get_wait_us (TbCityServer *self, TbCityExchange *exchange)
{
  const char *text = g_hash_table_lookup (exchange->request.query, "wait");
  gint64 wait_us = g_ascii_strtoll (text, NULL, 10) * G_USEC_PER_SEC;

  return MIN (wait_us, (gint64) self->limits.poll_ms * 1000);
}

/* The newer poll of a window replaces the older one, which the window has given up. */
static void
replace_older (TbCityServer *self, TbCityExchange *exchange)
{
  TbCityExchange *older = g_hash_table_lookup (self->polls, exchange->device);

  if (older == NULL)
    return;
  set_no_wait (older);
  ask_again (self, older);
}

void
tb_city_server_park (TbCityServer *self, TbCityExchange *exchange)
{
  gint64 now = g_get_monotonic_time ();

  if (exchange->wait_until_us == 0)
    exchange->wait_until_us = now + get_wait_us (self, exchange);
  if (self->is_draining || now >= exchange->wait_until_us) {
    set_no_wait (exchange);
    ask_again (self, exchange);
    return;
  }

  replace_older (self, exchange);
  if (g_hash_table_size (self->polls) >= self->limits.n_polls) {
    tb_city_exchange_set_problem (exchange, TB_PROBLEM_BUSY, "Too many windows wait already");
    tb_city_server_answer (exchange);
    return;
  }

  g_hash_table_insert (self->polls, exchange->device, exchange);
  tb_city_exchange_set_timer (exchange,
                              (guint) ((exchange->wait_until_us - now) / 1000 + 1),
                              on_time_over);
}

void
tb_city_server_unpark (TbCityServer *self, TbCityExchange *exchange)
{
  tb_city_exchange_clear_timer (exchange);
  if (exchange->device != NULL && g_hash_table_lookup (self->polls, exchange->device) == exchange)
    g_hash_table_remove (self->polls, exchange->device);
}

void
tb_city_server_wake (TbCityServer *self, guint areas)
{
  g_autoptr (GList) parked = g_hash_table_get_values (self->polls);

  for (GList *l = parked; l != NULL; l = l->next) {
    TbCityExchange *exchange = l->data;

    if (exchange->area < 0 || (areas & (1u << exchange->area)) != 0)
      ask_again (self, exchange);
  }
}

void
tb_city_server_wake_all (TbCityServer *self)
{
  g_autoptr (GList) parked = g_hash_table_get_values (self->polls);

  for (GList *l = parked; l != NULL; l = l->next) {
    set_no_wait (l->data);
    ask_again (self, l->data);
  }
}
