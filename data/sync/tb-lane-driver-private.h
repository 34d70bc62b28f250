/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-lane-driver.h"
#include "tb-outbox.h"

G_BEGIN_DECLS

/* One direction of the lane: the request under way and what has come with its answer. */
typedef struct {
  GCancellable *cancellable;
  json_t *answer; /* until it is committed */
  char *log_id;   /* of the answer */
} TbChannel;

struct _TbLaneDriver {
  GObject parent_instance;

  TbArea area;
  TbStore *store;
  TbCityClient *client;
  char *device;
  char *blob_folder;
  const TbClock *clock;
  const TbRandom *random;
  TbCityStatusFunc changed;
  gpointer changed_data;

  TbLaneState state;
  GQueue events; /* of TbLaneEvent: what has happened and was not stepped through yet */
  gboolean is_stepping;
  GSource *timer;
  char *lane; /* its id, NULL before there is one */
  gint64 skew_ms;
  gint64 current_us;

  TbChannel push;
  TbChannel pull;
  TbOutboxBatch *batch;
  json_t *blobs; /* those that have to go before the batch */
  gsize next_blob;
  GByteArray *lines; /* whole lines of a page that are not applied yet */
  guint n_lines;
  json_t *trailer;    /* of the page, when it has come */
  json_t *page_as_of; /* of the snapshot page that is being applied */
};

/* Steps through @event, and through what its actions bring about at once. */
void tb_lane_driver_feed (TbLaneDriver *self, const TbLaneEvent *event);
/* An event with what @error says of a request; FALSE when it was cancelled: no event then. */
gboolean tb_lane_driver_describe (const GError *error, TbLaneEvent *event);
/* What the store's @error means to the lane. */
TbLaneFailure tb_lane_driver_judge_store (const GError *error);
void tb_lane_driver_keep_answer (TbChannel *channel, const json_t *json, const char *log_id);
void tb_lane_driver_cancel (TbChannel *channel);

void tb_lane_driver_do_push (TbLaneDriver *self, const TbLaneAction *action);
void tb_lane_driver_do_pull (TbLaneDriver *self, const TbLaneAction *action);

/* A request under way: what its callback has to know. */
typedef struct {
  TbLaneDriver *driver;
  TbChannel *channel;
  TbLaneEventKind kind; /* of the event that it ends in */
  guint64 token;
} TbErrand;

TbErrand *tb_errand_new (TbLaneDriver *driver,
                         TbChannel *channel,
                         TbLaneEventKind kind,
                         guint64 token);
void tb_errand_free (TbErrand *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbErrand, tb_errand_free)

/* Whether its answer is still waited for. */
gboolean tb_errand_is_current (const TbErrand *self);
/* For requests whose answer is kept whole: keeps it and feeds the event. @user_data: an errand. */
void tb_errand_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data);

G_END_DECLS
