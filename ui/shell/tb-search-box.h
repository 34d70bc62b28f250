/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbSearchBox:
 *
 * Finds persons, cases and matters while one types: characters, pinyin, initials, numbers. The
 * focus stays in the entry; the arrows choose in the list below it, Enter opens, Escape gives the
 * focus back to where it was.
 */
#define TB_TYPE_SEARCH_BOX (tb_search_box_get_type ())
G_DECLARE_FINAL_TYPE (TbSearchBox, tb_search_box, TB, SEARCH_BOX, GtkWidget)

/* Once. */
void tb_search_box_set_workplace (TbSearchBox *self, TbWorkplace *workplace);
/* Takes the focus, and remembers who had it. */
void tb_search_box_begin (TbSearchBox *self);
/* Leaves neither the text nor what was found for it. */
void tb_search_box_clear (TbSearchBox *self);
/* µs from the last keystroke to the first row that answered it; 0 before. */
gint64 tb_search_box_get_latency_us (TbSearchBox *self);

G_END_DECLS
