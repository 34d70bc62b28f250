/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/* Says why the lane to a city has stopped, and lets a supervisor release it with a reason. Hidden
 * while no lane is stopped. */
#define TB_TYPE_STOPPED_CARD (tb_stopped_card_get_type ())
G_DECLARE_FINAL_TYPE (TbStoppedCard, tb_stopped_card, TB, STOPPED_CARD, GtkBox)

void tb_stopped_card_set_workplace (TbStoppedCard *self, TbWorkplace *workplace);
/* Of several stopped cities this one is shown first. */
void tb_stopped_card_prefer (TbStoppedCard *self, TbArea area);

G_END_DECLS
