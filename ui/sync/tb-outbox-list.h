/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-outbox-entry.h"
#include "tb-workplace.h"

G_BEGIN_DECLS

/* What of the outbox is listed. */
typedef enum {
  TB_OUTBOX_OPEN,    /* what needs a person, then what waits */
  TB_OUTBOX_SETTLED, /* what is done */
} TbOutboxShown;

/**
 * TbOutboxList:
 *
 * The outbox as a GListModel of TbOutboxEntry, fetched page by page through the desk: first what
 * needs a decision. Asks again when work changed; the entry of a command stays as long as it
 * is listed.
 *
 * Signals:
 * - `loaded` (const char *error, nullable): an answer is there
 */
#define TB_TYPE_OUTBOX_LIST (tb_outbox_list_get_type ())
G_DECLARE_FINAL_TYPE (TbOutboxList, tb_outbox_list, TB, OUTBOX_LIST, GObject)

TbOutboxList *tb_outbox_list_new (TbWorkplace *workplace);
/* @area: TB_AREA_NONE for all. @text: (nullable): beginning of a name or a number. Asks at once. */
void tb_outbox_list_set_filter (TbOutboxList *self,
                                TbOutboxShown shown,
                                TbArea area,
                                const char *text);
void tb_outbox_list_reload (TbOutboxList *self);
/* Fetches the next page, if there is one and none is under way. */
void tb_outbox_list_load_more (TbOutboxList *self);
gboolean tb_outbox_list_has_more (TbOutboxList *self);
/* Nothing of an operator's work stays. */
void tb_outbox_list_clear (TbOutboxList *self);

G_END_DECLS
