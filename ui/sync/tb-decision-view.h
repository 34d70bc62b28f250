/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbDecisionView:
 *
 * A conflict or a refusal is decided here: three columns of what differs, a reason, and a new
 * command.
 *
 * Signals:
 * - `later`: the operator leaves it undecided
 * - `decided`: it is decided; the outbox is another
 */
#define TB_TYPE_DECISION_VIEW (tb_decision_view_get_type ())
G_DECLARE_FINAL_TYPE (TbDecisionView, tb_decision_view, TB, DECISION_VIEW, AdwBin)

void tb_decision_view_set_workplace (TbDecisionView *self, TbWorkplace *workplace);
/* @row: of `outbox`. What was chosen so far stays when it is the command that is shown. */
void tb_decision_view_show (TbDecisionView *self, const json_t *row);
/* To the first field that is not decided. */
void tb_decision_view_take_focus (TbDecisionView *self);
void tb_decision_view_clear (TbDecisionView *self);

G_END_DECLS
