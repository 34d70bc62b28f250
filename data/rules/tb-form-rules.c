/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-rules"

#include "config.h"

#include "tb-form-rules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-field-rules.h"
#include "tb-form-rules-private.h"
#include "tb-language.h"

#define MAX_REASON 500

TbFormProblem *
tb_form_problem_new (const char *field, const char *code, const char *message)
{
  TbFormProblem *self = g_new0 (TbFormProblem, 1);

  self->field = g_strdup (field);
  self->code = g_strdup (code);
  self->message = g_strdup (message);

  return self;
}

void
tb_form_problem_free (TbFormProblem *self)
{
  g_free (self->field);
  g_free (self->code);
  g_free (self->message);
  g_free (self->instead);
  g_free (self);
}

gboolean
tb_form_problem_stops (const TbFormProblem *self)
{
  return !self->is_warning || !self->is_acknowledged;
}

void
tb_form_rules_add (GPtrArray *problems, const char *field, const char *code, const char *message)
{
  g_ptr_array_add (problems, tb_form_problem_new (field, code, message));
}

static gboolean
is_empty (const json_t *value)
{
  return value == NULL || json_is_null (value) ||
         (json_is_string (value) && *json_string_value (value) == '\0') ||
         (json_is_array (value) && json_array_size (value) == 0);
}

static void
add_required (const TbField *field, const char *pointer, GPtrArray *problems)
{
  g_autofree char *message =
      g_strdup_printf (_ ("%s is needed"), tb_language_pick (field->label_zh, field->label_en));

  tb_form_rules_add (problems, pointer, "required", message);
}

/* A condition that cannot be decided yet does not object (catalogue.md, *Conditions*). */
static void
run_checks (const TbFormRules *self,
            const TbField *field,
            const char *pointer,
            const json_t *values,
            GPtrArray *problems)
{
  for (gsize i = 0; i < field->n_checks; i++) {
    const TbCheck *check = &field->checks[i];
    TbFormProblem *problem;

    if (tb_conditions_eval (tb_item_get_conditions (self->item), check->expression, values) !=
        TB_TRUTH_FALSE)
      continue;
    problem = tb_form_problem_new (pointer,
                                   check->code,
                                   tb_language_pick (check->message_zh, check->message_en));
    problem->is_warning = check->is_warning;
    problem->instead = g_strdup (check->instead);
    g_ptr_array_add (problems, problem);
  }
}

static gboolean
has_error (GPtrArray *problems, guint from)
{
  for (guint i = from; i < problems->len; i++) {
    const TbFormProblem *problem = g_ptr_array_index (problems, i);

    if (!problem->is_warning)
      return TRUE;
  }

  return FALSE;
}

/* Required columns and checks of one row see the form and, over it, the row. */
static void
check_row (const TbFormRules *self,
           const TbField *table,
           const char *pointer,
           const json_t *values,
           GPtrArray *problems)
{
  for (gsize i = 0; i < table->n_columns; i++) {
    const TbField *column = &table->columns[i];
    g_autofree char *cell = g_strdup_printf ("%s/%s", pointer, column->id);

    if (!tb_form_rules_is_shown (self, column, values))
      continue;
    if (!is_empty (json_object_get (values, column->id)))
      run_checks (self, column, cell, values, problems);
    else if (tb_form_rules_is_required (self, column, values))
      add_required (column, cell, problems);
  }
}

static void
check_rows (const TbFormRules *self,
            const TbField *table,
            const char *pointer,
            const json_t *values,
            GPtrArray *problems)
{
  const json_t *rows = json_object_get (values, table->id);

  for (gsize i = 0; i < json_array_size (rows); i++) {
    g_autofree char *row_pointer = g_strdup_printf ("%s/%zu", pointer, i);
    g_autoptr (json_t) row_values = json_copy ((json_t *) values);

    json_object_update (row_values, json_array_get (rows, i));
    check_row (self, table, row_pointer, row_values, problems);
  }
}

void
tb_form_rules_check_field (const TbFormRules *self,
                           const TbField *field,
                           const char *pointer,
                           const json_t *values,
                           GPtrArray *problems)
{
  const json_t *value = json_object_get (values, field->id);
  const TbFieldCheck check = {
    .rules = self,
    .field = field,
    .values = values,
    .pointer = pointer,
    .problems = problems,
  };
  guint before = problems->len;

  if (!tb_form_rules_is_shown (self, field, values))
    return;
  if (is_empty (value)) {
    if (tb_form_rules_is_required (self, field, values))
      add_required (field, pointer, problems);
    return;
  }

  tb_field_check_value (&check, value);
  if (has_error (problems, before))
    return;
  if (field->type == TB_FIELD_TABLE)
    check_rows (self, field, pointer, values, problems);
  run_checks (self, field, pointer, values, problems);
}

