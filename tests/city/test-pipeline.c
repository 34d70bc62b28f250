/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <string.h>

#include "city-fixture.h"

/* The rows of protocol.md §4, each with a name. */

static void
test_first_command (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) outcome =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));

  assert_member (outcome, "result", "applied");
  assert_member (outcome, "number", "SY-20261010-03-00001-9");
  g_assert_cmpint (tb_json_get_int (outcome, "ver", 0), ==, 1);
  g_assert_cmpint (tb_json_get_int (outcome, "seq", 0), ==, 1);
  g_assert_cmpuint (strlen (tb_json_get_string (outcome, "vid")), ==, 16);
  g_assert_cmpint (tb_city_get_head (self->city), ==, 1);
}

static json_t *
new_batch (const char *lane)
{
  json_t *wrong = fixture_note (lane, 3, 1);

  fixture_set_args (wrong, json_pack ("{s:b}", "wrong", 1));

  return json_pack ("[o, o, o, o]",
                    fixture_submit (lane, 1, 1, "shenyang"),
                    fixture_note (lane, 2, 1),
                    wrong,
                    fixture_advance (lane, 4, 1, "0123456789abcdef"));
}

/* ⚠ Applied, refused and conflicting ones alike; not what would be answered now. */
static void
test_repeated_batch (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (TbCityResponse) first = fixture_send (self, lane, "window-1", new_batch (lane));
  g_autoptr (TbCityResponse) second = NULL;

  g_assert_cmpint (first->status, ==, 200);
  self->now_us += G_USEC_PER_SEC;
  fixture_close (self);
  fixture_open (self);
  second = fixture_send (self, lane, "window-1", new_batch (lane));

  g_assert_true (g_bytes_equal (first->body, second->body));
  g_assert_cmpint (tb_city_get_head (self->city), ==, 2);
}

static void
test_reused_number (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) outcome G_GNUC_UNUSED =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  g_autoptr (TbCityResponse) response =
      fixture_send (self,
                    lane,
                    "window-1",
                    json_pack ("[o, o]",
                               fixture_submit (lane, 1, 2, "shenyang"),
                               fixture_note (lane, 2, 1)));
  g_autoptr (json_t) problem = fixture_json (response);

  g_assert_cmpint (response->status, ==, 422);
  assert_member (problem, "type", "urn:tongban:problem:id-reused");
  assert_member (problem, "class", "stop-lane");
  g_assert_cmpint (json_array_size (json_object_get (problem, "outcomes")), ==, 0);
  g_assert_cmpint (tb_city_get_head (self->city), ==, 1);
}

static void
test_gap (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (TbCityResponse) response =
      fixture_send (self,
                    lane,
                    "window-1",
                    json_pack ("[o, o]",
                               fixture_submit (lane, 1, 1, "shenyang"),
                               fixture_note (lane, 3, 1)));
  g_autoptr (json_t) problem = fixture_json (response);

  g_assert_cmpint (response->status, ==, 409);
  assert_member (problem, "type", "urn:tongban:problem:lane-gap");
  assert_member (problem, "class", "resync");
  g_assert_cmpint (tb_json_get_int (problem, "last", 0), ==, 1);
  g_assert_cmpint (json_array_size (json_object_get (problem, "outcomes")), ==, 1);
  g_assert_cmpint (tb_city_get_head (self->city), ==, 1);
}

static void
test_conflict (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autofree char *other = fixture_lane (self, "window-2", "shenyang");
  g_autoptr (json_t) made =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  const char *base = tb_json_get_string (made, "vid");
  g_autoptr (json_t) theirs =
      fixture_one (self, other, "window-2", fixture_advance (other, 1, 1, base));
  g_autoptr (json_t) mine =
      fixture_one (self, lane, "window-1", fixture_advance (lane, 2, 1, base));
  const json_t *current = json_object_get (mine, "current");
  const json_t *since = json_array_get (json_object_get (mine, "since"), 0);

  assert_member (theirs, "result", "applied");
  assert_member (mine, "result", "conflict");
  assert_member (mine, "base", base);
  assert_member (current, "vid", tb_json_get_string (theirs, "vid"));
  assert_member (json_object_get (current, "body"), "state", "reviewed");
  g_assert_cmpint (json_array_size (json_object_get (mine, "since")), ==, 1);
  assert_member (since, "vid", tb_json_get_string (theirs, "vid"));
  assert_member (since, "operator", "zhang");
  g_assert_cmpint (tb_city_get_head (self->city), ==, 2);
}

