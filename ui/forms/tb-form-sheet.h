/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-kit.h"
#include "tb-form-model.h"

G_BEGIN_DECLS

/**
 * TbFormSheet:
 *
 * The sections of a form in one column: the applicant, then one row for each field. Fields come and
 * go as the matter's conditions say.
 *
 * Signals:
 * - `attach` (char *field, char *path): a file was chosen for a field
 */
#define TB_TYPE_FORM_SHEET (tb_form_sheet_get_type ())
G_DECLARE_FINAL_TYPE (TbFormSheet, tb_form_sheet, TB, FORM_SHEET, AdwBin)

/* @kit outlives it. @origins: (nullable): where prefilled values came from. */
GtkWidget *tb_form_sheet_new (TbFormModel *model, TbFormKit *kit, const json_t *origins);
/* The cursor to the first field that is empty or wrong, else to the first. */
void tb_form_sheet_focus_first (TbFormSheet *self);
/* The cursor to what is at @pointer; FALSE when that is not in the column. */
gboolean tb_form_sheet_focus_at (TbFormSheet *self, const char *pointer);
/* To the next (@step 1) or the last (−1) field from where the cursor is; FALSE when there is none.
 */
gboolean tb_form_sheet_step (TbFormSheet *self, int step);
/* The cursor is about to go elsewhere by a key: takes what is marked in a list. */
void tb_form_sheet_commit (TbFormSheet *self);
/* Whether Enter with the cursor on @focus means the next field. */
gboolean tb_form_sheet_is_typed_in (TbFormSheet *self, GtkWidget *focus);
/* "/form/mobile" when the cursor is there; NULL when it is in no field. */
char *tb_form_sheet_dup_pointer (TbFormSheet *self) G_GNUC_WARN_UNUSED_RESULT;
/* Shows @field anew (NULL: all), after something other than typing changed it. */
void tb_form_sheet_reload (TbFormSheet *self, const char *field);

G_END_DECLS
