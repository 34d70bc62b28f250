/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbCasePage:
 *
 * The place `case`: one case by its id or number.
 */
#define TB_TYPE_CASE_PAGE (tb_case_page_get_type ())
G_DECLARE_FINAL_TYPE (TbCasePage, tb_case_page, TB, CASE_PAGE, GtkWidget)

G_END_DECLS
