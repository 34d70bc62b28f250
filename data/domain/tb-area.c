/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-area"

#include "config.h"

#include "tb-area.h"

#include <string.h>

static const struct {
  const char *slug;
  const char *letters;
  const char *name_zh;
  const char *name_en;
  const char *mark;
} areas[TB_N_AREAS] = {
  { "shenyang", "SY", "沈阳", "Shenyang", "沈" }, { "anshan", "AS", "鞍山", "Anshan", "鞍" },
  { "fushun", "FS", "抚顺", "Fushun", "抚" },     { "benxi", "BX", "本溪", "Benxi", "本" },
  { "fuxin", "FX", "阜新", "Fuxin", "阜" },       { "liaoyang", "LY", "辽阳", "Liaoyang", "辽" },
  { "tieling", "TL", "铁岭", "Tieling", "铁" },   { "shenfu", "SF", "沈抚示范区", "Shenfu", "示" },
};

TbArea
tb_area_from_slug (const char *slug)
{
  if (slug == NULL)
    return TB_AREA_NONE;

  for (int i = 0; i < TB_N_AREAS; i++) {
    if (strcmp (areas[i].slug, slug) == 0)
      return (TbArea) i;
  }

  return TB_AREA_NONE;
}

TbArea
tb_area_from_letters (const char *letters, gsize length)
{
  if (letters == NULL || length != 2)
    return TB_AREA_NONE;

  for (int i = 0; i < TB_N_AREAS; i++) {
    if (strncmp (areas[i].letters, letters, 2) == 0)
      return (TbArea) i;
  }

  return TB_AREA_NONE;
}

const char *
tb_area_get_slug (TbArea self)
{
  g_return_val_if_fail (self >= 0 && self < TB_N_AREAS, NULL);

  return areas[self].slug;
}

const char *
tb_area_get_letters (TbArea self)
{
  g_return_val_if_fail (self >= 0 && self < TB_N_AREAS, NULL);

  return areas[self].letters;
}

const char *
tb_area_get_name_zh (TbArea self)
{
  g_return_val_if_fail (self >= 0 && self < TB_N_AREAS, NULL);

  return areas[self].name_zh;
}

const char *
tb_area_get_name_en (TbArea self)
{
  g_return_val_if_fail (self >= 0 && self < TB_N_AREAS, NULL);

  return areas[self].name_en;
}

const char *
tb_area_get_mark (TbArea self)
{
  g_return_val_if_fail (self >= 0 && self < TB_N_AREAS, NULL);

  return areas[self].mark;
}
