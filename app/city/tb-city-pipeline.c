/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include "tb-city-pipeline.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-case-number.h"
#include "tb-hash.h"
#include "tb-uuid.h"

void
tb_city_offer_free (TbCityOffer *self)
{
  g_clear_object (&self->command);
  g_free (self->id);
  g_free (self->fp);
  g_free (self);
}

static gboolean
set_invalid (GError **error, gsize n, const char *member, const char *problem)
{
  g_autofree char *field = g_strdup_printf ("/commands/%" G_GSIZE_FORMAT "%s", n, member);

  tb_city_problem_set (error, TB_PROBLEM_INVALID, field, "%s", problem);
  return FALSE;
}

/* A kind of a newer version is refused as a command of its lane, not as a broken request: else a
 * newer window could never get past it. */
static gboolean
read_unknown_kind (TbCityOffer *self, const json_t *json)
{
  g_autofree char *bytes = tb_json_to_canonical (json);

  self->lseq = tb_json_get_int (json, "lseq", 0);
  self->id = g_strdup (tb_json_get_string (json, "id"));
  self->fp = tb_hash_sha256 (bytes, strlen (bytes));

  return self->lseq > 0 && tb_uuid_is_valid (self->id);
}

TbCityOffer *
tb_city_offer_new (const json_t *json, const char *lane, gsize n, GError **error)
{
  g_autoptr (TbCityOffer) self = g_new0 (TbCityOffer, 1);
  g_autoptr (GError) local = NULL;

  if (g_strcmp0 (tb_json_get_string (json, "lane"), lane) != 0) {
    set_invalid (error, n, "/lane", "The command belongs to another lane");
    return NULL;
  }

  self->command = tb_command_new (json, &local);
  if (self->command != NULL) {
    self->lseq = tb_command_get_lseq (self->command);
    self->id = g_strdup (tb_command_get_id (self->command));
    self->fp = g_strdup (tb_command_get_fingerprint (self->command));
    return g_steal_pointer (&self);
  }
  if (!g_error_matches (local, TB_COMMAND_ERROR, TB_COMMAND_ERROR_KIND) ||
      !read_unknown_kind (self, json)) {
    set_invalid (error, n, "", local->message);
    return NULL;
  }

  return g_steal_pointer (&self);
}

static gboolean
is_same_case (const TbCityOffer *offer, const TbCityChange *change)
{
  return offer->command != NULL &&
         strcmp (change->case_id, tb_command_get_case (offer->command)) == 0;
}

/* The number of a case is told by the outcome of what made it. */
static char *
new_outcome_from_log (TbCity *self,
                      const TbCityOffer *offer,
                      const TbCityChange *change,
                      GError **error)
{
  g_autoptr (TbCityRecord) record = NULL;

  if (change->ver != 1)
    return tb_city_outcome_new_applied (offer, change, NULL);

  record = self->storage->does->find_case (self->storage, change->case_id, error);
  if (record == NULL)
    return NULL;

  return tb_city_outcome_new_applied (offer, change, record->number);
}

