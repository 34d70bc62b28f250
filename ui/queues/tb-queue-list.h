/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbQueueList:
 *
 * The cases of one work queue, what must be done first on top. However long it is, only the pages
 * that are looked at are in memory.
 *
 * Signals:
 * - `chosen` (utf8 case, gboolean entered): a row was selected; entered: by Enter or a double click
 * - `counted` (int n): how many rows it has; −1 with a problem
 */
#define TB_TYPE_QUEUE_LIST (tb_queue_list_get_type ())
G_DECLARE_FINAL_TYPE (TbQueueList, tb_queue_list, TB, QUEUE_LIST, GtkWidget)

void tb_queue_list_set_workplace (TbQueueList *self, TbWorkplace *workplace);
/* @name: of the call `queue`; NULL empties it. @text: (nullable): only what fits it. */
void tb_queue_list_open (TbQueueList *self, const char *name, const char *text);
/* Asks again; nothing jumps. */
void tb_queue_list_refresh (TbQueueList *self);
/* Selects the next (1) or previous (−1) row. */
void tb_queue_list_step (TbQueueList *self, int step);

G_END_DECLS
