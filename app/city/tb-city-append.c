/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-pipeline.h"
#include "tb-hash.h"

#define VID_LENGTH 16
#define MAX_CACHED 1024

typedef struct {
  char *vid;
  TbCase *body;
} Cached;

static void
free_cached (gpointer data)
{
  Cached *cached = data;

  g_free (cached->vid);
  g_object_unref (cached->body);
  g_free (cached);
}

static void
remember (TbCity *self, const char *id, const char *vid, TbCase *body)
{
  Cached *cached = g_new0 (Cached, 1);

  if (self->cases == NULL)
    self->cases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_cached);
  if (g_hash_table_size (self->cases) >= MAX_CACHED)
    g_hash_table_remove_all (self->cases);

  cached->vid = g_strdup (vid);
  cached->body = g_object_ref (body);
  g_hash_table_replace (self->cases, g_strdup (id), cached);
}

TbCase *
tb_city_load_case (TbCity *self, const TbCityRecord *record, GError **error)
{
  const Cached *cached = self->cases == NULL ? NULL : g_hash_table_lookup (self->cases, record->id);
  g_autoptr (TbCityChange) change = NULL;
  g_autoptr (json_t) entry = NULL;
  g_autoptr (GError) local = NULL;
  TbCase *body = NULL;

  if (cached != NULL && strcmp (cached->vid, record->vid) == 0)
    return g_object_ref (cached->body);

  change = self->storage->does->find_by_seq (self->storage, record->seq, error);
  if (change == NULL)
    return NULL;
  entry = tb_json_parse (change->entry, -1, &local);
  if (entry != NULL)
    body = tb_case_new_take (json_incref (json_object_get (entry, "body")), &local);
  if (body == NULL) {
    g_set_error (error,
                 TB_CITY_DB_ERROR,
                 TB_CITY_DB_ERROR_FAILED,
                 "Number %" G_GINT64_FORMAT " of the log holds no case: %s",
                 record->seq,
                 local->message);
    return NULL;
  }
  remember (self, record->id, record->vid, body);

  return body;
}

char *
tb_city_dup_twin_key (TbCity *self, const TbItem *item, TbCase *after)
{
  const char *const *fields = self->rules->get_duplicates (item);
  const json_t *person = json_object_get (tb_case_get_json (after), "person");
  const char *id_no = tb_case_get_person_id (after);
  g_autoptr (json_t) key = NULL;
  g_autofree char *text = NULL;

  if (fields == NULL || fields[0] == NULL || id_no == NULL)
    return NULL;

  key = json_pack ("[s?, s, s]",
                   tb_json_get_string (person, "id_type"),
                   id_no,
                   tb_case_get_item (after));
  for (gsize i = 0; fields[i] != NULL; i++) {
    json_t *value = json_object_get (tb_case_get_form (after), fields[i]);

    json_array_append_new (key, value == NULL ? json_null () : json_incref (value));
  }
  text = tb_json_to_canonical (key);

  return tb_hash_blake2b (text, strlen (text));
}

/* Rule: protocol.md §1, version identity. */
static char *
new_vid (const char *log_id, gint64 seq, const char *command)
{
  guint64 big_endian = GUINT64_TO_BE ((guint64) seq);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char *vid;

  g_byte_array_append (bytes, (const guint8 *) log_id, (guint) strlen (log_id));
  g_byte_array_append (bytes, (const guint8 *) &big_endian, sizeof big_endian);
  g_byte_array_append (bytes, (const guint8 *) command, (guint) strlen (command));
  vid = tb_hash_blake2b (bytes->data, bytes->len);
  vid[VID_LENGTH] = '\0';

  return vid;
}

