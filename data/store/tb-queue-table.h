/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-outbox-table.h"
#include "tb-record-table.h"

G_BEGIN_DECLS

/**
 * TbQueue:
 *
 * Work queues are saved queries: a case is in one because of what it is, never because somebody
 * put it there. Every open case is in OURS or in WAITING, and in as many others as fit. The last
 * three are about what no city has confirmed, and hold commands.
 */
typedef enum {
  TB_QUEUE_TODAY,    /* our limit ends today */
  TB_QUEUE_OVERDUE,  /* the running limit of any city is past */
  TB_QUEUE_RETURNED, /* collected by us, was with another city, came back */
  TB_QUEUE_MISSING,  /* papers are missing or were promised */
  TB_QUEUE_OURS,     /* our city must act */
  TB_QUEUE_WAITING,  /* another city must act */
  TB_QUEUE_UNSENT,   /* collected here, not confirmed by its city */
  TB_QUEUE_DECIDE,   /* a command that its city did not take */
  TB_QUEUE_INVALID,  /* accepted here, refused by its city: the person is called back */
} TbQueue;

#define TB_N_QUEUES 9

const char *tb_queue_get_name (TbQueue self); /* "today" … */
int tb_queue_from_name (const char *name);    /* −1: unknown */
/* Whether its rows are commands of the outbox. */
gboolean tb_queue_is_of_outbox (TbQueue self);

/**
 * TbQueueQuery:
 * @ours: the city of this window
 * @today: `YYYY-MM-DD` in China
 * @text: (nullable): part of a name or number, beginning of an ID number, pinyin or initials
 * @area: whose record; TB_AREA_NONE for all
 * @item: (nullable): one matter
 * @after: (nullable): `next` of an earlier page
 * @skip: rows to leave out after it
 * @limit: 1 to TB_STORE_MAX_PAGE
 */
typedef struct {
  TbQueue queue;
  TbArea ours;
  const char *today;
  const char *text;
  TbArea area;
  const char *item;
  const char *after;
  guint skip;
  guint limit;
} TbQueueQuery;

/* How many rows the same query lists. From an index, without @text bounded by its size. */
gboolean tb_queue_table_count (TbStore *store, const TbQueueQuery *query, gint64 *n, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/**
 * tb_queue_table_page:
 * @next: (out): key of the rows after these; NULL when there are none
 *
 * What must be done first comes first. By keyset, so the millionth row costs what the first does.
 *
 * Returns: (element-type TbRecordRow): for a queue of the outbox (element-type TbOutboxRow)
 */
GPtrArray *tb_queue_table_page (TbStore *store,
                                const TbQueueQuery *query,
                                char **next,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
