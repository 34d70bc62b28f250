/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-form.h"

G_BEGIN_DECLS

/**
 * TbFormModel:
 *
 * A form while somebody fills it in: the newest TbForm, the ones before it for undo, and which
 * fields were left, because a mistake is shown only then. Knows nothing of widgets.
 *
 * Signals:
 * - `changed`: another form, or another set of problems to show
 * - `kept` (char *at, gpointer value): one member of the draft's content is another: a JSON pointer
 *   and a const json_t, NULL when it is gone. Before `changed`
 */
#define TB_TYPE_FORM_MODEL (tb_form_model_get_type ())
G_DECLARE_FINAL_TYPE (TbFormModel, tb_form_model, TB, FORM_MODEL, GObject)

/* Fields that have something in them that is wrong count as left: a draft shows its mistakes. */
TbFormModel *tb_form_model_new (TbForm *form);
TbForm *tb_form_model_get_form (TbFormModel *self);

/* As tb_form_set() and the like. Changes of one field that follow each other are undone as one. */
void tb_form_model_set_text (TbFormModel *self, const char *field, const char *text);
void tb_form_model_set_value (TbFormModel *self, const char *field, const json_t *value);
void tb_form_model_set_cell (TbFormModel *self,
                             const char *table,
                             gsize row,
                             const char *column,
                             const char *text);
void tb_form_model_remove_row (TbFormModel *self, const char *table, gsize row);
void tb_form_model_set_material (TbFormModel *self,
                                 const char *material,
                                 const char *state,
                                 const char *due);
void tb_form_model_acknowledge (TbFormModel *self,
                                const char *pointer,
                                const char *code,
                                const char *reason);
/* What the field had when the form was opened. */
void tb_form_model_revert (TbFormModel *self, const char *field);
/* Takes the last change back; FALSE when there is none. @field: (out) (transfer full) (nullable):
 * what was changed back: a field's id, or NULL for something else. */
gboolean tb_form_model_undo (TbFormModel *self, char **field);

/* The cursor went out of @field: what is wrong in it is shown from now on. */
void tb_form_model_leave (TbFormModel *self, const char *field);
/* Somebody wanted to submit: everything wrong is shown. */
void tb_form_model_show_all (TbFormModel *self);
/* The problem to be shown at @pointer, or NULL. An acknowledged warning is still shown. */
const TbFormProblem *tb_form_model_find_problem (TbFormModel *self, const char *pointer);
/* What stops submit and is to be shown, in the order of the form. (transfer container)
 * (element-type TbFormProblem), borrowed until the next change. */
GPtrArray *tb_form_model_dup_shown (TbFormModel *self) G_GNUC_WARN_UNUSED_RESULT;
/* Pointer of the next thing that stops submit after @pointer, around the end; shown or not: an
 * empty field that is required is one. NULL when nothing stops it. */
char *tb_form_model_dup_next (TbFormModel *self, const char *pointer) G_GNUC_WARN_UNUSED_RESULT;

/* "/form/mobile" → "mobile"; "/form/rows/0/from" → "rows"; NULL when it is no field. */
char *tb_form_model_dup_field_of (const char *pointer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
