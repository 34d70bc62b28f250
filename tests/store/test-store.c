/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-store"

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixture.h"
#include "tb-audit-table.h"
#include "tb-conflict-table.h"
#include "tb-draft-table.h"
#include "tb-record-table.h"
#include "tb-store-private.h"

#define N_RACERS 20

static char *
read_file (StoreFixture *self, const char *name, gsize *length)
{
  g_autofree char *path = store_fixture_path (self, name);
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;

  g_file_get_contents (path, &bytes, length, &error);
  g_assert_no_error (error);

  return bytes;
}

static void
write_file (StoreFixture *self, const char *name, const char *bytes, gsize length)
{
  g_autofree char *path = store_fixture_path (self, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
}

/* Closes the store and runs @sql on one of its files with plain SQLite. */
static void
tamper (StoreFixture *self, const char *name, const char *sql)
{
  g_autofree char *path = store_fixture_path (self, name);
  sqlite3 *handle = NULL;

  g_clear_pointer (&self->store, tb_store_close);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, "SELECT fts5 (1)", NULL, NULL, NULL);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_exec (handle, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static int
get_mode (StoreFixture *self, const char *name)
{
  g_autofree char *path = store_fixture_path (self, name);
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);

  return info.st_mode & 0777;
}

static void
test_files_are_for_their_owner_only (StoreFixture *self, gconstpointer unused)
{
  static const char *const files[] = { "desk.db",      "desk.db-wal", "desk.db-shm",    "cache.db",
                                       "cache.db-wal", "lock",        "outbox.journal", "ballast" };

  store_fixture_enrol (self);
  g_object_unref (store_fixture_submit (self));
  g_assert_cmphex (get_mode (self, "."), ==, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_cmphex (get_mode (self, files[i]), ==, 0600);
}

static void
test_settings_are_those_of_the_rules (StoreFixture *self, gconstpointer unused)
{
  static const struct {
    const char *pragma;
    gint64 value;
  } rules[] = {
    { "PRAGMA synchronous", 2 },    { "PRAGMA foreign_keys", 1 },
    { "PRAGMA trusted_schema", 0 }, { "PRAGMA cell_size_check", 1 },
    { "PRAGMA temp_store", 2 },     { "PRAGMA journal_size_limit", 64 << 20 },
    { "PRAGMA secure_delete", 1 },
  };
  TbDb *dbs[] = { tb_store_get_desk (self->store), tb_store_get_cache (self->store) };

  for (gsize db = 0; db < 2; db++) {
    int defensive = 0;
    int extensions = 1;

    for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
      g_autoptr (GError) error = NULL;
      gint64 value = -1;

      tb_db_get_int64 (dbs[db], rules[i].pragma, &value, &error);
      g_assert_no_error (error);
      g_assert_cmpint (value, ==, rules[i].value);
    }
    sqlite3_db_config (tb_db_get_handle (dbs[db]), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    sqlite3_db_config (tb_db_get_handle (dbs[db]),
                       SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
                       -1,
                       &extensions);
    g_assert_cmpint (defensive, ==, 1);
    g_assert_cmpint (extensions, ==, 0);
  }
}

/* In a child: opens the store, says so, and holds it until the parent has heard everyone. */
static void
race (StoreFixture *self, int say, int wait)
{
  TbStore *store = tb_store_open (&self->options, NULL);
  char answer = store != NULL ? 'y' : 'n';
  char go;

  if (write (say, &answer, 1) != 1 || read (wait, &go, 1) != 0)
    _exit (1);
  _exit (0);
}

static void
test_of_twenty_starts_one_wins (StoreFixture *self, gconstpointer unused)
{
  int say[2];
  int wait_pipe[2];
  int n_won = 0;

  g_clear_pointer (&self->store, tb_store_close);
  g_assert_cmpint (pipe (say), ==, 0);
  g_assert_cmpint (pipe (wait_pipe), ==, 0);
  for (int i = 0; i < N_RACERS; i++) {
    pid_t child = fork ();

    g_assert_cmpint (child, >=, 0);
    if (child == 0) {
      close (wait_pipe[1]);
      race (self, say[1], wait_pipe[0]);
    }
  }
  for (int i = 0; i < N_RACERS; i++) {
    char answer;

    g_assert_cmpint (read (say[0], &answer, 1), ==, 1);
    n_won += answer == 'y';
  }
  close (wait_pipe[1]);
  for (int i = 0; i < N_RACERS; i++) {
    int status;

    wait (&status);
    g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  }
  close (wait_pipe[0]);
  close (say[0]);
  close (say[1]);
  g_assert_cmpint (n_won, ==, 1);
}

static void
test_the_second_opener_is_told_why (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = store_fixture_path (self, "desk.db");
  int fd = open (path, O_RDONLY);

  /* SQLite's own lock would be gone after this; ours is not. */
  close (fd);
  g_assert_null (tb_store_open (&self->options, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_LOCKED);
}

static void
test_a_newer_schema_is_left_as_it_is (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before;
  gsize n_after;

  tamper (self, "desk.db", "PRAGMA user_version = 99");
  before = read_file (self, "desk.db", &n_before);
  g_assert_null (tb_store_open (&self->options, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_NEWER);
  after = read_file (self, "desk.db", &n_after);
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_a_foreign_file_is_left_as_it_is (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before;
  gsize n_after;

  tamper (self, "desk.db", "PRAGMA application_id = 7");
  before = read_file (self, "desk.db", &n_before);
  g_assert_null (tb_store_open (&self->options, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_FOREIGN);
  after = read_file (self, "desk.db", &n_after);
  g_assert_cmpmem (before, n_before, after, n_after);
}

/* A store of the first schema becomes one of the newest; the old file stays beside it. */
static void
test_an_older_schema_is_upgraded_as_a_copy (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = store_fixture_path (self, "desk.db");
  g_autofree char *kept = store_fixture_path (self, "desk.db.v1.bak");
  g_autoptr (TbDb) old = NULL;

  g_clear_pointer (&self->store, tb_store_close);
  g_assert_cmpint (g_unlink (path), ==, 0);
  old = tb_db_open (path, NULL, &error);
  tb_store_migrate (old, tb_store_get_desk_file (), 1, &error);
  tb_db_run (old, "INSERT INTO store VALUES (1, 0, 5, 5)", &error);
  g_assert_no_error (error);
  g_clear_pointer (&old, tb_db_close);
  store_fixture_reopen (self);
  g_assert_nonnull (tb_store_get_report (self->store));
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  store_fixture_enrol (self);
  g_object_unref (store_fixture_submit (self));
  self->wall_us = g_get_real_time () + 31 * G_TIME_SPAN_DAY;
  store_fixture_reopen (self);
  g_assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));
}

static void
test_practice_and_real_data_do_not_mix (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  store_fixture_enrol (self);
  g_assert_false (
      tb_db_run (tb_store_get_desk (self->store), "UPDATE store SET sandbox = 1", NULL));
  g_assert_false (tb_db_run (tb_store_get_desk (self->store), "UPDATE lane SET sandbox = 1", NULL));
  g_clear_pointer (&self->store, tb_store_close);
  self->options.is_sandbox = TRUE;
  g_assert_null (tb_store_open (&self->options, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_SANDBOX);
}

static void
test_a_damaged_cache_is_moved_aside_and_empty (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = NULL;
  g_autoptr (TbCursor) cursor = NULL;

  store_fixture_enrol (self);
  command = store_fixture_submit (self);
  g_clear_pointer (&self->store, tb_store_close);
  write_file (self, "cache.db", "this is no database at all, not even a short one", 40);
  store_fixture_reopen (self);
  g_assert_nonnull (tb_store_get_report (self->store));
  cursor = tb_cache_get_cursor (self->store, TB_AREA_ANSHAN, &error);
  g_assert_cmpint (cursor->seq, ==, 0);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (command)), ==, TB_OUTBOX_QUEUED);
}

/* Ten commands in every state, and a draft. */
static GPtrArray *
fill (StoreFixture *self)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  store_fixture_enrol (self);
  for (int i = 0; i < 10; i++)
    g_ptr_array_add (commands, store_fixture_submit (self));
  tb_outbox_cancel (self->store, tb_command_get_id (commands->pdata[9]), "op-1", &error);
  store_fixture_send (self);
  store_fixture_record (self, store_fixture_applied (commands->pdata[0], 1), &error);
  store_fixture_record (self, store_fixture_conflict (commands->pdata[1]), &error);
  store_fixture_record (self, store_fixture_refused (commands->pdata[2]), &error);
  g_ptr_array_add (commands, store_fixture_submit (self));
  g_assert_no_error (error);

  return commands;
}

/* Every command is there, and what is known about it was not made up. */
static void
check_saved (StoreFixture *self, GPtrArray *commands)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) next = NULL;

  for (guint i = 0; i < commands->len; i++) {
    TbCommand *command = commands->pdata[i];
    g_autoptr (TbOutboxRow) row =
        tb_outbox_table_get (self->store, tb_command_get_id (command), &error);

    g_assert_no_error (error);
    g_assert_cmpint (row->lseq, ==, tb_command_get_lseq (command));
    if (row->state == TB_OUTBOX_APPLIED)
      g_assert_cmpuint (i, ==, 0);
    if (row->state == TB_OUTBOX_CONFLICT)
      g_assert_cmpuint (i, ==, 1);
  }
  next = store_fixture_submit (self);
  g_assert_cmpint (tb_command_get_lseq (next), ==, commands->len + 1);
  tb_audit_table_verify (self->store, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  tb_store_check (self->store, NULL, &error);
  g_assert_no_error (error);
}

static void
test_an_unreadable_desk_is_saved_from_the_mirror (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) commands = fill (self);
  g_autofree char *junk = g_strnfill (100000, 'x');

  g_clear_pointer (&self->store, tb_store_close);
  write_file (self, "desk.db", junk, 100000);
  store_fixture_reopen (self);
  g_assert_nonnull (strstr (tb_store_get_report (self->store), "11 of them"));
  check_saved (self, commands);
  g_assert_cmpuint (store_fixture_send (self), ==, 12);
}

