/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-projection"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-desk-private.h"
#include "tb-outbox-table.h"
#include "tb-record-table.h"
#include "tb-search.h"
#include "tb-uuid.h"

void
tb_projection_free (TbProjection *self)
{
  g_clear_object (&self->shown);
  g_clear_pointer (&self->entry, json_decref);
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_clear_pointer (&self->failing, json_decref);
  g_free (self);
}

/* Where a case is to be found: its id and the city that decides it. */
typedef struct {
  char *id;
  TbArea home;
} Place;

static void
place_clear (Place *self)
{
  g_free (self->id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static void
take_place (Place *place, const char *id, TbArea home)
{
  g_free (place->id);
  place->id = g_strdup (id);
  place->home = home;
}

/* In the cache: confirmed by its city. Counts different cases, at most two. */
static guint
find_confirmed (TbDeskCore *core, const char *wanted, Place *place)
{
  guint n = 0;

  if (tb_uuid_is_valid (wanted)) {
    for (int i = 0; i < TB_N_AREAS && n == 0; i++) {
      g_autoptr (json_t) entry = tb_record_table_get (core->store, (TbArea) i, wanted, NULL);

      if (entry != NULL) {
        take_place (place, wanted, (TbArea) i);
        n = 1;
      }
    }
  } else {
    TbSearchQuery query = { .text = wanted, .area = TB_AREA_NONE, .limit = 2 };
    g_autoptr (TbSearchPage) page = tb_search_run (core->store, &query, NULL, NULL);

    if (page != NULL && page->kind == TB_SEARCH_NUMBER) {
      n = page->rows->len;
      if (n > 0) {
        const TbRecordRow *row = g_ptr_array_index (page->rows, 0);

        take_place (place, row->id, row->area);
      }
    }
  }

  return n;
}

static void
set_not_here (GError **error, const char *wanted)
{
  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_NOT_FOUND,
               _ ("There is no case “%s” here; give its number or its id, or bring the cities "
                  "up to date first"),
               wanted);
}

static void
set_not_accepted (GError **error, const char *wanted)
{
  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_NOT_FOUND,
               _ ("The case “%s” was not accepted by its city; look at it in the outbox"),
               wanted);
}

/* In the outbox: collected here, not confirmed by anyone yet. */
static guint
find_own (TbDeskCore *core, const char *wanted, Place *place)
{
  TbOutboxFilter filter = { .area = TB_AREA_NONE, .text = wanted, .limit = 50 };
  g_autoptr (GPtrArray) rows = tb_outbox_table_page (core->store, &filter, NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const TbOutboxRow *row = g_ptr_array_index (rows, i);

    if (row->case_id == NULL || g_hash_table_contains (ids, row->case_id))
      continue;
    g_hash_table_add (ids, row->case_id);
    take_place (place, row->case_id, row->area);
  }

  return g_hash_table_size (ids);
}

static gboolean
find_place (TbDeskCore *core, const char *wanted, Place *place, GError **error)
{
  guint n = find_confirmed (core, wanted, place);

  if (n == 0)
    n = find_own (core, wanted, place);
  if (n == 1)
    return TRUE;

  if (n == 0)
    set_not_here (error, wanted);
  else
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_AMBIGUOUS,
                 _ ("Several cases begin with “%s”; give the whole number"),
                 wanted);

  return FALSE;
}

/* The record as the city confirmed it; NULL when there is none. */
static TbCase *
load_record (TbDeskCore *core, TbProjection *self, const char *id)
{
  self->entry = tb_record_table_get (core->store, self->home, id, NULL);
  if (tb_json_get_object (self->entry, "body") == NULL)
    return NULL;

  return tb_case_new_take (json_deep_copy (tb_json_get_object (self->entry, "body")), NULL);
}

static const TbItem *
find_item (TbDeskCore *core, const TbProjection *self, TbCase *record)
{
  if (record != NULL)
    return tb_catalogue_get_item (core->catalogue,
                                  tb_case_get_item (record),
                                  tb_case_get_item_version (record));
  if (self->open->len > 0) {
    TbCommand *first = g_ptr_array_index (self->open, 0);

    return tb_catalogue_get_item (core->catalogue,
                                  tb_command_get_item (first),
                                  tb_command_get_item_version (first));
  }

  return NULL;
}

