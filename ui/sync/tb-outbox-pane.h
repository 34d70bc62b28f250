/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbOutboxPane:
 *
 * The outbox with its search and what can be done with a row.
 *
 * Signals:
 * - `chosen` (gpointer row): another row of `outbox` (const json_t) is chosen, or it changed; NULL
 *   for none
 * - `opened`: the operator wants to work on the chosen row
 * - `all-cities`: the operator wants no city's filter any more
 */
#define TB_TYPE_OUTBOX_PANE (tb_outbox_pane_get_type ())
G_DECLARE_FINAL_TYPE (TbOutboxPane, tb_outbox_pane, TB, OUTBOX_PANE, AdwBin)

void tb_outbox_pane_set_workplace (TbOutboxPane *self, TbWorkplace *workplace);
/* @area: TB_AREA_NONE for all. */
void tb_outbox_pane_set_area (TbOutboxPane *self, TbArea area);
/* Chooses the row of @command as soon as it is listed. */
void tb_outbox_pane_choose (TbOutboxPane *self, const char *command);
void tb_outbox_pane_reload (TbOutboxPane *self);
/* Asks again, and puts the focus on what comes first then. */
void tb_outbox_pane_go_on (TbOutboxPane *self);
void tb_outbox_pane_take_focus (TbOutboxPane *self);
void tb_outbox_pane_clear (TbOutboxPane *self);

G_END_DECLS