/* Without the mirror, the file alone: states, conflicts and numbers come back as they were. */
static void
test_a_damaged_index_costs_no_row (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) commands = fill (self);
  g_autofree char *mirror = store_fixture_path (self, "outbox.journal");
  g_autofree char *bytes = NULL;
  g_autoptr (TbConflict) conflict = NULL;
  gsize length;
  gint64 page;

  tb_db_get_int64 (tb_store_get_desk (self->store),
                   "SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_case'",
                   &page,
                   &error);
  g_clear_pointer (&self->store, tb_store_close);
  g_assert_cmpint (g_unlink (mirror), ==, 0);
  bytes = read_file (self, "desk.db", &length);
  memset (bytes + (page - 1) * 4096, 0xee, 4096);
  write_file (self, "desk.db", bytes, length);
  store_fixture_reopen (self);
  g_assert_nonnull (strstr (tb_store_get_report (self->store), "11 commands were saved, 0"));
  check_saved (self, commands);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (commands->pdata[0])),
                   ==,
                   TB_OUTBOX_APPLIED);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (commands->pdata[10])),
                   ==,
                   TB_OUTBOX_QUEUED);
  conflict =
      tb_conflict_table_get (self->store, tb_command_get_id (commands->pdata[1]), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tb_json_get_string (conflict->theirs, "vid"), ==, "ffffffffffffffff");
}

