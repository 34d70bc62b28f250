/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Says something in passing at the foot of the window that @from is in. A page that must be read
 * aloud repeats it in a label of its own: screen readers do not read toasts. */
void tb_toast_show (GtkWidget *from, const char *text);

G_END_DECLS
