/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-options.h"

G_BEGIN_DECLS

/**
 * TbFormChoice:
 *
 * An entry that knows what can stand in it: typing characters, pinyin, initials or a code narrows a
 * list under it, Down opens it whole, Enter takes the marked row. Text that is none of them stays,
 * so that a code the list does not have can be written too.
 *
 * Signals:
 * - `typed`: the text is another, see tb_form_choice_get_text()
 * - `chosen` (uint i): an option was taken
 */
#define TB_TYPE_FORM_CHOICE (tb_form_choice_get_type ())
G_DECLARE_FINAL_TYPE (TbFormChoice, tb_form_choice, TB, FORM_CHOICE, AdwBin)

/* Takes @options. @label: for screen readers. */
GtkWidget *tb_form_choice_new (TbFormOptions *options, const char *label);
const TbFormOptions *tb_form_choice_get_options (TbFormChoice *self);
const char *tb_form_choice_get_text (TbFormChoice *self);
/* Shows @text without saying that it was typed. */
void tb_form_choice_set_text (TbFormChoice *self, const char *text);
/* Takes the marked row when something was typed or walked to; else nothing. Closes the list. */
void tb_form_choice_commit (TbFormChoice *self);
GtkWidget *tb_form_choice_get_entry (TbFormChoice *self);

G_END_DECLS
