/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-cache"

#include "config.h"

#include <string.h>

#include "store-fixture.h"
#include "tb-answer-table.h"
#include "tb-hash.h"
#include "tb-record-table.h"

#define CASE_1 "01890000-0000-7000-8000-000000000001"
#define CASE_2 "01890000-0000-7000-8000-000000000002"

/* Lines of a view as a city would chain them. */
typedef struct {
  GPtrArray *texts;
  GArray *lines;
  char *h;
  gint64 n;
} Feed;

static void
feed_init (Feed *self)
{
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->lines = g_array_new (FALSE, FALSE, sizeof (TbFeedLine));
  self->h = g_strdup (TB_HASH_CHAIN_START);
  self->n = 0;
}

static void
feed_clear (Feed *self)
{
  g_ptr_array_unref (self->texts);
  g_array_unref (self->lines);
  g_free (self->h);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Feed, feed_clear)

static void
feed_add (Feed *self, json_t *entry)
{
  char *text = tb_json_to_string (entry);
  char *h = tb_hash_chain (self->h, (guint64) ++self->n, text, strlen (text));
  TbFeedLine line = { self->n, h, text, strlen (text) };

  g_free (self->h);
  self->h = g_strdup (h);
  g_ptr_array_add (self->texts, text);
  g_ptr_array_add (self->texts, h);
  g_array_append_val (self->lines, line);
  json_decref (entry);
}

static gboolean
feed_apply (Feed *self, StoreFixture *fixture, guint from, guint n, GError **error)
{
  return tb_cache_apply_page (fixture->store,
                              TB_AREA_ANSHAN,
                              FIXTURE_LOG,
                              &g_array_index (self->lines, TbFeedLine, from),
                              n,
                              error);
}

static void
test_lines_and_cursor_move_together (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_auto (Feed) feed;
  g_autoptr (TbCursor) cursor = NULL;
  g_autoptr (json_t) entry = NULL;
  gint64 n;

  feed_init (&feed);
  feed_add (&feed, store_fixture_entry (CASE_1, 1, "李清照", "210302199001011234"));
  feed_add (&feed, store_fixture_entry (CASE_2, 2, "张伟", "210302199001011235"));
  feed_add (&feed, store_fixture_entry (CASE_1, 3, "李清照", "210302199001011234"));
  g_assert_true (feed_apply (&feed, self, 0, 3, &error));
  g_assert_no_error (error);
  cursor = tb_cache_get_cursor (self->store, TB_AREA_ANSHAN, &error);
  g_assert_cmpint (cursor->seq, ==, 3);
  g_assert_cmpstr (cursor->h, ==, feed.h);
  g_assert_cmpstr (cursor->log_id, ==, FIXTURE_LOG);
  entry = tb_record_table_get (self->store, TB_AREA_ANSHAN, CASE_1, &error);
  g_assert_cmpint (tb_json_get_int (entry, "ver", 0), ==, 3);
  g_assert_true (tb_record_table_count (self->store, TB_AREA_ANSHAN, &n, &error));
  g_assert_cmpint (n, ==, 2);
}

