/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-query"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-answer-table.h"
#include "tb-audit-table.h"
#include "tb-city-client-view.h"
#include "tb-city-error.h"
#include "tb-date.h"
#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-desk-view.h"
#include "tb-fan-out.h"
#include "tb-identifier.h"
#include "tb-time.h"

#define DEFAULT_TIMEOUT_MS 10000

/* One question on its way; owned by its task. */
typedef struct {
  TbDeskCore *core;
  TbDeskSteps *steps;
  json_t *args;
  int n_refused;
  gboolean is_revealed;
} Question;

static void
question_free (Question *self)
{
  json_decref (self->args);
  g_free (self);
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, TB_CITY_ERROR, TB_CITY_ERROR_FINAL) ||
         g_error_matches (error, TB_CITY_ERROR, TB_CITY_ERROR_SIGNED_OUT);
}

static json_t *
dup_rows (Question *self, const json_t *answer)
{
  json_t *rows = json_array ();
  json_t *row;
  gsize i;

  json_array_foreach (tb_json_get_array (answer, "rows"), i, row)
  {
    json_t *shown =
        self->is_revealed ? json_deep_copy (row) : tb_desk_view_masked_row (self->core, row);

    if (tb_json_get_bool (self->args, "names"))
      tb_desk_view_name_codes (self->core, tb_json_get_string (self->args, "name"), shown);
    json_array_append_new (rows, shown);
  }

  return rows;
}

/* One city's answer with its age; an absent one with the reason, and what it said last time; one
 * that says no is not absent. */
static void
answered_cb (const TbFanOutAnswer *answer, gpointer user_data)
{
  Question *self = user_data;
  g_autofree char *as_of = NULL;
  json_t *part = json_pack ("{s:s, s:b}",
                            "area",
                            tb_area_get_slug (answer->area),
                            "cached",
                            answer->is_cached);

  if (answer->answer != NULL) {
    as_of = tb_time_format (answer->as_of_us);
    tb_json_set_string (part, "as_of", as_of);
    json_object_set_new (part, "rows", dup_rows (self, answer->answer));
    json_object_set (part, "more", json_object_get (answer->answer, "more"));
  }
  if (answer->error != NULL && is_refusal (answer->error)) {
    tb_json_set_string (part, "refused", answer->error->message);
    self->n_refused++;
  } else if (answer->error != NULL)
    tb_json_set_string (part, "absent", answer->error->message);
  tb_desk_steps_tell (self->steps, part);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Question *self = tb_desk_get_kept (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = tb_fan_out_finish (result, &error);
  int n_absent = 0;

  if (answers == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }
  for (guint i = 0; i < answers->len; i++) {
    const TbFanOutAnswer *answer = g_ptr_array_index (answers, i);

    n_absent += answer->error != NULL;
  }
  tb_desk_return_json (task,
                       json_pack ("{s:i, s:i, s:i}",
                                  "answered",
                                  (int) answers->len - n_absent,
                                  "absent",
                                  n_absent - self->n_refused,
                                  "refused",
                                  self->n_refused));
}

static void
ask (Question *self, GTask *task)
{
  TbArea area = TB_AREA_NONE;
  TbFanOut fan_out = {
    .sync = self->core->sync,
    .store = self->core->store,
    .query = { .name = tb_json_get_string (self->args, "name"),
               .criteria = tb_json_get_object (self->args, "criteria"),
               .purpose = tb_json_get_string (self->args, "purpose") },
    .deadline_ms =
        (guint) CLAMP (tb_json_get_int (self->args, "timeout_ms", DEFAULT_TIMEOUT_MS), 100, 600000),
    .is_cacheable = TRUE,
    .answered = answered_cb,
    .answered_data = self,
  };

  if (tb_desk_read_area (self->args, "area", &area, NULL) && area != TB_AREA_NONE)
    fan_out.areas = 1u << area;
  tb_fan_out_async (&fan_out, g_task_get_cancellable (task), asked_cb, task);
}

/* What @area said last time; it is not asked now, for @why. */
static gboolean
tell_kept (Question *self, TbArea area, const char *key, const char *why)
{
  TbFanOutAnswer kept = { .area = area };
  g_autoptr (json_t) answer = NULL;

  answer = tb_answer_table_get (self->core->store, area, key, &kept.as_of_us, NULL);
  kept.answer = answer;
  kept.is_cached = answer != NULL;
  kept.error = g_error_new_literal (TB_CITY_ERROR, TB_CITY_ERROR_UNREACHABLE, why);
  answered_cb (&kept, self);
  g_clear_error (&kept.error);

  return TRUE;
}

/* Nobody can be asked without a token, but what the cities said before stays true for its time. */
static void
answer_from_kept (Question *self, GTask *task, const char *why)
{
  TbArea wanted = TB_AREA_NONE;
  g_autofree char *key = tb_answer_table_make_key (tb_json_get_string (self->args, "name"),
                                                   tb_json_get_object (self->args, "criteria"));
  int n_absent = 0;

  tb_desk_read_area (self->args, "area", &wanted, NULL);
  for (int i = 0; i < TB_N_AREAS; i++) {
    if ((wanted == TB_AREA_NONE || wanted == (TbArea) i) &&
        tb_sync_get_client (self->core->sync, (TbArea) i) != NULL)
      n_absent += tell_kept (self, (TbArea) i, key, why);
  }
  tb_desk_return_json (task,
                       json_pack ("{s:i, s:i, s:i}",
                                  "answered",
                                  0,
                                  "absent",
                                  n_absent,
                                  "refused",
                                  0));
}

static void
token_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Question *self = tb_desk_get_kept (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) token = g_task_propagate_pointer (G_TASK (result), &error);

  if (token == NULL) {
    g_autoptr (TbOperator) who = tb_desk_session_require (self->core, NULL);

    if (who != NULL && !g_task_return_error_if_cancelled (task)) {
      answer_from_kept (self, task, error->message);
      return;
    }
    if (who == NULL)
      g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }
  tb_sync_set_token (self->core->sync, json_string_value (token));
  ask (self, task);
}

