/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "../store/store-fixture.h"
#include "polite-city.h"
#include "tb-record-table.h"
#include "tb-sync.h"

static const TbCityTimeouts short_timeouts = {
  .connect_ms = 2000,
  .header_ms = 150,
  .idle_ms = 150,
  .poll_ms = 150,
};

/* A second of back-off becomes two milliseconds. */
static const TbLaneLimits short_limits = {
  .unit_us = 2000,
  .offline_us = 60 * G_USEC_PER_SEC,
  .lost_us = 120 * G_USEC_PER_SEC,
  .about_us = 60 * G_USEC_PER_SEC,
  .park_us = 30000,
  .wait_s = 25,
  .page = 5000,
  .batch = 50,
};

typedef struct {
  StoreFixture store;
  PoliteCity *city;
  TbSync *sync;
  TbCityStatus status;
  guint n_twists; /* how often the twist may still happen */
  const char *body;
  const struct _Fault *fault;
} Fixture;

static void
status_cb (const TbCityStatus *status, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->status = *status;
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  memset (fixture, 0, sizeof *fixture);
  store_fixture_set_up (&fixture->store, NULL);
  store_fixture_enrol (&fixture->store);
  fixture->city = polite_city_new ();
  fixture->n_twists = G_MAXUINT;
}

static void
start (Fixture *fixture)
{
  TbCityClientOptions client = {
    .area = TB_AREA_ANSHAN,
    .base = stub_city_get_base (fixture->city->stub),
    .device = "device-1",
    .timeouts = &short_timeouts,
    .clock = tb_clock_system (),
    .random = tb_random_system (),
  };
  TbSyncOptions options = {
    .store = fixture->store.store,
    .cities = &client,
    .n_cities = 1,
    .limits = &short_limits,
    .changed = status_cb,
    .changed_data = fixture,
  };
  g_autoptr (GError) error = NULL;

  fixture->sync = tb_sync_new (&options, &error);
  g_assert_no_error (error);
  tb_sync_start (fixture->sync, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  if (fixture->sync != NULL)
    tb_sync_stop (fixture->sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  polite_city_free (fixture->city);
  store_fixture_tear_down (&fixture->store, NULL);
}

static const TbLaneState *
lane (Fixture *fixture)
{
  return tb_lane_driver_get_state (tb_sync_get_driver (fixture->sync, TB_AREA_ANSHAN));
}

#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 until_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;                               \
    while (!(condition) && g_get_monotonic_time () < until_us) {                                   \
      if (!g_main_context_iteration (NULL, FALSE))                                                 \
        g_usleep (200);                                                                            \
    }                                                                                              \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

static guint
count (Fixture *fixture, TbOutboxState state)
{
  TbOutboxCounts counts;
  g_autoptr (GError) error = NULL;

  tb_outbox_table_count (fixture->store.store, &counts, &error);
  g_assert_no_error (error);

  return counts.n[TB_AREA_ANSHAN][state];
}

static void
submit (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    g_object_unref (store_fixture_submit (&fixture->store));
  if (fixture->sync != NULL)
    tb_sync_notice_work (fixture->sync, TB_AREA_ANSHAN);
}

static gint64
n_records (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  tb_record_table_count (fixture->store.store, TB_AREA_ANSHAN, &n, &error);
  g_assert_no_error (error);

  return n;
}

/* Everything that was accepted is applied, and everything of the city is here. */
static void
expect_recovery (Fixture *fixture)
{
  guint n = count (fixture, TB_OUTBOX_QUEUED) + count (fixture, TB_OUTBOX_SENT) +
            count (fixture, TB_OUTBOX_APPLIED);

  WAIT_UNTIL (tb_lane_is_quiet (lane (fixture)) &&
              lane (fixture)->seq == (gint64) fixture->city->entries->len);
  g_assert_cmpuint (count (fixture, TB_OUTBOX_APPLIED), ==, n);
  g_assert_cmpuint (fixture->city->outcomes->len, ==, n);
  g_assert_cmpint (n_records (fixture), ==, fixture->city->entries->len);
}

static void
test_work_goes_up_and_records_come_down (Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < 30; i++)
    polite_city_add_case (fixture->city, i);
  submit (fixture, 120);
  start (fixture);
  expect_recovery (fixture);
  /* Batches of fifty, each once. */
  g_assert_cmpuint (fixture->city->n_posts, ==, 3);
  g_assert_cmpint (fixture->status.reach, ==, TB_REACH_ONLINE);
  g_assert_true (fixture->status.is_quiet);
  g_assert_cmpuint (fixture->status.n_queued, ==, 0);

  /* News comes by itself. */
  polite_city_add_case (fixture->city, 1000);
  WAIT_UNTIL (n_records (fixture) == 151);
}

typedef struct _Fault {
  const char *name;
  const char *target; /* what is answered so; NULL for everything */
  void (*behave) (StubReply *reply);
} Fault;

static void
portal (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nhtml");
}

static void
redirect (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 307 Moved\r\nLocation: http://localhost/v1/about\r\n"
                  "Content-Length: 0\r\n\r\n");
}