static char *
repeat_from_log (TbCityBatch *batch, const TbCityOffer *offer, GError **error)
{
  TbCityStorage *storage = batch->city->storage;
  g_autoptr (GError) local = NULL;
  g_autoptr (TbCityChange) change =
      storage->does->find_by_lane (storage, batch->lane->key, offer->lseq, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (change == NULL)
    return tb_city_outcome_new_final (offer);
  if (g_strcmp0 (change->command, offer->id) == 0 && is_same_case (offer, change))
    return new_outcome_from_log (batch->city, offer, change, error);

  tb_city_problem_set (error,
                       TB_PROBLEM_ID_REUSED,
                       NULL,
                       "The lane has another command under this number");
  return NULL;
}

/* ⚠ Byte for byte what was answered the first time, not what would be answered now. */
static char *
repeat (TbCityBatch *batch, const TbCityOffer *offer, GError **error)
{
  TbCityStorage *storage = batch->city->storage;
  g_autofree char *fp = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *outcome =
      storage->does->find_outcome (storage, batch->lane->key, offer->lseq, &fp, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (outcome == NULL)
    return repeat_from_log (batch, offer, error);
  if (strcmp (fp, offer->fp) == 0)
    return g_steal_pointer (&outcome);

  tb_city_problem_set (error,
                       TB_PROBLEM_ID_REUSED,
                       NULL,
                       "The lane has another command under this number");
  return NULL;
}

static gboolean
has_blobs (TbCity *self, const json_t *json, const char *path, GError **error)
{
  const char *member;
  json_t *value;
  gsize i;

  if (json_is_array (json)) {
    json_array_foreach ((json_t *) json, i, value)
    {
      g_autofree char *next = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, path, i);

      if (!has_blobs (self, value, next, error))
        return FALSE;
    }
    return TRUE;
  }

  json_object_foreach ((json_t *) json, member, value)
  {
    g_autofree char *next = g_strconcat (path, "/", member, NULL);

    if (strcmp (member, "sha256") == 0 && json_is_string (value) &&
        !tb_city_has_blob (self, json_string_value (value))) {
      tb_refusal_set (error,
                      TB_REFUSAL_BLOB_MISSING,
                      next,
                      "%s",
                      _ ("The attachment has not arrived whole: send it first"));
      return FALSE;
    }
    if ((json_is_object (value) || json_is_array (value)) && !has_blobs (self, value, next, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
check_number (TbCityStepState *step, TbCase *after, GError **error)
{
  static const char field[] = "/args/case/number";
  TbCityStorage *storage = step->batch->city->storage;
  g_autoptr (TbCityRecord) other = NULL;
  g_autoptr (GError) local = NULL;
  TbCaseNumber number;

  if (!tb_case_number_parse (tb_case_get_number (after), &number, &local)) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, field, "%s", local->message);
    return FALSE;
  }
  if (number.area != tb_case_get_origin (after) || number.area != step->author.area) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    field,
                    "%s",
                    _ ("The number is not one of the area that collected the case"));
    return FALSE;
  }
  other = storage->does->find_number (storage, tb_case_get_number (after), &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (other == NULL)
    return TRUE;

  tb_refusal_set (error,
                  TB_REFUSAL_INVALID,
                  field,
                  "%s",
                  _ ("Another case has this number already"));
  return FALSE;
}

static gboolean
check_twin (TbCityStepState *step, const TbItem *item, TbCase *after, GError **error)
{
  TbCity *self = step->batch->city;
  g_autofree char *key = tb_city_dup_twin_key (self, item, after);
  g_autoptr (TbCityRecord) twin = NULL;
  g_autoptr (GError) local = NULL;

  if (key == NULL)
    return TRUE;
  twin = self->storage->does->find_twin (self->storage, key, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (twin == NULL)
    return TRUE;

  step->twin = g_strdup (twin->number);
  tb_refusal_set (error,
                  TB_REFUSAL_INVALID,
                  "/args/case",
                  _ ("Case %s of the same person and matter is still open"),
                  twin->number);
  return FALSE;
}

/* What only the city can know of a new case: that it is decided here, and no other is like it. */
static gboolean
check_new (TbCityStepState *step, const TbItem *item, TbCase *after, GError **error)
{
  if (tb_case_get_home (after) != step->batch->city->area) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/args/case/home",
                    "%s",
                    _ ("Another area decides this case: send it there"));
    return FALSE;
  }
  if (strcmp (tb_case_get_id (after), tb_command_get_case (step->offer->command)) != 0) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/args/case/id",
                    "%s",
                    _ ("The case inside the command is another one"));
    return FALSE;
  }

  return check_number (step, after, error) && check_twin (step, item, after, error);
}

typedef struct {
  gint64 lane;
  gboolean is_own;
} OwnWalk;

