/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-sync.h"

G_BEGIN_DECLS

/**
 * TbFanOutAnswer:
 * @area: whose
 * @answer: (nullable): `{as_of, rows, more}`; NULL when the city is absent and was never asked
 *     the same before
 * @as_of_us: how old @answer is: the city's time when it gave it
 * @is_cached: an older answer, because the city is absent
 * @error: (nullable): why the city is absent (TB_CITY_ERROR); NULL for a fresh answer
 */
typedef struct {
  TbArea area;
  json_t *answer;
  gint64 as_of_us;
  gboolean is_cached;
  GError *error;
} TbFanOutAnswer;

/* Exactly once for each city that was asked, as the answers come; borrowed until the return. */
typedef void (*TbFanOutFunc) (const TbFanOutAnswer *answer, gpointer user_data);

/**
 * TbFanOut:
 * @areas: bits 1 << TbArea; 0 for every area that has a city here
 * @deadline_ms: when the cities that have not answered count as absent; what comes later is
 *     ignored
 * @is_cacheable: fresh answers are kept in the store for the time without the city
 * @answered: (nullable): with @answered_data
 *
 * One question to several cities. The token must be set (tb_sync_set_token()).
 */
typedef struct {
  TbSync *sync;
  TbStore *store;
  guint areas;
  TbCityQuery query;
  guint deadline_ms;
  gboolean is_cacheable;
  TbFanOutFunc answered;
  gpointer answered_data;
} TbFanOut;

/* Copies what it needs of @self. On the worker thread. */
void tb_fan_out_async (const TbFanOut *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
/* All answers in the order of areas (element-type TbFanOutAnswer); fails only when cancelled. */
GPtrArray *tb_fan_out_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
