/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-dice.h"
#include "tb-form-rules.h"

G_BEGIN_DECLS

/**
 * TbFiller:
 * @rules: catalogue, matter, area of the window, day
 * @dice: decides between several possible values
 *
 * Fills in forms as a scripted walk-in would: every field with a value that its type, its list
 * and its checks accept. For the demo, practice and tests.
 */
typedef struct {
  TbFormRules rules;
  TbDice *dice;
} TbFiller;

/* @person: a row of the persons query. The collected case `{person, form, materials, warnings}`,
 * or NULL when no values were found that the checks accept: this matter is not for this person. */
json_t *tb_filler_collect (TbFiller *self, const json_t *person) G_GNUC_WARN_UNUSED_RESULT;

/* Values for what @transition asks; NULL likewise. @values: the case's, as conditions see them. */
json_t *tb_filler_answer (TbFiller *self,
                          const TbTransition *transition,
                          const json_t *person,
                          const json_t *values) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
