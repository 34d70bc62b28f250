/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "tb-json.h"

G_BEGIN_DECLS

/* One row of `outbox` in a list model. Immutable. */
#define TB_TYPE_OUTBOX_ENTRY (tb_outbox_entry_get_type ())
G_DECLARE_FINAL_TYPE (TbOutboxEntry, tb_outbox_entry, TB, OUTBOX_ENTRY, GObject)

TbOutboxEntry *tb_outbox_entry_new (const json_t *row);
/* Borrowed. */
const json_t *tb_outbox_entry_get_row (TbOutboxEntry *self);
const char *tb_outbox_entry_get_command (TbOutboxEntry *self);

G_END_DECLS
