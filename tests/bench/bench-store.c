/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-store"

/* Usage: bench-store [records]. Ratios taken in one run, A B A B: a bare loop that inserts rows
 * which are parsed already into the same schema, against the real T4; searches at n records; and
 * opening a store of n records against an empty one. */

#include "config.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "store-fixture.h"
#include "tb-hash.h"
#include "tb-queue-table.h"
#include "tb-search.h"

#define PAGE     5000
#define N_ROUNDS 3
#define N_LOOKS  400

typedef struct {
  GPtrArray *entries; /* text */
  GPtrArray *hashes;
  GPtrArray *names;
  GPtrArray *ids;
} Feed;

static const char *const surnames[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "欧阳", "单" };
static const char *const pinyins[] = { "wang", "li",   "zhang",  "liu", "chen",
                                       "yang", "zhao", "ouyang", "shan" };

static char *
make_name (guint i)
{
  gunichar given[2] = { 0x4e00 + i * 37 % 3000, 0x4e00 + i * 101 % 2000 };
  g_autofree char *text = g_ucs4_to_utf8 (given, 2, NULL, NULL, NULL);

  return g_strconcat (surnames[i % G_N_ELEMENTS (surnames)], text, NULL);
}

static void
bench_keys (const TbJsonScan *entry, TbJsonNode body, TbRecordKeys *keys, gpointer unused)
{
  g_autofree char *number = tb_json_scan_dup (entry, tb_json_scan_get (entry, body, "number"));
  guint i = (guint) atoi (number + 12);
  char **readings = g_new0 (char *, 3);

  readings[0] = g_strdup_printf ("%s%c%c",
                                 pinyins[i % G_N_ELEMENTS (pinyins)],
                                 'a' + i % 26,
                                 'a' + i / 26 % 26);
  readings[1] = g_strdup_printf ("%c%c%c",
                                 pinyins[i % G_N_ELEMENTS (pinyins)][0],
                                 'a' + i % 26,
                                 'a' + i / 26 % 26);
  keys->readings = readings;
  keys->due = g_strdup_printf ("2026-%02u-%02u", 1 + i % 12, 1 + i % 28);
}

static void
add_entry (Feed *feed, guint i)
{
  g_autofree char *id = g_strdup_printf ("01890000-0000-7000-8000-%012u", i);
  g_autofree char *id_no = g_strdup_printf ("2103%014u", i * 7);
  g_autofree char *name = make_name (i);
  g_autofree char *number = g_strdup_printf ("AS-20261010-%08u", i);
  g_autoptr (json_t) entry = store_fixture_entry (id, 1, name, id_no);
  json_t *body = tb_json_get_object (entry, "body");
  const char *before = i > 0 ? feed->hashes->pdata[i - 1] : TB_HASH_CHAIN_START;
  char *text;

  tb_json_set_string (body, "number", number);
  json_object_set_new (body,
                       "history",
                       json_pack ("[{s:s, s:s, s:s, s:s}]",
                                  "at",
                                  "2026-10-10T02:34:56.789Z",
                                  "from",
                                  "draft",
                                  "to",
                                  "accepted",
                                  "operator",
                                  "op-1"));
  text = tb_json_to_string (entry);
  g_ptr_array_add (feed->entries, text);
  g_ptr_array_add (feed->hashes, tb_hash_chain (before, i + 1, text, strlen (text)));
  g_ptr_array_add (feed->names, g_steal_pointer (&name));
  g_ptr_array_add (feed->ids, g_steal_pointer (&id_no));
}

static void
apply (StoreFixture *fixture, Feed *feed, guint from, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autofree TbFeedLine *lines = g_new (TbFeedLine, n);

  for (guint i = 0; i < n; i++) {
    const char *entry = feed->entries->pdata[from + i];

    lines[i] = (TbFeedLine){ from + i + 1, feed->hashes->pdata[from + i], entry, strlen (entry) };
  }
  tb_cache_apply_page (fixture->store, TB_AREA_ANSHAN, FIXTURE_LOG, lines, n, &error);
  g_assert_no_error (error);
}

