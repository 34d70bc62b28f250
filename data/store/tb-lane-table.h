/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-store.h"

G_BEGIN_DECLS

/**
 * TbLane:
 * @lane: the id that the city gave this window
 * @log_id: (nullable): the history that the lane believes in; NULL before the first contact
 * @device: the window's device id (certificate fingerprint, or the demo's name)
 * @last_lseq: the last one assigned; 0 before the first
 * @durable_seq: the highest number that the city says is safe off its machine
 * @alarm: (nullable): why the lane is stopped
 *
 * One window × one city (protocol.md §1).
 */
typedef struct {
  TbArea area;
  char *lane;
  char *log_id;
  char *device;
  gint64 last_lseq;
  gint64 durable_seq;
  gboolean is_stopped;
  char *alarm;
} TbLane;

void tb_lane_free (TbLane *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLane, tb_lane_free)

/* The current lane to @area. Bounded. TB_STORE_ERROR_MISSING before enrolment. */
TbLane *tb_lane_table_get (TbStore *store, TbArea area, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All current lanes in the order of areas. Bounded. (element-type TbLane) */
GPtrArray *tb_lane_table_list (TbStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A new lane to @area. A lane that is there already with the same id stays as it is; another one
 * takes the place of the old lane only when nothing in that still waits for its city
 * (TB_STORE_ERROR_STATE otherwise: ask the city for the outcomes first). */
gboolean tb_lane_table_enrol (TbStore *store,
                              TbArea area,
                              const char *lane,
                              const char *device,
                              GError **error);
/* What /about said. The first log_id is taken; a different one is TB_STORE_ERROR_LOG: call
 * tb_outbox_requeue(). durable_seq never goes back within one log. */
gboolean tb_lane_table_set_durable (TbStore *store,
                                    TbArea area,
                                    const char *log_id,
                                    gint64 durable_seq,
                                    GError **error);
/* An alarm stops a lane until a person lets it run again; @alarm NULL does that. Audited. */
gboolean tb_lane_table_set_alarm (TbStore *store,
                                  TbArea area,
                                  const char *alarm,
                                  const char *operator_id,
                                  GError **error);

G_END_DECLS
