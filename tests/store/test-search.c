/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-search"

#include "config.h"

#include <string.h>

#include "store-fixture.h"
#include "tb-search.h"

static void
put_all (StoreFixture *self, json_t *entries)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *h = g_strnfill (64, '0');
  g_autoptr (json_t) as_of = json_pack ("{s:s, s:i, s:s}", "log_id", FIXTURE_LOG, "seq", 0, "h", h);

  tb_cache_begin_snapshot (self->store, TB_AREA_ANSHAN, &error);
  store_fixture_snapshot (self, entries, as_of, NULL, &error);
  g_assert_no_error (error);
  json_decref (entries);
}

static void
set_up (StoreFixture *self, gconstpointer unused)
{
  static const char *const people[][2] = {
    { "李清照", "210302199001011234" },
    { "欧阳修", "21030219900101123X" },
    { "单雄信", "320102198001011234" },
    { "张伟", "210302199001019999" },
  };
  json_t *entries = json_array ();

  store_fixture_set_up (self, unused);
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++) {
    g_autofree char *id = g_strdup_printf ("01890000-0000-7000-8000-%012d", (int) i);

    json_array_append_new (entries,
                           store_fixture_entry (id, (gint64) i + 1, people[i][0], people[i][1]));
  }
  put_all (self, entries);
}

static char *
search (StoreFixture *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  TbSearchQuery query = { text, TB_AREA_NONE, NULL, 50 };
  g_autoptr (TbSearchPage) page = tb_search_run (self->store, &query, NULL, &error);
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < page->rows->len; i++) {
    const TbRecordRow *row = g_ptr_array_index (page->rows, i);

    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", row->person_name);
  }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

static const struct {
  const char *text;
  TbSearchKind kind;
  const char *names;
} cases[] = {
  { "", TB_SEARCH_NOTHING, "" },
  { "210302199001011234", TB_SEARCH_ID, "李清照" },
  { "21030219900101123x", TB_SEARCH_ID, "欧阳修" },
  { "２１０３０２１９９００１０１１２３Ｘ", TB_SEARCH_ID, "欧阳修" },
  { "2103021990", TB_SEARCH_ID, "李清照 欧阳修 张伟" },
  { "20261010", TB_SEARCH_ID, "李清照 欧阳修 单雄信 张伟" },
  { "sy-2026", TB_SEARCH_NUMBER, "李清照 欧阳修 单雄信 张伟" },
  { "李", TB_SEARCH_NAME, "李清照" },
  { "欧阳", TB_SEARCH_NAME, "欧阳修" },
  { "欧阳修", TB_SEARCH_NAME, "欧阳修" },
  { "阳", TB_SEARCH_NAME, "" },
  { "lqz", TB_SEARCH_LATIN, "李清照" },
  { "LIQING", TB_SEARCH_LATIN, "李清照" },
  { "ou'yang", TB_SEARCH_LATIN, "欧阳修" },
  { "o", TB_SEARCH_LATIN, "欧阳修" },
  { "danx", TB_SEARCH_LATIN, "单雄信" },
  { "shan", TB_SEARCH_LATIN, "单雄信" },
  { "?阳", TB_SEARCH_FULL_TEXT, "欧阳修" },
  { "?雄信", TB_SEARCH_FULL_TEXT, "单雄信" },
  { "?单雄信", TB_SEARCH_FULL_TEXT, "单雄信" },
  { "租赁合同 张伟", TB_SEARCH_FULL_TEXT, "张伟" },
  { "?关系转移", TB_SEARCH_FULL_TEXT, "张伟 单雄信 欧阳修 李清照" },
  { "? \" OR *", TB_SEARCH_FULL_TEXT, "" },
};

static void
test_everything_the_box_offers_is_found (StoreFixture *self, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *names = search (self, cases[i].text);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (tb_search_classify (cases[i].text), ==, cases[i].kind);
    g_assert_cmpstr (names, ==, cases[i].names);
  }
}