static void
silence (StubReply *reply)
{
  reply->hangs = TRUE;
}

static void
slow_body (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTongban-Log: " STUB_LOG
                  "\r\nTongban-Protocol: 1\r\nContent-Length: 900\r\n\r\n{\"outco");
  reply->hangs = TRUE;
}

static void
hang_up (StubReply *reply)
{
}

static void
duplicate_keys (StubReply *reply)
{
  stub_reply_city (reply, 200, "application/json", "", "{\"outcomes\":[],\"outcomes\":[]}");
}

static void
busy (StubReply *reply)
{
  stub_reply_problem (reply, "busy", "");
}

static void
signed_out (StubReply *reply)
{
  stub_reply_problem (reply, "signed-out", "");
}

/* What another history would say: everything settled. */
static void
late_answer (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTongban-Log: another\r\n"
                  "Tongban-Protocol: 1\r\nContent-Length: 16\r\n\r\n{\"outcomes\":[{}]}");
}

static const Fault faults[] = {
  { "captive-portal", NULL, portal },
  { "captive-portal-for-commands", "/commands", portal },
  { "redirect", NULL, redirect },
  { "silence", "/commands", silence },
  { "silent-about", "/about", silence },
  { "slow-body", "/commands", slow_body },
  { "hangs-up", NULL, hang_up },
  { "duplicate-keys", "/commands", duplicate_keys },
  { "busy", NULL, busy },
  { "signed-out", "/commands", signed_out },
  { "late-answer", "/commands", late_answer },
};

static gboolean
fault_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;
  const Fault *fault = fixture->fault;

  if (fixture->n_twists == 0 ||
      (fault->target != NULL && strstr (request->target, fault->target) == NULL))
    return FALSE;
  fixture->n_twists--;
  fault->behave (reply);

  return TRUE;
}

static void
test_a_fault_loses_nothing (Fixture *fixture, gconstpointer fault)
{
  fixture->fault = fault;
  fixture->n_twists = 4;
  fixture->city->twist = fault_cb;
  fixture->city->twist_data = fixture;
  polite_city_add_case (fixture->city, 1);
  submit (fixture, 60);
  start (fixture);
  expect_recovery (fixture);
  g_assert_cmpuint (fixture->n_twists, ==, 0);
}

/* Every second page is cut somewhere: each time the whole lines count. */
static gboolean
cut_page_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->n_twists == 0 || strstr (request->target, "/changes") == NULL)
    return FALSE;
  polite_city_answer (fixture->city, request, reply);
  if (reply->raw->len < 3000)
    return TRUE;
  fixture->n_twists--;
  g_byte_array_set_size (reply->raw, 3000);
  reply->keeps = FALSE;

  return TRUE;
}

static void
test_a_cut_page_counts_as_far_as_it_came (Fixture *fixture, gconstpointer unused)
{
  start (fixture);
  WAIT_UNTIL (tb_lane_is_quiet (lane (fixture)));
  fixture->city->twist = cut_page_cb;
  fixture->city->twist_data = fixture;
  fixture->n_twists = 3;
  for (guint i = 0; i < 40; i++)
    polite_city_add_case (fixture->city, i);
  WAIT_UNTIL (fixture->n_twists < 3 && lane (fixture)->seq > 0);
  g_assert_cmpint (lane (fixture)->seq, <, 40);
  g_assert_cmpint (n_records (fixture), ==, lane (fixture)->seq);
  expect_recovery (fixture);
}

