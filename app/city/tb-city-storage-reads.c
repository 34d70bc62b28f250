/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-storage"

#include "config.h"

#include "tb-city-storage-sqlite-private.h"

#include <string.h>

#include "tb-hash.h"

/* What a row's link is taken of. */
static char *
describe (const TbCityRead *read)
{
  json_t *json = json_pack ("[s, s, s, s, s, s, s, I]",
                            read->at,
                            read->operator,
                            read->device,
                            read->purpose,
                            read->name,
                            read->criteria,
                            read->request,
                            (json_int_t) read->n_rows);
  char *text = tb_json_to_string (json);

  json_decref (json);

  return text;
}

static gboolean
find_last (TbCityDb *db, gint64 *n, char **h, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (db, "SELECT n, h FROM reads ORDER BY n DESC LIMIT 1");
  TbCityStep step = tb_city_query_step (query, error);

  *n = step == TB_CITY_STEP_ROW ? tb_city_query_get_int (query, 0) : 0;
  *h = g_strdup (step == TB_CITY_STEP_ROW ? tb_city_query_peek_text (query, 1)
                                          : TB_HASH_CHAIN_START);

  return step != TB_CITY_STEP_FAILED;
}

static gboolean
add_read (TbCityStorage *storage, const TbCityRead *read, GError **error)
{
  TbCityDb *db = tb_city_sqlite_db (storage);
  g_autofree char *text = describe (read);
  g_autofree char *previous = NULL;
  g_autofree char *h = NULL;
  g_autoptr (TbCityQuery) query = NULL;
  gint64 n = 0;

  if (!find_last (db, &n, &previous, error))
    return FALSE;

  h = tb_hash_chain (previous, (guint64) n + 1, text, strlen (text));
  query = tb_city_db_query (
      db,
      "INSERT INTO reads (n, h, at, operator, device, purpose, name, criteria, request, n_rows)"
      " VALUES (:n, :h, :at, :operator, :device, :purpose, :name, :criteria, :request, :n_rows)");
  tb_city_query_bind_int (query, ":n", n + 1);
  tb_city_query_bind_text (query, ":h", h);
  tb_city_query_bind_text (query, ":at", read->at);
  tb_city_query_bind_text (query, ":operator", read->operator);
  tb_city_query_bind_text (query, ":device", read->device);
  tb_city_query_bind_text (query, ":purpose", read->purpose);
  tb_city_query_bind_text (query, ":name", read->name);
  tb_city_query_bind_text (query, ":criteria", read->criteria);
  tb_city_query_bind_text (query, ":request", read->request);
  tb_city_query_bind_int (query, ":n_rows", read->n_rows);

  return tb_city_query_run (query, error);
}

static void
read_row (TbCityQuery *query, TbCityRead *read)
{
  read->at = tb_city_query_peek_text (query, 2);
  read->operator= tb_city_query_peek_text (query, 3);
  read->device = tb_city_query_peek_text (query, 4);
  read->purpose = tb_city_query_peek_text (query, 5);
  read->name = tb_city_query_peek_text (query, 6);
  read->criteria = tb_city_query_peek_text (query, 7);
  read->request = tb_city_query_peek_text (query, 8);
  read->n_rows = tb_city_query_get_int (query, 9);
}

static gboolean
check_row (TbCityQuery *query, gint64 n, char **h, GError **error)
{
  TbCityRead read = { 0 };
  g_autofree char *text = NULL;
  char *next;

  read_row (query, &read);
  text = describe (&read);
  next = tb_hash_chain (*h, (guint64) n, text, strlen (text));
  g_free (*h);
  *h = next;
  if (tb_city_query_get_int (query, 0) == n &&
      strcmp (next, tb_city_query_peek_text (query, 1)) == 0)
    return TRUE;

  g_set_error (error,
               TB_CITY_DB_ERROR,
               TB_CITY_DB_ERROR_FAILED,
               "Row %" G_GINT64_FORMAT " of the read audit was changed, or is missing",
               n);
  return FALSE;
}

static gboolean
verify_reads (TbCityStorage *storage, GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (tb_city_sqlite_db (storage),
                                                    "SELECT n, h, at, operator, device, purpose, "
                                                    "name, criteria, request, n_rows"
                                                    " FROM reads ORDER BY n");
  g_autofree char *h = g_strdup (TB_HASH_CHAIN_START);
  TbCityStep step;
  gint64 n = 0;

  while ((step = tb_city_query_step (query, error)) == TB_CITY_STEP_ROW) {
    if (!check_row (query, ++n, &h, error))
      return FALSE;
  }

  return step == TB_CITY_STEP_DONE;
}

void
tb_city_sqlite_add_reads (TbCityStorageInterface *does)
{
  does->add_read = add_read;
  does->verify_reads = verify_reads;
}
