/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-store-faults"

#include "config.h"

#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault-vfs.h"
#include "store-fixture.h"

static FaultVfs *fault;

static void
set_up (StoreFixture *self, gconstpointer unused)
{
  store_fixture_set_up (self, unused);
  g_clear_pointer (&self->store, tb_store_close);
  self->options.vfs = FAULT_VFS;
  *fault = (FaultVfs){ 0 };
  store_fixture_reopen (self);
  store_fixture_enrol (self);
}

static void
tear_down (StoreFixture *self, gconstpointer unused)
{
  *fault = (FaultVfs){ 0 };
  store_fixture_tear_down (self, unused);
}

static gint64
count_commands (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  tb_db_get_int64 (tb_store_get_desk (self->store), "SELECT count (*) FROM outbox", &n, &error);
  g_assert_no_error (error);

  return n;
}

/* I20 at the @n-th operation: accepted and there, or told that it was not and not there. FALSE
 * when there are not that many operations. */
static gboolean
try_at (int code, gint64 n)
{
  StoreFixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (json_t) json = NULL;
  g_autoptr (TbCommand) command = NULL;
  gboolean has_failed;

  set_up (&fixture, NULL);
  id = store_fixture_uuid (&fixture);
  json = store_fixture_command (&fixture, "submit", id, NULL, NULL);
  fault->code = code;
  fault->fail_at = n;
  command = store_fixture_accept (&fixture, json, &error);
  has_failed = fault->n_failed > 0;
  *fault = (FaultVfs){ 0 };
  g_assert_true ((command != NULL) == (error == NULL));
  if (error != NULL && code == SQLITE_FULL)
    g_assert_error (error, TB_DB_ERROR, TB_DB_ERROR_FULL);
  else if (error != NULL)
    g_assert_error (error, TB_DB_ERROR, TB_DB_ERROR_IO);
  if (error != NULL && code != SQLITE_FULL)
    g_assert_false (tb_store_may_accept (fixture.store, NULL));
  store_fixture_reopen (&fixture);
  g_assert_cmpint (count_commands (&fixture), ==, command != NULL);
  g_object_unref (store_fixture_submit (&fixture));
  tear_down (&fixture, NULL);

  return has_failed;
}

static void
test_never_both_and_never_neither (void)
{
  static const int codes[] = { SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    gint64 n = 1;

    while (try_at (codes[i], n))
      n++;
    g_test_message ("%d: %d places", codes[i], (int) n - 1);
    g_assert_cmpint (n, >, 1);
  }
}

static void
test_the_ballast_lets_answers_be_recorded (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = store_fixture_submit (self);
  g_autofree char *ballast = store_fixture_path (self, "ballast");
  g_autofree char *id = store_fixture_uuid (self);
  g_autoptr (json_t) json = store_fixture_command (self, "submit", id, NULL, NULL);

  store_fixture_send (self);
  g_assert_true (tb_store_checkpoint (self->store, FALSE, &error));
  fault->ballast = ballast;
  g_assert_null (store_fixture_accept (self, json, &error));
  g_assert_error (error, TB_DB_ERROR, TB_DB_ERROR_FULL);
  g_clear_error (&error);
  g_assert_false (g_file_test (ballast, G_FILE_TEST_EXISTS));
  g_assert_true (store_fixture_record (self, store_fixture_applied (command, 7), &error));
  g_assert_no_error (error);
  fault->ballast = NULL;
  g_object_unref (store_fixture_submit (self));
  g_assert_true (g_file_test (ballast, G_FILE_TEST_EXISTS));
  g_assert_cmpint (count_commands (self), ==, 2);
}

/* Real kills: each acceptance that was said to be done is there afterwards. */
static void
test_killed_processes_lose_nothing (StoreFixture *self, gconstpointer unused)
{
  gint64 n_told = 0;

  for (int round = 0; round < 5; round++) {
    int say[2];
    char told;
    pid_t child;

    g_clear_pointer (&self->store, tb_store_close);
    g_assert_cmpint (pipe (say), ==, 0);
    child = fork ();
    if (child == 0) {
      self->seed += (guint64) round + 100;
      self->store = tb_store_open (&self->options, NULL);
      for (;;) {
        g_object_unref (store_fixture_submit (self));
        if (write (say[1], "y", 1) != 1)
          _exit (1);
      }
    }
    close (say[1]);
    for (int i = 0; i < 3 + round * 2; i++)
      n_told += read (say[0], &told, 1);
    kill (child, SIGKILL);
    while (read (say[0], &told, 1) == 1)
      n_told++;
    waitpid (child, NULL, 0);
    close (say[0]);
    store_fixture_reopen (self);
    g_assert_cmpint (count_commands (self), >=, n_told);
    n_told = count_commands (self);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fault = fault_vfs_register ();

  g_test_add_func ("/store/store-faults/never-both-and-never-neither",
                   test_never_both_and_never_neither);
  g_test_add ("/store/store-faults/the-ballast-lets-answers-be-recorded",
              StoreFixture,
              NULL,
              set_up,
              test_the_ballast_lets_answers_be_recorded,
              tear_down);
  g_test_add ("/store/store-faults/killed-processes-lose-nothing",
              StoreFixture,
              NULL,
              set_up,
              test_killed_processes_lose_nothing,
              tear_down);

  return g_test_run ();
}