static void
run_bare (TbStatement *statement)
{
  g_autoptr (GError) error = NULL;

  tb_statement_run (statement, &error);
  g_assert_no_error (error);
  tb_statement_reset (statement);
}

/* The least that any program must do to have the same rows in the same tables. */
static void
insert_bare (StoreFixture *fixture, Feed *feed, guint from, guint n)
{
  TbDb *db = tb_store_get_cache (fixture->store);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbTransaction) transaction = tb_db_begin (db, &error);
  g_autoptr (TbStatement) record = tb_db_prepare (db,
                                                  "INSERT INTO record VALUES (:rid, 'anshan', :id, "
                                                  "'case', 1, 'v', 0, :words, :entry)",
                                                  NULL);
  g_autoptr (TbStatement) search = tb_db_prepare (
      db,
      "INSERT INTO search VALUES (:rid, 'anshan', :id, 1, 'v', :number, 'pension-transfer', "
      "'accepted', 0, 'anshan', 'anshan', :name, :id, :pinyin, :initials, :due, :rid, 0, 0)",
      NULL);
  g_autoptr (TbStatement) words =
      tb_db_prepare (db, "INSERT INTO words (rowid, text) VALUES (:rid, :words)", NULL);

  for (guint i = from; i < from + n; i++) {
    g_autofree char *number = g_strdup_printf ("AS-20261010-%08u", i);
    g_autofree char *text =
        g_strdup_printf ("%s\n%s\n缺少房屋租赁合同原件", number, (char *) feed->names->pdata[i]);

    tb_statement_bind_int64 (record, ":rid", i + 1);
    tb_statement_bind_text (record, ":id", feed->ids->pdata[i]);
    tb_statement_bind_text (record, ":words", text);
    tb_statement_bind_text (record, ":entry", feed->entries->pdata[i]);
    run_bare (record);
    tb_statement_bind_int64 (search, ":rid", i + 1);
    tb_statement_bind_text (search, ":id", feed->ids->pdata[i]);
    tb_statement_bind_text (search, ":number", number);
    tb_statement_bind_text (search, ":name", feed->names->pdata[i]);
    tb_statement_bind_text (search, ":pinyin", pinyins[i % G_N_ELEMENTS (pinyins)]);
    tb_statement_bind_text (search, ":initials", pinyins[i % G_N_ELEMENTS (pinyins)] + 1);
    tb_statement_bind_text (search, ":due", "2026-11-11");
    run_bare (search);
    tb_statement_bind_int64 (words, ":rid", i + 1);
    tb_statement_bind_text (words, ":words", text);
    run_bare (words);
  }
  g_assert_true (tb_transaction_commit (transaction, &error));
}

