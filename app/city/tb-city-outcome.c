/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-pipeline.h"

#define MAX_SINCE 100

static json_t *
new_outcome (const TbCityOffer *offer, const char *result)
{
  return json_pack ("{s:I, s:s, s:s}",
                    "lseq",
                    (json_int_t) offer->lseq,
                    "id",
                    offer->id,
                    "result",
                    result);
}

static char *
to_string_take (json_t *json)
{
  char *text = tb_json_to_string (json);

  json_decref (json);

  return text;
}

/* Every text in it was checked to be a UUID, hex or a case number: nothing to escape. */
char *
tb_city_outcome_new_applied (const TbCityOffer *offer,
                             const TbCityChange *change,
                             const char *number)
{
  g_autofree char *last =
      number == NULL ? g_strdup ("") : g_strdup_printf (",\"number\":\"%s\"", number);

  return g_strdup_printf ("{\"lseq\":%" G_GINT64_FORMAT
                          ",\"id\":\"%s\",\"result\":\"applied\",\"ver\":%" G_GINT64_FORMAT
                          ",\"vid\":\"%s\",\"seq\":%" G_GINT64_FORMAT "%s}",
                          offer->lseq,
                          offer->id,
                          change->ver,
                          change->vid,
                          change->seq,
                          last);
}

char *
tb_city_outcome_new_noop (const TbCityOffer *offer)
{
  return to_string_take (new_outcome (offer, "applied"));
}

static char *
new_refused_take (const TbCityOffer *offer, TbRefusal reason, json_t *problem)
{
  json_t *json = new_outcome (offer, "refused");

  json_object_set_new (json, "reason", json_string (tb_refusal_get_name (reason)));
  json_object_set_new (json, "problem", problem);

  return to_string_take (json);
}

char *
tb_city_outcome_new_refused (const TbCityOffer *offer, const GError *refusal, char *twin)
{
  TbRefusal reason = (TbRefusal) refusal->code;
  json_t *problem =
      tb_problem_build (reason == TB_REFUSAL_FORBIDDEN ? TB_PROBLEM_FORBIDDEN : TB_PROBLEM_INVALID,
                        tb_refusal_get_field (refusal),
                        "%s",
                        refusal->message);

  tb_json_set_string (problem, "number", twin);

  return new_refused_take (offer, reason, problem);
}

/* Its own outcome is no longer kept, and it changed nothing: it is final, and never executed. */
char *
tb_city_outcome_new_final (const TbCityOffer *offer)
{
  json_t *problem =
      tb_problem_build (TB_PROBLEM_INVALID,
                        NULL,
                        "This number was answered long ago and the answer is no longer kept; the "
                        "command was not applied");

  tb_json_set_string (problem, "type", "urn:tongban:problem:final-not-applied");

  return new_refused_take (offer, TB_REFUSAL_INVALID, problem);
}

typedef struct {
  const char *base;
  json_t *since;
} Since;

/* What happened after the version that the author saw; all that is kept when it is unknown. */
static gboolean
add_since (gpointer data, const TbCityChange *change)
{
  Since *walk = data;
  g_autoptr (json_t) entry = NULL;
  const json_t *actor;
  json_t *line;

  if (g_strcmp0 (walk->base, change->vid) == 0) {
    json_array_clear (walk->since);
    return TRUE;
  }

  entry = tb_json_parse (change->entry, -1, NULL); /* NULL: trimmed */
  actor = json_object_get (entry, "actor");
  line = json_pack ("{s:s, s:s?}", "vid", change->vid, "at", tb_json_get_string (entry, "at"));
  tb_json_set_string (line, "cmd", change->command);
  tb_json_set_string (line, "operator", tb_json_get_string (actor, "operator"));
  json_array_append_new (walk->since, line);
  if (json_array_size (walk->since) > MAX_SINCE)
    json_array_remove (walk->since, 0);

  return TRUE;
}

char *
tb_city_outcome_new_conflict (TbCityStepState *step, const char *base, GError **error)
{
  TbCityStorage *storage = step->batch->city->storage;
  const TbCityRecord *record = step->record;
  g_autoptr (json_t) since = json_array ();
  g_autoptr (TbCityChange) current = NULL;
  g_autofree char *since_text = NULL;
  Since walk = { base, since };

  if (record != NULL) {
    const TbCityChange after = { .case_id = record->id };

    current = storage->does->find_by_seq (storage, record->seq, error);
    if (current == NULL || !storage->does->list_changes (storage, &after, add_since, &walk, error))
      return NULL;
  }

  since_text = tb_json_to_string (since);

  return g_strdup_printf ("{\"lseq\":%" G_GINT64_FORMAT
                          ",\"id\":\"%s\",\"result\":\"conflict\",\"base\":%s%s%s,"
                          "\"current\":%s,\"since\":%s}",
                          step->offer->lseq,
                          step->offer->id,
                          base == NULL ? "" : "\"",
                          base == NULL ? "null" : base,
                          base == NULL ? "" : "\"",
                          current == NULL ? "null" : current->entry,
                          since_text);
}