/* @body: what is replaced in the page, and by what. */
static gboolean
damage_page_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *text G_GNUC_UNUSED = NULL;
  g_auto (GStrv) pair = g_strsplit (fixture->body, "|", 2);
  char *found;

  if (strstr (request->target, "/changes") == NULL)
    return FALSE;
  polite_city_answer (fixture->city, request, reply);
  g_byte_array_append (reply->raw, (const guint8 *) "", 1);
  found = strstr ((char *) reply->raw->data, pair[0]);
  if (found != NULL)
    memcpy (found, pair[1], strlen (pair[1]));
  g_byte_array_set_size (reply->raw, reply->raw->len - 1);

  return TRUE;
}

static void
expect_alarm (Fixture *fixture, const char *body, TbLaneAlarm alarm)
{
  g_autoptr (TbLane) row = NULL;

  start (fixture);
  WAIT_UNTIL (tb_lane_is_quiet (lane (fixture)));
  fixture->body = body;
  fixture->city->twist = damage_page_cb;
  fixture->city->twist_data = fixture;
  for (guint i = 0; i < 5; i++)
    polite_city_add_case (fixture->city, i);
  WAIT_UNTIL (lane (fixture)->phase == TB_LANE_HALTED);
  g_assert_cmpint (lane (fixture)->alarm, ==, alarm);
  g_assert_cmpint (n_records (fixture), ==, 0);
  row = tb_lane_table_get (fixture->store.store, TB_AREA_ANSHAN, NULL);
  g_assert_true (row->is_stopped);

  /* A person has looked, the city is itself again. */
  fixture->city->twist = NULL;
  g_assert_true (
      tb_lane_driver_resume (tb_sync_get_driver (fixture->sync, TB_AREA_ANSHAN), "op-1", NULL));
  expect_recovery (fixture);
}

static void
test_a_wrong_hash_stops_the_lane (Fixture *fixture, gconstpointer unused)
{
  expect_alarm (fixture, "\"ver\":1|\"ver\":2", TB_ALARM_HASH);
}

static void
test_a_hole_stops_the_lane (Fixture *fixture, gconstpointer unused)
{
  expect_alarm (fixture, "{\"n\":1,|{\"n\":2,", TB_ALARM_HOLE);
}

static void
test_another_history_is_taken_and_everything_offered_again (Fixture *fixture, gconstpointer unused)
{
  submit (fixture, 20);
  start (fixture);
  expect_recovery (fixture);
  polite_city_restore (fixture->city, "log-after-restore");
  polite_city_add_case (fixture->city, 7);
  WAIT_UNTIL (strcmp (lane (fixture)->log_id, "log-after-restore") == 0);
  expect_recovery (fixture);
  g_assert_cmpuint (fixture->city->outcomes->len, ==, 20);
}

/* One command that the city cannot digest. */
static gboolean
poison_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->n_twists == 0 || strstr (request->target, "/commands") == NULL)
    return FALSE;
  if (g_strstr_len (request->body, (gssize) request->length, "\"lseq\":3,") == NULL)
    return FALSE;
  stub_reply_problem (reply, "internal", "");

  return TRUE;
}

static void
test_poison_is_parked_and_never_skipped (Fixture *fixture, gconstpointer unused)
{
  fixture->city->twist = poison_cb;
  fixture->city->twist_data = fixture;
  submit (fixture, 8);
  start (fixture);
  WAIT_UNTIL (lane (fixture)->push == TB_PUSH_PARKED);
  g_assert_cmpint (lane (fixture)->alarm, ==, TB_ALARM_PARKED);
  g_assert_cmpint (lane (fixture)->batch_first, ==, 3);
  g_assert_cmpuint (count (fixture, TB_OUTBOX_APPLIED), ==, 2);
  g_assert_cmpuint (fixture->city->outcomes->len, ==, 2);

  fixture->n_twists = 0;
  tb_sync_send_now (fixture->sync, TB_AREA_ANSHAN);
  expect_recovery (fixture);
  g_assert_cmpint (lane (fixture)->alarm, ==, TB_ALARM_NONE);
}

