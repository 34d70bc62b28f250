/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-form-rules.h"

G_BEGIN_DECLS

#define TB_FORM_ERROR (tb_form_error_quark ())
GQuark tb_form_error_quark (void);

typedef enum {
  TB_FORM_ERROR_DRAFT, /* a draft's text is not what tb_form_dup_json() writes */
  TB_FORM_ERROR_ITEM,  /* a draft of another matter, or of another version of it */
} TbFormError;

/**
 * TbForm:
 *
 * What is being collected for a case: as it was when the form was opened, and as it is now. An
 * immutable value: every setter returns a new form and leaves the old one as it was, so undoing is
 * keeping the old one. Any thread. Validates itself with the rules that the city applies again.
 */
typedef struct _TbForm TbForm;

/* @prefill: what queries found, by their names: {"person": {…}, "insurance": {…}}; may be NULL.
 * "person" becomes the applicant. Fields start with what @prefill has for them, else with the
 * item's initial values. */
TbForm *tb_form_new (const TbFormRules *rules, const json_t *prefill) G_GNUC_WARN_UNUSED_RESULT;
/* On the collected part of a case, for editing it; orig is what the case says. */
TbForm *tb_form_new_for_case (const TbFormRules *rules,
                              const json_t *body) G_GNUC_WARN_UNUSED_RESULT;
TbForm *tb_form_ref (TbForm *self);
void tb_form_unref (TbForm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbForm, tb_form_unref)

/* Setters: (transfer full), a form of its own even when nothing changes. @field and @column must
 * be the item's. @text is normalised by the field's type; NULL or blank empties the field. */
TbForm *tb_form_set (TbForm *self, const char *field, const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* @value: as stored; NULL empties the field. */
TbForm *tb_form_set_value (TbForm *self,
                           const char *field,
                           const json_t *value) G_GNUC_WARN_UNUSED_RESULT;
/* @row may be the number of rows: then one is added. */
TbForm *tb_form_set_cell (TbForm *self,
                          const char *table,
                          gsize row,
                          const char *column,
                          const char *text) G_GNUC_WARN_UNUSED_RESULT;
TbForm *tb_form_remove_row (TbForm *self, const char *table, gsize row) G_GNUC_WARN_UNUSED_RESULT;
/* @member: "person" or "agent"; @person: {id_type, id_no, name, …} or NULL: nobody. The number and
 * the name are normalised. */
TbForm *tb_form_set_person (TbForm *self,
                            const char *member,
                            const json_t *person) G_GNUC_WARN_UNUSED_RESULT;
/* @state: "seen", "promised", "replaced", "missing"; NULL takes the paper out. @due: the day
 * promised, or NULL. */
TbForm *tb_form_set_material (TbForm *self,
                              const char *material,
                              const char *state,
                              const char *due) G_GNUC_WARN_UNUSED_RESULT;
/* @field: a problem's pointer; @reason NULL takes the acknowledgement back. */
TbForm *tb_form_acknowledge (TbForm *self, const char *field, const char *code, const char *reason)
    G_GNUC_WARN_UNUSED_RESULT;

const TbItem *tb_form_get_item (TbForm *self);
const TbFormRules *tb_form_get_rules (TbForm *self);
/* The collected part of a case {person, agent?, form, materials, warnings}, as it was when the form
 * was opened and as it is now. */
const json_t *tb_form_get_orig (TbForm *self);
const json_t *tb_form_get_curr (TbForm *self);
/* Borrowed; NULL when empty. */
const json_t *tb_form_get_value (TbForm *self, const char *field);
/* As an entry shows it for editing: sums in yuan, codes by their label; "" when empty. */
char *tb_form_dup_text (TbForm *self, const char *field) G_GNUC_WARN_UNUSED_RESULT;
const json_t *tb_form_get_person (TbForm *self, const char *member);
const json_t *tb_form_get_materials (TbForm *self);
gsize tb_form_get_n_rows (TbForm *self, const char *table);

gboolean tb_form_is_shown (TbForm *self, const char *field);
gboolean tb_form_is_required (TbForm *self, const char *field);
gboolean tb_form_needs_material (TbForm *self, const char *material);

/* All problems in the order of the form. (transfer none) (element-type TbFormProblem) */
GPtrArray *tb_form_get_problems (TbForm *self);
/* The first problem at @pointer ("/form/mobile") or below it; NULL when there is none. */
const TbFormProblem *tb_form_find_problem (TbForm *self, const char *pointer);
gboolean tb_form_can_submit (TbForm *self);

gboolean tb_form_is_changed (TbForm *self);
/* Ids of the fields that differ from when the form was opened, in the order of the form. */
GPtrArray *tb_form_dup_changed (TbForm *self) G_GNUC_WARN_UNUSED_RESULT;

/* What submit carries as args.case, but for the number: {person, agent?, form, materials,
 * warnings}; without what is hidden. */
json_t *tb_form_dup_payload (TbForm *self) G_GNUC_WARN_UNUSED_RESULT;
/* What update carries as args.form: changed fields, null for emptied or now hidden ones. */
json_t *tb_form_dup_update (TbForm *self) G_GNUC_WARN_UNUSED_RESULT;

/* A draft's content, and the way back. */
json_t *tb_form_dup_json (TbForm *self) G_GNUC_WARN_UNUSED_RESULT;
TbForm *tb_form_new_from_json (const TbFormRules *rules,
                               const json_t *draft,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
