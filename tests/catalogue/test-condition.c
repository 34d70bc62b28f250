/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-condition"

#include "config.h"

#include <string.h>

#include "tb-condition.h"

typedef struct {
  const char *expression;
  TbTruth truth;
} Truth;

static json_t *
new_values (void)
{
  return json_pack ("{s:s, s:i, s:b, s:n, s:[s, s], s:[{s:i}, {s:i}], s:s, s:s, s:s}",
                    "scheme",
                    "110",
                    "months",
                    12,
                    "married",
                    1,
                    "empty",
                    "kinds",
                    "01",
                    "02",
                    "periods",
                    "n",
                    3,
                    "n",
                    4,
                    "today",
                    "2026-11-23",
                    "name",
                    "欧阳锋",
                    "word",
                    "now");
}

static void
assert_truths (const Truth *truths, gsize n)
{
  g_autoptr (TbConditions) conditions = tb_conditions_new ();
  g_autoptr (json_t) values = new_values ();

  for (gsize i = 0; i < n; i++) {
    TbTruth truth = tb_conditions_eval (conditions, truths[i].expression, values);

    if (truth != truths[i].truth)
      g_error ("%s is %d, not %d", truths[i].expression, truth, truths[i].truth);
  }
}

static void
test_expressions (void)
{
  const Truth truths[] = {
    { ":scheme = '110'", TB_TRUTH_TRUE },
    { ":scheme <> '110'", TB_TRUTH_FALSE },
    { ":months >= 12 AND :married", TB_TRUTH_TRUE },
    { "substr(:scheme, 1, 1) = '1'", TB_TRUTH_TRUE },
    { "length(:name) = 3", TB_TRUTH_TRUE },
    { ":scheme IN ('110', '120')", TB_TRUTH_TRUE },
    { ":scheme BETWEEN '100' AND '109'", TB_TRUTH_FALSE },
    { ":name LIKE '欧阳%'", TB_TRUTH_TRUE },
    { ":scheme GLOB '[0-9]*'", TB_TRUTH_TRUE },
    { "CASE :scheme WHEN '110' THEN 0 ELSE 1 END", TB_TRUTH_FALSE },
    { "coalesce(:empty, 1)", TB_TRUTH_TRUE },
    { "iif(:married, 0, 1)", TB_TRUTH_FALSE },
    { "1 -- a comment at the end", TB_TRUTH_TRUE },
    { "1) + (0", TB_TRUTH_TRUE },
    { "0.4", TB_TRUTH_TRUE },
    { "instr(:kinds, '\"02\"') > 0", TB_TRUTH_TRUE },
    { "json_array_length(:kinds) = 2", TB_TRUTH_TRUE },
    { "json_array_length(:periods) = 3", TB_TRUTH_FALSE },
    { "json_extract(:periods, '$[1].n') = 4", TB_TRUTH_TRUE },
    { ":periods ->> '$[0].n' = 3", TB_TRUTH_TRUE },
    { "date(:today, '-1 month') = '2026-10-23'", TB_TRUTH_TRUE },
    { "date('2024-02-29', '+1 year') = '2025-03-01'", TB_TRUTH_TRUE },
    { "julianday(:today) - julianday('2026-10-24') = 30", TB_TRUTH_TRUE },
    { "strftime('%Y', :today) = '2026'", TB_TRUTH_TRUE },
    { "DATE(:today) = :today", TB_TRUTH_TRUE },
  };

  assert_truths (truths, G_N_ELEMENTS (truths));
}

static void
test_unknown (void)
{
  const Truth truths[] = {
    { ":empty = 'x'", TB_TRUTH_UNKNOWN },
    { ":absent = 'x'", TB_TRUTH_UNKNOWN },
    { ":absent IS NULL", TB_TRUTH_TRUE },
    { ":absent = 'x' OR :married", TB_TRUTH_TRUE },
    { ":absent = 'x' AND NOT :married", TB_TRUTH_FALSE },
    { "NOT :absent", TB_TRUTH_UNKNOWN },
    { "abs(-9223372036854775807 - 1)", TB_TRUTH_UNKNOWN },
    { "json_array_length('no json')", TB_TRUTH_UNKNOWN },
    { "no expression (", TB_TRUTH_UNKNOWN },
  };

  assert_truths (truths, G_N_ELEMENTS (truths));
}

/* A text is never a number: codes are texts, amounts are integers. */
static void
test_types (void)
{
  const Truth truths[] = {
    { ":scheme = 110", TB_TRUTH_FALSE },  { "CAST(:scheme AS INTEGER) = 110", TB_TRUTH_TRUE },
    { ":months = '12'", TB_TRUTH_FALSE }, { ":months = 12", TB_TRUTH_TRUE },
    { ":married = 1", TB_TRUTH_TRUE },    { ":scheme < 'a' AND :months < 'a'", TB_TRUTH_TRUE },
  };

  assert_truths (truths, G_N_ELEMENTS (truths));
}

