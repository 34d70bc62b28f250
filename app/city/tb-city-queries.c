/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-private.h"

/* What each query may be asked with (data/wire/README.md, *Queries*). */
static const struct {
  const char *name;
  const char *const members[5];
} queries[] = {
  { "persons", { "id_no", "name", "birth" } },
  { "insurance", { "id_no" } },
  { "benefits", { "id_no" } },
  { "archives", { "id_no" } },
  { "certificates", { "id_no" } },
  { "cases", { "id_no", "item", "open" } },
};

static int
find_query (const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++) {
    if (strcmp (queries[i].name, name) == 0)
      return (int) i;
  }

  tb_city_problem_set (error, TB_PROBLEM_NOT_FOUND, NULL, "No such query");
  return -1;
}

static gboolean
set_invalid (GError **error, const char *member, const char *problem)
{
  g_autofree char *field = g_strconcat ("/criteria/", member, NULL);

  tb_city_problem_set (error, TB_PROBLEM_INVALID, field, "%s", problem);
  return FALSE;
}

static gboolean
check_criteria (int query, const json_t *criteria, GError **error)
{
  const char *id_no = tb_json_get_string (criteria, "id_no");
  const char *member;
  json_t *value;

  json_object_foreach ((json_t *) criteria, member, value)
  {
    json_type want = strcmp (member, "open") == 0 ? JSON_TRUE : JSON_STRING;

    if (!g_strv_contains (queries[query].members, member))
      return set_invalid (error, member, "The criterion is not known");
    if (json_is_boolean (value) ? want != JSON_TRUE : json_typeof (value) != want)
      return set_invalid (error, member, "The criterion has the wrong type");
  }
  if (id_no != NULL && *id_no != '\0')
    return TRUE;
  if (query == 0 && tb_json_get_string (criteria, "name") != NULL &&
      tb_json_get_string (criteria, "birth") != NULL)
    return TRUE;

  return set_invalid (error,
                      "id_no",
                      query == 0 ? "Ask with a document number, or with name and day of birth"
                                 : "Ask with a document number");
}

typedef struct {
  json_t *rows;
  gsize limit;
} CaseWalk;

static gboolean
add_case_row (gpointer data, gint64 seq, const char *entry)
{
  static const char *const copied[] = { "id",   "number", "item",      "state",
                                        "home", "owner",  "opened_at", "form" };
  CaseWalk *walk = data;
  g_autoptr (json_t) json = tb_json_parse (entry, -1, NULL);
  const json_t *body = json_object_get (json, "body");
  json_t *row;

  if (json_array_size (walk->rows) == walk->limit)
    return FALSE;

  row = json_object ();
  for (gsize i = 0; i < G_N_ELEMENTS (copied); i++) {
    json_t *value = json_object_get (body, copied[i]);

    if (value != NULL)
      json_object_set (row, copied[i], value);
  }
  json_array_append_new (walk->rows, row);

  return TRUE;
}

static json_t *
find_rows (TbCity *self, int query, const json_t *criteria, gsize limit, GError **error)
{
  int which = tb_city_register_from_name (queries[query].name);
  TbCityStorage *storage = self->storage;
  g_autoptr (json_t) rows = NULL;
  CaseWalk walk;

  if (which >= 0)
    return storage->does->query (storage, (TbCityRegister) which, criteria, (int) limit, error);

  rows = json_array ();
  walk = (CaseWalk){ rows, limit };
  if (!storage->does->find_cases (storage, criteria, add_case_row, &walk, error))
    return NULL;

  return g_steal_pointer (&rows);
}

static gboolean
read_limit (const json_t *json, gsize *limit, GError **error)
{
  gint64 value = tb_json_get_int (json, "limit", TB_CITY_MAX_ROWS);
  const json_t *given = json_object_get (json, "limit");

  if (value < 1 || value > TB_CITY_MAX_ROWS || (given != NULL && !json_is_integer (given))) {
    tb_city_problem_set (error,
                         TB_PROBLEM_INVALID,
                         "/limit",
                         "A number from 1 to %d",
                         TB_CITY_MAX_ROWS);
    return FALSE;
  }
  *limit = (gsize) value;

  return TRUE;
}

static gboolean
note (TbCity *self,
      const TbCityRequest *request,
      const TbCityRead *base,
      const json_t *criteria,
      GError **error)
{
  g_autofree char *text = tb_json_to_canonical (criteria);
  TbCityRead read = *base;

  read.criteria = text;

  return tb_city_note_read (self, request, &read, error);
}

static TbCityResponse *
answer_take (TbCity *self, TbCityGroup *group, json_t *rows, gsize limit)
{
  gboolean more = json_array_size (rows) > limit;

  if (more)
    json_array_remove (rows, limit);

  return tb_city_response_new_json_take (200,
                                         json_pack ("{s:{s:s, s:I, s:s}, s:o, s:b}",
                                                    "as_of",
                                                    "log_id",
                                                    group->state.log_id,
                                                    "seq",
                                                    (json_int_t) group->state.log.head,
                                                    "now",
                                                    group->now,
                                                    "rows",
                                                    rows,
                                                    "more",
                                                    more));
}

static TbCityResponse *
post_query (TbCity *self,
            const TbCityRequest *request,
            const char *const *parts,
            TbCityGroup *group,
            GError **error)
{
  static const char *const members[] = { "criteria", "limit", NULL };
  g_autoptr (json_t) json = NULL;
  g_autoptr (json_t) rows = NULL;
  const json_t *criteria;
  TbCityAuthor author = { 0 };
  TbCityRead read = { .at = group->now, .operator= author.operator, .name = parts[0] };
  int query = find_query (parts[0], error);
  gsize limit = 0;

  if (query < 0 || !tb_city_check_reader (self, request, parts[0], &author, error))
    return NULL;
  json = tb_city_request_dup_json (request, members, error);
  criteria = tb_json_get_object (json, "criteria");
  if (json == NULL || !read_limit (json, &limit, error) || !check_criteria (query, criteria, error))
    return NULL;

  rows = find_rows (self, query, criteria, limit + 1, error);
  if (rows == NULL)
    return NULL;
  read.n_rows = (gint64) MIN (json_array_size (rows), limit);
  if (!note (self, request, &read, criteria, error))
    return NULL;

  return answer_take (self, group, g_steal_pointer (&rows), limit);
}

void
tb_city_queries_add_routes (TbCity *self)
{
  tb_city_add_route (self, "POST", "/v1/queries/{}", TB_CITY_ROUTE_WRITES, post_query);
}
