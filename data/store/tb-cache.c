/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-cache"

#include "config.h"

#include "tb-cache.h"

#include <string.h>

#include "tb-hash.h"
#include "tb-record-private.h"
#include "tb-store-private.h"

/* Closed records forgotten in one commit. */
#define MAX_FORGOTTEN 1000

static const char get_sql[] = "SELECT log_id, seq, h, snapshot_after, as_of_seq, changed_us, "
                              "as_of_h FROM cursor WHERE area = :area";
static const char put_sql[] =
    "INSERT INTO cursor (area, log_id, seq, h, snapshot_after, as_of_seq, as_of_h, records, "
    "changed_us) VALUES (:area, :log_id, :seq, :h, :snapshot_after, :as_of_seq, :as_of_h, "
    "max (0, :n_new), :now) ON CONFLICT (area) DO UPDATE SET log_id = :log_id, seq = :seq, "
    "h = :h, snapshot_after = :snapshot_after, as_of_seq = :as_of_seq, as_of_h = :as_of_h, "
    "records = max (0, records + :n_new), changed_us = :now";
static const char closed_sql[] = "SELECT rid, area FROM search WHERE closed = 1 "
                                 "AND changed_us < :before ORDER BY changed_us LIMIT :limit";
static const char fewer_sql[] =
    "UPDATE cursor SET records = max (0, records - 1) WHERE area = :area";

/* A cursor on its way to the next row of the table. */
typedef struct {
  TbCursor *at;
  char *as_of_h;
  gint64 n_new;
} Progress;

static void
clear_progress (Progress *self)
{
  g_clear_pointer (&self->at, tb_cursor_free);
  g_clear_pointer (&self->as_of_h, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Progress, clear_progress)

void
tb_cursor_free (TbCursor *self)
{
  g_free (self->log_id);
  g_free (self->h);
  g_free (self->snapshot_after);
  g_free (self);
}

static gboolean
load (TbStore *store, TbArea area, Progress *progress, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_cache (store), get_sql, error);
  TbCursor *cursor;
  TbStep step;

  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  step = tb_statement_step (query, error);
  if (step == TB_STEP_FAILED)
    return FALSE;
  cursor = progress->at = g_new0 (TbCursor, 1);
  cursor->area = area;
  if (step == TB_STEP_DONE) {
    cursor->h = g_strdup (TB_HASH_CHAIN_START);
    return TRUE;
  }
  cursor->log_id = g_strdup (tb_statement_peek_text (query, 0));
  cursor->seq = tb_statement_get_int64 (query, 1);
  cursor->h = g_strdup (tb_statement_peek_text (query, 2));
  cursor->snapshot_after = g_strdup (tb_statement_peek_text (query, 3));
  cursor->as_of_seq = tb_statement_get_int64 (query, 4);
  cursor->changed_us = tb_statement_get_int64 (query, 5);
  progress->as_of_h = g_strdup (tb_statement_peek_text (query, 6));

  return TRUE;
}

static gboolean
save (TbStore *store, const Progress *progress, GError **error)
{
  const TbCursor *cursor = progress->at;
  g_autoptr (TbStatement) put = tb_db_prepare (tb_store_get_cache (store), put_sql, error);

  if (put == NULL)
    return FALSE;
  tb_statement_bind_text (put, ":area", tb_area_get_slug (cursor->area));
  tb_statement_bind_text (put, ":log_id", cursor->log_id);
  tb_statement_bind_int64 (put, ":seq", cursor->seq);
  tb_statement_bind_text (put, ":h", cursor->h);
  tb_statement_bind_text (put, ":snapshot_after", cursor->snapshot_after);
  tb_statement_bind_int64 (put, ":as_of_seq", cursor->as_of_seq);
  tb_statement_bind_text (put, ":as_of_h", progress->as_of_h);
  tb_statement_bind_int64 (put, ":n_new", progress->n_new);
  tb_statement_bind_int64 (put, ":now", tb_store_get_wall_us (store));

  return tb_statement_run (put, error);
}

TbCursor *
tb_cache_get_cursor (TbStore *store, TbArea area, GError **error)
{
  g_auto (Progress) progress = { 0 };

  g_return_val_if_fail (store != NULL && area != TB_AREA_NONE, NULL);

  return load (store, area, &progress, error) ? g_steal_pointer (&progress.at) : NULL;
}

