/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-decide"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-audit-table.h"
#include "tb-conflict-table.h"
#include "tb-date.h"
#include "tb-decision.h"
#include "tb-desk-calls.h"
#include "tb-desk-compare.h"
#include "tb-desk-rights.h"
#include "tb-desk-view.h"
#include "tb-field-rules.h"
#include "tb-outbox-table.h"
#include "tb-outbox.h"
#include "tb-record-table.h"
#include "tb-time.h"
#include "tb-uuid.h"

/* What stands against what: a conflict as the city told it, or a refused command against what is
 * current now. */
typedef struct {
  TbArea area;
  const TbItem *item;
  char *case_id;
  json_t *base;
  json_t *mine;
  json_t *theirs;
  json_t *since;
} Dispute;

static void
dispute_clear (Dispute *self)
{
  g_clear_pointer (&self->case_id, g_free);
  g_clear_pointer (&self->base, json_decref);
  g_clear_pointer (&self->mine, json_decref);
  g_clear_pointer (&self->theirs, json_decref);
  g_clear_pointer (&self->since, json_decref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dispute, dispute_clear)

static gboolean
load_refused (TbDeskCore *core,
              const TbOutboxRow *row,
              const TbOperator *who,
              Dispute *out,
              GError **error)
{
  g_autoptr (TbCommand) mine =
      tb_outbox_table_dup_command (core->store, row->command, tb_desk_get_reader (who), error);
  json_t *current;

  if (mine == NULL)
    return FALSE;
  current = tb_record_table_get (core->store, row->area, row->case_id, NULL);
  out->area = row->area;
  out->case_id = g_strdup (row->case_id);
  out->mine = json_deep_copy (tb_command_get_json (mine));
  out->theirs = current != NULL ? current : json_null ();
  out->base = json_incref (out->theirs);
  out->since = json_array ();

  return TRUE;
}

/* A city that was restored may have had no such case for a moment: another window has offered it
 * again since. */
static json_t *
find_theirs (TbDeskCore *core, const TbConflict *conflict)
{
  json_t *current = NULL;

  if (tb_json_get_object (conflict->theirs, "body") == NULL)
    current = tb_record_table_get (core->store, conflict->area, conflict->case_id, NULL);

  return current != NULL ? current : json_incref (conflict->theirs);
}

static gboolean
load_conflict (TbDeskCore *core,
               const char *command,
               const TbOperator *who,
               Dispute *out,
               GError **error)
{
  g_autoptr (TbConflict) conflict =
      tb_conflict_table_get (core->store, command, tb_desk_get_reader (who), error);

  if (conflict == NULL)
    return FALSE;
  out->area = conflict->area;
  out->case_id = g_strdup (conflict->case_id);
  out->base = json_incref (conflict->base);
  out->mine = json_incref (conflict->mine);
  out->theirs = find_theirs (core, conflict);
  out->since = json_incref (conflict->since);

  return TRUE;
}

static gboolean
load_dispute (TbDeskCore *core,
              const char *command,
              const TbOperator *who,
              Dispute *out,
              GError **error)
{
  g_autoptr (TbOutboxRow) row = tb_outbox_table_get (core->store, command, error);

  if (row == NULL)
    return FALSE;
  out->item = tb_catalogue_get_item (core->catalogue, row->item, 0);
  if (row->state == TB_OUTBOX_CONFLICT)
    return load_conflict (core, command, who, out, error);
  if (row->state == TB_OUTBOX_REFUSED)
    return load_refused (core, row, who, out, error);

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("This command needs no decision: it is %s"),
               tb_outbox_state_get_name (row->state));

  return FALSE;
}

static GPtrArray *
diff (const Dispute *self)
{
  TbVersions versions = { self->base, self->mine, self->theirs };

  return tb_decision_diff (&versions);
}

static const char *
diff_name (TbDiffKind kind)
{
  static const char *const names[] = { "same", "only-mine", "only-theirs", "clash" };

  return names[kind];
}

static json_t *
view (const Dispute *dispute, const char *pointer, json_t *value, gboolean is_revealed)
{
  if (is_revealed)
    return value != NULL ? json_incref (value) : json_null ();

  return tb_desk_view_masked_value (dispute->item, pointer, value);
}

static json_t *
view_field (TbDeskCore *core, const Dispute *dispute, const TbDiffField *field, gboolean is_full)
{
  json_t *row = json_pack ("{s:s, s:s, s:o, s:o, s:o}",
                           "field",
                           field->pointer,
                           "kind",
                           diff_name (field->kind),
                           "base",
                           view (dispute, field->pointer, field->base, is_full),
                           "mine",
                           view (dispute, field->pointer, field->mine, is_full),
                           "theirs",
                           view (dispute, field->pointer, field->theirs, is_full));

  tb_desk_compare_name (core, dispute->item, field->pointer, row);

  return row;
}