static void
test_existing_case (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) first G_GNUC_UNUSED =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  g_autoptr (json_t) again =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 2, 1, "shenyang"));

  assert_member (again, "result", "conflict");
  g_assert_true (json_is_null (json_object_get (again, "base")));
  g_assert_nonnull (json_object_get (again, "current"));
}

static json_t *
new_after (const char *lane, gint64 lseq, guint64 case_n, const json_t *predecessor)
{
  json_t *command = fixture_advance (lane, lseq, case_n, "");

  fixture_set_base (command, json_pack ("{s:s}", "after", tb_json_get_string (predecessor, "id")));

  return command;
}

static void
test_chain (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) submit = fixture_submit (lane, 1, 1, "shenyang");
  g_autoptr (json_t) second = new_after (lane, 2, 1, submit);
  g_autoptr (json_t) third = new_after (lane, 3, 1, second);
  g_autoptr (TbCityResponse) response =
      fixture_send (self, lane, "window-1", json_pack ("[O, O, O]", submit, second, third));

  g_assert_cmpint (response->status, ==, 200);
  g_assert_cmpint (tb_city_get_head (self->city), ==, 3);
}

static void
test_broken_chain (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) submit = fixture_submit (lane, 1, 1, "shenyang");
  g_autoptr (json_t) wrong = new_after (lane, 2, 1, submit);
  g_autoptr (json_t) third = new_after (lane, 3, 1, wrong);
  g_autoptr (TbCityResponse) response = NULL;
  g_autoptr (json_t) json = NULL;
  const json_t *last;

  fixture_set_args (wrong, json_pack ("{s:b}", "wrong", 1));
  response = fixture_send (self, lane, "window-1", json_pack ("[O, O, O]", submit, wrong, third));
  json = fixture_json (response);
  last = json_array_get (json_object_get (json, "outcomes"), 2);

  assert_member (last, "result", "refused");
  assert_member (last, "reason", "dependency");
  g_assert_cmpint (tb_city_get_head (self->city), ==, 1);
}

/* A colleague's change between my two commands is a conflict; my own note between them is none. */
static void
test_chain_with_others (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autofree char *other = fixture_lane (self, "window-2", "shenyang");
  g_autoptr (json_t) submit = fixture_submit (lane, 1, 1, "shenyang");
  g_autoptr (json_t) first = fixture_one (self, lane, "window-1", json_incref (submit));
  g_autoptr (json_t) note = fixture_one (self, lane, "window-1", fixture_note (lane, 2, 1));
  g_autoptr (json_t) mine = fixture_one (self, lane, "window-1", new_after (lane, 3, 1, submit));
  g_autoptr (json_t) theirs = fixture_one (self, other, "window-2", fixture_note (other, 1, 1));
  g_autoptr (json_t) late = fixture_one (self, lane, "window-1", new_after (lane, 4, 1, submit));

  assert_member (note, "result", "applied");
  assert_member (mine, "result", "applied");
  assert_member (theirs, "result", "applied");
  assert_member (late, "result", "conflict");
  assert_member (late, "base", tb_json_get_string (first, "vid"));
}

/* Noted, and then changed before the feed has brought the note back: no conflict with oneself. */
static void
test_change_after_own_note (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) made =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  const char *base = tb_json_get_string (made, "vid");
  g_autoptr (json_t) note = fixture_one (self, lane, "window-1", fixture_note (lane, 2, 1));
  g_autoptr (json_t) again = fixture_one (self, lane, "window-1", fixture_note (lane, 3, 1));
  g_autoptr (json_t) mine =
      fixture_one (self, lane, "window-1", fixture_advance (lane, 4, 1, base));
  g_autoptr (json_t) unseen =
      fixture_one (self, lane, "window-1", fixture_advance (lane, 5, 1, base));

  assert_member (note, "result", "applied");
  assert_member (again, "result", "applied");
  assert_member (mine, "result", "applied");
  assert_member (unseen, "result", "conflict");
}

