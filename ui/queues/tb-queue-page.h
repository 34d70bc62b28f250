/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbQueuePage:
 *
 * The place `queues`: the work queues with their counts, the cases of one of them, and the case
 * that is chosen beside it.
 */
#define TB_TYPE_QUEUE_PAGE (tb_queue_page_get_type ())
G_DECLARE_FINAL_TYPE (TbQueuePage, tb_queue_page, TB, QUEUE_PAGE, GtkWidget)

G_END_DECLS
