/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbCaseDeadline:
 *
 * Which city must act by when, as a button that explains its day by day (Alt+D).
 */
#define TB_TYPE_CASE_DEADLINE (tb_case_deadline_get_type ())
G_DECLARE_FINAL_TYPE (TbCaseDeadline, tb_case_deadline, TB, CASE_DEADLINE, GtkBox)

void tb_case_deadline_set_workplace (TbCaseDeadline *self, TbWorkplace *workplace);
/* @answer: of `show`, or NULL: empties it. */
void tb_case_deadline_show (TbCaseDeadline *self, const json_t *answer);
/* Opens the explanation; FALSE when no clock was ever started. */
gboolean tb_case_deadline_explain (TbCaseDeadline *self);

G_END_DECLS
