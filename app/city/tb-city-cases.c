/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-private.h"

static TbCityRecord *
find_case (TbCity *self, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  TbCityRecord *record = self->storage->does->find_case (self->storage, id, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (record == NULL)
    tb_city_problem_set (error, TB_PROBLEM_NOT_FOUND, NULL, "This city does not have the case");

  return record;
}

/* A read of one case, audited like a query: @what is "case" or "history". */
static TbCityRecord *
open_case (TbCity *self,
           const TbCityRequest *request,
           const char *id,
           TbCityRead *read,
           GError **error)
{
  TbCityAuthor author = { 0 };
  g_autoptr (TbCityRecord) record = NULL;

  if (!tb_city_check_reader (self, request, read->name, &author, error))
    return NULL;
  record = find_case (self, id, error);
  if (record == NULL)
    return NULL;

  read->operator= author.operator;
  read->criteria = id;
  read->n_rows = 1;
  if (!tb_city_note_read (self, request, read, error))
    return NULL;

  return g_steal_pointer (&record);
}

static TbCityResponse *
get_case (TbCity *self,
          const TbCityRequest *request,
          const char *const *parts,
          TbCityGroup *group,
          GError **error)
{
  TbCityRead read = { .at = group->now, .name = "case" };
  g_autoptr (TbCityRecord) record = open_case (self, request, parts[0], &read, error);
  g_autoptr (TbCityChange) change = NULL;
  g_autofree char *etag = NULL;
  TbCityResponse *response;

  if (record == NULL)
    return NULL;

  etag = g_strdup_printf ("\"%" G_GINT64_FORMAT "-%s\"", record->ver, record->vid);
  if (g_strcmp0 (tb_city_request_get_header (request, "if-none-match"), etag) == 0) {
    response = tb_city_response_new (304);
  } else {
    change = self->storage->does->find_by_seq (self->storage, record->seq, error);
    if (change == NULL)
      return NULL;
    response =
        tb_city_response_new_text_take (200, "application/json", g_string_new (change->entry));
  }
  tb_city_response_set_header (response, "ETag", etag);

  return response;
}

typedef struct {
  GString *text;
  const char *from;
  gsize start; /* where the entries begin */
} History;

/* After the version @from; everything that is kept when it is none of this case's. */
static gboolean
add_version (gpointer data, const TbCityChange *change)
{
  History *history = data;

  if (g_strcmp0 (history->from, change->vid) == 0) {
    g_string_truncate (history->text, history->start);
    return TRUE;
  }
  if (*change->entry == '\0') /* trimmed */
    return TRUE;
  if (history->text->len > TB_CITY_MAX_PAGE_BYTES)
    return FALSE;
  if (history->text->len > history->start)
    g_string_append_c (history->text, ',');
  g_string_append (history->text, change->entry);

  return TRUE;
}

static TbCityResponse *
get_history (TbCity *self,
             const TbCityRequest *request,
             const char *const *parts,
             TbCityGroup *group,
             GError **error)
{
  TbCityRead read = { .at = group->now, .name = "history" };
  g_autoptr (TbCityRecord) record = open_case (self, request, parts[0], &read, error);
  g_autoptr (GString) text = g_string_new ("{\"entries\":[");
  const TbCityChange after = { .case_id = (char *) parts[0] };
  History history = { text, tb_city_request_get_query (request, "from"), text->len };

  if (record == NULL ||
      !self->storage->does->list_changes (self->storage, &after, add_version, &history, error))
    return NULL;

  g_string_append (text, "]}");

  return tb_city_response_new_text_take (200, "application/json", g_steal_pointer (&text));
}

void
tb_city_cases_add_routes (TbCity *self)
{
  tb_city_add_route (self, "GET", "/v1/cases/{}", TB_CITY_ROUTE_WRITES, get_case);
  tb_city_add_route (self, "GET", "/v1/cases/{}/history", TB_CITY_ROUTE_WRITES, get_history);
}
