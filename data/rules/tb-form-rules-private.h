/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-form-rules.h"

G_BEGIN_DECLS

void tb_form_rules_add (GPtrArray *problems,
                        const char *field,
                        const char *code,
                        const char *message);
/* @values: all that conditions see, with the field's own value among them. */
void tb_form_rules_check_field (const TbFormRules *self,
                                const TbField *field,
                                const char *pointer,
                                const json_t *values,
                                GPtrArray *problems);

/* tb-form-people.c */
void tb_form_rules_check_people (const TbFormRules *self,
                                 const json_t *collected,
                                 GPtrArray *problems);
/* tb-form-papers.c */
void tb_form_rules_check_materials (const TbFormRules *self,
                                    const json_t *materials,
                                    const json_t *values,
                                    GPtrArray *problems);

G_END_DECLS
