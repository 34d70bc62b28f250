/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-metropolis-seat"

#include "config.h"

#include "tb-metropolis-seat.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-city-authority.h"
#include "tb-city-guard.h"
#include "tb-city-key.h"
#include "tb-city-sessions.h"
#include "tb-uuid.h"

#define DEVICE    "demo-seed"
#define WINDOW    "99"
#define MAX_BATCH 50

struct _TbMetropolisSeat {
  TbArea area;
  TbCity *city;
  TbCityKey *key;
  TbCityGuard *guard;
  GHashTable *grants; /* operator id → grant */
  char *lane;
  gint64 lseq;
  json_t *batch;
};

static json_t *
ask (TbMetropolisSeat *self, const char *path, const json_t *body, GError **error)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *text = tb_json_to_string (body);
  g_autofree char *id = tb_uuid_new (tb_clock_system (), tb_random_system ());
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  TbCityRequest request = {
    .method = "POST",
    .path = path,
    .headers = headers,
    .device = DEVICE,
    .body = bytes,
  };
  TbCityResponse *response = NULL;
  json_t *answer;

  g_hash_table_insert (headers, (gpointer) "tongban-protocol", (gpointer) "1");
  g_hash_table_insert (headers, (gpointer) "tongban-request", id);
  g_hash_table_insert (headers, (gpointer) "content-type", (gpointer) "application/json");
  tb_city_handle (self->city, &request, &response, 1);
  answer = tb_json_parse (g_bytes_get_data (response->body, NULL),
                          (gssize) g_bytes_get_size (response->body),
                          error);
  if (answer != NULL && response->status >= 300) {
    g_set_error (error,
                 TB_METROPOLIS_ERROR,
                 TB_METROPOLIS_ERROR_CITY,
                 "%s answered %u: %s",
                 tb_area_get_slug (self->area),
                 response->status,
                 tb_json_get_string (answer, "detail"));
    g_clear_pointer (&answer, json_decref);
  }
  tb_city_response_free (response);

  return answer;
}

static gboolean
take_seat (TbMetropolisSeat *self, GError **error)
{
  g_autoptr (json_t) body =
      json_pack ("{s:s, s:s}", "area", tb_area_get_slug (self->area), "window", WINDOW);
  g_autoptr (json_t) answer = ask (self, "/v1/lanes", body, error);

  if (answer == NULL)
    return FALSE;
  self->lane = g_strdup (tb_json_get_string (answer, "lane"));
  self->lseq = tb_json_get_int (answer, "last", 0);

  return TRUE;
}

static gboolean
open_city (TbMetropolisSeat *self, const TbMetropolisPlan *plan, GError **error)
{
  g_autofree char *folder = tb_metropolis_city_folder (plan->folder, self->area);
  TbCitySessionsOptions sessions_options = { .folder = folder,
                                             .area = self->area,
                                             .clock = tb_clock_system (),
                                             .random = tb_random_system (),
                                             .is_cheap = TRUE };
  TbCityOptions options = { .folder = folder,
                            .area = self->area,
                            .catalogue = plan->catalogue,
                            .calendar = plan->calendar,
                            .clock = tb_clock_system (),
                            .random = tb_random_system (),
                            .is_demo = TRUE };
  TbCitySessions *sessions;

  self->key = tb_city_key_open (folder, tb_random_system (), error);
  self->city = self->key != NULL ? tb_city_open (&options, error) : NULL;
  if (self->city == NULL)
    return FALSE;
  sessions_options.key = self->key;
  sessions = tb_city_sessions_open (&sessions_options, error);
  if (sessions == NULL)
    return FALSE;
  self->guard = tb_city_guard_new (&options, tb_city_key_get_public (self->key), sessions);
  tb_city_set_authority (self->city, tb_city_guard_get_authority (), self->guard);

  return TRUE;
}

TbMetropolisSeat *
tb_metropolis_seat_open (const TbMetropolisPlan *plan, TbArea area, GError **error)
{
  TbMetropolisSeat *self = g_new0 (TbMetropolisSeat, 1);

  self->area = area;
  self->grants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->batch = json_array ();
  if (open_city (self, plan, error) && take_seat (self, error))
    return self;
  tb_metropolis_seat_close (self);

  return NULL;
}

void
tb_metropolis_seat_close (TbMetropolisSeat *self)
{
  g_clear_object (&self->city);
  g_clear_pointer (&self->guard, tb_city_guard_free);
  g_clear_pointer (&self->key, tb_city_key_unref);
  g_clear_pointer (&self->grants, g_hash_table_unref);
  json_decref (self->batch);
  g_free (self->lane);
  g_free (self);
}

const char *
tb_metropolis_seat_get_grant (TbMetropolisSeat *self, const char *operator_id)
{
  const char *known = g_hash_table_lookup (self->grants, operator_id);
  char *grant;

  if (known != NULL)
    return known;

  grant = tb_city_sessions_issue_grant (tb_city_guard_get_sessions (self->guard),
                                        operator_id,
                                        DEVICE,
                                        NULL);
  g_hash_table_insert (self->grants, g_strdup (operator_id), grant);

  return grant;
}

void
tb_metropolis_seat_trust (TbMetropolisSeat *self, TbMetropolisSeat *other)
{
  tb_city_guard_set_peer (self->guard, other->area, tb_city_key_get_public (other->key));
}

static gboolean
check_outcomes (TbMetropolisSeat *self, const json_t *outcomes, GError **error)
{
  json_t *outcome;
  gsize i;

  json_array_foreach ((json_t *) outcomes, i, outcome)
  {
    g_autofree char *text = NULL;

    if (g_strcmp0 (tb_json_get_string (outcome, "result"), "applied") == 0)
      continue;
    text = tb_json_to_string (outcome);
    g_set_error (error,
                 TB_METROPOLIS_ERROR,
                 TB_METROPOLIS_ERROR_CITY,
                 "%s: %s",
                 tb_area_get_slug (self->area),
                 text);
    return FALSE;
  }

  return TRUE;
}

gboolean
tb_metropolis_seat_flush (TbMetropolisSeat *self, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/lanes/%s/commands", self->lane);
  g_autoptr (json_t) body = json_pack ("{s:O}", "commands", self->batch);
  g_autoptr (json_t) answer = NULL;

  if (json_array_size (self->batch) == 0)
    return TRUE;
  answer = ask (self, path, body, error);
  if (answer == NULL || !check_outcomes (self, json_object_get (answer, "outcomes"), error))
    return FALSE;
  json_array_clear (self->batch);

  return TRUE;
}

gboolean
tb_metropolis_seat_add (TbMetropolisSeat *self, json_t *command, GError **error)
{
  tb_json_set_string (command, "lane", self->lane);
  tb_json_set_int (command, "lseq", ++self->lseq);
  json_array_append_new (self->batch, command);

  return json_array_size (self->batch) < MAX_BATCH || tb_metropolis_seat_flush (self, error);
}
