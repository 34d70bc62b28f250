/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-area.h"
#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbCaseTimeline:
 *
 * The log of both cities as one line of time, newest first: our side left, theirs right. What no
 * city has confirmed is dashed and says how far it is.
 *
 * Signals:
 * - `take-back` (utf8 command): a command that was never sent
 */
#define TB_TYPE_CASE_TIMELINE (tb_case_timeline_get_type ())
G_DECLARE_FINAL_TYPE (TbCaseTimeline, tb_case_timeline, TB, CASE_TIMELINE, GtkBox)

/* @answer: of `show`, or NULL: empties it. @who: of `who`: whose side is left. */
void tb_case_timeline_show (TbCaseTimeline *self, const json_t *answer, const json_t *who);

G_END_DECLS
