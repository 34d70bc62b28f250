/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-visit.h"

G_BEGIN_DECLS

/**
 * TbYears:
 *
 * The spells of insurance that the cities tell, as bars over the years, one line a city; months
 * that two cities count are framed and named. Hidden while no city tells any.
 */
#define TB_TYPE_YEARS (tb_years_get_type ())
G_DECLARE_FINAL_TYPE (TbYears, tb_years, TB, YEARS, GtkBox)

/* NULL empties it. */
void tb_years_set_visit (TbYears *self, TbVisit *visit);

G_END_DECLS
