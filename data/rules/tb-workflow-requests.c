/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-uuid.h"

/* The area that an argument names; refuses what is none of the eight. */
static TbArea
get_area_arg (TbWorkflowStep *step, const char *name, GError **error)
{
  TbArea area = tb_area_from_slug (tb_workflow_get_arg (step, name));
  g_autofree char *field = g_strconcat ("/args/", name, NULL);

  if (area == TB_AREA_NONE)
    tb_refusal_set (error, TB_REFUSAL_INVALID, field, _ ("This is none of the eight areas"));

  return area;
}

static json_t *
find_request (TbWorkflowStep *step)
{
  const json_t *requests = json_object_get (step->body, "requests");
  const char *id = tb_workflow_get_arg (step, "request");

  for (gsize i = 0; i < json_array_size (requests); i++) {
    json_t *request = json_array_get (requests, i);

    if (g_strcmp0 (tb_json_get_string (request, "id"), id) == 0)
      return request;
  }

  return NULL;
}

static gboolean
refuse_request (GError **error, const char *message)
{
  tb_refusal_set (error, TB_REFUSAL_INVALID, "/args/request", "%s", message);
  return FALSE;
}

static gboolean
is_kind (const char *kind)
{
  return strlen (kind) <= 40 &&
         strspn (kind, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen (kind);
}

static gboolean
check_new_request (TbWorkflowStep *step, TbArea to, GError **error)
{
  if (to == step->actor->area) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/args/to", _ ("An area does not ask itself"));
    return FALSE;
  }
  if (!tb_uuid_is_valid (tb_workflow_get_arg (step, "request")))
    return refuse_request (error, _ ("The request's identity is no UUID"));
  if (find_request (step) != NULL)
    return refuse_request (error, _ ("The case has a request of this identity already"));
  if (!is_kind (tb_workflow_get_arg (step, "kind"))) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/args/kind", _ ("No such kind of request"));
    return FALSE;
  }
  if (tb_workflow_find_pending (step->body, to) != NULL) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/args/to",
                    _ ("A request to this area is pending already: remind it, or withdraw that "
                       "request first"));
    return FALSE;
  }

  return TRUE;
}

/* The area asked sees the case from now on: asking, with its text, is what lets it in. */
gboolean
tb_workflow_request (TbWorkflowStep *step, GError **error)
{
  TbArea to = get_area_arg (step, "to", error);

  if (to == TB_AREA_NONE || !check_new_request (step, to, error))
    return FALSE;

  json_array_append_new (tb_workflow_ensure_array (step->body, "requests"),
                         json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
                                    "id",
                                    tb_workflow_get_arg (step, "request"),
                                    "to",
                                    tb_area_get_slug (to),
                                    "from",
                                    tb_area_get_slug (step->actor->area),
                                    "kind",
                                    tb_workflow_get_arg (step, "kind"),
                                    "text",
                                    tb_workflow_get_arg (step, "text"),
                                    "at",
                                    step->actor->at,
                                    "state",
                                    "pending"));
  tb_workflow_add_partner (step, to);
  tb_workflow_add_thread (step, tb_workflow_get_arg (step, "text"), to);

  return TRUE;
}

static gboolean
check_pending (const json_t *request, GError **error)
{
  const char *state = tb_json_get_string (request, "state");

  if (g_strcmp0 (state, "pending") == 0)
    return TRUE;
  if (g_strcmp0 (state, "cancelled") == 0)
    return refuse_request (error, _ ("The request was withdrawn"));

  return refuse_request (error, _ ("The request was answered already"));
}

gboolean
tb_workflow_answer (TbWorkflowStep *step, GError **error)
{
  json_t *request = find_request (step);
  const char *text = tb_workflow_get_arg (step, "text");
  gboolean is_accepted = tb_json_get_bool (step->args, "accepted");

  if (request == NULL)
    return refuse_request (error, _ ("The case has no such request"));
  if (tb_area_from_slug (tb_json_get_string (request, "to")) != step->actor->area) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    "/args/request",
                    _ ("Only the area that was asked answers"));
    return FALSE;
  }
  if (!check_pending (request, error))
    return FALSE;

  tb_json_set_string (request, "state", is_accepted ? "accepted" : "refused");
  json_object_set_new (request,
                       "answer",
                       json_pack ("{s:s, s:s, s:s}",
                                  "text",
                                  text,
                                  "at",
                                  step->actor->at,
                                  "operator",
                                  step->author));
  tb_workflow_add_thread (step, text, tb_area_from_slug (tb_json_get_string (request, "from")));

  return TRUE;
}

