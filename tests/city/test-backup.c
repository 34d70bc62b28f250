/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "city-fixture.h"
#include "tb-city-backup-private.h"
#include "tb-city-db-private.h"

/* A city with a backup of its first two changes, and a third change after it. */
typedef struct {
  Fixture city;
  char *backup;
  char *lane;
  char *log_id;
} Story;

static void
add_change (Story *self, gint64 lseq)
{
  g_autoptr (json_t) outcome =
      fixture_one (&self->city,
                   self->lane,
                   "window-1",
                   fixture_submit (self->lane, lseq, (guint64) lseq, "shenyang"));

  assert_member (outcome, "result", "applied");
}

static void
make_backup (Story *self)
{
  g_autoptr (GError) error = NULL;

  tb_city_backup_make (self->city.folder, self->backup, &error);
  g_assert_no_error (error);
}

static void
story_set_up (Story *self, gconstpointer data)
{
  self->city.is_remote = TRUE;
  fixture_set_up (&self->city, NULL);
  self->backup = g_strconcat (self->city.folder, ".backup", NULL);
  self->lane = fixture_lane (&self->city, "window-1", "shenyang");
  add_change (self, 1);
  add_change (self, 2);
  make_backup (self);
  add_change (self, 3);
  self->log_id = g_strdup (tb_city_get_log_id (self->city.city));
}

static void
story_tear_down (Story *self, gconstpointer data)
{
  g_unlink (self->backup);
  g_free (self->backup);
  g_free (self->lane);
  g_free (self->log_id);
  fixture_tear_down (&self->city, NULL);
}

static void
restore (Story *self)
{
  g_autoptr (GError) error = NULL;

  fixture_close (&self->city);
  tb_city_backup_restore (self->city.folder, self->backup, &error);
  g_assert_no_error (error);
  fixture_open (&self->city);
}

static void
assert_whole (Story *self, gint64 head)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tb_city_get_head (self->city.city), ==, head);
  tb_city_verify (self->city.city, &error);
  g_assert_no_error (error);
}

static int
count_kept (Story *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->city.folder, 0, NULL);
  const char *name;
  int n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "city.db.replaced-");

  return n;
}

/* The file is changed by hand, behind everybody's back. */
static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_durable_while_served (Story *self, gconstpointer data)
{
  g_assert_cmpint (tb_city_get_head (self->city.city), ==, 3);
  g_assert_cmpint (tb_city_get_durable_seq (self->city.city), ==, 2);

  make_backup (self);
  g_assert_cmpint (tb_city_get_durable_seq (self->city.city), ==, 3);

  /* And commits go on. */
  add_change (self, 4);
  g_assert_cmpint (tb_city_get_durable_seq (self->city.city), ==, 3);
}

static void
test_restored (Story *self, gconstpointer data)
{
  g_autofree char *staging = g_build_filename (self->city.folder, "restoring", NULL);
  g_autofree char *key = g_strdup (tb_city_get_public_key (self->city.city));
  g_autofree char *log_id = NULL;

  restore (self);
  assert_whole (self, 2);
  log_id = g_strdup (tb_city_get_log_id (self->city.city));
  g_assert_cmpstr (log_id, !=, self->log_id);
  g_assert_cmpstr (tb_city_get_public_key (self->city.city), ==, key);
  g_assert_cmpint (tb_city_get_durable_seq (self->city.city), ==, 2);
  g_assert_cmpint (count_kept (self), ==, 1);
  g_assert_false (g_file_test (staging, G_FILE_TEST_EXISTS));

  /* The new history is the one that stays. */
  fixture_close (&self->city);
  fixture_open (&self->city);
  g_assert_cmpstr (tb_city_get_log_id (self->city.city), ==, log_id);
}

/* ⚠ Even where nothing was lost: another copy of the city may have answered meanwhile. */
static void
test_new_log_without_loss (Story *self, gconstpointer data)
{
  make_backup (self);
  restore (self);
  assert_whole (self, 3);
  g_assert_cmpstr (tb_city_get_log_id (self->city.city), !=, self->log_id);
}

static void
test_later_outcome (Story *self, gconstpointer data)
{
  g_autofree char *line = g_strdup_printf ("GET /v1/lanes/%s?from=1", self->lane);
  g_autoptr (TbCityResponse) response = NULL;
  g_autoptr (json_t) json = NULL;

  restore (self);
  response = fixture_call (&self->city, line, "window-1", NULL);
  json = fixture_json (response);
  g_assert_cmpint (tb_json_get_int (json, "last", 0), ==, 2);
  g_assert_cmpint (json_array_size (tb_json_get_array (json, "outcomes")), ==, 2);

  /* The window offers it again, and it is carried out once. */
  add_change (self, 3);
  assert_whole (self, 3);
}

static void
test_lost_folder (Story *self, gconstpointer data)
{
  g_autofree char *db = g_build_filename (self->city.folder, "city.db", NULL);

  fixture_close (&self->city);
  g_assert_cmpint (g_unlink (db), ==, 0);
  restore (self);
  assert_whole (self, 2);
  g_assert_cmpint (count_kept (self), ==, 0);
}

/* The reason for many a restore: the journal of the damaged file must not be played into the
 * restored one. */
static void
test_damaged_city (Story *self, gconstpointer data)
{
  g_autofree char *db = g_build_filename (self->city.folder, "city.db", NULL);
  g_autofree char *wal = g_strconcat (db, "-wal", NULL);
  g_autofree char *journal = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (wal, &journal, &length, NULL));
  fixture_close (&self->city);
  g_assert_true (g_file_set_contents (wal, journal, (gssize) length, NULL));
  g_assert_true (g_file_set_contents (db, "not a database at all", -1, NULL));

  restore (self);
  assert_whole (self, 2);
}

