/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lane-table"

#include "config.h"

#include "tb-lane-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-audit-table.h"

#define COLUMNS                                                                                    \
  "SELECT area, lane, log_id, device, last_lseq, durable_seq, state = 'stopped', alarm "           \
  "FROM lane WHERE current = 1 "

static const char get_sql[] = COLUMNS "AND area = :area";
static const char list_sql[] = COLUMNS;
static const char waiting_sql[] =
    "SELECT count (*) FROM outbox WHERE settled_us IS NULL AND lane = "
    "(SELECT lane FROM lane WHERE area = :area AND current = 1)";
static const char retire_sql[] = "UPDATE lane SET current = 0 WHERE area = :area AND current = 1";
static const char enrol_sql[] =
    "INSERT INTO lane (lane, area, sandbox, current, device, enrolled_us) "
    "VALUES (:lane, :area, (SELECT sandbox FROM store), 1, :device, :now)";
static const char durable_sql[] =
    "UPDATE lane SET log_id = :log_id, durable_seq = max (durable_seq, :seq) "
    "WHERE area = :area AND current = 1";
static const char alarm_sql[] =
    "UPDATE lane SET alarm = :alarm, state = iif (:alarm IS NULL, 'running', 'stopped') "
    "WHERE area = :area AND current = 1";

void
tb_lane_free (TbLane *self)
{
  g_free (self->lane);
  g_free (self->log_id);
  g_free (self->device);
  g_free (self->alarm);
  g_free (self);
}

static TbLane *
lane_from_row (TbStatement *row)
{
  TbLane *self = g_new0 (TbLane, 1);

  self->area = tb_area_from_slug (tb_statement_peek_text (row, 0));
  self->lane = g_strdup (tb_statement_peek_text (row, 1));
  self->log_id = g_strdup (tb_statement_peek_text (row, 2));
  self->device = g_strdup (tb_statement_peek_text (row, 3));
  self->last_lseq = tb_statement_get_int64 (row, 4);
  self->durable_seq = tb_statement_get_int64 (row, 5);
  self->is_stopped = tb_statement_get_int64 (row, 6) != 0;
  self->alarm = g_strdup (tb_statement_peek_text (row, 7));

  return self;
}

static TbLane *
find (TbStore *store, TbArea area, gboolean *is_missing, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), get_sql, error);
  TbStep step;

  *is_missing = FALSE;
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  step = tb_statement_step (query, error);
  *is_missing = step == TB_STEP_DONE;

  return step == TB_STEP_ROW ? lane_from_row (query) : NULL;
}

TbLane *
tb_lane_table_get (TbStore *store, TbArea area, GError **error)
{
  gboolean is_missing;
  TbLane *lane;

  g_return_val_if_fail (store != NULL && area != TB_AREA_NONE, NULL);

  lane = find (store, area, &is_missing, error);
  if (is_missing)
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_MISSING,
                 _ ("This window has never reached %s: run “tongbanctl sync” once while that city "
                    "answers"),
                 tb_area_get_name_zh (area));

  return lane;
}

static int
compare_areas (gconstpointer a, gconstpointer b)
{
  const TbLane *one = *(TbLane *const *) a;
  const TbLane *other = *(TbLane *const *) b;

  return (int) one->area - (int) other->area;
}

GPtrArray *
tb_lane_table_list (TbStore *store, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  g_autoptr (GPtrArray) lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_lane_free);
  TbStep step;

  g_return_val_if_fail (store != NULL, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), list_sql, error);
  if (query == NULL)
    return NULL;
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    g_ptr_array_add (lanes, lane_from_row (query));
  g_ptr_array_sort (lanes, compare_areas);

  return step == TB_STEP_DONE ? g_steal_pointer (&lanes) : NULL;
}

static gboolean
refuse_while_waiting (TbStore *store, TbArea area, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), waiting_sql, error);
  gint64 n;

  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  if (tb_statement_step (query, error) != TB_STEP_ROW)
    return FALSE;
  n = tb_statement_get_int64 (query, 0);
  if (n > 0)
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_STATE,
                 _ ("%d commands to %s still wait on the old lane: ask the city for their outcomes "
                    "before taking a new one"),
                 (int) n,
                 tb_area_get_name_zh (area));

  return n == 0;
}