gboolean
tb_workflow_cancel_request (TbWorkflowStep *step, GError **error)
{
  json_t *request = find_request (step);

  if (request == NULL)
    return refuse_request (error, _ ("The case has no such request"));
  if (tb_area_from_slug (tb_json_get_string (request, "from")) != step->actor->area) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    "/args/request",
                    _ ("Only the area that asked withdraws its request"));
    return FALSE;
  }
  if (!check_pending (request, error))
    return FALSE;

  tb_json_set_string (request, "state", "cancelled");
  tb_workflow_add_thread (step,
                          tb_workflow_get_arg (step, "reason"),
                          tb_area_from_slug (tb_json_get_string (request, "to")));

  return TRUE;
}

gboolean
tb_workflow_clarify (TbWorkflowStep *step, GError **error)
{
  tb_workflow_add_thread (step,
                          tb_workflow_get_arg (step, "text"),
                          tb_workflow_get_area (step, "owner"));

  return TRUE;
}

gboolean
tb_workflow_forward (TbWorkflowStep *step, GError **error)
{
  TbArea to = get_area_arg (step, "to", error);

  if (to == TB_AREA_NONE)
    return FALSE;
  if (to == tb_workflow_get_area (step, "owner")) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/args/to", _ ("The case is in that queue already"));
    return FALSE;
  }

  tb_workflow_add_thread (step, tb_workflow_get_arg (step, "reason"), to);
  tb_workflow_add_partner (step, to);
  tb_workflow_set_owner (step, to);

  return TRUE;
}

gboolean
tb_workflow_reject (TbWorkflowStep *step, GError **error)
{
  TbArea sender = tb_workflow_get_area (step, "sender");

  if (sender == TB_AREA_NONE || sender == tb_workflow_get_area (step, "owner")) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/case",
                    _ ("Nobody sent this case, so there is no queue to return it to"));
    return FALSE;
  }

  tb_workflow_add_thread (step, tb_workflow_get_arg (step, "reason"), sender);
  tb_workflow_set_owner (step, sender);

  return TRUE;
}

gboolean
tb_workflow_add_participant (TbWorkflowStep *step, GError **error)
{
  TbArea area = get_area_arg (step, "area", error);

  if (area == TB_AREA_NONE)
    return FALSE;
  if (area == tb_workflow_get_area (step, "home") || tb_workflow_is_partner (step->body, area)) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/args/area", _ ("This area takes part already"));
    return FALSE;
  }

  tb_workflow_add_partner (step, area);
  tb_workflow_add_thread (step, tb_workflow_get_arg (step, "reason"), area);

  return TRUE;
}

/* An area that owes something cannot be sent away: an answer, a running limit, the case itself. */
static gboolean
owes_something (TbWorkflowStep *step, TbArea area)
{
  const json_t *clocks = json_object_get (step->body, "clocks");

  if (tb_workflow_get_area (step, "owner") == area ||
      tb_workflow_find_pending (step->body, area) != NULL)
    return TRUE;

  for (gsize i = 0; i < json_array_size (clocks); i++) {
    const json_t *clock = json_array_get (clocks, i);

    if (tb_area_from_slug (tb_json_get_string (clock, "owner")) == area &&
        tb_json_get_string (clock, "stopped") == NULL)
      return TRUE;
  }

  return FALSE;
}

gboolean
tb_workflow_remove_participant (TbWorkflowStep *step, GError **error)
{
  TbArea area = get_area_arg (step, "area", error);
  json_t *partners = tb_workflow_ensure_array (step->body, "partners");

  if (area == TB_AREA_NONE)
    return FALSE;
  if (!tb_workflow_is_partner (step->body, area)) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/args/area", _ ("This area does not take part"));
    return FALSE;
  }
  if (owes_something (step, area)) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/args/area",
                    _ ("This area still has the case, a request or a running time limit"));
    return FALSE;
  }

  for (gsize i = json_array_size (partners); i > 0; i--) {
    if (tb_area_from_slug (json_string_value (json_array_get (partners, i - 1))) == area)
      json_array_remove (partners, i - 1);
  }
  if (tb_workflow_get_area (step, "sender") == area)
    tb_json_set_string (step->body, "sender", NULL);
  tb_workflow_add_thread (step, tb_workflow_get_arg (step, "reason"), area);

  return TRUE;
}
