/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-case-number.h"

/* What a window may say about a new case; everything else follows from it. The first four are
 * repetitions that must agree with what follows. */
static const char *const allowed[] = {
  "id",    "item", "origin",    "home",     "number",  "person",
  "agent", "form", "materials", "warnings", "channel",
};

static gboolean
check_members (const json_t *collected, GError **error)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) collected, name, value)
  {
    gboolean is_known = FALSE;
    g_autofree char *field = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
      is_known |= strcmp (allowed[i], name) == 0;
    if (is_known)
      continue;
    field = g_strconcat ("/args/case/", name, NULL);
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    field,
                    _ ("A new case does not carry “%s”: the workflow sets it"),
                    name);
    return FALSE;
  }

  return TRUE;
}

static gboolean
check_number (TbWorkflowStep *step, const json_t *collected, GError **error)
{
  const char *text = tb_json_get_string (collected, "number");
  g_autoptr (GError) problem = NULL;
  TbCaseNumber number;

  if (text == NULL) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/args/case/number", _ ("The number is missing"));
    return FALSE;
  }
  if (!tb_case_number_parse (text, &number, &problem)) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/args/case/number",
                    _ ("The number cannot be right: %s"),
                    problem->message);
    return FALSE;
  }
  if (number.area != step->actor->area) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/args/case/number",
                    _ ("The number begins with the letters of another area than the window's"));
    return FALSE;
  }

  return TRUE;
}

/* Evaluates the item's expression for the area that decides. */
static TbArea
find_home (TbWorkflowStep *step, const json_t *values)
{
  g_autoptr (json_t) home = tb_conditions_eval_value (tb_item_get_conditions (step->item),
                                                      tb_item_get_home (step->item),
                                                      values);

  return tb_area_from_slug (json_string_value (home));
}

/* A slug, or JSON text with several; what is no area (a city elsewhere) is left out, and so is
 * the home: it does not help itself. */
static json_t *
find_partners (TbWorkflowStep *step, TbArea home, const json_t *values)
{
  const char *expression = tb_item_get_partners (step->item);
  g_autoptr (json_t) value = NULL;
  g_autoptr (json_t) slugs = NULL;
  json_t *partners = json_array ();
  guint seen = 1u << home;

  if (expression != NULL)
    value = tb_conditions_eval_value (tb_item_get_conditions (step->item), expression, values);
  if (json_is_string (value))
    slugs = tb_json_parse (json_string_value (value), -1, NULL);
  if (!json_is_array (slugs)) {
    g_clear_pointer (&slugs, json_decref);
    slugs = json_pack ("[o]", value != NULL ? json_incref (value) : json_null ());
  }

  for (gsize i = 0; i < json_array_size (slugs); i++) {
    TbArea area = tb_area_from_slug (json_string_value (json_array_get (slugs, i)));

    if (area == TB_AREA_NONE || (seen & (1u << area)) != 0)
      continue;
    seen |= 1u << area;
    json_array_append_new (partners, json_string (tb_area_get_slug (area)));
  }

  return partners;
}

static gboolean
set_areas (TbWorkflowStep *step, const json_t *collected, GError **error)
{
  const TbFormRules rules = tb_workflow_get_form_rules (step);
  g_autoptr (json_t) values = tb_form_rules_dup_values (&rules, collected);
  const char *origin = tb_area_get_slug (step->actor->area);
  TbArea home;

  tb_json_set_string (values, "origin_area", origin);
  home = find_home (step, values);
  if (home == TB_AREA_NONE) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/args/case/form",
                    _ ("It is not clear which area decides: the form does not name it"));
    return FALSE;
  }

  tb_json_set_string (step->body, "home", tb_area_get_slug (home));
  tb_json_set_string (step->body, "origin", origin);
  json_object_set_new (step->body, "partners", find_partners (step, home, values));

  return TRUE;
}

/* What the window repeats must be what follows from the rest. */
static gboolean
check_repeated (TbWorkflowStep *step, const json_t *collected, GError **error)
{
  static const char *const members[] = { "id", "item", "origin", "home" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    const json_t *said = json_object_get (collected, members[i]);
    g_autofree char *field = g_strconcat ("/args/case/", members[i], NULL);

    if (said == NULL || json_equal (said, json_object_get (step->body, members[i])))
      continue;
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    field,
                    _ ("“%s” differs from what follows from the rest of the case"),
                    members[i]);
    return FALSE;
  }

  return TRUE;
}

static void
copy_object (TbWorkflowStep *step, const json_t *collected, const char *member)
{
  const json_t *value = json_object_get (collected, member);

  if (value != NULL && !json_is_null (value))
    json_object_set_new (step->body, member, json_deep_copy (value));
}

static void
fill_body (TbWorkflowStep *step, const json_t *collected)
{
  const TbFormRules rules = tb_workflow_get_form_rules (step);

  tb_json_set_string (step->body, "id", tb_command_get_case (step->command));
  tb_json_set_string (step->body, "number", tb_json_get_string (collected, "number"));
  json_object_set_new (step->body,
                       "item",
                       json_pack ("{s:s, s:i}",
                                  "id",
                                  tb_item_get_id (step->item),
                                  "version",
                                  tb_item_get_version (step->item)));
  copy_object (step, collected, "person");
  copy_object (step, collected, "agent");
  copy_object (step, collected, "channel");
  json_object_set_new (step->body, "form", tb_form_rules_dup_shown (&rules, collected));
  json_object_set_new (step->body, "materials", json_object ());
  copy_object (step, collected, "materials");
  json_object_set_new (step->body, "warnings", json_array ());
  copy_object (step, collected, "warnings");
  json_object_set_new (step->body, "closed", json_false ());
  json_object_set_new (step->body, "clocks", json_array ());
  json_object_set_new (step->body, "requests", json_array ());
  json_object_set_new (step->body, "thread", json_array ());
  json_object_set_new (step->body, "attachments", json_array ());
  json_object_set_new (step->body, "prints", json_array ());
  tb_json_set_int (step->body, "reminders", 0);
  tb_json_set_string (step->body, "opened_at", step->actor->at);
}

static void
begin (TbWorkflowStep *step)
{
  const TbMachine *machine = tb_item_get_machine (step->item);
  TbArea owner = tb_workflow_resolve_owner (step->body, tb_machine_get_owner (machine));

  tb_workflow_set_owner (step, owner);
  if (owner != step->actor->area)
    tb_json_set_string (step->body, "sender", tb_area_get_slug (step->actor->area));
  tb_workflow_add_history (step, "submit", tb_machine_get_start (machine));
  tb_workflow_start_clocks (step, tb_machine_get_clock_start (machine));
}

gboolean
tb_workflow_submit (TbWorkflowStep *step, GError **error)
{
  const json_t *collected = json_object_get (step->args, "case");
  const TbFormRules rules = tb_workflow_get_form_rules (step);
  g_autoptr (GPtrArray) problems = NULL;

  if (!check_members (collected, error) || !check_number (step, collected, error))
    return FALSE;

  problems = tb_form_rules_check (&rules, collected);
  if (!tb_workflow_refuse_problems (problems, "/args/case", error))
    return FALSE;

  fill_body (step, collected);
  if (!set_areas (step, collected, error) || !check_repeated (step, collected, error))
    return FALSE;
  begin (step);

  return TRUE;
}
