/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-client.h"
#include "tb-city-status.h"
#include "tb-store.h"

G_BEGIN_DECLS

/**
 * TbLaneDriverOptions:
 * @client: of one city
 * @device: the window's device id, recorded with the lane: what the city knows it by
 * @blob_folder: (nullable): holds attachments as files named by their SHA-256; NULL for `blobs`
 *     in the store's folder
 * @limits: (nullable): NULL for the default
 * @changed: (nullable): called after every change that a screen shows
 */
typedef struct {
  TbStore *store;
  TbCityClient *client;
  const char *device;
  const char *blob_folder;
  const TbClock *clock;
  const TbRandom *random;
  const TbLaneLimits *limits;
  TbCityStatusFunc changed;
  gpointer changed_data;
} TbLaneDriverOptions;

/**
 * TbLaneDriver:
 *
 * Does what tb_lane_step() says, for one city: requests through TbCityClient, commits through the
 * store, one timer. Has no opinion of its own. Everything on the thread that opened the store,
 * whose thread-default main context must run. The store must outlive it.
 */
#define TB_TYPE_LANE_DRIVER (tb_lane_driver_get_type ())
G_DECLARE_FINAL_TYPE (TbLaneDriver, tb_lane_driver, TB, LANE_DRIVER, GObject)

TbLaneDriver *tb_lane_driver_new (const TbLaneDriverOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* Reads where the lane stands and begins. */
gboolean tb_lane_driver_start (TbLaneDriver *self, GError **error);
/* Cancels what is under way; nothing is sent and nothing is committed afterwards. */
void tb_lane_driver_stop (TbLaneDriver *self);

/* A command was accepted (T1). */
void tb_lane_driver_notice_work (TbLaneDriver *self);
/* WORK, SEND_NOW, NETWORK or SIGNED_IN. */
void tb_lane_driver_wake (TbLaneDriver *self, TbLaneEventKind why);
/* A person has looked at the alarm and lets the lane run again; audited. */
gboolean tb_lane_driver_resume (TbLaneDriver *self, const char *operator_id, GError **error);

TbArea tb_lane_driver_get_area (TbLaneDriver *self);
TbCityClient *tb_lane_driver_get_client (TbLaneDriver *self);
/* Borrowed until the next return to the main loop. */
const TbLaneState *tb_lane_driver_get_state (TbLaneDriver *self);
void tb_lane_driver_get_status (TbLaneDriver *self, TbCityStatus *status);

G_END_DECLS
