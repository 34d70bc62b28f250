/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json-scan.h"
#include "tb-record-table.h"

G_BEGIN_DECLS

/**
 * TbRecordBatch:
 * @n_new: how many rows search has gained
 * @words: changes of the full text, written last: FTS5 flushes whenever a statement of another
 *     table opens a savepoint, which would cost three quarters of the speed
 *
 * The entries of one page on their way into the cache, inside the caller's transaction.
 */
typedef struct {
  TbStore *store;
  const char *area;
  gint64 n_new;
  gboolean expects_new; /* the last record was one */
  TbJsonScan *scan;     /* of the entry at hand */
  GArray *words;
  GArray *statements; /* prepared once for all entries */
} TbRecordBatch;

void tb_record_batch_init (TbRecordBatch *self, TbStore *store, TbArea area);
void tb_record_batch_clear (TbRecordBatch *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbRecordBatch, tb_record_batch_clear)

/* Puts an entry into record and search, as the city sent it. An older or equal version changes
 * nothing. */
gboolean tb_record_batch_put (TbRecordBatch *self, const char *bytes, gsize length, GError **error);
/* Writes the full text; nothing is put afterwards. */
gboolean tb_record_batch_finish (TbRecordBatch *self, GError **error);
/* All rows of an area, inside the caller's transaction. */
gboolean tb_record_drop_area (TbStore *store, TbArea area, GError **error);
gboolean tb_record_remove (TbStore *store, gint64 rid, GError **error);

/* Rows of a statement that begins with TB_RECORD_COLUMNS, on search as s. */
#define TB_RECORD_COLUMNS                                                                          \
  "SELECT s.rid, s.area, s.id, s.ver, s.vid, s.number, s.item, s.state, s.closed, s.home, "        \
  "s.owner, s.name, s.id_no, s.due, s.changed_us "
TbRecordRow *tb_record_row_from_statement (TbStatement *row);
TbRecordRow *tb_record_row_copy (const TbRecordRow *self);

/* Stands for "no date": after every date. */
#define TB_RECORD_NO_DUE "9999-12-31"

G_END_DECLS
