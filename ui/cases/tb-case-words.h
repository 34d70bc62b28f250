/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-json.h"

G_BEGIN_DECLS

/* What the pages about cases say and how their parts look. */

/* A kind of command: “note”, “reminder” … Static. */
const char *tb_case_words_get_kind (const char *kind);
/* How far a command is: “queued” … Static. */
const char *tb_case_words_get_outbox (const char *state);
/* “11-24 09:41” in China's time. Free with g_free(). */
char *tb_case_words_dup_time (const char *instant);
/* A day `YYYY-MM-DD`: “today”, “tomorrow” or its date. Free with g_free(). */
char *tb_case_words_dup_day (const char *day);
/* Whether @day is past. */
gboolean tb_case_words_is_past (const char *day);

/* A label that wraps; @classes: css classes separated by blanks, or NULL. */
GtkWidget *tb_case_words_new_label (const char *text, const char *classes);
/* A button with its shortcut as a key cap. @keys: "Ctrl+P", or NULL. */
GtkWidget *tb_case_words_new_button (const char *text, const char *keys);
void tb_case_words_empty_box (GtkBox *box);

G_END_DECLS
