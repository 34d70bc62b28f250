/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tb-date.h"
#include "tb-metropolis.h"
#include "tb-test-call.h"

/* One window that stays open, as a screen does: a desk whose lanes run, against eight cities of
 * this process. What a program learns that starts anew for every call is tested in tests/flow. */

#define DAY_US (24 * G_TIME_SPAN_HOUR)

typedef struct {
  char *folder;
  TbMetropolis *cities;
  TbDesk *desk;
  gint64 ahead_us; /* of the window's wall clock */
  TbClock clock;
} Fixture;

static gint64
wall_us (gpointer data)
{
  const Fixture *self = data;

  return g_get_real_time () + self->ahead_us;
}

static gint64
boot_us (gpointer data)
{
  return g_get_monotonic_time ();
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TbDesk **desk = data;
  g_autoptr (GError) error = NULL;

  *desk = tb_desk_open_finish (result, &error);
  g_assert_no_error (error);
}

static void
start_call (Fixture *self, TestCall *call, const char *name, json_t *args)
{
  TbDeskRequest request = { .name = name, .args = args };

  test_call_start (call, self->desk, &request);
  json_decref (args);
}

/* @args is taken. */
static json_t *
try_call (Fixture *self, const char *name, json_t *args, GError **error)
{
  return test_call_try (self->desk, name, args, error);
}

static json_t *
ask (Fixture *self, const char *name, json_t *args)
{
  return test_call_ask (self->desk, name, args);
}

static void
sign_in (Fixture *self, const char *operator_id)
{
  g_autoptr (json_t) who =
      ask (self,
           "sign-in",
           json_pack ("{s:s, s:s}", "operator", operator_id, "secret", "tongban-demo"));

  g_assert_true (tb_json_get_bool (who, "online"));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *cities = NULL;
  g_autofree char *window = NULL;
  g_autoptr (GError) error = NULL;
  TbMetropolisOptions options = { .n_persons = 40 };
  TbDeskOptions desk = { .runs_lanes = TRUE, .clock = &self->clock };

  self->folder = g_dir_make_tmp ("tb-XXXXXX", NULL);
  self->clock = (TbClock){ .wall_us = wall_us, .boot_us = boot_us, .data = self };
  options.folder = cities = g_build_filename (self->folder, "m", NULL);
  self->cities = tb_metropolis_open (&options, &error);
  g_assert_no_error (error);
  desk.folder = window = g_build_filename (cities, "windows", "shenyang-01", NULL);
  tb_desk_open_async (&desk, NULL, opened_cb, &self->desk);
  while (self->desk == NULL)
    g_main_context_iteration (NULL, TRUE);
  sign_in (self, "sy-staff-1");
}

static void
remove_folder (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_folder (child);
    else
      g_unlink (child);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tb_desk_close (self->desk);
  g_clear_object (&self->desk);
  tb_metropolis_stop (self->cities);
  g_clear_object (&self->cities);
  remove_folder (self->folder);
  g_free (self->folder);
}

/* Until every city has answered and nothing waits. */
static void
sync_all (Fixture *self)
{
  g_autoptr (json_t) answer = ask (self, "sync", json_pack ("{s:i}", "timeout_ms", 30000));

  g_assert_true (tb_json_get_bool (answer, "quiet"));
}

/* A registration that Fushun decides. */
static json_t *
new_submission (guint n)
{
  g_autoptr (json_t) person = tb_metropolis_dup_resident (TB_AREA_SHENYANG, n);
  json_t *fields = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
                              "reg_area",
                              "fushun",
                              "reg_place_type",
                              "live",
                              "mobile",
                              tb_json_get_string (person, "mobile"),
                              "hukou_area",
                              tb_json_get_string (person, "hukou_region"),
                              "hukou_addr",
                              tb_json_get_string (person, "hukou_address"),
                              "live_area",
                              tb_json_get_string (person, "live_region"),
                              "live_addr",
                              tb_json_get_string (person, "live_address"),
                              "hukou_nature",
                              "10",
                              "education",
                              "21",
                              "unemp_date",
                              "20261101",
                              "unemp_reason",
                              "20");

  tb_json_set_string (fields, "work_before", "某厂");
  tb_json_set_string (fields, "no_work_promise", "true");

  return json_pack ("{s:s, s:{s:s, s:s}, s:o, s:{s:{s:s}, s:{s:s}}, s:{s:s}}",
                    "item",
                    "unemp-reg",
                    "person",
                    "id_no",
                    tb_json_get_string (person, "id_no"),
                    "name",
                    tb_json_get_string (person, "name"),
                    "fields",
                    fields,
                    "materials",
                    "id_card",
                    "state",
                    "seen",
                    "end_proof",
                    "state",
                    "seen",
                    "warnings",
                    "age-pension",
                    "已核对未领待遇");
}

