/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-model.h"

G_BEGIN_DECLS

/**
 * TbFormFooter:
 *
 * The foot of a form: what is to be corrected, each a jump; when the last keystroke was kept; and
 * the two buttons.
 *
 * Signals:
 * - `jump` (char *pointer): to that problem
 * - `submit`: the button was pressed
 * - `name` (char *title): the draft shall be called that
 */
#define TB_TYPE_FORM_FOOTER (tb_form_footer_get_type ())
G_DECLARE_FINAL_TYPE (TbFormFooter, tb_form_footer, TB, FORM_FOOTER, AdwBin)

/* @model: (nullable): no form */
void tb_form_footer_set_model (TbFormFooter *self, TbFormModel *model);
void tb_form_footer_set_kept (TbFormFooter *self, const char *text, gboolean is_kept);
/* Without a draft there is nothing to name. */
void tb_form_footer_set_has_draft (TbFormFooter *self, gboolean has_draft, const char *title);
void tb_form_footer_set_is_busy (TbFormFooter *self, gboolean is_busy);
/* In a narrow window one jump is shown; F8 reaches the others. */
void tb_form_footer_set_is_narrow (TbFormFooter *self, gboolean is_narrow);
void tb_form_footer_focus_submit (TbFormFooter *self);
void tb_form_footer_ask_name (TbFormFooter *self);

G_END_DECLS