static void
check_form (const TbFormRules *self, const json_t *form, const json_t *values, GPtrArray *problems)
{
  gsize n;
  const TbSection *sections = tb_item_get_sections (self->item, &n);
  const char *id;
  json_t *value;

  json_object_foreach ((json_t *) form, id, value)
  {
    g_autofree char *pointer = g_strconcat ("/form/", id, NULL);

    if (tb_item_get_field (self->item, id) == NULL)
      tb_form_rules_add (problems,
                         pointer,
                         "unknown-field",
                         _ ("This matter's form has no such field"));
  }
  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < sections[i].n_fields; k++) {
      g_autofree char *pointer = g_strconcat ("/form/", sections[i].fields[k].id, NULL);

      tb_form_rules_check_field (self, &sections[i].fields[k], pointer, values, problems);
    }
  }
}

/* A warning is named by its pointer, or for a field of the form by its id alone. */
static gboolean
answers (const json_t *warning, const TbFormProblem *problem)
{
  const char *field = tb_json_get_string (warning, "field");
  const char *known = problem->field;

  if (field == NULL || g_strcmp0 (tb_json_get_string (warning, "code"), problem->code) != 0)
    return FALSE;
  if (*field != '/' && g_str_has_prefix (known, "/form/"))
    known += strlen ("/form/");

  return strcmp (field, known) == 0;
}

static gboolean
is_warning (const json_t *warning)
{
  const char *reason = tb_json_get_string (warning, "reason");
  glong length = reason != NULL ? g_utf8_strlen (reason, -1) : 0;

  return tb_json_get_string (warning, "field") != NULL &&
         tb_json_get_string (warning, "code") != NULL && length > 0 && length <= MAX_REASON;
}

void
tb_form_rules_acknowledge (const json_t *warnings, GPtrArray *problems)
{
  guint n_found = problems->len;

  if (warnings != NULL && !json_is_array (warnings) && !json_is_null (warnings))
    tb_form_rules_add (problems, "/warnings", "type", _ ("Acknowledged warnings are a list"));

  for (gsize i = 0; i < json_array_size (warnings); i++) {
    const json_t *warning = json_array_get (warnings, i);
    g_autofree char *pointer = g_strdup_printf ("/warnings/%zu", i);

    if (!is_warning (warning)) {
      tb_form_rules_add (problems,
                         pointer,
                         "reason",
                         _ ("An acknowledged warning names its field and code and gives a reason"));
      continue;
    }
    for (guint k = 0; k < n_found; k++) {
      TbFormProblem *problem = g_ptr_array_index (problems, k);

      if (problem->is_warning && answers (warning, problem))
        problem->is_acknowledged = TRUE;
    }
  }
}

GPtrArray *
tb_form_rules_check (const TbFormRules *self, const json_t *collected)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_form_problem_free);
  g_autoptr (json_t) values = tb_form_rules_dup_values (self, collected);
  const json_t *form = json_object_get (collected, "form");

  tb_form_rules_check_people (self, collected, problems);
  if (json_is_object (form))
    check_form (self, form, values, problems);
  else
    tb_form_rules_add (problems, "/form", "type", _ ("The form is missing"));
  tb_form_rules_check_materials (self, json_object_get (collected, "materials"), values, problems);
  tb_form_rules_acknowledge (json_object_get (collected, "warnings"), problems);

  return problems;
}

void
tb_form_rules_check_asked (const TbFormRules *self,
                           const TbTransition *transition,
                           const json_t *fields,
                           const json_t *values,
                           GPtrArray *problems)
{
  const char *id;
  json_t *value;

  json_object_foreach ((json_t *) fields, id, value)
  {
    g_autofree char *pointer = g_strconcat ("/fields/", id, NULL);
    gboolean is_known = FALSE;

    for (gsize i = 0; i < transition->n_form; i++)
      is_known |= strcmp (transition->form[i].id, id) == 0;
    if (!is_known)
      tb_form_rules_add (problems,
                         pointer,
                         "unknown-field",
                         _ ("This step asks for no such field"));
  }
  for (gsize i = 0; i < transition->n_form; i++) {
    const TbField *field = &transition->form[i];
    g_autofree char *pointer = g_strconcat ("/fields/", field->id, NULL);
    g_autoptr (json_t) own = json_copy ((json_t *) values);

    /* What an earlier step said does not answer this one. */
    json_object_del (own, field->id);
    if (json_object_get (fields, field->id) != NULL)
      json_object_set (own, field->id, json_object_get (fields, field->id));
    tb_form_rules_check_field (self, field, pointer, own, problems);
  }
}