/* Each own command is folded with its author's rights as they were granted. */
static TbWorkflowActor *
make_actors (TbDeskCore *core, GPtrArray *open)
{
  TbWorkflowActor *actors = g_new0 (TbWorkflowActor, open->len + 1);

  for (guint i = 0; i < open->len; i++) {
    TbCommand *command = g_ptr_array_index (open, i);
    g_autoptr (TbOperator) who =
        tb_operator_table_get (core->store, tb_command_get_operator (command), NULL);

    actors[i].area = who != NULL ? who->area : core->config->area;
    actors[i].roles = who != NULL ? tb_desk_roles_from_json (who->roles) : 0;
    actors[i].at = tb_command_get_made_at (command);
    actors[i].calendar = core->calendar;
    actors[i].catalogue = core->catalogue;
  }

  return actors;
}

static void
fold (TbDeskCore *core, TbProjection *self, TbCase *record)
{
  g_autofree TbWorkflowActor *actors = make_actors (core, self->open);
  g_auto (TbWorkflowFold) folded = { NULL };

  tb_workflow_fold (self->item, record, self->open, actors, &folded);
  self->shown = g_steal_pointer (&folded.current);
  for (guint i = 0; i < self->open->len; i++) {
    const GError *error = g_ptr_array_index (folded.errors, i);

    if (error != NULL)
      tb_json_set_string (self->failing,
                          tb_command_get_id (g_ptr_array_index (self->open, i)),
                          error->message);
  }
}

/* Nothing is known of the case but commands that are done with: one that began it, or others on a
 * case that its city has yet to tell again. */
static void
set_nothing_to_show (TbDeskCore *core, const char *wanted, GError **error)
{
  TbOutboxFilter filter = { .area = TB_AREA_NONE, .text = wanted, .limit = TB_STORE_MAX_PAGE };
  g_autoptr (GPtrArray) rows = tb_outbox_table_page (core->store, &filter, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const TbOutboxRow *row = g_ptr_array_index (rows, i);

    if (row->kind == TB_COMMAND_SUBMIT) {
      set_not_accepted (error, wanted);
      return;
    }
  }
  set_not_here (error, wanted);
}

TbProjection *
tb_projection_load (TbDeskCore *core, const char *wanted, GError **error)
{
  g_autoptr (TbProjection) self = g_new0 (TbProjection, 1);
  g_autoptr (TbCase) record = NULL;
  g_auto (Place) place = { NULL };

  if (!find_place (core, wanted, &place, error))
    return NULL;

  self->home = place.home;
  self->failing = json_object ();
  record = load_record (core, self, place.id);
  self->open = tb_outbox_table_list_open (core->store, place.home, place.id, error);
  if (self->open == NULL)
    return NULL;
  if (record == NULL && self->open->len == 0) {
    set_nothing_to_show (core, wanted, error);
    return NULL;
  }
  self->item = find_item (core, self, record);
  if (self->item == NULL) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_NOT_FOUND,
                 _ ("The case “%s” needs a version of its matter that this client does not have; "
                    "install a newer client"),
                 wanted);
    return NULL;
  }
  fold (core, self, record);
  if (self->shown == NULL) {
    set_nothing_to_show (core, wanted, error);
    return NULL;
  }

  return g_steal_pointer (&self);
}

json_t *
tb_projection_dup_base (const TbProjection *self)
{
  for (guint i = self->open->len; i > 0; i--) {
    TbCommand *command = g_ptr_array_index (self->open, i - 1);

    if (!tb_command_kind_commutes (tb_command_get_kind (command)))
      return json_pack ("{s:s}", "after", tb_command_get_id (command));
  }

  return json_pack ("{s:s}", "vid", tb_json_get_string (self->entry, "vid"));
}

/* Every confirmed version and every own open command makes it another one. */
char *
tb_projection_dup_seen (const TbProjection *self)
{
  const char *vid = tb_json_get_string (self->entry, "vid");
  TbCommand *last =
      self->open->len > 0 ? g_ptr_array_index (self->open, self->open->len - 1) : NULL;

  return g_strconcat (vid != NULL ? vid : "-",
                      "+",
                      last != NULL ? tb_command_get_id (last) : "-",
                      NULL);
}
