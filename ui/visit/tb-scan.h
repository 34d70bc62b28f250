/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbScanFunc:
 * @text: what a reader read, without its prefix and its end
 *
 * The one way in for every kind of reader.
 */
typedef void (*TbScanFunc) (const char *text, gpointer user_data);

/**
 * tb_scan_watch_keyboard:
 * @window: whose keys are watched for as long as it lives
 *
 * Card readers and scanners that type like a keyboard: set to send F9 first and Enter last. Their
 * keys are caught before the input method, which would make characters of them; the keys of a
 * person pass, for a pause of half a second ends every scan.
 */
void tb_scan_watch_keyboard (GtkWidget *window, TbScanFunc scanned, gpointer user_data);

G_END_DECLS
