/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbCaseActions:
 *
 * What this operator can do to a case now, each a button; what is asked for with it is asked in
 * place. A step that is not open explains itself. Every act says what its author saw, so a case
 * that has changed since is not touched.
 *
 * Signals:
 * - `acted`: a command was accepted or taken back, or the case is not what it was
 * - `done` (const char *kind): one that tb_case_actions_run() began was accepted, and its case is
 *   still the one shown
 */
#define TB_TYPE_CASE_ACTIONS (tb_case_actions_get_type ())
G_DECLARE_FINAL_TYPE (TbCaseActions, tb_case_actions, TB, CASE_ACTIONS, GtkBox)

void tb_case_actions_set_workplace (TbCaseActions *self, TbWorkplace *workplace);
/* @answer: of `show`, or NULL: empties it. What is being asked for stays while it is the same
 * case. */
void tb_case_actions_show (TbCaseActions *self, const json_t *answer);
/**
 * tb_case_actions_run:
 * @kind: of a command
 * @args: what it carries; taken
 *
 * Does it at once; a failure is said in place.
 *
 * Returns: FALSE if it was not begun, which is said in place too
 */
gboolean tb_case_actions_run (TbCaseActions *self, const char *kind, json_t *args);
/* Takes a command back that was never sent. */
void tb_case_actions_take_back (TbCaseActions *self, const char *command);
/* The @n-th button, from 0, or the step that is being asked about; FALSE when there is none. */
gboolean tb_case_actions_activate (TbCaseActions *self, guint n);

/* What is asked for, and what came of it: a part of its own, so that it may stand elsewhere. */
GtkWidget *tb_case_actions_get_form (TbCaseActions *self);

G_END_DECLS