/* ⚠ A note names no version that its author saw: nothing of a colleague's hides behind it. */
static void
test_change_after_note_of_others (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autofree char *other = fixture_lane (self, "window-2", "shenyang");
  g_autoptr (json_t) made =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  const char *base = tb_json_get_string (made, "vid");
  g_autoptr (json_t) theirs =
      fixture_one (self, other, "window-2", fixture_advance (other, 1, 1, base));
  g_autoptr (json_t) note = fixture_one (self, lane, "window-1", fixture_note (lane, 2, 1));
  g_autoptr (json_t) mine =
      fixture_one (self, lane, "window-1", fixture_advance (lane, 3, 1, base));

  assert_member (theirs, "result", "applied");
  assert_member (note, "result", "applied");
  assert_member (mine, "result", "conflict");
  g_assert_cmpint (json_array_size (json_object_get (mine, "since")), ==, 2);
}

static void
test_new_lane (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autofree char *fresh = fixture_lane (self, "window-1", "shenyang");
  json_t *command = fixture_submit (lane, 1, 1, "shenyang");
  g_autoptr (json_t) again = json_deep_copy (command);
  g_autoptr (json_t) first = fixture_one (self, lane, "window-1", command);
  g_autoptr (json_t) second = NULL;

  tb_json_set_string (again, "lane", fresh);
  second = fixture_one (self, fresh, "window-1", json_incref (again));

  assert_member (second, "result", "applied");
  g_assert_true (json_equal (first, second));
  g_assert_cmpint (tb_city_get_head (self->city), ==, 1);
}

/* Not even when lane, outcome and entry are all gone. */
static void
test_new_lane_after_trim (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autofree char *fresh = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) made =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  g_autoptr (json_t) note = fixture_note (lane, 2, 1);
  g_autoptr (json_t) first = fixture_one (self, lane, "window-1", json_deep_copy (note));
  g_autoptr (json_t) last = fixture_one (self, lane, "window-1", fixture_note (lane, 3, 1));
  g_autoptr (json_t) again = NULL;

  self->now_us += 401 * (gint64) 86400 * G_USEC_PER_SEC;
  g_assert_true (tb_city_compact (self->city, 4, NULL));
  tb_json_set_string (note, "lane", fresh);
  tb_json_set_int (note, "lseq", 1);
  again = fixture_one (self, fresh, "window-1", json_incref (note));

  assert_member (made, "result", "applied");
  assert_member (last, "result", "applied");
  assert_member (again, "vid", tb_json_get_string (first, "vid"));
  g_assert_cmpint (tb_city_get_head (self->city), ==, 3);
  g_assert_true (tb_city_verify (self->city, NULL));
}

static void
test_refusals (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) missing = fixture_one (self, lane, "window-1", fixture_note (lane, 1, 9));
  json_t *command = fixture_submit (lane, 2, 1, "shenyang");
  g_autoptr (json_t) item = NULL;
  g_autoptr (json_t) kind = NULL;
  g_autoptr (json_t) forbidden = NULL;

  tb_json_set_string (json_object_get (command, "item"), "id", "unheard-of");
  item = fixture_one (self, lane, "window-1", command);
  command = fixture_note (lane, 3, 1);
  tb_json_set_string (command, "kind", "teleport");
  kind = fixture_one (self, lane, "window-1", command);
  self->is_refused = TRUE;
  forbidden = fixture_one (self, lane, "window-1", fixture_submit (lane, 4, 1, "shenyang"));

  assert_member (missing, "reason", "invalid");
  assert_member (json_object_get (missing, "problem"), "field", "/case");
  assert_member (item, "reason", "unsupported");
  assert_member (kind, "reason", "unsupported");
  assert_member (forbidden, "reason", "forbidden");
  assert_member (json_object_get (forbidden, "problem"), "class", "final");
  g_assert_cmpint (tb_city_get_head (self->city), ==, 0);
}

