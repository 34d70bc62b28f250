/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbTabStop:
 *
 * A bin that makes its child one stop of the Tab key. Before GTK 4.12 has a list view no
 * `tab-behavior`, and Tab walks through every row of it.
 */
#define TB_TYPE_TAB_STOP (tb_tab_stop_get_type ())
G_DECLARE_FINAL_TYPE (TbTabStop, tb_tab_stop, TB, TAB_STOP, GtkWidget)

G_END_DECLS
