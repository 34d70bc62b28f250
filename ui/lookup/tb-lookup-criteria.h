/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbLookupCriteria:
 *
 * What is asked, about whom, for which purpose and of whom.
 *
 * Signals:
 * - `ask` (gpointer: const json_t): everything is there; the arguments of the call `query`
 */
#define TB_TYPE_LOOKUP_CRITERIA (tb_lookup_criteria_get_type ())
G_DECLARE_FINAL_TYPE (TbLookupCriteria, tb_lookup_criteria, TB, LOOKUP_CRITERIA, AdwBin)

/* Chooses a register by its name, such as "archives"; an unknown one changes nothing. */
void tb_lookup_criteria_choose (TbLookupCriteria *self, const char *name);
/* As if the button were pressed: `ask`, or words about what is missing. */
void tb_lookup_criteria_ask (TbLookupCriteria *self);
/* Nothing of the person stays. */
void tb_lookup_criteria_clear (TbLookupCriteria *self);

/* An answer to whether @text can be asked for: NULL, or what is wrong with it. Numbers of other
 * papers than the resident's card are not checked. Free with g_free(). */
char *tb_lookup_criteria_dup_id_problem (const char *text, const GDate *today);
/* "19850321" or "1985-03-21" as the registers hold it; NULL for what is no day. */
char *tb_lookup_criteria_dup_day (const char *text);

G_END_DECLS