static double
time_fill (Feed *feed, guint n, void (*fill) (StoreFixture *, Feed *, guint, guint))
{
  StoreFixture fixture = { 0 };
  gint64 start_us;
  double s;

  store_fixture_set_up (&fixture, NULL);
  fixture.options.record_keys = bench_keys;
  store_fixture_reopen (&fixture);
  start_us = g_get_monotonic_time ();
  for (guint from = 0; from < n; from += PAGE)
    fill (&fixture, feed, from, MIN (PAGE, n - from));
  s = (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
  store_fixture_tear_down (&fixture, NULL);

  return s;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return (one > other) - (one < other);
}

static void
bench_ingest (Feed *feed, guint n)
{
  double bare[N_ROUNDS];
  double real[N_ROUNDS];

  for (int i = 0; i < N_ROUNDS; i++) {
    bare[i] = time_fill (feed, n, insert_bare);
    real[i] = time_fill (feed, n, apply);
  }
  qsort (bare, N_ROUNDS, sizeof (double), compare_doubles);
  qsort (real, N_ROUNDS, sizeof (double), compare_doubles);
  g_print ("ingest %u records: bare %.0f/s, real %.0f/s, ratio %.2f\n",
           n,
           n / bare[N_ROUNDS / 2],
           n / real[N_ROUNDS / 2],
           bare[N_ROUNDS / 2] / real[N_ROUNDS / 2]);
}

static char *
make_query (Feed *feed, guint kind, guint i)
{
  const char *name = feed->names->pdata[i];

  switch (kind) {
  case 0:
    return g_strdup (feed->ids->pdata[i]);
  case 1:
    return g_strndup (feed->ids->pdata[i], 8 + i % 9);
  case 2:
    return g_utf8_substring (name, 0, 1);
  case 3:
    return g_utf8_substring (name, 0, 2);
  case 4:
    return g_strdup_printf ("%c", pinyins[i % G_N_ELEMENTS (pinyins)][0]);
  case 5:
    return g_strdup_printf ("%c%c%c",
                            pinyins[i % G_N_ELEMENTS (pinyins)][0],
                            (char) ('a' + i % 26),
                            (char) ('a' + i / 26 % 26));
  case 6:
    return g_strdup (pinyins[i % G_N_ELEMENTS (pinyins)]);
  default:
    return g_strdup_printf ("AS-20261010-%04u", i / 10000);
  }
}

#define BARE(column)                                                                               \
  "SELECT rid, area, id, ver, vid, number, item, state, closed, home, owner, name, id_no, due, "   \
  "changed_us, " column " FROM search WHERE " column " >= ?1 AND " column                          \
  " < ?1 || char (1114111)"                                                                        \
  " ORDER BY " column ", rid LIMIT 50"

/* What is typed, and the least SQL that finds the same rows. */
static const struct {
  const char *name;
  const char *bare;
} kinds[] = {
  { "id exact", BARE ("id_no") },
  { "id prefix", BARE ("id_no") },
  { "name 1",
    "SELECT rid, area, id, ver, vid, number, item, state, closed, home, owner, name, id_no, due, "
    "changed_us FROM search WHERE substr (name, 1, 1) = ?1 ORDER BY changed_us DESC, rid DESC "
    "LIMIT 50" },
  { "name 2", BARE ("name") },
  { "latin 1", BARE ("initials") },
  { "latin 3", BARE ("initials") },
  { "surname", BARE ("pinyin") },
  { "number prefix", BARE ("number") },
};

/* Microseconds of the SQL alone, every column read. */
static double
look_bare (sqlite3_stmt *query, const char *text)
{
  gint64 start_us = g_get_monotonic_time ();

  sqlite3_bind_text (query, 1, text, -1, SQLITE_STATIC);
  while (sqlite3_step (query) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count (query); i++)
      sqlite3_column_text (query, i);
  }
  sqlite3_reset (query);

  return (double) (g_get_monotonic_time () - start_us);
}

static double
look (TbStore *store, const char *text)
{
  TbSearchQuery query = { text, TB_AREA_NONE, NULL, 50 };
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (TbSearchPage) page = tb_search_run (store, &query, NULL, NULL);

  g_assert_cmpuint (page->rows->len, >, 0);

  return (double) (g_get_monotonic_time () - start_us);
}

