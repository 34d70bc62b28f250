/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-identifier.h"
#include "tb-rules-kit.h"
#include "tb-test-kit.h"

/* The vectors of the domain, copied: every one of them, through the same JSON that the command
 * line answers. */

static gboolean
has_code (const json_t *answer, const char *code)
{
  json_t *problem;
  gsize i;

  json_array_foreach (json_object_get (answer, "problems"), i, problem)
  {
    if (g_strcmp0 (tb_json_get_string (problem, "code"), code) == 0)
      return TRUE;
  }

  return FALSE;
}

static void
check_one (TbRulesKit *kit, const char *kind, const json_t *vector)
{
  const char *value = tb_json_get_string (vector, "value");
  g_autoptr (json_t) answer = tb_rules_kit_check (kit, kind, value);
  const char *member;
  json_t *expected;

  g_test_message ("%s “%s”", kind, value);
  g_assert_cmpint (tb_json_get_bool (answer, "ok"), ==, tb_json_get_bool (vector, "valid"));
  if (!tb_json_get_bool (vector, "valid"))
    g_assert_true (has_code (answer, tb_json_get_string (vector, "reason")));
  json_object_foreach (json_object_get (vector, "parsed"), member, expected)
  {
    g_test_message ("%s", member);
    g_assert_true (
        json_equal (json_object_get (json_object_get (answer, "parsed"), member), expected));
  }
}

/* @file: the vectors of the domain, or those that an independent reading of the same text worked
 * out and agreed on. */
static void
test_identifiers (gconstpointer file)
{
  g_autoptr (TbRulesKit) kit = tb_test_kit_new ();
  g_autoptr (json_t) vectors = tb_test_kit_load (file);
  const char *const *kinds = tb_identifier_get_kinds ();

  for (gsize k = 0; kinds[k] != NULL; k++) {
    json_t *list = json_object_get (vectors, kinds[k]);
    json_t *vector;
    gsize i;

    g_assert_cmpuint (json_array_size (list), >, 0);
    json_array_foreach (list, i, vector)
    {
      check_one (kit, kinds[k], vector);
    }
  }
}

/* The member of a vector that says what comes out. */
static json_t *
get_expected (const char *kind, json_t *vector)
{
  static const char *const names[] = { "due", "workday", "n", "months", "result" };

  if (strcmp (kind, "retire") == 0)
    return json_pack ("{s:O, s:O, s:O}",
                      "delay_months",
                      json_object_get (vector, "delay_months"),
                      "retire_year",
                      json_object_get (vector, "retire_year"),
                      "retire_month",
                      json_object_get (vector, "retire_month"));

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (json_object_get (vector, names[i]) != NULL)
      return json_incref (json_object_get (vector, names[i]));
  }
  g_assert_not_reached ();
}

static void
test_calculations (gconstpointer file)
{
  g_autoptr (TbRulesKit) kit = tb_test_kit_new ();
  g_autoptr (json_t) vectors = tb_test_kit_load (file);
  const char *kind;
  json_t *list;
  guint n = 0;

  json_object_foreach (vectors, kind, list)
  {
    json_t *vector;
    gsize i;

    if (!tb_rules_kit_has_calc (kind))
      continue;
    json_array_foreach (list, i, vector)
    {
      g_autofree char *input = tb_json_to_string (vector);
      g_autoptr (json_t) answer = tb_rules_kit_calc (kit, kind, input);
      g_autoptr (json_t) expected = get_expected (kind, vector);

      g_test_message ("%s %s", kind, input);
      g_assert_true (json_equal (json_object_get (answer, "result"), expected));
      if (json_object_get (vector, "uncertain") != NULL)
        g_assert_cmpint (tb_json_get_bool (answer, "uncertain"),
                         ==,
                         tb_json_get_bool (vector, "uncertain"));
      n++;
    }
  }
  g_assert_cmpuint (n, >=, 49);
}

static json_t *
get_names (const json_t *people, const char *member)
{
  json_t *names = json_array ();
  json_t *person;
  gsize i;

  json_array_foreach (json_object_get (people, "people"), i, person)
  {
    json_array_append (names, json_object_get (person, member));
  }

  return names;
}

