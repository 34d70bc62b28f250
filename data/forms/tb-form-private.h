/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-form.h"

G_BEGIN_DECLS

/* Takes @orig and @curr over: the collected part of a case each. */
TbForm *tb_form_new_take (const TbFormRules *rules, json_t *orig, json_t *curr);

G_END_DECLS
