/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-catalogue.h"
#include "tb-regions.h"

G_BEGIN_DECLS

/**
 * TbFormRules:
 *
 * What a collected case is checked against: the same code runs at the window while someone types
 * and at the city when the case arrives. Pure; lives as long as its members.
 * @known_name: (nullable): what the register calls the holder of @known_id_no, as far as the window
 *   asked; another name is a warning at /person/name. The city leaves both out.
 */
typedef struct {
  TbCatalogue *catalogue;
  TbRegions *regions; /* (nullable) */
  const TbItem *item;
  TbArea window_area;
  GDate today;
  const char *known_id_no;
  const char *known_name;
} TbFormRules;

/**
 * TbFormProblem:
 * @field: JSON pointer into the collected case: "/form/id_no", "/materials/voucher", "/agent"
 * @code: "required", "unknown-code", "too-long" …, or the code of one of the item's checks
 * @message: in the language of the locale; holds no personal data
 * @instead: (nullable): id of the matter to be used in its place
 * @is_warning: may be acknowledged with a reason; else it stops submit, never saving a draft
 * @is_acknowledged: a warning that the case's "warnings" answer
 */
typedef struct {
  char *field;
  char *code;
  char *message;
  char *instead;
  gboolean is_warning;
  gboolean is_acknowledged;
} TbFormProblem;

TbFormProblem *tb_form_problem_new (const char *field, const char *code, const char *message);
void tb_form_problem_free (TbFormProblem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbFormProblem, tb_form_problem_free)
/* Whether it stops submit: an error, or a warning that nobody acknowledged. */
gboolean tb_form_problem_stops (const TbFormProblem *self);

/* @collected: {person, agent?, form, materials, warnings?} as submit carries it. In the order of
 * the form. (transfer full) (element-type TbFormProblem) */
GPtrArray *tb_form_rules_check (const TbFormRules *self,
                                const json_t *collected) G_GNUC_WARN_UNUSED_RESULT;

/* Values for conditions: the form's fields that are shown, and the given names (:today …). */
json_t *tb_form_rules_dup_values (const TbFormRules *self,
                                  const json_t *collected) G_GNUC_WARN_UNUSED_RESULT;
/* The form without the fields that its own conditions hide. */
json_t *tb_form_rules_dup_shown (const TbFormRules *self,
                                 const json_t *collected) G_GNUC_WARN_UNUSED_RESULT;

/* @values: as tb_form_rules_dup_values gives them. Unknown counts as no. */
gboolean tb_form_rules_is_shown (const TbFormRules *self,
                                 const TbField *field,
                                 const json_t *values);
gboolean tb_form_rules_is_required (const TbFormRules *self,
                                    const TbField *field,
                                    const json_t *values);
gboolean tb_form_rules_needs_material (const TbFormRules *self,
                                       const TbMaterial *material,
                                       const json_t *values);

/* Papers of @materials alone, each as tb_form_rules_check would: known, and in a state that the
 * item allows. Appends to @problems. */
void tb_form_rules_check_papers (const TbFormRules *self,
                                 const json_t *materials,
                                 GPtrArray *problems);
/* What a transition asks for: its field definitions against @fields; messages as above, pointers
 * start with "/fields". Appends to @problems. */
void tb_form_rules_check_asked (const TbFormRules *self,
                                const TbTransition *transition,
                                const json_t *fields,
                                const json_t *values,
                                GPtrArray *problems);

/* Marks the warnings among @problems that @warnings ({field, code, reason} each) answer. */
void tb_form_rules_acknowledge (const json_t *warnings, GPtrArray *problems);

/* Sets the given names that need no case: :window_area :today :applicant_age :applicant_sex; and
 * applicant_birth, which papers print. */
void tb_form_rules_add_givens (const TbFormRules *self, const json_t *person, json_t *values);

G_END_DECLS