static json_t *
get_hits (const json_t *answer, const char *member, const json_t *ids)
{
  json_t *hits = json_array ();
  json_t *index;
  gsize i;

  json_array_foreach (json_object_get (answer, member), i, index)
  {
    json_array_append (hits, json_array_get (ids, (gsize) json_integer_value (index)));
  }

  return hits;
}

static void
test_search (void)
{
  g_autoptr (TbRulesKit) kit = tb_test_kit_new ();
  g_autoptr (json_t) file = tb_test_kit_load ("pinyin_search_cases.json");
  g_autoptr (json_t) names = get_names (file, "name");
  g_autoptr (json_t) ids = get_names (file, "id");
  json_t *item;
  gsize i;

  json_array_foreach (json_object_get (file, "cases"), i, item)
  {
    g_autoptr (json_t) question =
        json_pack ("{s:O, s:O}", "query", json_object_get (item, "query"), "names", names);
    g_autofree char *input = tb_json_to_string (question);
    g_autoptr (json_t) answer = tb_rules_kit_calc (kit, "name_match", input);
    g_autoptr (json_t) from_start = get_hits (answer, "from_start", ids);
    g_autoptr (json_t) inside = get_hits (answer, "inside", ids);

    g_test_message ("“%s”", tb_json_get_string (item, "query"));
    g_assert_true (json_equal (from_start, json_object_get (item, "hits_from_start")));
    g_assert_true (json_equal (inside, json_object_get (item, "hits_inside")));
  }
}

static void
test_readings (void)
{
  g_autoptr (TbRulesKit) kit = tb_test_kit_new ();
  TbPinyin *pinyin = tb_rules_kit_get_pinyin (kit, NULL);
  g_autoptr (json_t) file = tb_test_kit_load ("pinyin_search_cases.json");
  json_t *person;
  gsize i;

  json_array_foreach (json_object_get (file, "people"), i, person)
  {
    g_autoptr (TbReadings) readings = tb_pinyin_read (pinyin, tb_json_get_string (person, "name"));
    g_autoptr (json_t) found = json_array ();

    for (guint s = 0; s < tb_readings_get_n_syllables (readings); s++) {
      const char *const *list = tb_readings_get_syllable (readings, s);
      json_t *syllable = json_array ();

      for (guint r = 0; list[r] != NULL; r++)
        json_array_append_new (syllable, json_string (list[r]));
      json_array_append_new (found, syllable);
    }
    g_test_message ("%s", tb_json_get_string (person, "name"));
    g_assert_true (json_equal (found, json_object_get (person, "readings")));
  }
}

/* Beyond the notices a weekday is a guess, and the answer says so (domain rule 04). */
static void
test_uncertain_days (void)
{
  static const struct {
    const char *kind;
    const char *input;
    gboolean is_uncertain;
  } cases[] = {
    { "workday", "{\"date\":\"2022-12-30\"}", TRUE },
    { "workday", "{\"date\":\"2022-12-31\"}", FALSE },
    { "workday", "{\"date\":\"2026-12-31\"}", FALSE },
    { "workday", "{\"date\":\"2027-01-01\"}", TRUE },
    { "workdays_between", "{\"from\":\"2026-12-01\",\"to\":\"2026-12-31\"}", FALSE },
    { "workdays_between", "{\"from\":\"2026-12-01\",\"to\":\"2027-01-01\"}", TRUE },
    { "workdays_between", "{\"from\":\"2022-12-01\",\"to\":\"2023-01-01\"}", TRUE },
  };
  g_autoptr (TbRulesKit) kit = tb_test_kit_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (json_t) answer = tb_rules_kit_calc (kit, cases[i].kind, cases[i].input);

    g_test_message ("%s %s", cases[i].kind, cases[i].input);
    g_assert_cmpint (tb_json_get_bool (answer, "uncertain"), ==, cases[i].is_uncertain);
  }
}

/* Only a question about names pays for reading them aloud. */
static void
test_lazy_pinyin (void)
{
  g_autoptr (TbRulesKit) kit = tb_test_kit_new ();
  g_autoptr (json_t) checked = tb_rules_kit_check (kit, "name", "王小明");
  g_autoptr (json_t) upgraded =
      tb_rules_kit_calc (kit, "upgrade15", "{\"value\":\"210102790615991\"}");

  g_assert_nonnull (checked);
  g_assert_nonnull (upgraded);
  g_assert_null (kit->pinyin);
  g_assert_nonnull (tb_rules_kit_get_pinyin (kit, NULL));
}