static gboolean
note_owner (gpointer data, const TbCityChange *change)
{
  OwnWalk *walk = data;

  walk->is_own = change->lane == walk->lane;

  return walk->is_own;
}

/* Whether nobody else changed the case since @predecessor: commands of this lane that came after
 * it were made at the same window, in this order. */
static gboolean
is_untouched (TbCityStepState *step,
              const TbCityChange *predecessor,
              gboolean *is_untouched_by_others,
              GError **error)
{
  TbCityStorage *storage = step->batch->city->storage;
  const TbCityChange after = { .case_id = step->record->id, .ver = predecessor->ver };
  OwnWalk walk = { step->batch->lane->key, TRUE };

  if (!storage->does->list_changes (storage, &after, note_owner, &walk, error))
    return FALSE;
  *is_untouched_by_others = walk.is_own;

  return TRUE;
}

/* The conflict's outcome in @conflict, or NULL there when the predecessor is what this replaces. */
static gboolean
resolve_after (TbCityStepState *step, char **conflict, GError **error)
{
  TbCityStorage *storage = step->batch->city->storage;
  g_autoptr (GError) local = NULL;
  g_autoptr (TbCityChange) predecessor =
      storage->does->find_by_command (storage, tb_command_get_base (step->offer->command), &local);
  gboolean is_free = FALSE;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (predecessor == NULL || predecessor->lane != step->batch->lane->key ||
      !is_same_case (step->offer, predecessor)) {
    tb_refusal_set (error,
                    TB_REFUSAL_DEPENDENCY,
                    "/base/after",
                    "%s",
                    _ ("The command that this one follows was not applied"));
    return FALSE;
  }
  if (!is_untouched (step, predecessor, &is_free, error))
    return FALSE;
  if (is_free)
    return TRUE;

  *conflict = tb_city_outcome_new_conflict (step, predecessor->vid, error);

  return *conflict != NULL;
}

/* From the version that the author saw to the newest one. */
typedef struct {
  const char *base;
  gint64 lane;
  json_t *seen; /* the body of the base, once it was met */
  gboolean is_own;
} NotedWalk;

static gboolean
note_base (gpointer data, const TbCityChange *change)
{
  NotedWalk *walk = data;

  if (walk->seen == NULL && strcmp (change->vid, walk->base) == 0) {
    g_autoptr (json_t) entry = tb_json_parse (change->entry, -1, NULL); /* NULL: trimmed */

    walk->seen = json_incref (tb_json_get_object (entry, "body"));
    walk->is_own = walk->seen != NULL;
  } else if (walk->seen != NULL) {
    walk->is_own = walk->is_own && change->lane == walk->lane;
  }

  return TRUE;
}

/* Without what the kinds that commute add. */
static json_t *
dup_material (const json_t *body)
{
  static const char *const added[] = {
    "thread", "reminders", "attachments", "rating", "prints", "offered",
  };
  json_t *material = json_copy ((json_t *) body);

  for (gsize i = 0; i < G_N_ELEMENTS (added); i++)
    json_object_del (material, added[i]);

  return material;
}

/* A note makes a version as well. Whoever writes one and then changes the case, before the feed has
 * brought the note back, has still seen all that the change replaces: since the version that it
 * names there is nothing but notes of this very lane, and they were made before it. */
static gboolean
is_only_noted (TbCityStepState *step, gboolean *is_noted, GError **error)
{
  TbCityStorage *storage = step->batch->city->storage;
  const TbCityChange after = { .case_id = step->record->id };
  NotedWalk walk = { tb_command_get_base (step->offer->command), step->batch->lane->key };
  g_autoptr (json_t) seen = NULL;
  g_autoptr (json_t) current = NULL;

  if (!storage->does->list_changes (storage, &after, note_base, &walk, error)) {
    json_decref (walk.seen);
    return FALSE;
  }
  if (walk.is_own) {
    seen = dup_material (walk.seen);
    current = dup_material (tb_case_get_json (step->before));
  }
  *is_noted = walk.is_own && json_equal (seen, current);
  json_decref (walk.seen);

  return TRUE;
}

