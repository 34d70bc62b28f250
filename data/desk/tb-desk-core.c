/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-core"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-deadline.h"
#include "tb-desk-calls.h"
#include "tb-desk-draft.h"
#include "tb-desk-private.h"
#include "tb-desk-tables.h"

#define LOCK_PAUSE_US (20 * 1000)

static const TbDeskCallRow calls[] = {
  { "sign-in", NULL, tb_desk_session_sign_in, FALSE },
  { "sign-out", NULL, tb_desk_session_sign_out, FALSE },
  { "who", tb_desk_session_who, NULL, TRUE },
  { "items", tb_desk_items, NULL, TRUE },
  { "fields", tb_desk_fields, NULL, TRUE },
  { "codes", tb_desk_codes, NULL, TRUE },
  { "new", tb_desk_form_new, NULL, TRUE },
  { "draft-new", tb_desk_draft_new, NULL, FALSE },
  { "draft-open", tb_desk_draft_open, NULL, TRUE },
  { "draft-keep", tb_desk_draft_keep, NULL, FALSE },
  { "draft-name", tb_desk_draft_name, NULL, FALSE },
  { "draft-drop", tb_desk_draft_drop, NULL, FALSE },
  { "drafts", tb_desk_drafts, NULL, TRUE },
  { "keep-file", tb_desk_keep_file, NULL, FALSE },
  { "submit", tb_desk_submit, NULL, FALSE },
  { "list", tb_desk_list, NULL, TRUE },
  { "queues", tb_desk_queues, NULL, TRUE },
  { "queue", tb_desk_queue, NULL, FALSE },
  { "show", tb_desk_show, NULL, FALSE },
  { "prints", tb_desk_prints, NULL, TRUE },
  { "print", tb_desk_print, NULL, FALSE },
  { "printed", tb_desk_printed, NULL, FALSE },
  { "explain", tb_desk_explain, NULL, TRUE },
  { "act", tb_desk_act, NULL, FALSE },
  { "attach", tb_desk_attach, NULL, FALSE },
  { "search", tb_desk_search, NULL, FALSE },
  { "candidates", tb_desk_candidates, NULL, FALSE },
  { "query", NULL, tb_desk_query, FALSE },
  { "outbox", tb_desk_outbox, NULL, TRUE },
  { "conflict", tb_desk_conflict, NULL, FALSE },
  { "decide", tb_desk_decide, NULL, FALSE },
  { "cancel", tb_desk_cancel, NULL, FALSE },
  { "status", tb_desk_status, NULL, TRUE },
  { "sync", NULL, tb_desk_sync, FALSE },
  { "release", tb_desk_release, NULL, FALSE },
  { "audit", tb_desk_audit, NULL, FALSE },
  { "export", tb_desk_export, NULL, FALSE },
  { "calendar", tb_desk_calendar, NULL, FALSE },
  { "doctor", tb_desk_doctor, NULL, FALSE },
};

const TbDeskCallRow *
tb_desk_calls_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++) {
    if (strcmp (calls[i].name, name) == 0)
      return &calls[i];
  }

  return NULL;
}

static char **
read_name (TbDeskCore *core, const char *name)
{
  g_autoptr (TbReadings) readings = tb_pinyin_read (core->pinyin, name);
  g_auto (GStrv) full = tb_readings_dup_full (readings);
  g_auto (GStrv) initials = tb_readings_dup_initials (readings);
  g_autoptr (GStrvBuilder) pairs = g_strv_builder_new ();
  guint n_initials = g_strv_length (initials);

  for (guint i = 0; full[i] != NULL && n_initials > 0; i++) {
    g_strv_builder_add (pairs, full[i]);
    g_strv_builder_add (pairs, initials[MIN (i, n_initials - 1)]);
  }

  return g_strv_builder_end (pairs);
}