/* What would be sent is what was accepted; a cancelled command has another text to send. */
static void
check_bytes (StoreFixture *self, TbCommand *command, gboolean is_cancelled)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) read =
      tb_outbox_table_dup_command (self->store, tb_command_get_id (command), NULL, &error);

  if (is_cancelled)
    return;
  g_assert_no_error (error);
  g_assert_cmpstr (tb_command_get_fingerprint (read), ==, tb_command_get_fingerprint (command));
}

/* One flipped bit anywhere: the store opens with every command, or refuses and changes nothing. */
static void
test_flipped_bits_lose_no_command (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) commands = fill (self);
  g_autofree char *bytes = NULL;
  g_autofree char *mirror = NULL;
  gsize length;
  gsize n_mirror;

  g_clear_pointer (&self->store, tb_store_close);
  bytes = read_file (self, "desk.db", &length);
  mirror = read_file (self, "outbox.journal", &n_mirror);
  for (int i = 0; i < 60; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *bad = g_memdup2 (bytes, length);
    gsize where = (gsize) ((guint64) i * 2654435761u % length);

    bad[where] ^= (char) (1 << (i % 8));
    write_file (self, "desk.db", bad, length);
    write_file (self, "outbox.journal", mirror, n_mirror);
    self->store = tb_store_open (&self->options, &error);
    if (self->store == NULL) {
      g_assert_true (g_error_matches (error, TB_STORE_ERROR, TB_STORE_ERROR_FOREIGN) ||
                     g_error_matches (error, TB_STORE_ERROR, TB_STORE_ERROR_NEWER));
      continue;
    }
    for (guint n = 0; n < commands->len; n++) {
      g_autoptr (TbOutboxRow) row =
          tb_outbox_table_get (self->store, tb_command_get_id (commands->pdata[n]), &error);

      if (row == NULL)
        g_test_message ("flip at %d: %s", (int) where, tb_store_get_report (self->store));
      g_assert_no_error (error);
      if (row->is_waiting)
        check_bytes (self, commands->pdata[n], n == 9);
    }
    g_clear_pointer (&self->store, tb_store_close);
  }
}