/* ⚠ Identities are compared, never numbers: what is replaced is what the author saw. */
static gboolean
resolve_base (TbCityStepState *step, char **conflict, GError **error)
{
  const char *base = tb_command_get_base (step->offer->command);
  gboolean is_noted = FALSE;

  switch (tb_command_get_base_kind (step->offer->command)) {
  case TB_BASE_CREATES:
    if (step->record == NULL)
      return TRUE;
    break;
  case TB_BASE_VERSION:
    if (step->record != NULL && strcmp (step->record->vid, base) == 0)
      return TRUE;
    if (step->record != NULL && !is_only_noted (step, &is_noted, error))
      return FALSE;
    if (is_noted)
      return TRUE;
    break;
  case TB_BASE_AFTER:
    return resolve_after (step, conflict, error);
  case TB_BASE_NONE:
  default:
    if (step->record != NULL)
      return TRUE;
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/case",
                    "%s",
                    _ ("This city does not have the case"));
    return FALSE;
  }

  *conflict = tb_city_outcome_new_conflict (step, base, error);

  return *conflict != NULL;
}

static gboolean
load_before (TbCityStepState *step, GError **error)
{
  TbCity *self = step->batch->city;
  g_autoptr (GError) local = NULL;

  step->record = self->storage->does->find_case (self->storage,
                                                 tb_command_get_case (step->offer->command),
                                                 &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (step->record == NULL)
    return TRUE;
  step->before = tb_city_load_case (self, step->record, error);

  return step->before != NULL;
}

static gboolean
authorise (TbCityStepState *step, GError **error)
{
  TbCity *self = step->batch->city;
  const TbCityAuthority *authority = self->authority;

  if (authority == NULL) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    NULL,
                    "%s",
                    _ ("This city knows no operators yet"));
    return FALSE;
  }

  return authority->check_author (self->authority_data,
                                  step->offer->command,
                                  step->batch->lane->device,
                                  &step->author,
                                  error) &&
         load_before (step, error) &&
         authority->check_command (self->authority_data,
                                   &step->author,
                                   step->offer->command,
                                   step->before,
                                   error);
}

/* The version of the matter that the case pins; a command that names another one is wrong. */
static const TbItem *
find_item (TbCityStepState *step, GError **error)
{
  TbCity *self = step->batch->city;
  const char *id = tb_command_get_item (step->offer->command);
  int version = tb_command_get_item_version (step->offer->command);
  const TbItem *item = self->rules->find_item (self->catalogue, id, version);

  if (item == NULL) {
    tb_refusal_set (error,
                    TB_REFUSAL_UNSUPPORTED,
                    "/item",
                    "%s",
                    _ ("This city does not know the matter or its version"));
    return NULL;
  }
  if (step->before != NULL && (strcmp (tb_case_get_item (step->before), id) != 0 ||
                               tb_case_get_item_version (step->before) != version)) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/item",
                    "%s",
                    _ ("The case was collected under another matter or version"));
    return NULL;
  }

  return item;
}

static char *
apply (TbCityStepState *step, const TbItem *item, GError **error)
{
  TbCity *self = step->batch->city;
  const TbWorkflowActor actor = {
    .area = step->author.area,
    .roles = step->author.roles,
    .at = step->batch->group->now,
    .calendar = self->calendar,
    .catalogue = self->catalogue,
  };
  g_autoptr (TbCase) after = NULL;

  if (!has_blobs (self, tb_command_get_args (step->offer->command), "/args", error))
    return NULL;
  after = self->rules->apply (item, step->before, step->offer->command, &actor, error);
  if (after == NULL)
    return NULL;
  if (step->before == NULL && !check_new (step, item, after, error))
    return NULL;

  return tb_city_append (step, item, after, error);
}

