/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbMatterAsk:
 *
 * “What do you need?”: a matter by characters, pinyin or first letters; while nothing is typed, the
 * digits 1 to 4 pick one of the most used. Up and Down choose, Enter starts.
 *
 * Signals:
 * - `chosen` (utf8 item, utf8 name)
 */
#define TB_TYPE_MATTER_ASK (tb_matter_ask_get_type ())
G_DECLARE_FINAL_TYPE (TbMatterAsk, tb_matter_ask, TB, MATTER_ASK, AdwBin)

void tb_matter_ask_set_workplace (TbMatterAsk *self, TbWorkplace *workplace);
/* Empties it and puts the cursor into it. */
void tb_matter_ask_prepare (TbMatterAsk *self);

G_END_DECLS