static gboolean
stop_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;

  if (strstr (request->target, "/commands") == NULL)
    return FALSE;
  stub_reply_problem (reply, fixture->body, "");

  return TRUE;
}

static void
test_a_city_that_has_moved_on_keeps_the_work_queued (Fixture *fixture, gconstpointer name)
{
  fixture->body = name;
  fixture->city->twist = stop_cb;
  fixture->city->twist_data = fixture;
  submit (fixture, 3);
  start (fixture);
  WAIT_UNTIL (lane (fixture)->phase == TB_LANE_HALTED);
  g_assert_cmpuint (count (fixture, TB_OUTBOX_SENT), ==, 3);
  g_assert_cmpuint (fixture->city->n_posts, ==, 0);
}

static gboolean
too_many_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->n_twists == 0 || strstr (request->target, "/commands") == NULL)
    return FALSE;
  fixture->n_twists--;
  stub_reply_problem (reply, "too-many", "Retry-After: 50\r\n");

  return TRUE;
}

static void
test_retry_after_is_waited_for (Fixture *fixture, gconstpointer unused)
{
  gint64 start_us = g_get_monotonic_time ();

  fixture->city->twist = too_many_cb;
  fixture->city->twist_data = fixture;
  fixture->n_twists = 1;
  submit (fixture, 1);
  start (fixture);
  expect_recovery (fixture);
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 50 * short_limits.unit_us);
}

static void
quiet_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static void
test_quiet_can_be_waited_for (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) error = NULL;

  submit (fixture, 5);
  start (fixture);
  tb_sync_wait_quiet_async (fixture->sync, TB_AREA_NONE, 10000, NULL, quiet_cb, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (tb_sync_wait_quiet_finish (fixture->sync, result, &error));
  g_assert_cmpuint (count (fixture, TB_OUTBOX_APPLIED), ==, 5);

  fixture->city->twist = stop_cb;
  fixture->city->twist_data = fixture;
  fixture->body = "busy";
  submit (fixture, 1);
  tb_sync_wait_quiet_async (fixture->sync, TB_AREA_ANSHAN, 30, NULL, quiet_cb, &late);
  WAIT_UNTIL (late != NULL);
  g_assert_false (tb_sync_wait_quiet_finish (fixture->sync, late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/sync/misbehaving/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("work-goes-up-and-records-come-down", test_work_goes_up_and_records_come_down);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strconcat ("/sync/misbehaving/loses-nothing/", faults[i].name, NULL);

    g_test_add (path, Fixture, &faults[i], set_up, test_a_fault_loses_nothing, tear_down);
  }
  ADD ("a-cut-page-counts-as-far-as-it-came", test_a_cut_page_counts_as_far_as_it_came);
  ADD ("a-wrong-hash-stops-the-lane", test_a_wrong_hash_stops_the_lane);
  ADD ("a-hole-stops-the-lane", test_a_hole_stops_the_lane);
  ADD ("another-history-is-taken-and-everything-offered-again",
       test_another_history_is_taken_and_everything_offered_again);
  ADD ("poison-is-parked-and-never-skipped", test_poison_is_parked_and_never_skipped);
  g_test_add ("/sync/misbehaving/protocol-version-keeps-the-work-queued",
              Fixture,
              "protocol-version",
              set_up,
              test_a_city_that_has_moved_on_keeps_the_work_queued,
              tear_down);
  g_test_add ("/sync/misbehaving/a-revoked-window-keeps-its-work-queued",
              Fixture,
              "unknown-device",
              set_up,
              test_a_city_that_has_moved_on_keeps_the_work_queued,
              tear_down);
  ADD ("retry-after-is-waited-for", test_retry_after_is_waited_for);
  ADD ("quiet-can-be-waited-for", test_quiet_can_be_waited_for);

  return g_test_run ();
}
