/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-visit.h"

G_BEGIN_DECLS

/**
 * TbVisitBar:
 *
 * The visit in hand, on every place: ticket, person, minutes so far, matters handled. Hidden while
 * nobody is received.
 */
#define TB_TYPE_VISIT_BAR (tb_visit_bar_get_type ())
G_DECLARE_FINAL_TYPE (TbVisitBar, tb_visit_bar, TB, VISIT_BAR, AdwBin)

/* NULL empties and hides it. */
void tb_visit_bar_set_visit (TbVisitBar *self, TbVisit *visit);

G_END_DECLS
