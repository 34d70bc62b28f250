/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <string.h>

#include "city-fixture.h"
#include "tb-city-private.h"

#define WALK_IN "reason:walk-in"

static gboolean
upsert (Fixture *self, int which, const char *text, GError **error)
{
  g_autoptr (json_t) rows = tb_json_parse (text, -1, error);

  g_assert_nonnull (rows);

  return tb_city_upsert (self->city,
                         tb_city_register_get_name ((TbCityRegister) which),
                         rows,
                         error);
}

static void
fill (Fixture *self)
{
  static const char *const rows[TB_CITY_N_REGISTERS] = {
    "[{\"id_type\":\"01\",\"id_no\":\"0042\",\"name\":\"李四\",\"sex\":\"1\",\"birth\":"
    "\"1990-01-01\",\"area\":\"shenyang\",\"mobile\":\"13800000000\"},"
    "{\"id_type\":\"01\",\"id_no\":\"0043\",\"name\":\"李四\",\"sex\":\"1\",\"birth\":"
    "\"1990-01-01\",\"area\":\"anshan\"}]",
    "[{\"id_no\":\"0042\",\"scheme\":\"110\",\"area\":\"shenyang\",\"from\":\"2010-01\",\"to\":"
    "\"2012-12\",\"months\":36,\"account_fen\":123456,\"status\":\"1\",\"personal_no\":\"7\"}]",
    "[{\"id_no\":\"0042\",\"kind\":\"pension\",\"area\":\"shenyang\",\"status\":\"1\",\"since\":"
    "\"2020-01-01\",\"monthly_fen\":250000}]",
    "[{\"id_no\":\"0042\",\"archive_no\":\"A1\",\"area\":\"shenyang\",\"keeper\":\"市档案室\","
    "\"status\":\"1\",\"since\":\"2015-06-01\",\"restricted\":true}]",
    "[{\"id_no\":\"0042\",\"cert_no\":\"2101001990000001\",\"area\":\"shenyang\",\"issued\":"
    "\"2018-03-04\",\"status\":\"1\"}]",
  };

  for (int i = 0; i < TB_CITY_N_REGISTERS; i++) {
    g_autoptr (GError) error = NULL;

    /* Twice: an import may be repeated. */
    g_assert_true (upsert (self, i, rows[i], &error));
    g_assert_true (upsert (self, i, rows[i], &error));
    g_assert_no_error (error);
  }
}

static TbCityResponse *
ask (Fixture *self, const char *name, const char *criteria, const char *purpose)
{
  g_autofree char *line = g_strconcat ("POST /v1/queries/", name, NULL);
  g_autoptr (GBytes) body = g_bytes_new (criteria, strlen (criteria));

  return fixture_call_with (self, line, purpose == NULL ? NULL : "tongban-purpose", purpose, body);
}

static void
check_rows (Fixture *self, const char *name, const char *criteria, const char *rows)
{
  g_autoptr (TbCityResponse) response = ask (self, name, criteria, WALK_IN);
  g_autoptr (json_t) json = fixture_json (response);
  g_autofree char *text = tb_json_to_canonical (json_object_get (json, "rows"));

  g_assert_cmpint (response->status, ==, 200);
  g_assert_cmpstr (text, ==, rows);
  assert_member (json_object_get (json, "as_of"), "log_id", tb_city_get_log_id (self->city));
}

