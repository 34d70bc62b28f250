/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-storage"

#include "config.h"

#include "tb-city-storage-sqlite-private.h"

#define COLUMNS "seq, h, command, lane, lseq, case_id, ver, vid, entry"

static gboolean
append_log (TbCityDb *db, const TbCityChange *change, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (db,
                        "INSERT INTO log (" COLUMNS ")"
                        " VALUES (:seq, :h, :command, :lane, :lseq, :case_id, :ver, :vid, :entry)");

  tb_city_query_bind_int (query, ":seq", change->seq);
  tb_city_query_bind_text (query, ":h", change->h);
  tb_city_query_bind_text (query, ":command", change->command);
  if (change->lane != 0) {
    tb_city_query_bind_int (query, ":lane", change->lane);
    tb_city_query_bind_int (query, ":lseq", change->lseq);
  }
  tb_city_query_bind_text (query, ":case_id", change->case_id);
  tb_city_query_bind_int (query, ":ver", change->ver);
  tb_city_query_bind_text (query, ":vid", change->vid);
  tb_city_query_bind_text (query, ":entry", change->entry);

  return tb_city_query_run (query, error);
}

static gboolean
append_line (TbCityDb *db, gint64 area, const TbCityChain *line, gint64 seq, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (db, "INSERT INTO lines (area, n, h, seq) VALUES (:area, :n, :h, :seq)");

  tb_city_query_bind_int (query, ":area", area);
  tb_city_query_bind_int (query, ":n", line->head);
  tb_city_query_bind_text (query, ":h", line->h);
  tb_city_query_bind_int (query, ":seq", seq);

  return tb_city_query_run (query, error);
}

static gboolean
put_case (TbCityDb *db, const TbCityRecord *record, GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (
      db,
      "INSERT INTO cases (id, number, item, id_no, twin, is_closed, areas, ver, vid, seq)"
      " VALUES (:id, :number, :item, :id_no, :twin, :is_closed, :areas, :ver, :vid, :seq)"
      " ON CONFLICT (id) DO UPDATE SET number = excluded.number, item = excluded.item,"
      " id_no = excluded.id_no, twin = excluded.twin, is_closed = excluded.is_closed,"
      " areas = excluded.areas, ver = excluded.ver, vid = excluded.vid, seq = excluded.seq");

  tb_city_query_bind_text (query, ":id", record->id);
  tb_city_query_bind_text (query, ":number", record->number);
  tb_city_query_bind_text (query, ":item", record->item);
  tb_city_query_bind_text (query, ":id_no", record->id_no);
  tb_city_query_bind_text (query, ":twin", record->twin);
  tb_city_query_bind_int (query, ":is_closed", record->is_closed);
  tb_city_query_bind_int (query, ":areas", record->areas);
  tb_city_query_bind_int (query, ":ver", record->ver);
  tb_city_query_bind_text (query, ":vid", record->vid);
  tb_city_query_bind_int (query, ":seq", record->seq);

  return tb_city_query_run (query, error);
}

static gboolean
set_involved (TbCityDb *db, gint64 area, const TbCityRecord *record, GError **error)
{
  gboolean is_in = (record->areas >> area) & 1;
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (db,
                        is_in ? "INSERT INTO involved (area, case_id) VALUES (:area, :case_id)"
                                " ON CONFLICT DO NOTHING"
                              : "DELETE FROM involved WHERE area = :area AND case_id = :case_id");

  tb_city_query_bind_int (query, ":area", area);
  tb_city_query_bind_text (query, ":case_id", record->id);

  return tb_city_query_run (query, error);
}

static gboolean
append (TbCityStorage *storage,
        const TbCityChange *change,
        const TbCityRecord *record,
        const TbCityChain *lines,
        GError **error)
{
  TbCityDb *db = tb_city_sqlite_db (storage);

  if (!append_log (db, change, error))
    return FALSE;

  for (gint64 i = 0; i < TB_N_AREAS; i++) {
    if (lines[i].head == 0)
      continue;
    if (!append_line (db, i, &lines[i], change->seq, error) || !set_involved (db, i, record, error))
      return FALSE;
  }

  return put_case (db, record, error);
}

