/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <string.h>

#include "city-fixture.h"
#include "tb-hash.h"

#define TEXT "a scanned identity card"

static char *
new_line (const char *method, const char *sha256)
{
  return g_strdup_printf ("%s /v1/blobs/%s", method, sha256);
}

static TbCityResponse *
put (Fixture *self, const char *sha256, const char *range, const char *bytes, gsize length)
{
  g_autofree char *line = new_line ("PUT", sha256);
  g_autoptr (GBytes) body = g_bytes_new (bytes, length);

  return fixture_call_with (self, line, range == NULL ? NULL : "content-range", range, body);
}

static void
check_have (Fixture *self, const char *sha256, guint status, const char *have)
{
  g_autofree char *line = new_line ("HEAD", sha256);
  g_autoptr (TbCityResponse) response = fixture_call_with (self, line, NULL, NULL, NULL);

  g_assert_cmpint (response->status, ==, status);
  g_assert_cmpstr (g_hash_table_lookup (response->headers, "Tongban-Have"), ==, have);
}

static void
test_resumed (Fixture *self, gconstpointer data)
{
  g_autofree char *sha256 = tb_hash_sha256 (TEXT, strlen (TEXT));
  g_autofree char *line = new_line ("GET", sha256);
  g_autoptr (TbCityResponse) first = put (self, sha256, "bytes 0-4/23", TEXT, 5);
  g_autoptr (TbCityResponse) hole = put (self, sha256, "bytes 9-22/23", &TEXT[9], 14);
  g_autoptr (TbCityResponse) rest = NULL;
  g_autoptr (TbCityResponse) whole = NULL;
  g_autoptr (TbCityResponse) part = NULL;
  g_autofree char *text = NULL;
  g_autofree char *end = NULL;

  g_assert_cmpint (first->status, ==, 202);
  g_assert_cmpint (hole->status, ==, 416);
  g_assert_cmpstr (g_hash_table_lookup (hole->headers, "Tongban-Have"), ==, "5");
  check_have (self, sha256, 404, "5");
  rest = put (self, sha256, "bytes 5-22/23", &TEXT[5], 18);
  g_assert_cmpint (rest->status, ==, 201);
  check_have (self, sha256, 200, "23");

  whole = fixture_call_with (self, line, NULL, NULL, NULL);
  text = fixture_text (whole);
  g_assert_cmpstr (text, ==, TEXT);
  part = fixture_call_with (self, line, "range", "bytes=10-", NULL);
  end = fixture_text (part);
  g_assert_cmpint (part->status, ==, 206);
  g_assert_cmpstr (end, ==, &TEXT[10]);
  g_assert_cmpstr (g_hash_table_lookup (part->headers, "Content-Range"), ==, "bytes 10-22/23");
}

static void
test_wrong_hash (Fixture *self, gconstpointer data)
{
  g_autofree char *sha256 = tb_hash_sha256 (TEXT, strlen (TEXT));
  g_autoptr (TbCityResponse) wrong = put (self, sha256, NULL, "something else", 14);
  g_autoptr (TbCityResponse) right = NULL;

  g_assert_cmpint (wrong->status, ==, 422);
  check_have (self, sha256, 404, "0");
  right = put (self, sha256, NULL, TEXT, strlen (TEXT));
  g_assert_cmpint (right->status, ==, 201);
}

static void
check_status (Fixture *self, const char *name, const char *range, guint status)
{
  g_autoptr (TbCityResponse) response = put (self, name, range, TEXT, strlen (TEXT));

  g_assert_cmpint (response->status, ==, status);
}

static void
test_bad_requests (Fixture *self, gconstpointer data)
{
  g_autofree char *sha256 = tb_hash_sha256 (TEXT, strlen (TEXT));
  g_autofree char *upper = g_ascii_strup (sha256, -1);

  check_status (self, "..", NULL, 400);
  check_status (self, "abc", NULL, 400);
  check_status (self, upper, NULL, 400);
  check_status (self, sha256, "bytes 0-4/23", 416);
  check_status (self, sha256, "bytes 0-22/23 and more", 416);
  check_status (self, sha256, "bytes 0-22/22", 416);
  check_status (self, sha256, "bytes -5-17/23", 416);
  check_status (self, sha256, "bytes 0-22/99999999999", 413);
  check_have (self, sha256, 404, "0");
}

static json_t *
new_attach (const char *lane, gint64 lseq, const char *sha256)
{
  json_t *command = fixture_note (lane, lseq, 1);

  tb_json_set_string (command, "kind", "attach");
  fixture_set_args (command, json_pack ("{s:s, s:s}", "sha256", sha256, "name", "card.png"));

  return command;
}

static void
test_named_before_it_came (Fixture *self, gconstpointer data)
{
  g_autofree char *sha256 = tb_hash_sha256 (TEXT, strlen (TEXT));
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) made =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  g_autoptr (json_t) early = NULL;
  g_autoptr (json_t) late = NULL;
  g_autoptr (TbCityResponse) part G_GNUC_UNUSED = put (self, sha256, "bytes 0-4/23", TEXT, 5);
  g_autoptr (TbCityResponse) whole = NULL;

  early = fixture_one (self, lane, "window-1", new_attach (lane, 2, sha256));
  whole = put (self, sha256, NULL, TEXT, strlen (TEXT));
  late = fixture_one (self, lane, "window-1", new_attach (lane, 3, sha256));

  assert_member (made, "result", "applied");
  assert_member (early, "reason", "blob-missing");
  assert_member (json_object_get (early, "problem"), "field", "/args/sha256");
  assert_member (late, "result", "applied");
  g_assert_cmpint (whole->status, ==, 201);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "a-blob-is-resumed-and-read-in-parts", test_resumed },
    { "a-wrong-hash-is-thrown-away", test_wrong_hash },
    { "bad-names-and-ranges-leave-nothing", test_bad_requests },
    { "a-command-may-name-it-only-when-it-is-whole", test_named_before_it_came },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/city/blobs/", tests[i].path, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);
  }

  return g_test_run ();
}