static void
test_a_salvage_that_was_cut_off_is_taken_up (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) commands = fill (self);
  g_autofree char *moved = NULL;

  g_assert_true (tb_store_checkpoint (self->store, FALSE, &error));
  moved = tb_store_move_aside (self->store, "desk.db", TRUE, &error);
  g_assert_no_error (error);
  store_fixture_reopen (self);
  check_saved (self, commands);
  store_fixture_reopen (self);
  g_assert_null (tb_store_get_report (self->store));
}

static void
test_a_mirror_that_is_behind_catches_up (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) commands = fill (self);
  g_autofree char *junk = g_strnfill (100000, 'x');

  g_clear_pointer (&self->store, tb_store_close);
  write_file (self, "outbox.journal", "torn line without", 17);
  store_fixture_reopen (self);
  g_clear_pointer (&self->store, tb_store_close);
  write_file (self, "desk.db", junk, 100000);
  store_fixture_reopen (self);
  check_saved (self, commands);
}

static void
test_a_reader_sees_but_cannot_write (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) commands G_GNUC_UNUSED = fill (self);
  g_autoptr (TbStore) reader = tb_store_open_reader (self->folder, NULL, &error);
  TbOutboxCounts counts;

  g_assert_no_error (error);
  g_assert_true (tb_outbox_table_count (reader, &counts, &error));
  g_assert_cmpuint (counts.n[TB_AREA_ANSHAN][TB_OUTBOX_CONFLICT], ==, 1);
  g_assert_false (
      tb_db_run (tb_store_get_desk (reader), "UPDATE store SET clock_us = clock_us + 1", &error));
}

static void
test_a_backup_is_a_whole_store (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) commands = fill (self);
  g_autofree char *path = store_fixture_path (self, "backup.db");
  g_autoptr (TbDb) copy = NULL;
  gint64 n;

  tb_store_backup_desk (self->store, path, &error);
  g_assert_no_error (error);
  copy = tb_db_open_reader (path, NULL, &error);
  g_assert_true (tb_db_get_int64 (copy, "SELECT count (*) FROM outbox", &n, &error));
  g_assert_cmpint (n, ==, commands->len);
}

