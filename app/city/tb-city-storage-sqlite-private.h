/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-storage-sqlite.h"

G_BEGIN_DECLS

typedef struct {
  TbCityStorage parent;
  TbCityDb *db; /* borrowed */
} TbCitySqlite;

static inline TbCityDb *
tb_city_sqlite_db (TbCityStorage *storage)
{
  return ((TbCitySqlite *) storage)->db;
}

/* Each file puts the functions of its tables into the interface. */
void tb_city_sqlite_add_lanes (TbCityStorageInterface *does);
void tb_city_sqlite_add_log (TbCityStorageInterface *does);
void tb_city_sqlite_add_lines (TbCityStorageInterface *does);
void tb_city_sqlite_add_cases (TbCityStorageInterface *does);
void tb_city_sqlite_add_registers (TbCityStorageInterface *does);
void tb_city_sqlite_add_reads (TbCityStorageInterface *does);

G_END_DECLS
