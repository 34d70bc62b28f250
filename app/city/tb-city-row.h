/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"

G_BEGIN_DECLS

/* The rows of a city's storage (tb-city-storage.h). */

/* Head, last link and lowest kept number of one chain: the log, or one area's view. */
typedef struct {
  gint64 head;
  gint64 lowest; /* 1 while nothing was trimmed */
  char h[65];    /* of head */
  char base[65]; /* link before lowest */
} TbCityChain;

typedef struct {
  char log_id[33]; /* 128 random bits in hex */
  TbCityChain log;
  TbCityChain views[TB_N_AREAS];
} TbCityState;

/* One window's row of commands. */
typedef struct {
  gint64 key;
  char *id;
  char *device;
  char *window;
  TbArea area;
  gint64 last;
} TbCityLane;

/* One number of the log. Strings are borrowed while writing, owned in what find_… gives. */
typedef struct {
  gint64 seq;
  char *h;
  char *command; /* NULL for what no command made */
  gint64 lane;   /* key of the lane, 0 for none */
  gint64 lseq;
  char *case_id;
  gint64 ver;
  char *vid;
  char *entry; /* the bytes, verbatim for ever */
} TbCityChange;

/* What is searched of the newest version of a case; the body stands in the log at @seq. */
typedef struct {
  char *id;
  char *number;
  char *item;
  char *id_no;
  char *twin; /* key of the duplicate rule, or NULL */
  gboolean is_closed;
  guint areas; /* bits: 1 << TbArea */
  gint64 ver;
  char *vid;
  gint64 seq;
} TbCityRecord;

/* The registers that queries read and imports fill. Columns: data/wire/README.md, *Queries*;
 * all but persons also have id_no. */
typedef enum {
  TB_CITY_PERSONS,
  TB_CITY_INSURANCE,
  TB_CITY_BENEFITS,
  TB_CITY_ARCHIVES,
  TB_CITY_CERTIFICATES,
} TbCityRegister;
#define TB_CITY_N_REGISTERS 5

/* One read of personal data. */
typedef struct {
  const char *at;
  const char *operator;
  const char *device;
  const char *purpose;
  const char *name;     /* of the query */
  const char *criteria; /* keyed hash in hex */
  const char *request;  /* Tongban-Request */
  gint64 n_rows;
} TbCityRead;

void tb_city_lane_free (TbCityLane *self);
void tb_city_change_free (TbCityChange *self);
void tb_city_record_free (TbCityRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityLane, tb_city_lane_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityChange, tb_city_change_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityRecord, tb_city_record_free)

/* "persons" …; −1 for an unknown one. */
const char *tb_city_register_get_name (TbCityRegister self);
int tb_city_register_from_name (const char *name);

G_END_DECLS
