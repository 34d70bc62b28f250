/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbColumns:
 *
 * Two columns, three parts to four, or one below the other where the place is too narrow for both
 * (libadwaita 1.2 has no breakpoints). Its two children come from the template.
 */
#define TB_TYPE_COLUMNS (tb_columns_get_type ())
G_DECLARE_FINAL_TYPE (TbColumns, tb_columns, TB, COLUMNS, GtkWidget)

G_END_DECLS
