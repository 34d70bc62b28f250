/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbNavigation:
 *
 * The places of the window, one row each, with what waits there. Activating a row opens its place
 * (`win.open`). A narrow window shows icons only; their words are in the tooltips.
 */
#define TB_TYPE_NAVIGATION (tb_navigation_get_type ())
G_DECLARE_FINAL_TYPE (TbNavigation, tb_navigation, TB, NAVIGATION, GtkWidget)

void tb_navigation_add (TbNavigation *self, const char *place, const char *title, const char *icon);
/* Which row stands for what is shown; a place without a row leaves the selection. */
void tb_navigation_select (TbNavigation *self, const char *place);
void tb_navigation_set_visible (TbNavigation *self, const char *place, gboolean is_visible);
/* @is_urgent: it waits for a decision of this operator. 0 shows nothing. */
void tb_navigation_set_count (TbNavigation *self, const char *place, guint n, gboolean is_urgent);
void tb_navigation_set_narrow (TbNavigation *self, gboolean is_narrow);

G_END_DECLS