/* Serialised here once; these bytes are stored, hashed and sent ever after. */
static char *
new_entry (TbCityStepState *step, const TbCityChange *change, TbCase *after)
{
  TbCityBatch *batch = step->batch;
  g_autofree char *body = tb_json_to_string (tb_case_get_json (after));
  g_autoptr (json_t) actor = json_pack ("{s:s, s:s, s:s}",
                                        "operator",
                                        tb_command_get_operator (step->offer->command),
                                        "area",
                                        tb_area_get_slug (step->author.area),
                                        "window",
                                        tb_command_get_window (step->offer->command));
  g_autofree char *actor_text = tb_json_to_string (actor);

  return g_strdup_printf ("{\"at\":\"%s\",\"kind\":\"case\",\"id\":\"%s\",\"ver\":%" G_GINT64_FORMAT
                          ",\"vid\":\"%s\",\"body\":%s,\"cmd\":\"%s\",\"lane\":\"%s\","
                          "\"lseq\":%" G_GINT64_FORMAT ",\"actor\":%s,\"seq\":%" G_GINT64_FORMAT
                          "}",
                          batch->group->now,
                          change->case_id,
                          change->ver,
                          change->vid,
                          body,
                          change->command,
                          batch->lane->id,
                          change->lseq,
                          actor_text,
                          change->seq);
}

static guint
get_areas (TbCase *body)
{
  guint areas = 0;

  for (int i = 0; body != NULL && i < TB_N_AREAS; i++) {
    if (tb_case_involves (body, (TbArea) i))
      areas |= 1u << i;
  }

  return areas;
}

static void
advance (TbCityChain *chain, const char *entry)
{
  g_autofree char *h = tb_hash_chain (chain->h, (guint64) chain->head + 1, entry, strlen (entry));

  chain->head++;
  g_strlcpy (chain->h, h, sizeof chain->h);
}

/* Raises the heads in memory; an area that was just removed still gets the line that says so. */
static void
advance_all (TbCityGroup *group, guint areas, const char *entry, TbCityChain lines[TB_N_AREAS])
{
  advance (&group->state.log, entry);
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (((areas >> i) & 1) == 0)
      continue;
    advance (&group->state.views[i], entry);
    lines[i] = group->state.views[i];
  }
  group->advanced |= areas;
}

static void
fill_change (TbCityStepState *step, TbCityChange *change)
{
  TbCityState *state = &step->batch->group->state;

  change->seq = state->log.head + 1;
  change->command = (char *) step->offer->id;
  change->lane = step->batch->lane->key;
  change->lseq = step->offer->lseq;
  change->case_id = (char *) tb_command_get_case (step->offer->command);
  change->ver = step->record == NULL ? 1 : step->record->ver + 1;
}

char *
tb_city_append (TbCityStepState *step, const TbItem *item, TbCase *after, GError **error)
{
  TbCity *self = step->batch->city;
  TbCityGroup *group = step->batch->group;
  g_autofree char *vid = new_vid (group->state.log_id, group->state.log.head + 1, step->offer->id);
  g_autofree char *twin = tb_city_dup_twin_key (self, item, after);
  g_autofree char *entry = NULL;
  TbCityChain lines[TB_N_AREAS] = { 0 };
  TbCityChange change = { .vid = vid };
  TbCityRecord record = { 0 };

  fill_change (step, &change);
  change.entry = entry = new_entry (step, &change, after);
  record = (TbCityRecord){
    .id = change.case_id,
    .number = (char *) tb_case_get_number (after),
    .item = (char *) tb_case_get_item (after),
    .id_no = (char *) tb_case_get_person_id (after),
    .twin = twin,
    .is_closed = tb_case_is_closed (after),
    .areas = get_areas (after),
    .ver = change.ver,
    .vid = vid,
    .seq = change.seq,
  };
  advance_all (group, record.areas | get_areas (step->before), entry, lines);
  change.h = group->state.log.h;
  if (!self->storage->does->append (self->storage, &change, &record, lines, error))
    return NULL;

  remember (self, record.id, vid, after);

  return tb_city_outcome_new_applied (step->offer,
                                      &change,
                                      step->record == NULL ? record.number : NULL);
}
