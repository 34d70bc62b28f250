/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-time.h"
#include "tb-workflow-private.h"

#define MAX_TEXT_LENGTH 2000

#define STAFF      (1u << TB_ROLE_STAFF | 1u << TB_ROLE_SUPERVISOR)
#define SUPERVISOR (1u << TB_ROLE_SUPERVISOR)
#define ANYBODY    (STAFF | 1u << TB_ROLE_TRAINER | 1u << TB_ROLE_ADMIN | 1u << TB_ROLE_AUDITOR)

/* Whose window a kind may come from. */
typedef enum {
  SCOPE_ANY,      /* any area */
  SCOPE_INVOLVED, /* an area that takes part in the case */
  SCOPE_HANDLING, /* the home, the origin or the present owner */
  SCOPE_OWNER,    /* the area whose queue the case is in */
  SCOPE_HOME,
  SCOPE_HOLDING, /* the home or the present owner */
} Scope;

typedef enum {
  OPEN_ONLY,
  ALSO_CLOSED,
} Closed;

/* "name:type": s text, o object, a array, i integer, b boolean; "?" may be absent. */
#define MAX_ARGS 6

static const struct {
  TbWorkflowHandler handler;
  guint roles;
  Scope scope;
  Closed closed;
  const char *args[MAX_ARGS];
} kinds[TB_N_COMMAND_KINDS] = {
  [TB_COMMAND_SUBMIT] = { tb_workflow_submit, STAFF, SCOPE_ANY, OPEN_ONLY, { "case:o" } },
  [TB_COMMAND_ADVANCE] = { tb_workflow_advance,
                           STAFF,
                           SCOPE_INVOLVED,
                           OPEN_ONLY,
                           { "transition:s", "fields:o?", "reason:s?", "warnings:a?" } },
  [TB_COMMAND_UPDATE] = { tb_workflow_update,
                          STAFF,
                          SCOPE_HANDLING,
                          OPEN_ONLY,
                          { "form:o", "reason:s", "warnings:a?" } },
  [TB_COMMAND_SUPPLEMENT] = { tb_workflow_supplement,
                              STAFF,
                              SCOPE_INVOLVED,
                              OPEN_ONLY,
                              { "materials:o" } },
  [TB_COMMAND_REQUEST] = { tb_workflow_request,
                           STAFF,
                           SCOPE_INVOLVED,
                           OPEN_ONLY,
                           { "request:s", "to:s", "kind:s", "text:s" } },
  [TB_COMMAND_ANSWER] = { tb_workflow_answer,
                          STAFF,
                          SCOPE_INVOLVED,
                          OPEN_ONLY,
                          { "request:s", "text:s", "accepted:b" } },
  [TB_COMMAND_CANCEL_REQUEST] = { tb_workflow_cancel_request,
                                  STAFF,
                                  SCOPE_INVOLVED,
                                  OPEN_ONLY,
                                  { "request:s", "reason:s" } },
  [TB_COMMAND_CLARIFY] = { tb_workflow_clarify, STAFF, SCOPE_INVOLVED, ALSO_CLOSED, { "text:s" } },
  [TB_COMMAND_FORWARD] = { tb_workflow_forward,
                           STAFF,
                           SCOPE_OWNER,
                           OPEN_ONLY,
                           { "to:s", "reason:s" } },
  [TB_COMMAND_REJECT] = { tb_workflow_reject, STAFF, SCOPE_OWNER, OPEN_ONLY, { "reason:s" } },
  [TB_COMMAND_ADD_PARTICIPANT] = { tb_workflow_add_participant,
                                   STAFF,
                                   SCOPE_HOLDING,
                                   OPEN_ONLY,
                                   { "area:s", "reason:s" } },
  [TB_COMMAND_REMOVE_PARTICIPANT] = { tb_workflow_remove_participant,
                                      STAFF,
                                      SCOPE_HOME,
                                      OPEN_ONLY,
                                      { "area:s", "reason:s" } },
  [TB_COMMAND_INVALIDATE] = { tb_workflow_invalidate,
                              SUPERVISOR,
                              SCOPE_HOME,
                              OPEN_ONLY,
                              { "reason:s" } },
  [TB_COMMAND_REOPEN] = { tb_workflow_reopen, SUPERVISOR, SCOPE_HOME, ALSO_CLOSED, { "reason:s" } },
  [TB_COMMAND_CLOSE] = { tb_workflow_close, SUPERVISOR, SCOPE_HOME, OPEN_ONLY, { "reason:s" } },
  [TB_COMMAND_NOTE] = { tb_workflow_note, STAFF, SCOPE_INVOLVED, ALSO_CLOSED, { "text:s" } },
  [TB_COMMAND_ATTACH] = { tb_workflow_attach,
                          STAFF,
                          SCOPE_INVOLVED,
                          ALSO_CLOSED,
                          { "sha256:s", "name:s", "media_type:s", "size:i", "material:s?" } },
  [TB_COMMAND_RATE] = { tb_workflow_rate,
                        STAFF,
                        SCOPE_INVOLVED,
                        ALSO_CLOSED,
                        { "rating:i", "text:s?", "channel:s?" } },
  [TB_COMMAND_REMIND] = { tb_workflow_remind, STAFF, SCOPE_INVOLVED, ALSO_CLOSED, { "text:s?" } },
  [TB_COMMAND_PRINT_CONFIRMED] = { tb_workflow_print_confirmed,
                                   STAFF,
                                   SCOPE_INVOLVED,
                                   ALSO_CLOSED,
                                   { "print:s", "copy:i" } },
  [TB_COMMAND_NOOP] = { tb_workflow_noop, ANYBODY, SCOPE_ANY, ALSO_CLOSED, { NULL } },
};