/* The clock comes in as :today; nothing else may tell one day or one machine from another. */
static void
test_no_clock (void)
{
  const Truth truths[] = {
    { "date('now') IS NULL", TB_TRUTH_TRUE },
    { "date() IS NULL", TB_TRUTH_TRUE },
    { "date('no' || 'w') IS NULL", TB_TRUTH_TRUE },
    { "date(:word) IS NULL", TB_TRUTH_TRUE },
    { "date('NOW', '+1 day') IS NULL", TB_TRUTH_TRUE },
    { "julianday('now') IS NULL", TB_TRUTH_TRUE },
    { "strftime('%Y') IS NULL", TB_TRUTH_TRUE },
    { "strftime('%Y', 'now') IS NULL", TB_TRUTH_TRUE },
    { "date(:today, 'localtime') IS NULL", TB_TRUTH_TRUE },
    { "date(:today, 'UTC') IS NULL", TB_TRUTH_TRUE },
  };

  assert_truths (truths, G_N_ELEMENTS (truths));
}

static void
assert_refused (const char *expression, TbConditionError code)
{
  g_autoptr (TbConditions) conditions = tb_conditions_new ();
  g_autoptr (GError) error = NULL;

  if (tb_conditions_check (conditions, expression, NULL, &error))
    g_error ("%.100s was accepted", expression);
  if (!g_error_matches (error, TB_CONDITION_ERROR, code))
    g_error ("%.100s: %s (code %d)", expression, error->message, error->code);
  g_assert_cmpint (tb_conditions_eval (conditions, expression, NULL), ==, TB_TRUTH_UNKNOWN);
}

static void
test_forbidden (void)
{
  const char *const expressions[] = {
    "(SELECT count(*) FROM sqlite_master)",
    "EXISTS (SELECT 1)",
    "1 IN (SELECT 1)",
    "(SELECT 1)",
    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)",
    "load_extension('libc.so.6')",
    "readfile('/etc/passwd')",
    "writefile('x', 'y')",
    "random()",
    "randomblob(100000000)",
    "zeroblob(100000000)",
    "printf('%100000000d', 1)",
    "format('%d', 1)",
    "current_date",
    "current_timestamp",
    "datetime('2026-01-01')",
    "last_insert_rowid()",
    "sqlite_version()",
    "changes()",
    "count(*)",
    "char(65)",
    "quote(1)",
    "1 IN sqlite_master",
    "'a' REGEXP 'b'",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expressions); i++)
    assert_refused (expressions[i], TB_CONDITION_ERROR_FORBIDDEN);
}

static void
test_syntax (void)
{
  const char *const expressions[] = {
    "",
    " ",
    "1 +",
    "1, 2",
    "1); DELETE FROM x; --",
    "1; SELECT 2",
    "1) WHERE (0",
    "1)) WHERE ((0",
    "1) LIMIT (0",
    "1) FROM (SELECT 1",
    "1) UNION SELECT (2",
    "1), (2",
    "* FROM sqlite_master",
    "PRAGMA user_version",
    "'open",
    "/* open",
    "substr(1)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expressions); i++)
    assert_refused (expressions[i], TB_CONDITION_ERROR_SYNTAX);
}

static void
test_bombs (void)
{
  g_autoptr (GString) long_one = g_string_new ("1");
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("max(1");

  while (long_one->len < 1 << 20)
    g_string_append (long_one, " + 1");
  for (int i = 0; i < 5000; i++)
    g_string_append_c (deep, '(');
  g_string_append_c (deep, '1');
  for (int i = 0; i < 5000; i++)
    g_string_append_c (deep, ')');
  for (int i = 0; i < 1000; i++)
    g_string_append (wide, ", 1");
  g_string_append_c (wide, ')');

  assert_refused (long_one->str, TB_CONDITION_ERROR_SYNTAX);
  assert_refused (deep->str, TB_CONDITION_ERROR_SYNTAX);
  assert_refused (wide->str, TB_CONDITION_ERROR_SYNTAX);
}

/* Twenty doublings of a megabyte would be a terabyte. */
static void
test_growth (void)
{
  g_autoptr (TbConditions) conditions = tb_conditions_new ();
  g_autoptr (GString) bomb = g_string_new ("'aaaaaaaaaaaaaaaa'");
  g_autoptr (json_t) values = NULL;
  g_autofree char *large = g_strnfill (1 << 21, 'a');

  for (int i = 0; i < 20; i++) {
    g_string_prepend (bomb, "replace(");
    g_string_append (bomb, ", 'a', 'aaaa')");
  }
  g_string_prepend (bomb, "length(");
  g_string_append (bomb, ") > 0");
  g_assert_cmpint (tb_conditions_eval (conditions, bomb->str, NULL), ==, TB_TRUTH_UNKNOWN);

  values = json_pack ("{s:s}", "text", large);
  g_assert_cmpint (tb_conditions_eval (conditions, ":text = 'a'", values), ==, TB_TRUTH_UNKNOWN);
}

static void
test_names (void)
{
  g_autoptr (TbConditions) conditions = tb_conditions_new ();
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  const char *const wrong[] = {
    ":shceme = '110'", "?", "?1", "@scheme", "$scheme", "scheme = '110'", ":scheme = \"110\"",
  };
  g_autoptr (GError) error = NULL;

  g_hash_table_add (names, (gpointer) "scheme");
  g_assert_true (tb_conditions_check (conditions, ":scheme = '110'", names, &error));
  g_assert_no_error (error);

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_assert_false (tb_conditions_check (conditions, wrong[i], names, &error));
    g_assert_error (error, TB_CONDITION_ERROR, TB_CONDITION_ERROR_NAME);
    g_clear_error (&error);
  }
  tb_conditions_check (conditions, ":shceme = '110'", names, &error);
  g_assert_cmpstr (error->message,
                   ==,
                   "Condition “:shceme = '110'”: :shceme is neither a field nor a given");
}

