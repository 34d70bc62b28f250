/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-visit.h"

G_BEGIN_DECLS

/**
 * TbPersonView:
 *
 * The person before the form: who it is, what they need, what each city knows, and their cases. A
 * matter that the person has open in any city is said before its form opens.
 *
 * Signals:
 * - `chosen` (utf8 item, utf8 name): start this matter
 */
#define TB_TYPE_PERSON_VIEW (tb_person_view_get_type ())
G_DECLARE_FINAL_TYPE (TbPersonView, tb_person_view, TB, PERSON_VIEW, AdwBin)

/* NULL empties it. */
void tb_person_view_set_visit (TbPersonView *self, TbWorkplace *workplace, TbVisit *visit);
/* Empties the question and puts the cursor there. */
void tb_person_view_prepare (TbPersonView *self);
/* As if the matter had been picked in the question. */
void tb_person_view_choose (TbPersonView *self, const char *item, const char *name);
void tb_person_view_hold (TbPersonView *self, gboolean is_held);

G_END_DECLS