static gboolean
check_log (TbCursor *cursor, const char *log_id, GError **error)
{
  if (cursor->log_id == NULL && cursor->seq == 0)
    cursor->log_id = g_strdup (log_id);
  if (g_strcmp0 (cursor->log_id, log_id) == 0)
    return TRUE;

  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_LOG,
               "A page of %s belongs to another history than the cursor",
               tb_area_get_slug (cursor->area));
  return FALSE;
}

/* Numbers without a hole and hashes that fit, from the cursor on. */
static gboolean
check_lines (const TbCursor *cursor, const TbFeedLine *lines, guint n_lines, GError **error)
{
  const char *before = cursor->h;

  for (guint i = 0; i < n_lines; i++) {
    g_autofree char *h = NULL;

    if (lines[i].n != cursor->seq + 1 + i) {
      g_set_error (error,
                   TB_STORE_ERROR,
                   TB_STORE_ERROR_HOLE,
                   "%s: line %" G_GINT64_FORMAT " came where %" G_GINT64_FORMAT " is next",
                   tb_area_get_slug (cursor->area),
                   lines[i].n,
                   cursor->seq + 1 + i);
      return FALSE;
    }
    h = tb_hash_chain (before, (guint64) lines[i].n, lines[i].entry, lines[i].length);
    if (g_strcmp0 (h, lines[i].h) != 0) {
      g_set_error (error,
                   TB_STORE_ERROR,
                   TB_STORE_ERROR_CHAIN,
                   "%s: the hash of line %" G_GINT64_FORMAT " does not fit",
                   tb_area_get_slug (cursor->area),
                   lines[i].n);
      return FALSE;
    }
    before = lines[i].h;
  }

  return TRUE;
}

