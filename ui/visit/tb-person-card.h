/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-visit.h"

G_BEGIN_DECLS

/**
 * TbPersonCard:
 *
 * The person in hand, masked; the full values only as long as F7 or the button is held, which is on
 * record. Who came in their place is set here, and the name of a person whom no city knows.
 */
#define TB_TYPE_PERSON_CARD (tb_person_card_get_type ())
G_DECLARE_FINAL_TYPE (TbPersonCard, tb_person_card, TB, PERSON_CARD, AdwBin)

/* NULL empties it. */
void tb_person_card_set_visit (TbPersonCard *self, TbWorkplace *workplace, TbVisit *visit);
/* Shows the full values until it is FALSE again. */
void tb_person_card_hold (TbPersonCard *self, gboolean is_held);
/* Beside a form: everything below each other, and who came is not set any more. */
void tb_person_card_set_narrow (TbPersonCard *self);

G_END_DECLS
