/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-kit.h"
#include "tb-form-model.h"

G_BEGIN_DECLS

/**
 * TbFormProblemRow:
 *
 * What is wrong at one place of a form, in words, and the ways out: back to the value the register
 * gave, to the matter that is meant instead, or, for a warning, a reason to go on all the same.
 */
#define TB_TYPE_FORM_PROBLEM_ROW (tb_form_problem_row_get_type ())
G_DECLARE_FINAL_TYPE (TbFormProblemRow, tb_form_problem_row, TB, FORM_PROBLEM_ROW, AdwBin)

/* @pointer: where: "/form/mobile", "/person". @definition: (nullable): its field. */
GtkWidget *tb_form_problem_row_new (TbFormModel *model,
                                    TbFormKit *kit,
                                    const char *pointer,
                                    const TbField *definition);
/* TRUE when there is a problem to show that stops submit. */
gboolean tb_form_problem_row_refresh (TbFormProblemRow *self);

/* The cursor to where a warning is answered; FALSE when none waits for that. */
gboolean tb_form_problem_row_focus_reason (TbFormProblemRow *self);

G_END_DECLS
