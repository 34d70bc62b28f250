/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-names"

#include "config.h"

#include "tb-names.h"

/* A surname stands as often as its share: the first rows more than once. */
static const char *const surnames[] = {
  "王",   "王",   "王",   "王",   "王",     "李", "李", "李", "李", "李", "张", "张", "张", "张",
  "刘",   "刘",   "刘",   "刘",   "赵",     "赵", "赵", "孙", "孙", "孙", "杨", "杨", "杨", "陈",
  "陈",   "于",   "于",   "高",   "高",     "徐", "徐", "马", "马", "郭", "郭", "吴", "吴", "周",
  "朱",   "郑",   "宋",   "韩",   "冯",     "董", "姜", "曲", "林", "何", "梁", "许", "崔", "金",
  "金",   "朴",   "关",   "关",   "佟",     "那", "富", "白", "包", "齐", "曹", "田", "任", "单",
  "仇",   "解",   "曾",   "查",   "盖",     "乐", "吕", "宁", "谭", "覃", "区", "翟", "缪", "欧阳",
  "尉迟", "令狐", "司马", "上官", "赫舍里", "肖", "唐", "邓", "石", "谷",
};

static const char *const male_old[] = {
  "国", "建", "志", "文", "德", "玉", "宝", "福", "长", "永", "忠", "成", "庆", "春", "振", "明",
};
static const char *const male_old_second[] = {
  "强", "军", "华", "民", "祥", "林", "山", "江", "海", "东", "生", "才", "臣", "富", "刚", "伟",
};
static const char *const female_old[] = {
  "秀", "桂", "玉", "淑", "丽", "凤", "春", "素", "艳", "亚", "雅", "红", "晓", "金", "月", "翠",
};
static const char *const female_old_second[] = {
  "英", "兰", "珍", "芝", "华", "梅", "云", "芳", "霞", "琴", "香", "荣", "杰", "敏", "娟", "萍",
};
static const char *const male_young[] = {
  "浩然", "子轩", "宇航", "博文", "明哲", "俊杰", "天宇", "昊", "鑫", "晓东",
  "帅",   "鹏",   "磊",   "超",   "一鸣", "修远", "家豪", "旭", "泽", "睿",
};
static const char *const female_young[] = {
  "欣怡", "雨桐", "梓涵", "思琪", "佳怡", "诗雨", "婷",   "雪", "娜", "静",
  "丹",   "莹",   "悦",   "清照", "梦瑶", "小敏", "海洋", "丽", "晶", "可心",
};
static const char *const rare[] = { "䶮", "𫐄", "𬀩", "喆", "堃", "祎", "𰻝" };
static const char *const dotted[] = {
  "阿木尔·巴特尔", "娜仁·其其格", "乌兰·图雅", "苏日娜·敖敦", "巴雅尔·孟和",
};

#define PICK(dice, list) ((list)[tb_dice_below ((dice), G_N_ELEMENTS (list))])

static char *
given_name (TbDice *dice, gboolean is_female, guint birth_year)
{
  if (birth_year >= 1985)
    return g_strdup (is_female ? PICK (dice, female_young) : PICK (dice, male_young));
  if (is_female)
    return g_strconcat (PICK (dice, female_old), PICK (dice, female_old_second), NULL);

  return g_strconcat (PICK (dice, male_old), PICK (dice, male_old_second), NULL);
}

char *
tb_names_make (TbDice *dice, gboolean is_female, guint birth_year)
{
  g_autofree char *given = NULL;
  guint throw = tb_dice_below (dice, 1000);

  if (throw < 4)
    return g_strdup (PICK (dice, dotted));
  if (throw < 10)
    return g_strconcat (PICK (dice, surnames), PICK (dice, rare), NULL);

  given = given_name (dice, is_female, birth_year);

  return g_strconcat (PICK (dice, surnames), given, NULL);
}