static gboolean
put_lines (TbRecordBatch *batch, const TbFeedLine *lines, guint n_lines, GError **error)
{
  for (guint i = 0; i < n_lines; i++) {
    if (!tb_record_batch_put (batch, lines[i].entry, lines[i].length, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
apply_lines (TbStore *store,
             Progress *progress,
             const TbFeedLine *lines,
             guint n_lines,
             GError **error)
{
  TbCursor *cursor = progress->at;
  g_auto (TbRecordBatch) batch = { 0 };

  tb_record_batch_init (&batch, store, cursor->area);
  if (!put_lines (&batch, lines, n_lines, error))
    return FALSE;
  if (n_lines > 0) {
    cursor->seq = lines[n_lines - 1].n;
    g_free (cursor->h);
    cursor->h = g_strdup (lines[n_lines - 1].h);
  }
  progress->n_new = batch.n_new;

  return save (store, progress, error) && tb_record_batch_finish (&batch, error);
}

gboolean
tb_cache_apply_page (TbStore *store,
                     TbArea area,
                     const char *log_id,
                     const TbFeedLine *lines,
                     guint n_lines,
                     GError **error)
{
  g_auto (Progress) progress = { 0 };
  g_autoptr (TbTransaction) transaction = NULL;

  g_return_val_if_fail (store != NULL && log_id != NULL, FALSE);
  g_return_val_if_fail (lines != NULL || n_lines == 0, FALSE);

  transaction = tb_db_begin (tb_store_get_cache (store), error);
  if (transaction == NULL || !load (store, area, &progress, error) ||
      !check_log (progress.at, log_id, error))
    return FALSE;
  if (progress.at->snapshot_after != NULL) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_STATE,
                 "A snapshot of %s is under way: finish it before reading on",
                 tb_area_get_slug (area));
    return FALSE;
  }

  return check_lines (progress.at, lines, n_lines, error) &&
         apply_lines (store, &progress, lines, n_lines, error) &&
         tb_transaction_commit (transaction, error);
}

/* Cursor 0 and nothing of the city, inside the caller's transaction. */
static gboolean
start_over (TbStore *store, TbArea area, const char *log_id, const char *after, GError **error)
{
  g_auto (Progress) progress = { 0 };
  TbCursor *cursor;

  if (!tb_record_drop_area (store, area, error) || !load (store, area, &progress, error))
    return FALSE;
  cursor = progress.at;
  g_free (cursor->log_id);
  cursor->log_id = g_strdup (log_id);
  g_free (cursor->h);
  cursor->h = g_strdup (TB_HASH_CHAIN_START);
  g_free (cursor->snapshot_after);
  cursor->snapshot_after = g_strdup (after);
  cursor->seq = 0;
  cursor->as_of_seq = 0;
  g_clear_pointer (&progress.as_of_h, g_free);
  progress.n_new = G_MININT32;

  return save (store, &progress, error);
}

gboolean
tb_cache_begin_snapshot (TbStore *store, TbArea area, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;

  g_return_val_if_fail (store != NULL && area != TB_AREA_NONE, FALSE);

  transaction = tb_db_begin (tb_store_get_cache (store), error);

  return transaction != NULL && start_over (store, area, NULL, "", error) &&
         tb_transaction_commit (transaction, error);
}

gboolean
tb_cache_drop_city (TbStore *store, TbArea area, const char *log_id, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;

  g_return_val_if_fail (store != NULL && area != TB_AREA_NONE, FALSE);

  transaction = tb_db_begin (tb_store_get_cache (store), error);

  return transaction != NULL && start_over (store, area, log_id, NULL, error) &&
         tb_transaction_commit (transaction, error);
}

/* The feed goes on where the first page was taken: what a later page shows already is harmless,
 * because only a higher version is applied. */
static gboolean
take_as_of (Progress *progress, const json_t *as_of, GError **error)
{
  TbCursor *cursor = progress->at;
  const char *log_id = tb_json_get_string (as_of, "log_id");
  const char *h = tb_json_get_string (as_of, "h");

  if (log_id == NULL || h == NULL || tb_json_get_int (as_of, "seq", -1) < 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_DATA,
                 "A snapshot page of %s lacks its as_of",
                 tb_area_get_slug (cursor->area));
    return FALSE;
  }
  if (!check_log (cursor, log_id, error))
    return FALSE;
  if (progress->as_of_h == NULL) {
    cursor->as_of_seq = tb_json_get_int (as_of, "seq", 0);
    progress->as_of_h = g_strdup (h);
  }

  return TRUE;
}

static void
move_snapshot (Progress *progress, const char *next)
{
  TbCursor *cursor = progress->at;

  g_free (cursor->snapshot_after);
  cursor->snapshot_after = g_strdup (next);
  if (next != NULL)
    return;
  cursor->seq = cursor->as_of_seq;
  g_free (cursor->h);
  cursor->h = g_steal_pointer (&progress->as_of_h);
  cursor->as_of_seq = 0;
}

gboolean
tb_cache_apply_snapshot_page (TbStore *store,
                              TbArea area,
                              const TbSnapshotPage *page,
                              GError **error)
{
  g_auto (Progress) progress = { 0 };
  g_auto (TbRecordBatch) batch = { 0 };
  g_autoptr (TbTransaction) transaction = NULL;

  g_return_val_if_fail (store != NULL && page != NULL, FALSE);

  transaction = tb_db_begin (tb_store_get_cache (store), error);
  if (transaction == NULL || !load (store, area, &progress, error))
    return FALSE;
  if (progress.at->snapshot_after == NULL) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_STATE,
                 "No snapshot of %s was begun",
                 tb_area_get_slug (area));
    return FALSE;
  }
  tb_record_batch_init (&batch, store, area);
  if (!take_as_of (&progress, page->as_of, error) ||
      !put_lines (&batch, page->lines, page->n_lines, error))
    return FALSE;
  progress.n_new = batch.n_new;
  move_snapshot (&progress, page->next);

  return save (store, &progress, error) && tb_record_batch_finish (&batch, error) &&
         tb_transaction_commit (transaction, error);
}

static gboolean
count_one_less (TbStore *store, const char *area, GError **error)
{
  g_autoptr (TbStatement) update = tb_db_prepare (tb_store_get_cache (store), fewer_sql, error);

  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":area", area);

  return tb_statement_run (update, error);
}

gboolean
tb_cache_forget_closed (TbStore *store, gint64 before_us, guint *n, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbStatement) query = NULL;
  guint n_gone = 0;
  TbStep step;

  g_return_val_if_fail (store != NULL, FALSE);

  transaction = tb_db_begin (tb_store_get_cache (store), error);
  query =
      transaction != NULL ? tb_db_prepare (tb_store_get_cache (store), closed_sql, error) : NULL;
  if (query == NULL)
    return FALSE;
  tb_statement_bind_int64 (query, ":before", before_us);
  tb_statement_bind_int64 (query, ":limit", MAX_FORGOTTEN);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    if (!count_one_less (store, tb_statement_peek_text (query, 1), error) ||
        !tb_record_remove (store, tb_statement_get_int64 (query, 0), error))
      return FALSE;
    n_gone++;
  }
  tb_statement_reset (query);
  if (n != NULL)
    *n = n_gone;

  return step == TB_STEP_DONE && tb_transaction_commit (transaction, error);
}