static void
test_noop (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) outcome =
      fixture_one (self, lane, "window-1", fixture_command (lane, 1, "noop", 1));

  assert_member (outcome, "result", "applied");
  g_assert_null (json_object_get (outcome, "vid"));
  g_assert_cmpint (tb_city_get_head (self->city), ==, 0);
}

static json_t *
submit_with (const char *lane, gint64 lseq, guint64 n, const char *member, const char *value)
{
  json_t *command = fixture_submit (lane, lseq, n, "shenyang");
  json_t *body = json_object_get (json_object_get (command, "args"), "case");

  tb_json_set_string (body, member, value);

  return command;
}

static void
test_numbers_and_home (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) first =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  const char *number = tb_json_get_string (first, "number");
  g_autoptr (json_t) taken =
      fixture_one (self, lane, "window-1", submit_with (lane, 2, 2, "number", number));
  g_autoptr (json_t) misread =
      fixture_one (self,
                   lane,
                   "window-1",
                   submit_with (lane, 3, 3, "number", "SY-20261010-03-00003-9"));
  g_autoptr (json_t) foreign =
      fixture_one (self,
                   lane,
                   "window-1",
                   submit_with (lane, 4, 4, "number", "AS-20261010-03-00001-7"));
  g_autoptr (json_t) elsewhere =
      fixture_one (self, lane, "window-1", submit_with (lane, 5, 5, "home", "anshan"));

  assert_member (json_object_get (taken, "problem"), "field", "/args/case/number");
  assert_member (json_object_get (misread, "problem"), "field", "/args/case/number");
  assert_member (json_object_get (foreign, "problem"), "field", "/args/case/number");
  assert_member (json_object_get (elsewhere, "problem"), "field", "/args/case/home");
  g_assert_cmpint (tb_city_get_head (self->city), ==, 1);
}

static json_t *
submit_single (const char *lane, gint64 lseq, guint64 n)
{
  json_t *command = fixture_submit (lane, lseq, n, "shenyang");
  json_t *body = json_object_get (json_object_get (command, "args"), "case");

  tb_json_set_string (json_object_get (command, "item"), "id", "single");
  tb_json_set_string (json_object_get (body, "item"), "id", "single");
  tb_json_set_string (json_object_get (body, "person"), "id_no", "210102199001010010");
  tb_json_set_string (json_object_get (body, "form"), "scheme", "110");

  return command;
}

static void
test_twins (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) first = fixture_one (self, lane, "window-1", submit_single (lane, 1, 1));
  g_autoptr (json_t) twin = fixture_one (self, lane, "window-1", submit_single (lane, 2, 2));
  json_t *close = fixture_advance (lane, 3, 1, tb_json_get_string (first, "vid"));
  g_autoptr (json_t) closed = NULL;
  g_autoptr (json_t) later = NULL;

  assert_member (twin, "reason", "invalid");
  assert_member (json_object_get (twin, "problem"), "number", tb_json_get_string (first, "number"));

  tb_json_set_string (close, "kind", "close");
  tb_json_set_string (json_object_get (close, "item"), "id", "single");
  closed = fixture_one (self, lane, "window-1", close);
  later = fixture_one (self, lane, "window-1", submit_single (lane, 4, 4));
  assert_member (closed, "result", "applied");
  assert_member (later, "result", "applied");
}

static void
test_foreign_lane (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autofree char *line = g_strdup_printf ("GET /v1/lanes/%s", lane);
  g_autoptr (TbCityResponse) send =
      fixture_send (self,
                    lane,
                    "window-2",
                    json_pack ("[o]", fixture_submit (lane, 1, 1, "shenyang")));
  g_autoptr (TbCityResponse) look = fixture_call (self, line, "window-2", NULL);
  g_autoptr (TbCityResponse) nobody = fixture_call (self, line, NULL, NULL);
  g_autoptr (json_t) problem = fixture_json (send);

  g_assert_cmpint (send->status, ==, 403);
  assert_member (problem, "type", "urn:tongban:problem:unknown-device");
  g_assert_cmpint (look->status, ==, 403);
  g_assert_cmpint (nobody->status, ==, 403);
  g_assert_cmpint (tb_city_get_head (self->city), ==, 0);
}