/* Every wrong input is answered with the member at fault. */
static void
test_bad_input (void)
{
  static const struct {
    const char *kind;
    const char *input;
    const char *field;
  } cases[] = {
    { "mask", "", NULL },
    { "mask", "[]", NULL },
    { "mask", "\xff", NULL },
    { "mask", "{\"kind\":\"shoe\",\"value\":\"1\"}", "kind" },
    { "mask", "{\"kind\":\"id\"}", "value" },
    { "deadline", "{\"start\":\"2026-02-30\",\"days\":1}", "start" },
    { "deadline", "{\"start\":\"2026-02-03\",\"days\":-1}", "days" },
    { "deadline", "{\"start\":\"2026-02-03\"}", "days" },
    { "workday", "{\"date\":20260203}", "date" },
    { "workdays_between", "{\"from\":\"2026-01-01\"}", "to" },
    { "rmb_upper", "{\"value\":\"1,000.00\"}", "value" },
    { "rmb_upper", "{\"value\":\"1.005\"}", "value" },
    { "rmb_upper", "{}", "value" },
    { "retire", "{\"birth\":\"1970-13\",\"group\":\"M60\"}", "birth" },
    { "retire", "{\"birth\":\"1970-12\",\"group\":\"M65\"}", "group" },
    { "min_contribution_months", "{\"year\":\"2030\"}", "year" },
    { "benefit_place", "{\"hukou\":\"x\",\"current\":\"21\",\"history\":[]}", "hukou" },
    { "benefit_place", "{\"hukou\":\"21\",\"current\":\"44\",\"history\":[[\"21\"]]}", "history" },
    { "temp_account", "{\"sex\":\"3\",\"age\":50,\"hukou\":\"21\",\"new\":\"31\"}", "sex" },
    { "temp_account", "{\"sex\":\"1\",\"age\":-1,\"hukou\":\"21\",\"new\":\"31\"}", "age" },
    { "transfer_fund", "{\"bases\":[\"-5\"]}", "bases" },
    { "transfer_fund", "{\"bases\":[],\"a06\":\"x\"}", "a06" },
    { "upgrade15", "{\"value\":5}", "value" },
    { "name_match", "{\"query\":\"w\",\"names\":[1]}", "names" },
  };
  g_autoptr (TbRulesKit) kit = tb_test_kit_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (json_t) answer = tb_rules_kit_calc (kit, cases[i].kind, cases[i].input);
    const json_t *error = tb_json_get_object (answer, "error");

    g_autofree char *shown = g_utf8_make_valid (cases[i].input, -1);

    g_test_message ("%s %s", cases[i].kind, shown);
    g_assert_nonnull (error);
    g_assert_cmpstr (tb_json_get_string (error, "field"), ==, cases[i].field);
    g_assert_nonnull (tb_json_get_string (error, "message"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/rules/vectors/every-identifier-vector-passes",
                        "test_vectors.json",
                        test_identifiers);
  g_test_add_data_func ("/rules/vectors/every-calculation-vector-passes",
                        "test_vectors.json",
                        test_calculations);
  g_test_add_data_func ("/rules/vectors/a-second-reading-finds-the-same-identifiers",
                        "second_opinion.json",
                        test_identifiers);
  g_test_add_data_func ("/rules/vectors/a-second-reading-calculates-the-same",
                        "second_opinion.json",
                        test_calculations);
  g_test_add_func ("/rules/vectors/days-beyond-the-notices-are-uncertain", test_uncertain_days);
  g_test_add_func ("/rules/vectors/names-are-read-only-when-asked", test_lazy_pinyin);
  g_test_add_func ("/rules/vectors/every-search-finds-who-it-should", test_search);
  g_test_add_func ("/rules/vectors/every-person-is-read-as-expected", test_readings);
  g_test_add_func ("/rules/vectors/wrong-input-names-its-member", test_bad_input);

  return g_test_run ();
}
