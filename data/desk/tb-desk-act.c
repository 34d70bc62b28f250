/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-act"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-date.h"
#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-desk-view.h"
#include "tb-field-rules.h"

/* What a case becomes and how far its command is: the same for every act. */
static json_t *
describe (TbDeskCore *core, TbCommand *command, const TbProjection *seen, GError **error)
{
  g_autoptr (TbProjection) after = tb_projection_load (core, tb_command_get_case (command), error);

  if (after == NULL)
    return NULL;

  return json_pack ("{s:s, s:s, s:s*, s:s, s:I, s:s, s:s, s:s, s:s}",
                    "command",
                    tb_command_get_id (command),
                    "case",
                    tb_command_get_case (command),
                    "number",
                    tb_case_get_number (after->shown),
                    "area",
                    tb_area_get_slug (seen->home),
                    "lseq",
                    (json_int_t) tb_command_get_lseq (command),
                    "outbox",
                    "queued",
                    "state",
                    tb_case_get_state (after->shown),
                    "state_name",
                    tb_desk_view_state (after->item, tb_case_get_state (after->shown)),
                    "kind",
                    tb_command_kind_get_name (tb_command_get_kind (command)));
}

/* What was typed for fields, as the fields' types store it: members that are no text are kept. */
static void
normalise (const TbFormRules *rules, const TbField *field, json_t *fields)
{
  const char *text = tb_json_get_string (fields, field->id);
  json_t *value = text != NULL ? tb_field_normalise (rules, field, text) : NULL;

  if (value != NULL)
    json_object_set_new (fields, field->id, value);
}

/* The cells of a table come as text as well. */
static void
normalise_table (const TbFormRules *rules, const TbField *field, json_t *fields)
{
  const json_t *rows = tb_json_get_array (fields, field->id);

  for (gsize r = 0; r < json_array_size (rows); r++) {
    for (gsize i = 0; i < field->n_columns; i++)
      normalise (rules, &field->columns[i], json_array_get (rows, r));
  }
}

/* What a field starts with when nothing was said: usually today. */
static void
set_initial (const TbItem *item, const TbField *field, const json_t *values, json_t *fields)
{
  json_t *value;

  if (field->initial == NULL || json_object_get (fields, field->id) != NULL)
    return;
  value = tb_conditions_eval_value (tb_item_get_conditions (item), field->initial, values);
  if (value != NULL)
    json_object_set_new (fields, field->id, value);
}

static void
read_asked (TbDeskCore *core, const TbOperator *who, const TbProjection *seen, json_t *content)
{
  TbFormRules rules = { .catalogue = core->catalogue,
                        .item = seen->item,
                        .window_area = core->config->area };
  const TbTransition *step = tb_machine_get_transition (tb_item_get_machine (seen->item),
                                                        tb_json_get_string (content, "transition"));
  json_t *fields = tb_json_get_object (content, "fields");
  g_autoptr (json_t) values = NULL;
  g_autofree char *at = NULL;
  TbWorkflowActor actor;

  if (step == NULL || step->n_form == 0)
    return;
  if (fields == NULL) {
    fields = json_object ();
    json_object_set_new (content, "fields", fields);
  }
  tb_date_of_time (tb_clock_wall_us (&core->clock), &rules.today);
  tb_desk_fill_actor (core, who, &at, &actor);
  values = tb_workflow_dup_values (seen->shown, NULL, &actor);
  for (gsize i = 0; i < step->n_form; i++) {
    normalise (&rules, &step->form[i], fields);
    normalise_table (&rules, &step->form[i], fields);
    set_initial (seen->item, &step->form[i], values, fields);
  }
}

static void
read_changed (TbDeskCore *core, const TbProjection *seen, json_t *content)
{
  TbFormRules rules = { .catalogue = core->catalogue,
                        .item = seen->item,
                        .window_area = core->config->area };
  json_t *form = tb_json_get_object (content, "form");
  const char *id;
  json_t *value;
  void *next;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &rules.today);
  json_object_foreach_safe (form, next, id, value)
  {
    const TbField *field = tb_item_get_field (seen->item, id);

    if (field != NULL)
      normalise (&rules, field, form);
  }
}

/* Counted things come as text from a command line. */
static void
read_numbers (json_t *content)
{
  static const char *const members[] = { "rating", "copy", "size" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    const char *text = tb_json_get_string (content, members[i]);
    gint64 value;

    if (text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &value, NULL))
      tb_json_set_int (content, members[i], value);
  }
}

/* The arguments of a command as people type them, made into what it carries. */
static json_t *
read_content (TbDeskCore *core,
              const TbOperator *who,
              const TbProjection *seen,
              TbCommandKind kind,
              const json_t *typed)
{
  json_t *content = typed != NULL ? json_deep_copy (typed) : json_object ();

  if (kind == TB_COMMAND_ADVANCE)
    read_asked (core, who, seen, content);
  else if (kind == TB_COMMAND_UPDATE)
    read_changed (core, seen, content);
  read_numbers (content);

  return content;
}

/* ⚠ What is replaced must be what its author saw (protocol.md I7), and the feed runs on while they
 * look: @token is the word that `show` told for what stood on the screen. */
static gboolean
check_seen (const TbProjection *seen, const char *token, GError **error)
{
  g_autofree char *now = tb_projection_dup_seen (seen);

  if (token == NULL || g_str_equal (token, now))
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_CHANGED,
               _ ("The case has changed since it was opened: look at it again. Nothing was "
                  "accepted"));

  return FALSE;
}

/* Everything that staff do to a case that is already there: {case, kind, args, seen?}. */
json_t *
tb_desk_act (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *wanted = tb_desk_need_string (args, "case", error);
  int kind = tb_command_kind_from_name (tb_json_get_string (args, "kind"));
  g_autoptr (json_t) content = NULL;
  g_autoptr (TbOperator) who = NULL;
  g_autoptr (TbProjection) seen = NULL;
  g_autoptr (json_t) base = NULL;
  g_autoptr (TbCommand) command = NULL;
  TbIssue issue = { .kind = (TbCommandKind) kind };

  if (wanted == NULL)
    return NULL;
  if (kind < 0 || kind == TB_COMMAND_SUBMIT || kind == TB_COMMAND_NOOP) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("“%s” is nothing that can be done to a case"),
                 tb_json_get_string (args, "kind") != NULL ? tb_json_get_string (args, "kind")
                                                           : "");
    return NULL;
  }
  who = tb_desk_require_role (core, TB_DESK_CASES, error);
  if (who == NULL)
    return NULL;
  seen = tb_projection_load (core, wanted, error);
  if (seen == NULL)
    return NULL;
  if (!tb_command_kind_commutes (issue.kind) &&
      !check_seen (seen, tb_json_get_string (args, "seen"), error))
    return NULL;

  if (!tb_command_kind_commutes (issue.kind))
    base = tb_projection_dup_base (seen);
  issue.home = seen->home;
  issue.case_id = tb_case_get_id (seen->shown);
  issue.base = base;
  issue.item = seen->item;
  content = read_content (core, who, seen, issue.kind, tb_json_get_object (args, "args"));
  issue.args = content;
  command = tb_desk_issue_accept (core, who, &issue, seen, error);
  if (command == NULL)
    return NULL;

  return describe (core, command, seen, error);
}
