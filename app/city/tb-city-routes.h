/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In the order in which load is shed, the dearest last (protocol.md §5). */
typedef enum {
  TB_CITY_LOAD_SNAPSHOT,
  TB_CITY_LOAD_HISTORY, /* also queries, cases, items, blobs: what a person can ask again */
  TB_CITY_LOAD_POLL,
  TB_CITY_LOAD_CHANGES,
  TB_CITY_LOAD_COMMANDS, /* also lanes */
} TbCityLoad;

#define TB_CITY_N_LOADS 5

/**
 * TbCityRoute:
 * @pattern: "{}" stands for one part without a slash
 * @max_body: bytes
 * @is_open: answers any protocol version
 * @is_session: belongs to the sign-in thread
 *
 * A row of the table of everything that the transport lets through; nothing else exists.
 */
typedef struct {
  const char *method;
  const char *pattern;
  TbCityLoad load;
  gsize max_body;
  gboolean is_open;
  gboolean is_session;
} TbCityRoute;

/* NULL when there is none; @is_known_path: whether another method would have had one. */
const TbCityRoute *tb_city_routes_find (const char *method,
                                        const char *path,
                                        gboolean *is_known_path);
/* "GET, POST": the methods of @path, for the Allow header. */
char *tb_city_routes_dup_methods (const char *path);
const TbCityRoute *tb_city_routes_get_all (gsize *n);
/* How many requests may wait for the city before one of @load is refused. */
guint tb_city_load_get_max_waiting (TbCityLoad load);

G_END_DECLS
