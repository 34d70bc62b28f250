/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-draft"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-deadline.h"
#include "tb-desk-calls.h"
#include "tb-desk-draft.h"
#include "tb-desk-rights.h"
#include "tb-desk-submit.h"
#include "tb-desk-view.h"
#include "tb-mask.h"
#include "tb-time.h"
#include "tb-uuid.h"

/* A form that somebody is filling in: its author's alone, sealed with the key that their secret
 * opens, and on the disk keystroke by keystroke (design/window.md, *A visit* 5). */

void
tb_desk_draft_unlock (TbDeskCore *core, const char *operator_id, const char *secret)
{
  g_autoptr (GError) error = NULL;

  tb_desk_draft_lock (core);
  if (core->is_reader)
    return;
  core->seal = tb_seal_open (core->store, operator_id, secret, &error);
  /* Without it one can work, only nothing half done is kept: every form says so. */
  if (core->seal == NULL)
    core->seal_problem = g_strdup (error->message);
}

void
tb_desk_draft_lock (TbDeskCore *core)
{
  g_clear_pointer (&core->seal, tb_seal_free);
  g_clear_pointer (&core->seal_problem, g_free);
}

gboolean
tb_desk_draft_is_unlocked (TbDeskCore *core, const char *operator_id)
{
  return core->seal != NULL && strcmp (tb_seal_get_operator (core->seal), operator_id) == 0;
}

static const TbSeal *
need_seal (TbDeskCore *core, const TbOperator *who, GError **error)
{
  if (tb_desk_draft_is_unlocked (core, who->id))
    return core->seal;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_DRAFTS,
               "%s",
               core->seal_problem != NULL
                   ? core->seal_problem
                   : _ ("Drafts open with the secret alone: sign in again to reach them"));

  return NULL;
}

/* Whose draft may be touched: the signed-in author's own. */
static const TbSeal *
require_seal (TbDeskCore *core, GError **error)
{
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_CASES, error);

  return who != NULL ? need_seal (core, who, error) : NULL;
}

/* The legs that run from submit on, as if it were submitted now. */
static json_t *
list_limits (TbDeskCore *core, const TbItem *item)
{
  const TbMachine *machine = tb_item_get_machine (item);
  json_t *rows = json_array ();
  json_t *id;
  GDate today;
  gsize i;
  g_autofree char *day = NULL;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &today);
  day = tb_date_format (&today);
  json_array_foreach ((json_t *) tb_machine_get_clock_start (machine), i, id)
  {
    const TbLeg *leg = tb_machine_get_leg (machine, json_string_value (id));
    g_autoptr (json_t) clock = json_pack ("{s:s, s:s, s:s, s:i, s:s, s:[]}",
                                          "leg",
                                          leg->id,
                                          "owner",
                                          tb_area_get_slug (core->config->area),
                                          "unit",
                                          leg->is_workdays ? "workday" : "day",
                                          "days",
                                          tb_item_get_limit (item, leg->id),
                                          "started",
                                          day,
                                          "pauses");
    g_autoptr (GPtrArray) lines = tb_deadline_explain (core->calendar, item, clock, &today);
    g_autofree char *due = NULL;
    json_t *texts = json_array ();
    TbDeadline deadline;

    tb_deadline_compute (core->calendar, clock, &today, &deadline);
    due = tb_date_format (&deadline.due);
    for (guint l = 0; l < lines->len; l++)
      json_array_append_new (texts, json_string (g_ptr_array_index (lines, l)));
    json_array_append_new (rows,
                           json_pack ("{s:s, s:s, s:i, s:b, s:s, s:b, s:o}",
                                      "leg",
                                      leg->id,
                                      "name",
                                      tb_desk_view_pick (leg->name_zh, leg->name_en),
                                      "days",
                                      deadline.days,
                                      "workdays",
                                      leg->is_workdays,
                                      "due",
                                      due,
                                      "uncertain",
                                      deadline.is_uncertain,
                                      "lines",
                                      texts));
  }

  return rows;
}

