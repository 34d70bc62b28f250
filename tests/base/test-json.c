/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-json.h"

static void
assert_refused (const char *text, gssize length, TbJsonError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = tb_json_parse (text, length, &error);

  g_autofree char *shown = g_utf8_make_valid (text, -1);

  g_test_message ("%s", shown);
  g_assert_null (json);
  g_assert_error (error, TB_JSON_ERROR, (int) code);
}

static void
test_strict (void)
{
  static const char *const syntax[] = {
    "",
    "{",
    "{\"a\":1,\"a\":2}",
    "[1,]",
    "\xff",
    "\"\xc3\"",
    "nul",
    "[1] 2",
    "{a:1}",
    "'a'",
    "// x\n1",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"a\nb\"",
    "[01]",
    ("\xef\xbb\xbf"
     "1"),
    "\"\\x41\"",
  };
  static const char *const numbers[] = {
    "1.0", "1e3", "[0.5]", "{\"a\":{\"b\":-2.5}}", "9223372036854775808", "1e999"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (syntax); i++)
    assert_refused (syntax[i], -1, TB_JSON_ERROR_SYNTAX);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    assert_refused (numbers[i], -1, TB_JSON_ERROR_NUMBER);
  assert_refused ("[1]\0", 4, TB_JSON_ERROR_SYNTAX);
}

static char *
nest (int depth)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < depth; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  g_string_append (text, "1");
  for (int i = depth - 1; i >= 0; i--)
    g_string_append (text, i % 2 == 0 ? "]" : "}");

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *deepest = nest (TB_JSON_MAX_DEPTH);
  g_autofree char *deeper = nest (TB_JSON_MAX_DEPTH + 1);
  g_autofree char *abyss = nest (100000);
  g_autoptr (json_t) json = tb_json_parse (deepest, -1, NULL);
  g_autoptr (json_t) none = tb_json_parse (abyss, -1, NULL);

  g_assert_nonnull (json);
  g_assert_null (none);
  assert_refused (deeper, -1, TB_JSON_ERROR_DEPTH);
}

static void
test_canonical (void)
{
  g_autoptr (json_t) json =
      tb_json_parse (" { \"b\" : [ 1 , -9223372036854775808 ] , \"a\" : \"\\u6c88\\/\" } ",
                     -1,
                     NULL);
  g_autofree char *plain = tb_json_to_string (json);
  g_autofree char *canonical = tb_json_to_canonical (json);
  g_autoptr (json_t) again = tb_json_parse (canonical, (gssize) strlen (canonical), NULL);

  g_assert_cmpstr (plain, ==, "{\"b\":[1,-9223372036854775808],\"a\":\"沈/\"}");
  g_assert_cmpstr (canonical, ==, "{\"a\":\"沈/\",\"b\":[1,-9223372036854775808]}");
  g_assert_true (json_equal (json, again));
}

static void
test_members (void)
{
  g_autoptr (json_t) json =
      tb_json_parse ("{\"s\":\"x\",\"i\":7,\"b\":true,\"o\":{},\"a\":[],\"n\":null}", -1, NULL);

  g_assert_cmpstr (tb_json_get_string (json, "s"), ==, "x");
  g_assert_null (tb_json_get_string (json, "i"));
  g_assert_null (tb_json_get_string (NULL, "s"));
  g_assert_cmpint (tb_json_get_int (json, "i", -1), ==, 7);
  g_assert_cmpint (tb_json_get_int (json, "s", -1), ==, -1);
  g_assert_true (tb_json_get_bool (json, "b"));
  g_assert_false (tb_json_get_bool (json, "i"));
  g_assert_nonnull (tb_json_get_object (json, "o"));
  g_assert_null (tb_json_get_object (json, "a"));
  g_assert_nonnull (tb_json_get_array (json, "a"));
  g_assert_null (tb_json_get_array (json, "n"));

  tb_json_set_string (json, "s", NULL);
  g_assert_null (json_object_get (json, "s"));
  tb_json_set_string (json, "s", "y");
  tb_json_set_int (json, "i", 8);
  g_assert_cmpstr (tb_json_get_string (json, "s"), ==, "y");
  g_assert_cmpint (tb_json_get_int (json, "i", -1), ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/what-the-protocol-forbids-is-refused", test_strict);
  g_test_add_func ("/base/json/nesting-has-an-end", test_depth);
  g_test_add_func ("/base/json/canonical-bytes-are-sorted-and-plain", test_canonical);
  g_test_add_func ("/base/json/members-of-another-type-are-absent", test_members);

  return g_test_run ();
}