static const char *
outbox_state (Fixture *self, const char *command)
{
  static const char *const names[] = { "queued", "sent", "applied", "conflict", "refused" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (json_t) page = ask (self, "outbox", json_pack ("{s:s}", "state", names[i]));
    json_t *row;
    gsize n;

    json_array_foreach (json_object_get (page, "rows"), n, row)
    {
      if (g_strcmp0 (tb_json_get_string (row, "command"), command) == 0)
        return names[i];
    }
  }

  return NULL;
}

static void
test_accepted_goes_out (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) accepted = NULL;
  g_autoptr (json_t) noted = NULL;

  sync_all (self);
  accepted = ask (self, "submit", new_submission (1));
  sync_all (self);
  g_assert_cmpstr (outbox_state (self, tb_json_get_string (accepted, "command")), ==, "applied");

  noted = ask (self,
               "act",
               json_pack ("{s:s, s:s, s:{s:s}}",
                          "case",
                          tb_json_get_string (accepted, "case"),
                          "kind",
                          "note",
                          "args",
                          "text",
                          "电话已核对"));
  sync_all (self);
  g_assert_cmpstr (outbox_state (self, tb_json_get_string (noted, "command")), ==, "applied");
}

/* How the window lists the outbox: what waits, then what is done, and one city tried at once. */
static void
test_outbox_groups (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) accepted = NULL;
  g_autoptr (json_t) tried = NULL;
  g_autoptr (json_t) settled = NULL;
  g_autoptr (json_t) waiting = NULL;
  g_autoptr (json_t) nowhere = NULL;
  g_autoptr (GError) error = NULL;

  sync_all (self);
  accepted = ask (self, "submit", new_submission (3));
  tried = ask (self,
               "sync",
               json_pack ("{s:s, s:i}",
                          "area",
                          tb_json_get_string (accepted, "home"),
                          "timeout_ms",
                          5000));
  g_assert_cmpuint (json_array_size (tb_json_get_array (tried, "rows")), ==, TB_N_AREAS);
  sync_all (self);
  waiting = ask (self, "outbox", json_pack ("{s:s}", "state", "waiting"));
  settled = ask (self, "outbox", json_pack ("{s:s}", "state", "settled"));
  g_assert_cmpuint (json_array_size (tb_json_get_array (waiting, "rows")), ==, 0);
  g_assert_cmpuint (json_array_size (tb_json_get_array (settled, "rows")), ==, 1);
  nowhere = try_call (self, "sync", json_pack ("{s:s}", "area", "dalian"), &error);
  g_assert_null (nowhere);
  g_assert_error (error, TB_DESK_ERROR, TB_DESK_ERROR_ARGUMENT);
}

static json_t *
new_update (const char *id, const char *mobile, const char *seen)
{
  return json_pack ("{s:s, s:s, s:s*, s:{s:{s:s}, s:s}}",
                    "case",
                    id,
                    "kind",
                    "update",
                    "seen",
                    seen,
                    "args",
                    "form",
                    "mobile",
                    mobile,
                    "reason",
                    "号码有误");
}

static void
test_what_was_seen (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) accepted = (sync_all (self), ask (self, "submit", new_submission (2)));
  const char *id = tb_json_get_string (accepted, "case");
  g_autoptr (json_t) before = ask (self, "show", json_pack ("{s:s}", "case", id));
  const char *old = tb_json_get_string (before, "seen");
  g_autoptr (json_t) first = ask (self, "act", new_update (id, "13840012345", old));
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) unseen = try_call (self, "act", new_update (id, "13840054321", old), &error);
  g_autoptr (json_t) after = ask (self, "show", json_pack ("{s:s}", "case", id));
  g_autoptr (json_t) second = NULL;

  g_assert_null (unseen);
  g_assert_error (error, TB_DESK_ERROR, TB_DESK_ERROR_CHANGED);
  second = ask (self, "act", new_update (id, "13840054321", tb_json_get_string (after, "seen")));
  sync_all (self);
  g_assert_cmpstr (outbox_state (self, tb_json_get_string (first, "command")), ==, "applied");
  g_assert_cmpstr (outbox_state (self, tb_json_get_string (second, "command")), ==, "applied");
}

