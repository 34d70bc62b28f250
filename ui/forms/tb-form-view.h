/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbFormView:
 *
 * The form of one matter as the catalogue describes it, with its materials, limit and checks beside
 * it and what is wrong at its foot. Enter walks the fields, F8 goes to the next thing to correct,
 * Ctrl+Enter submits. Every keystroke is kept: a window that is killed goes on with
 * tb_form_view_resume().
 *
 * Signals:
 * - `submitted` (gpointer answer): the form that is shown was accepted; the answer of `submit`
 *   (const json_t, borrowed). The view is empty again. Of one cleared away before, only a toast
 *   without name and number tells
 * - `left`: the clerk goes back; the draft stays
 */
#define TB_TYPE_FORM_VIEW (tb_form_view_get_type ())
G_DECLARE_FINAL_TYPE (TbFormView, tb_form_view, TB, FORM_VIEW, AdwBin)

GtkWidget *tb_form_view_new (TbWorkplace *workplace);
/* A new form of @item. @person: {id_no, …}, as far as it is known; @agent: (nullable): who came in
 * their place. What was in the view before is left as its draft. */
void tb_form_view_start (TbFormView *self,
                         const char *item,
                         const json_t *person,
                         const json_t *agent);
/* Goes on with a draft of the operator, by its id of the call `drafts`. */
void tb_form_view_resume (TbFormView *self, const char *draft);
/* Empties the view; nothing of the person stays on it. The draft stays in the store. */
void tb_form_view_clear (TbFormView *self);
/* On its way: nothing is decided yet about the form that is shown. */
gboolean tb_form_view_is_submitting (TbFormView *self);

G_END_DECLS
