/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-strangers"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "tb-city-sessions-private.h"

#define KEPT_S (2 * 24 * 3600)

static const char find_sql[] =
    "SELECT failures, lockouts, locked_until_s FROM strangers WHERE id = :id";
static const char count_sql[] =
    "INSERT INTO strangers (id, failures, lockouts, locked_until_s, tried_s)"
    " VALUES (:id, :failures, :lockouts, :locked_until_s, :tried_s)"
    " ON CONFLICT (id) DO UPDATE SET failures = excluded.failures, lockouts = excluded.lockouts,"
    " locked_until_s = excluded.locked_until_s, tried_s = excluded.tried_s";
static const char prune_sql[] = "DELETE FROM strangers WHERE tried_s < :before_s";

static char *
hash (TbCitySessions *self, const char *id)
{
  guint8 raw[crypto_generichash_BYTES];
  char *hex = g_malloc (2 * sizeof raw + 1);

  crypto_generichash (raw,
                      sizeof raw,
                      (const guint8 *) id,
                      strlen (id),
                      tb_city_key_peek_secret (self->key),
                      crypto_generichash_KEYBYTES);

  return sodium_bin2hex (hex, 2 * sizeof raw + 1, raw, sizeof raw);
}

TbCityOperatorRow *
tb_city_sessions_find_stranger (TbCitySessions *self, const char *id, GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (self->db, find_sql);
  g_autoptr (TbCityOperatorRow) row = g_new0 (TbCityOperatorRow, 1);
  TbCityStep step;

  row->id = hash (self, id);
  tb_city_query_bind_text (query, ":id", row->id);
  step = tb_city_query_step (query, error);
  if (step == TB_CITY_STEP_FAILED)
    return NULL;
  if (step == TB_CITY_STEP_ROW) {
    row->n_failures = tb_city_query_get_int (query, 0);
    row->n_lockouts = tb_city_query_get_int (query, 1);
    row->locked_until_s = tb_city_query_get_int (query, 2);
  }

  return g_steal_pointer (&row);
}

gboolean
tb_city_sessions_count_stranger (TbCitySessions *self, const TbCityOperatorRow *row, GError **error)
{
  gint64 now_s = tb_city_sessions_now_s (self);
  TbCityOperatorRow after = tb_city_operator_row_after_attempt (row, now_s);
  TbCityQuery *prune = tb_city_db_query (self->db, prune_sql);
  g_autoptr (TbCityQuery) query = NULL;

  tb_city_query_bind_int (prune, ":before_s", now_s - KEPT_S);
  if (!tb_city_query_run (prune, error))
    return FALSE;

  query = tb_city_db_query (self->db, count_sql);
  tb_city_query_bind_text (query, ":id", after.id);
  tb_city_query_bind_int (query, ":failures", after.n_failures);
  tb_city_query_bind_int (query, ":lockouts", after.n_lockouts);
  tb_city_query_bind_int (query, ":locked_until_s", after.locked_until_s);
  tb_city_query_bind_int (query, ":tried_s", now_s);

  return tb_city_query_run (query, error);
}
