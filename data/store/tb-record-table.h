/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-store.h"

G_BEGIN_DECLS

/* The whole entry `{at, kind, id, ver, vid, body|gone, …}`; TB_STORE_ERROR_MISSING. Bounded. */
json_t *tb_record_table_get (TbStore *store, TbArea area, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * TbRecordRow:
 * @row: key of pages
 * @due: (nullable): `YYYY-MM-DD`
 *
 * What a list shows of a case; no body is read for it.
 */
typedef struct {
  gint64 row;
  TbArea area;
  char *id;
  gint64 ver;
  char *vid;
  char *number;
  char *item;
  char *state;
  gboolean is_closed;
  TbArea home;
  TbArea owner;
  char *person_name;
  char *person_id;
  char *due;
  gint64 changed_us;
} TbRecordRow;

void tb_record_row_free (TbRecordRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbRecordRow, tb_record_row_free)

typedef enum {
  TB_RECORD_ORDER_DUE,     /* what must be done first; without a date last */
  TB_RECORD_ORDER_CHANGED, /* newest first */
} TbRecordOrder;

/**
 * TbRecordFilter:
 * @area: the city whose records; TB_AREA_NONE for all
 * @owner: who must act; TB_AREA_NONE for anyone
 * @item: (nullable)
 * @state: (nullable)
 * @is_closed: closed ones instead of open ones
 * @after: (nullable): the last row of the page before
 * @limit: 1 to TB_STORE_MAX_PAGE
 */
typedef struct {
  TbArea area;
  TbArea owner;
  const char *item;
  const char *state;
  gboolean is_closed;
  TbRecordOrder order;
  const TbRecordRow *after;
  guint limit;
} TbRecordFilter;

/* A page of a queue by keyset. Bounded. (element-type TbRecordRow) */
GPtrArray *tb_record_table_page (TbStore *store,
                                 const TbRecordFilter *filter,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* When the rules find another day than when the record came: an imported calendar. NULL: none. */
gboolean tb_record_table_set_due (TbStore *store,
                                  TbArea area,
                                  const char *id,
                                  const char *due,
                                  GError **error);
/* How many cases an area has here; kept with the cursor, never counted. Bounded. */
gboolean tb_record_table_count (TbStore *store, TbArea area, gint64 *n, GError **error);

G_END_DECLS
