/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <glib.h>

#include "tb-date.h"
#include "tb-lookup-criteria.h"
#include "tb-lookup-words.h"
#include "tb-lookup.h"
#include "tb-search-hit.h"

/* What look-up and search say, without a screen. */

static json_t *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  json_t *json = tb_json_parse (text, -1, &error);

  g_assert_no_error (error);

  return json;
}

static void
take (TbLookup *lookup, const char *text)
{
  g_autoptr (json_t) part = parse (text);

  tb_lookup_take (lookup, part);
}

static void
assert_words (TbLookup *lookup, TbArea area, const char *expected)
{
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 3600);
  g_autoptr (GDateTime) now = g_date_time_new (china, 2026, 10, 10, 10, 34, 0);
  g_autofree char *words = tb_lookup_dup_words (lookup, area, now);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_answers_come_one_by_one (void)
{
  g_autoptr (TbLookup) lookup = tb_lookup_new (NULL);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  assert_words (lookup, TB_AREA_FUSHUN, "not asked");
  tb_lookup_begin (lookup, "archives", NULL);
  assert_words (lookup, TB_AREA_FUSHUN, "asking…");
  take (lookup, "{\"area\":\"shenyang\",\"rows\":[],\"as_of\":\"2026-10-10T02:32:00.000Z\"}");
  first = tb_lookup_dup_summary (lookup);
  g_assert_cmpstr (first, ==, "1 of 8 cities have answered, 0 found");
  take (lookup,
        "{\"area\":\"fushun\",\"rows\":[{\"archive_no\":\"A\"}],\"as_of\":\"2026-10-10T02:33:"
        "00Z\"}");
  take (lookup, "{\"area\":\"benxi\",\"absent\":\"no answer in time\"}");
  take (lookup,
        "{\"area\":\"anshan\",\"absent\":\"no answer in time\",\"cached\":true,"
        "\"rows\":[{\"archive_no\":\"B\"}],\"as_of\":\"2026-10-08T02:34:00.000Z\"}");
  take (lookup, "{\"area\":\"fuxin\",\"refused\":\"forbidden\"}");

  assert_words (lookup, TB_AREA_SHENYANG, "0 found, as of 10:32");
  assert_words (lookup, TB_AREA_FUSHUN, "1 found, as of 10:33");
  assert_words (lookup, TB_AREA_BENXI, "absent (no answer in time)");
  assert_words (lookup,
                TB_AREA_ANSHAN,
                "absent (no answer in time); said before: 1 found, as of 2026-10-08 10:34 (2 days "
                "old)");
  assert_words (lookup, TB_AREA_FUXIN, "refused: forbidden");
  last = tb_lookup_dup_summary (lookup);
  g_assert_cmpstr (last, ==, "2 of 8 cities have answered, 2 found");
}

static void
test_one_city_alone (void)
{
  g_autoptr (TbLookup) lookup = tb_lookup_new (NULL);

  tb_lookup_begin (lookup, "persons", "tieling");
  g_assert_cmpint (tb_lookup_get_state (lookup, TB_AREA_TIELING), ==, TB_LOOKUP_ASKING);
  g_assert_cmpint (tb_lookup_get_state (lookup, TB_AREA_FUSHUN), ==, TB_LOOKUP_IDLE);
}

/* A masked person does not open: nobody knows who it is. */
static void
test_only_a_known_person_opens (void)
{
  g_autoptr (TbLookup) lookup = tb_lookup_new (NULL);
  g_autoptr (json_t) masked = parse ("{\"id_no\":\"210404********9843\"}");
  g_autoptr (json_t) full = parse ("{\"id_no\":\"210404200001179843\"}");
  g_autofree char *nobody = NULL;
  g_autofree char *somebody = NULL;

  tb_lookup_begin (lookup, "persons", NULL);
  nobody = tb_lookup_dup_person (lookup, masked);
  somebody = tb_lookup_dup_person (lookup, full);
  g_assert_null (nobody);
  g_assert_cmpstr (somebody, ==, "210404200001179843");
}

