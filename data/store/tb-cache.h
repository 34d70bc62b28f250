/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-store.h"

G_BEGIN_DECLS

/**
 * TbCursor:
 * @log_id: (nullable): NULL before the first snapshot or page
 * @h: hash of line @seq; TB_HASH_CHAIN_START for 0
 * @snapshot_after: (nullable): a snapshot is under way; the case id after which it goes on, ""
 *     at its beginning
 * @as_of_seq: while a snapshot is under way: where the feed goes on after it; 0 before its first
 *     page
 *
 * Where a window stands in its view of a city's log (protocol.md §3).
 */
typedef struct {
  TbArea area;
  char *log_id;
  gint64 seq;
  char *h;
  char *snapshot_after;
  gint64 as_of_seq;
  gint64 changed_us;
} TbCursor;

void tb_cursor_free (TbCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCursor, tb_cursor_free)

/* Never MISSING: a city without a cursor stands at 0. Bounded. */
TbCursor *tb_cache_get_cursor (TbStore *store,
                               TbArea area,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A line of the feed as it came: @entry are the entry's bytes, verbatim. */
typedef struct {
  gint64 n;
  const char *h;
  const char *entry;
  gsize length;
} TbFeedLine;

/**
 * tb_cache_apply_page:
 * @log_id: the answer's
 *
 * T4: lines and cursor in one transaction. Checked before anything is applied: the log is the
 * cursor's (TB_STORE_ERROR_LOG otherwise), the first line follows the cursor and there is no hole
 * (TB_STORE_ERROR_HOLE), every hash fits (TB_STORE_ERROR_CHAIN). Only a higher version replaces a
 * record; kinds that are not known are kept. A log_id is taken when the cursor has none and
 * stands at 0.
 */
gboolean tb_cache_apply_page (TbStore *store,
                              TbArea area,
                              const char *log_id,
                              const TbFeedLine *lines,
                              guint n_lines,
                              GError **error);

/* A snapshot: begin drops what was there and remembers that it runs; each page is one
 * transaction and says where the next one begins; the last page sets the cursor to the as_of of
 * the first. A snapshot that was cut off goes on where TbCursor says. */
gboolean tb_cache_begin_snapshot (TbStore *store, TbArea area, GError **error);
/**
 * TbSnapshotPage:
 * @lines: without n and h
 * @as_of: the trailer's `{log_id, seq, h}`
 * @next: (nullable): the trailer's; NULL for the last page
 */
typedef struct {
  const TbFeedLine *lines;
  guint n_lines;
  const json_t *as_of;
  const char *next;
} TbSnapshotPage;

/* The as_of of the first page counts; another log_id is TB_STORE_ERROR_LOG: begin again. */
gboolean tb_cache_apply_snapshot_page (TbStore *store,
                                       TbArea area,
                                       const TbSnapshotPage *page,
                                       GError **error);

/* 410: all rows of the city and its cursor, in one transaction. With @log_id the cursor already
 * names the new log. Own work is in the other file and stays. */
gboolean tb_cache_drop_city (TbStore *store, TbArea area, const char *log_id, GError **error);
/* Keeps the cache minimal: closed records not changed since @before_us. */
gboolean tb_cache_forget_closed (TbStore *store, gint64 before_us, guint *n, GError **error);

G_END_DECLS
