/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-page-model.h"

G_BEGIN_DECLS

/**
 * TbQueueRow:
 *
 * Three lines about one case in a list: matter, person and number, cities; and when it is due.
 */
#define TB_TYPE_QUEUE_ROW (tb_queue_row_get_type ())
G_DECLARE_FINAL_TYPE (TbQueueRow, tb_queue_row, TB, QUEUE_ROW, GtkBox)

/* Follows @row, which may still be empty; NULL: none. */
void tb_queue_row_set_row (TbQueueRow *self, TbPageRow *row);

G_END_DECLS
