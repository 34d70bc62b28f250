/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-outbox-private.h"
#include "tb-store-private.h"

static const char next_sql[] = "SELECT lseq, bytes FROM outbox WHERE lane = :lane "
                               "AND settled_us IS NULL ORDER BY lseq LIMIT :limit";
static const char sent_sql[] =
    "UPDATE outbox SET attempts = attempts + 1, sent_us = :now, audit_n = :audit_n, "
    "state = iif (state = 'queued', 'sent', state) "
    "WHERE lane = :lane AND lseq = :lseq AND settled_us IS NULL";

struct _TbOutboxBatch {
  TbArea area;
  char *lane;
  char *log_id;
  gint64 first_lseq;
  guint n;
  GString *body;
  gboolean is_marked;
};

void
tb_outbox_batch_free (TbOutboxBatch *self)
{
  g_free (self->lane);
  g_free (self->log_id);
  if (self->body != NULL)
    g_string_free (self->body, TRUE);
  g_free (self);
}

guint
tb_outbox_batch_get_n (const TbOutboxBatch *self)
{
  return self->n;
}

gint64
tb_outbox_batch_get_first_lseq (const TbOutboxBatch *self)
{
  return self->first_lseq;
}

gint64
tb_outbox_batch_get_last_lseq (const TbOutboxBatch *self)
{
  return self->first_lseq + self->n - 1;
}

const char *
tb_outbox_batch_get_lane (const TbOutboxBatch *self)
{
  return self->lane;
}

const char *
tb_outbox_batch_get_log_id (const TbOutboxBatch *self)
{
  return self->log_id;
}

GBytes *
tb_outbox_batch_dup_body (const TbOutboxBatch *self)
{
  g_return_val_if_fail (self != NULL && self->is_marked, NULL);

  return g_bytes_new (self->body->str, self->body->len);
}

/* Adds the row when it follows the last one and still fits. */
static gboolean
add_row (TbOutboxBatch *self, TbStatement *row)
{
  const char *bytes = tb_statement_peek_text (row, 1);
  gint64 lseq = tb_statement_get_int64 (row, 0);

  if (self->n == 0)
    self->first_lseq = lseq;
  if (lseq != self->first_lseq + self->n)
    return FALSE;
  if (self->n > 0 && self->body->len + strlen (bytes) + 3 > TB_OUTBOX_MAX_BATCH_BYTES)
    return FALSE;
  if (self->n > 0)
    g_string_append_c (self->body, ',');
  g_string_append (self->body, bytes);
  self->n++;

  return TRUE;
}

static TbOutboxBatch *
batch_new (const TbLane *lane)
{
  TbOutboxBatch *self = g_new0 (TbOutboxBatch, 1);

  self->area = lane->area;
  self->lane = g_strdup (lane->lane);
  self->log_id = g_strdup (lane->log_id);
  self->body = g_string_new ("{\"commands\":[");

  return self;
}

TbOutboxBatch *
tb_outbox_next_batch (TbStore *store, TbArea area, guint limit, GError **error)
{
  g_autoptr (TbLane) lane = NULL;
  g_autoptr (TbOutboxBatch) batch = NULL;
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && limit >= 1 && limit <= TB_OUTBOX_MAX_BATCH, NULL);

  lane = tb_lane_table_get (store, area, error);
  if (lane == NULL || lane->is_stopped)
    return NULL;
  query = tb_db_prepare (tb_store_get_desk (store), next_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":lane", lane->lane);
  tb_statement_bind_int64 (query, ":limit", limit);
  batch = batch_new (lane);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW && add_row (batch, query))
    ;
  if (step == TB_STEP_FAILED || batch->n == 0)
    return NULL;
  g_string_append (batch->body, "]}");

  return g_steal_pointer (&batch);
}

static gboolean
mark_row (TbStore *store, const TbOutboxBatch *batch, gint64 lseq, GError **error)
{
  g_autoptr (TbOutboxRow) row = tb_outbox_find_lseq (store, batch->lane, lseq, error);
  g_autoptr (TbStatement) update = NULL;
  gint64 audit_n;

  if (row == NULL || !tb_outbox_audit_change (store, row, "sent", NULL, &audit_n, error))
    return FALSE;
  update = tb_db_prepare (tb_store_get_desk (store), sent_sql, error);
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":lane", batch->lane);
  tb_statement_bind_int64 (update, ":lseq", lseq);
  tb_statement_bind_int64 (update, ":now", tb_store_get_wall_us (store));
  tb_statement_bind_int64 (update, ":audit_n", audit_n);
  if (!tb_statement_run (update, error))
    return FALSE;
  if (tb_db_get_n_changed (tb_store_get_desk (store)) != 1) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_STATE,
                 "lseq %" G_GINT64_FORMAT " was settled meanwhile: take the next batch",
                 lseq);
    return FALSE;
  }

  return TRUE;
}

static gboolean
mark_rows (TbStore *store, const TbOutboxBatch *batch, GError **error)
{
  g_autoptr (TbTransaction) transaction = tb_db_begin (tb_store_get_desk (store), error);

  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < batch->n; i++) {
    if (!mark_row (store, batch, batch->first_lseq + i, error))
      return FALSE;
  }

  return tb_transaction_commit (transaction, error);
}

gboolean
tb_outbox_mark_sent (TbStore *store, TbOutboxBatch *batch, GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (store != NULL && batch != NULL, FALSE);

  batch->is_marked = mark_rows (store, batch, &failure);
  if (!batch->is_marked && tb_store_note_failure (store, failure)) {
    g_clear_error (&failure);
    batch->is_marked = mark_rows (store, batch, &failure);
  }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return batch->is_marked;
}
