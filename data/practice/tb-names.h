/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-dice.h"

G_BEGIN_DECLS

/* A made-up name with surnames as frequent as in the north-east (Manchu, Korean, Xibe and Mongol
 * families, compound surnames, now and then a character outside the basic plane), and given
 * names of the bearer's generation. */
char *tb_names_make (TbDice *dice, gboolean is_female, guint birth_year) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
