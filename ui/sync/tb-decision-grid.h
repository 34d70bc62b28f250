/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-decision-sheet.h"
#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbDecisionGrid:
 *
 * The fields in dispute in three columns: what was there, mine, theirs. Digits go to a row, ← and
 * → choose a side, Enter goes on.
 *
 * Signals:
 * - `done`: Enter on the last row
 */
#define TB_TYPE_DECISION_GRID (tb_decision_grid_get_type ())
G_DECLARE_FINAL_TYPE (TbDecisionGrid, tb_decision_grid, TB, DECISION_GRID, GtkWidget)

/* @heads: titles of the three columns. @item: the matter, for its lists of codes. */
void tb_decision_grid_set_sheet (TbDecisionGrid *self,
                                 TbWorkplace *workplace,
                                 TbDecisionSheet *sheet,
                                 const char *const heads[3],
                                 const char *item);
void tb_decision_grid_clear (TbDecisionGrid *self);
/* The first row that is not decided, or the first one. FALSE when there is nothing to choose. */
gboolean tb_decision_grid_focus_first (TbDecisionGrid *self);
/* Opens the place to type a value for the row with the focus. FALSE when it cannot be typed. */
gboolean tb_decision_grid_type_own (TbDecisionGrid *self);

G_END_DECLS