/* ⚠ A window that lost its lane offers its open commands again in a new one: what the log has
 * already is answered from it and not done twice. */
static gboolean
find_elsewhere (TbCityStepState *step, char **outcome, GError **error)
{
  TbCityStorage *storage = step->batch->city->storage;
  g_autoptr (GError) local = NULL;
  g_autoptr (TbCityChange) change =
      storage->does->find_by_command (storage, step->offer->id, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (change == NULL)
    return TRUE;
  if (!is_same_case (step->offer, change)) {
    tb_refusal_set (error,
                    TB_REFUSAL_INVALID,
                    "/id",
                    "%s",
                    _ ("Another command has this id already"));
    return FALSE;
  }
  *outcome = new_outcome_from_log (step->batch->city, step->offer, change, error);

  return *outcome != NULL;
}

static char *
decide (TbCityStepState *step, GError **error)
{
  const TbItem *item;
  char *outcome = NULL;

  if (step->offer->command == NULL) {
    tb_refusal_set (error,
                    TB_REFUSAL_UNSUPPORTED,
                    "/kind",
                    "%s",
                    _ ("This city does not know that kind of command"));
    return NULL;
  }
  if (tb_command_get_kind (step->offer->command) == TB_COMMAND_NOOP)
    return tb_city_outcome_new_noop (step->offer);
  if (!find_elsewhere (step, &outcome, error) || outcome != NULL)
    return outcome;

  if (!authorise (step, error))
    return NULL;
  item = find_item (step, error);
  if (item == NULL || !resolve_base (step, &outcome, error) || outcome != NULL)
    return outcome;

  return apply (step, item, error);
}

/* Inside its savepoint; a refusal leaves nothing behind but its outcome. */
static char *
decide_one (TbCityStepState *step, GError **error)
{
  TbCityStorage *storage = step->batch->city->storage;
  g_autoptr (GError) refusal = NULL;
  g_autofree char *outcome = NULL;

  if (!storage->does->savepoint (storage, error))
    return NULL;
  outcome = decide (step, &refusal);
  if (outcome == NULL && refusal->domain != TB_REFUSAL) {
    g_propagate_error (error, g_steal_pointer (&refusal));
    return NULL;
  }
  if (outcome == NULL) {
    if (!storage->does->rollback_to (storage, error))
      return NULL;
    outcome = tb_city_outcome_new_refused (step->offer, refusal, step->twin);
  }

  return storage->does->release (storage, error) ? g_steal_pointer (&outcome) : NULL;
}

static void
clear_step (TbCityStepState *step)
{
  g_clear_pointer (&step->record, tb_city_record_free);
  g_clear_object (&step->before);
  g_clear_pointer (&step->twin, g_free);
}

char *
tb_city_run_command (TbCityBatch *batch, const TbCityOffer *offer, GError **error)
{
  TbCityStorage *storage = batch->city->storage;
  TbCityStepState step = { .batch = batch, .offer = offer };
  TbCityChange stored = { .lane = batch->lane->key, .lseq = offer->lseq };
  g_autofree char *outcome = NULL;

  if (offer->lseq <= batch->lane->last)
    return repeat (batch, offer, error);
  if (offer->lseq > batch->lane->last + 1) {
    tb_city_problem_set (error,
                         TB_PROBLEM_LANE_GAP,
                         NULL,
                         "Commands before this one have not arrived");
    return NULL;
  }

  outcome = decide_one (&step, error);
  clear_step (&step);
  if (outcome == NULL)
    return NULL;

  stored.entry = outcome;
  if (!storage->does->add_outcome (storage,
                                   &stored,
                                   offer->fp,
                                   batch->group->wall_us / G_USEC_PER_SEC,
                                   error))
    return NULL;
  batch->lane->last = offer->lseq;

  return g_steal_pointer (&outcome);
}
