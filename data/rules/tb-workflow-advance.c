/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-language.h"

#define FIELD "/args/transition"

static gboolean
comes_from (const TbTransition *transition, const char *state)
{
  return g_strv_contains (transition->from, state);
}

/* A case that no other area helps with is helped by its home: a city outside the eight has no
 * window here, so home staff record what it did. */
static gboolean
is_by_area (const json_t *body, const TbTransition *transition, TbArea area)
{
  switch (transition->area) {
  case TB_ACTOR_HOME:
    return tb_area_from_slug (tb_json_get_string (body, "home")) == area;
  case TB_ACTOR_ORIGIN:
    return tb_area_from_slug (tb_json_get_string (body, "origin")) == area;
  case TB_ACTOR_PARTNER:
    if (json_array_size (json_object_get (body, "partners")) == 0)
      return tb_area_from_slug (tb_json_get_string (body, "home")) == area;
    return tb_workflow_is_partner (body, area);
  case TB_ACTOR_ANY:
    return tb_workflow_involves (body, area);
  default:
    return FALSE;
  }
}

/* A transition that staff may not make is a decision: four eyes (trust §10, "not own cases"). */
static gboolean
is_decision (const TbTransition *transition)
{
  return (transition->roles & (1u << TB_ROLE_STAFF)) == 0;
}

static gboolean
check_actor (TbWorkflowStep *step, const TbTransition *transition, GError **error)
{
  const char *name = tb_language_pick (transition->name_zh, transition->name_en);

  if (!comes_from (transition, tb_json_get_string (step->body, "state"))) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    FIELD,
                    _ ("“%s” is not possible in the state the case is in"),
                    name);
    return FALSE;
  }
  if (!is_by_area (step->body, transition, step->actor->area)) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    FIELD,
                    _ ("“%s” is not a step of this area on this case"),
                    name);
    return FALSE;
  }
  if ((transition->roles & step->actor->roles) == 0) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    FIELD,
                    _ ("“%s” needs another role; ask a supervisor"),
                    name);
    return FALSE;
  }
  if (is_decision (transition) && tb_workflow_is_own_case (step)) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    FIELD,
                    _ ("Nobody decides on a case that they collected themselves"));
    return FALSE;
  }

  return TRUE;
}

static gboolean
is_end (const TbState *state)
{
  return state->kind == TB_STATE_END_GOOD || state->kind == TB_STATE_END_BAD;
}

static gboolean
check_end (TbWorkflowStep *step, const TbTransition *transition, GError **error)
{
  const TbState *to = tb_machine_get_state (tb_item_get_machine (step->item), transition->to);

  if (is_end (to) && tb_workflow_find_pending (step->body, TB_AREA_NONE) != NULL) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    FIELD,
                    _ ("A request to another area is still pending: wait for its answer or "
                       "withdraw it"));
    return FALSE;
  }

  return TRUE;
}

/* @is_open: fields are still to be asked, so what is unknown may yet become true. */
static gboolean
check_when (TbWorkflowStep *step,
            const TbTransition *transition,
            const json_t *fields,
            gboolean is_open,
            GError **error)
{
  const char *message = tb_language_pick (transition->when_message_zh, transition->when_message);
  g_autoptr (json_t) values = NULL;
  TbTruth truth;

  if (transition->when == NULL)
    return TRUE;

  values = tb_workflow_dup_values (step->before, fields, step->actor);
  truth = tb_conditions_eval (tb_item_get_conditions (step->item), transition->when, values);
  if (truth == TB_TRUTH_TRUE || (truth == TB_TRUTH_UNKNOWN && is_open))
    return TRUE;

  if (truth == TB_TRUTH_UNKNOWN)
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    FIELD,
                    _ ("Whether this step is allowed depends on a field that is not filled in: %s"),
                    message != NULL ? message : transition->when);
  else
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    FIELD,
                    "%s",
                    message != NULL ? message : _ ("The conditions of this step are not met"));

  return FALSE;
}

static gboolean
check_asked (TbWorkflowStep *step,
             const TbTransition *transition,
             const json_t *fields,
             GError **error)
{
  const TbFormRules rules = tb_workflow_get_form_rules (step);
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tb_form_problem_free);
  g_autoptr (json_t) values = tb_workflow_dup_values (step->before, fields, step->actor);

  tb_form_rules_check_asked (&rules, transition, fields, values, problems);
  tb_form_rules_acknowledge (json_object_get (step->args, "warnings"), problems);
  if (!tb_workflow_refuse_problems (problems, "/args", error))
    return FALSE;

  if (transition->needs_reason && tb_workflow_get_arg (step, "reason") == NULL) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/args/reason", _ ("This step needs a reason"));
    return FALSE;
  }

  return TRUE;
}

