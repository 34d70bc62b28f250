/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-visit.h"

G_BEGIN_DECLS

/**
 * TbCityFacts:
 *
 * What each of the eight cities knows of the person in hand and as of when, always eight rows in
 * the same order; an absent city says so. Fills as the answers come.
 */
#define TB_TYPE_CITY_FACTS (tb_city_facts_get_type ())
G_DECLARE_FINAL_TYPE (TbCityFacts, tb_city_facts, TB, CITY_FACTS, AdwBin)

/* NULL empties it. */
void tb_city_facts_set_visit (TbCityFacts *self, TbVisit *visit);
/* Beside a form: two lines a city instead of columns. */
void tb_city_facts_set_narrow (TbCityFacts *self, gboolean is_narrow);

G_END_DECLS
