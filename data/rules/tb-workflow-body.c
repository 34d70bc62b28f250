/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow-private.h"

#include <string.h>

const char *
tb_workflow_get_arg (TbWorkflowStep *step, const char *name)
{
  return tb_json_get_string (step->args, name);
}

TbArea
tb_workflow_get_area (TbWorkflowStep *step, const char *member)
{
  return tb_area_from_slug (tb_json_get_string (step->body, member));
}

gboolean
tb_workflow_is_partner (const json_t *body, TbArea area)
{
  const json_t *partners = json_object_get (body, "partners");

  for (gsize i = 0; i < json_array_size (partners); i++) {
    if (tb_area_from_slug (json_string_value (json_array_get (partners, i))) == area)
      return TRUE;
  }

  return FALSE;
}

gboolean
tb_workflow_involves (const json_t *body, TbArea area)
{
  static const char *const members[] = { "home", "origin", "owner" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    if (tb_area_from_slug (tb_json_get_string (body, members[i])) == area)
      return TRUE;
  }

  return tb_workflow_is_partner (body, area);
}

/* The case is the making of whoever submitted it; operators are named within their area. */
gboolean
tb_workflow_is_own_case (TbWorkflowStep *step)
{
  const json_t *first = json_array_get (json_object_get (step->body, "history"), 0);

  return step->author != NULL &&
         g_strcmp0 (tb_json_get_string (first, "operator"), step->author) == 0 &&
         tb_area_from_slug (tb_json_get_string (first, "area")) == step->actor->area;
}

json_t *
tb_workflow_ensure_array (json_t *body, const char *member)
{
  if (!json_is_array (json_object_get (body, member)))
    json_object_set_new (body, member, json_array ());

  return json_object_get (body, member);
}

void
tb_workflow_add_partner (TbWorkflowStep *step, TbArea area)
{
  if (tb_workflow_is_partner (step->body, area) || area == tb_workflow_get_area (step, "home"))
    return;

  json_array_append_new (tb_workflow_ensure_array (step->body, "partners"),
                         json_string (tb_area_get_slug (area)));
}

/* Whoever had the case before is its sender: a rejection goes back there. */
void
tb_workflow_set_owner (TbWorkflowStep *step, TbArea area)
{
  TbArea before = tb_workflow_get_area (step, "owner");

  if (before == area)
    return;

  if (before != TB_AREA_NONE)
    tb_json_set_string (step->body, "sender", tb_area_get_slug (before));
  tb_json_set_string (step->body, "owner", tb_area_get_slug (area));
}

void
tb_workflow_add_thread (TbWorkflowStep *step, const char *text, TbArea to)
{
  json_t *entry = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s}",
                             "at",
                             step->actor->at,
                             "area",
                             tb_area_get_slug (step->actor->area),
                             "operator",
                             step->author,
                             "kind",
                             tb_command_kind_get_name (tb_command_get_kind (step->command)),
                             "text",
                             text != NULL ? text : "",
                             "command",
                             tb_command_get_id (step->command));

  if (to != TB_AREA_NONE)
    tb_json_set_string (entry, "to", tb_area_get_slug (to));
  json_array_append_new (tb_workflow_ensure_array (step->body, "thread"), entry);
}

void
tb_workflow_add_history (TbWorkflowStep *step, const char *transition, const char *to)
{
  json_t *entry = json_pack ("{s:s, s:s?, s:s, s:s, s:s, s:s, s:s}",
                             "at",
                             step->actor->at,
                             "from",
                             tb_json_get_string (step->body, "state"),
                             "to",
                             to,
                             "transition",
                             transition,
                             "area",
                             tb_area_get_slug (step->actor->area),
                             "operator",
                             step->author,
                             "command",
                             tb_command_get_id (step->command));

  if (tb_workflow_get_arg (step, "reason") != NULL)
    tb_json_set_string (entry, "reason", tb_workflow_get_arg (step, "reason"));
  json_array_append_new (tb_workflow_ensure_array (step->body, "history"), entry);
  tb_json_set_string (step->body, "state", to);
}

json_t *
tb_workflow_find_pending (const json_t *body, TbArea to)
{
  const json_t *requests = json_object_get (body, "requests");

  for (gsize i = 0; i < json_array_size (requests); i++) {
    json_t *request = json_array_get (requests, i);

    if (g_strcmp0 (tb_json_get_string (request, "state"), "pending") == 0 &&
        (to == TB_AREA_NONE || tb_area_from_slug (tb_json_get_string (request, "to")) == to))
      return request;
  }

  return NULL;
}

void
tb_workflow_end (TbWorkflowStep *step)
{
  json_object_set_new (step->body, "closed", json_true ());
  tb_json_set_string (step->body, "closed_at", step->actor->at);
  tb_workflow_end_clocks (step);
}

TbArea
tb_workflow_resolve_owner (const json_t *body, const char *who)
{
  const json_t *partners = json_object_get (body, "partners");
  TbArea area = TB_AREA_NONE;

  if (g_strcmp0 (who, "origin") == 0)
    area = tb_area_from_slug (tb_json_get_string (body, "origin"));
  else if (g_strcmp0 (who, "partner") == 0 && json_array_size (partners) > 0)
    area = tb_area_from_slug (json_string_value (json_array_get (partners, 0)));

  return area != TB_AREA_NONE ? area : tb_area_from_slug (tb_json_get_string (body, "home"));
}

/* A form was collected at one window and is judged from there for ever. */
TbFormRules
tb_workflow_get_form_rules (TbWorkflowStep *step)
{
  gboolean is_new = step->before == NULL;
  TbFormRules rules = {
    .catalogue = step->actor->catalogue,
    .regions = step->actor->regions,
    .item = step->item,
    .window_area = is_new ? step->actor->area : tb_workflow_get_area (step, "origin"),
    .today = step->today,
  };

  return rules;
}

gboolean
tb_workflow_refuse_problems (GPtrArray *problems, const char *prefix, GError **error)
{
  for (guint i = 0; i < problems->len; i++) {
    const TbFormProblem *problem = g_ptr_array_index (problems, i);
    g_autofree char *field = NULL;

    if (!tb_form_problem_stops (problem))
      continue;
    field = g_strconcat (prefix, problem->field, NULL);
    tb_refusal_set (error, TB_REFUSAL_INVALID, field, "%s", problem->message);
    return FALSE;
  }

  return TRUE;
}
