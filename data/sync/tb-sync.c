/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-sync"

#include "config.h"

#include "tb-sync.h"

struct _TbSync {
  GObject parent_instance;

  TbLaneDriver *drivers[TB_N_AREAS];
  TbCityStatusFunc changed;
  gpointer changed_data;
  GPtrArray *waits; /* of GTask: who waits for quiet */
};

G_DEFINE_FINAL_TYPE (TbSync, tb_sync, G_TYPE_OBJECT)

/* What one waits for, owned by its task. */
typedef struct {
  TbArea area;
  GSource *timeout;
  GSource *cancelled;
} Wait;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
wait_free (Wait *self)
{
  clear_source (&self->timeout);
  clear_source (&self->cancelled);
  g_free (self);
}

static void
tb_sync_dispose (GObject *object)
{
  TbSync *self = TB_SYNC (object);

  for (int i = 0; i < TB_N_AREAS; i++) {
    if (self->drivers[i] != NULL)
      tb_lane_driver_stop (self->drivers[i]);
    g_clear_object (&self->drivers[i]);
  }
  g_clear_pointer (&self->waits, g_ptr_array_unref);

  G_OBJECT_CLASS (tb_sync_parent_class)->dispose (object);
}

static void
tb_sync_class_init (TbSyncClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_sync_dispose;
}

static void
tb_sync_init (TbSync *self)
{
  self->waits = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
is_quiet (TbSync *self, TbArea area)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    if ((area == TB_AREA_NONE || area == i) && self->drivers[i] != NULL &&
        !tb_lane_is_quiet (tb_lane_driver_get_state (self->drivers[i])))
      return FALSE;
  }

  return TRUE;
}

static void
end_waits (TbSync *self)
{
  for (guint i = self->waits->len; i-- > 0;) {
    g_autoptr (GTask) task = NULL;
    Wait *wait = g_task_get_task_data (self->waits->pdata[i]);

    if (!is_quiet (self, wait->area))
      continue;
    task = g_object_ref (self->waits->pdata[i]);
    g_ptr_array_remove_index_fast (self->waits, i);
    clear_source (&wait->timeout);
    clear_source (&wait->cancelled);
    g_task_return_boolean (task, TRUE);
  }
}

static void
status_changed_cb (const TbCityStatus *status, gpointer user_data)
{
  TbSync *self = user_data;

  if (self->changed != NULL)
    self->changed (status, self->changed_data);
  end_waits (self);
}

static gboolean
add_driver (TbSync *self,
            const TbSyncOptions *options,
            const TbCityClientOptions *city,
            GError **error)
{
  g_autoptr (TbCityClient) client = NULL;
  TbLaneDriverOptions driver = {
    .store = options->store,
    .device = options->window_device != NULL ? options->window_device : city->device,
    .blob_folder = options->blob_folder,
    .clock = options->clock,
    .random = options->random,
    .limits = options->limits,
    .changed = status_changed_cb,
    .changed_data = self,
  };

  g_return_val_if_fail (self->drivers[city->area] == NULL, FALSE);

  client = tb_city_client_new (city, error);
  if (client == NULL) {
    g_prefix_error (error, "%s: ", tb_area_get_name_en (city->area));
    return FALSE;
  }
  driver.client = client;
  self->drivers[city->area] = tb_lane_driver_new (&driver);

  return TRUE;
}

TbSync *
tb_sync_new (const TbSyncOptions *options, GError **error)
{
  g_autoptr (TbSync) self = NULL;

  g_return_val_if_fail (options != NULL && options->store != NULL, NULL);

  self = g_object_new (TB_TYPE_SYNC, NULL);
  self->changed = options->changed;
  self->changed_data = options->changed_data;
  for (guint i = 0; i < options->n_cities; i++) {
    if (!add_driver (self, options, &options->cities[i], error))
      return NULL;
  }

  return g_steal_pointer (&self);
}

