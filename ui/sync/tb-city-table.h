/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbCityTable:
 *
 * The eight cities, one row each, always in the same order: how each stands, live.
 *
 * Signals:
 * - `selected` (int area): the operator chose a row; TB_AREA_NONE: none any more
 */
#define TB_TYPE_CITY_TABLE (tb_city_table_get_type ())
G_DECLARE_FINAL_TYPE (TbCityTable, tb_city_table, TB, CITY_TABLE, GtkBox)

void tb_city_table_set_workplace (TbCityTable *self, TbWorkplace *workplace);
/* TB_AREA_NONE takes the selection away. */
void tb_city_table_select (TbCityTable *self, TbArea area);
TbArea tb_city_table_get_selected (TbCityTable *self);

G_END_DECLS