/* How many the queue @name holds, by `queues`; its list must have as many. */
static gint64
count_queue (Fixture *self, const char *name)
{
  g_autoptr (json_t) counts = ask (self, "queues", json_object ());
  g_autoptr (json_t) list = ask (self, "queue", json_pack ("{s:s}", "name", name));
  json_t *row;
  gsize i;

  json_array_foreach (tb_json_get_array (counts, "rows"), i, row)
  {
    if (g_strcmp0 (tb_json_get_string (row, "name"), name) != 0)
      continue;
    g_assert_cmpint (tb_json_get_int (row, "n", -1), ==, tb_json_get_int (list, "n", -2));
    g_assert_cmpuint (json_array_size (tb_json_get_array (list, "rows")),
                      ==,
                      (gsize) tb_json_get_int (row, "n", -1));
    return tb_json_get_int (row, "n", -1);
  }
  g_assert_not_reached ();
}

/* A case is where its state puts it: what was collected here is waited for, then it is ours. */
static void
test_queues (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) accepted = NULL;
  gint64 n_ours;

  sync_all (self);
  n_ours = count_queue (self, "ours");
  g_assert_cmpint (count_queue (self, "unsent"), ==, 0);
  accepted = ask (self, "submit", new_submission (1));
  sync_all (self);
  g_assert_cmpint (count_queue (self, "unsent"), ==, 0);
  g_assert_cmpint (count_queue (self, "ours") + count_queue (self, "waiting"), >, n_ours);
  g_assert_cmpint (count_queue (self, "decide"), ==, 0);
  g_assert_cmpint (count_queue (self, "drafts"), ==, 0);
}

static guint
count_looks (Fixture *self)
{
  g_autoptr (json_t) page = ask (self, "audit", json_pack ("{s:i}", "limit", 50));
  guint n = 0;
  json_t *row;
  gsize i;

  json_array_foreach (tb_json_get_array (page, "rows"), i, row) n +=
      g_strcmp0 (tb_json_get_string (row, "verb"), "case.viewed") == 0;

  return n;
}

/* A page that keeps itself up to date asks all the time: one look, until there is something new. */
static void
test_one_look (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) accepted = (sync_all (self), ask (self, "submit", new_submission (2)));
  const char *id = tb_json_get_string (accepted, "case");
  g_autoptr (json_t) first = NULL;
  g_autoptr (json_t) same = NULL;
  g_autoptr (json_t) noted = NULL;
  g_autoptr (json_t) other = NULL;
  guint n_looks;

  sync_all (self);
  first = ask (self, "show", json_pack ("{s:s}", "case", id));
  n_looks = count_looks (self);
  same = ask (self,
              "show",
              json_pack ("{s:s, s:s}", "case", id, "unless", tb_json_get_string (first, "look")));
  g_assert_true (tb_json_get_bool (same, "same"));
  g_assert_cmpuint (count_looks (self), ==, n_looks);

  noted = ask (self,
               "act",
               json_pack ("{s:s, s:s, s:{s:s}}",
                          "case",
                          id,
                          "kind",
                          "note",
                          "args",
                          "text",
                          "电话已核对"));
  other = ask (self,
               "show",
               json_pack ("{s:s, s:s}", "case", id, "unless", tb_json_get_string (first, "look")));
  g_assert_false (tb_json_get_bool (other, "same"));
  g_assert_cmpuint (json_array_size (tb_json_get_array (other, "events")), ==, 2);
  g_assert_cmpuint (json_array_size (tb_json_get_array (other, "sections")), >, 0);
}

static json_t *
new_question (void)
{
  g_autoptr (json_t) person = tb_metropolis_dup_resident (TB_AREA_SHENYANG, 1);

  return json_pack ("{s:s, s:{s:s}, s:s, s:s}",
                    "name",
                    "persons",
                    "criteria",
                    "id_no",
                    tb_json_get_string (person, "id_no"),
                    "purpose",
                    "reason:walk-in",
                    "area",
                    "shenyang");
}

