/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-field-rules.h"

G_BEGIN_DECLS

typedef json_t *(*TbFieldNormaliser) (const TbFormRules *rules,
                                      const TbField *field,
                                      const char *text);
typedef void (*TbFieldValidator) (const TbFieldCheck *self, const json_t *value);
typedef char *(*TbFieldPrinter) (const TbFormRules *rules,
                                 const TbField *field,
                                 const json_t *value,
                                 TbLanguage language);

/* Each takes text that is trimmed and not empty, and gives NULL for what it cannot read. */
json_t *tb_field_normalise_text (const TbFormRules *rules, const TbField *field, const char *text);
json_t *tb_field_normalise_number (const TbFormRules *rules,
                                   const TbField *field,
                                   const char *text);
json_t *tb_field_normalise_decimal (const TbFormRules *rules,
                                    const TbField *field,
                                    const char *text);
json_t *tb_field_normalise_money (const TbFormRules *rules, const TbField *field, const char *text);
json_t *tb_field_normalise_date (const TbFormRules *rules, const TbField *field, const char *text);
json_t *tb_field_normalise_month (const TbFormRules *rules, const TbField *field, const char *text);
json_t *tb_field_normalise_boolean (const TbFormRules *rules,
                                    const TbField *field,
                                    const char *text);
json_t *tb_field_normalise_code (const TbFormRules *rules, const TbField *field, const char *text);
json_t *tb_field_normalise_codes (const TbFormRules *rules, const TbField *field, const char *text);
json_t *tb_field_normalise_area (const TbFormRules *rules, const TbField *field, const char *text);
json_t *tb_field_normalise_region (const TbFormRules *rules,
                                   const TbField *field,
                                   const char *text);
json_t *tb_field_normalise_identifier (const TbFormRules *rules,
                                       const TbField *field,
                                       const char *text);
json_t *tb_field_normalise_json (const TbFormRules *rules, const TbField *field, const char *text);

void tb_field_validate_text (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_integer (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_decimal (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_money (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_date (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_month (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_boolean (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_code (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_codes (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_area (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_region (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_identifier (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_phone (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_table (const TbFieldCheck *self, const json_t *value);
void tb_field_validate_attachment (const TbFieldCheck *self, const json_t *value);

/* Appends a problem about the value; @message is taken over. */
void tb_field_check_add (const TbFieldCheck *self, const char *code, char *message);

G_END_DECLS