static void
test_outcomes_of_lane (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autofree char *line = g_strdup_printf ("GET /v1/lanes/%s?from=2", lane);
  g_autoptr (TbCityResponse) sent G_GNUC_UNUSED =
      fixture_send (self, lane, "window-1", new_batch (lane));
  g_autoptr (TbCityResponse) response = fixture_call (self, line, "window-1", NULL);
  g_autoptr (json_t) json = fixture_json (response);
  const json_t *outcomes = json_object_get (json, "outcomes");

  g_assert_cmpint (tb_json_get_int (json, "last", 0), ==, 4);
  g_assert_cmpint (json_array_size (outcomes), ==, 3);
  assert_member (json_array_get (outcomes, 1), "result", "refused");
  g_assert_true (json_is_false (json_object_get (json, "more")));
}

/* The mark outlives the outcomes: nothing old is ever executed again. */
static void
test_pruned (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (TbCityResponse) first = fixture_send (self, lane, "window-1", new_batch (lane));
  g_autoptr (json_t) before = fixture_json (first);
  g_autoptr (TbCityResponse) second = NULL;
  g_autoptr (json_t) after = NULL;
  g_autoptr (GError) error = NULL;

  self->now_us += 401 * (gint64) 86400 * G_USEC_PER_SEC;
  g_assert_true (tb_city_compact (self->city, 3, &error));
  second = fixture_send (self, lane, "window-1", new_batch (lane));
  after = fixture_json (second);

  for (gsize i = 0; i < 2; i++)
    g_assert_true (json_equal (json_array_get (json_object_get (before, "outcomes"), i),
                               json_array_get (json_object_get (after, "outcomes"), i)));
  for (gsize i = 2; i < 4; i++) {
    const json_t *outcome = json_array_get (json_object_get (after, "outcomes"), i);

    assert_member (outcome, "result", "refused");
    assert_member (json_object_get (outcome, "problem"),
                   "type",
                   "urn:tongban:problem:final-not-applied");
  }
  g_assert_cmpint (tb_city_get_head (self->city), ==, 2);
}

static void
check_invalid (Fixture *self, const char *lane, json_t *command, const char *field)
{
  g_autoptr (TbCityResponse) response =
      fixture_send (self, lane, "window-1", json_pack ("[o]", command));
  g_autoptr (json_t) problem = fixture_json (response);

  g_assert_cmpint (response->status, ==, 422);
  assert_member (problem, "type", "urn:tongban:problem:invalid");
  assert_member (problem, "field", field);
}

static void
test_malformed (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autofree char *path = g_strdup_printf ("POST /v1/lanes/%s/commands", lane);
  json_t *command = fixture_submit (lane, 1, 1, "shenyang");
  g_autoptr (TbCityResponse) empty = fixture_send (self, lane, "window-1", json_array ());
  g_autoptr (TbCityResponse) unknown =
      fixture_call (self, path, "window-1", json_pack ("{s:[], s:i}", "commands", "surprise", 1));
  g_autoptr (json_t) problem = fixture_json (unknown);

  json_object_set_new (command, "surprise", json_true ());
  check_invalid (self, lane, command, "/commands/0");
  command = fixture_submit ("00000000-0000-7000-8000-000000000000", 1, 1, "shenyang");
  check_invalid (self, lane, command, "/commands/0/lane");
  g_assert_cmpint (empty->status, ==, 422);
  g_assert_cmpint (unknown->status, ==, 422);
  assert_member (problem, "field", "/surprise");
}

static GBytes *
new_body (json_t *command)
{
  json_t *body = json_pack ("{s:[o]}", "commands", command);
  char *text = tb_json_to_string (body);

  json_decref (body);

  return g_bytes_new_take (text, strlen (text));
}

static void
count_cb (TbCity *city, int area, guint *count)
{
  ++*count;
}

