/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-pinyin.h"

G_BEGIN_DECLS

/* Takes both over. @syllables: (element-type GStrv), one row of readings each. */
TbReadings *tb_readings_new_take (char *name, GPtrArray *syllables) G_GNUC_WARN_UNUSED_RESULT;

/* Cuts plain pinyin such as "aixinjueluo" into exactly @n syllables; NULL when it cannot be. */
GStrv tb_pinyin_split (const char *plain, guint n) G_GNUC_WARN_UNUSED_RESULT;
/* Tone-marked pinyin in plain small letters, ü as v: "lǘqiū" is "lvqiu". */
char *tb_pinyin_plain (const char *marked) G_GNUC_WARN_UNUSED_RESULT;
/* Readings in given names that differ from the character's most common one, blank-separated and
 * the most likely first; NULL when there is nothing special about @c. */
const char *tb_pinyin_find_given (gunichar c);

G_END_DECLS
