/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-storage"

#include "config.h"

#include "tb-city-storage-sqlite-private.h"

static TbCityLane *
find (TbCityQuery *query, GError **error)
{
  TbCityLane *lane;

  if (tb_city_query_step (query, error) != TB_CITY_STEP_ROW)
    return NULL;

  lane = g_new0 (TbCityLane, 1);
  lane->key = tb_city_query_get_int (query, 0);
  lane->id = tb_city_query_dup_text (query, 1);
  lane->device = tb_city_query_dup_text (query, 2);
  lane->area = (TbArea) tb_city_query_get_int (query, 3);
  lane->window = tb_city_query_dup_text (query, 4);
  lane->last = tb_city_query_get_int (query, 5);

  return lane;
}

static TbCityLane *
find_lane (TbCityStorage *storage, const char *id, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT key, id, device, area, window, last FROM lanes WHERE id = :id");

  tb_city_query_bind_text (query, ":id", id);

  return find (query, error);
}

static TbCityLane *
find_device (TbCityStorage *storage, const char *device, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT key, id, device, area, window, last FROM lanes"
                        " WHERE device = :device ORDER BY key DESC LIMIT 1");

  tb_city_query_bind_text (query, ":device", device);

  return find (query, error);
}

static gboolean
add_lane (TbCityStorage *storage, const TbCityLane *lane, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "INSERT INTO lanes (id, device, area, window, last)"
                        " VALUES (:id, :device, :area, :window, :last)");

  tb_city_query_bind_text (query, ":id", lane->id);
  tb_city_query_bind_text (query, ":device", lane->device);
  tb_city_query_bind_int (query, ":area", lane->area);
  tb_city_query_bind_text (query, ":window", lane->window);
  tb_city_query_bind_int (query, ":last", lane->last);

  return tb_city_query_run (query, error);
}

static gboolean
set_lane_last (TbCityStorage *storage, gint64 lane, gint64 last, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "UPDATE lanes SET last = :last WHERE key = :key AND last < :last");

  tb_city_query_bind_int (query, ":key", lane);
  tb_city_query_bind_int (query, ":last", last);

  return tb_city_query_run (query, error);
}

static char *
find_outcome (TbCityStorage *storage, gint64 lane, gint64 lseq, char **fp, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT fp, outcome FROM outcomes WHERE lane = :lane AND lseq = :lseq");

  tb_city_query_bind_int (query, ":lane", lane);
  tb_city_query_bind_int (query, ":lseq", lseq);
  if (tb_city_query_step (query, error) != TB_CITY_STEP_ROW)
    return NULL;

  *fp = tb_city_query_dup_text (query, 0);

  return tb_city_query_dup_text (query, 1);
}

static gboolean
add_outcome (TbCityStorage *storage,
             const TbCityChange *command,
             const char *fp,
             gint64 at_s,
             GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "INSERT INTO outcomes (lane, lseq, fp, outcome, at_s)"
                        " VALUES (:lane, :lseq, :fp, :outcome, :at_s)");

  tb_city_query_bind_int (query, ":lane", command->lane);
  tb_city_query_bind_int (query, ":lseq", command->lseq);
  tb_city_query_bind_text (query, ":fp", fp);
  tb_city_query_bind_text (query, ":outcome", command->entry);
  tb_city_query_bind_int (query, ":at_s", at_s);

  return tb_city_query_run (query, error);
}

static gboolean
list_outcomes (TbCityStorage *storage,
               const TbCityChange *from,
               TbCityTextFunc func,
               gpointer data,
               GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT lseq, outcome FROM outcomes"
                        " WHERE lane = :lane AND lseq >= :lseq ORDER BY lseq");
  TbCityStep step;

  tb_city_query_bind_int (query, ":lane", from->lane);
  tb_city_query_bind_int (query, ":lseq", from->lseq);
  while ((step = tb_city_query_step (query, error)) == TB_CITY_STEP_ROW) {
    if (!func (data, tb_city_query_get_int (query, 0), tb_city_query_peek_text (query, 1)))
      return TRUE;
  }

  return step == TB_CITY_STEP_DONE;
}

static gboolean
prune_outcomes (TbCityStorage *storage, gint64 before_s, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage), "DELETE FROM outcomes WHERE at_s < :before_s");

  tb_city_query_bind_int (query, ":before_s", before_s);

  return tb_city_query_run (query, error);
}

void
tb_city_sqlite_add_lanes (TbCityStorageInterface *does)
{
  does->find_lane = find_lane;
  does->find_device = find_device;
  does->add_lane = add_lane;
  does->set_lane_last = set_lane_last;
  does->find_outcome = find_outcome;
  does->add_outcome = add_outcome;
  does->list_outcomes = list_outcomes;
  does->prune_outcomes = prune_outcomes;
}
