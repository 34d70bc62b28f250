/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-pipeline.h"

static GPtrArray *
read_offers (const TbCityRequest *request, const char *lane, GError **error)
{
  static const char *const members[] = { "commands", NULL };
  g_autoptr (GPtrArray) offers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tb_city_offer_free);
  g_autoptr (json_t) json = NULL;
  const json_t *commands;
  json_t *command;
  gsize i;

  if (request->body != NULL && g_bytes_get_size (request->body) > TB_CITY_MAX_BATCH_BYTES) {
    tb_city_problem_set (error,
                         TB_PROBLEM_TOO_LARGE,
                         NULL,
                         "A batch has at most %d bytes",
                         TB_CITY_MAX_BATCH_BYTES);
    return NULL;
  }
  json = tb_city_request_dup_json (request, members, error);
  if (json == NULL)
    return NULL;
  commands = tb_json_get_array (json, "commands");
  if (json_array_size (commands) < 1 || json_array_size (commands) > TB_CITY_MAX_BATCH) {
    tb_city_problem_set (error,
                         TB_PROBLEM_INVALID,
                         "/commands",
                         "A batch has 1 to %d commands",
                         TB_CITY_MAX_BATCH);
    return NULL;
  }

  json_array_foreach ((json_t *) commands, i, command)
  {
    TbCityOffer *offer = tb_city_offer_new (command, lane, i, error);

    if (offer == NULL)
      return NULL;
    g_ptr_array_add (offers, offer);
  }

  return g_steal_pointer (&offers);
}

/* Runs until the end or the first command that stops the batch, whose problem is @stop. */
static gboolean
run_all (TbCityBatch *batch, const GPtrArray *offers, GString *outcomes, GError **stop)
{
  for (guint i = 0; i < offers->len; i++) {
    g_autofree char *outcome = tb_city_run_command (batch, offers->pdata[i], stop);

    if (outcome == NULL)
      return FALSE;
    if (i > 0)
      g_string_append_c (outcomes, ',');
    g_string_append (outcomes, outcome);
  }

  return TRUE;
}

static TbCityResponse *
answer_all (const GString *outcomes)
{
  GString *text = g_string_sized_new (outcomes->len + 16);

  g_string_append (text, "{\"outcomes\":[");
  g_string_append_len (text, outcomes->str, (gssize) outcomes->len);
  g_string_append (text, "]}");

  return tb_city_response_new_text_take (200, "application/json", text);
}

/* 409 and 422 carry the outcomes so far, which are as final as any, byte for byte. */
static TbCityResponse *
answer_stopped (const GString *outcomes, gint64 last, const GError *stop)
{
  g_autoptr (json_t) problem = tb_city_problem_to_json (stop);
  g_autofree char *head = NULL;
  TbCityResponse *response;
  GString *text;

  tb_json_set_int (problem, "last", last);
  head = tb_json_to_string (problem);
  text = g_string_new_len (head, (gssize) strlen (head) - 1);
  g_string_append (text, ",\"outcomes\":[");
  g_string_append_len (text, outcomes->str, (gssize) outcomes->len);
  g_string_append (text, "]}");
  response = tb_city_response_new_text_take ((guint) tb_json_get_int (problem, "status", 500),
                                             TB_PROBLEM_MEDIA_TYPE,
                                             text);

  return response;
}

static TbCityResponse *
post_commands (TbCity *self,
               const TbCityRequest *request,
               const char *const *parts,
               TbCityGroup *group,
               GError **error)
{
  g_autoptr (TbCityLane) lane = tb_city_find_own_lane (self, request, parts[0], error);
  g_autoptr (GPtrArray) offers = NULL;
  g_autoptr (GString) outcomes = g_string_new (NULL);
  g_autoptr (GError) stop = NULL;
  TbCityBatch batch = { self, group, lane };
  gint64 last;

  if (lane == NULL)
    return NULL;
  offers = read_offers (request, lane->id, error);
  if (offers == NULL)
    return NULL;

  last = lane->last;
  if (!run_all (&batch, offers, outcomes, &stop) && stop->domain != TB_CITY_PROBLEM) {
    g_propagate_error (error, g_steal_pointer (&stop));
    return NULL;
  }
  if (lane->last != last &&
      !self->storage->does->set_lane_last (self->storage, lane->key, lane->last, error))
    return NULL;

  return stop == NULL ? answer_all (outcomes) : answer_stopped (outcomes, lane->last, stop);
}

void
tb_city_commands_add_routes (TbCity *self)
{
  tb_city_add_route (self,
                     "POST",
                     "/v1/lanes/{}/commands",
                     TB_CITY_ROUTE_WRITES | TB_CITY_ROUTE_WINDOW,
                     post_commands);
}
