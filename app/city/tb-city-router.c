/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-private.h"
#include "tb-uuid.h"

typedef struct {
  const char *method;
  char **pattern;
  TbCityRouteFlags flags;
  TbCityHandler handler;
} Route;

static void
clear_route (gpointer route)
{
  g_strfreev (((Route *) route)->pattern);
}

void
tb_city_add_route (TbCity *self,
                   const char *method,
                   const char *pattern,
                   TbCityRouteFlags flags,
                   TbCityHandler handler)
{
  Route route = { method, g_strsplit (pattern, "/", -1), flags, handler };

  if (self->routes == NULL) {
    self->routes = g_array_new (FALSE, FALSE, sizeof (Route));
    g_array_set_clear_func (self->routes, clear_route);
  }
  g_array_append_val (self->routes, route);
}

/* The parts that stand where the pattern has `{}`; NULL when the path is another one. */
static GStrv
match (const Route *route, char **path)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  gsize i;

  for (i = 0; route->pattern[i] != NULL && path[i] != NULL; i++) {
    if (strcmp (route->pattern[i], "{}") == 0 && *path[i] != '\0')
      g_ptr_array_add (parts, g_strdup (path[i]));
    else if (strcmp (route->pattern[i], path[i]) != 0)
      return NULL;
  }
  if (route->pattern[i] != NULL || path[i] != NULL)
    return NULL;

  g_ptr_array_add (parts, NULL);

  return (GStrv) g_ptr_array_free (g_steal_pointer (&parts), FALSE);
}

/* A HEAD without a route of its own is not answered: the city has none but for blobs. */
static const Route *
find (TbCity *self, const TbCityRequest *request, GStrv *parts, GError **error)
{
  g_auto (GStrv) path = g_strsplit (request->path, "/", -1);
  gboolean is_known_path = FALSE;

  for (guint i = 0; i < self->routes->len; i++) {
    const Route *route = &g_array_index (self->routes, Route, i);
    g_auto (GStrv) found = match (route, path);

    if (found == NULL)
      continue;
    is_known_path = TRUE;
    if (strcmp (route->method, request->method) == 0) {
      *parts = g_steal_pointer (&found);
      return route;
    }
  }

  tb_city_problem_set (error,
                       is_known_path ? TB_PROBLEM_METHOD_NOT_ALLOWED : TB_PROBLEM_NOT_FOUND,
                       NULL,
                       is_known_path ? "The path is not used with that method" : "No such path");
  return NULL;
}

gboolean
tb_city_find_target (TbCity *self,
                     const TbCityRequest *request,
                     TbCityTarget *target,
                     GError **error)
{
  const Route *route = find (self, request, &target->parts, error);

  if (route == NULL)
    return FALSE;
  target->flags = route->flags;
  target->handler = route->handler;
  if ((route->flags & TB_CITY_ROUTE_OPEN) != 0)
    return TRUE;

  if (g_strcmp0 (tb_city_request_get_header (request, "tongban-protocol"), "1") != 0) {
    tb_city_problem_set (error,
                         TB_PROBLEM_PROTOCOL_VERSION,
                         NULL,
                         "This city speaks version 1 of the protocol");
    return FALSE;
  }
  if (!tb_uuid_is_valid (tb_city_request_get_header (request, "tongban-request"))) {
    tb_city_problem_set (error,
                         TB_PROBLEM_BAD_REQUEST,
                         NULL,
                         "Tongban-Request must name a UUID in lower case");
    return FALSE;
  }
  if ((route->flags & TB_CITY_ROUTE_WINDOW) != 0 && request->device == NULL) {
    tb_city_problem_set (error,
                         TB_PROBLEM_UNKNOWN_DEVICE,
                         NULL,
                         "No certificate names the asking window");
    return FALSE;
  }

  return TRUE;
}

const char *
tb_city_request_get_header (const TbCityRequest *request, const char *name)
{
  return request->headers == NULL ? NULL : g_hash_table_lookup (request->headers, name);
}

const char *
tb_city_request_get_query (const TbCityRequest *request, const char *name)
{
  return request->query == NULL ? NULL : g_hash_table_lookup (request->query, name);
}

gboolean
tb_city_request_get_number (const TbCityRequest *request,
                            const char *name,
                            gint64 max,
                            gint64 *value,
                            GError **error)
{
  const char *text = tb_city_request_get_query (request, name);
  g_autoptr (GError) local = NULL;

  if (text == NULL)
    return TRUE;
  if (g_ascii_string_to_signed (text, 10, 0, max, value, &local))
    return TRUE;

  tb_city_problem_set (error,
                       TB_PROBLEM_BAD_REQUEST,
                       NULL,
                       "The parameter %s is no number from 0 to %" G_GINT64_FORMAT,
                       name,
                       max);
  return FALSE;
}

static gboolean
check_members (const json_t *json, const char *const *members, GError **error)
{
  const char *member;
  json_t *value;

  if (!json_is_object (json)) {
    tb_city_problem_set (error, TB_PROBLEM_INVALID, "", "The body is no object");
    return FALSE;
  }
  json_object_foreach ((json_t *) json, member, value)
  {
    if (!g_strv_contains (members, member)) {
      g_autofree char *field = g_strconcat ("/", member, NULL);

      tb_city_problem_set (error, TB_PROBLEM_INVALID, field, "The member is not known");
      return FALSE;
    }
  }

  return TRUE;
}

json_t *
tb_city_request_dup_json (const TbCityRequest *request, const char *const *members, GError **error)
{
  g_autoptr (json_t) json = NULL;
  g_autoptr (GError) local = NULL;
  gconstpointer bytes = NULL;
  gsize length = 0;

  if (request->body != NULL)
    bytes = g_bytes_get_data (request->body, &length);
  if (bytes == NULL || length == 0) {
    tb_city_problem_set (error, TB_PROBLEM_BAD_REQUEST, NULL, "The request has no body");
    return NULL;
  }

  json = tb_json_parse (bytes, (gssize) length, &local);
  if (json == NULL) {
    tb_city_problem_set (error,
                         TB_PROBLEM_BAD_REQUEST,
                         NULL,
                         "The body is no JSON of this protocol: %s",
                         local->code == TB_JSON_ERROR_SYNTAX ? "syntax" : local->message);
    return NULL;
  }
  if (!check_members (json, members, error))
    return NULL;

  return g_steal_pointer (&json);
}
