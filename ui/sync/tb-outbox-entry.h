/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbOutboxEntry:
 *
 * One command of `outbox` in a list model. It stays the same object as long as the command is
 * listed, so that a selection stays on it.
 *
 * Signals:
 * - `changed`: its row is another
 */
#define TB_TYPE_OUTBOX_ENTRY (tb_outbox_entry_get_type ())
G_DECLARE_FINAL_TYPE (TbOutboxEntry, tb_outbox_entry, TB, OUTBOX_ENTRY, GObject)

TbOutboxEntry *tb_outbox_entry_new (const json_t *row);
/* Borrowed, until the next change. */
const json_t *tb_outbox_entry_get_row (TbOutboxEntry *self);
const char *tb_outbox_entry_get_command (TbOutboxEntry *self);

/* Brings @store to @fresh (element-type TbOutboxEntry): keeps the entry of every command that is
 * in both, with the fresh row, and replaces only what differs. */
void tb_outbox_entry_update_store (GListStore *store, GPtrArray *fresh);

G_END_DECLS
