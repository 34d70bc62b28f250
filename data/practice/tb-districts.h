/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"

G_BEGIN_DECLS

typedef struct {
  const char *region; /* GB/T 2260 */
  const char *name;   /* with the city, as an address begins */
  guint share;        /* residents in thousands, census of 2020, rounded */
} TbDistrict;

/* The districts of @area, in the order of their codes. 沈抚示范区 has none of its own: its people
 * carry codes of Fushun and Shenyang (domain rule 03 §5). */
const TbDistrict *tb_districts_get (TbArea area, gsize *n);

G_END_DECLS