static void
read_change (TbCityQuery *query, TbCityChange *change)
{
  change->seq = tb_city_query_get_int (query, 0);
  change->h = (char *) tb_city_query_peek_text (query, 1);
  change->command = (char *) tb_city_query_peek_text (query, 2);
  change->lane = tb_city_query_get_int (query, 3);
  change->lseq = tb_city_query_get_int (query, 4);
  change->case_id = (char *) tb_city_query_peek_text (query, 5);
  change->ver = tb_city_query_get_int (query, 6);
  change->vid = (char *) tb_city_query_peek_text (query, 7);
  change->entry = (char *) tb_city_query_peek_text (query, 8);
}

static TbCityChange *
find (TbCityQuery *query, GError **error)
{
  TbCityChange *change;

  if (tb_city_query_step (query, error) != TB_CITY_STEP_ROW)
    return NULL;

  change = g_new0 (TbCityChange, 1);
  read_change (query, change);
  change->h = g_strdup (change->h);
  change->command = g_strdup (change->command);
  change->case_id = g_strdup (change->case_id);
  change->vid = g_strdup (change->vid);
  change->entry = g_strdup (change->entry);

  return change;
}

static TbCityChange *
find_by_command (TbCityStorage *storage, const char *command, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT " COLUMNS " FROM log WHERE command = :command");

  tb_city_query_bind_text (query, ":command", command);

  return find (query, error);
}

static TbCityChange *
find_by_lane (TbCityStorage *storage, gint64 lane, gint64 lseq, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT " COLUMNS " FROM log WHERE lane = :lane AND lseq = :lseq");

  tb_city_query_bind_int (query, ":lane", lane);
  tb_city_query_bind_int (query, ":lseq", lseq);

  return find (query, error);
}

static TbCityChange *
find_by_seq (TbCityStorage *storage, gint64 seq, GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (tb_city_sqlite_db (storage),
                                                    "SELECT " COLUMNS " FROM log WHERE seq = :seq");

  tb_city_query_bind_int (query, ":seq", seq);

  return find (query, error);
}

static gboolean
walk (TbCityQuery *query, TbCityChangeFunc func, gpointer data, GError **error)
{
  TbCityStep step;

  while ((step = tb_city_query_step (query, error)) == TB_CITY_STEP_ROW) {
    TbCityChange change = { 0 };

    read_change (query, &change);
    if (!func (data, &change))
      return TRUE;
  }

  return step == TB_CITY_STEP_DONE;
}

static gboolean
list_changes (TbCityStorage *storage,
              const TbCityChange *after,
              TbCityChangeFunc func,
              gpointer data,
              GError **error)
{
  TbCityDb *db = tb_city_sqlite_db (storage);
  g_autoptr (TbCityQuery) query = NULL;

  if (after->case_id == NULL) {
    query = tb_city_db_query (db, "SELECT " COLUMNS " FROM log WHERE seq >= :seq ORDER BY seq");
    tb_city_query_bind_int (query, ":seq", after->seq);
    return walk (query, func, data, error);
  }

  query = tb_city_db_query (db,
                            "SELECT " COLUMNS " FROM log"
                            " WHERE case_id = :case_id AND ver > :ver ORDER BY ver");
  tb_city_query_bind_text (query, ":case_id", after->case_id);
  tb_city_query_bind_int (query, ":ver", after->ver);

  return walk (query, func, data, error);
}

void
tb_city_sqlite_add_log (TbCityStorageInterface *does)
{
  does->append = append;
  does->find_by_command = find_by_command;
  does->find_by_lane = find_by_lane;
  does->find_by_seq = find_by_seq;
  does->list_changes = list_changes;
}
