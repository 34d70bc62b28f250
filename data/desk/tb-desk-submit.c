/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-submit"

#include "config.h"

#include "tb-desk-calls.h"
#include "tb-desk-submit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-case-number.h"
#include "tb-date.h"
#include "tb-desk-rights.h"
#include "tb-desk-tables.h"
#include "tb-outbox-table.h"
#include "tb-outbox.h"
#include "tb-print-table.h"
#include "tb-record-table.h"
#include "tb-search.h"
#include "tb-uuid.h"

/* The receipt that goes home with the person when the city has not spoken yet. */
#define RECEIPT "collect-receipt"

static gboolean
check_complete (TbForm *form, GError **error)
{
  GPtrArray *problems = tb_form_get_problems (form);
  g_autoptr (GString) text = g_string_new (NULL);

  if (tb_form_can_submit (form))
    return TRUE;
  for (guint i = 0; i < problems->len; i++) {
    const TbFormProblem *problem = g_ptr_array_index (problems, i);

    if (tb_form_problem_stops (problem))
      g_string_append_printf (text,
                              "\n  %s (%s): %s",
                              problem->field,
                              problem->code,
                              problem->message);
  }
  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_PROBLEMS,
               _ ("The form is not ready; nothing was accepted:%s"),
               text->str);

  return FALSE;
}

/* Whether the fields that make two cases of a matter the same agree. */
static gboolean
is_same (const TbItem *item, const json_t *mine, const json_t *theirs)
{
  const char *const *fields = tb_item_get_duplicates (item);

  for (gsize i = 0; fields != NULL && fields[i] != NULL; i++) {
    json_t *a = json_object_get (mine, fields[i]);
    json_t *b = json_object_get (theirs, fields[i]);

    if (a == NULL || b == NULL || !json_equal (a, b))
      return FALSE;
  }

  return fields != NULL;
}

static gboolean
is_twin (TbDeskCore *core, const TbItem *item, const json_t *payload, const char *wanted)
{
  g_autoptr (TbProjection) other = tb_projection_load (core, wanted, NULL);

  return other != NULL && !tb_case_is_closed (other->shown) &&
         g_str_equal (tb_case_get_item (other->shown), tb_item_get_id (item)) &&
         g_strcmp0 (tb_case_get_person_id (other->shown),
                    tb_json_get_string (json_object_get (payload, "person"), "id_no")) == 0 &&
         is_same (item, json_object_get (payload, "form"), tb_case_get_form (other->shown));
}

/* Accepted here and not among what the cities have told: it waits, or the feed has not brought it
 * yet, or brings it again because the cache was lost. */
static gboolean
is_own_news (TbDeskCore *core, const TbOutboxRow *row)
{
  g_autoptr (json_t) told = NULL;

  if (row->kind != TB_COMMAND_SUBMIT)
    return FALSE;
  told = tb_record_table_get (core->store, row->area, row->case_id, NULL);

  return told == NULL;
}

/* The same person, the same matter, open: in what the cities have told, or accepted here. The city
 * checks again over everything that it knows. */
char *
tb_desk_submit_find_duplicate (TbDeskCore *core, const TbItem *item, const json_t *payload)
{
  const char *id_no = tb_json_get_string (json_object_get (payload, "person"), "id_no");
  TbSearchQuery query = { .text = id_no, .area = TB_AREA_NONE, .limit = 50 };
  TbOutboxFilter filter = { .area = TB_AREA_NONE,
                            .states = 1u << TB_OUTBOX_QUEUED | 1u << TB_OUTBOX_SENT |
                                      1u << TB_OUTBOX_APPLIED,
                            .limit = TB_STORE_MAX_PAGE };
  g_autoptr (TbSearchPage) page =
      id_no != NULL ? tb_search_run (core->store, &query, NULL, NULL) : NULL;
  g_autoptr (GPtrArray) own = tb_outbox_table_page (core->store, &filter, NULL);

  for (guint i = 0; page != NULL && i < page->rows->len; i++) {
    const TbRecordRow *row = g_ptr_array_index (page->rows, i);

    if (is_twin (core, item, payload, row->id))
      return g_strdup (row->number);
  }
  for (guint i = 0; own != NULL && i < own->len; i++) {
    const TbOutboxRow *row = g_ptr_array_index (own, i);

    if (is_own_news (core, row) && is_twin (core, item, payload, row->case_id))
      return g_strdup (row->number);
  }

  return NULL;
}

/* What the case will be, with a number that only the trial sees: the real one is reserved in the
 * transaction that accepts it. Says which area is home. */