/* NULL when no clock runs: most records are closed, and an empty array says so at once. */
static char *
find_due (TbDeskCore *core, const TbJsonScan *entry, TbJsonNode clocks)
{
  gsize length;
  const char *source = tb_json_scan_source (entry, clocks, &length);
  g_autoptr (json_t) parsed = NULL;
  TbDeadline next;
  GDate today;

  if (tb_json_scan_next (entry, clocks, TB_JSON_ABSENT) == TB_JSON_ABSENT)
    return NULL;
  parsed = tb_json_parse (source, (gssize) length, NULL);
  tb_date_of_time (tb_clock_wall_us (&core->clock), &today);

  return tb_deadline_find_next (core->calendar, parsed, &today, &next) ? tb_date_format (&next.due)
                                                                       : NULL;
}

/* What a record is found by: the readings of the name, the matter's words, and the day on which
 * the owner's clock ends. */
static void
make_record_keys (const TbJsonScan *entry, TbJsonNode body, TbRecordKeys *keys, gpointer data)
{
  TbDeskCore *core = data;
  TbJsonNode person = tb_json_scan_get (entry, body, "person");
  TbJsonNode item_node = tb_json_scan_get (entry, body, "item");
  g_autofree char *name = tb_json_scan_dup (entry, tb_json_scan_get (entry, person, "name"));
  g_autofree char *item_id = tb_json_scan_dup (entry, tb_json_scan_get (entry, item_node, "id"));
  const TbItem *item;

  if (name != NULL)
    keys->readings = read_name (core, name);
  item = item_id != NULL ? tb_catalogue_get_item (core->catalogue, item_id, 0) : NULL;
  if (item != NULL)
    keys->matter = g_strdup (tb_item_get_name_zh (item));
  keys->due = find_due (core, entry, tb_json_scan_get (entry, body, "clocks"));
}

static gboolean
load_rules (TbDeskCore *self, GError **error)
{
  const char *surnames;

  self->catalogue = tb_catalogue_new (error);
  if (self->catalogue == NULL)
    return FALSE;
  self->calendar = tb_desk_calendar_load (self, error);
  if (self->calendar == NULL)
    return FALSE;
  surnames = tb_catalogue_get_file (self->catalogue, "pinyin/surnames.csv", NULL);
  self->pinyin = tb_pinyin_new (surnames, error);
  if (self->pinyin == NULL)
    return FALSE;
  self->regions =
      tb_regions_new (tb_catalogue_get_file (self->catalogue, "codes/gbt2260_regions.csv", NULL),
                      tb_catalogue_get_file (self->catalogue,
                                             "codes/gbt2260_regions_historic.csv",
                                             NULL),
                      error);

  return self->regions != NULL;
}

gboolean
tb_desk_core_may_run (TbDeskCore *self, const TbDeskCallRow *row, GError **error)
{
  if (!self->is_reader || row->only_reads)
    return TRUE;

  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_LOCKED,
               _ ("Another program is working with %s, such as “watch” or a window. Close it, or "
                  "wait until it is done; nothing was changed"),
               self->folder);

  return FALSE;
}

json_t *
tb_desk_core_run (TbDeskCore *self, const TbDeskCallRow *row, const json_t *args, GError **error)
{
  return tb_desk_core_may_run (self, row, error) ? row->now (self, args, error) : NULL;
}

/* Two quick commands after each other must not collide: the first is gone in a moment. */
static TbStore *
open_patiently (const TbStoreOptions *how, const TbDeskOptions *options, GError **error)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) options->lock_wait_ms * 1000;

  while (TRUE) {
    g_autoptr (GError) reason = NULL;
    TbStore *store = tb_store_open (how, &reason);

    if (store != NULL)
      return store;
    if (!g_error_matches (reason, TB_STORE_ERROR, TB_STORE_ERROR_LOCKED) ||
        g_get_monotonic_time () >= until_us) {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
    g_usleep (LOCK_PAUSE_US);
  }
}

