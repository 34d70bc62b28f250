/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk"

#include "config.h"

#include "tb-desk.h"

#include <glib/gi18n-lib.h>

#include "tb-desk-private.h"

/* Lives on the caller's side; @core is touched on the worker thread only. */
struct _TbDesk {
  GObject parent_instance;

  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  TbDeskCore *core;
};

G_DEFINE_QUARK (tb_desk_error_quark, tb_desk_error)
G_DEFINE_FINAL_TYPE (TbDesk, tb_desk, G_TYPE_OBJECT)

struct _TbDeskSteps {
  TbDeskProgress progress;
  gpointer data;
  GMainContext *context; /* the caller's */
};

/* One call on its way: made by the caller, used by the worker, freed with the task. */
typedef struct {
  TbDesk *desk;
  const TbDeskCallRow *row;
  json_t *args;
  TbDeskSteps steps;
} Call;

static void
call_free (Call *self)
{
  json_decref (self->args);
  g_main_context_unref (self->steps.context);
  g_free (self);
}

typedef struct {
  TbDeskSteps steps;
  json_t *part;
} Step;

static void
step_free (Step *self)
{
  json_decref (self->part);
  g_free (self);
}

static gboolean
step_told_cb (gpointer data)
{
  Step *step = data;

  step->steps.progress (step->part, step->steps.data);

  return G_SOURCE_REMOVE;
}

void
tb_desk_steps_tell (TbDeskSteps *self, json_t *part)
{
  g_autoptr (GSource) source = NULL;
  Step *step;

  if (self->progress == NULL) {
    json_decref (part);
    return;
  }

  step = g_new0 (Step, 1);
  step->steps = *self;
  step->part = part;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, step_told_cb, step, (GDestroyNotify) step_free);
  g_source_attach (source, self->context);
}

void
tb_desk_return_json (GTask *task, json_t *json)
{
  g_task_return_pointer (task, json, (GDestroyNotify) json_decref);
  g_object_unref (task);
}

void
tb_desk_keep (GTask *task, gpointer data, GDestroyNotify notify)
{
  g_object_set_data_full (G_OBJECT (task), "tb-desk-kept", data, notify);
}

gpointer
tb_desk_get_kept (GTask *task)
{
  return g_object_get_data (G_OBJECT (task), "tb-desk-kept");
}

const char *
tb_desk_need_string (const json_t *args, const char *member, GError **error)
{
  const char *text = tb_json_get_string (args, member);

  if (text == NULL || *text == '\0') {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("“%s” is needed and was not given"),
                 member);
    return NULL;
  }

  return text;
}

static gpointer
work (gpointer data)
{
  TbDesk *self = data;
  /* Their own references: the desk may be finalized on this very thread. */
  g_autoptr (GMainContext) context = g_main_context_ref (self->context);
  g_autoptr (GMainLoop) loop = g_main_loop_ref (self->loop);

  g_main_context_push_thread_default (context);
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* Runs @func on the worker, in the order of asking. @data is freed with @notify there. */
static void
post (TbDesk *self, GSourceFunc func, gpointer data, GDestroyNotify notify)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, notify);
  g_source_attach (source, self->context);
}

static gboolean
call_on_worker_cb (gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  json_t *answer;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  if (call->row->later != NULL) {
    if (!tb_desk_core_may_run (call->desk->core, call->row, &error)) {
      g_task_return_error (task, g_steal_pointer (&error));
      return G_SOURCE_REMOVE;
    }
    call->row->later (call->desk->core, call->args, &call->steps, g_object_ref (task));
    return G_SOURCE_REMOVE;
  }

  answer = tb_desk_core_run (call->desk->core, call->row, call->args, &error);
  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) json_decref);

  return G_SOURCE_REMOVE;
}

gboolean
tb_desk_call_only_reads (const char *name)
{
  const TbDeskCallRow *row = tb_desk_calls_find (name);

  return row != NULL && row->only_reads;
}

void
tb_desk_call_async (TbDesk *self,
                    const TbDeskRequest *request,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  const TbDeskCallRow *row;
  Call *call;

  g_return_if_fail (TB_IS_DESK (self));
  g_return_if_fail (request != NULL && request->name != NULL);

  row = tb_desk_calls_find (request->name);
  g_return_if_fail (row != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tb_desk_call_async);
  /* A call that is stopped says itself what that means: `sync` still has an answer. */
  g_task_set_check_cancellable (task, FALSE);

  call = g_new0 (Call, 1);
  call->desk = self;
  call->row = row;
  call->args = request->args != NULL ? json_incref (request->args) : json_object ();
  call->steps.progress = request->progress;
  call->steps.data = request->progress_data;
  call->steps.context = g_main_context_ref_thread_default ();
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);

  post (self, call_on_worker_cb, g_steal_pointer (&task), g_object_unref);
}

json_t *
tb_desk_call_finish (TbDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Opening: the options are copied, for the worker reads them later. */
typedef struct {
  TbDesk *desk;
  char *folder;
  TbClock clock;
  TbDeskOptions options;
} Opening;

static void
opening_free (Opening *self)
{
  g_clear_object (&self->desk);
  g_free (self->folder);
  g_free (self);
}

static gboolean
open_on_worker_cb (gpointer data)
{
  GTask *task = data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  opening->desk->core = tb_desk_core_open (&opening->options, opening->desk->context, &error);
  if (opening->desk->core == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_object_ref (opening->desk), g_object_unref);

  return G_SOURCE_REMOVE;
}

void
tb_desk_open_async (const TbDeskOptions *options,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening;
  TbDesk *self;

  g_return_if_fail (options != NULL && options->folder != NULL);

  g_task_set_source_tag (task, tb_desk_open_async);
  self = g_object_new (TB_TYPE_DESK, NULL);
  opening = g_new0 (Opening, 1);
  opening->desk = self;
  opening->folder = g_strdup (options->folder);
  opening->clock = options->clock != NULL ? *options->clock : *tb_clock_system ();
  opening->options = *options;
  opening->options.folder = opening->folder;
  opening->options.clock = &opening->clock;
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);

  post (self, open_on_worker_cb, g_steal_pointer (&task), g_object_unref);
}

TbDesk *
tb_desk_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
close_on_worker_cb (gpointer data)
{
  TbDesk *self = data;

  g_clear_pointer (&self->core, tb_desk_core_close);
  g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

void
tb_desk_close (TbDesk *self)
{
  g_return_if_fail (TB_IS_DESK (self));

  if (self->thread == NULL)
    return;

  post (self, close_on_worker_cb, self, NULL);
  g_thread_join (g_steal_pointer (&self->thread));
}

static void
tb_desk_finalize (GObject *object)
{
  TbDesk *self = TB_DESK (object);

  /* The last reference may go on the worker itself when opening failed. */
  if (self->thread != NULL && self->thread == g_thread_self ()) {
    g_main_loop_quit (self->loop);
    g_thread_unref (g_steal_pointer (&self->thread));
  }
  tb_desk_close (self);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (tb_desk_parent_class)->finalize (object);
}

static void
tb_desk_class_init (TbDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_desk_finalize;
}

static void
tb_desk_init (TbDesk *self)
{
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("tb-desk", work, self);
}
