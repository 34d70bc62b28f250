/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbCaseView:
 *
 * One case whole: what was submitted, what happened in both cities, what this operator can do now.
 * The case page is nothing but this; the queues have it beside the list. Keeps itself up to date.
 */
#define TB_TYPE_CASE_VIEW (tb_case_view_get_type ())
G_DECLARE_FINAL_TYPE (TbCaseView, tb_case_view, TB, CASE_VIEW, GtkWidget)

void tb_case_view_set_workplace (TbCaseView *self, TbWorkplace *workplace);
/* @what: id or number of a case; NULL shows none. */
void tb_case_view_open (TbCaseView *self, const char *what);
/* The id of the case shown, or NULL. */
const char *tb_case_view_get_case (TbCaseView *self);
/* A widget beside the title, such as “next case”. */
void tb_case_view_add_button (TbCaseView *self, GtkWidget *button);
/* The focus to what is to be done. */
void tb_case_view_focus (TbCaseView *self);

G_END_DECLS
