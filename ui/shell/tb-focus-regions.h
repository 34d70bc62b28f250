/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tb_focus_regions_watch:
 * @window: where F6 and Shift+F6 are pressed
 * @parts: (array length=n): parts of it in the order of reading, which live as long as it does
 *
 * F6 goes from one region to the next, Shift+F6 back. A part is one region; a GtkStack stands for
 * what its visible page is made of: each pane that scrolls and each action bar. Parts that are not
 * shown or take no focus are passed over.
 */
void tb_focus_regions_watch (GtkWidget *window, GtkWidget *const *parts, gsize n);

G_END_DECLS