static void
test_a_changed_name_is_found_by_the_new_one_only (StoreFixture *self, gconstpointer unused)
{
  g_autofree char *before = search (self, "?清照");
  g_autofree char *old = NULL;
  g_autofree char *fresh = NULL;
  json_t *entries = json_array ();

  g_assert_cmpstr (before, ==, "李清照");
  json_array_append_new (entries,
                         store_fixture_entry ("01890000-0000-7000-8000-000000000000",
                                              9,
                                              "张伟",
                                              "210302199001011234"));
  put_all (self, entries);
  old = search (self, "?清照");
  fresh = search (self, "张");
  g_assert_cmpstr (old, ==, "");
  g_assert_cmpstr (fresh, ==, "张伟");
}

/* Every page of every kind of query, one row at a time, gives each row once. */
static void
test_pages_of_one_row_lose_and_double_nothing (StoreFixture *self, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) names = g_string_new (NULL);
    g_autofree char *after = NULL;
    gboolean has_more = TRUE;

    while (has_more) {
      TbSearchQuery query = { cases[i].text, TB_AREA_ANSHAN, after, 1 };
      g_autoptr (TbSearchPage) page = tb_search_run (self->store, &query, NULL, NULL);

      g_assert_nonnull (page);
      for (guint row = 0; row < page->rows->len; row++)
        g_string_append_printf (names,
                                "%s%s",
                                names->len > 0 ? " " : "",
                                ((TbRecordRow *) g_ptr_array_index (page->rows, row))->person_name);
      g_free (after);
      after = g_strdup (page->next);
      has_more = after != NULL;
    }
    g_assert_cmpstr (names->str, ==, cases[i].names);
  }
}

/* The plan of each range must be an index range: a scan would make a list of a million slow. */
static void
test_a_hundred_thousand_rows_are_searched_by_index (StoreFixture *self, gconstpointer unused)
{
  static const char fill_sql[] =
      "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 101000) "
      "INSERT INTO search SELECT i, 'anshan', printf ('id-%d', i), 1, 'v', printf ('AS-%08d', i), "
      "'item', 'accepted', 0, 'anshan', 'anshan', char (0x4e00 + i % 500, 0x4e00 + i % 7919), "
      "printf ('2103%014d', i), char (112, 97 + i % 26, 97 + i / 26 % 26), char (113, 97 + i % "
      "26),  '2026-11-01', i, 0, 0 "
      "FROM n";
  static const char *const texts[] = { "2103", "一", "一\u51e8", "pa", "pab", "q", "AS-0", "qb" };
  g_autoptr (GError) error = NULL;
  gint64 start_us;

  tb_db_run (tb_store_get_cache (self->store), fill_sql, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    TbSearchQuery query = { texts[i], TB_AREA_NONE, NULL, 50 };
    gint64 best_us = G_MAXINT64;

    for (int round = 0; round < 5; round++) {
      g_autoptr (TbSearchPage) page = NULL;

      start_us = g_get_monotonic_time ();
      page = tb_search_run (self->store, &query, NULL, &error);
      g_assert_no_error (error);
      best_us = MIN (best_us, g_get_monotonic_time () - start_us);
      g_assert_cmpuint (page->rows->len, >, 0);
    }
    g_test_message ("%s: %d µs", texts[i], (int) best_us);
    g_assert_cmpint (best_us, <, 20000);
  }
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/search/" path, StoreFixture, NULL, set_up, func, store_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("everything-the-box-offers-is-found", test_everything_the_box_offers_is_found);
  ADD ("a-changed-name-is-found-by-the-new-one-only",
       test_a_changed_name_is_found_by_the_new_one_only);
  ADD ("pages-of-one-row-lose-and-double-nothing", test_pages_of_one_row_lose_and_double_nothing);
  ADD ("a-hundred-thousand-rows-are-searched-by-index",
       test_a_hundred_thousand_rows_are_searched_by_index);

  return g_test_run ();
}
