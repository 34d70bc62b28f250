/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-kit.h"
#include "tb-form-model.h"

G_BEGIN_DECLS

/**
 * TbFormField:
 *
 * One row of a form: title, the control of the field's type, where the value came from, and under
 * it what is wrong with a way to mend it.
 *
 * Signals:
 * - `attach` (char *path): a file was chosen; whoever keeps files answers by setting the value
 */
#define TB_TYPE_FORM_FIELD (tb_form_field_get_type ())
G_DECLARE_FINAL_TYPE (TbFormField, tb_form_field, TB, FORM_FIELD, AdwBin)

/* @kit and @definition outlive it. @origins: (nullable): the draft's member of that name. */
GtkWidget *tb_form_field_new (TbFormModel *model,
                              TbFormKit *kit,
                              const TbField *definition,
                              const json_t *origins);
const char *tb_form_field_get_id (TbFormField *self);
/* Shows what the model has now. What is being typed stays as it is typed. */
void tb_form_field_refresh (TbFormField *self);
/* The same for the text too, after something other than typing changed it. */
void tb_form_field_reload (TbFormField *self);
/* The cursor is about to go elsewhere by a key: takes what is marked in a list. */
void tb_form_field_commit (TbFormField *self);
void tb_form_field_focus (TbFormField *self);
/* The cursor to where what is wrong is mended: the reason of a warning, else the control. */
void tb_form_field_focus_problem (TbFormField *self);
/* Whether Enter with the cursor on @focus means the next field. */
gboolean tb_form_field_is_typed_in (TbFormField *self, GtkWidget *focus);

G_END_DECLS
