/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/* A command of the outbox that needs no decision: what it is, how it stands and what comes next. */
#define TB_TYPE_COMMAND_VIEW (tb_command_view_get_type ())
G_DECLARE_FINAL_TYPE (TbCommandView, tb_command_view, TB, COMMAND_VIEW, AdwBin)

void tb_command_view_set_workplace (TbCommandView *self, TbWorkplace *workplace);
/* @row: of `outbox`. */
void tb_command_view_show (TbCommandView *self, const json_t *row);
void tb_command_view_clear (TbCommandView *self);

G_END_DECLS
