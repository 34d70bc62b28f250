/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-client.h"

G_BEGIN_DECLS

/**
 * TbCityLinesFunc:
 * @log_id: of the answer
 * @bytes: one or more whole lines, each ended by LF; borrowed until the return
 *
 * Called while a page arrives, so that it is applied before it has ended. The last whole line
 * may be the trailer. Returning FALSE with @error set ends the call with that error.
 */
typedef gboolean (*TbCityLinesFunc) (const char *log_id,
                                     const char *bytes,
                                     gsize length,
                                     gpointer user_data,
                                     GError **error);

/**
 * TbCityPage:
 * @log_id: /changes only: whose cursor it is
 * @seq: /changes only: the last number that the window has
 * @h: /changes only: its link
 * @after: (nullable): /snapshot only: the last key of the page before
 * @limit: lines at most
 * @wait_s: /changes only: long poll, at most 25
 * @lines: receives the lines, with @lines_data; @lines_data must outlive the call
 */
typedef struct {
  const char *log_id;
  gint64 seq;
  const char *h;
  const char *after;
  guint limit;
  guint wait_s;
  TbCityLinesFunc lines;
  gpointer lines_data;
} TbCityPage;

/* GET /changes and GET /snapshot: NDJSON. The answer has no body of its own: the lines have all
 * gone to @lines, trailer included; an answer that was cut off is TB_CITY_ERROR_UNREACHABLE after
 * its whole lines were handed over. */
void tb_city_client_changes_async (TbCityClient *self,
                                   const TbCityPage *page,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void tb_city_client_snapshot_async (TbCityClient *self,
                                    const TbCityPage *page,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* Calls for the operator: a token must be set, and @purpose says why personal data is read:
 * `case:<uuid>` or `reason:<code>`. */

/* GET /cases/{id}: bytes and json are the entry; etag. */
void tb_city_client_case_async (TbCityClient *self,
                                const char *id,
                                const char *purpose,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* GET /cases/{id}/history?from=: json `{entries}`; what happened after @vid, or all with NULL. The
 * purpose is that case. */
void tb_city_client_history_async (TbCityClient *self,
                                   const char *id,
                                   const char *vid,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/**
 * TbCityQuery:
 * @name: "persons" "insurance" "benefits" "archives" "certificates" "cases"
 * @criteria: travel in the body: personal data never stands in a URL
 * @limit: rows, at most 50; 0 for the city's own
 * @purpose: as above
 */
typedef struct {
  const char *name;
  const json_t *criteria;
  guint limit;
  const char *purpose;
} TbCityQuery;

/* POST /queries/{name}: json `{as_of, rows, more}`. */
void tb_city_client_query_async (TbCityClient *self,
                                 const TbCityQuery *query,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

G_END_DECLS
