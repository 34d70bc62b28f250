/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbWatchdog:
 *
 * Counts how often the main thread worked longer than 8 ms without going back to the main loop
 * (design/quality.md: typing never lags). Drawing a frame does not count: it is GTK's, and depends
 * on the display. For tests and for whoever looks for the cause; a window at work has none.
 */
typedef struct _TbWatchdog TbWatchdog;

/* Watches the default main context until it is freed. */
TbWatchdog *tb_watchdog_new (void);
/* The frames of @window do not count. It must be realized. */
void tb_watchdog_ignore_frames_of (TbWatchdog *self, GtkWidget *window);
/* How often, and in @worst_us the longest, in microseconds. */
guint tb_watchdog_get_count (TbWatchdog *self, gint64 *worst_us);
void tb_watchdog_free (TbWatchdog *self);

G_END_DECLS
