/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-audit-table.h"
#include "tb-outbox-private.h"
#include "tb-store-private.h"

#define KEEP_ACKNOWLEDGED (30 * G_TIME_SPAN_DAY)
/* Rows archived in one commit. */
#define MAX_ARCHIVED 500

/* :last is a lseq above which the city has nothing; the highest integer when that is not known. */
static const char lost_sql[] = TB_OUTBOX_COLUMNS
    "WHERE lane = :lane AND (state = 'sent' OR (state = 'applied' AND (seq > :durable OR "
    "lseq > :last)) OR (state IN ('conflict', 'refused', 'superseded', 'cancelled', 'archived') "
    "AND settled_us IS NOT NULL AND lseq > :last)) ORDER BY lseq";
static const char queue_sql[] =
    "UPDATE outbox SET state = 'queued', log_id = NULL, seq = NULL, ver = NULL, vid = NULL, "
    "reason = NULL, problem = NULL, told_by = NULL, settled_us = NULL, audit_n = :audit_n "
    "WHERE id = :id";
static const char decided_sql[] =
    "UPDATE conflict SET decided_us = :now WHERE command = :id AND decided_us IS NULL";
static const char reopen_sql[] =
    "UPDATE outbox SET log_id = NULL, told_by = NULL, settled_us = NULL WHERE id = :id";
static const char noop_sql[] =
    "UPDATE outbox SET log_id = NULL, told_by = NULL, settled_us = NULL, original = bytes, "
    "bytes = :bytes, fp = :fp, row_hash = :row_hash WHERE id = :id";
static const char lane_sql[] = "UPDATE lane SET log_id = :log_id, durable_seq = 0 "
                               "WHERE lane = :lane";
static const char blobs_sql[] = "UPDATE blob SET sent = 0 WHERE area = :area AND sent > 0";
static const char old_sql[] = TB_OUTBOX_COLUMNS
    "WHERE area = :area AND state = 'applied' AND seq <= (SELECT durable_seq FROM lane WHERE "
    "area = :area AND current = 1) AND settled_us <= :before ORDER BY seq LIMIT :limit";
static const char archive_sql[] =
    "UPDATE outbox SET state = 'archived', bytes = NULL, original = NULL, base_entry = 'null', "
    "subject = '', audit_n = :audit_n WHERE id = :id";

static GPtrArray *
read_rows (TbStatement *query, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_outbox_row_free);
  TbStep step;

  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    g_ptr_array_add (rows, tb_outbox_row_from_statement (query));

  return step == TB_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

static GPtrArray *
find_lost (TbStore *store, const TbLane *lane, gint64 city_last, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), lost_sql, error);

  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":lane", lane->lane);
  tb_statement_bind_int64 (query, ":durable", lane->durable_seq);
  tb_statement_bind_int64 (query, ":last", city_last >= 0 ? city_last : G_MAXINT64);

  return read_rows (query, error);
}

static gboolean
queue_again (TbStore *store, const TbOutboxRow *row, GError **error)
{
  TbDb *db = tb_store_get_desk (store);
  g_autoptr (TbStatement) decided = tb_db_prepare (db, decided_sql, error);
  g_autoptr (TbStatement) update = NULL;
  gint64 audit_n;

  if (decided == NULL || !tb_outbox_audit_change (store, row, "queued", NULL, &audit_n, error))
    return FALSE;
  update = tb_db_prepare (db, queue_sql, error);
  if (update == NULL)
    return FALSE;
  /* Theirs belongs to a history that is gone; the city will tell the new one. */
  tb_statement_bind_text (decided, ":id", row->command);
  tb_statement_bind_int64 (decided, ":now", tb_store_get_wall_us (store));
  tb_statement_bind_text (update, ":id", row->command);
  tb_statement_bind_int64 (update, ":audit_n", audit_n);

  return tb_statement_run (decided, error) && tb_statement_run (update, error);
}

/* What a person has decided about must not be applied after all, but its lseq must not be
 * missing either. The city has never seen this lseq: a noop may take it. */
static gboolean
offer_as_noop (TbStore *store, const TbOutboxRow *row, GError **error)
{
  g_autoptr (TbCommand) command = tb_outbox_read_command (store, row->command, error);
  g_autoptr (TbCommand) noop = NULL;
  g_autoptr (TbStatement) update = NULL;
  g_autofree char *row_hash = NULL;

  if (command == NULL)
    return FALSE;
  if (tb_command_get_kind (command) == TB_COMMAND_NOOP) {
    update = tb_db_prepare (tb_store_get_desk (store), reopen_sql, error);
  } else {
    noop = tb_outbox_make_noop (command, error);
    update = noop != NULL ? tb_db_prepare (tb_store_get_desk (store), noop_sql, error) : NULL;
  }
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":id", row->command);
  if (noop != NULL) {
    row_hash = tb_outbox_row_hash (noop, row->area, tb_command_get_fingerprint (noop));
    tb_statement_bind_text (update, ":bytes", tb_command_get_bytes (noop));
    tb_statement_bind_text (update, ":fp", tb_command_get_fingerprint (noop));
    tb_statement_bind_text (update, ":row_hash", row_hash);
  }

  return tb_statement_run (update, error);
}