static void
test_a_hole_is_never_skipped (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_auto (Feed) feed;
  g_autoptr (TbCursor) cursor = NULL;

  feed_init (&feed);
  for (int i = 1; i <= 3; i++)
    feed_add (&feed, store_fixture_entry (CASE_1, i, "李清照", "210302199001011234"));
  g_assert_true (feed_apply (&feed, self, 0, 1, &error));
  g_assert_false (feed_apply (&feed, self, 2, 1, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_HOLE);
  cursor = tb_cache_get_cursor (self->store, TB_AREA_ANSHAN, NULL);
  g_assert_cmpint (cursor->seq, ==, 1);
}

static void
test_a_bad_hash_applies_nothing (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_auto (Feed) feed;
  g_autoptr (TbCursor) cursor = NULL;

  feed_init (&feed);
  for (int i = 1; i <= 3; i++)
    feed_add (&feed, store_fixture_entry (CASE_1, i, "李清照", "210302199001011234"));
  g_array_index (feed.lines, TbFeedLine, 2).length -= 1;
  g_assert_false (feed_apply (&feed, self, 0, 3, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_CHAIN);
  cursor = tb_cache_get_cursor (self->store, TB_AREA_ANSHAN, NULL);
  g_assert_cmpint (cursor->seq, ==, 0);
}

static void
test_a_page_of_another_log_is_ignored (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_auto (Feed) feed;

  feed_init (&feed);
  feed_add (&feed, store_fixture_entry (CASE_1, 1, "李清照", "210302199001011234"));
  g_assert_true (tb_cache_drop_city (self->store, TB_AREA_ANSHAN, "log-2", &error));
  g_assert_false (feed_apply (&feed, self, 0, 1, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_LOG);
}

static void
test_an_older_version_changes_nothing (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_auto (Feed) feed;
  g_autoptr (json_t) entry = NULL;

  feed_init (&feed);
  feed_add (&feed, store_fixture_entry (CASE_1, 5, "李清照", "210302199001011234"));
  feed_add (&feed, store_fixture_entry (CASE_1, 4, "张伟", "210302199001011234"));
  g_assert_true (feed_apply (&feed, self, 0, 2, &error));
  entry = tb_record_table_get (self->store, TB_AREA_ANSHAN, CASE_1, &error);
  g_assert_cmpint (tb_json_get_int (entry, "ver", 0), ==, 5);
}

static void
test_unknown_kinds_are_kept_and_gone_ones_leave_search (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_auto (Feed) feed;
  gint64 n;
  gint64 n_kept;

  feed_init (&feed);
  feed_add (&feed, store_fixture_entry (CASE_1, 1, "李清照", "210302199001011234"));
  feed_add (&feed,
            json_pack ("{s:s, s:s, s:i, s:s, s:{}}",
                       "kind",
                       "ticket",
                       "id",
                       CASE_2,
                       "ver",
                       1,
                       "vid",
                       "aaaaaaaaaaaaaaaa",
                       "body"));
  feed_add (&feed,
            json_pack ("{s:s, s:s, s:i, s:s, s:b}",
                       "kind",
                       "case",
                       "id",
                       CASE_1,
                       "ver",
                       2,
                       "vid",
                       "bbbbbbbbbbbbbbbb",
                       "gone",
                       1));
  g_assert_true (feed_apply (&feed, self, 0, 3, &error));
  g_assert_no_error (error);
  g_assert_true (tb_record_table_count (self->store, TB_AREA_ANSHAN, &n, &error));
  g_assert_cmpint (n, ==, 0);
  g_assert_true (tb_db_get_int64 (tb_store_get_cache (self->store),
                                  "SELECT count (*) FROM record",
                                  &n_kept,
                                  &error));
  g_assert_cmpint (n_kept, ==, 2);
}

static void
test_a_snapshot_ends_at_the_first_as_of (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *h = g_strnfill (64, 'a');
  g_autoptr (json_t) first = json_pack ("{s:s, s:i, s:s}", "log_id", "log-2", "seq", 40, "h", h);
  g_autoptr (json_t) second = json_pack ("{s:s, s:i, s:s}", "log_id", "log-2", "seq", 50, "h", h);
  g_autoptr (json_t) page = json_array ();
  g_autoptr (TbCursor) midway = NULL;
  g_autoptr (TbCursor) end = NULL;

  json_array_append_new (page, store_fixture_entry (CASE_1, 1, "李清照", "210302199001011234"));
  g_assert_true (tb_cache_begin_snapshot (self->store, TB_AREA_ANSHAN, &error));
  g_assert_true (store_fixture_snapshot (self, page, first, CASE_1, &error));
  store_fixture_reopen (self);
  midway = tb_cache_get_cursor (self->store, TB_AREA_ANSHAN, &error);
  g_assert_cmpstr (midway->snapshot_after, ==, CASE_1);
  g_assert_cmpint (midway->as_of_seq, ==, 40);
  g_assert_cmpint (midway->seq, ==, 0);
  g_assert_true (store_fixture_snapshot (self, page, second, NULL, &error));
  g_assert_no_error (error);
  end = tb_cache_get_cursor (self->store, TB_AREA_ANSHAN, &error);
  g_assert_null (end->snapshot_after);
  g_assert_cmpint (end->seq, ==, 40);
  g_assert_cmpstr (end->h, ==, h);
}

static void
test_dropping_a_city_keeps_own_work (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = NULL;
  g_auto (Feed) feed;
  gint64 n;

  store_fixture_enrol (self);
  command = store_fixture_submit (self);
  feed_init (&feed);
  feed_add (&feed, store_fixture_entry (CASE_1, 1, "李清照", "210302199001011234"));
  g_assert_true (feed_apply (&feed, self, 0, 1, &error));
  g_assert_true (tb_cache_drop_city (self->store, TB_AREA_ANSHAN, "log-2", &error));
  g_assert_true (tb_record_table_count (self->store, TB_AREA_ANSHAN, &n, &error));
  g_assert_cmpint (n, ==, 0);
  g_assert_cmpint (store_fixture_state (self, tb_command_get_id (command)), ==, TB_OUTBOX_QUEUED);
}

static void
test_a_queue_is_paged_by_key (StoreFixture *self, gconstpointer unused)
{
  static const TbRecordOrder orders[] = { TB_RECORD_ORDER_DUE, TB_RECORD_ORDER_CHANGED };
  g_autoptr (GError) error = NULL;
  g_auto (Feed) feed;

  feed_init (&feed);
  for (int i = 0; i < 25; i++) {
    g_autofree char *id = g_strdup_printf ("01890000-0000-7000-8000-%012d", i);
    json_t *entry = store_fixture_entry (id, i + 1, "李清照", "210302199001011234");
    g_autofree char *due = g_strdup_printf ("2026-11-%02d", 1 + i % 7);

    if (i % 5 != 0)
      tb_json_set_string (tb_json_get_object (entry, "body"), "due", due);
    feed_add (&feed, entry);
  }
  g_assert_true (feed_apply (&feed, self, 0, 25, &error));
  for (gsize order = 0; order < G_N_ELEMENTS (orders); order++) {
    for (int owner = -1; owner <= TB_AREA_ANSHAN; owner += 2) {
      TbRecordFilter filter = { .area = TB_AREA_NONE,
                                .owner = (TbArea) owner,
                                .order = orders[order],
                                .limit = 4 };
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GPtrArray) page = NULL;

      do {
        g_autoptr (GPtrArray) next = tb_record_table_page (self->store, &filter, &error);

        g_assert_no_error (error);
        g_clear_pointer (&page, g_ptr_array_unref);
        page = g_steal_pointer (&next);
        for (guint i = 0; i < page->len; i++)
          g_assert_true (
              g_hash_table_add (seen,
                                g_strdup (((TbRecordRow *) g_ptr_array_index (page, i))->id)));
        if (page->len > 0)
          filter.after = g_ptr_array_index (page, page->len - 1);
      } while (page->len > 0);
      g_assert_cmpuint (g_hash_table_size (seen), ==, 25);
    }
  }
}

static void
test_old_answers_say_how_old_they_are (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) criteria = json_pack ("{s:s}", "id_no", "210302199001011234");
  g_autoptr (json_t) answer = json_pack ("{s:[]}", "rows");
  g_autofree char *key = tb_answer_table_make_key ("persons", criteria);
  g_autoptr (json_t) read = NULL;
  gint64 put_us = self->wall_us;
  gint64 at_us;

  g_assert_true (tb_answer_table_put (self->store, TB_AREA_ANSHAN, key, answer, &error));
  self->wall_us += G_TIME_SPAN_HOUR;
  read = tb_answer_table_get (self->store, TB_AREA_ANSHAN, key, &at_us, &error);
  g_assert_true (json_equal (read, answer));
  g_assert_cmpint (at_us, ==, put_us);
  g_assert_true (tb_answer_table_forget (self->store, self->wall_us, &error));
  g_assert_null (tb_answer_table_get (self->store, TB_AREA_ANSHAN, key, &at_us, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_MISSING);
}

static void
test_closed_records_are_forgotten (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_auto (Feed) feed;
  json_t *entry = store_fixture_entry (CASE_1, 1, "李清照", "210302199001011234");
  guint n;
  gint64 n_left;

  feed_init (&feed);
  json_object_set_new (tb_json_get_object (entry, "body"), "closed", json_true ());
  feed_add (&feed, entry);
  feed_add (&feed, store_fixture_entry (CASE_2, 2, "张伟", "210302199001011235"));
  g_assert_true (feed_apply (&feed, self, 0, 2, &error));
  g_assert_true (tb_cache_forget_closed (self->store, G_MAXINT64, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (tb_record_table_count (self->store, TB_AREA_ANSHAN, &n_left, &error));
  g_assert_cmpint (n_left, ==, 1);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/cache/" path,                                                                \
              StoreFixture,                                                                        \
              NULL,                                                                                \
              store_fixture_set_up,                                                                \
              func,                                                                                \
              store_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("lines-and-cursor-move-together", test_lines_and_cursor_move_together);
  ADD ("a-hole-is-never-skipped", test_a_hole_is_never_skipped);
  ADD ("a-bad-hash-applies-nothing", test_a_bad_hash_applies_nothing);
  ADD ("a-page-of-another-log-is-ignored", test_a_page_of_another_log_is_ignored);
  ADD ("an-older-version-changes-nothing", test_an_older_version_changes_nothing);
  ADD ("unknown-kinds-are-kept-and-gone-ones-leave-search",
       test_unknown_kinds_are_kept_and_gone_ones_leave_search);
  ADD ("a-snapshot-ends-at-the-first-as-of", test_a_snapshot_ends_at_the_first_as_of);
  ADD ("dropping-a-city-keeps-own-work", test_dropping_a_city_keeps_own_work);
  ADD ("a-queue-is-paged-by-key", test_a_queue_is_paged_by_key);
  ADD ("old-answers-say-how-old-they-are", test_old_answers_say_how_old_they_are);
  ADD ("closed-records-are-forgotten", test_closed_records_are_forgotten);

  return g_test_run ();
}
