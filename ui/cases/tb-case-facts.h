/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbCaseFacts:
 *
 * The left half of a case: person, form, materials and papers, from an answer of `show`.
 *
 * Signals:
 * - `supplement` (utf8 material): it is here now
 */
#define TB_TYPE_CASE_FACTS (tb_case_facts_get_type ())
G_DECLARE_FINAL_TYPE (TbCaseFacts, tb_case_facts, TB, CASE_FACTS, GtkBox)

/* @answer: NULL empties it. Nothing of it is kept. */
void tb_case_facts_show (TbCaseFacts *self, const json_t *answer);
/* Opens the first paper that the case offers; FALSE when there is none. */
gboolean tb_case_facts_print_first (TbCaseFacts *self);

G_END_DECLS
