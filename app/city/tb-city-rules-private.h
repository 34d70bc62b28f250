/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city.h"

G_BEGIN_DECLS

/* Catalogue and workflow as every city uses them; in a file of its own, so that a test of the
 * log alone need not link them. */
const TbCityRules *tb_city_rules_get_real (void);

G_END_DECLS