/* What a screen needs beside the form itself. @body: {item, orig, curr, origins, known?}. */
static json_t *
describe (TbDeskCore *core, const TbItem *item, const json_t *body)
{
  const json_t *curr = tb_json_get_object (body, "curr");
  g_autofree char *twin = tb_desk_submit_find_duplicate (core, item, curr);
  g_autofree char *today = NULL;
  GDate day;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &day);
  today = tb_date_format (&day);

  return json_pack ("{s:O, s:s, s:s, s:o, s:s*}",
                    "content",
                    body,
                    "today",
                    today,
                    "area",
                    tb_area_get_slug (core->config->area),
                    "limits",
                    list_limits (core, item),
                    "duplicate",
                    twin);
}

static gboolean
save (TbDeskCore *core, const TbSeal *seal, const char *id, const json_t *body, GError **error)
{
  const json_t *item = json_object_get (body, "item");
  TbDraft draft = { .id = (char *) id, .body = (json_t *) body };

  draft.item = (char *) tb_json_get_string (item, "id");
  draft.item_version = (int) tb_json_get_int (item, "version", 0);

  return tb_draft_table_save (core->store, seal, &draft, error);
}

/* {item, person, agent?, fields?}: a form with what is known of the person. It opens even where no
 * draft can be kept, and then says why. */
json_t *
tb_desk_draft_new (TbDeskCore *core, const json_t *args, GError **error)
{
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_CASES, error);
  g_autoptr (TbForm) form = who != NULL ? tb_desk_form_build (core, args, error) : NULL;
  g_autofree char *id = tb_uuid_new (&core->clock, core->random);
  g_autoptr (GError) unkept = NULL;
  g_autoptr (json_t) body = NULL;
  const TbFormRules *rules;
  const TbSeal *seal;
  json_t *answer;

  if (form == NULL)
    return NULL;

  rules = tb_form_get_rules (form);
  body = tb_form_dup_json (form);
  json_object_set_new (body,
                       "origins",
                       tb_desk_form_dup_origins (core, tb_form_get_person (form, "person")));
  if (rules->known_id_no != NULL)
    json_object_set_new (body,
                         "known",
                         json_pack ("{s:s, s:s*}",
                                    "id_no",
                                    rules->known_id_no,
                                    "name",
                                    rules->known_name));
  answer = describe (core, tb_form_get_item (form), body);
  seal = need_seal (core, who, &unkept);
  if (seal != NULL && save (core, seal, id, body, &unkept))
    tb_json_set_string (answer, "draft", id);
  else
    tb_json_set_string (answer, "unkept", unkept->message);

  return answer;
}

/* {draft}: as it was left, with every keystroke. */
json_t *
tb_desk_draft_open (TbDeskCore *core, const json_t *args, GError **error)
{
  const TbSeal *seal = require_seal (core, error);
  const char *id = seal != NULL ? tb_desk_need_string (args, "draft", error) : NULL;
  g_autoptr (TbDraft) draft = id != NULL ? tb_draft_table_get (core->store, seal, id, error) : NULL;
  const TbItem *item;
  json_t *answer;

  if (draft == NULL)
    return NULL;
  item = tb_catalogue_get_item (core->catalogue, draft->item, draft->item_version);
  if (item == NULL) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_NOT_FOUND,
                 _ ("The draft is of the matter “%s”, which is not there any more"),
                 draft->item);
    return NULL;
  }

  answer = describe (core, item, draft->body);
  tb_json_set_string (answer, "draft", draft->id);
  tb_json_set_string (answer, "title", draft->title);
  tb_json_set_int (answer, "keystrokes", draft->n_keystrokes);

  return answer;
}

