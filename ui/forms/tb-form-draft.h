/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-form.h"
#include "tb-workplace.h"

G_BEGIN_DECLS

/* Throws a draft of the operator away. Nobody waits for it: one that stays does no harm. */
void tb_form_draft_drop (TbWorkplace *workplace, const char *draft);
/* The arguments of `submit`. @draft: (nullable): what the form was kept as. */
json_t *tb_form_draft_make_submission (TbForm *form, const char *draft) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