static gboolean
refuse_arg (GError **error, const char *name, gsize length, const char *message)
{
  g_autofree char *field = g_strdup_printf ("/args/%.*s", (int) length, name);

  tb_refusal_set (error, TB_REFUSAL_INVALID, field, "%s", message);
  return FALSE;
}

static gboolean
has_type (const json_t *value, char type)
{
  switch (type) {
  case 's':
    return json_is_string (value);
  case 'o':
    return json_is_object (value);
  case 'a':
    return json_is_array (value);
  case 'i':
    return json_is_integer (value);
  case 'b':
    return json_is_boolean (value);
  default:
    return FALSE;
  }
}

static gboolean
check_text (const char *text)
{
  g_autofree char *trimmed = NULL;

  if (g_utf8_strlen (text, -1) > MAX_TEXT_LENGTH)
    return FALSE;
  trimmed = g_strstrip (g_strdup (text));

  return *trimmed != '\0';
}

/* @spec: one entry of the table above. */
static gboolean
check_arg (const json_t *args, const char *spec, GError **error)
{
  gsize length = strcspn (spec, ":");
  g_autofree char *name = g_strndup (spec, length);
  const json_t *value = json_object_get (args, name);

  if (value == NULL && spec[length + 2] == '?')
    return TRUE;
  if (value == NULL)
    return refuse_arg (error, name, length, _ ("This is needed and missing"));
  if (!has_type (value, spec[length + 1]))
    return refuse_arg (error, name, length, _ ("This has the wrong type"));
  if (json_is_string (value) && !check_text (json_string_value (value)))
    return refuse_arg (error, name, length, _ ("The text is empty or longer than 2000 characters"));

  return TRUE;
}

static gboolean
is_arg (TbCommandKind kind, const char *name)
{
  for (gsize i = 0; i < MAX_ARGS && kinds[kind].args[i] != NULL; i++) {
    const char *spec = kinds[kind].args[i];
    gsize length = strcspn (spec, ":");

    if (strlen (name) == length && strncmp (spec, name, length) == 0)
      return TRUE;
  }

  return FALSE;
}

static gboolean
check_args (TbCommand *command, GError **error)
{
  TbCommandKind kind = tb_command_get_kind (command);
  const json_t *args = tb_command_get_args (command);
  const char *name;
  json_t *value;

  for (gsize i = 0; i < MAX_ARGS && kinds[kind].args[i] != NULL; i++) {
    if (!check_arg (args, kinds[kind].args[i], error))
      return FALSE;
  }
  json_object_foreach ((json_t *) args, name, value)
  {
    if (!is_arg (kind, name))
      return refuse_arg (error,
                         name,
                         strlen (name),
                         _ ("This kind of command has no such argument"));
  }

  return TRUE;
}

static gboolean
is_in_scope (Scope scope, const json_t *body, TbArea area)
{
  gboolean is_home = tb_area_from_slug (tb_json_get_string (body, "home")) == area;
  gboolean is_owner = tb_area_from_slug (tb_json_get_string (body, "owner")) == area;
  gboolean is_origin = tb_area_from_slug (tb_json_get_string (body, "origin")) == area;

  switch (scope) {
  case SCOPE_ANY:
    return TRUE;
  case SCOPE_INVOLVED:
    return tb_workflow_involves (body, area);
  case SCOPE_HANDLING:
    return is_home || is_origin || is_owner;
  case SCOPE_OWNER:
    return is_owner;
  case SCOPE_HOME:
    return is_home;
  case SCOPE_HOLDING:
    return is_home || is_owner;
  default:
    return FALSE;
  }
}

static gboolean
authorise (TbWorkflowStep *step, GError **error)
{
  TbCommandKind kind = tb_command_get_kind (step->command);

  if ((kinds[kind].roles & step->actor->roles) == 0) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    "/actor",
                    kinds[kind].roles == SUPERVISOR
                        ? _ ("Only a supervisor may do this")
                        : _ ("Only window staff and supervisors handle cases"));
    return FALSE;
  }
  if (step->before != NULL && !is_in_scope (kinds[kind].scope, step->body, step->actor->area)) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    "/actor",
                    kinds[kind].scope == SCOPE_INVOLVED
                        ? _ ("This area takes no part in the case")
                        : _ ("On this case another area does this"));
    return FALSE;
  }
  if (step->before != NULL && kinds[kind].closed == OPEN_ONLY && tb_case_is_closed (step->before)) {
    tb_refusal_set (error,
                    TB_REFUSAL_CLOSED,
                    "/case",
                    _ ("The case is closed; a supervisor of its home area may reopen it"));
    return FALSE;
  }

  return TRUE;
}