static void
test_forgotten_people_leave_the_disk (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *h = g_strnfill (64, '0');
  g_autoptr (json_t) as_of = json_pack ("{s:s, s:i, s:s}", "log_id", FIXTURE_LOG, "seq", 0, "h", h);
  g_autoptr (json_t) page = json_array ();
  g_autofree char *bytes = NULL;
  gsize length;

  json_array_append_new (page,
                         store_fixture_entry ("01890000-0000-7000-8000-000000000001",
                                              1,
                                              "单雄信",
                                              "320102198001011234"));
  tb_cache_begin_snapshot (self->store, TB_AREA_ANSHAN, &error);
  store_fixture_snapshot (self, page, as_of, NULL, &error);
  tb_store_checkpoint (self->store, TRUE, &error);
  tb_cache_drop_city (self->store, TB_AREA_ANSHAN, NULL, &error);
  tb_store_checkpoint (self->store, TRUE, &error);
  g_assert_no_error (error);
  bytes = read_file (self, "cache.db", &length);
  g_assert_null (memmem (bytes, length, "320102198001011234", 18));
}

/* Audit: 1 edit, 1 insertion, 1 swap, 1 cut at each row; each is found and named. */
static void
test_a_changed_audit_row_is_named (StoreFixture *self, gconstpointer unused)
{
  static const char *const acts[] = {
    "UPDATE audit SET operator = 'op-9' WHERE n = 7",
    "UPDATE audit SET at_us = at_us + 1 WHERE n = 7",
    "UPDATE audit SET n = 1000 WHERE n = 7; UPDATE audit SET n = 7 WHERE n = 8; "
    "UPDATE audit SET n = 8 WHERE n = 1000",
    "DELETE FROM audit WHERE n = 7",
    "UPDATE audit SET n = n + 1000 WHERE n >= 7; UPDATE audit SET n = n - 999 WHERE n > 1000; "
    "INSERT INTO audit SELECT 7, at_us, operator, verb, subject, area, detail, h FROM audit "
    "WHERE n = 3",
    "DELETE FROM audit WHERE n >= 7; UPDATE audit_head SET n = 6, h = (SELECT h FROM audit WHERE "
    "n = 6)",
  };
  g_autoptr (GPtrArray) commands G_GNUC_UNUSED = fill (self);
  g_autofree char *bytes = NULL;
  g_autofree char *head = NULL;
  gint64 n;
  gsize length;

  g_assert_true (tb_audit_table_get_head (self->store, &n, &head, NULL));
  g_clear_pointer (&self->store, tb_store_close);
  bytes = read_file (self, "desk.db", &length);
  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *sql =
        g_strconcat ("DROP TRIGGER audit_is_never_edited; DROP TRIGGER audit_has_no_holes;"
                     "DROP TRIGGER audit_moves_the_head;"
                     "DROP TRIGGER audit_goes_from_its_beginning_only;",
                     acts[i],
                     NULL);

    write_file (self, "desk.db", bytes, length);
    tamper (self, "desk.db", sql);
    store_fixture_reopen (self);
    g_assert_false (tb_audit_table_verify (self->store, n, head, NULL, &error));
    g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_CHAIN);
    g_assert_nonnull (strstr (error->message, "row 7 "));
    g_clear_pointer (&self->store, tb_store_close);
  }
}