/* {draft, changes: [{at, value?}]}: on the disk when it returns. */
json_t *
tb_desk_draft_keep (TbDeskCore *core, const json_t *args, GError **error)
{
  const TbSeal *seal = require_seal (core, error);
  const char *id = seal != NULL ? tb_desk_need_string (args, "draft", error) : NULL;
  g_autofree char *at = NULL;
  json_t *change;
  gsize i;

  if (id == NULL)
    return NULL;
  json_array_foreach (tb_json_get_array (args, "changes"), i, change)
  {
    const char *pointer = tb_desk_need_string (change, "at", error);

    if (pointer == NULL || !tb_journal_table_append (core->store,
                                                     seal,
                                                     id,
                                                     pointer,
                                                     json_object_get (change, "value"),
                                                     error))
      return NULL;
  }
  at = tb_time_format (tb_clock_wall_us (&core->clock));

  return json_pack ("{s:s}", "kept_at", at);
}

/* {draft, title} */
json_t *
tb_desk_draft_name (TbDeskCore *core, const json_t *args, GError **error)
{
  const TbSeal *seal = require_seal (core, error);
  const char *id = seal != NULL ? tb_desk_need_string (args, "draft", error) : NULL;
  const char *title = id != NULL ? tb_desk_need_string (args, "title", error) : NULL;
  g_autoptr (TbDraft) draft =
      title != NULL ? tb_draft_table_get (core->store, seal, id, error) : NULL;

  if (draft == NULL)
    return NULL;
  g_free (draft->title);
  draft->title = g_strdup (title);

  return tb_draft_table_save (core->store, seal, draft, error)
             ? json_pack ("{s:s, s:s}", "draft", id, "title", title)
             : NULL;
}

json_t *
tb_desk_draft_drop (TbDeskCore *core, const json_t *args, GError **error)
{
  const TbSeal *seal = require_seal (core, error);
  const char *id = seal != NULL ? tb_desk_need_string (args, "draft", error) : NULL;

  return id != NULL && tb_draft_table_remove (core->store, seal, id, error)
             ? json_pack ("{s:s}", "dropped", id)
             : NULL;
}

static json_t *
view_draft (TbDeskCore *core, const TbDraft *draft)
{
  const TbItem *item = tb_catalogue_get_item (core->catalogue, draft->item, 0);
  const json_t *person = json_object_get (json_object_get (draft->body, "curr"), "person");
  const char *name = tb_json_get_string (person, "name");
  const char *id_no = tb_json_get_string (person, "id_no");
  g_autofree char *masked_name = name != NULL ? tb_mask_apply (TB_MASK_NAME, name) : NULL;
  g_autofree char *masked_id = id_no != NULL ? tb_mask_apply (TB_MASK_ID, id_no) : NULL;
  g_autofree char *changed = tb_time_format (draft->changed_us);

  return json_pack ("{s:s, s:s, s:s, s:s, s:s*, s:s*, s:s}",
                    "draft",
                    draft->id,
                    "title",
                    draft->title,
                    "item",
                    draft->item,
                    "item_name",
                    item != NULL
                        ? tb_desk_view_pick (tb_item_get_name_zh (item), tb_item_get_name_en (item))
                        : draft->item,
                    "person",
                    masked_name,
                    "id_no",
                    masked_id,
                    "changed_at",
                    changed);
}

/* The operator's own, newest first. */
json_t *
tb_desk_drafts (TbDeskCore *core, const json_t *args, GError **error)
{
  const TbSeal *seal = require_seal (core, error);
  g_autoptr (GPtrArray) drafts =
      seal != NULL ? tb_draft_table_list (core->store, seal, error) : NULL;
  json_t *rows;

  if (drafts == NULL)
    return NULL;
  rows = json_array ();
  for (guint i = 0; i < drafts->len; i++)
    json_array_append_new (rows, view_draft (core, g_ptr_array_index (drafts, i)));

  return json_pack ("{s:o}", "rows", rows);
}

/* {file}: its bytes are kept, for a field that takes a file. */
json_t *
tb_desk_keep_file (TbDeskCore *core, const json_t *args, GError **error)
{
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_CASES, error);
  const char *path = who != NULL ? tb_desk_need_string (args, "file", error) : NULL;
  g_autofree char *digest = path != NULL ? tb_desk_attach_keep (core, path, error) : NULL;

  return digest != NULL ? json_pack ("{s:s}", "sha256", digest) : NULL;
}