/* Which transitions leave @state for @area: the owner stays where something can be done. */
static gboolean
can_move_on (TbWorkflowStep *step, TbArea area)
{
  const char *state = tb_json_get_string (step->body, "state");
  gsize n;
  const TbTransition *all = tb_machine_get_transitions (tb_item_get_machine (step->item), &n);

  for (gsize i = 0; i < n; i++) {
    if (comes_from (&all[i], state) && is_by_area (step->body, &all[i], area))
      return TRUE;
  }

  return FALSE;
}

static void
hand_over (TbWorkflowStep *step, const TbTransition *transition)
{
  TbArea present = tb_workflow_get_area (step, "owner");

  if (transition->owner != NULL) {
    /* A partner that owns the case keeps it when "partner" is to act: there may be several. */
    if (strcmp (transition->owner, "partner") != 0 || !tb_workflow_is_partner (step->body, present))
      tb_workflow_set_owner (step, tb_workflow_resolve_owner (step->body, transition->owner));
    return;
  }
  if (tb_json_get_bool (step->body, "closed") || can_move_on (step, present))
    return;

  if (can_move_on (step, tb_workflow_get_area (step, "home"))) {
    tb_workflow_set_owner (step, tb_workflow_get_area (step, "home"));
    return;
  }
  for (int area = 0; area < TB_N_AREAS; area++) {
    if (can_move_on (step, (TbArea) area)) {
      tb_workflow_set_owner (step, (TbArea) area);
      return;
    }
  }
}

/* Papers that the step makes due are offered until somebody confirms that they were printed. */
static void
offer_prints (TbWorkflowStep *step, const TbTransition *transition)
{
  json_t *offered = json_array ();

  for (gsize i = 0; i < json_array_size (transition->prints); i++)
    json_array_append (offered, json_array_get (transition->prints, i));
  json_object_set_new (step->body, "offered", offered);
}

static void
move (TbWorkflowStep *step, const TbTransition *transition, const json_t *fields)
{
  const TbState *to = tb_machine_get_state (tb_item_get_machine (step->item), transition->to);
  g_autoptr (json_t) answers = fields != NULL ? json_deep_copy (fields) : json_object ();

  json_object_update (json_object_get (step->body, "form"), answers);
  json_array_extend (tb_workflow_ensure_array (step->body, "warnings"),
                     json_object_get (step->args, "warnings"));
  tb_workflow_add_history (step, transition->id, transition->to);
  if (tb_workflow_get_arg (step, "reason") != NULL)
    tb_workflow_add_thread (step, tb_workflow_get_arg (step, "reason"), TB_AREA_NONE);
  tb_workflow_move_clocks (step, transition);
  if (is_end (to))
    tb_workflow_end (step);
  hand_over (step, transition);
  offer_prints (step, transition);
}

gboolean
tb_workflow_advance (TbWorkflowStep *step, GError **error)
{
  const json_t *fields = json_object_get (step->args, "fields");
  const TbTransition *transition =
      tb_machine_get_transition (tb_item_get_machine (step->item),
                                 tb_workflow_get_arg (step, "transition"));

  if (transition == NULL) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    FIELD,
                    _ ("This matter's workflow has no such step"));
    return FALSE;
  }
  if (!check_actor (step, transition, error) || !check_asked (step, transition, fields, error) ||
      !check_when (step, transition, fields, FALSE, error) || !check_end (step, transition, error))
    return FALSE;
  move (step, transition, fields);

  return TRUE;
}

gboolean
tb_workflow_may_advance (const TbItem *item,
                         TbCase *before,
                         const TbTransition *transition,
                         const TbWorkflowActor *actor,
                         GError **error)
{
  TbWorkflowStep step = {
    .item = item,
    .before = before,
    .body = (json_t *) tb_case_get_json (before),
    .actor = actor,
    .author = actor->operator_id,
  };

  if (tb_case_is_closed (before)) {
    tb_refusal_set (error, TB_REFUSAL_CLOSED, "/case", _ ("The case is closed"));
    return FALSE;
  }

  return check_actor (&step, transition, error) && check_end (&step, transition, error) &&
         check_when (&step, transition, NULL, transition->n_form > 0, error);
}