static gboolean
insert_lane (TbStore *store, TbArea area, const char *lane, const char *device, GError **error)
{
  TbDb *db = tb_store_get_desk (store);
  g_autoptr (TbStatement) retire = tb_db_prepare (db, retire_sql, error);
  g_autoptr (TbStatement) insert = NULL;

  if (retire == NULL)
    return FALSE;
  insert = tb_db_prepare (db, enrol_sql, error);
  if (insert == NULL)
    return FALSE;
  tb_statement_bind_text (retire, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (insert, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (insert, ":lane", lane);
  tb_statement_bind_text (insert, ":device", device);
  tb_statement_bind_int64 (insert, ":now", tb_store_get_wall_us (store));

  return tb_statement_run (retire, error) && tb_statement_run (insert, error);
}

gboolean
tb_lane_table_enrol (TbStore *store,
                     TbArea area,
                     const char *lane,
                     const char *device,
                     GError **error)
{
  TbAuditAct act = { .verb = "lane.enrolled", .subject = lane, .area = area };
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbLane) old = NULL;
  gboolean is_missing;

  g_return_val_if_fail (store != NULL && lane != NULL && device != NULL, FALSE);
  g_return_val_if_fail (area != TB_AREA_NONE, FALSE);

  transaction = tb_db_begin (tb_store_get_desk (store), error);
  if (transaction == NULL)
    return FALSE;
  old = find (store, area, &is_missing, error);
  if (old == NULL && !is_missing)
    return FALSE;
  if (old != NULL && strcmp (old->lane, lane) == 0)
    return TRUE;

  return (old == NULL || refuse_while_waiting (store, area, error)) &&
         insert_lane (store, area, lane, device, error) &&
         tb_audit_table_append (store, &act, NULL, error) &&
         tb_transaction_commit (transaction, error);
}

gboolean
tb_lane_table_set_durable (TbStore *store,
                           TbArea area,
                           const char *log_id,
                           gint64 durable_seq,
                           GError **error)
{
  g_autoptr (TbLane) lane = NULL;
  g_autoptr (TbStatement) update = NULL;

  g_return_val_if_fail (store != NULL && log_id != NULL, FALSE);

  lane = tb_lane_table_get (store, area, error);
  if (lane == NULL)
    return FALSE;
  if (lane->log_id != NULL && strcmp (lane->log_id, log_id) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_LOG,
                 "%s has another history than this lane",
                 tb_area_get_slug (area));
    return FALSE;
  }
  if (lane->log_id != NULL && durable_seq <= lane->durable_seq)
    return TRUE;
  update = tb_db_prepare (tb_store_get_desk (store), durable_sql, error);
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":log_id", log_id);
  tb_statement_bind_int64 (update, ":seq", durable_seq);
  tb_statement_bind_text (update, ":area", tb_area_get_slug (area));

  return tb_statement_run (update, error);
}

static gboolean
write_alarm (TbStore *store, TbArea area, const char *alarm, GError **error)
{
  g_autoptr (TbStatement) update = tb_db_prepare (tb_store_get_desk (store), alarm_sql, error);

  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":alarm", alarm);
  tb_statement_bind_text (update, ":area", tb_area_get_slug (area));

  return tb_statement_run (update, error);
}

gboolean
tb_lane_table_set_alarm (TbStore *store,
                         TbArea area,
                         const char *alarm,
                         const char *operator_id,
                         GError **error)
{
  TbAuditAct act = {
    .verb = alarm != NULL ? "lane.stopped" : "lane.released",
    .operator_id = operator_id,
    .area = area,
  };
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbLane) lane = NULL;
  g_autoptr (json_t) detail = NULL;

  g_return_val_if_fail (store != NULL, FALSE);

  transaction = tb_db_begin (tb_store_get_desk (store), error);
  if (transaction == NULL)
    return FALSE;
  lane = tb_lane_table_get (store, area, error);
  if (lane == NULL)
    return FALSE;
  if (g_strcmp0 (lane->alarm, alarm) == 0)
    return TRUE;
  detail = json_pack ("{s:s?}", "alarm", alarm != NULL ? alarm : lane->alarm);
  act.subject = lane->lane;
  act.detail = detail;

  return write_alarm (store, area, alarm, error) &&
         tb_audit_table_append (store, &act, NULL, error) &&
         tb_transaction_commit (transaction, error);
}
