/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-kit"

#include "config.h"

#include "tb-form-kit.h"

TbFormKit *
tb_form_kit_load (GError **error)
{
  g_autoptr (TbFormKit) self = g_new0 (TbFormKit, 1);
  const char *surnames;

  self->catalogue = tb_catalogue_new (error);
  if (self->catalogue == NULL)
    return NULL;
  surnames = tb_catalogue_get_file (self->catalogue, "pinyin/surnames.csv", NULL);
  self->pinyin = tb_pinyin_new (surnames, error);

  return self->pinyin != NULL ? g_steal_pointer (&self) : NULL;
}

void
tb_form_kit_free (TbFormKit *self)
{
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->pinyin, tb_pinyin_free);
  g_free (self);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  TbFormKit *self = tb_form_kit_load (&error);

  if (self != NULL)
    g_task_return_pointer (task, self, (GDestroyNotify) tb_form_kit_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
tb_form_kit_load_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tb_form_kit_load_async);
  g_task_run_in_thread (task, load_thread);
}

TbFormKit *
tb_form_kit_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
