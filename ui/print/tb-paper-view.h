/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-paper.h"

G_BEGIN_DECLS

/**
 * TbPaperView:
 *
 * The pages of a paper, one below the other, as the printer will put them on the sheet: always
 * black on white. Stands in a scrolled window.
 */
#define TB_TYPE_PAPER_VIEW (tb_paper_view_get_type ())
G_DECLARE_FINAL_TYPE (TbPaperView, tb_paper_view, TB, PAPER_VIEW, GtkWidget)

/* @paper: (nullable). @words: (nullable): what stands on it, for those who hear it. */
void tb_paper_view_set_paper (TbPaperView *self, TbPaper *paper, const char *words);
/* Logical pixels to the point; 0: as wide as there is room. */
void tb_paper_view_set_zoom (TbPaperView *self, double zoom);
/* The zoom that is shown, also where it follows from the room. */
double tb_paper_view_get_zoom (TbPaperView *self);

G_END_DECLS
