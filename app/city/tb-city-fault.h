/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-exchange.h"
#include "tb-json.h"

G_BEGIN_DECLS

typedef enum {
  TB_CITY_FAULT_NONE,
  TB_CITY_FAULT_DOWN,        /* nobody listens */
  TB_CITY_FAULT_SLOW,        /* the city gets the request @ms later */
  TB_CITY_FAULT_CAPTIVE,     /* a page that wants a log-in, with status 200 */
  TB_CITY_FAULT_CUT,         /* the connection ends in the middle of the body */
  TB_CITY_FAULT_WRONG_EPOCH, /* another Tongban-Log */
  TB_CITY_FAULT_WRONG_HASH,  /* one digit of an h in /changes is another */
  TB_CITY_FAULT_LATE,        /* answered now, sent @ms later */
  TB_CITY_FAULT_BOMB,        /* little gzip that unpacks to very much */
  TB_CITY_FAULT_ERROR,       /* @status */
} TbCityFaultMode;

/**
 * TbCityFault:
 * @path: (nullable): how the paths that it concerns begin; NULL: all
 * @n_left: exchanges that it still concerns; −1: without end
 * @bomb: (nullable): for TB_CITY_FAULT_BOMB
 *
 * A scripted outage, for demo, practice and tests (tb_city_server_set_fault()).
 */
typedef struct {
  TbCityFaultMode mode;
  guint ms;
  guint status;
  char *path;
  gint64 n_left;
  GBytes *bomb;
} TbCityFault;

/* Errors are TB_CITY_SERVER_ERROR_FAULT. */
TbCityFault *tb_city_fault_new (const json_t *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_city_fault_free (TbCityFault *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityFault, tb_city_fault_free)

/* Decides whether @self concerns @exchange and notes it there; counts. */
void tb_city_fault_touch (TbCityFault *self, TbCityExchange *exchange);
/* The answer that needs no city (captive, bomb, error); NULL for other modes. */
TbCityResponse *tb_city_fault_answer (const TbCityFault *self, const TbCityExchange *exchange);
/* Spoils the city's answer (wrong-epoch, wrong-hash). */
void tb_city_fault_spoil (TbCityExchange *exchange);

G_END_DECLS
