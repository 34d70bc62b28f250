/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <string.h>

#include "tb-json-scan.h"
#include "tb-json.h"

#define N_ROUNDS 20000

static json_t *to_json (const TbJsonScan *scan, TbJsonNode node);

/* An object's values by the names that the parser has found. */
static json_t *
object_to_json (const TbJsonScan *scan, TbJsonNode node, const json_t *like)
{
  json_t *object = json_object ();
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) like, name, value)
      json_object_set_new (object, name, to_json (scan, tb_json_scan_get (scan, node, name)));

  return object;
}

static json_t *
array_to_json (const TbJsonScan *scan, TbJsonNode node)
{
  json_t *array = json_array ();
  TbJsonNode child = TB_JSON_ABSENT;

  while ((child = tb_json_scan_next (scan, node, child)) != TB_JSON_ABSENT)
    json_array_append_new (array, to_json (scan, child));

  return array;
}

static json_t *
to_json (const TbJsonScan *scan, TbJsonNode node)
{
  gsize length;
  const char *source = tb_json_scan_source (scan, node, &length);
  g_autofree char *text = tb_json_scan_dup (scan, node);
  g_autoptr (json_t) like = NULL;

  g_assert_nonnull (source);
  if (text != NULL)
    return json_string (text);
  like = tb_json_parse (source, (gssize) length, NULL);
  if (tb_json_scan_is_object (scan, node))
    return object_to_json (scan, node, like);
  if (json_is_array (like))
    return array_to_json (scan, node);
  if (json_is_integer (like))
    return json_integer (tb_json_scan_int (scan, node, 0));

  return json_is_boolean (like) ? json_boolean (tb_json_scan_bool (scan, node)) : json_null ();
}

/* The scan and the parser say the same of @text. */
static void
assert_same (TbJsonScan *scan, const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) expected = NULL;
  g_autoptr (json_t) json = tb_json_parse (text, (gssize) length, &expected);
  gboolean is_read = tb_json_scan_read (scan, text, length, &error);

  if (is_read != (json != NULL))
    g_error ("%.*s: %s", (int) length, text, is_read ? "taken" : error->message);
  if (is_read) {
    g_autoptr (json_t) same = to_json (scan, TB_JSON_ROOT);

    g_assert_true (json_equal (json, same));
  } else {
    g_assert_error (error, expected->domain, expected->code);
    g_assert_cmpuint (tb_json_scan_get (scan, TB_JSON_ROOT, "id"), ==, TB_JSON_ABSENT);
  }
}

static const char *const texts[] = {
  "",
  " ",
  "{}",
  "[]",
  " [ ] ",
  "[1,]",
  "[,1]",
  "{\"a\":1,}",
  "{\"a\" : 1 , \"b\" : [ ] }",
  "{\"a\":1,\"a\":2}",
  "{\"a\":1,\"\\u0061\":2}",
  "{\"\\u0061\":1}",
  "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
  "{a:1}",
  "{1:1}",
  "{\"a\"}",
  "{\"a\":}",
  "-",
  "-0",
  "00",
  "01",
  "-01",
  "1.0",
  "1e3",
  "1E3",
  "+1",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775808",
  "-9223372036854775809",
  "0000000000000000000000",
  "99999999999999999999999",
  "true",
  "tru",
  "trueish",
  "null",
  "nul",
  "false",
  "False",
  "\"",
  "\"\\\"",
  "\"\\\\\"",
  "\"\\x\"",
  "\"\\u12\"",
  "\"\\u0000\"",
  "\"\\ud800\"",
  "\"\\ud83d\\ude00\"",
  "\"\\ude00\\ud83d\"",
  "\"\\n\\t\\/\"",
  "\"a\tb\"",
  "\"\x7f\"",
  "\"\xc0\x80\"",
  "\"\xed\xa0\x80\"",
  "\"\xf4\x90\x80\x80\"",
  "\"\xe6\xb2\"",
  "\"沈阳\"",
  "\xef\xbb\xbf{}",
  "[1] [2]",
  "[1]x",
  "[\"a\" \"b\"]",
  "\f[1]",
};

static void
test_texts (void)
{
  g_autoptr (TbJsonScan) scan = tb_json_scan_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_same (scan, texts[i], strlen (texts[i]));
  assert_same (scan, "[1]\0", 4);
  assert_same (scan, "\"a\0b\"", 5);
}

