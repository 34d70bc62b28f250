/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-form-model.h"
#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbFormJournal:
 *
 * Sends every change of a form to its draft on the disk, in the order in which they were made.
 *
 * Signals:
 * - `told` (char *text, gboolean is_kept): one line for the foot of the form
 */
#define TB_TYPE_FORM_JOURNAL (tb_form_journal_get_type ())
G_DECLARE_FINAL_TYPE (TbFormJournal, tb_form_journal, TB, FORM_JOURNAL, GObject)

/* It listens to @model for as long as it lives. */
TbFormJournal *tb_form_journal_new (TbWorkplace *workplace, TbFormModel *model, const char *draft);
/* What comes after this is not kept any more: the form was submitted or left. */
void tb_form_journal_end (TbFormJournal *self);

G_END_DECLS
