/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-decision-sheet.h"

G_BEGIN_DECLS

/* What the decision view says. @row: of `outbox`; @city: of `status`, or NULL. Results are to be
 * freed with g_free(). */

char *tb_decision_words_dup_title (const json_t *row, gboolean is_refused);
/* Person, matter, number, kind of command. */
char *tb_decision_words_dup_subtitle (const json_t *row);
/* What happened. */
char *tb_decision_words_dup_story (const json_t *row, TbDecisionSheet *sheet);
/* What of it is shown. */
char *tb_decision_words_dup_scope (TbDecisionSheet *sheet);
/* Titles of the columns base, mine and theirs. (element-type utf8), ends in NULL. */
char **tb_decision_words_dup_heads (const json_t *row, TbDecisionSheet *sheet);
/* How much is chosen. */
char *tb_decision_words_dup_tally (const json_t *row, TbDecisionSheet *sheet);
/* What happens once it is issued, one line a step. (element-type utf8), ends in NULL. */
char **tb_decision_words_dup_next (const json_t *row, TbDecisionSheet *sheet, const json_t *city);

G_END_DECLS
