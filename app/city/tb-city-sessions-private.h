/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-db-private.h"
#include "tb-city-sessions.h"

G_BEGIN_DECLS

/* Shared by the files about operators (tb-city-operators.c) and about sessions. */
struct _TbCitySessions {
  TbCityDb *db;
  TbArea area;
  TbCityKey *key;
  const TbClock *clock;
  const TbRandom *random;
  gboolean is_cheap;
  char *decoy; /* verified when there is no such operator: the same work, the same time */
};

/* One row of operators, owned. */
typedef struct {
  char *id;
  char *name;
  char *hall;
  guint roles;
  char *secret;
  gboolean is_disabled;
  gint64 n_failures;
  gint64 n_lockouts;
  gint64 locked_until_s;
} TbCityOperatorRow;

void tb_city_operator_row_free (TbCityOperatorRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityOperatorRow, tb_city_operator_row_free)

gint64 tb_city_sessions_now_s (TbCitySessions *self);
/* NULL without @error: no such operator. */
TbCityOperatorRow *tb_city_sessions_find (TbCitySessions *self, const char *id, GError **error);
/* Counts an attempt, committed before the secret is looked at; the fifth locks. */
gboolean tb_city_sessions_count_attempt (TbCitySessions *self,
                                         const TbCityOperatorRow *row,
                                         GError **error);
/* @row with one failure more, or locked from @now_s on; its texts are still @row's. */
TbCityOperatorRow tb_city_operator_row_after_attempt (const TbCityOperatorRow *row, gint64 now_s);
/* The counters of a name that nobody has; zeros at first. NULL with @error. */
TbCityOperatorRow *tb_city_sessions_find_stranger (TbCitySessions *self,
                                                   const char *id,
                                                   GError **error);
gboolean tb_city_sessions_count_stranger (TbCitySessions *self,
                                          const TbCityOperatorRow *row,
                                          GError **error);
gboolean tb_city_sessions_forgive (TbCitySessions *self, const char *id, GError **error);
/* An Argon2id string of @secret, at the cost of this city. */
char *tb_city_sessions_hash (TbCitySessions *self, const char *secret);

G_END_DECLS
