/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-lane-driver.h"

G_BEGIN_DECLS

/**
 * TbSyncOptions:
 * @cities: one client's options each; at most one an area, any number of areas
 * @window_device: (nullable): see TbLaneDriverOptions; NULL: each city's own device option
 * @limits: (nullable): NULL for the default
 * @changed: (nullable): called on the worker thread
 */
typedef struct {
  TbStore *store;
  const TbCityClientOptions *cities;
  guint n_cities;
  const char *window_device;
  const char *blob_folder;
  const TbClock *clock;
  const TbRandom *random;
  const TbLaneLimits *limits;
  TbCityStatusFunc changed;
  gpointer changed_data;
} TbSyncOptions;

/**
 * TbSync:
 *
 * The lanes of an installation: up to eight drivers that know nothing of each other (I13). All
 * on the worker thread that opened the store.
 */
#define TB_TYPE_SYNC (tb_sync_get_type ())
G_DECLARE_FINAL_TYPE (TbSync, tb_sync, TB, SYNC, GObject)

/* Errors are those of tb_city_client_new(), with the area's name in front. */
TbSync *tb_sync_new (const TbSyncOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean tb_sync_start (TbSync *self, GError **error);
/* Stops every lane; call it before the store is closed. */
void tb_sync_stop (TbSync *self);

/* NULL for an area without a city. Borrowed. */
TbLaneDriver *tb_sync_get_driver (TbSync *self, TbArea area);
TbCityClient *tb_sync_get_client (TbSync *self, TbArea area);

/* TB_AREA_NONE means every city. */
void tb_sync_notice_work (TbSync *self, TbArea area);
void tb_sync_send_now (TbSync *self, TbArea area);
void tb_sync_notice_network (TbSync *self);
/* The operator's session: sent with queries and cases to every city; NULL when signed out. */
void tb_sync_set_token (TbSync *self, const char *token);

/* Waits until the lane to @area (or every one) has nothing left to send and has seen its own work
 * in the feed. G_IO_ERROR_TIMED_OUT after @timeout_ms. */
void tb_sync_wait_quiet_async (TbSync *self,
                               TbArea area,
                               guint timeout_ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean tb_sync_wait_quiet_finish (TbSync *self, GAsyncResult *result, GError **error);

G_END_DECLS