/* CS6: wherever it stops, the next start finds a whole city, never under a log_id that was
 * answered from and does not fit; and the restore can be repeated. */
static void
test_crash_points (Story *self, gconstpointer data)
{
  TbCityRestoreStep step = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;

  fixture_close (&self->city);
  tb_city_backup_restore_until (self->city.folder, self->backup, step, &error);
  g_assert_no_error (error);

  fixture_open (&self->city);
  assert_whole (self, step >= TB_CITY_RESTORE_SWAPPED ? 2 : 3);
  if (step >= TB_CITY_RESTORE_MARKED)
    g_assert_cmpstr (tb_city_get_log_id (self->city.city), !=, self->log_id);
  else
    g_assert_cmpstr (tb_city_get_log_id (self->city.city), ==, self->log_id);

  add_change (self, step >= TB_CITY_RESTORE_SWAPPED ? 3 : 4);
  restore (self);
  assert_whole (self, 2);
  g_assert_cmpstr (tb_city_get_log_id (self->city.city), !=, self->log_id);
}

static void
assert_refused (Story *self, TbCityDbError code)
{
  g_autoptr (GError) error = NULL;

  fixture_close (&self->city);
  g_assert_false (tb_city_backup_restore (self->city.folder, self->backup, &error));
  g_assert_error (error, TB_CITY_DB_ERROR, (int) code);

  /* Nothing was touched. */
  fixture_open (&self->city);
  assert_whole (self, 3);
  g_assert_cmpstr (tb_city_get_log_id (self->city.city), ==, self->log_id);
}

static void
test_served_city (Story *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tb_city_backup_restore (self->city.folder, self->backup, &error));
  g_assert_error (error, TB_CITY_DB_ERROR, TB_CITY_DB_ERROR_BUSY);
}

static void
test_bad_backup (Story *self, gconstpointer data)
{
  static const struct {
    const char *sql;
    TbCityDbError code;
  } cases[] = {
    { "PRAGMA application_id = 7", TB_CITY_DB_ERROR_FOREIGN },
    { "PRAGMA user_version = 900", TB_CITY_DB_ERROR_NEWER },
    { "CREATE TRIGGER odd AFTER INSERT ON log BEGIN SELECT 1; END", TB_CITY_DB_ERROR_FOREIGN },
    { "UPDATE log SET entry = replace(entry, '张三', '李四') WHERE seq = 1",
      TB_CITY_DB_ERROR_FAILED },
    { "UPDATE lines SET h = printf('%064d', 7) WHERE n = 2", TB_CITY_DB_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    make_backup (self);
    run_sql (self->backup, cases[i].sql);
    assert_refused (self, cases[i].code);
  }
}

static void
test_damaged_backup (Story *self, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_set_contents (self->backup, "no backup", -1, NULL));
  assert_refused (self, TB_CITY_DB_ERROR_FOREIGN);

  make_backup (self);
  g_assert_true (g_file_get_contents (self->backup, &bytes, &length, NULL));
  memset (bytes + length / 2, 0x5a, length / 4);
  g_assert_true (g_file_set_contents (self->backup, bytes, (gssize) length, NULL));
  assert_refused (self, TB_CITY_DB_ERROR_IO);

  g_unlink (self->backup);
  assert_refused (self, TB_CITY_DB_ERROR_IO);
}

/* One file, private, in no need of a journal beside it. */
static void
test_file (Story *self, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (self->backup, "-wal", NULL);
  g_autofree char *partial = g_strconcat (self->backup, ".partial", NULL);
  g_autofree char *inside = g_build_filename (self->city.folder, "city.db", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_cmpint (g_stat (self->backup, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));

  g_assert_false (tb_city_backup_make (self->city.folder, inside, &error));
  g_assert_error (error, TB_CITY_DB_ERROR, TB_CITY_DB_ERROR_FAILED);
  assert_whole (self, 3);
}

#define add(path, func, data)                                                                      \
  g_test_add ("/city/backup/" path, Story, data, story_set_up, func, story_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("a-backup-of-a-served-city-makes-its-history-durable", test_durable_while_served, NULL);
  add ("a-backup-is-one-private-file-outside-of-the-city", test_file, NULL);
  add ("a-restored-city-has-a-new-log-and-the-old-key", test_restored, NULL);
  add ("a-restore-that-loses-nothing-still-renews-the-log", test_new_log_without_loss, NULL);
  add ("what-came-after-the-backup-is-offered-again", test_later_outcome, NULL);
  add ("a-city-that-lost-its-database-is-restored", test_lost_folder, NULL);
  add ("a-damaged-city-leaves-no-journal-behind", test_damaged_city, NULL);
  add ("a-served-city-is-not-restored", test_served_city, NULL);
  add ("a-backup-of-something-else-is-refused", test_bad_backup, NULL);
  add ("a-damaged-backup-is-refused", test_damaged_backup, NULL);
  add ("a-crash-after-copying", test_crash_points, GINT_TO_POINTER (TB_CITY_RESTORE_COPIED));
  add ("a-crash-after-checking", test_crash_points, GINT_TO_POINTER (TB_CITY_RESTORE_CHECKED));
  add ("a-crash-after-marking", test_crash_points, GINT_TO_POINTER (TB_CITY_RESTORE_MARKED));
  add ("a-crash-after-keeping", test_crash_points, GINT_TO_POINTER (TB_CITY_RESTORE_KEPT));
  add ("a-crash-after-swapping", test_crash_points, GINT_TO_POINTER (TB_CITY_RESTORE_SWAPPED));

  return g_test_run ();
}
