/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow.h"

static void
free_error (gpointer error)
{
  if (error != NULL)
    g_error_free (error);
}

void
tb_workflow_fold_clear (TbWorkflowFold *self)
{
  g_clear_object (&self->current);
  g_clear_pointer (&self->errors, g_ptr_array_unref);
}

void
tb_workflow_fold (const TbItem *item,
                  TbCase *record,
                  GPtrArray *commands,
                  const TbWorkflowActor *actors,
                  TbWorkflowFold *out)
{
  out->current = record != NULL ? g_object_ref (record) : NULL;
  out->errors = g_ptr_array_new_with_free_func (free_error);

  for (guint i = 0; i < commands->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TbCase) after = NULL;

    after =
        tb_workflow_apply (item, out->current, g_ptr_array_index (commands, i), &actors[i], &error);
    if (after != NULL)
      g_set_object (&out->current, after);
    g_ptr_array_add (out->errors, g_steal_pointer (&error));
  }
}
