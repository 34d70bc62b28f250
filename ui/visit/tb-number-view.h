/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbNumberView:
 *
 * The number of a case that was just accepted, large enough to be read to the person, and whether
 * its city has confirmed it; says so as soon as it does.
 *
 * Signals:
 * - `next`: another matter of the same person
 */
#define TB_TYPE_NUMBER_VIEW (tb_number_view_get_type ())
G_DECLARE_FINAL_TYPE (TbNumberView, tb_number_view, TB, NUMBER_VIEW, AdwBin)

void tb_number_view_set_workplace (TbNumberView *self, TbWorkplace *workplace);
/* @answer: of `submit`; @name: of the matter. */
void tb_number_view_show (TbNumberView *self, const char *name, const json_t *answer);
void tb_number_view_clear (TbNumberView *self);

G_END_DECLS