static void
test_depth_and_width (void)
{
  g_autoptr (TbJsonScan) scan = tb_json_scan_new ();
  g_autoptr (GString) text = g_string_new ("{");

  for (int depth = 1; depth <= TB_JSON_MAX_DEPTH + 2; depth++) {
    g_autofree char *open = g_strnfill ((gsize) depth, '[');
    g_autofree char *close = g_strnfill ((gsize) depth, ']');
    g_autofree char *nest = g_strconcat (open, close, NULL);
    g_autofree char *member = g_strconcat ("{\"a\":", nest, "}", NULL);

    assert_same (scan, nest, strlen (nest));
    assert_same (scan, member, strlen (member));
  }
  for (int i = 0; i < 100; i++) {
    g_autofree char *whole = NULL;
    g_autofree char *again = NULL;

    g_string_append_printf (text, "%s\"m%d\":{\"x\":%d}", i > 0 ? "," : "", i, i);
    whole = g_strconcat (text->str, "}", NULL);
    again = g_strdup_printf ("%s,\"m%d\":0}", text->str, i / 2);
    assert_same (scan, whole, strlen (whole));
    assert_same (scan, again, strlen (again));
  }
}

/* Bytes of a good text changed, cut and doubled at random: never another verdict, never another
 * value. */
static void
test_damaged_texts (void)
{
  static const char whole[] =
      "{\"at\":\"2026-10-10T02:34:56.789Z\",\"ver\":12,\"gone\":false,\"body\":{\"name\":"
      "\"王\\n芳\","
      "\"list\":[1,-2,null,{\"a\":\"\\u6c88\"}],\"x\":{},\"y\":[]},\"at2\":true}";
  static const char bytes[] = "{}[]\",:\\u0123456789-+.eEtrufalsn \t\n\x01\x80\xe6";
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);
  g_autoptr (TbJsonScan) scan = tb_json_scan_new ();

  assert_same (scan, whole, sizeof whole - 1);
  for (int round = 0; round < N_ROUNDS; round++) {
    g_autoptr (GString) text = g_string_new (whole);
    int n = g_rand_int_range (rand, 1, 4);

    for (int i = 0; i < n; i++) {
      gssize at = g_rand_int_range (rand, 0, (gint32) text->len);
      char byte = bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];

      if (g_rand_boolean (rand))
        text->str[at] = byte;
      else if (g_rand_boolean (rand))
        g_string_insert_c (text, at, byte);
      else
        g_string_erase (text, at, 1);
    }
    assert_same (scan, text->str, text->len);
  }
}

static void
test_absent (void)
{
  static const char text[] = "{\"s\":\"x\",\"i\":7,\"o\":{\"p\":true}}";
  g_autoptr (TbJsonScan) scan = tb_json_scan_new ();
  TbJsonNode string;
  gsize length;

  g_assert_true (tb_json_scan_read (scan, text, sizeof text - 1, NULL));
  string = tb_json_scan_get (scan, TB_JSON_ROOT, "s");
  g_assert_cmpuint (tb_json_scan_get (scan, TB_JSON_ROOT, "z"), ==, TB_JSON_ABSENT);
  g_assert_cmpuint (tb_json_scan_get (scan, string, "s"), ==, TB_JSON_ABSENT);
  g_assert_cmpuint (tb_json_scan_get (scan, TB_JSON_ABSENT, "s"), ==, TB_JSON_ABSENT);
  g_assert_cmpuint (tb_json_scan_next (scan, string, TB_JSON_ABSENT), ==, TB_JSON_ABSENT);
  g_assert_null (tb_json_scan_text (scan, TB_JSON_ABSENT, &length));
  g_assert_null (tb_json_scan_dup (scan, tb_json_scan_get (scan, TB_JSON_ROOT, "i")));
  g_assert_null (tb_json_scan_source (scan, TB_JSON_ABSENT, &length));
  g_assert_cmpint (tb_json_scan_int (scan, string, -1), ==, -1);
  g_assert_false (tb_json_scan_bool (scan, string));
  g_assert_true (
      tb_json_scan_bool (scan,
                         tb_json_scan_get (scan, tb_json_scan_get (scan, TB_JSON_ROOT, "o"), "p")));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json-scan/takes-what-the-parser-takes", test_texts);
  g_test_add_func ("/base/json-scan/has-the-parsers-limits", test_depth_and_width);
  g_test_add_func ("/base/json-scan/judges-damaged-texts-like-the-parser", test_damaged_texts);
  g_test_add_func ("/base/json-scan/what-is-absent-has-no-members", test_absent);

  return g_test_run ();
}
