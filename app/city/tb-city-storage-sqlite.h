/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-db-private.h"
#include "tb-city-storage.h"

G_BEGIN_DECLS

/* The storage over @db, which must outlive it. Its tables: one file a resource,
 * tb-city-storage-{lanes,log,views,cases,registers}.c. */
TbCityStorage *tb_city_storage_sqlite_new (TbCityDb *db);

G_END_DECLS
