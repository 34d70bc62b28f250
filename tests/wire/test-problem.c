/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-problem"

#include "config.h"

#include "tb-problem.h"

#include <string.h>

/* Rule: data/wire/README.md, "Problems": name, status and class of each, in that order. */
static const struct {
  const char *name;
  guint status;
  const char *problem_class;
} expected[TB_N_PROBLEMS] = {
  { "bad-request", 400, "final" },
  { "wrong-credentials", 401, "auth" },
  { "signed-out", 401, "auth" },
  { "forbidden", 403, "final" },
  { "unknown-device", 403, "stop-lane" },
  { "purpose-required", 403, "final" },
  { "not-found", 404, "final" },
  { "method-not-allowed", 405, "final" },
  { "lane-gap", 409, "resync" },
  { "log-changed", 410, "resync" },
  { "cursor-too-old", 410, "resync" },
  { "too-large", 413, "final" },
  { "unsupported-media", 415, "final" },
  { "range", 416, "final" },
  { "id-reused", 422, "stop-lane" },
  { "invalid", 422, "final" },
  { "locked-out", 423, "auth" },
  { "protocol-version", 426, "stop-lane" },
  { "too-many", 429, "retry" },
  { "internal", 500, "retry" },
  { "busy", 503, "retry" },
};

static void
test_table_is_the_contract (void)
{
  for (int i = 0; i < TB_N_PROBLEMS; i++) {
    g_assert_cmpstr (tb_problem_get_name (i), ==, expected[i].name);
    g_assert_cmpint (tb_problem_from_name (expected[i].name), ==, i);
    g_assert_cmpuint (tb_problem_get_status (i), ==, expected[i].status);
    g_assert_cmpstr (tb_problem_class_get_name (tb_problem_get_class (i)),
                     ==,
                     expected[i].problem_class);
    g_assert_nonnull (tb_problem_get_title (i));
  }

  g_assert_cmpint (tb_problem_from_name ("nonsense"), ==, -1);
  g_assert_cmpint (tb_problem_from_name (NULL), ==, -1);
  g_assert_cmpint (tb_problem_class_from_name ("nonsense"), ==, -1);
}

static void
test_what_is_built_can_be_read (void)
{
  for (int i = 0; i < TB_N_PROBLEMS; i++) {
    g_autoptr (json_t) json = tb_problem_build (i, "/commands/3/lseq", "Number %d", i);
    g_autofree char *text = tb_json_to_string (json);
    g_autoptr (GError) error = NULL;
    g_autoptr (TbProblemDocument) document =
        tb_problem_parse (text, -1, tb_problem_get_status (i), &error);
    g_autofree char *detail = g_strdup_printf ("Number %d", i);

    g_assert_no_error (error);
    g_assert_cmpint (document->problem, ==, i);
    g_assert_cmpstr (document->name, ==, expected[i].name);
    g_assert_cmpint (document->problem_class, ==, (int) tb_problem_get_class (i));
    g_assert_cmpstr (document->field, ==, "/commands/3/lseq");
    g_assert_cmpstr (document->detail, ==, detail);
  }
}

/* A newer city may have more names; the class says what to do all the same. */
static void
test_unknown_name_keeps_its_class (void)
{
  const char *text = "{\"type\":\"urn:tongban:problem:tea-break\",\"title\":\"T\",\"status\":503,"
                     "\"class\":\"retry\",\"until\":7}";
  g_autoptr (GError) error = NULL;
  g_autoptr (TbProblemDocument) document = tb_problem_parse (text, -1, 503, &error);

  g_assert_no_error (error);
  g_assert_cmpint (document->problem, ==, -1);
  g_assert_cmpstr (document->name, ==, "tea-break");
  g_assert_cmpint (document->problem_class, ==, TB_PROBLEM_CLASS_RETRY);
  g_assert_null (document->detail);
  g_assert_cmpint (tb_json_get_int (document->json, "until", 0), ==, 7);
}

/* Whatever is no problem document is no answer of a city: protocol.md §5. */
static void
test_pages_of_others_are_no_problems (void)
{
  static const char *const texts[] = {
    "",
    "<html>Log in</html>",
    "[]",
    "null",
    "\"busy\"",
    "{}",
    "{\"type\":\"about:blank\",\"title\":\"T\",\"status\":503,\"class\":\"retry\"}",
    "{\"type\":\"urn:tongban:problem:busy\",\"title\":\"T\",\"status\":500,\"class\":\"retry\"}",
    "{\"type\":\"urn:tongban:problem:busy\",\"title\":\"T\",\"status\":503,\"class\":\"soon\"}",
    "{\"type\":\"urn:tongban:problem:busy\",\"title\":\"T\",\"status\":503}",
    "{\"type\":\"urn:tongban:problem:busy\",\"status\":503,\"class\":\"retry\"}",
    "{\"type\":7,\"title\":\"T\",\"status\":503,\"class\":\"retry\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    TbProblemDocument *document = tb_problem_parse (texts[i], -1, 503, &error);

    g_assert_null (document);
    g_assert_nonnull (error);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/problem/table-is-the-contract", test_table_is_the_contract);
  g_test_add_func ("/wire/problem/what-is-built-can-be-read", test_what_is_built_can_be_read);
  g_test_add_func ("/wire/problem/unknown-name-keeps-its-class", test_unknown_name_keeps_its_class);
  g_test_add_func ("/wire/problem/pages-of-others-are-no-problems",
                   test_pages_of_others_are_no_problems);

  return g_test_run ();
}
