/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "city-fixture.h"
#include "tb-city-db-private.h"
#include "tb-city-key.h"

static void
copy (Fixture *self, const char *from, const char *to)
{
  g_autofree char *source_path = g_build_filename (self->folder, from, NULL);
  g_autofree char *target_path = g_build_filename (self->folder, to, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (source_path, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (target_path, bytes, (gssize) length, NULL));
}

static void
add_note (Fixture *self, const char *lane, gint64 lseq)
{
  g_autoptr (json_t) outcome = fixture_one (self, lane, "window-1", fixture_note (lane, lseq, 1));

  assert_member (outcome, "result", "applied");
}

/* A case and its lane; the database's file holds everything. */
static char *
set_up_case (Fixture *self)
{
  char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) outcome =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));

  assert_member (outcome, "result", "applied");

  return lane;
}

static void
test_restart (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = set_up_case (self);
  g_autofree char *log_id = g_strdup (tb_city_get_log_id (self->city));

  for (int i = 0; i < 3; i++) {
    add_note (self, lane, i + 2);
    fixture_close (self);
    fixture_open (self);
    g_assert_cmpstr (tb_city_get_log_id (self->city), ==, log_id);
  }
}

/* One lost change is enough, and so is another change under the same number. */
static void
test_rolled_back (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = set_up_case (self);
  g_autofree char *log_id = g_strdup (tb_city_get_log_id (self->city));
  g_autofree char *second = NULL;

  fixture_close (self);
  copy (self, "city.db", "saved.db");
  fixture_open (self);
  add_note (self, lane, 2);
  fixture_close (self);
  copy (self, "city.db", "other.db");
  copy (self, "epoch", "other.epoch");
  copy (self, "saved.db", "city.db");

  fixture_open (self);
  second = g_strdup (tb_city_get_log_id (self->city));
  g_assert_cmpstr (second, !=, log_id);
  g_assert_cmpint (tb_city_get_head (self->city), ==, 1);
  self->now_us += G_USEC_PER_SEC;
  add_note (self, lane, 2);
  fixture_close (self);

  /* The other branch, as high as the record says, under the record of this one. */
  copy (self, "other.db", "city.db");
  fixture_open (self);
  g_assert_cmpstr (tb_city_get_log_id (self->city), !=, log_id);
  g_assert_cmpstr (tb_city_get_log_id (self->city), !=, second);
}

static void
test_lost_record (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = set_up_case (self);
  g_autofree char *log_id = g_strdup (tb_city_get_log_id (self->city));
  g_autofree char *path = g_build_filename (self->folder, "epoch", NULL);

  fixture_close (self);
  g_assert_true (g_file_set_contents (path, "torn", -1, NULL));
  fixture_open (self);
  g_assert_cmpstr (tb_city_get_log_id (self->city), !=, log_id);
  g_assert_nonnull (lane);
}

/* Half a write of the record leaves the one before, which the database still has. */
static void
test_torn_record (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = set_up_case (self);
  g_autofree char *log_id = g_strdup (tb_city_get_log_id (self->city));
  g_autofree char *path = g_build_filename (self->folder, "epoch", NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  add_note (self, lane, 2);
  fixture_close (self);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 4096);
  for (gsize i = 0; i < 2; i++) {
    g_autofree char *torn = g_memdup2 (bytes, length);

    torn[i * 4096 + 20] ^= 1;
    g_assert_true (g_file_set_contents (path, torn, (gssize) length, NULL));
    fixture_open (self);
    g_assert_cmpstr (tb_city_get_log_id (self->city), ==, log_id);
    fixture_close (self);
  }
  fixture_open (self);
}

/* A restored city takes what a window offers again, under the same numbers. */
static void
test_offered_again (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = set_up_case (self);
  g_autoptr (json_t) first = NULL;
  g_autoptr (json_t) second = NULL;

  fixture_close (self);
  copy (self, "city.db", "saved.db");
  fixture_open (self);
  first = fixture_one (self, lane, "window-1", fixture_note (lane, 2, 1));
  fixture_close (self);
  copy (self, "saved.db", "city.db");
  fixture_open (self);
  second = fixture_one (self, lane, "window-1", fixture_note (lane, 2, 1));

  assert_member (second, "result", "applied");
  g_assert_cmpint (tb_json_get_int (second, "seq", 0), ==, tb_json_get_int (first, "seq", 0));
  g_assert_cmpstr (tb_json_get_string (second, "vid"), !=, tb_json_get_string (first, "vid"));
}

