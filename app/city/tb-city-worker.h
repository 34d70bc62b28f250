/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-exchange.h"

G_BEGIN_DECLS

#define TB_CITY_GROUP_MAX 50

/**
 * TbCityWorkerClass:
 * @open: first thing on the worker's thread
 * @handle: answers @n exchanges: gives each its response
 * @close: last thing on the worker's thread, also when @open failed
 * @notify: in the main context of the thread that started the worker, when answers are there
 *
 * What a worker does.
 */
typedef struct {
  const char *name;
  gboolean (*open) (gpointer data, GError **error);
  void (*handle) (gpointer data, TbCityExchange **exchanges, guint n);
  void (*close) (gpointer data);
  void (*notify) (gpointer data);
} TbCityWorkerClass;

/**
 * TbCityWorker:
 *
 * A thread that owns single-threaded objects (a TbCity, a TbCitySessions) and answers what waits,
 * up to 50 exchanges at a time. When nothing waits it sleeps; it answers the first at once, and
 * waits for company (20 ms at most, and only while more keeps coming) when several command batches
 * are there already.
 */
typedef struct _TbCityWorker TbCityWorker;

/* Blocks until the thread has opened what it owns; NULL when it could not. */
TbCityWorker *tb_city_worker_start (const TbCityWorkerClass *does,
                                    gpointer data,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Blocks until what was given is handled and the thread has ended. Answers not taken stay. */
void tb_city_worker_stop (TbCityWorker *self);
void tb_city_worker_free (TbCityWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityWorker, tb_city_worker_free)

void tb_city_worker_push (TbCityWorker *self, TbCityExchange *exchange);
/* Exchanges given and not yet taken up. */
guint tb_city_worker_get_n_waiting (TbCityWorker *self);
/* (transfer container): the exchanges answered since the last call, in order. */
GPtrArray *tb_city_worker_take (TbCityWorker *self);
/* Runs @func with @data on the thread, between two groups, and waits for it. */
void tb_city_worker_call (TbCityWorker *self, GFunc func, gpointer data);

G_END_DECLS