/* Two windows' batches and a nonsense one in one call: one commit, three answers. */
static void
test_group (Fixture *self, gconstpointer data)
{
  g_autofree char *one = fixture_lane (self, "window-1", "shenyang");
  g_autofree char *two = fixture_lane (self, "window-2", "shenyang");
  g_autofree char *path_one = g_strdup_printf ("/v1/lanes/%s/commands", one);
  g_autofree char *path_two = g_strdup_printf ("/v1/lanes/%s/commands", two);
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) body_one = new_body (fixture_submit (one, 1, 1, "shenyang"));
  g_autoptr (GBytes) body_two = new_body (fixture_note (two, 1, 1));
  const TbCityRequest requests[] = {
    { "POST", path_one, NULL, headers, "window-1", body_one },
    { "POST", path_one, NULL, headers, "window-1", NULL },
    { "POST", path_two, NULL, headers, "window-2", body_two },
  };
  TbCityResponse *responses[G_N_ELEMENTS (requests)];
  const guint wanted[] = { 200, 400, 200 };
  guint count = 0;

  g_hash_table_insert (headers, (gpointer) "tongban-protocol", (gpointer) "1");
  g_hash_table_insert (headers,
                       (gpointer) "tongban-request",
                       (gpointer) "00000000-0000-7000-8000-00000000ffff");
  g_signal_connect (self->city, "view-advanced", G_CALLBACK (count_cb), &count);
  tb_city_handle (self->city, requests, responses, G_N_ELEMENTS (requests));

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_assert_cmpint (responses[i]->status, ==, wanted[i]);
    tb_city_response_free (responses[i]);
  }
  g_assert_cmpint (tb_city_get_head (self->city), ==, 2);
  g_assert_cmpuint (count, ==, 1);
}

static void
check_headers (Fixture *self, const char *protocol, const char *id, guint status)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  const TbCityRequest request = { "GET", "/v1/audit/head", NULL, headers, NULL, NULL };
  g_autoptr (TbCityResponse) response = NULL;

  if (protocol != NULL)
    g_hash_table_insert (headers, (gpointer) "tongban-protocol", (gpointer) protocol);
  if (id != NULL)
    g_hash_table_insert (headers, (gpointer) "tongban-request", (gpointer) id);
  tb_city_handle (self->city, &request, &response, 1);
  g_assert_cmpint (response->status, ==, status);
}

static void
test_headers (Fixture *self, gconstpointer data)
{
  static const char id[] = "00000000-0000-7000-8000-00000000ffff";

  check_headers (self, "1", id, 200);
  check_headers (self, "2", id, 426);
  check_headers (self, NULL, id, 426);
  check_headers (self, "1", NULL, 400);
  check_headers (self, "1", "17", 400);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "the-first-command-is-applied", test_first_command },
    { "a-repeated-batch-is-answered-byte-for-byte", test_repeated_batch },
    { "a-number-used-for-another-command-stops-the-lane", test_reused_number },
    { "a-gap-stops-the-batch-and-tells-the-last", test_gap },
    { "a-stale-base-is-a-conflict-with-all-three-sides", test_conflict },
    { "creating-a-case-that-exists-is-a-conflict", test_existing_case },
    { "a-chain-of-own-commands-is-applied-in-one-batch", test_chain },
    { "what-follows-a-refused-command-is-refused", test_broken_chain },
    { "somebody-elses-change-in-a-chain-is-a-conflict", test_chain_with_others },
    { "a-command-offered-again-in-a-new-lane-is-not-done-twice", test_new_lane },
    { "a-change-after-ones-own-note-is-no-conflict", test_change_after_own_note },
    { "a-change-behind-ones-own-note-is-a-conflict", test_change_after_note_of_others },
    { "a-command-is-known-for-ever", test_new_lane_after_trim },
    { "refusals-name-their-reason", test_refusals },
    { "a-noop-keeps-its-number-and-changes-nothing", test_noop },
    { "numbers-are-unique-and-of-the-collecting-area", test_numbers_and_home },
    { "an-open-twin-is-refused-with-its-number", test_twins },
    { "a-lane-of-another-window-is-closed", test_foreign_lane },
    { "a-lane-tells-its-outcomes", test_outcomes_of_lane },
    { "pruned-outcomes-are-never-executed-again", test_pruned },
    { "a-malformed-batch-names-the-member", test_malformed },
    { "a-group-is-one-commit-with-an-answer-each", test_group },
    { "other-versions-and-nameless-requests-are-turned-away", test_headers },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/city/pipeline/", tests[i].path, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);
  }

  return g_test_run ();
}