/* Which version each side is, and who made it when, as far as it is known. */
static json_t *
view_sides (const Dispute *dispute)
{
  const json_t *mine = json_object_get (dispute->mine, "actor");
  const json_t *theirs = json_object_get (dispute->theirs, "actor");

  return json_pack ("{s:{s:I, s:s*}, s:{s:s*, s:s*}, s:{s:I, s:s*, s:s*}}",
                    "base",
                    "ver",
                    (json_int_t) tb_json_get_int (dispute->base, "ver", 0),
                    "at",
                    tb_json_get_string (dispute->base, "at"),
                    "mine",
                    "at",
                    tb_json_get_string (dispute->mine, "made_at"),
                    "operator",
                    tb_json_get_string (mine, "operator"),
                    "theirs",
                    "ver",
                    (json_int_t) tb_json_get_int (dispute->theirs, "ver", 0),
                    "at",
                    tb_json_get_string (dispute->theirs, "at"),
                    "operator",
                    tb_json_get_string (theirs, "operator"));
}

/* Which version of theirs it is; "" for none. */
static const char *
get_seen (const Dispute *dispute)
{
  const char *vid = tb_json_get_string (dispute->theirs, "vid");

  return vid != NULL ? vid : "";
}

/* {command, reveal?}: {command, area, case, kind, seen, rows: [{field, label, type, list?, kind,
 * base, mine, theirs, text}], n_same, sides, since} without what is the same. */
json_t *
tb_desk_conflict (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *id = tb_desk_need_string (args, "command", error);
  const char *reveal = tb_json_get_string (args, "reveal");
  gboolean is_full = reveal != NULL;
  g_autoptr (TbOperator) who =
      id != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  g_auto (Dispute) dispute = { 0 };
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (json_t) rows = json_array ();

  if (who == NULL || !load_dispute (core, id, who, &dispute, error) ||
      (is_full && !tb_desk_reveal (core, who, id, reveal, error)))
    return NULL;

  fields = diff (&dispute);
  for (guint i = 0; i < fields->len; i++) {
    const TbDiffField *field = g_ptr_array_index (fields, i);

    if (field->kind != TB_DIFF_SAME)
      json_array_append_new (rows, view_field (core, &dispute, field, is_full));
  }

  return json_pack ("{s:s, s:s, s:s, s:s, s:s*, s:O, s:i, s:o, s:O}",
                    "command",
                    id,
                    "area",
                    tb_area_get_slug (dispute.area),
                    "case",
                    dispute.case_id,
                    "seen",
                    get_seen (&dispute),
                    "kind",
                    tb_json_get_string (dispute.mine, "kind"),
                    "rows",
                    rows,
                    "n_same",
                    (int) (fields->len - json_array_size (rows)),
                    "sides",
                    view_sides (&dispute),
                    "since",
                    dispute.since);
}

/* A third answer as the field's type stores it: "１３８…" is a number like any other. */
static json_t *
read_value (TbDeskCore *core, const Dispute *dispute, const char *pointer, const char *text)
{
  TbFormRules rules = { .catalogue = core->catalogue,
                        .item = dispute->item,
                        .window_area = core->config->area };
  const TbField *field = NULL;
  json_t *value = NULL;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &rules.today);
  if (dispute->item != NULL && g_str_has_prefix (pointer, "/form/"))
    field = tb_item_get_field (dispute->item, pointer + strlen ("/form/"));
  if (field != NULL)
    value = tb_field_normalise (&rules, field, text);

  return value != NULL ? value : json_string (text);
}

/* "mobile" is short for "/form/mobile"; "=VALUE" is a third answer. FALSE for a field that is not
 * in dispute and for any other word. */
static gboolean
add_choice (TbDeskCore *core,
            const Dispute *dispute,
            json_t *choices,
            const char *name,
            const char *choice)
{
  g_autofree char *pointer = name[0] == '/' ? g_strdup (name) : g_strconcat ("/form/", name, NULL);
  g_autoptr (GPtrArray) fields = diff (dispute);
  gboolean is_known = FALSE;

  for (guint i = 0; i < fields->len && !is_known; i++)
    is_known = strcmp (((TbDiffField *) g_ptr_array_index (fields, i))->pointer, pointer) == 0;
  if (!is_known)
    return FALSE;
  if (choice[0] == '=')
    json_object_set_new (choices,
                         pointer,
                         json_pack ("{s:o}",
                                    "value",
                                    read_value (core, dispute, pointer, choice + 1)));
  else if (g_str_equal (choice, "mine") || g_str_equal (choice, "theirs"))
    tb_json_set_string (choices, pointer, choice);
  else
    return FALSE;

  return TRUE;
}

/* One word for every field, then the words for single ones. */
static json_t *
read_choices (TbDeskCore *core, const Dispute *dispute, const json_t *args, GError **error)
{
  const char *take = tb_json_get_string (args, "take");
  g_autoptr (json_t) choices = json_object ();
  const char *name;
  json_t *choice;

  if (take != NULL && !g_str_equal (take, "mine") && !g_str_equal (take, "theirs")) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("--take is “mine” or “theirs”, not “%s”"),
                 take);
    return NULL;
  }
  if (take != NULL) {
    g_autoptr (GPtrArray) fields = diff (dispute);

    for (guint i = 0; i < fields->len; i++) {
      const TbDiffField *field = g_ptr_array_index (fields, i);

      if (field->kind != TB_DIFF_SAME)
        tb_json_set_string (choices, field->pointer, take);
    }
  }
  json_object_foreach (tb_json_get_object (args, "choices"), name, choice)
  {
    if (json_is_string (choice) &&
        add_choice (core, dispute, choices, name, json_string_value (choice)))
      continue;
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("“%s”: choose mine, theirs or =VALUE for a field that is in dispute"),
                 name);
    return NULL;
  }

  return g_steal_pointer (&choices);
}