static void
assert_value (TbConditions *conditions, const char *expression, const char *expected)
{
  g_autoptr (json_t) values = new_values ();
  g_autoptr (json_t) value = tb_conditions_eval_value (conditions, expression, values);
  g_autofree char *text = tb_json_to_string (value);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_values (void)
{
  g_autoptr (TbConditions) conditions = tb_conditions_new ();

  assert_value (conditions, ":scheme", "\"110\"");
  assert_value (conditions, ":months + 1", "13");
  assert_value (conditions, ":married", "1");
  assert_value (conditions, ":absent", "null");
  assert_value (conditions, ":name", "\"欧阳锋\"");
  assert_value (conditions, ":kinds", "\"[\\\"01\\\",\\\"02\\\"]\"");
  assert_value (conditions, "json_array('fushun', 'benxi')", "\"[\\\"fushun\\\",\\\"benxi\\\"]\"");
  assert_value (conditions, "round(11.6)", "12");
  assert_value (conditions, "1 / 2.0", "\"0.5\"");
  assert_value (conditions, "x'00ff'", "null");
  assert_value (conditions, "1 +", "null");
}

/* SQLite counts the steps of a statement over all its runs; the limit is one of each run. */
static void
test_many_runs (void)
{
  g_autoptr (TbConditions) conditions = tb_conditions_new ();
  g_autoptr (json_t) values = new_values ();

  for (int i = 0; i < 50000; i++)
    g_assert_cmpint (tb_conditions_eval (conditions,
                                         ":scheme = '110' AND length(:name) = 3",
                                         values),
                     ==,
                     TB_TRUTH_TRUE);
}

static void
test_many_expressions (void)
{
  g_autoptr (TbConditions) conditions = tb_conditions_new ();
  g_autoptr (json_t) values = new_values ();

  for (int i = 0; i < 5000; i++) {
    g_autofree char *expression = g_strdup_printf (":months = %d", i);

    g_assert_cmpint (tb_conditions_eval (conditions, expression, values),
                     ==,
                     i == 12 ? TB_TRUTH_TRUE : TB_TRUTH_FALSE);
  }
}

static gpointer
evaluate_often (gpointer data)
{
  TbConditions *conditions = data;

  for (int i = 0; i < 2000; i++) {
    g_autoptr (json_t) values = json_pack ("{s:i}", "n", i);
    g_autofree char *expression = g_strdup_printf (":n = %d AND :n < 5000", i % 7);

    g_assert_cmpint (tb_conditions_eval (conditions, expression, values) == TB_TRUTH_TRUE,
                     ==,
                     i < 7);
  }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (TbConditions) conditions = tb_conditions_new ();
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("evaluate", evaluate_often, conditions);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/catalogue/condition/expressions-are-sql", test_expressions);
  g_test_add_func ("/catalogue/condition/what-is-not-filled-in-is-unknown", test_unknown);
  g_test_add_func ("/catalogue/condition/texts-are-not-numbers", test_types);
  g_test_add_func ("/catalogue/condition/the-machine's-clock-is-out-of-reach", test_no_clock);
  g_test_add_func ("/catalogue/condition/tables-and-other-functions-are-forbidden", test_forbidden);
  g_test_add_func ("/catalogue/condition/only-one-expression-is-taken", test_syntax);
  g_test_add_func ("/catalogue/condition/bombs-do-not-compile", test_bombs);
  g_test_add_func ("/catalogue/condition/growing-texts-stop", test_growth);
  g_test_add_func ("/catalogue/condition/unknown-names-are-named", test_names);
  g_test_add_func ("/catalogue/condition/values-are-text-or-whole-numbers", test_values);
  g_test_add_func ("/catalogue/condition/the-limit-is-of-one-run", test_many_runs);
  g_test_add_func ("/catalogue/condition/endless-new-expressions-are-forgotten",
                   test_many_expressions);
  g_test_add_func ("/catalogue/condition/threads-take-turns", test_threads);

  return g_test_run ();
}
