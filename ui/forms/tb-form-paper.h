/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-model.h"

G_BEGIN_DECLS

typedef enum {
  TB_FORM_PAPER_TO_DO,
  TB_FORM_PAPER_HERE, /* seen, or replaced by what a register says */
  TB_FORM_PAPER_PROMISED,
  TB_FORM_PAPER_OPTIONAL, /* not here, and nobody needs it */
} TbFormPaperState;

#define TB_FORM_PAPER_N_STATES 4

/**
 * TbFormPaper:
 *
 * One paper of a case: its state by shape and words, and what can be done about it.
 *
 * Signals:
 * - `done`: something was decided about it
 */
#define TB_TYPE_FORM_PAPER (tb_form_paper_get_type ())
G_DECLARE_FINAL_TYPE (TbFormPaper, tb_form_paper, TB, FORM_PAPER, AdwBin)

/* @material outlives it. */
GtkWidget *tb_form_paper_new (TbFormModel *model, const TbMaterial *material);
const char *tb_form_paper_get_id (TbFormPaper *self);
TbFormPaperState tb_form_paper_get_state (TbFormPaper *self);
void tb_form_paper_refresh (TbFormPaper *self);

G_END_DECLS