static void
test_the_schema_forbids_editing_the_audit (StoreFixture *self, gconstpointer unused)
{
  static const char *const acts[] = {
    "UPDATE audit SET operator = 'x' WHERE n = 1",
    "DELETE FROM audit WHERE n = 1",
    "INSERT INTO audit SELECT n + 1000, at_us, operator, verb, subject, area, detail, h FROM audit",
    "DELETE FROM outbox",
    "DELETE FROM conflict",
    "UPDATE outbox SET bytes = '{}'",
    "UPDATE outbox SET state = 'archived'",
    "UPDATE outbox SET attempts = 0 WHERE lseq = 1",
    "UPDATE lane SET last_lseq = 0",
    "UPDATE number SET serial = 0",
    "UPDATE outbox SET lseq = 77 WHERE lseq = 3",
    "DELETE FROM number",
  };
  g_autoptr (GPtrArray) commands G_GNUC_UNUSED = fill (self);

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (tb_db_run (tb_store_get_desk (self->store), acts[i], &error));
    g_assert_error (error, TB_DB_ERROR, TB_DB_ERROR_CONSTRAINT);
  }
}

static void
test_old_audit_rows_go_and_the_rest_verifies (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) commands G_GNUC_UNUSED = fill (self);
  guint n;

  g_assert_true (tb_audit_table_retain (self->store, G_MAXINT64, &n, &error));
  g_assert_cmpuint (n, ==, 0);
  self->wall_us += 200 * G_TIME_SPAN_DAY;
  g_object_unref (store_fixture_submit (self));
  g_assert_true (tb_audit_table_retain (self->store, G_MAXINT64, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, >, 10);
  g_assert_true (tb_audit_table_verify (self->store, 0, NULL, NULL, &error));
}

static void
test_a_thousand_witnesses_are_kept (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) heads = NULL;
  gint64 n;

  for (int i = 1; i <= 1005; i++) {
    g_autoptr (json_t) head =
        json_pack ("{s:s, s:i, s:s}", "log_id", FIXTURE_LOG, "seq", i, "h", "aa");

    if (i == 500)
      g_assert_true (
          tb_db_run (tb_store_get_desk (self->store), "PRAGMA wal_checkpoint (TRUNCATE)", &error));
    tb_witness_table_add (self->store, TB_AREA_BENXI, head, &error);
    g_assert_no_error (error);
  }
  heads = tb_witness_table_list (self->store, TB_AREA_BENXI, 1, &error);
  g_assert_cmpint (tb_json_get_int (json_array_get (heads, 0), "seq", 0), ==, 1005);
  g_assert_true (tb_db_get_int64 (tb_store_get_desk (self->store),
                                  "SELECT count (*) FROM witness",
                                  &n,
                                  &error));
  g_assert_cmpint (n, ==, 1000);
}

