/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-record-table.h"

G_BEGIN_DECLS

/* Puts an entry into record, search and full text, inside the caller's transaction. An older or
 * equal version changes nothing. @bytes is what is kept: the entry as the city sent it. @n_new
 * grows by one for a new row in search and shrinks for one that is gone. */
gboolean tb_record_put (TbStore *store,
                        TbArea area,
                        const json_t *entry,
                        const char *bytes,
                        gint64 *n_new,
                        GError **error);
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