static TbCase *
try_submit (TbDeskCore *core, const TbOperator *who, const json_t *command, GError **error)
{
  TbCaseNumber number = { core->config->area, { 0 }, core->config->code, 99999999 };
  g_autoptr (json_t) whole = json_deep_copy (command);
  g_autoptr (TbCommand) parsed = NULL;
  g_autofree char *text = NULL;
  g_autofree char *at = NULL;
  TbWorkflowActor actor;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &number.date);
  text = tb_case_number_format (&number);
  tb_json_set_string (json_object_get (json_object_get (whole, "args"), "case"), "number", text);
  tb_json_set_string (whole, "lane", tb_json_get_string (command, "id"));
  tb_json_set_int (whole, "lseq", 1);
  parsed = tb_command_new (whole, error);
  if (parsed == NULL)
    return NULL;

  tb_desk_fill_actor (core, who, &at, &actor);

  return tb_workflow_apply (tb_catalogue_get_item (core->catalogue,
                                                   tb_command_get_item (parsed),
                                                   0),
                            NULL,
                            parsed,
                            &actor,
                            error);
}

static TbCommand *
accept (TbDeskCore *core,
        const TbOperator *who,
        const TbItem *item,
        json_t *payload,
        const char *draft,
        GError **error)
{
  g_autofree char *case_id = tb_uuid_new (&core->clock, core->random);
  g_autoptr (json_t) content = json_pack ("{s:O}", "case", payload);
  g_autoptr (json_t) command = NULL;
  g_autoptr (TbCase) expected = NULL;
  TbIssue issue = { .kind = TB_COMMAND_SUBMIT, .case_id = case_id, .item = item, .args = content };
  TbAcceptance what = { 0 };
  TbCommand *accepted;

  issue.home = core->config->area;
  command = tb_desk_issue_dup_command (core, who, &issue);
  json_object_set_new (command, "base", json_null ());
  expected = try_submit (core, who, command, error);
  if (expected == NULL)
    return NULL;

  what.area = tb_case_get_home (expected);
  tb_json_set_int (command, "skew_ms", tb_desk_core_get_skew_ms (core, what.area));
  what.command = command;
  what.draft = draft;
  what.subject = tb_case_get_person_name (expected);
  if (!tb_desk_attach_offer (core, what.area, item, tb_case_get_form (expected), error))
    return NULL;
  accepted = tb_outbox_accept (core->store, &what, error);
  if (accepted != NULL)
    tb_desk_core_notice_work (core, what.area);

  return accepted;
}

/* Counted like every print; NULL when that cannot be. */
static char *
make_receipt (TbDeskCore *core, const TbProjection *seen, const char *operator_id)
{
  g_autofree char *trial = tb_desk_print_text (core, seen, RECEIPT, 1, NULL);
  const char *id = tb_case_get_id (seen->shown);
  int copy;

  if (trial == NULL || !tb_print_table_add (core->store, id, RECEIPT, operator_id, &copy, NULL))
    return NULL;

  return tb_desk_print_text (core, seen, RECEIPT, copy, NULL);
}

/* After this the case is on the disk: what follows can only fail to describe it. */
static json_t *
describe (TbDeskCore *core, TbCommand *command)
{
  const json_t *body = json_object_get (tb_command_get_args (command), "case");
  json_t *answer = json_pack ("{s:s, s:s, s:s, s:I, s:s}",
                              "command",
                              tb_command_get_id (command),
                              "case",
                              tb_command_get_case (command),
                              "number",
                              tb_json_get_string (body, "number"),
                              "lseq",
                              (json_int_t) tb_command_get_lseq (command),
                              "outbox",
                              "queued");
  g_autoptr (TbProjection) seen = tb_projection_load (core, tb_command_get_case (command), NULL);
  g_autofree char *receipt = NULL;

  if (seen == NULL)
    return answer;
  tb_json_set_string (answer, "home", tb_area_get_slug (seen->home));
  tb_json_set_string (answer, "state", tb_case_get_state (seen->shown));
  receipt = make_receipt (core, seen, tb_command_get_operator (command));
  tb_json_set_string (answer, "receipt", receipt);

  return answer;
}

/* {item, …} or {collected, draft?}: accepts a case, numbers it, gives a receipt (T1). */
json_t *
tb_desk_submit (TbDeskCore *core, const json_t *args, GError **error)
{
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_CASES, error);
  g_autoptr (TbForm) form = who != NULL ? tb_desk_form_build (core, args, error) : NULL;
  g_autoptr (json_t) payload = NULL;
  g_autofree char *twin = NULL;
  g_autoptr (TbCommand) command = NULL;

  if (form == NULL || !check_complete (form, error))
    return NULL;

  payload = tb_form_dup_payload (form);
  twin = tb_desk_submit_find_duplicate (core, tb_form_get_item (form), payload);
  if (twin != NULL) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_DUPLICATE,
                 _ ("The same person has this matter open already: %s. Nothing was accepted"),
                 twin);
    return NULL;
  }
  command = accept (core,
                    who,
                    tb_form_get_item (form),
                    payload,
                    tb_json_get_string (args, "draft"),
                    error);

  return command != NULL ? describe (core, command) : NULL;
}
