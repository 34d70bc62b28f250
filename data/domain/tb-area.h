/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbArea:
 *
 * The eight areas, always in this order on every screen. They are named by slug: 沈抚示范区
 * (%TB_AREA_SHENFU) has no GB/T 2260 code, so no code of that standard may identify an area
 * (domain rule 03 §5, trap 5).
 */
typedef enum {
  TB_AREA_NONE = -1,
  TB_AREA_SHENYANG,
  TB_AREA_ANSHAN,
  TB_AREA_FUSHUN,
  TB_AREA_BENXI,
  TB_AREA_FUXIN,
  TB_AREA_LIAOYANG,
  TB_AREA_TIELING,
  TB_AREA_SHENFU,
} TbArea;

#define TB_N_AREAS 8

TbArea tb_area_from_slug (const char *slug);
/* From the two letters of a case number: SY AS FS BX FX LY TL SF. */
TbArea tb_area_from_letters (const char *letters, gsize length);

const char *tb_area_get_slug (TbArea self);
const char *tb_area_get_letters (TbArea self);
/* Static UTF-8: 沈阳, 沈抚示范区; "Shenyang". */
const char *tb_area_get_name_zh (TbArea self);
const char *tb_area_get_name_en (TbArea self);
/* The single character of its light on the screen: 沈 鞍 抚 本 阜 辽 铁 示. */
const char *tb_area_get_mark (TbArea self);

G_END_DECLS
