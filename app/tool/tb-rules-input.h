/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbRulesInput:
 * @json: the object that came in
 * @field: (nullable): where the first problem is
 * @message: (nullable): what the first problem is and the way out; NULL: none so far
 *
 * Members of an object read one after the other. After the first problem every reader goes on
 * and gives back nothing usable, so that a caller asks once, at the end.
 */
typedef struct {
  const json_t *json;
  char *field;
  char *message;
} TbRulesInput;

void tb_rules_input_clear (TbRulesInput *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbRulesInput, tb_rules_input_clear)

/* Keeps the first problem only; @message is copied. Always FALSE. */
gboolean tb_rules_input_fail (TbRulesInput *self, const char *field, const char *message);

gboolean tb_rules_input_text (TbRulesInput *self, const char *field, const char **text);
gboolean tb_rules_input_int (TbRulesInput *self, const char *field, int from, int to, int *value);
gboolean tb_rules_input_date (TbRulesInput *self, const char *field, GDate *date);
/* YYYY-MM, or a whole date, of which the day is left out. */
gboolean tb_rules_input_month (TbRulesInput *self, const char *field, GDate *date);
/* A region of two to six digits, of which the province counts. */
gboolean tb_rules_input_place (TbRulesInput *self, const char *field, const char **place);
/* Yuan as text, or a whole number of yuan; @value may be NULL for a missing one. */
gboolean tb_rules_input_amount (TbRulesInput *self,
                                const char *field,
                                const json_t *value,
                                gint64 *fen);
gboolean tb_rules_input_array (TbRulesInput *self, const char *field, const json_t **array);

G_END_DECLS