static gboolean
check_item (const TbItem *item, TbCase *before, TbCommand *command, GError **error)
{
  if (item == NULL || g_strcmp0 (tb_command_get_item (command), tb_item_get_id (item)) != 0 ||
      tb_command_get_item_version (command) != tb_item_get_version (item) ||
      (before != NULL && (g_strcmp0 (tb_case_get_item (before), tb_item_get_id (item)) != 0 ||
                          tb_case_get_item_version (before) != tb_item_get_version (item)))) {
    tb_refusal_set (error,
                    TB_REFUSAL_UNSUPPORTED,
                    "/item",
                    _ ("The matter, or this version of it, is not the one of the case"));
    return FALSE;
  }

  return TRUE;
}

static gboolean
check_case (TbCase *before, TbCommand *command, GError **error)
{
  gboolean is_submit = tb_command_get_kind (command) == TB_COMMAND_SUBMIT;

  if (before == NULL && !is_submit) {
    tb_refusal_set (error, TB_REFUSAL_DEPENDENCY, "/case", _ ("There is no such case"));
    return FALSE;
  }
  if (before != NULL && is_submit) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/case", _ ("The case is there already"));
    return FALSE;
  }
  if (before != NULL && g_strcmp0 (tb_case_get_id (before), tb_command_get_case (command)) != 0) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/case", _ ("The command names another case"));
    return FALSE;
  }

  return TRUE;
}

static gboolean
read_day (const TbWorkflowActor *actor, GDate *today, GError **error)
{
  gint64 wall_us;

  if (actor->at == NULL || !tb_time_parse (actor->at, &wall_us) || actor->area <= TB_AREA_NONE ||
      actor->area >= TB_N_AREAS) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/actor",
                    _ ("The author's area or time is unknown"));
    return FALSE;
  }
  tb_date_of_time (wall_us, today);

  return TRUE;
}

/* A case whose state this version of the matter does not know can only be annotated. */
static gboolean
check_state (TbWorkflowStep *step, GError **error)
{
  const TbMachine *machine = tb_item_get_machine (step->item);

  if (step->before == NULL || tb_machine_get_state (machine, tb_case_get_state (step->before)))
    return TRUE;

  tb_refusal_set (error,
                  TB_REFUSAL_UNSUPPORTED,
                  "/item",
                  _ ("The case is in a state that its workflow does not have"));
  return FALSE;
}

TbCase *
tb_workflow_apply (const TbItem *item,
                   TbCase *before,
                   TbCommand *command,
                   const TbWorkflowActor *actor,
                   GError **error)
{
  g_autoptr (json_t) body = NULL;
  TbWorkflowStep step = { .item = item, .before = before, .command = command, .actor = actor };
  g_autoptr (GError) problem = NULL;
  TbCase *after;

  g_return_val_if_fail (TB_IS_COMMAND (command) && actor != NULL, NULL);

  g_date_clear (&step.today, 1);
  if (!check_item (item, before, command, error) || !check_case (before, command, error) ||
      !read_day (actor, &step.today, error))
    return NULL;

  body = before != NULL ? tb_case_dup_json (before) : json_object ();
  step.body = body;
  step.args = tb_command_get_args (command);
  step.author = tb_command_get_operator (command);
  if (!check_state (&step, error) || !authorise (&step, error) || !check_args (command, error))
    return NULL;
  if (tb_command_get_kind (command) == TB_COMMAND_NOOP)
    return g_object_ref (before);
  if (!kinds[tb_command_get_kind (command)].handler (&step, error))
    return NULL;

  tb_json_set_string (body, "changed_at", actor->at);
  after = tb_case_new_take (g_steal_pointer (&body), &problem);
  if (after == NULL)
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/case", "%s", problem->message);

  return after;
}

json_t *
tb_workflow_dup_values (TbCase *self, const json_t *fields, const TbWorkflowActor *actor)
{
  const json_t *body = tb_case_get_json (self);
  json_t *values = json_copy ((json_t *) tb_case_get_form (self));
  TbFormRules rules = { .window_area = actor->area };
  gint64 wall_us = 0;

  json_object_update (values, (json_t *) fields);
  g_date_clear (&rules.today, 1);
  if (actor->at != NULL && tb_time_parse (actor->at, &wall_us))
    tb_date_of_time (wall_us, &rules.today);
  tb_form_rules_add_givens (&rules, json_object_get (body, "person"), values);
  tb_json_set_int (values, "has_agent", tb_json_get_object (body, "agent") != NULL);
  tb_json_set_string (values, "home_area", tb_json_get_string (body, "home"));
  tb_json_set_string (values, "origin_area", tb_json_get_string (body, "origin"));
  tb_json_set_string (values, "state", tb_json_get_string (body, "state"));

  return values;
}
