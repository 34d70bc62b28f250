/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-worker.h"

G_BEGIN_DECLS

/* What the city's thread tells about itself, for /metrics and /readyz. */
typedef struct {
  char log_id[64];
  char public_key[72];
  gint64 head;
  gint64 views[TB_N_AREAS];
  guint64 n_groups;   /* commits that held command batches */
  guint64 n_batches;  /* command batches in them */
  guint64 n_applied;  /* outcomes */
  guint64 n_conflict; /* likewise */
  guint64 n_refused;  /* likewise */
  gboolean is_stopped;
} TbCityCoreStats;

/**
 * TbCityCore:
 *
 * The two threads behind a server: one with the TbCity and its guard, one with sessions for
 * sign-in, whose password checks take most of a second. Calls on the server's thread.
 */
typedef struct _TbCityCore TbCityCore;

/* @notify: in the caller's main context, when tb_city_core_take() has something. */
TbCityCore *tb_city_core_start (const TbCityOptions *options,
                                const char *const *peer_keys,
                                void (*notify) (gpointer data),
                                gpointer data,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Handles what was given, closes the city, writes its journal back. */
void tb_city_core_stop (TbCityCore *self);
void tb_city_core_free (TbCityCore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityCore, tb_city_core_free)

void tb_city_core_push (TbCityCore *self, TbCityExchange *exchange);
/* How many wait before an exchange of @route; NULL: of any but sign-in. */
guint tb_city_core_get_n_waiting (TbCityCore *self, const TbCityRoute *route);
/* (transfer container): answered exchanges; @advanced receives the areas (bits) whose view got
 * lines after any long poll that was ever returned before with status 0. */
GPtrArray *tb_city_core_take (TbCityCore *self, guint *advanced);
void tb_city_core_get_stats (TbCityCore *self, TbCityCoreStats *stats);
void tb_city_core_set_peer (TbCityCore *self, TbArea area, const char *public_key);

G_END_DECLS
