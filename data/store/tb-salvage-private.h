/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "tb-store-private.h"

G_BEGIN_DECLS

/**
 * TbSalvage:
 * @damaged: (nullable): a connection that only reads; NULL when nothing of the file can be read
 * @n_saved: commands
 * @n_from_mirror: those of them that only outbox.journal still had
 * @n_lost: numbers of lanes whose command is in neither
 *
 * What the files of tb-store-salvage work on, inside one transaction of the new desk.db.
 */
typedef struct {
  TbStore *store;
  sqlite3 *damaged;
  guint n_saved;
  guint n_from_mirror;
  guint n_lost;
} TbSalvage;

/* Rows of a rowid table as {column: value}, one by one, over damaged pages. @sql selects the
 * first row whose rowid is above ?1, rowid first. (element-type json_t) */
GPtrArray *tb_salvage_walk (TbSalvage *self, const char *sql);

/* Copies what can be read of @table, from both ends of @order: its key columns. */
void tb_salvage_copy_rows (TbSalvage *self, const char *table, const char *order);

/* tb-salvage-outbox.c: lanes, outbox, numbers and conflicts. */
gboolean tb_salvage_outbox (TbSalvage *self, GError **error);

G_END_DECLS