/* What each register is asked by (protocol.md §6). */
static const struct {
  const char *name;
  const char *criteria[4];
} registers[] = {
  { "persons", { "id_no", "name", "birth" } },
  { "insurance", { "id_no" } },
  { "benefits", { "id_no" } },
  { "archives", { "id_no" } },
  { "certificates", { "id_no" } },
  { "cases", { "id_no", "item", "open" } },
};

static gboolean
check_criteria (const json_t *args, GError **error)
{
  const char *wanted = tb_json_get_string (args, "name");
  const json_t *criteria = tb_json_get_object (args, "criteria");
  const char *member;
  json_t *value;

  for (gsize i = 0; i < G_N_ELEMENTS (registers); i++) {
    if (strcmp (registers[i].name, wanted) != 0)
      continue;
    json_object_foreach ((json_t *) criteria, member, value)
    {
      if (!g_strv_contains (registers[i].criteria, member)) {
        g_autofree char *known = g_strjoinv (" ", (char **) registers[i].criteria);

        g_set_error (error,
                     TB_DESK_ERROR,
                     TB_DESK_ERROR_ARGUMENT,
                     _ ("“%s” is not asked by “%s” but by: %s"),
                     wanted,
                     member,
                     known);
        return FALSE;
      }
    }
    return TRUE;
  }
  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("There is no query “%s”; there are persons insurance benefits archives "
                  "certificates cases"),
               wanted);

  return FALSE;
}

/* What a city writes down: a case, or one of the reasons (protocol.md §6). */
static gboolean
check_purpose (const char *purpose, GError **error)
{
  static const char *const reasons[] = { "walk-in",   "verification", "duplicate-check",
                                         "complaint", "supervision",  "audit",
                                         NULL };

  if ((g_str_has_prefix (purpose, "case:") && purpose[strlen ("case:")] != '\0') ||
      (g_str_has_prefix (purpose, "reason:") &&
       g_strv_contains (reasons, purpose + strlen ("reason:"))))
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("“%s” is no purpose: case:ID, or reason:walk-in, verification, duplicate-check, "
                  "complaint, supervision, audit"),
               purpose);

  return FALSE;
}

