/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-city-row.h"
#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbCityRegisterWriter:
 *
 * Fills the registers of a city that is not being served: imports and the demo. Holds the
 * folder's lock as a server does, so that neither runs beside the other. One thread.
 */
typedef struct _TbCityRegisterWriter TbCityRegisterWriter;

/**
 * tb_city_register_writer_open:
 * @folder: of the city; it and its city.db are made when missing
 * @area: whose registers these are. The first writer notes it, later ones must say the same:
 *     one city's people never end up in another's register
 *
 * Returns: (transfer full): a writer; NULL with an error of TB_CITY_DB_ERROR,
 * %TB_CITY_DB_ERROR_BUSY when the city is being served
 */
TbCityRegisterWriter *tb_city_register_writer_open (const char *folder,
                                                    TbArea area,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_city_register_writer_close (TbCityRegisterWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityRegisterWriter, tb_city_register_writer_close)

/**
 * tb_city_register_write:
 * @rows: array of objects with the columns of data/wire/README.md, *Queries*, and id_no
 *
 * Inserts or replaces @rows in one transaction: all of them, or none with @error naming the row
 * and member that is wrong. A row that stands there already, value for value, is left alone.
 */
gboolean tb_city_register_write (TbCityRegisterWriter *self,
                                 TbCityRegister which,
                                 const json_t *rows,
                                 GError **error);

/* Rows that were new or changed, of all that this writer wrote. */
gint64 tb_city_register_writer_get_n_changed (TbCityRegisterWriter *self);

/* The area noted in the city of @folder; %TB_AREA_NONE without @error when none is noted, or
 * there is no city.db. Works while the city is served. */
TbArea tb_city_register_find_area (const char *folder, GError **error);

G_END_DECLS
