/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-private.h"
#include "tb-uuid.h"

#define MAX_WINDOW 32

TbCityLane *
tb_city_find_own_lane (TbCity *self, const TbCityRequest *request, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TbCityLane) lane = self->storage->does->find_lane (self->storage, id, &local);

  if (lane != NULL && strcmp (lane->device, request->device) == 0)
    return g_steal_pointer (&lane);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (lane == NULL)
    tb_city_problem_set (error, TB_PROBLEM_NOT_FOUND, NULL, "No such lane");
  else
    tb_city_problem_set (error,
                         TB_PROBLEM_UNKNOWN_DEVICE,
                         NULL,
                         "The lane belongs to another window");

  return NULL;
}

static gboolean
check_device (TbCity *self, const TbCityLane *lane, GError **error)
{
  if (self->authority != NULL)
    return self->authority->check_device (self->authority_data,
                                          lane->device,
                                          lane->area,
                                          lane->window,
                                          error);
  if (self->is_demo)
    return TRUE;

  tb_city_problem_set (error, TB_PROBLEM_UNKNOWN_DEVICE, NULL, "No window is enrolled here");
  return FALSE;
}

static gboolean
read_lane (TbCityLane *lane, const json_t *json, GError **error)
{
  const char *window = tb_json_get_string (json, "window");

  lane->area = tb_area_from_slug (tb_json_get_string (json, "area"));
  if (lane->area == TB_AREA_NONE) {
    tb_city_problem_set (error, TB_PROBLEM_INVALID, "/area", "Names none of the eight areas");
    return FALSE;
  }
  if (window == NULL || *window == '\0' || strlen (window) > MAX_WINDOW) {
    tb_city_problem_set (error, TB_PROBLEM_INVALID, "/window", "Names no window");
    return FALSE;
  }
  lane->window = g_strdup (window);

  return TRUE;
}

/* ⚠ The view that a window reads is its area's. A certificate that has named one seat does not name
 * another later: else each window could read every area by opening one more lane. */
static gboolean
check_seat (TbCity *self, const TbCityLane *lane, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TbCityLane) known =
      self->storage->does->find_device (self->storage, lane->device, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (known == NULL || known->area == lane->area)
    return TRUE;

  tb_city_problem_set (error,
                       TB_PROBLEM_UNKNOWN_DEVICE,
                       NULL,
                       "This window is one of another area: enrol it anew");

  return FALSE;
}

static TbCityResponse *
post_lane (TbCity *self,
           const TbCityRequest *request,
           const char *const *parts,
           TbCityGroup *group,
           GError **error)
{
  static const char *const members[] = { "area", "window", NULL };
  g_autoptr (json_t) json = tb_city_request_dup_json (request, members, error);
  g_autoptr (TbCityLane) lane = NULL;

  if (json == NULL)
    return NULL;

  lane = g_new0 (TbCityLane, 1);
  lane->id = tb_uuid_new (self->clock, self->random);
  lane->device = g_strdup (request->device);
  if (!read_lane (lane, json, error) || !check_device (self, lane, error) ||
      !check_seat (self, lane, error) ||
      !self->storage->does->add_lane (self->storage, lane, error))
    return NULL;

  return tb_city_response_new_json_take (201,
                                         json_pack ("{s:s, s:i}", "lane", lane->id, "last", 0));
}

typedef struct {
  GString *text;
  int n;
  gboolean more;
} OutcomeWalk;

static gboolean
add_outcome (gpointer data, gint64 lseq, const char *outcome)
{
  OutcomeWalk *walk = data;

  if (walk->n == TB_CITY_MAX_OUTCOMES || walk->text->len > TB_CITY_MAX_PAGE_BYTES) {
    walk->more = TRUE;
    return FALSE;
  }
  if (walk->n++ > 0)
    g_string_append_c (walk->text, ',');
  g_string_append (walk->text, outcome);

  return TRUE;
}

static TbCityResponse *
get_lane (TbCity *self,
          const TbCityRequest *request,
          const char *const *parts,
          TbCityGroup *group,
          GError **error)
{
  g_autoptr (TbCityLane) lane = tb_city_find_own_lane (self, request, parts[0], error);
  g_autoptr (GString) text = NULL;
  TbCityChange from = { .lseq = 1 };
  OutcomeWalk walk = { 0 };

  if (lane == NULL || !tb_city_request_get_number (request, "from", G_MAXINT64, &from.lseq, error))
    return NULL;

  text = g_string_new (NULL);
  g_string_append_printf (text,
                          "{\"lane\":\"%s\",\"last\":%" G_GINT64_FORMAT ",\"outcomes\":[",
                          lane->id,
                          lane->last);
  from.lane = lane->key;
  walk.text = text;
  if (!self->storage->does->list_outcomes (self->storage, &from, add_outcome, &walk, error))
    return NULL;
  g_string_append_printf (text, "],\"more\":%s}", walk.more ? "true" : "false");

  return tb_city_response_new_text_take (200, "application/json", g_steal_pointer (&text));
}

void
tb_city_lanes_add_routes (TbCity *self)
{
  tb_city_add_route (self,
                     "POST",
                     "/v1/lanes",
                     TB_CITY_ROUTE_WRITES | TB_CITY_ROUTE_WINDOW,
                     post_lane);
  tb_city_add_route (self, "GET", "/v1/lanes/{}", TB_CITY_ROUTE_WINDOW, get_lane);
}
