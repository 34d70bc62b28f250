/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <gio/gio.h>

#include "tb-page-model.h"

/* A list of a million rows of which nobody has more than a few pages: no display needed. */

#define MILLION 1000000

/* A source of pages that answers when it is told to. Its keys are positions. */
typedef struct {
  TbPageModel *model;
  guint n;
  guint page;
  guint begin;
  gboolean is_asked;
  guint n_asked;
  guint longest_skip;
} Source;

static void
ask (guint page, const char *after, guint skip, gpointer user_data)
{
  Source *self = user_data;

  g_assert_false (self->is_asked);
  self->is_asked = TRUE;
  self->page = page;
  self->begin = (after != NULL ? (guint) g_ascii_strtoull (after, NULL, 10) : 0) + skip;
  self->longest_skip = MAX (self->longest_skip, skip);
  self->n_asked++;
  g_assert_cmpuint (self->begin, ==, page * TB_PAGE_MODEL_ROWS);
}

static void
answer_with (Source *self, guint stamp, guint offset)
{
  g_autoptr (json_t) rows = json_array ();
  g_autofree char *next = g_strdup_printf ("%u", self->begin + TB_PAGE_MODEL_ROWS);

  for (guint i = self->begin; i < MIN (self->n, self->begin + TB_PAGE_MODEL_ROWS); i++)
    json_array_append_new (rows, json_pack ("{s:i}", "row", (int) (i + offset)));
  self->is_asked = FALSE;
  tb_page_model_take (self->model, self->page, stamp, rows, next);
}

static void
answer_all (Source *self)
{
  while (self->is_asked)
    answer_with (self, tb_page_model_get_stamp (self->model), 0);
}

static void
set_up (Source *self, gconstpointer unused)
{
  self->n = MILLION;
  self->model = tb_page_model_new (ask, self);
  tb_page_model_reset (self->model, self->n);
}

static void
tear_down (Source *self, gconstpointer unused)
{
  g_object_unref (self->model);
}

static gint64
look (Source *self, guint position)
{
  g_autoptr (TbPageRow) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  g_assert_nonnull (row);

  return tb_json_get_int (tb_page_row_get_json (row), "row", -1);
}

static void
test_rows_are_asked_for_when_looked_at (Source *self, gconstpointer unused)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->model)), ==, MILLION);
  g_assert_cmpuint (self->n_asked, ==, 0);
  g_assert_cmpint (look (self, 5), ==, -1);
  answer_all (self);
  g_assert_cmpint (look (self, 5), ==, 5);
  g_assert_cmpint (look (self, 99), ==, 99);
  g_assert_cmpuint (self->n_asked, ==, 1);
}

static void
count_cb (TbPageRow *row, guint *n)
{
  (*n)++;
}

/* Whoever shows a row learns that it has come. */
static void
test_a_row_tells_that_it_has_come (Source *self, gconstpointer unused)
{
  g_autoptr (TbPageRow) row = g_list_model_get_item (G_LIST_MODEL (self->model), 700000);
  guint n = 0;

  g_signal_connect (row, "changed", G_CALLBACK (count_cb), &n);
  g_assert_null (tb_page_row_get_json (row));
  answer_all (self);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (tb_json_get_int (tb_page_row_get_json (row), "row", -1), ==, 700000);
}

/* Scrolled from end to end, memory stays what it is for ten rows, and each page is asked for from
 * the one before: no row is counted over again. */
static void
test_a_long_way_takes_little_memory (Source *self, gconstpointer unused)
{
  guint most = 0;

  for (guint i = 0; i < MILLION; i += TB_PAGE_MODEL_ROWS / 2) {
    look (self, i);
    answer_all (self);
    g_assert_cmpint (look (self, i), ==, i);
    most = MAX (most, tb_page_model_get_n_pages (self->model));
  }
  g_assert_cmpuint (most, <=, 16);
  g_assert_cmpuint (self->longest_skip, ==, 0);
  g_assert_cmpuint (self->n_asked, ==, MILLION / TB_PAGE_MODEL_ROWS);
}

/* Who drags the bar through everything does not wait for what they passed by. */
static void
test_what_was_passed_is_not_asked_for (Source *self, gconstpointer unused)
{
  for (guint i = 0; i < MILLION; i += 5000)
    look (self, i);
  answer_all (self);
  g_assert_cmpuint (self->n_asked, <, 12);
  g_assert_cmpint (look (self, MILLION - 5000), ==, MILLION - 5000);
}

/* News does not make the list jump: rows stay the objects that they are. */
static void
test_news_keep_the_rows (Source *self, gconstpointer unused)
{
  g_autoptr (TbPageRow) row = g_list_model_get_item (G_LIST_MODEL (self->model), 7);
  g_autoptr (TbPageRow) again = NULL;
  guint n = 0;

  answer_all (self);
  g_signal_connect (row, "changed", G_CALLBACK (count_cb), &n);
  tb_page_model_refresh (self->model, MILLION - 1);
  g_assert_true (self->is_asked);
  answer_with (self, tb_page_model_get_stamp (self->model), 1);
  again = g_list_model_get_item (G_LIST_MODEL (self->model), 7);
  g_assert_true (again == row);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (look (self, 7), ==, 8);
}

static void
test_a_late_answer_is_left_alone (Source *self, gconstpointer unused)
{
  guint stamp = tb_page_model_get_stamp (self->model);

  look (self, 3);
  self->n = 10;
  tb_page_model_reset (self->model, 10);
  answer_with (self, stamp, 500);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->model)), ==, 10);
  g_assert_cmpint (look (self, 3), ==, -1);
  answer_all (self);
  g_assert_cmpint (look (self, 3), ==, 3);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (self->model), 10));
}

/* What could not be had is asked for again as soon as somebody looks. */
static void
test_a_failure_is_not_the_end (Source *self, gconstpointer unused)
{
  look (self, 3);
  self->is_asked = FALSE;
  tb_page_model_take (self->model, 0, tb_page_model_get_stamp (self->model), NULL, NULL);
  g_assert_cmpint (look (self, 3), ==, -1);
  answer_all (self);
  g_assert_cmpint (look (self, 3), ==, 3);
}

static void
add (const char *path, void (*test) (Source *self, gconstpointer data))
{
  g_test_add (path, Source, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/page-model/asked-when-looked-at", test_rows_are_asked_for_when_looked_at);
  add ("/page-model/row-tells", test_a_row_tells_that_it_has_come);
  add ("/page-model/little-memory", test_a_long_way_takes_little_memory);
  add ("/page-model/passed-by", test_what_was_passed_is_not_asked_for);
  add ("/page-model/news", test_news_keep_the_rows);
  add ("/page-model/late", test_a_late_answer_is_left_alone);
  add ("/page-model/failure", test_a_failure_is_not_the_end);

  return g_test_run ();
}
