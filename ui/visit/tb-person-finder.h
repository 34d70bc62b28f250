/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbPersonFinder:
 *
 * Who stands in front of the window: an ID number, exact, or a name in characters, pinyin or
 * initials with at most ten candidates, each with the reason why it is one.
 *
 * Signals:
 * - `found` (utf8 id_no): a number as typed, or of the chosen candidate
 */
#define TB_TYPE_PERSON_FINDER (tb_person_finder_get_type ())
G_DECLARE_FINAL_TYPE (TbPersonFinder, tb_person_finder, TB, PERSON_FINDER, AdwBin)

void tb_person_finder_set_workplace (TbPersonFinder *self, TbWorkplace *workplace);
/* Empties it and puts the cursor into its field. */
void tb_person_finder_prepare (TbPersonFinder *self);
/* As if @id_no had been typed: a card or a scanner read it. */
void tb_person_finder_take (TbPersonFinder *self, const char *id_no);
/* Why the number is none. */
void tb_person_finder_show_message (TbPersonFinder *self, const char *message);

G_END_DECLS