/* Ten minutes on, the token is renewed; what was granted for the days without the city stays. */
static void
test_renewal_keeps_offline (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) before = ask (self, "who", json_object ());
  g_autoptr (json_t) one = NULL;
  g_autoptr (json_t) other = NULL;
  g_autoptr (json_t) after = NULL;
  g_autoptr (json_t) order = json_pack ("{s:s, s:s}", "city", "shenyang", "do", "down");
  g_autoptr (json_t) down = NULL;
  g_autoptr (json_t) offline = NULL;
  TestCall first = { 0 };
  TestCall second = { 0 };

  self->ahead_us = 11 * G_TIME_SPAN_MINUTE;
  start_call (self, &first, "query", new_question ());
  start_call (self, &second, "query", new_question ());
  one = test_call_finish (&first, NULL);
  other = test_call_finish (&second, NULL);
  g_assert_cmpint (tb_json_get_int (one, "answered", 0), ==, 1);
  g_assert_cmpint (tb_json_get_int (other, "answered", 0), ==, 1);

  after = ask (self, "who", json_object ());
  g_assert_cmpstr (tb_json_get_string (after, "offline_until"),
                   ==,
                   tb_json_get_string (before, "offline_until"));
  down = tb_metropolis_order (self->cities, order, NULL);
  g_assert_nonnull (down);
  offline = ask (self,
                 "sign-in",
                 json_pack ("{s:s, s:s}", "operator", "sy-staff-1", "secret", "tongban-demo"));
  g_assert_false (tb_json_get_bool (offline, "online"));
}

static void
told_cb (const json_t *part, gpointer data)
{
  *(json_t **) data = json_deep_copy (part);
}

/* @args is taken. One city's step of the answer. */
static json_t *
ask_city (Fixture *self, json_t *args)
{
  json_t *told = NULL;
  TestCall call = { 0 };
  TbDeskRequest request = { "query", args, told_cb, &told };

  test_call_start (&call, self->desk, &request);
  json_decref (args);
  json_decref (test_call_finish (&call, NULL));

  return told;
}

/* Codes are named, the purpose stays in the audit, and without the city it says what it said. */
static void
test_look_up (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) order = json_pack ("{s:s, s:s}", "city", "shenyang", "do", "down");
  json_t *args = new_question ();
  g_autoptr (json_t) fresh = NULL;
  g_autoptr (json_t) audit = NULL;
  g_autoptr (json_t) down = NULL;
  g_autoptr (json_t) kept = NULL;
  const json_t *row;

  json_object_set_new (args, "names", json_true ());
  tb_json_set_string (args, "note", "asked at the counter");
  fresh = ask_city (self, args);
  row = json_array_get (tb_json_get_array (fresh, "rows"), 0);
  g_assert_nonnull (tb_json_get_string (row, "sex_name"));
  g_assert_nonnull (strchr (tb_json_get_string (row, "id_no"), '*'));

  audit = ask (self, "audit", json_pack ("{s:i}", "limit", 1));
  row = tb_json_get_object (json_array_get (tb_json_get_array (audit, "rows"), 0), "detail");
  g_assert_cmpstr (tb_json_get_string (row, "note"), ==, "asked at the counter");

  down = tb_metropolis_order (self->cities, order, NULL);
  args = json_pack ("{s:s, s:s}", "operator", "sy-staff-1", "secret", "tongban-demo");
  json_decref (ask (self, "sign-in", args));
  kept = ask_city (self, new_question ());
  g_assert_nonnull (tb_json_get_string (kept, "absent"));
  g_assert_true (tb_json_get_bool (kept, "cached"));
  g_assert_cmpuint (json_array_size (tb_json_get_array (kept, "rows")), ==, 1);
}

/* An answer that comes after the sign-out signs nobody in again. */
static void
test_late_renewal (Fixture *self, gconstpointer data)
{
  TestCall question = { 0 };
  TestCall out = { 0 };
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) signed_out = NULL;
  g_autoptr (json_t) answer = NULL;
  g_autoptr (json_t) who = NULL;

  self->ahead_us = 11 * G_TIME_SPAN_MINUTE;
  start_call (self, &question, "query", new_question ());
  start_call (self, &out, "sign-out", json_object ());
  signed_out = test_call_finish (&out, NULL);
  answer = test_call_finish (&question, &late);
  g_assert_nonnull (signed_out);
  g_assert_null (answer);
  g_assert_error (late, TB_DESK_ERROR, TB_DESK_ERROR_SIGN_IN);

  who = try_call (self, "who", json_object (), &error);
  g_assert_null (who);
  g_assert_error (error, TB_DESK_ERROR, TB_DESK_ERROR_SIGN_IN);
}