static void
bench_kind (StoreFixture *fixture, Feed *feed, guint kind, guint n)
{
  double us[N_LOOKS];
  double bare_us[N_LOOKS];
  sqlite3_stmt *query = NULL;
  int code = sqlite3_prepare_v2 (tb_db_get_handle (tb_store_get_cache (fixture->store)),
                                 kinds[kind].bare,
                                 -1,
                                 &query,
                                 NULL);

  g_assert_cmpint (code, ==, SQLITE_OK);
  for (guint i = 0; i < N_LOOKS; i++) {
    g_autofree char *text = make_query (feed, kind, (guint) ((guint64) i * 2654435761u % n));

    /* Whoever comes first finds the pages not yet read. */
    if (i % 2 == 0)
      us[i] = look (fixture->store, text);
    bare_us[i] = look_bare (query, text);
    if (i % 2 == 1)
      us[i] = look (fixture->store, text);
  }
  sqlite3_finalize (query);
  qsort (us, N_LOOKS, sizeof (double), compare_doubles);
  qsort (bare_us, N_LOOKS, sizeof (double), compare_doubles);
  g_print ("search %-14s p50 %5.0f µs, p99 %5.0f µs; bare p50 %5.0f µs, p99 %5.0f µs; "
           "ratio of p50 %.2f\n",
           kinds[kind].name,
           us[N_LOOKS / 2],
           us[N_LOOKS * 99 / 100],
           bare_us[N_LOOKS / 2],
           bare_us[N_LOOKS * 99 / 100],
           us[N_LOOKS / 2] / bare_us[N_LOOKS / 2]);
}

static void
bench_search (StoreFixture *fixture, Feed *feed, guint n)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    bench_kind (fixture, feed, kind, n);
}

/* The first page of a queue with its count, and a page from its middle as when the bar is dragged
 * there: what a screen waits for. */
static void
bench_queue (StoreFixture *fixture, guint n)
{
  TbQueueQuery query = {
    .queue = TB_QUEUE_WAITING,
    .ours = TB_AREA_SHENYANG,
    .today = "2026-10-10",
    .area = TB_AREA_NONE,
    .limit = 100,
  };
  g_autoptr (GError) error = NULL;
  double us[3] = { 0 };
  gint64 n_rows = 0;

  for (guint i = 0; i < G_N_ELEMENTS (us); i++) {
    gint64 start_us = g_get_monotonic_time ();
    g_autofree char *next = NULL;
    g_autoptr (GPtrArray) rows = NULL;

    query.skip = i == 2 ? (guint) (n_rows / 2) : 0;
    if (i == 0)
      g_assert_true (tb_queue_table_count (fixture->store, &query, &n_rows, &error));
    else
      rows = tb_queue_table_page (fixture->store, &query, &next, &error);
    us[i] = (double) (g_get_monotonic_time () - start_us);
    g_assert_no_error (error);
  }
  g_print ("queue of %d among %u: count %.1f ms, first page %.1f ms, page from the middle %.1f "
           "ms\n",
           (int) n_rows,
           n,
           us[0] / 1000,
           us[1] / 1000,
           us[2] / 1000);
}

static double
time_open (StoreFixture *fixture)
{
  double ms[5];

  for (gsize i = 0; i < G_N_ELEMENTS (ms); i++) {
    gint64 start_us;

    g_clear_pointer (&fixture->store, tb_store_close);
    start_us = g_get_monotonic_time ();
    store_fixture_reopen (fixture);
    ms[i] = (double) (g_get_monotonic_time () - start_us) / 1000;
  }
  qsort (ms, G_N_ELEMENTS (ms), sizeof (double), compare_doubles);

  return ms[2];
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 100000;
  Feed feed = { g_ptr_array_new (), g_ptr_array_new (), g_ptr_array_new (), g_ptr_array_new () };
  StoreFixture fixture = { 0 };
  double empty_ms;

  for (guint i = 0; i < n; i++)
    add_entry (&feed, i);
  bench_ingest (&feed, MIN (n, 100000));

  store_fixture_set_up (&fixture, NULL);
  fixture.options.record_keys = bench_keys;
  empty_ms = time_open (&fixture);
  for (guint from = 0; from < n; from += PAGE)
    apply (&fixture, &feed, from, MIN (PAGE, n - from));
  bench_search (&fixture, &feed, n);
  bench_queue (&fixture, n);
  g_print ("open: empty %.1f ms, %u records %.1f ms\n", empty_ms, n, time_open (&fixture));
  store_fixture_tear_down (&fixture, NULL);

  return 0;
}
