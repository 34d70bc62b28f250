/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow-private.h"

#include <glib/gi18n-lib.h>

/* Four eyes: what undoes or ends a case is not for the person who made it. */
static gboolean
check_four_eyes (TbWorkflowStep *step, GError **error)
{
  if (!tb_workflow_is_own_case (step))
    return TRUE;

  tb_refusal_set (error,
                  TB_REFUSAL_FORBIDDEN,
                  "/actor/operator",
                  _ ("Nobody decides on a case that they collected themselves"));
  return FALSE;
}

static void
cancel_pending (TbWorkflowStep *step)
{
  json_t *request;

  while ((request = tb_workflow_find_pending (step->body, TB_AREA_NONE)) != NULL)
    tb_json_set_string (request, "state", "cancelled");
}

/* A case that should never have been asks nobody anything: its requests end with it. */
gboolean
tb_workflow_invalidate (TbWorkflowStep *step, GError **error)
{
  const char *reason = tb_workflow_get_arg (step, "reason");

  if (!check_four_eyes (step, error))
    return FALSE;

  cancel_pending (step);
  json_object_set_new (step->body,
                       "invalid",
                       json_pack ("{s:s, s:s}", "at", step->actor->at, "reason", reason));
  tb_workflow_add_thread (step, reason, TB_AREA_NONE);
  tb_workflow_end (step);

  return TRUE;
}

gboolean
tb_workflow_close (TbWorkflowStep *step, GError **error)
{
  if (!check_four_eyes (step, error))
    return FALSE;
  if (tb_workflow_find_pending (step->body, TB_AREA_NONE) != NULL) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/case",
                    _ ("A request to another area is still pending: wait for its answer or "
                       "withdraw it"));
    return FALSE;
  }

  tb_workflow_add_thread (step, tb_workflow_get_arg (step, "reason"), TB_AREA_NONE);
  tb_workflow_end (step);

  return TRUE;
}

static gboolean
is_end_state (TbWorkflowStep *step, const char *id)
{
  const TbState *state = tb_machine_get_state (tb_item_get_machine (step->item), id);

  return state != NULL && (state->kind == TB_STATE_END_GOOD || state->kind == TB_STATE_END_BAD);
}

/* The last state in which something could still be done. */
static const char *
find_last_open_state (TbWorkflowStep *step)
{
  const json_t *history = json_object_get (step->body, "history");

  for (gsize i = json_array_size (history); i > 0; i--) {
    const char *to = tb_json_get_string (json_array_get (history, i - 1), "to");

    if (to != NULL && !is_end_state (step, to))
      return to;
  }

  return tb_machine_get_start (tb_item_get_machine (step->item));
}

gboolean
tb_workflow_reopen (TbWorkflowStep *step, GError **error)
{
  if (!tb_json_get_bool (step->body, "closed")) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/case", _ ("The case is open"));
    return FALSE;
  }
  if (!check_four_eyes (step, error))
    return FALSE;

  json_object_set_new (step->body, "closed", json_false ());
  json_object_del (step->body, "closed_at");
  json_object_del (step->body, "invalid");
  if (is_end_state (step, tb_json_get_string (step->body, "state")))
    tb_workflow_add_history (step, "reopen", find_last_open_state (step));
  tb_workflow_reopen_clocks (step);
  tb_workflow_add_thread (step, tb_workflow_get_arg (step, "reason"), TB_AREA_NONE);

  return TRUE;
}