static void
test_registers (Fixture *self, gconstpointer data)
{
  static const char criteria[] = "{\"criteria\":{\"id_no\":\"0042\"}}";

  fill (self);
  check_rows (self,
              "persons",
              criteria,
              "[{\"area\":\"shenyang\",\"birth\":\"1990-01-01\",\"id_no\":\"0042\",\"id_type\":"
              "\"01\",\"mobile\":\"13800000000\",\"name\":\"李四\",\"sex\":\"1\"}]");
  check_rows (self,
              "insurance",
              criteria,
              "[{\"account_fen\":123456,\"area\":\"shenyang\",\"from\":\"2010-01\",\"months\":36,"
              "\"personal_no\":\"7\",\"scheme\":\"110\",\"status\":\"1\",\"to\":\"2012-12\"}]");
  check_rows (self,
              "benefits",
              criteria,
              "[{\"area\":\"shenyang\",\"kind\":\"pension\",\"monthly_fen\":250000,\"since\":"
              "\"2020-01-01\",\"status\":\"1\"}]");
  check_rows (self,
              "archives",
              criteria,
              "[{\"archive_no\":\"A1\",\"area\":\"shenyang\",\"keeper\":\"市档案室\","
              "\"restricted\":true,\"since\":\"2015-06-01\",\"status\":\"1\"}]");
  check_rows (self,
              "certificates",
              criteria,
              "[{\"area\":\"shenyang\",\"cert_no\":\"2101001990000001\",\"issued\":\"2018-03-04\","
              "\"status\":\"1\"}]");
  check_rows (self, "persons", "{\"criteria\":{\"id_no\":\"42\"}}", "[]");
}

static void
test_more (Fixture *self, gconstpointer data)
{
  g_autoptr (TbCityResponse) response = NULL;
  g_autoptr (json_t) json = NULL;

  fill (self);
  response = ask (self,
                  "persons",
                  "{\"criteria\":{\"name\":\"李四\",\"birth\":\"1990-01-01\"},\"limit\":1}",
                  WALK_IN);
  json = fixture_json (response);
  g_assert_cmpint (json_array_size (json_object_get (json, "rows")), ==, 1);
  g_assert_true (json_is_true (json_object_get (json, "more")));
}

static void
test_cases (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) made =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  g_autoptr (TbCityResponse) response =
      ask (self,
           "cases",
           "{\"criteria\":{\"id_no\":\"210102199001010001\",\"item\":\"plain\",\"open\":true}}",
           WALK_IN);
  g_autoptr (json_t) json = fixture_json (response);
  const json_t *row = json_array_get (json_object_get (json, "rows"), 0);

  g_assert_cmpint (response->status, ==, 200);
  assert_member (row, "number", tb_json_get_string (made, "number"));
  assert_member (row, "state", "submitted");
  assert_member (json_object_get (row, "item"), "id", "plain");
  check_rows (self,
              "cases",
              "{\"criteria\":{\"id_no\":\"210102199001010001\",\"open\":false}}",
              "[]");
}

static void
check_refused (Fixture *self, const char *body, const char *purpose, guint status, const char *what)
{
  g_autoptr (TbCityResponse) response = ask (self, "insurance", body, purpose);
  g_autoptr (json_t) problem = fixture_json (response);
  g_autofree char *type = g_strconcat ("urn:tongban:problem:", what, NULL);

  g_assert_cmpint (response->status, ==, status);
  assert_member (problem, "type", type);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  static const char good[] = "{\"criteria\":{\"id_no\":\"0042\"}}";

  check_refused (self, good, NULL, 403, "purpose-required");
  check_refused (self, good, "", 403, "purpose-required");
  check_refused (self, good, "reason:curiosity", 403, "purpose-required");
  check_refused (self, good, "case:17", 403, "purpose-required");
  check_refused (self, "{\"criteria\":{}}", WALK_IN, 422, "invalid");
  check_refused (self, "{}", WALK_IN, 422, "invalid");
  check_refused (self, "{\"criteria\":{\"id_no\":42}}", WALK_IN, 422, "invalid");
  check_refused (self, "{\"criteria\":{\"id_no\":\"0042\",\"x\":\"y\"}}", WALK_IN, 422, "invalid");
  check_refused (self, "{\"criteria\":{\"id_no\":\"0042\"},\"limit\":51}", WALK_IN, 422, "invalid");
  check_refused (self,
                 "{\"criteria\":{\"id_no\":\"1\",\"id_no\":\"2\"}}",
                 WALK_IN,
                 400,
                 "bad-request");
  check_refused (self, "", WALK_IN, 400, "bad-request");
}

