/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-storage"

#include "config.h"

#include "tb-city-storage-sqlite-private.h"

#define COLUMNS "id, number, item, id_no, twin, is_closed, areas, ver, vid, seq"

static TbCityRecord *
find (TbCityQuery *query, const char *text, GError **error)
{
  TbCityRecord *record;

  tb_city_query_bind_text (query, ":text", text);
  if (tb_city_query_step (query, error) != TB_CITY_STEP_ROW)
    return NULL;

  record = g_new0 (TbCityRecord, 1);
  record->id = tb_city_query_dup_text (query, 0);
  record->number = tb_city_query_dup_text (query, 1);
  record->item = tb_city_query_dup_text (query, 2);
  record->id_no = tb_city_query_dup_text (query, 3);
  record->twin = tb_city_query_dup_text (query, 4);
  record->is_closed = tb_city_query_get_int (query, 5) != 0;
  record->areas = (guint) tb_city_query_get_int (query, 6);
  record->ver = tb_city_query_get_int (query, 7);
  record->vid = tb_city_query_dup_text (query, 8);
  record->seq = tb_city_query_get_int (query, 9);

  return record;
}

static TbCityRecord *
find_case (TbCityStorage *storage, const char *id, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT " COLUMNS " FROM cases WHERE id = :text");

  return find (query, id, error);
}

static TbCityRecord *
find_number (TbCityStorage *storage, const char *number, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT " COLUMNS " FROM cases WHERE number = :text");

  return find (query, number, error);
}

static TbCityRecord *
find_twin (TbCityStorage *storage, const char *twin, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT " COLUMNS " FROM cases"
                        " WHERE twin = :text AND twin IS NOT NULL AND is_closed = 0 LIMIT 1");

  return find (query, twin, error);
}

static gboolean
list_cases (TbCityStorage *storage,
            const TbCityRecord *after,
            TbCityLineFunc func,
            gpointer data,
            GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT cases.seq, cases.id, log.entry FROM involved"
                        " CROSS JOIN cases ON cases.id = involved.case_id"
                        " CROSS JOIN log ON log.seq = cases.seq"
                        " WHERE involved.area = :area AND involved.case_id > :id"
                        " ORDER BY involved.case_id");
  TbCityStep step;

  tb_city_query_bind_int (query, ":area", after->areas);
  tb_city_query_bind_text (query, ":id", after->id);
  while ((step = tb_city_query_step (query, error)) == TB_CITY_STEP_ROW) {
    if (!func (data,
               tb_city_query_get_int (query, 0),
               tb_city_query_peek_text (query, 1),
               tb_city_query_peek_text (query, 2)))
      return TRUE;
  }

  return step == TB_CITY_STEP_DONE;
}

static gboolean
find_cases (TbCityStorage *storage,
            const json_t *criteria,
            TbCityTextFunc func,
            gpointer data,
            GError **error)
{
  const json_t *is_open = json_object_get (criteria, "open");
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT cases.seq, log.entry FROM cases"
                        " CROSS JOIN log ON log.seq = cases.seq"
                        " WHERE cases.id_no = :id_no AND (:item IS NULL OR cases.item = :item)"
                        " AND (:is_closed IS NULL OR cases.is_closed = :is_closed)"
                        " ORDER BY cases.is_closed, cases.seq DESC");
  TbCityStep step;

  tb_city_query_bind_text (query, ":id_no", tb_json_get_string (criteria, "id_no"));
  tb_city_query_bind_text (query, ":item", tb_json_get_string (criteria, "item"));
  if (json_is_boolean (is_open))
    tb_city_query_bind_int (query, ":is_closed", !json_is_true (is_open));
  while ((step = tb_city_query_step (query, error)) == TB_CITY_STEP_ROW) {
    if (!func (data, tb_city_query_get_int (query, 0), tb_city_query_peek_text (query, 1)))
      return TRUE;
  }

  return step == TB_CITY_STEP_DONE;
}

void
tb_city_sqlite_add_cases (TbCityStorageInterface *does)
{
  does->find_case = find_case;
  does->find_number = find_number;
  does->find_twin = find_twin;
  does->list_cases = list_cases;
  does->find_cases = find_cases;
}