static gboolean
open_store (TbDeskCore *self, const TbDeskOptions *wanted, GError **error)
{
  g_autoptr (GError) reason = NULL;
  TbStoreOptions options = {
    .folder = self->folder,
    .clock = &self->clock,
    .random = self->random,
    .is_sandbox = self->config->is_sandbox,
    /* Practice data is worth less than the disk it would keep free. */
    .ballast_bytes = self->config->is_sandbox ? 4 * 1024 * 1024 : 0,
    .min_free_bytes = self->config->is_sandbox ? -1 : 0,
    .record_keys = make_record_keys,
    .record_keys_data = self,
  };

  self->store = open_patiently (&options, wanted, &reason);
  if (self->store == NULL && wanted->may_read_only &&
      g_error_matches (reason, TB_STORE_ERROR, TB_STORE_ERROR_LOCKED)) {
    self->is_reader = TRUE;
    self->store = tb_store_open_reader (self->folder, NULL, error);
    return self->store != NULL;
  }
  if (self->store == NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }

  return tb_number_table_set_window (self->store, self->config->area, self->config->code, error);
}

static gboolean
make_sync (TbDeskCore *self, GError **error)
{
  TbCityClientOptions cities[TB_N_AREAS] = { { 0 } };
  TbSyncOptions options = {
    .store = self->store,
    .cities = cities,
    .window_device = self->config->device,
    .clock = &self->clock,
    .random = self->random,
    .changed = tb_desk_core_status_changed,
    .changed_data = self,
  };

  for (int i = 0; i < TB_N_AREAS; i++) {
    const TbCityAddress *address = &self->config->cities[i];

    if (address->base == NULL)
      continue;
    cities[options.n_cities++] = (TbCityClientOptions){
      .area = (TbArea) i,
      .base = address->base,
      /* A certificate vouches for the window; without one only a demo believes a name. */
      .device = address->certificate == NULL ? self->config->device : NULL,
      .ca_file = address->ca,
      .cert_file = address->certificate,
      .key_file = address->certificate,
      .clock = &self->clock,
      .random = self->random,
    };
  }
  self->sync = tb_sync_new (&options, error);

  return self->sync != NULL;
}

gboolean
tb_desk_core_start_sync (TbDeskCore *self, GError **error)
{
  if (!self->is_started)
    self->is_started = tb_sync_start (self->sync, error);

  return self->is_started;
}

/* Before the lanes run nobody has to be told: they look when they start. */
void
tb_desk_core_notice_work (TbDeskCore *self, TbArea area)
{
  if (self->is_started)
    tb_sync_notice_work (self->sync, area);
}

gint64
tb_desk_core_get_skew_ms (TbDeskCore *self, TbArea area)
{
  TbLaneDriver *driver = tb_sync_get_driver (self->sync, area);
  TbCityStatus status = { .area = area };

  if (driver != NULL)
    tb_lane_driver_get_status (driver, &status);

  return status.skew_ms;
}

/* Another day than today is for practice: real work would carry a wrong date. */
static gboolean
may_shift (TbDeskCore *self, const TbDeskOptions *options, GError **error)
{
  if (!options->is_shifted || self->config->is_sandbox)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("Another day than today is possible at a practice window only"));

  return FALSE;
}

TbDeskCore *
tb_desk_core_open (const TbDeskOptions *options, GMainContext *context, GError **error)
{
  TbDeskCore *self = g_new0 (TbDeskCore, 1);

  self->folder = g_strdup (options->folder);
  self->clock = *options->clock;
  self->random = tb_random_system ();
  self->context = g_main_context_ref (context);
  self->config = tb_window_config_load (self->folder, error);
  if (self->config != NULL && may_shift (self, options, error) && load_rules (self, error) &&
      open_store (self, options, error) && make_sync (self, error) &&
      (!options->runs_lanes || tb_desk_core_start_sync (self, error)))
    return self;
  tb_desk_core_close (self);

  return NULL;
}

void
tb_desk_core_close (TbDeskCore *self)
{
  if (self->is_started)
    tb_sync_stop (self->sync);
  g_clear_object (&self->sync);
  tb_desk_draft_lock (self);
  g_clear_pointer (&self->store, tb_store_close);
  g_clear_pointer (&self->pinyin, tb_pinyin_free);
  g_clear_pointer (&self->regions, tb_regions_unref);
  g_clear_pointer (&self->calendar, tb_calendar_unref);
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->config, tb_window_config_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->calendar_problem);
  g_free (self->folder);
  g_free (self);
}
