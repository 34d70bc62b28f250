/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city.h"
#include "tb-json.h"

G_BEGIN_DECLS

/* What handlers ask of a request (tb-city-router.c). */

/* The body as a strict object whose members are all in @members (NULL-terminated). */
json_t *tb_city_request_dup_json (const TbCityRequest *request,
                                  const char *const *members,
                                  GError **error);
const char *tb_city_request_get_header (const TbCityRequest *request, const char *name);
const char *tb_city_request_get_query (const TbCityRequest *request, const char *name);
/* A number of the query part from 0 to @max; FALSE with a problem for anything else. */
gboolean tb_city_request_get_number (const TbCityRequest *request,
                                     const char *name,
                                     gint64 max,
                                     gint64 *value,
                                     GError **error);

G_END_DECLS
