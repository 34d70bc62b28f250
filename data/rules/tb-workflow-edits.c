/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Fields that a transition asked for stand in the form too, but belong to their step. */
static gboolean
is_steps_field (TbWorkflowStep *step, const char *id)
{
  gsize n;
  const TbTransition *all = tb_machine_get_transitions (tb_item_get_machine (step->item), &n);

  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < all[i].n_form; k++) {
      if (strcmp (all[i].form[k].id, id) == 0)
        return TRUE;
    }
  }

  return FALSE;
}

static gboolean
check_editable (TbWorkflowStep *step, const json_t *changes, GError **error)
{
  const char *id;
  json_t *value;

  json_object_foreach ((json_t *) changes, id, value)
  {
    g_autofree char *field = g_strconcat ("/args/form/", id, NULL);

    if (tb_item_get_field (step->item, id) != NULL)
      continue;
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    field,
                    is_steps_field (step, id)
                        ? _ ("This field belongs to a step of the case and is not edited here")
                        : _ ("This matter's form has no such field"));
    return FALSE;
  }

  return TRUE;
}

/* @collected with the fields of steps taken out, as the form's rules want it. */
static json_t *
dup_collected (TbWorkflowStep *step, const json_t *body, const json_t *changes)
{
  static const char *const members[] = { "person", "agent", "materials", "warnings" };
  json_t *collected = json_object ();
  json_t *form = json_object ();
  const char *id;
  json_t *value;

  json_object_foreach (json_object_get (body, "form"), id, value)
  {
    if (tb_item_get_field (step->item, id) != NULL)
      json_object_set (form, id, value);
  }
  json_object_foreach ((json_t *) changes, id, value)
  {
    if (json_is_null (value))
      json_object_del (form, id);
    else
      json_object_set (form, id, value);
  }

  json_object_set_new (collected, "form", form);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    if (json_object_get (body, members[i]) != NULL)
      json_object_set (collected, members[i], json_object_get (body, members[i]));
  }

  return collected;
}

static gboolean
was_there (GPtrArray *before, const TbFormProblem *problem)
{
  for (guint i = 0; i < before->len; i++) {
    const TbFormProblem *known = g_ptr_array_index (before, i);

    if (strcmp (known->field, problem->field) == 0 && strcmp (known->code, problem->code) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Whether the edit repairs @problem's field or makes it: then the problem counts. What was wrong
 * before and is not touched (a rule that depends on the day) does not stand in the way. */
static gboolean
counts (GPtrArray *before, const TbFormProblem *problem, const json_t *changes)
{
  const char *id = g_str_has_prefix (problem->field, "/form/") ? problem->field + 6 : "";

  return json_object_get (changes, id) != NULL || !was_there (before, problem);
}

static gboolean
check_edit (TbWorkflowStep *step, const json_t *collected, const json_t *changes, GError **error)
{
  const TbFormRules rules = tb_workflow_get_form_rules (step);
  g_autoptr (json_t) old = dup_collected (step, tb_case_get_json (step->before), NULL);
  g_autoptr (GPtrArray) before = tb_form_rules_check (&rules, old);
  g_autoptr (GPtrArray) after = tb_form_rules_check (&rules, collected);

  for (guint i = after->len; i > 0; i--) {
    if (!counts (before, g_ptr_array_index (after, i - 1), changes))
      g_ptr_array_remove_index (after, i - 1);
  }

  return tb_workflow_refuse_problems (after, "/args", error);
}

/* The home area is where the case lives: another one would be another case. */
static gboolean
check_home (TbWorkflowStep *step, GError **error)
{
  g_autoptr (json_t) values = NULL;
  g_autoptr (json_t) home = NULL;
  g_autoptr (TbCase) after = tb_case_new_take (json_deep_copy (step->body), NULL);
  TbWorkflowActor collector = *step->actor;

  if (after == NULL)
    return TRUE;

  collector.area = tb_case_get_origin (after);
  values = tb_workflow_dup_values (after, NULL, &collector);
  home = tb_conditions_eval_value (tb_item_get_conditions (step->item),
                                   tb_item_get_home (step->item),
                                   values);
  if (tb_area_from_slug (json_string_value (home)) == tb_case_get_home (after))
    return TRUE;

  tb_refusal_set (error,
                  TB_REFUSAL_INVALID,
                  "/args/form",
                  _ ("With this change another area would decide: close this case and make a new "
                     "one there"));
  return FALSE;
}

/* The form of steps stays; the form of the matter becomes what is shown of @collected. */
static void
replace_form (TbWorkflowStep *step, const json_t *collected)
{
  const TbFormRules rules = tb_workflow_get_form_rules (step);
  json_t *form = tb_form_rules_dup_shown (&rules, collected);
  const char *id;
  json_t *value;

  json_object_foreach (json_object_get (step->body, "form"), id, value)
  {
    if (tb_item_get_field (step->item, id) == NULL)
      json_object_set (form, id, value);
  }
  json_object_set_new (step->body, "form", form);
}

gboolean
tb_workflow_update (TbWorkflowStep *step, GError **error)
{
  const json_t *changes = json_object_get (step->args, "form");
  const json_t *warnings = json_object_get (step->args, "warnings");
  g_autoptr (json_t) collected = NULL;

  if (!check_editable (step, changes, error))
    return FALSE;
  if (warnings != NULL)
    json_array_extend (tb_workflow_ensure_array (step->body, "warnings"), (json_t *) warnings);

  collected = dup_collected (step, step->body, changes);
  if (!check_edit (step, collected, changes, error))
    return FALSE;
  replace_form (step, collected);
  if (!check_home (step, error))
    return FALSE;
  tb_workflow_add_thread (step, tb_workflow_get_arg (step, "reason"), TB_AREA_NONE);

  return TRUE;
}

/* Only what the command touches is checked: what else is missing stays on the chase list. */
gboolean
tb_workflow_supplement (TbWorkflowStep *step, GError **error)
{
  const TbFormRules rules = tb_workflow_get_form_rules (step);
  const json_t *changes = json_object_get (step->args, "materials");
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tb_form_problem_free);

  tb_form_rules_check_papers (&rules, changes, problems);
  if (!tb_workflow_refuse_problems (problems, "/args", error))
    return FALSE;
  json_object_update (json_object_get (step->body, "materials"), (json_t *) changes);

  return TRUE;
}
