/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-kit.h"
#include "tb-form-model.h"
#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbFormSide:
 *
 * What stands beside a form: its papers, by when the case must be decided and why, and what is
 * checked before it is submitted.
 */
#define TB_TYPE_FORM_SIDE (tb_form_side_get_type ())
G_DECLARE_FINAL_TYPE (TbFormSide, tb_form_side, TB, FORM_SIDE, AdwBin)

/* @opened: the answer of `draft-new` or `draft-open`. */
GtkWidget *tb_form_side_new (TbFormModel *model, TbWorkplace *workplace, const json_t *opened);
/* As tb_form_materials_focus_at(). */
gboolean tb_form_side_focus_at (TbFormSide *self, const char *pointer);

/* A button with the guide of @item under it: papers, limits, basis. Key F1 opens it where the view
 * wants that. */
GtkWidget *tb_form_guide_new (const TbItem *item);

G_END_DECLS