static json_t *
build (TbDeskCore *core,
       const Dispute *dispute,
       const json_t *args,
       const TbOperator *who,
       GError **error)
{
  g_autofree char *id = tb_uuid_new (&core->clock, core->random);
  g_autofree char *at = tb_time_format (tb_clock_wall_us (&core->clock));
  g_autofree char *window = g_strdup_printf ("%02u", core->config->code);
  g_autoptr (json_t) choices = read_choices (core, dispute, args, error);
  TbVersions versions = { dispute->base, dispute->mine, dispute->theirs };
  TbDecisionAuthor author = {
    .id = id,
    .operator_id = who->id,
    .window = window,
    .grant = who->grant,
    .made_at = at,
    .skew_ms = tb_desk_core_get_skew_ms (core, dispute->area),
  };
  json_t *command = choices != NULL ? tb_decision_build (&versions, choices, &author, error) : NULL;
  const char *reason = tb_json_get_string (args, "reason");

  if (command != NULL && reason != NULL &&
      tb_json_get_string (json_object_get (command, "args"), "reason") != NULL)
    tb_json_set_string (json_object_get (command, "args"), "reason", reason);

  return command;
}

static gboolean
audit_reason (TbDeskCore *core,
              const char *command,
              const TbOperator *who,
              const char *reason,
              GError **error)
{
  g_autoptr (json_t) detail = json_pack ("{s:s}", "reason", reason);
  TbAuditAct act = {
    .verb = "conflict.decided",
    .subject = command,
    .operator_id = who->id,
    .area = TB_AREA_NONE,
    .detail = detail,
  };

  return tb_audit_table_append (core->store, &act, NULL, error);
}

/* Nothing of mine: what the city has stands. */
static json_t *
give_up (TbDeskCore *core, const char *id, const TbOperator *who, GError **error)
{
  if (!tb_outbox_decide (core->store, id, who->id, NULL, NULL, error))
    return NULL;

  return json_pack ("{s:s, s:s}", "resolved", id, "taken", "theirs");
}

/* Theirs throughout. A step has no fields of which theirs could stand: it is not taken again. */
static gboolean
is_given_up (const json_t *args)
{
  return g_strcmp0 (tb_json_get_string (args, "take"), "theirs") == 0 &&
         json_object_size (tb_json_get_object (args, "choices")) == 0;
}

/* A decision rests on what its author saw of theirs (I7). */
static gboolean
check_seen (const Dispute *dispute, const json_t *args, GError **error)
{
  const char *seen = tb_json_get_string (args, "seen");

  if (seen == NULL || strcmp (seen, get_seen (dispute)) == 0)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_CHANGED,
               _ ("The case has changed since it was opened: look at it again. Nothing was "
                  "accepted"));

  return FALSE;
}

/* {command, take?, choices?, reason, seen?}: a decision is a new command, or giving mine up (T5).
 */
json_t *
tb_desk_decide (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *id = tb_desk_need_string (args, "command", error);
  const char *reason = id != NULL ? tb_desk_need_string (args, "reason", error) : NULL;
  g_autoptr (TbOperator) who =
      reason != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  g_auto (Dispute) dispute = { 0 };
  g_autoptr (json_t) command = NULL;
  g_autoptr (TbCommand) resolution = NULL;
  g_autoptr (GError) nothing = NULL;
  TbAcceptance what = { 0 };

  if (who == NULL || !load_dispute (core, id, who, &dispute, error) ||
      !check_seen (&dispute, args, error))
    return NULL;
  if (is_given_up (args))
    return give_up (core, id, who, error);
  command = build (core, &dispute, args, who, &nothing);
  if (command == NULL && !g_error_matches (nothing, TB_DECISION_ERROR, TB_DECISION_ERROR_NOTHING)) {
    g_propagate_error (error, g_steal_pointer (&nothing));
    return NULL;
  }
  if (!audit_reason (core, id, who, reason, error))
    return NULL;
  if (command == NULL)
    return give_up (core, id, who, error);

  what.area = dispute.area;
  what.command = command;
  what.base_entry = json_is_object (dispute.theirs) ? dispute.theirs : NULL;
  what.subject =
      tb_json_get_string (json_object_get (json_object_get (dispute.theirs, "body"), "person"),
                          "name");
  if (!tb_outbox_decide (core->store, id, who->id, &what, &resolution, error))
    return NULL;
  tb_desk_core_notice_work (core, what.area);

  return json_pack ("{s:s, s:s}", "resolved", id, "command", tb_command_get_id (resolution));
}