/* No city would apply what is accepted after the end of the grant. */
static void
test_ended_grant (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) accepted = NULL;
  g_autoptr (json_t) page = NULL;

  /* The cities' clocks are known by now, and not asked for again so soon. */
  sync_all (self);
  self->ahead_us = 8 * DAY_US;
  accepted = try_call (self, "submit", new_submission (3), &error);
  g_assert_null (accepted);
  g_assert_error (error, TB_DESK_ERROR, TB_DESK_ERROR_SIGN_IN);
  self->ahead_us = 0;
  page = ask (self, "outbox", json_object ());
  g_assert_cmpuint (json_array_size (json_object_get (page, "rows")), ==, 0);
}

static const char *
lane_state (const json_t *status, const char *area)
{
  json_t *row;
  gsize i;

  json_array_foreach (json_object_get (status, "rows"), i, row)
  {
    if (g_strcmp0 (tb_json_get_string (row, "area"), area) == 0)
      return tb_json_get_string (row, "state");
  }

  return NULL;
}

static void
order (Fixture *self, const char *city, const char *what)
{
  g_autoptr (json_t) json = json_pack ("{s:s, s:s}", "city", city, "do", what);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer G_GNUC_UNUSED = tb_metropolis_order (self->cities, json, &error);

  g_assert_no_error (error);
}

static json_t *
new_note (const char *id)
{
  return json_pack ("{s:s, s:s, s:{s:s}}", "case", id, "kind", "note", "args", "text", "待核");
}

static json_t *
new_release (void)
{
  return json_pack ("{s:s, s:s}", "area", "fushun", "reason", "机房已查明原因");
}

/* An alarm that nobody could take back would keep the window from its city for ever. */
static void
test_release (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) accepted = NULL;
  g_autoptr (json_t) stopped = NULL;
  g_autoptr (json_t) released = NULL;
  g_autoptr (json_t) again = NULL;
  g_autoptr (GError) error = NULL;

  sync_all (self);
  order (self, "fushun", "wrong-hash");
  accepted = ask (self, "submit", new_submission (4));
  do {
    g_autoptr (json_t) noted G_GNUC_UNUSED =
        ask (self, "act", new_note (tb_json_get_string (accepted, "case")));

    g_clear_pointer (&stopped, json_decref);
    stopped = ask (self, "sync", json_pack ("{s:i}", "timeout_ms", 300));
  } while (g_strcmp0 (lane_state (stopped, "fushun"), "stopped") != 0);
  order (self, "fushun", "up");

  g_assert_null (try_call (self, "release", new_release (), &error));
  g_assert_nonnull (error);
  sign_in (self, "sy-super-1");
  released = ask (self, "release", new_release ());
  g_assert_cmpstr (tb_json_get_string (released, "was"), ==, "hash");
  sync_all (self);
  again = ask (self, "status", json_object ());
  g_assert_cmpstr (lane_state (again, "fushun"), ==, "up-to-date");
  g_assert_cmpstr (outbox_state (self, tb_json_get_string (accepted, "command")), ==, "applied");
}

/* What the doctor says of the calendar when @n_days are left of it. */
static json_t *
new_calendar_row (Fixture *self, int n_days)
{
  g_autoptr (json_t) covered = ask (self, "calendar", json_object ());
  g_autoptr (json_t) answer = NULL;
  json_t *found = NULL;
  json_t *row;
  GDate last;
  GDate today;
  gsize i;

  g_assert_true (tb_date_parse (tb_json_get_string (covered, "last"), &last, NULL));
  tb_date_of_time (g_get_real_time (), &today);
  self->ahead_us = (g_date_days_between (&today, &last) - n_days) * DAY_US;
  answer = ask (self, "doctor", json_object ());
  self->ahead_us = 0;
  json_array_foreach (json_object_get (answer, "rows"), i, row)
  {
    if (strstr (tb_json_get_string (row, "finding"), "calendar import") != NULL)
      found = json_incref (row);
  }
  g_assert_nonnull (found);

  return found;
}

