/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-kit.h"
#include "tb-form-model.h"

G_BEGIN_DECLS

/**
 * TbFormControl:
 *
 * What a value is typed or chosen in: one control for each type of field. It writes every keystroke
 * into the model and never shows anything but the model's value, save for what is being typed.
 *
 * Signals:
 * - `left`: the cursor went out
 * - `attach` (char *path): a file was chosen
 */
#define TB_TYPE_FORM_CONTROL (tb_form_control_get_type ())
G_DECLARE_FINAL_TYPE (TbFormControl, tb_form_control, TB, FORM_CONTROL, AdwBin)

/* @kit and @definition outlive it. */
GtkWidget *tb_form_control_new (TbFormModel *model, TbFormKit *kit, const TbField *definition);
/* Shows the model's value; @is_forced: also over what is being typed. */
void tb_form_control_show (TbFormControl *self, gboolean is_forced);
void tb_form_control_commit (TbFormControl *self);
/* Whether Enter with the cursor on @focus means the next field; a button wants it itself. */
gboolean tb_form_control_is_typed_in (TbFormControl *self, GtkWidget *focus);
/* As a person reads the value @json of such a field; "" for none. */
char *tb_form_control_dup_words (TbFormModel *model,
                                 const TbField *definition,
                                 const json_t *json) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
