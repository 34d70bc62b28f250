/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-storage"

#include "config.h"

#include "tb-city-storage-sqlite.h"

#include "tb-city-storage-sqlite-private.h"

#define LOG_CHAIN (-1)

static void
close_storage (TbCityStorage *storage)
{
  g_free (storage);
}

static gboolean
begin (TbCityStorage *storage, GError **error)
{
  return tb_city_db_begin (tb_city_sqlite_db (storage), error);
}

static gboolean
commit (TbCityStorage *storage, GError **error)
{
  return tb_city_db_commit (tb_city_sqlite_db (storage), error);
}

static void
rollback (TbCityStorage *storage)
{
  tb_city_db_rollback (tb_city_sqlite_db (storage));
}

static gboolean
savepoint (TbCityStorage *storage, GError **error)
{
  return tb_city_query_run (tb_city_db_query (tb_city_sqlite_db (storage), "SAVEPOINT one_command"),
                            error);
}

static gboolean
release (TbCityStorage *storage, GError **error)
{
  return tb_city_query_run (tb_city_db_query (tb_city_sqlite_db (storage), "RELEASE one_command"),
                            error);
}

static gboolean
rollback_to (TbCityStorage *storage, GError **error)
{
  return tb_city_query_run (tb_city_db_query (tb_city_sqlite_db (storage),
                                              "ROLLBACK TO one_command"),
                            error);
}

static char *
dup_setting (TbCityStorage *storage, const char *key, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage), "SELECT text FROM settings WHERE key = :key");

  tb_city_query_bind_text (query, ":key", key);
  if (tb_city_query_step (query, error) != TB_CITY_STEP_ROW)
    return NULL;

  return tb_city_query_dup_text (query, 0);
}

static gboolean
set_setting (TbCityStorage *storage, const char *key, const char *text, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "INSERT INTO settings (key, text) VALUES (:key, :text)"
                        " ON CONFLICT (key) DO UPDATE SET text = excluded.text");

  tb_city_query_bind_text (query, ":key", key);
  tb_city_query_bind_text (query, ":text", text);

  return tb_city_query_run (query, error);
}

static void
read_chain (TbCityQuery *query, TbCityState *state)
{
  gint64 number = tb_city_query_get_int (query, 0);
  TbCityChain *chain;

  if (number < LOG_CHAIN || number >= TB_N_AREAS)
    return;

  chain = number == LOG_CHAIN ? &state->log : &state->views[number];
  chain->head = tb_city_query_get_int (query, 1);
  chain->lowest = tb_city_query_get_int (query, 2);
  g_strlcpy (chain->h, tb_city_query_peek_text (query, 3), sizeof chain->h);
  g_strlcpy (chain->base, tb_city_query_peek_text (query, 4), sizeof chain->base);
}

static gboolean
read_state (TbCityStorage *storage, TbCityState *state, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT chain, head, lowest, h, base FROM chains");
  g_autofree char *log_id = NULL;
  g_autoptr (GError) local = NULL;
  TbCityStep step;

  *state = (TbCityState){ 0 };
  while ((step = tb_city_query_step (query, error)) == TB_CITY_STEP_ROW)
    read_chain (query, state);
  if (step == TB_CITY_STEP_FAILED)
    return FALSE;

  log_id = dup_setting (storage, "log_id", &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (log_id != NULL)
    g_strlcpy (state->log_id, log_id, sizeof state->log_id);

  return TRUE;
}

static gboolean
write_chain (TbCityStorage *storage, gint64 number, const TbCityChain *chain, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "UPDATE chains SET head = :head, lowest = :lowest, h = :h, base = :base"
                        " WHERE chain = :chain AND (head <> :head OR lowest <> :lowest)");

  tb_city_query_bind_int (query, ":chain", number);
  tb_city_query_bind_int (query, ":head", chain->head);
  tb_city_query_bind_int (query, ":lowest", chain->lowest);
  tb_city_query_bind_text (query, ":h", chain->h);
  tb_city_query_bind_text (query, ":base", chain->base);

  return tb_city_query_run (query, error);
}

static gboolean
write_state (TbCityStorage *storage, const TbCityState *state, GError **error)
{
  for (gint64 i = 0; i < TB_N_AREAS; i++) {
    if (!write_chain (storage, i, &state->views[i], error))
      return FALSE;
  }

  return write_chain (storage, LOG_CHAIN, &state->log, error);
}

static const TbCityStorageInterface *
get_interface (void)
{
  static TbCityStorageInterface does = {
    .close = close_storage,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .savepoint = savepoint,
    .release = release,
    .rollback_to = rollback_to,
    .dup_setting = dup_setting,
    .set_setting = set_setting,
    .read_state = read_state,
    .write_state = write_state,
  };
  static gsize is_complete = 0;

  if (g_once_init_enter (&is_complete)) {
    tb_city_sqlite_add_lanes (&does);
    tb_city_sqlite_add_log (&does);
    tb_city_sqlite_add_lines (&does);
    tb_city_sqlite_add_cases (&does);
    tb_city_sqlite_add_registers (&does);
    tb_city_sqlite_add_reads (&does);
    g_once_init_leave (&is_complete, 1);
  }

  return &does;
}

TbCityStorage *
tb_city_storage_sqlite_new (TbCityDb *db)
{
  TbCitySqlite *self = g_new0 (TbCitySqlite, 1);

  self->parent.does = get_interface ();
  self->db = db;

  return &self->parent;
}