static void
test_ending_calendar (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) good = new_calendar_row (self, 31);
  g_autoptr (json_t) bad = new_calendar_row (self, 30);

  g_assert_true (tb_json_get_bool (good, "ok"));
  g_assert_false (tb_json_get_bool (bad, "ok"));
  g_assert_nonnull (
      strstr (tb_json_get_string (good, "finding"), "tongbanctl calendar import FILE"));
}

/* The matter that comes first for what was typed; "" for none. */
static char *
first_matter (Fixture *self, const char *text)
{
  g_autoptr (json_t) answer = ask (self, "items", json_pack ("{s:s}", "text", text));
  const json_t *row = json_array_get (tb_json_get_array (answer, "rows"), 0);

  return g_strdup (row != NULL ? tb_json_get_string (row, "id") : "");
}

static void
test_matters (Fixture *self, gconstpointer data)
{
  static const char *const typed[][2] = {
    { "dacx", "arc-query" },           { "档案查询", "arc-query" },
    { "danganchaxun", "arc-query" },   { "wangyueche", "emp-reg-flex" },
    { "灵活就业", "emp-reg-flex" },    { "kdl", "card-loss-formal" },
    { "Archive status", "arc-query" }, { "xqzzyy", "" },
  };
  g_autoptr (json_t) used = ask (self, "items", json_pack ("{s:b}", "used", TRUE));
  g_autoptr (json_t) all = ask (self, "items", json_object ());

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++) {
    g_autofree char *found = first_matter (self, typed[i][0]);

    g_assert_cmpstr (found, ==, typed[i][1]);
  }
  g_assert_cmpuint (json_array_size (tb_json_get_array (used, "rows")),
                    ==,
                    json_array_size (tb_json_get_array (all, "rows")));
}

static void
test_candidates (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) person = tb_metropolis_dup_resident (TB_AREA_SHENYANG, 1);
  g_autoptr (json_t) accepted G_GNUC_UNUSED =
      (sync_all (self), ask (self, "submit", new_submission (1)));
  const char *id_no = tb_json_get_string (person, "id_no");
  g_autofree char *year = g_strndup (id_no + 6, 4);
  g_autoptr (json_t) by_name = NULL;
  g_autoptr (json_t) born_then = NULL;
  g_autoptr (json_t) born_else = NULL;
  const json_t *row;

  sync_all (self);
  by_name =
      ask (self, "candidates", json_pack ("{s:s}", "text", tb_json_get_string (person, "name")));
  row = json_array_get (tb_json_get_array (by_name, "rows"), 0);
  g_assert_cmpstr (tb_json_get_string (row, "why"), ==, "name");
  g_assert_cmpstr (tb_json_get_string (row, "year"), ==, year);
  /* Masked, and without the day that would complete the number. */
  g_assert_cmpstr (tb_json_get_string (row, "id_no"), !=, id_no);
  g_assert_null (tb_json_get_string (row, "birth"));

  born_then = ask (self,
                   "candidates",
                   json_pack ("{s:s, s:s}",
                              "text",
                              tb_json_get_string (person, "name"),
                              "birth",
                              tb_json_get_string (person, "birth")));
  g_assert_cmpuint (json_array_size (tb_json_get_array (born_then, "rows")), ==, 1);
  born_else = ask (self,
                   "candidates",
                   json_pack ("{s:s, s:s}",
                              "text",
                              tb_json_get_string (person, "name"),
                              "birth",
                              "1901-01-01"));
  g_assert_cmpuint (json_array_size (tb_json_get_array (born_else, "rows")), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*func) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "what-is-accepted-goes-out-by-itself", test_accepted_goes_out },
    { "the-outbox-is-listed-in-groups", test_outbox_groups },
    { "nothing-unseen-is-replaced", test_what_was_seen },
    { "a-queue-is-a-query", test_queues },
    { "a-page-that-refreshes-is-one-look", test_one_look },
    { "a-renewed-token-keeps-the-days-without-the-city", test_renewal_keeps_offline },
    { "a-late-renewal-signs-nobody-in", test_late_renewal },
    { "a-look-up-names-records-and-remembers", test_look_up },
    { "an-ended-grant-accepts-nothing", test_ended_grant },
    { "a-calendar-that-ends-within-thirty-days-is-a-fault", test_ending_calendar },
    { "a-stopped-lane-can-be-released", test_release },
    { "matters-are-found-by-characters-pinyin-and-initials", test_matters },
    { "candidates-are-masked-and-told-apart", test_candidates },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/desk/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
  }

  return g_test_run ();
}
