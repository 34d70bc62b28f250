/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "store-fixture"

#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tb-time.h"
#include "tb-uuid.h"

static gint64
read_clock (gpointer data)
{
  return ((StoreFixture *) data)->wall_us;
}

static void
fill_random (gpointer data, guint8 *bytes, gsize length)
{
  StoreFixture *self = data;

  for (gsize i = 0; i < length; i++) {
    self->seed = self->seed * 6364136223846793005u + 1442695040888963407u;
    bytes[i] = (guint8) (self->seed >> 56);
  }
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
      remove_folder (path);
    else
      g_assert_cmpint (g_unlink (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

void
store_fixture_set_up (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *top = g_dir_make_tmp ("tb-store-XXXXXX", &error);

  g_assert_no_error (error);
  self->folder = g_steal_pointer (&top);
  self->wall_us = G_GINT64_CONSTANT (1791599696789000);
  self->seed = 1;
  self->clock = (TbClock){ read_clock, read_clock, self };
  self->random = (TbRandom){ fill_random, self };
  self->options = (TbStoreOptions){
    .folder = self->folder,
    .clock = &self->clock,
    .random = &self->random,
    .ballast_bytes = 1 << 16,
    .min_free_bytes = -1,
    .record_keys = store_fixture_keys,
  };
  self->store = tb_store_open (&self->options, &error);
  g_assert_no_error (error);
}

void
store_fixture_tear_down (StoreFixture *self, gconstpointer unused)
{
  g_clear_pointer (&self->store, tb_store_close);
  remove_folder (self->folder);
  g_free (self->folder);
}

void
store_fixture_reopen (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->store, tb_store_close);
  self->store = tb_store_open (&self->options, &error);
  g_assert_no_error (error);
}

void
store_fixture_enrol (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;

  tb_number_table_set_window (self->store, TB_AREA_SHENYANG, 3, &error);
  g_assert_no_error (error);
  tb_lane_table_enrol (self->store, TB_AREA_ANSHAN, FIXTURE_LANE, "device-1", &error);
  g_assert_no_error (error);
}

char *
store_fixture_path (StoreFixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

char *
store_fixture_uuid (StoreFixture *self)
{
  return tb_uuid_new (&self->clock, &self->random);
}

static json_t *
make_args (const char *kind, const char *case_id)
{
  if (strcmp (kind, "submit") == 0)
    return json_pack ("{s:{s:s, s:{s:s}}}", "case", "id", case_id, "person", "name", "李清照");
  if (strcmp (kind, "note") == 0)
    return json_pack ("{s:s}", "text", "材料齐全");

  return json_pack ("{s:{s:s}, s:s}", "form", "phone", "13800000000", "reason", "更正");
}

json_t *
store_fixture_command (StoreFixture *self,
                       const char *kind,
                       const char *case_id,
                       const char *base_vid,
                       const char *after)
{
  g_autofree char *id = store_fixture_uuid (self);
  g_autofree char *made_at = tb_time_format (self->wall_us);
  json_t *json = json_pack ("{s:s, s:s, s:s, s:{s:s, s:i}, s:o, s:{s:s, s:s, s:s}, s:s, s:i}",
                            "id",
                            id,
                            "kind",
                            kind,
                            "case",
                            case_id,
                            "item",
                            "id",
                            "pension-transfer",
                            "version",
                            1,
                            "args",
                            make_args (kind, case_id),
                            "actor",
                            "operator",
                            "op-1",
                            "window",
                            "SY-03",
                            "grant",
                            "v1.x.y",
                            "made_at",
                            made_at,
                            "skew_ms",
                            0);

  if (strcmp (kind, "submit") == 0)
    json_object_set_new (json, "base", json_null ());
  else if (base_vid != NULL)
    json_object_set_new (json, "base", json_pack ("{s:s}", "vid", base_vid));
  else if (after != NULL)
    json_object_set_new (json, "base", json_pack ("{s:s}", "after", after));

  return json;
}

TbCommand *
store_fixture_accept (StoreFixture *self, const json_t *command, GError **error)
{
  const char *vid = tb_json_get_string (json_object_get (command, "base"), "vid");
  g_autoptr (json_t) base = vid != NULL ? json_pack ("{s:s, s:i}", "vid", vid, "ver", 1) : NULL;
  TbAcceptance what = { TB_AREA_ANSHAN, command, base, "李清照" };

  return tb_outbox_accept (self->store, &what, error);
}

TbCommand *
store_fixture_submit (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *case_id = store_fixture_uuid (self);
  g_autoptr (json_t) json = store_fixture_command (self, "submit", case_id, NULL, NULL);
  TbCommand *command = store_fixture_accept (self, json, &error);

  g_assert_no_error (error);
  return command;
}

guint
store_fixture_send (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOutboxBatch) batch =
      tb_outbox_next_batch (self->store, TB_AREA_ANSHAN, TB_OUTBOX_MAX_BATCH, &error);

  g_assert_no_error (error);
  if (batch == NULL)
    return 0;
  tb_outbox_mark_sent (self->store, batch, &error);
  g_assert_no_error (error);

  return tb_outbox_batch_get_n (batch);
}

json_t *
store_fixture_applied (TbCommand *command, gint64 seq)
{
  g_autofree char *vid = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", seq);

  return json_pack ("{s:I, s:s, s:s, s:i, s:s, s:I}",
                    "lseq",
                    (json_int_t) tb_command_get_lseq (command),
                    "id",
                    tb_command_get_id (command),
                    "result",
                    "applied",
                    "ver",
                    1,
                    "vid",
                    vid,
                    "seq",
                    (json_int_t) seq);
}

json_t *
store_fixture_conflict (TbCommand *command)
{
  return json_pack ("{s:I, s:s, s:s, s:n, s:{s:s, s:i}, s:[{s:s}]}",
                    "lseq",
                    (json_int_t) tb_command_get_lseq (command),
                    "id",
                    tb_command_get_id (command),
                    "result",
                    "conflict",
                    "base",
                    "current",
                    "vid",
                    "ffffffffffffffff",
                    "ver",
                    2,
                    "since",
                    "operator",
                    "op-9");
}

json_t *
store_fixture_refused (TbCommand *command)
{
  return json_pack ("{s:I, s:s, s:s, s:s, s:{s:s}}",
                    "lseq",
                    (json_int_t) tb_command_get_lseq (command),
                    "id",
                    tb_command_get_id (command),
                    "result",
                    "refused",
                    "reason",
                    "invalid",
                    "problem",
                    "title",
                    "Not allowed");
}

gboolean
store_fixture_record (StoreFixture *self, json_t *outcome, GError **error)
{
  g_autoptr (json_t) outcomes = json_array ();

  json_array_append_new (outcomes, outcome);
  return tb_outbox_record_outcomes (self->store,
                                    TB_AREA_ANSHAN,
                                    FIXTURE_LOG,
                                    outcomes,
                                    NULL,
                                    error);
}

TbOutboxState
store_fixture_state (StoreFixture *self, const char *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOutboxRow) row = tb_outbox_table_get (self->store, command, &error);

  g_assert_no_error (error);
  return row->state;
}

json_t *
store_fixture_entry (const char *id, gint64 ver, const char *name, const char *id_no)
{
  g_autofree char *vid = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", ver);
  g_autofree char *at = tb_time_format (G_GINT64_CONSTANT (1791599696789000) + ver * 1000);

  return json_pack ("{s:s, s:s, s:s, s:I, s:s, s:{s:s, s:s, s:{s:s, s:i}, s:s, s:s, s:s, s:b, "
                    "s:{s:s, s:s}, s:{s:s}}}",
                    "at",
                    at,
                    "kind",
                    "case",
                    "id",
                    id,
                    "ver",
                    (json_int_t) ver,
                    "vid",
                    vid,
                    "body",
                    "id",
                    id,
                    "number",
                    "SY-20261010-03-00017-4",
                    "item",
                    "id",
                    "pension-transfer",
                    "version",
                    1,
                    "home",
                    "anshan",
                    "owner",
                    "anshan",
                    "state",
                    "accepted",
                    "closed",
                    0,
                    "person",
                    "name",
                    name,
                    "id_no",
                    id_no,
                    "form",
                    "remark",
                    "缺少房屋租赁合同原件");
}

void
store_fixture_keys (const TbJsonScan *entry, TbJsonNode body, TbRecordKeys *keys, gpointer unused)
{
  static const struct {
    const char *name;
    const char *readings[5];
  } known[] = {
    { "李清照", { "liqingzhao", "lqz" } },
    { "欧阳修", { "ouyangxiu", "oyx" } },
    { "单雄信", { "shanxiongxin", "sxx", "danxiongxin", "dxx" } },
    { "张伟", { "zhangwei", "zw" } },
  };
  TbJsonNode person = tb_json_scan_get (entry, body, "person");
  g_autofree char *name = tb_json_scan_dup (entry, tb_json_scan_get (entry, person, "name"));

  keys->due = tb_json_scan_dup (entry, tb_json_scan_get (entry, body, "due"));
  keys->matter = g_strdup ("养老保险关系转移接续");
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++) {
    if (g_strcmp0 (known[i].name, name) == 0)
      keys->readings = g_strdupv ((char **) known[i].readings);
  }
}

gboolean
store_fixture_snapshot (StoreFixture *self,
                        const json_t *entries,
                        const json_t *as_of,
                        const char *next,
                        GError **error)
{
  guint n = (guint) json_array_size (entries);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree TbFeedLine *lines = g_new0 (TbFeedLine, n + 1);
  TbSnapshotPage page = { lines, n, as_of, next };

  for (guint i = 0; i < n; i++) {
    char *text = tb_json_to_string (json_array_get (entries, i));

    g_ptr_array_add (texts, text);
    lines[i].entry = text;
    lines[i].length = strlen (text);
  }

  return tb_cache_apply_snapshot_page (self->store, TB_AREA_ANSHAN, &page, error);
}
