/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-storage"

#include "config.h"

#include "tb-city-storage-sqlite-private.h"

static char *
find_line (TbCityStorage *storage, TbArea area, gint64 n, GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT h FROM lines WHERE area = :area AND n = :n");

  tb_city_query_bind_int (query, ":area", area);
  tb_city_query_bind_int (query, ":n", n);
  if (tb_city_query_step (query, error) != TB_CITY_STEP_ROW)
    return NULL;

  return tb_city_query_dup_text (query, 0);
}

static gboolean
list_lines (TbCityStorage *storage,
            const TbCityRecord *after,
            TbCityLineFunc func,
            gpointer data,
            GError **error)
{
  g_autoptr (TbCityQuery) query =
      tb_city_db_query (tb_city_sqlite_db (storage),
                        "SELECT lines.n, lines.h, log.entry FROM lines"
                        " CROSS JOIN log ON log.seq = lines.seq"
                        " WHERE lines.area = :area AND lines.n > :n ORDER BY lines.n");
  TbCityStep step;

  tb_city_query_bind_int (query, ":area", after->areas);
  tb_city_query_bind_int (query, ":n", after->seq);
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
run_below (TbCityStorage *storage, const char *sql, gint64 lowest, GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (tb_city_sqlite_db (storage), sql);

  tb_city_query_bind_int (query, ":lowest", lowest);

  return tb_city_query_run (query, error);
}

/* The views first: their new base is the link of the last line that goes. ⚠ Of the log only the
 * bytes go: which commands were applied must be known for ever, or one could be done twice. */
static gboolean
trim (TbCityStorage *storage, gint64 lowest, GError **error)
{
  static const char *const steps[] = {
    "UPDATE chains SET (lowest, base) = (SELECT n + 1, h FROM lines"
    "   WHERE area = chains.chain AND seq < :lowest ORDER BY n DESC LIMIT 1)"
    " WHERE chain >= 0"
    "   AND EXISTS (SELECT 1 FROM lines WHERE area = chains.chain AND seq < :lowest)",
    "DELETE FROM lines WHERE seq < :lowest",
    "UPDATE chains SET lowest = :lowest,"
    " base = (SELECT h FROM log WHERE seq = :lowest - 1) WHERE chain = -1",
    "UPDATE log SET entry = '' WHERE seq < :lowest AND entry <> ''"
    " AND NOT EXISTS (SELECT 1 FROM cases WHERE cases.id = log.case_id AND cases.seq = log.seq)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (!run_below (storage, steps[i], lowest, error))
      return FALSE;
  }

  return TRUE;
}

void
tb_city_sqlite_add_lines (TbCityStorageInterface *does)
{
  does->find_line = find_line;
  does->list_lines = list_lines;
  does->trim = trim;
}
