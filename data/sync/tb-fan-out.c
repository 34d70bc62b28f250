/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-fan-out"

#include "config.h"

#include "tb-fan-out.h"

#include <glib/gi18n-lib.h>

#include "tb-answer-table.h"
#include "tb-time.h"

/* A question under way, owned by its task. */
typedef struct {
  TbSync *sync;
  TbStore *store;
  char *name;
  json_t *criteria;
  char *purpose;
  guint limit;
  char *key; /* of the answers in the store; NULL: not kept */
  TbFanOutFunc answered;
  gpointer answered_data;
  TbFanOutAnswer *answers[TB_N_AREAS];
  guint asked; /* bits */
  guint n_open;
  GCancellable *inner;
  GCancellable *outer;
  gulong outer_id;
  GSource *deadline;
} Round;

/* One city's part. */
typedef struct {
  GTask *task;
  TbArea area;
} Part;

static void
answer_free (TbFanOutAnswer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->answer, json_decref);
  g_clear_error (&self->error);
  g_free (self);
}

static void
round_free (Round *self)
{
  for (int i = 0; i < TB_N_AREAS; i++)
    answer_free (self->answers[i]);
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
  if (self->outer_id != 0)
    g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  g_clear_object (&self->inner);
  g_clear_object (&self->sync);
  g_clear_pointer (&self->criteria, json_decref);
  g_free (self->name);
  g_free (self->purpose);
  g_free (self->key);
  g_free (self);
}

/* An older answer to the same question, with its age. */
static void
find_cached (Round *self, TbFanOutAnswer *answer)
{
  if (self->key == NULL)
    return;
  answer->answer =
      tb_answer_table_get (self->store, answer->area, self->key, &answer->as_of_us, NULL);
  answer->is_cached = answer->answer != NULL;
}

static void
keep (Round *self, const TbFanOutAnswer *answer)
{
  g_autoptr (GError) error = NULL;

  if (self->key == NULL)
    return;
  if (!tb_answer_table_put (self->store, answer->area, self->key, answer->answer, &error))
    g_info ("An answer could not be kept: %s", error->message);
}

static void
end_if_complete (GTask *task)
{
  Round *self = g_task_get_task_data (task);
  GPtrArray *all;

  if (self->n_open > 0)
    return;
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  all = g_ptr_array_new_with_free_func ((GDestroyNotify) answer_free);
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (self->answers[i] != NULL)
      g_ptr_array_add (all, g_steal_pointer (&self->answers[i]));
  }
  g_task_return_pointer (task, all, (GDestroyNotify) g_ptr_array_unref);
}

/* Takes @answer over. */
static void
take_answer (GTask *task, TbFanOutAnswer *answer)
{
  Round *self = g_task_get_task_data (task);

  self->answers[answer->area] = answer;
  self->n_open--;
  if (self->answered != NULL && !g_cancellable_is_cancelled (self->outer))
    self->answered (answer, self->answered_data);
}

static void
part_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Part *part = user_data;
  g_autoptr (GTask) task = part->task;
  Round *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = tb_city_client_finish (TB_CITY_CLIENT (source), result, &error);
  TbFanOutAnswer *fresh;

  /* Absent already: what comes after the deadline is ignored. */
  if (self->answers[part->area] != NULL || g_task_get_completed (task))
    return;

  fresh = g_new0 (TbFanOutAnswer, 1);
  fresh->area = part->area;
  if (answer != NULL) {
    const char *now = tb_json_get_string (tb_json_get_object (answer->json, "as_of"), "now");

    fresh->answer = json_incref (answer->json);
    if (!tb_time_parse (now, &fresh->as_of_us))
      fresh->as_of_us = answer->city_us;
    keep (self, fresh);
  } else {
    fresh->error = g_steal_pointer (&error);
    find_cached (self, fresh);
  }
  take_answer (task, fresh);
  end_if_complete (task);
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Round *self = g_task_get_task_data (task);

  for (int i = 0; i < TB_N_AREAS; i++) {
    TbFanOutAnswer *absent;

    if ((self->asked & (1u << i)) == 0 || self->answers[i] != NULL)
      continue;
    absent = g_new0 (TbFanOutAnswer, 1);
    absent->area = (TbArea) i;
    tb_city_error_set (&absent->error,
                       TB_CITY_ERROR_UNREACHABLE,
                       0,
                       _ ("%s: no answer in time"),
                       tb_area_get_name_en (absent->area));
    find_cached (self, absent);
    take_answer (task, absent);
  }
  end_if_complete (task);
  g_cancellable_cancel (self->inner);

  return G_SOURCE_REMOVE;
}

static void
caller_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
ask (GTask *task, TbArea area)
{
  Round *self = g_task_get_task_data (task);
  TbCityClient *client = tb_sync_get_client (self->sync, area);
  TbCityQuery query = {
    .name = self->name,
    .criteria = self->criteria,
    .limit = self->limit,
    .purpose = self->purpose,
  };
  Part *part = g_new0 (Part, 1);

  part->task = g_object_ref (task);
  part->area = area;
  tb_city_client_query_async (client, &query, self->inner, part_answered_cb, part);
}

static Round *
round_new (const TbFanOut *what, GCancellable *cancellable)
{
  Round *self = g_new0 (Round, 1);

  self->sync = g_object_ref (what->sync);
  self->store = what->store;
  self->name = g_strdup (what->query.name);
  self->criteria = json_deep_copy (what->query.criteria);
  self->purpose = g_strdup (what->query.purpose);
  self->limit = what->query.limit;
  self->answered = what->answered;
  self->answered_data = what->answered_data;
  self->inner = g_cancellable_new ();
  if (what->is_cacheable)
    self->key = tb_answer_table_make_key (self->name, self->criteria);
  if (cancellable != NULL) {
    self->outer = g_object_ref (cancellable);
    self->outer_id =
        g_cancellable_connect (cancellable, G_CALLBACK (caller_cancelled_cb), self->inner, NULL);
  }

  return self;
}

void
tb_fan_out_async (const TbFanOut *self,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Round *round;

  g_return_if_fail (self != NULL && TB_IS_SYNC (self->sync));

  g_task_set_source_tag (task, tb_fan_out_async);
  round = round_new (self, cancellable);
  g_task_set_task_data (task, round, (GDestroyNotify) round_free);
  for (int i = 0; i < TB_N_AREAS; i++) {
    gboolean is_wanted = self->areas == 0 || (self->areas & (1u << i)) != 0;

    if (!is_wanted || tb_sync_get_client (self->sync, (TbArea) i) == NULL)
      continue;
    round->asked |= 1u << i;
    round->n_open++;
  }

  round->deadline = g_timeout_source_new (self->deadline_ms);
  g_source_set_callback (round->deadline, deadline_cb, task, NULL);
  g_source_attach (round->deadline, g_main_context_get_thread_default ());
  for (int i = 0; i < TB_N_AREAS; i++) {
    if ((round->asked & (1u << i)) != 0)
      ask (task, (TbArea) i);
  }
  end_if_complete (task);
}

GPtrArray *
tb_fan_out_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
