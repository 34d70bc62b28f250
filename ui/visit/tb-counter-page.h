/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-page.h"

G_BEGIN_DECLS

/**
 * TbCounterPage:
 *
 * The place `counter`: one person at a time, from who it is over what they need to the number they
 * take home. Takes "", "person:ID_NO", "item:ITEM", "draft:ID", and of the visit itself "start" and
 * "next". Never mixes two people: the visit in hand must end before the next one begins.
 */
#define TB_TYPE_COUNTER_PAGE (tb_counter_page_get_type ())
G_DECLARE_FINAL_TYPE (TbCounterPage, tb_counter_page, TB, COUNTER_PAGE, AdwBin)

/* The bar about the visit in hand, for the frame to show on every place. Borrowed. */
GtkWidget *tb_counter_page_get_bar (TbCounterPage *self);
/* While a form is on its way its visit must not end: the number belongs to who is there. Tells the
 * clerk when it returns TRUE. */
gboolean tb_counter_page_must_wait (TbCounterPage *self);

G_END_DECLS
