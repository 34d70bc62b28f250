/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include "tb-city-private.h"
#include "tb-hash.h"

static json_t *
read_notices (TbCity *self)
{
  g_autofree char *text = self->storage->does->dup_setting (self->storage, "notices", NULL);
  json_t *notices = text == NULL ? NULL : tb_json_parse (text, -1, NULL);

  return notices != NULL ? notices : json_array ();
}

static json_t *
new_limits (void)
{
  return json_pack ("{s:i, s:i, s:i, s:i}",
                    "batch",
                    TB_CITY_MAX_BATCH,
                    "batch_bytes",
                    TB_CITY_MAX_BATCH_BYTES,
                    "blob_bytes",
                    TB_CITY_MAX_BLOB_BYTES,
                    "page",
                    TB_CITY_MAX_PAGE);
}

static TbCityResponse *
get_about (TbCity *self,
           const TbCityRequest *request,
           const char *const *parts,
           TbCityGroup *group,
           GError **error)
{
  json_t *json = json_pack ("{s:s, s:s, s:I, s:I, s:I, s:{s:i, s:i}, s:s}",
                            "area",
                            tb_area_get_slug (self->area),
                            "log_id",
                            self->state.log_id,
                            "head",
                            (json_int_t) self->state.log.head,
                            "lowest",
                            (json_int_t) self->state.log.lowest,
                            "durable_seq",
                            (json_int_t) tb_city_get_durable_seq (self),
                            "protocol",
                            "min",
                            1,
                            "max",
                            1,
                            "hash",
                            TB_HASH_CHAIN_NAME);

  tb_json_set_string (json, "catalogue", self->rules->get_digest (self->catalogue));
  json_object_set_new (json, "limits", new_limits ());
  tb_json_set_string (json, "now", group->now);
  tb_json_set_string (json, "key", tb_city_get_public_key (self));
  json_object_set_new (json, "notices", read_notices (self));

  return tb_city_response_new_json_take (200, json);
}

static TbCityResponse *
get_item (TbCity *self,
          const TbCityRequest *request,
          const char *const *parts,
          TbCityGroup *group,
          GError **error)
{
  const TbItem *item = NULL;
  gint64 version = 0;

  if (g_ascii_string_to_signed (parts[1], 10, 1, G_MAXINT, &version, NULL))
    item = self->rules->find_item (self->catalogue, parts[0], (int) version);
  if (item == NULL) {
    tb_city_problem_set (error,
                         TB_PROBLEM_NOT_FOUND,
                         NULL,
                         "This city does not know the matter or its version");
    return NULL;
  }

  return tb_city_response_new_json_take (200,
                                         json_incref ((json_t *) self->rules->get_json (item)));
}

/* Windows keep these as witnesses of how far the log had come, and what it said. */
static TbCityResponse *
get_audit_head (TbCity *self,
                const TbCityRequest *request,
                const char *const *parts,
                TbCityGroup *group,
                GError **error)
{
  const TbCityState *state = &self->state;
  g_autofree char *text = g_strdup_printf ("%s|%" G_GINT64_FORMAT "|%s|%s",
                                           state->log_id,
                                           state->log.head,
                                           state->log.h,
                                           group->now);
  g_autofree char *signature = tb_city_key_sign (self->key, text);

  return tb_city_response_new_json_take (200,
                                         json_pack ("{s:s, s:I, s:s, s:s, s:s}",
                                                    "log_id",
                                                    state->log_id,
                                                    "seq",
                                                    (json_int_t) state->log.head,
                                                    "h",
                                                    state->log.h,
                                                    "time",
                                                    group->now,
                                                    "signature",
                                                    signature));
}

void
tb_city_about_add_routes (TbCity *self)
{
  tb_city_add_route (self, "GET", "/v1/about", TB_CITY_ROUTE_OPEN, get_about);
  tb_city_add_route (self, "GET", "/v1/items/{}/{}", TB_CITY_ROUTE_WINDOW, get_item);
  tb_city_add_route (self, "GET", "/v1/audit/head", TB_CITY_ROUTE_READS, get_audit_head);
}