static void
test_copies_prints_and_blobs_are_counted (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sha = g_strnfill (64, 'b');
  g_autofree char *value = NULL;
  g_autoptr (json_t) waiting = NULL;
  g_autoptr (json_t) none = NULL;
  g_autoptr (json_t) copies = NULL;
  const TbPrintCopy second = { "case", "receipt", 2 };
  const TbPrintCopy third = { "case", "receipt", 3 };
  int copy;

  g_assert_true (tb_print_table_add (self->store, "case", "receipt", "op-1", &copy, &error));
  g_assert_true (tb_print_table_add (self->store, "case", "receipt", "op-1", &copy, &error));
  g_assert_cmpint (copy, ==, 2);
  g_assert_true (tb_print_table_mark (self->store, &second, TB_PRINT_SPOOLED, "op-1", &error));
  g_assert_false (tb_print_table_mark (self->store, &third, TB_PRINT_CONFIRMED, "op-1", NULL));
  copies = tb_print_table_list (self->store, "case", "receipt", &error);
  g_assert_cmpuint (json_array_size (copies), ==, 2);
  g_assert_nonnull (tb_json_get_string (json_array_get (copies, 0), "spooled"));
  g_assert_null (tb_json_get_string (json_array_get (copies, 0), "confirmed"));
  g_assert_null (tb_json_get_string (json_array_get (copies, 1), "spooled"));
  g_assert_true (tb_blob_table_add (self->store, TB_AREA_BENXI, sha, 10, "image/png", &error));
  g_assert_true (tb_blob_table_set_sent (self->store, TB_AREA_BENXI, sha, 4, &error));
  waiting = tb_blob_table_list_waiting (self->store, TB_AREA_BENXI, &error);
  g_assert_cmpint (tb_json_get_int (json_array_get (waiting, 0), "sent", 0), ==, 4);
  g_assert_true (tb_blob_table_set_sent (self->store, TB_AREA_BENXI, sha, 10, &error));
  none = tb_blob_table_list_waiting (self->store, TB_AREA_BENXI, &error);
  g_assert_cmpuint (json_array_size (none), ==, 0);
  g_assert_true (tb_setting_table_set (self->store, "font", "large", &error));
  value = tb_setting_table_dup (self->store, "font", &error);
  g_assert_cmpstr (value, ==, "large");
  g_assert_no_error (error);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/store/" path,                                                                \
              StoreFixture,                                                                        \
              NULL,                                                                                \
              store_fixture_set_up,                                                                \
              func,                                                                                \
              store_fixture_tear_down)

/* Design decision trust §7: room for the answers to what was accepted is kept free. */
static void
test_little_room_accepts_nothing (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  self->options.min_free_bytes = G_MAXINT64;
  store_fixture_reopen (self);
  g_assert_cmpint (tb_store_get_free_bytes (self->store), >, 0);
  g_assert_false (tb_store_may_accept (self->store, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_FULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("files-are-for-their-owner-only", test_files_are_for_their_owner_only);
  ADD ("settings-are-those-of-the-rules", test_settings_are_those_of_the_rules);
  ADD ("of-twenty-starts-one-wins", test_of_twenty_starts_one_wins);
  ADD ("the-second-opener-is-told-why", test_the_second_opener_is_told_why);
  ADD ("a-newer-schema-is-left-as-it-is", test_a_newer_schema_is_left_as_it_is);
  ADD ("a-foreign-file-is-left-as-it-is", test_a_foreign_file_is_left_as_it_is);
  ADD ("an-older-schema-is-upgraded-as-a-copy", test_an_older_schema_is_upgraded_as_a_copy);
  ADD ("practice-and-real-data-do-not-mix", test_practice_and_real_data_do_not_mix);
  ADD ("a-damaged-cache-is-moved-aside-and-empty", test_a_damaged_cache_is_moved_aside_and_empty);
  ADD ("an-unreadable-desk-is-saved-from-the-mirror",
       test_an_unreadable_desk_is_saved_from_the_mirror);
  ADD ("a-damaged-index-costs-no-row", test_a_damaged_index_costs_no_row);
  ADD ("flipped-bits-lose-no-command", test_flipped_bits_lose_no_command);
  ADD ("a-salvage-that-was-cut-off-is-taken-up", test_a_salvage_that_was_cut_off_is_taken_up);
  ADD ("a-mirror-that-is-behind-catches-up", test_a_mirror_that_is_behind_catches_up);
  ADD ("a-reader-sees-but-cannot-write", test_a_reader_sees_but_cannot_write);
  ADD ("a-backup-is-a-whole-store", test_a_backup_is_a_whole_store);
  ADD ("forgotten-people-leave-the-disk", test_forgotten_people_leave_the_disk);
  ADD ("a-changed-audit-row-is-named", test_a_changed_audit_row_is_named);
  ADD ("the-schema-forbids-editing-the-audit", test_the_schema_forbids_editing_the_audit);
  ADD ("old-audit-rows-go-and-the-rest-verifies", test_old_audit_rows_go_and_the_rest_verifies);
  ADD ("a-thousand-witnesses-are-kept", test_a_thousand_witnesses_are_kept);
  ADD ("copies-prints-and-blobs-are-counted", test_copies_prints_and_blobs_are_counted);

  g_test_add ("/store/store/little-room-accepts-nothing",
              StoreFixture,
              NULL,
              store_fixture_set_up,
              test_little_room_accepts_nothing,
              store_fixture_tear_down);

  return g_test_run ();
}