gboolean
tb_sync_start (TbSync *self, GError **error)
{
  g_return_val_if_fail (TB_IS_SYNC (self), FALSE);

  for (int i = 0; i < TB_N_AREAS; i++) {
    if (self->drivers[i] != NULL && !tb_lane_driver_start (self->drivers[i], error))
      return FALSE;
  }

  return TRUE;
}

void
tb_sync_stop (TbSync *self)
{
  g_return_if_fail (TB_IS_SYNC (self));

  for (int i = 0; i < TB_N_AREAS; i++) {
    if (self->drivers[i] != NULL)
      tb_lane_driver_stop (self->drivers[i]);
  }
}

TbLaneDriver *
tb_sync_get_driver (TbSync *self, TbArea area)
{
  g_return_val_if_fail (TB_IS_SYNC (self) && area >= 0 && area < TB_N_AREAS, NULL);

  return self->drivers[area];
}

TbCityClient *
tb_sync_get_client (TbSync *self, TbArea area)
{
  TbLaneDriver *driver = tb_sync_get_driver (self, area);

  return driver != NULL ? tb_lane_driver_get_client (driver) : NULL;
}

void
tb_sync_notice_work (TbSync *self, TbArea area)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    if ((area == TB_AREA_NONE || area == i) && self->drivers[i] != NULL)
      tb_lane_driver_notice_work (self->drivers[i]);
  }
}

static void
wake (TbSync *self, TbArea area, TbLaneEventKind why)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    if ((area == TB_AREA_NONE || area == i) && self->drivers[i] != NULL)
      tb_lane_driver_wake (self->drivers[i], why);
  }
}

void
tb_sync_send_now (TbSync *self, TbArea area)
{
  wake (self, area, TB_EVENT_SEND_NOW);
}

void
tb_sync_notice_network (TbSync *self)
{
  wake (self, TB_AREA_NONE, TB_EVENT_NETWORK);
}

void
tb_sync_set_token (TbSync *self, const char *token)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (self->drivers[i] != NULL)
      tb_city_client_set_token (tb_lane_driver_get_client (self->drivers[i]), token);
  }
  if (token != NULL)
    wake (self, TB_AREA_NONE, TB_EVENT_SIGNED_IN);
}

static void
fail_wait (GTask *task, int code, const char *message)
{
  TbSync *self = g_task_get_source_object (task);
  g_autoptr (GTask) owned = g_object_ref (task);
  Wait *wait = g_task_get_task_data (task);

  clear_source (&wait->timeout);
  clear_source (&wait->cancelled);
  g_ptr_array_remove_fast (self->waits, task);
  g_task_return_new_error (owned, G_IO_ERROR, code, "%s", message);
}

static gboolean
wait_timed_out_cb (gpointer user_data)
{
  fail_wait (user_data, G_IO_ERROR_TIMED_OUT, "The cities are not quiet yet");

  return G_SOURCE_REMOVE;
}

static gboolean
wait_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  fail_wait (user_data, G_IO_ERROR_CANCELLED, "Cancelled");

  return G_SOURCE_REMOVE;
}

void
tb_sync_wait_quiet_async (TbSync *self,
                          TbArea area,
                          guint timeout_ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GMainContext *context = g_main_context_get_thread_default ();
  Wait *wait = g_new0 (Wait, 1);

  g_task_set_source_tag (task, tb_sync_wait_quiet_async);
  g_task_set_task_data (task, wait, (GDestroyNotify) wait_free);
  wait->area = area;
  wait->timeout = g_timeout_source_new (timeout_ms);
  g_source_set_callback (wait->timeout, wait_timed_out_cb, task, NULL);
  g_source_attach (wait->timeout, context);
  if (cancellable != NULL) {
    wait->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (wait->cancelled, G_SOURCE_FUNC (wait_cancelled_cb), task, NULL);
    g_source_attach (wait->cancelled, context);
  }
  g_ptr_array_add (self->waits, task);
  end_waits (self);
}

gboolean
tb_sync_wait_quiet_finish (TbSync *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