/* Who, for what, and never the number itself; and nobody takes a row out. */
static void
test_audit (Fixture *self, gconstpointer data)
{
  TbCityDb *db = tb_city_get_db (self->city);
  g_autoptr (TbCityQuery) query = NULL;
  g_autoptr (GError) error = NULL;

  fill (self);
  check_rows (self, "persons", "{\"criteria\":{\"id_no\":\"nobody\"}}", "[]");
  query = tb_city_db_query (db, "SELECT operator, device, purpose, name, criteria FROM reads");
  g_assert_cmpint (tb_city_query_step (query, &error), ==, TB_CITY_STEP_ROW);
  g_assert_cmpstr (tb_city_query_peek_text (query, 0), ==, "zhang");
  g_assert_cmpstr (tb_city_query_peek_text (query, 1), ==, "window-1");
  g_assert_cmpstr (tb_city_query_peek_text (query, 2), ==, WALK_IN);
  g_assert_cmpstr (tb_city_query_peek_text (query, 3), ==, "persons");
  g_assert_null (strstr (tb_city_query_peek_text (query, 4), "nobody"));
  tb_city_query_reset (query);

  g_assert_false (tb_city_query_run (tb_city_db_query (db, "DELETE FROM reads"), NULL));
  g_assert_true (tb_city_verify (self->city, &error));
}

static void
test_one_case (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "shenyang");
  g_autoptr (json_t) made =
      fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "shenyang"));
  g_autoptr (json_t) note = fixture_one (self, lane, "window-1", fixture_note (lane, 2, 1));
  g_autofree char *id = fixture_id (1);
  g_autofree char *line = g_strconcat ("GET /v1/cases/", id, NULL);
  g_autofree char *since =
      g_strdup_printf ("%s/history?from=%s", line, tb_json_get_string (made, "vid"));
  g_autofree char *tag = g_strdup_printf ("\"2-%s\"", tb_json_get_string (note, "vid"));
  g_autoptr (TbCityResponse) bare = fixture_call_with (self, line, NULL, NULL, NULL);
  g_autoptr (TbCityResponse) found =
      fixture_call_with (self, line, "tongban-purpose", WALK_IN, NULL);
  g_autoptr (TbCityResponse) history =
      fixture_call_with (self, since, "tongban-purpose", WALK_IN, NULL);
  g_autoptr (json_t) entry = fixture_json (found);
  g_autoptr (json_t) json = fixture_json (history);

  g_assert_cmpint (bare->status, ==, 403);
  g_assert_cmpstr (g_hash_table_lookup (found->headers, "ETag"), ==, tag);
  assert_member (entry, "vid", tb_json_get_string (note, "vid"));
  g_assert_cmpint (json_array_size (json_object_get (json, "entries")), ==, 1);
}

static void
test_wrong_rows (Fixture *self, gconstpointer data)
{
  static const char *const rows[] = {
    "[{\"id_no\":\"0042\"}]",
    "[{\"id_no\":42,\"cert_no\":\"1\",\"area\":\"x\",\"issued\":\"x\",\"status\":\"1\"}]",
    ("[{\"id_no\":\"1\",\"cert_no\":\"1\",\"area\":\"x\",\"issued\":\"x\",\"status\":\"1\",\"z\":1}"
     "]"),
    "[17]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (upsert (self, TB_CITY_CERTIFICATES, rows[i], &error));
    g_assert_true (g_str_has_prefix (error->message, "/0/"));
  }
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "each-register-gives-its-columns", test_registers },
    { "more-rows-than-asked-for-are-announced", test_more },
    { "cases-of-a-person-are-found", test_cases },
    { "without-purpose-or-criteria-nothing-is-told", test_refused },
    { "every-read-leaves-a-row-without-the-number", test_audit },
    { "a-case-has-a-tag-and-a-history", test_one_case },
    { "a-wrong-row-of-an-import-is-named", test_wrong_rows },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/city/queries/", tests[i].path, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);
  }

  return g_test_run ();
}