static gboolean
check_args (const json_t *args, GError **error)
{
  TbArea area;

  if (tb_desk_need_string (args, "name", error) == NULL ||
      tb_desk_need_string (args, "purpose", error) == NULL ||
      !check_purpose (tb_json_get_string (args, "purpose"), error) ||
      !tb_desk_read_area (args, "area", &area, error))
    return FALSE;
  if (json_object_size (tb_json_get_object (args, "criteria")) == 0) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("A query needs criteria, such as id_no=…"));
    return FALSE;
  }

  return check_criteria (args, error);
}

/* People know a case by its number or the end of it; a city wants to read its id. */
static gboolean
name_case (TbDeskCore *core, json_t *args, GError **error)
{
  const char *purpose = tb_json_get_string (args, "purpose");
  const char *wanted;
  g_autoptr (TbProjection) seen = NULL;
  g_autofree char *named = NULL;

  if (!g_str_has_prefix (purpose, "case:"))
    return TRUE;
  wanted = purpose + strlen ("case:");
  if (g_uuid_string_is_valid (wanted))
    return TRUE;
  seen = tb_projection_load (core, wanted, error);
  if (seen == NULL)
    return FALSE;
  named = g_strconcat ("case:", tb_case_get_id (seen->shown), NULL);
  tb_json_set_string (args, "purpose", named);

  return TRUE;
}

/* Who asked what for which purpose; whom it was about only as a hash (SEC-21). */
static gboolean
note_question (TbDeskCore *core, const TbOperator *who, const json_t *args, GError **error)
{
  const char *name = tb_json_get_string (args, "name");
  const char *note = tb_json_get_string (args, "note");
  g_autofree char *key = tb_answer_table_make_key (name, tb_json_get_object (args, "criteria"));
  g_autoptr (json_t) detail = json_pack ("{s:s, s:s, s:s*}",
                                         "name",
                                         name,
                                         "purpose",
                                         tb_json_get_string (args, "purpose"),
                                         "note",
                                         note);
  TbAuditAct act = { .verb = "registers.asked", .subject = key, .area = TB_AREA_NONE };

  act.operator_id = who->id;
  act.detail = detail;

  return tb_audit_table_append (core->store, &act, NULL, error);
}

/* As the registers hold it: full-width digits and a small x are made usual, "true" a truth. */
static void
normalise (TbDeskCore *core, json_t *criteria)
{
  const char *id_no = tb_json_get_string (criteria, "id_no");
  GDate today;

  if (g_strcmp0 (tb_json_get_string (criteria, "open"), "true") == 0)
    json_object_set_new (criteria, "open", json_true ());
  if (id_no != NULL) {
    g_autoptr (TbIdentifier) parsed = NULL;

    tb_date_of_time (tb_clock_wall_us (&core->clock), &today);
    parsed = tb_identifier_check ("id18", id_no, core->regions, &today);
    if (parsed != NULL && parsed->is_ok)
      tb_json_set_string (criteria, "id_no", parsed->normal);
  }
}

/* Makes @args what the cities understand, and leaves the traces. */
static gboolean
may_ask (TbDeskCore *core, json_t *args, GError **error)
{
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_CASES, error);
  const char *reveal = tb_json_get_string (args, "reveal");

  if (who == NULL || !check_args (args, error) || !name_case (core, args, error))
    return FALSE;
  normalise (core, tb_json_get_object (args, "criteria"));

  return note_question (core, who, args, error) &&
         (reveal == NULL || tb_desk_reveal (core, who, NULL, reveal, error));
}

/* {name, criteria, purpose, note?, area?, timeout_ms?, reveal?, names?}: steps as the cities
 * answer, then how many did. Rows are masked without a reason; with names, each code X of a row
 * has its X_name. Answers are kept for the time without the city. */
void
tb_desk_query (TbDeskCore *core, const json_t *args, TbDeskSteps *steps, GTask *task)
{
  g_autoptr (json_t) copy = json_deep_copy (args);
  g_autoptr (GError) error = NULL;
  Question *question;

  if (!may_ask (core, copy, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }

  question = g_new0 (Question, 1);
  question->core = core;
  question->steps = steps;
  question->args = g_steal_pointer (&copy);
  question->is_revealed = tb_json_get_string (args, "reveal") != NULL;
  tb_desk_keep (task, question, (GDestroyNotify) question_free);
  tb_desk_session_token (core,
                         g_task_new (NULL, g_task_get_cancellable (task), token_ready_cb, task));
}
