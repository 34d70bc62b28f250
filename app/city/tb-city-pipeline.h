/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-private.h"

G_BEGIN_DECLS

/* A command of a batch as it came; @command is NULL when its kind is not known here. */
typedef struct {
  TbCommand *command;
  gint64 lseq;
  char *id;
  char *fp;
} TbCityOffer;

void tb_city_offer_free (TbCityOffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityOffer, tb_city_offer_free)

/* @json: one member of "commands"; @n: its place, for the problem's field. */
TbCityOffer *tb_city_offer_new (const json_t *json, const char *lane, gsize n, GError **error);

/* A batch under way: one window's commands inside a group's transaction. */
typedef struct {
  TbCity *city;
  TbCityGroup *group;
  TbCityLane *lane; /* its last grows with each command */
} TbCityBatch;

/* What one command meets on its way. */
typedef struct {
  TbCityBatch *batch;
  const TbCityOffer *offer;
  TbCityAuthor author;
  TbCityRecord *record; /* newest version of the case, or NULL */
  TbCase *before;       /* its body, or NULL */
  char *twin;           /* number of the open case that this one would double */
} TbCityStepState;

/**
 * tb_city_run_command:
 *
 * protocol.md §4 for one command: the stored outcome when it is known, else it is decided and its
 * outcome stored, whatever it is.
 *
 * Returns: (transfer full): the outcome's bytes; NULL with a problem (lane-gap, id-reused) that
 *   stops the batch, or with TB_CITY_DB_ERROR
 */
char *tb_city_run_command (TbCityBatch *batch, const TbCityOffer *offer, GError **error);

/* The outcomes (tb-city-outcome.c). */
char *tb_city_outcome_new_applied (const TbCityOffer *offer,
                                   const TbCityChange *change,
                                   const char *number);
char *tb_city_outcome_new_noop (const TbCityOffer *offer);
char *tb_city_outcome_new_refused (const TbCityOffer *offer, const GError *refusal, char *twin);
char *tb_city_outcome_new_final (const TbCityOffer *offer);
/* @base: (nullable): the version that the author saw. */
char *tb_city_outcome_new_conflict (TbCityStepState *step, const char *base, GError **error);

/* The next version of the case (tb-city-append.c): log, views, case; gives the outcome. */
char *tb_city_append (TbCityStepState *step, const TbItem *item, TbCase *after, GError **error);
/* Key of the duplicate rule for @after under @item; NULL when it has none. */
char *tb_city_dup_twin_key (TbCity *self, const TbItem *item, TbCase *after);
/* The newest body of @record, parsed or from the cache. */
TbCase *tb_city_load_case (TbCity *self, const TbCityRecord *record, GError **error);

G_END_DECLS