static gboolean
offer_again (TbStore *store, const TbOutboxRow *row, guint *n_archived, GError **error)
{
  switch (row->state) {
  case TB_OUTBOX_SENT:
  case TB_OUTBOX_APPLIED:
  case TB_OUTBOX_CONFLICT:
  case TB_OUTBOX_REFUSED:
    return queue_again (store, row, error);
  case TB_OUTBOX_SUPERSEDED:
  case TB_OUTBOX_CANCELLED:
    return offer_as_noop (store, row, error);
  case TB_OUTBOX_ARCHIVED:
    (*n_archived)++;
    return TRUE;
  case TB_OUTBOX_QUEUED:
  default:
    return TRUE;
  }
}

/* What the city had of attachments may be gone with its history; it says what it still has. */
static gboolean
offer_blobs (TbStore *store, TbArea area, GError **error)
{
  g_autoptr (TbStatement) update = tb_db_prepare (tb_store_get_desk (store), blobs_sql, error);

  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":area", tb_area_get_slug (area));

  return tb_statement_run (update, error);
}

static gboolean
move_lane (TbStore *store, const TbLane *lane, const char *log_id, GError **error)
{
  g_autoptr (TbStatement) update = tb_db_prepare (tb_store_get_desk (store), lane_sql, error);
  g_autoptr (json_t) detail = NULL;
  TbAuditAct act = { .verb = "lane.log-changed", .subject = lane->lane, .area = lane->area };

  if (update == NULL)
    return FALSE;
  detail = json_pack ("{s:s?, s:s}", "was", lane->log_id, "is", log_id);
  act.detail = detail;
  tb_statement_bind_text (update, ":log_id", log_id);
  tb_statement_bind_text (update, ":lane", lane->lane);

  return tb_statement_run (update, error) && tb_audit_table_append (store, &act, NULL, error);
}

static gboolean
requeue_all (TbStore *store, GPtrArray *rows, guint *n_archived, GError **error)
{
  for (guint i = 0; i < rows->len; i++) {
    if (!offer_again (store, g_ptr_array_index (rows, i), n_archived, error))
      return FALSE;
  }

  return TRUE;
}

/* A promise was broken: only people can find out what to do. */
static gboolean
report_lost (TbStore *store, TbArea area, guint n_archived, GError **error)
{
  g_autofree char *alarm = NULL;

  if (n_archived == 0)
    return TRUE;
  alarm = g_strdup_printf (_ ("%s has lost %u commands that it had called durable and whose "
                              "content is no longer here"),
                           tb_area_get_name_zh (area),
                           n_archived);

  return tb_lane_table_set_alarm (store, area, alarm, NULL, error);
}

gboolean
tb_outbox_requeue (TbStore *store,
                   TbArea area,
                   const char *log_id,
                   gint64 city_last,
                   guint *n_queued,
                   GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbLane) lane = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  guint n_archived = 0;

  g_return_val_if_fail (store != NULL && log_id != NULL, FALSE);

  if (n_queued != NULL)
    *n_queued = 0;
  transaction = tb_db_begin (tb_store_get_desk (store), error);
  if (transaction == NULL)
    return FALSE;
  lane = tb_lane_table_get (store, area, error);
  if (lane == NULL)
    return FALSE;
  if (g_strcmp0 (lane->log_id, log_id) == 0)
    return TRUE;
  rows = find_lost (store, lane, city_last, error);
  if (rows == NULL || !requeue_all (store, rows, &n_archived, error) ||
      !offer_blobs (store, area, error) || !move_lane (store, lane, log_id, error) ||
      !tb_transaction_commit (transaction, error))
    return FALSE;
  if (n_queued != NULL)
    *n_queued = rows->len - n_archived;

  return report_lost (store, area, n_archived, error);
}

static gboolean
archive_row (TbStore *store, const TbOutboxRow *row, GError **error)
{
  g_autoptr (TbStatement) update = NULL;
  gint64 audit_n;

  if (!tb_outbox_audit_change (store, row, "archived", NULL, &audit_n, error))
    return FALSE;
  update = tb_db_prepare (tb_store_get_desk (store), archive_sql, error);
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":id", row->command);
  tb_statement_bind_int64 (update, ":audit_n", audit_n);

  return tb_statement_run (update, error);
}

static GPtrArray *
find_old (TbStore *store, TbArea area, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), old_sql, error);

  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  tb_statement_bind_int64 (query, ":before", tb_store_get_wall_us (store) - KEEP_ACKNOWLEDGED);
  tb_statement_bind_int64 (query, ":limit", MAX_ARCHIVED);

  return read_rows (query, error);
}

gboolean
tb_outbox_archive (TbStore *store, TbArea area, guint *n_archived, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (store != NULL && area != TB_AREA_NONE, FALSE);

  transaction = tb_db_begin (tb_store_get_desk (store), error);
  rows = transaction != NULL ? find_old (store, area, error) : NULL;
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    if (!archive_row (store, g_ptr_array_index (rows, i), error))
      return FALSE;
  }
  if (n_archived != NULL)
    *n_archived = rows->len;

  return tb_transaction_commit (transaction, error);
}
