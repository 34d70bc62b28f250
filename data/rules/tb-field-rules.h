/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-form-rules.h"
#include "tb-language.h"

G_BEGIN_DECLS

/**
 * TbFieldCheck:
 * @rules: lists, regions and the day
 * @field: what the value has to fit
 * @values: (nullable): the form around it: an ID number looks for its document type there
 * @pointer: JSON pointer of the value
 * @problems: (element-type TbFormProblem): what is found is appended
 *
 * One value on its way through the rules of its type.
 */
typedef struct {
  const TbFormRules *rules;
  const TbField *field;
  const json_t *values;
  const char *pointer;
  GPtrArray *problems;
} TbFieldCheck;

/* @value: there and not null. Type, list membership, identifier kind, length; no conditions. */
void tb_field_check_value (const TbFieldCheck *self, const json_t *value);

/* What somebody typed, as it is stored: full-width digits folded, dates without their signs read,
 * yuan turned into fen, a code found by its label (catalogue.md, *Field types*). What cannot be
 * read stays as text, so that nothing typed is lost: tb_field_check_value() then says what is
 * wrong. NULL for what is empty. */
json_t *tb_field_normalise (const TbFormRules *rules, const TbField *field, const char *text);

/* As a paper or a table shows it: labels of codes, 2026年10月10日, 4,800.00. "" for nothing. */
char *tb_field_print (const TbFormRules *rules,
                      const TbField *field,
                      const json_t *value,
                      TbLanguage language);

/* The identifier kind that @field's value must fit, or NULL: none. @id_type: a code of
 * aac058_id_document_type, or NULL. */
const char *tb_field_get_identifier_kind (const TbField *field, const char *id_type);

G_END_DECLS
