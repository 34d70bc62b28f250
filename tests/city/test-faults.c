/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <sqlite3.h>

#include "city-fixture.h"
#include "fault-vfs.h"

/* protocol.md I20: accepted durably, or told that it was not; never both, never neither. */

typedef struct {
  int code;
  gboolean is_lasting;
} Fault;

static void
set_up (Fixture *self, gconstpointer data)
{
  fault_vfs_register ();
  fault_vfs_disarm ();
  self->vfs = FAULT_VFS;
  fixture_set_up (self, data);
}

static json_t *
new_batch (const char *lane)
{
  json_t *wrong = fixture_note (lane, 3, 1);

  fixture_set_args (wrong, json_pack ("{s:b}", "wrong", 1));

  return json_pack ("[o, o, o]",
                    fixture_submit (lane, 1, 1, "shenyang"),
                    fixture_note (lane, 2, 1),
                    wrong);
}

/* After whatever happened: the chains are whole, nothing is half done, and the same batch again
 * gives what it gave, or is done now. */
static void
check_after (Fixture *self, const char *lane, const TbCityResponse *first)
{
  g_autoptr (TbCityResponse) second = NULL;
  g_autoptr (GError) error = NULL;
  gint64 head = tb_city_get_head (self->city);

  g_assert_true (tb_city_verify (self->city, &error));
  g_assert_no_error (error);
  g_assert_true (head == 0 || head == 2);
  if (first->status == 200)
    g_assert_cmpint (head, ==, 2);

  second = fixture_send (self, lane, "window-1", new_batch (lane));
  g_assert_cmpint (second->status, ==, 200);
  if (first->status == 200)
    g_assert_true (g_bytes_equal (first->body, second->body));
  g_assert_cmpint (tb_city_get_head (self->city), ==, 2);
  g_assert_true (tb_city_verify (self->city, &error));
}

static void
check_answer (const TbCityResponse *response)
{
  g_autoptr (json_t) json = fixture_json (response);

  if (response->status == 200)
    return;

  g_assert_cmpint (response->status, ==, 503);
  assert_member (json, "type", "urn:tongban:problem:busy");
  assert_member (json, "class", "retry");
}

/* One batch with the @n-th write failing; FALSE when there are fewer. */
static gboolean
run_once (Fixture *self, const Fault *fault, int n)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (TbCityResponse) response = NULL;
  gboolean has_failed;

  fault_vfs_arm (n, fault->code, fault->is_lasting);
  response = fixture_send (self, lane, "window-1", new_batch (lane));
  has_failed = fault_vfs_disarm ();
  check_answer (response);
  if (!has_failed)
    g_assert_cmpint (response->status, ==, 200);

  /* With room on the disk again it goes on by itself; after an I/O error it is started again. */
  if (!tb_city_is_stopped (self->city))
    check_after (self, lane, response);
  fixture_close (self);
  fixture_open (self);
  check_after (self, lane, response);

  return has_failed;
}

static void
test_each_write (Fixture *self, gconstpointer data)
{
  int n = 1;

  while (run_once (self, data, n)) {
    n++;
    fixture_tear_down (self, NULL);
    set_up (self, NULL);
  }
  g_test_message ("%d writes", n - 1);
  g_assert_cmpint (n, >, 5);
}

/* A city whose first start fails anywhere starts the next time. */
static void
test_first_start (Fixture *self, gconstpointer data)
{
  const Fault *fault = data;

  for (int n = 1;; n++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *lane = NULL;
    g_autofree char *folder = g_build_filename (self->folder, "again", NULL);
    gboolean has_failed;
    Fixture fresh = *self;

    fresh.folder = folder;
    fresh.city = NULL;
    fresh.clock.data = fresh.random.data = &fresh;
    fault_vfs_arm (n, fault->code, fault->is_lasting);
    fixture_try_open (&fresh, &error);
    has_failed = fault_vfs_disarm ();
    if (fresh.city == NULL)
      fixture_open (&fresh);
    lane = fixture_lane (&fresh, "window-1", "shenyang");
    g_assert_nonnull (lane);
    fixture_close (&fresh);
    if (!has_failed)
      break;
    fixture_tear_down (self, NULL);
    set_up (self, NULL);
  }
}

/* A city that stopped still answers who only reads. */
static void
test_stopped (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (TbCityResponse) failed = NULL;
  g_autoptr (TbCityResponse) later = NULL;
  g_autoptr (TbCityResponse) about = NULL;

  fault_vfs_arm (1, SQLITE_IOERR_WRITE, FALSE);
  failed = fixture_send (self, lane, "window-1", new_batch (lane));
  fault_vfs_disarm ();
  later = fixture_send (self, lane, "window-1", new_batch (lane));
  about = fixture_call (self, "GET /v1/about", NULL, NULL);

  g_assert_true (tb_city_is_stopped (self->city));
  g_assert_cmpint (failed->status, ==, 503);
  g_assert_cmpint (later->status, ==, 503);
  g_assert_cmpint (about->status, ==, 200);
}

int
main (int argc, char *argv[])
{
  static const Fault full = { SQLITE_FULL, FALSE };
  static const Fault stays_full = { SQLITE_FULL, TRUE };
  static const Fault write_error = { SQLITE_IOERR_WRITE, FALSE };
  static const Fault sync_error = { SQLITE_IOERR_FSYNC, TRUE };
  static const struct {
    const char *path;
    const Fault *fault;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "a-full-disk-for-a-moment-leaves-nothing-half-done", &full, test_each_write },
    { "a-full-disk-leaves-nothing-half-done", &stays_full, test_each_write },
    { "each-failing-write-leaves-nothing-half-done", &write_error, test_each_write },
    { "a-disk-that-dies-leaves-nothing-half-done", &sync_error, test_each_write },
    { "a-first-start-that-failed-can-be-repeated", &write_error, test_first_start },
    { "a-stopped-city-still-answers-reads", NULL, test_stopped },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/city/faults/", tests[i].path, NULL);

    g_test_add (path, Fixture, tests[i].fault, set_up, tests[i].func, fixture_tear_down);
  }

  return g_test_run ();
}
