/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-query"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-city-client-view.h"
#include "tb-city-error.h"
#include "tb-desk-private.h"
#include "tb-fan-out.h"
#include "tb-time.h"

#define DEFAULT_TIMEOUT_MS 10000

/* One question on its way; owned by its task. */
typedef struct {
  TbDeskCore *core;
  TbDeskSteps *steps;
  json_t *args;
} Question;

static void
question_free (Question *self)
{
  json_decref (self->args);
  g_free (self);
}

/* One city's answer with its age; an absent one with the reason, and what it said last time. */
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
    json_object_set (part, "rows", json_object_get (answer->answer, "rows"));
    json_object_set (part, "more", json_object_get (answer->answer, "more"));
  }
  if (answer->error != NULL)
    tb_json_set_string (part, "absent", answer->error->message);
  tb_desk_steps_tell (self->steps, part);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
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
                       json_pack ("{s:i, s:i}",
                                  "answered",
                                  (int) answers->len - n_absent,
                                  "absent",
                                  n_absent));
}

static void
ask (Question *self, GTask *task)
{
  const char *area = tb_json_get_string (self->args, "area");
  TbFanOut fan_out = {
    .sync = self->core->sync,
    .store = self->core->store,
    .areas = area != NULL ? 1u << tb_area_from_slug (area) : 0,
    .query = { .name = tb_json_get_string (self->args, "name"),
               .criteria = tb_json_get_object (self->args, "criteria"),
               .purpose = tb_json_get_string (self->args, "purpose") },
    .deadline_ms =
        (guint) CLAMP (tb_json_get_int (self->args, "timeout_ms", DEFAULT_TIMEOUT_MS), 100, 600000),
    .is_cacheable = TRUE,
    .answered = answered_cb,
    .answered_data = self,
  };

  tb_fan_out_async (&fan_out, g_task_get_cancellable (task), asked_cb, task);
}

static void
token_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Question *self = tb_desk_get_kept (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) token = g_task_propagate_pointer (G_TASK (result), &error);

  if (token == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }
  tb_sync_set_token (self->core->sync, json_string_value (token));
  ask (self, task);
}

static gboolean
check_args (const json_t *args, GError **error)
{
  const char *area = tb_json_get_string (args, "area");

  if (tb_desk_need_string (args, "name", error) == NULL ||
      tb_desk_need_string (args, "purpose", error) == NULL)
    return FALSE;
  if (tb_json_get_object (args, "criteria") == NULL ||
      (area != NULL && tb_area_from_slug (area) == TB_AREA_NONE)) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("A query needs criteria, and an area that is one of the eight"));
    return FALSE;
  }

  return TRUE;
}

/* {name, criteria, purpose, area?, timeout_ms?}: steps as the cities answer, then how many did.
 * Answers are kept for the time without the city. */
void
tb_desk_query (TbDeskCore *core, const json_t *args, TbDeskSteps *steps, GTask *task)
{
  g_autoptr (GError) error = NULL;
  Question *question;

  if (!check_args (args, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }

  question = g_new0 (Question, 1);
  question->core = core;
  question->steps = steps;
  question->args = json_deep_copy (args);
  tb_desk_keep (task, question, (GDestroyNotify) question_free);
  tb_desk_session_token (core,
                         g_task_new (NULL, g_task_get_cancellable (task), token_ready_cb, task));
}