static void
test_rows_in_words (void)
{
  static const struct {
    const char *name;
    const char *row;
    const char *title;
    const char *line;
  } cases[] = {
    { "insurance",
      "{\"scheme\":\"110\",\"scheme_name\":\"Basic pension\",\"area\":\"fushun\",\"from\":\"2019-"
      "03\",\"to\":\"2021-02\",\"months\":24,\"account_fen\":1234567,\"status\":\"1\","
      "\"status_name\":\"Contributing\",\"personal_no\":\"FS1\"}",
      "Basic pension",
      "2019-03 to 2021-02 · 24 months paid · Contributing · personal account 12345.67 yuan · "
      "personal number FS1 · in Fushun" },
    { "insurance",
      "{\"scheme\":\"210\",\"from\":\"2019-03\",\"months\":1}",
      "210",
      "since 2019-03 · 1 month paid" },
    { "archives",
      "{\"keeper\":\"Hall\",\"archive_no\":\"A1\",\"status\":\"held\",\"since\":\"2007-07-01\","
      "\"restricted\":true}",
      "Hall",
      "archive number A1 · held · since 2007-07-01 · restricted: not to be handed out at the "
      "counter" },
    { "benefits",
      "{\"kind\":\"other\",\"status\":\"new-word\",\"since\":\"2020-01\",\"monthly_fen\":5}",
      "other",
      "new-word · since 2020-01 · monthly 0.05 yuan" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (json_t) row = parse (cases[i].row);
    g_autofree char *title = tb_lookup_words_dup_title (cases[i].name, row);
    g_autofree char *line = tb_lookup_words_dup_line (cases[i].name, row);

    g_assert_cmpstr (title, ==, cases[i].title);
    g_assert_cmpstr (line, ==, cases[i].line);
  }
}

static void
test_numbers_and_days (void)
{
  g_autofree char *day = tb_lookup_criteria_dup_day ("19850321");
  g_autofree char *dashed = tb_lookup_criteria_dup_day ("1985-03-21");
  g_autofree char *no_day = tb_lookup_criteria_dup_day ("19850231");
  g_autofree char *right = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *passport = NULL;
  GDate today;

  g_date_set_dmy (&today, 10, G_DATE_OCTOBER, 2026);
  right = tb_lookup_criteria_dup_id_problem ("210404200001179843", &today);
  wrong = tb_lookup_criteria_dup_id_problem ("210404200001179844", &today);
  passport = tb_lookup_criteria_dup_id_problem ("E12345678", &today);
  g_assert_cmpstr (day, ==, "1985-03-21");
  g_assert_cmpstr (dashed, ==, "1985-03-21");
  g_assert_null (no_day);
  g_assert_null (right);
  g_assert_nonnull (wrong);
  g_assert_null (passport);
}

static void
test_hits (void)
{
  g_autoptr (json_t) row = parse ("{\"id\":\"c1\",\"number\":\"SY-1\",\"person\":\"任*\",\"item_"
                                  "name\":\"Matter\",\"state_name\":\"accepted\"}");
  g_autoptr (json_t) item = parse ("{\"id\":\"unemp-reg\",\"name\":\"失业登记\"}");
  g_autoptr (TbSearchHit) hit = tb_search_hit_new_case (row);
  g_autoptr (TbSearchHit) matter = tb_search_hit_new_matter (item);
  g_autoptr (TbSearchHit) person = NULL;
  g_autoptr (TbSearchHit) people = NULL;
  g_autoptr (json_t) rows = NULL;
  GDate today;

  g_date_set_dmy (&today, 10, G_DATE_OCTOBER, 2026);
  person = tb_search_hit_new_person ("210404200001179843", &today);
  g_assert_cmpstr (hit->title, ==, "任* · Matter");
  g_assert_cmpstr (hit->line, ==, "SY-1 · accepted");
  g_assert_cmpstr (hit->place, ==, "case");
  g_assert_cmpstr (hit->what, ==, "c1");
  g_assert_cmpstr (matter->what, ==, "item:unemp-reg");
  g_assert_cmpstr (person->what, ==, "person:210404200001179843");
  g_assert_cmpstr (person->title, ==, "210404********9843");
  g_assert_null (tb_search_hit_new_person ("2104042000", &today));

  rows = parse ("[{\"person\":\"任*\",\"id_no\":\"1*\"},{\"person\":\"任*\",\"id_no\":\"1*\"},"
                "{\"person\":\"任*\",\"id_no\":\"2*\"}]");
  people = tb_search_hit_new_people ("ren", rows);
  g_assert_cmpstr (people->title, ==, "任* · 任*");
  g_assert_cmpstr (people->what, ==, "person:ren");
  g_assert_null (tb_search_hit_new_people ("SY-2026", rows));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lookup/answers-come-one-by-one", test_answers_come_one_by_one);
  g_test_add_func ("/lookup/one-city-alone", test_one_city_alone);
  g_test_add_func ("/lookup/only-a-known-person-opens", test_only_a_known_person_opens);
  g_test_add_func ("/lookup/rows-in-words", test_rows_in_words);
  g_test_add_func ("/lookup/numbers-and-days", test_numbers_and_days);
  g_test_add_func ("/search/hits", test_hits);

  return g_test_run ();
}
