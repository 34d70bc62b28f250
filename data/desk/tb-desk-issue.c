/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-issue"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-desk-private.h"
#include "tb-outbox.h"
#include "tb-time.h"
#include "tb-uuid.h"

void
tb_desk_fill_actor (TbDeskCore *core, const TbOperator *who, char **at, TbWorkflowActor *actor)
{
  *at = tb_time_format (tb_clock_wall_us (&core->clock));
  *actor = (TbWorkflowActor){
    .area = who->area,
    .roles = tb_desk_roles_from_json (who->roles),
    .at = *at,
    .calendar = core->calendar,
    .catalogue = core->catalogue,
  };
}

json_t *
tb_desk_issue_dup_command (TbDeskCore *core, const TbOperator *who, const TbIssue *issue)
{
  g_autofree char *id = tb_uuid_new (&core->clock, core->random);
  g_autofree char *made_at = tb_time_format (tb_clock_wall_us (&core->clock));
  g_autofree char *window = g_strdup_printf ("%02u", core->config->code);
  json_t *command = json_pack ("{s:s, s:s, s:s, s:{s:s, s:i}, s:O, s:{s:s, s:s, s:s}, s:s, s:I}",
                               "id",
                               id,
                               "kind",
                               tb_command_kind_get_name (issue->kind),
                               "case",
                               issue->case_id,
                               "item",
                               "id",
                               tb_item_get_id (issue->item),
                               "version",
                               tb_item_get_version (issue->item),
                               "args",
                               issue->args,
                               "actor",
                               "operator",
                               who->id,
                               "window",
                               window,
                               "grant",
                               who->grant,
                               "made_at",
                               made_at,
                               "skew_ms",
                               (json_int_t) tb_desk_core_get_skew_ms (core, issue->home));

  if (issue->base != NULL)
    json_object_set (command, "base", issue->base);
  tb_json_set_string (command, "resolves", issue->resolves);

  return command;
}

/* Tried before it is accepted, with the very function that the city will use: what a rule is sure
 * to refuse is told while the citizen is still there. The lane and its number do not matter. */
static gboolean
try_it (TbDeskCore *core,
        const TbOperator *who,
        const json_t *command,
        const TbProjection *seen,
        GError **error)
{
  g_autoptr (json_t) whole = json_deep_copy (command);
  g_autoptr (TbCommand) parsed = NULL;
  g_autoptr (TbCase) after = NULL;
  g_autofree char *at = NULL;
  TbWorkflowActor actor;

  tb_json_set_string (whole, "lane", tb_json_get_string (command, "id"));
  tb_json_set_int (whole, "lseq", 1);
  parsed = tb_command_new (whole, error);
  if (parsed == NULL)
    return FALSE;

  tb_desk_fill_actor (core, who, &at, &actor);
  after = tb_workflow_apply (seen->item, seen->shown, parsed, &actor, error);

  return after != NULL;
}

TbCommand *
tb_desk_issue_accept (TbDeskCore *core,
                      const TbOperator *who,
                      const TbIssue *issue,
                      const TbProjection *seen,
                      GError **error)
{
  g_autoptr (json_t) command = tb_desk_issue_dup_command (core, who, issue);
  TbAcceptance what = {
    .area = issue->home,
    .command = command,
    .base_entry = seen->entry,
    .subject = seen->shown != NULL ? tb_case_get_person_name (seen->shown) : NULL,
  };

  TbCommand *accepted;

  if (!try_it (core, who, command, seen, error))
    return NULL;
  accepted = tb_outbox_accept (core->store, &what, error);
  if (accepted != NULL)
    tb_desk_core_notice_work (core, issue->home);

  return accepted;
}
