/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-routes"

#include "config.h"

#include "tb-city-routes.h"

#include <string.h>

#define KIB   ((gsize) 1024)
#define SMALL (4 * KIB)
/* One blob, or one part of it (TB_CITY_MAX_BLOB_BYTES). */
#define BLOB (20 * KIB * KIB)

static const TbCityRoute routes[] = {
  { "GET", "/v1/about", TB_CITY_LOAD_CHANGES, 0, TRUE, FALSE },
  { "POST", "/v1/session", TB_CITY_LOAD_HISTORY, SMALL, FALSE, TRUE },
  { "POST", "/v1/session/refresh", TB_CITY_LOAD_HISTORY, SMALL, FALSE, TRUE },
  { "DELETE", "/v1/session", TB_CITY_LOAD_HISTORY, 0, FALSE, TRUE },
  { "POST", "/v1/lanes", TB_CITY_LOAD_COMMANDS, SMALL, FALSE, FALSE },
  { "GET", "/v1/lanes/{}", TB_CITY_LOAD_COMMANDS, 0, FALSE, FALSE },
  { "POST", "/v1/lanes/{}/commands", TB_CITY_LOAD_COMMANDS, 256 * KIB, FALSE, FALSE },
  { "GET", "/v1/changes", TB_CITY_LOAD_CHANGES, 0, FALSE, FALSE },
  { "GET", "/v1/snapshot", TB_CITY_LOAD_SNAPSHOT, 0, FALSE, FALSE },
  { "GET", "/v1/cases/{}", TB_CITY_LOAD_HISTORY, 0, FALSE, FALSE },
  { "GET", "/v1/cases/{}/history", TB_CITY_LOAD_HISTORY, 0, FALSE, FALSE },
  { "POST", "/v1/queries/{}", TB_CITY_LOAD_HISTORY, 16 * KIB, FALSE, FALSE },
  { "HEAD", "/v1/blobs/{}", TB_CITY_LOAD_HISTORY, 0, FALSE, FALSE },
  { "GET", "/v1/blobs/{}", TB_CITY_LOAD_HISTORY, 0, FALSE, FALSE },
  { "PUT", "/v1/blobs/{}", TB_CITY_LOAD_HISTORY, BLOB, FALSE, FALSE },
  { "GET", "/v1/items/{}/{}", TB_CITY_LOAD_HISTORY, 0, FALSE, FALSE },
  { "GET", "/v1/audit/head", TB_CITY_LOAD_CHANGES, 0, FALSE, FALSE },
};

static const guint max_waiting[TB_CITY_N_LOADS] = { 100, 200, 400, 800, 1600 };

/* Exact: no prefix, no trailing slash, no empty part. */
static gboolean
matches (const char *pattern, const char *path)
{
  while (*pattern != '\0') {
    if (g_str_has_prefix (pattern, "{}")) {
      gsize n = strcspn (path, "/");

      if (n == 0)
        return FALSE;
      path += n;
      pattern += 2;
    } else if (*pattern++ != *path++) {
      return FALSE;
    }
  }

  return *path == '\0';
}

const TbCityRoute *
tb_city_routes_find (const char *method, const char *path, gboolean *is_known_path)
{
  *is_known_path = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (!matches (routes[i].pattern, path))
      continue;

    *is_known_path = TRUE;
    if (strcmp (routes[i].method, method) == 0)
      return &routes[i];
  }

  return NULL;
}

char *
tb_city_routes_dup_methods (const char *path)
{
  GString *methods = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (matches (routes[i].pattern, path))
      g_string_append_printf (methods, "%s%s", methods->len > 0 ? ", " : "", routes[i].method);
  }

  return g_string_free (methods, FALSE);
}

const TbCityRoute *
tb_city_routes_get_all (gsize *n)
{
  *n = G_N_ELEMENTS (routes);

  return routes;
}

guint
tb_city_load_get_max_waiting (TbCityLoad load)
{
  g_return_val_if_fail ((guint) load < TB_CITY_N_LOADS, 0);

  return max_waiting[load];
}