static void
execute (Fixture *self, const char *sql)
{
  g_autofree char *path = g_build_filename (self->folder, "city.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_tampered (Fixture *self, gconstpointer data)
{
  static const char *const deeds[] = {
    "UPDATE log SET entry = replace (entry, '\"ver\":2', '\"ver\":3')",
    "UPDATE log SET entry = replace (entry, 'submitted', 'finished') WHERE seq = 1",
    "UPDATE lines SET h = printf ('%064d', 1) WHERE n = 2",
    "DELETE FROM lines WHERE n = 2",
    "UPDATE chains SET h = printf ('%064d', 1) WHERE chain = 0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *lane = NULL;

    if (i > 0) {
      fixture_tear_down (self, NULL);
      fixture_set_up (self, NULL);
    }
    lane = set_up_case (self);
    add_note (self, lane, 2);
    g_assert_true (tb_city_verify (self->city, NULL));
    fixture_close (self);
    execute (self, deeds[i]);
    fixture_open (self);
    g_assert_false (tb_city_verify (self->city, &error));
    g_assert_error (error, TB_CITY_DB_ERROR, TB_CITY_DB_ERROR_FAILED);
  }
}

static void
test_second_process (Fixture *self, gconstpointer data)
{
  Fixture other = *self;
  g_autoptr (GError) error = NULL;

  other.clock.data = other.random.data = &other;
  g_assert_false (fixture_try_open (&other, &error));
  g_assert_error (error, TB_CITY_DB_ERROR, TB_CITY_DB_ERROR_BUSY);
}

static void
check_refused (Fixture *self, const char *sql, TbCityDbError code)
{
  g_autoptr (GError) error = NULL;

  fixture_close (self);
  execute (self, sql);
  g_assert_false (fixture_try_open (self, &error));
  g_assert_error (error, TB_CITY_DB_ERROR, (int) code);
}

static void
test_foreign_file (Fixture *self, gconstpointer data)
{
  check_refused (self, "PRAGMA user_version = 999", TB_CITY_DB_ERROR_NEWER);
  check_refused (self, "PRAGMA application_id = 1", TB_CITY_DB_ERROR_FOREIGN);
}

static void
test_durable (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = set_up_case (self);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tb_city_get_durable_seq (self->city), ==, 1);
  self->is_remote = TRUE;
  fixture_close (self);
  fixture_open (self);
  g_assert_cmpint (tb_city_get_durable_seq (self->city), ==, 0);
  add_note (self, lane, 2);
  g_assert_true (tb_city_set_durable_seq (self->city, 1, &error));
  g_assert_true (tb_city_set_durable_seq (self->city, 0, &error));
  g_assert_cmpint (tb_city_get_durable_seq (self->city), ==, 1);
}

static void
test_about_and_audit (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = set_up_case (self);
  g_autoptr (TbCityResponse) about = fixture_call (self, "GET /v1/about", NULL, NULL);
  g_autoptr (TbCityResponse) audit = fixture_call (self, "GET /v1/audit/head", NULL, NULL);
  g_autoptr (json_t) told = fixture_json (about);
  g_autoptr (json_t) head = fixture_json (audit);
  g_autofree char *text = g_strdup_printf ("%s|1|%s|%s",
                                           tb_json_get_string (head, "log_id"),
                                           tb_json_get_string (head, "h"),
                                           tb_json_get_string (head, "time"));

  assert_member (told, "area", "shenyang");
  assert_member (told, "log_id", tb_city_get_log_id (self->city));
  assert_member (told, "hash", "BLAKE2b-256");
  g_assert_cmpint (tb_json_get_int (told, "head", 0), ==, 1);
  g_assert_true (tb_city_key_check (tb_json_get_string (told, "key"),
                                    text,
                                    tb_json_get_string (head, "signature")));
  g_assert_nonnull (lane);
}

static void
check_status (Fixture *self, const char *line, guint status)
{
  g_autoptr (TbCityResponse) response = fixture_call (self, line, "window-1", NULL);

  g_assert_cmpint (response->status, ==, status);
}

static void
test_routes (Fixture *self, gconstpointer data)
{
  check_status (self, "GET /v1/nothing", 404);
  check_status (self, "GET /v1/about/", 404);
  check_status (self, "DELETE /v1/about", 405);
  check_status (self, "GET /v1/items/plain/1", 200);
  check_status (self, "GET /v1/items/unheard-of/1", 404);
  check_status (self, "GET /v1/items/plain/x", 404);
  check_status (self, "GET /v1/changes", 403);
}

/* With the shipped matters and the real workflow. */
static void
test_shipped_matters (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCatalogue) catalogue = tb_catalogue_new (&error);
  g_autofree char *line = NULL;
  g_autoptr (TbCityResponse) response = NULL;
  g_autoptr (json_t) item = NULL;
  TbCityOptions options = {
    .folder = self->folder,
    .area = TB_AREA_ANSHAN,
    .catalogue = catalogue,
    .clock = &self->clock,
    .random = &self->random,
    .is_demo = TRUE,
  };
  const char *id;
  gsize n = 0;

  g_assert_no_error (error);
  fixture_close (self);
  self->city = tb_city_open (&options, &error);
  g_assert_no_error (error);

  id = tb_item_get_id (tb_catalogue_get_items (catalogue, &n)[0]);
  line = g_strdup_printf ("GET /v1/items/%s/1", id);
  response = fixture_call (self, line, "window-1", NULL);
  item = fixture_json (response);
  g_assert_cmpint (response->status, ==, 200);
  assert_member (item, "id", id);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "a-restart-keeps-the-identity", test_restart },
    { "a-rolled-back-database-gets-a-new-identity", test_rolled_back },
    { "a-lost-side-record-forces-a-new-identity", test_lost_record },
    { "a-torn-side-record-leaves-the-one-before", test_torn_record },
    { "a-restored-city-takes-what-is-offered-again", test_offered_again },
    { "verify-finds-what-was-tampered-with", test_tampered },
    { "a-second-process-is-kept-out", test_second_process },
    { "a-newer-or-foreign-file-is-refused", test_foreign_file },
    { "backups-say-what-is-durable", test_durable },
    { "about-and-audit-head-tell-the-truth-signed", test_about_and_audit },
    { "only-exact-paths-exist", test_routes },
    { "shipped-matters-are-served", test_shipped_matters },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/city/history/", tests[i].path, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);
  }

  return g_test_run ();
}
