/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-bench"

#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "../city/city-fixture.h"
#include "bench-http.h"
#include "bench-lib.h"
#include "bench-sketch.h"
#include "tb-desk-tables.h"
#include "tb-lane-table.h"
#include "tb-outbox.h"
#include "tb-sync.h"

/* bench-drain [commands] [rounds] [alone]: how fast a window's full outbox goes to its city, from
 * the start of the sync until it is quiet: every outcome on both disks, every command seen in the
 * feed. In batches of 50, and `alone` commands one a POST; against a bare loop that sends the same
 * bytes 50 a POST from one SQLite table to SoupServer and SQLite (bench-sketch.c). Interleaved,
 * medians. Accepting the commands is not timed. */

#define N_CASES         5000
#define N_ACCEPTED      500 /* in one commit */
#define QUIET_WITHIN_MS (20 * 60 * 1000)

typedef struct {
  const BenchCity *city;
  char *base;
  guint64 n_made; /* in all rounds: notes spread evenly over the cases */
} Place;

/* The window */

typedef struct {
  TbStore *store;
  char *folder;
  const char *base;
} Window;

static void
quiet_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_quiet = user_data;
  g_autoptr (GError) error = NULL;

  tb_sync_wait_quiet_finish (TB_SYNC (source), result, &error);
  g_assert_no_error (error);
  *is_quiet = TRUE;
}

/* Seconds from the start of a sync until it is quiet. */
static double
sync_until_quiet (Window *self, guint n_batch)
{
  TbLaneLimits limits = tb_lane_limits_default;
  TbCityClientOptions client = { .area = TB_AREA_SHENYANG,
                                 .base = self->base,
                                 .device = "window-1",
                                 .clock = tb_clock_system (),
                                 .random = tb_random_system () };
  TbSyncOptions options = { .store = self->store,
                            .cities = &client,
                            .n_cities = 1,
                            .limits = &limits };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSync) sync = NULL;
  gboolean is_quiet = FALSE;
  double start = bench_seconds ();
  double seconds;

  limits.batch = n_batch;
  sync = tb_sync_new (&options, &error);
  g_assert_no_error (error);
  tb_sync_start (sync, &error);
  g_assert_no_error (error);
  tb_sync_wait_quiet_async (sync, TB_AREA_SHENYANG, QUIET_WITHIN_MS, NULL, quiet_cb, &is_quiet);
  while (!is_quiet)
    g_main_context_iteration (NULL, TRUE);
  seconds = bench_seconds () - start;
  tb_sync_stop (sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return seconds;
}

/* With a lane, and the city's cases. */
static void
window_open (Window *self, const Place *place)
{
  TbStoreOptions options = { .ballast_bytes = -1 };
  g_autoptr (GError) error = NULL;

  self->base = place->base;
  self->folder = g_dir_make_tmp ("tb-bench-XXXXXX", &error);
  g_assert_no_error (error);
  options.folder = self->folder;
  self->store = tb_store_open (&options, &error);
  g_assert_no_error (error);
  tb_number_table_set_window (self->store, TB_AREA_SHENYANG, 3, &error);
  g_assert_no_error (error);
  sync_until_quiet (self, TB_OUTBOX_MAX_BATCH);
}

static void
window_close (Window *self)
{
  tb_store_close (self->store);
  bench_remove_folder (self->folder);
  g_free (self->folder);
}

static json_t *
make_note (Place *place, const char *lane, gint64 lseq)
{
  json_t *command = fixture_note (lane, lseq, place->n_made++ % N_CASES + 1);

  tb_json_set_string (json_object_get (command, "actor"), "grant", place->city->grant);
  tb_json_set_string (command, "made_at", "2026-10-10T02:40:00.000Z");

  return command;
}

static void
accept_some (Window *self, Place *place, const char *lane, gint64 from, guint n)
{
  g_autofree TbAcceptance *whats = g_new0 (TbAcceptance, n);
  g_autoptr (json_t) notes = json_array ();
  g_autoptr (GPtrArray) accepted = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++) {
    json_t *command = make_note (place, lane, from + i);

    json_object_del (command, "lane");
    json_object_del (command, "lseq");
    json_array_append_new (notes, command);
    whats[i].area = TB_AREA_SHENYANG;
    whats[i].command = command;
  }
  accepted = tb_outbox_accept_all (self->store, whats, n, &error);
  g_assert_no_error (error);
}

static void
accept_all (Window *self, Place *place, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLane) lane = tb_lane_table_get (self->store, TB_AREA_SHENYANG, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < n; i += N_ACCEPTED)
    accept_some (self, place, lane->lane, i + 1, MIN (N_ACCEPTED, n - i));
}

static void
assert_all_applied (Window *self, guint n)
{
  TbOutboxCounts counts;

  g_assert_true (tb_outbox_table_count (self->store, &counts, NULL));
  g_assert_cmpuint (counts.n_waiting[TB_AREA_SHENYANG], ==, 0);
  g_assert_cmpuint (counts.n[TB_AREA_SHENYANG][TB_OUTBOX_APPLIED], ==, n);
}

/* How long it took, and how long the window's processor had to do with it. */
typedef struct {
  double seconds;
  double cpu_seconds;
} Spent;

static Spent
drain_window (Place *place, guint n, guint n_batch)
{
  Window window;
  Spent spent;
  double cpu_start;

  window_open (&window, place);
  accept_all (&window, place, n);
  cpu_start = bench_cpu_seconds ();
  spent.seconds = sync_until_quiet (&window, n_batch);
  spent.cpu_seconds = bench_cpu_seconds () - cpu_start;
  assert_all_applied (&window, n);
  window_close (&window);

  return spent;
}

/* The bare loop: one table, one commit for each answer, and nothing is looked at. */

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);

  return statement;
}

static void
fill_bare (sqlite3 *db, Place *place, guint n)
{
  sqlite3_stmt *insert;

  sqlite3_exec (db,
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "CREATE TABLE outbox (lseq INTEGER PRIMARY KEY, body TEXT, settled INTEGER)",
                NULL,
                NULL,
                NULL);
  insert = prepare (db, "INSERT INTO outbox VALUES (?1, ?2, 0)");
  sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
  for (guint i = 1; i <= n; i++) {
    g_autoptr (json_t) note = make_note (place, "01890000-0000-7000-8000-00000000000a", i);
    g_autofree char *text = tb_json_to_string (note);

    sqlite3_bind_int64 (insert, 1, i);
    sqlite3_bind_text (insert, 2, text, -1, SQLITE_STATIC);
    g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
    sqlite3_reset (insert);
  }
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_finalize (insert);
}

/* How many commands of @select are in @body now. */
static guint
take_batch (sqlite3_stmt *select, GString *body)
{
  guint n = 0;

  g_string_assign (body, "{\"commands\":[");
  for (; sqlite3_step (select) == SQLITE_ROW; n++) {
    if (n > 0)
      g_string_append_c (body, ',');
    g_string_append (body, (const char *) sqlite3_column_text (select, 0));
  }
  g_string_append (body, "]}");
  sqlite3_reset (select);

  return n;
}

static void
send_bare (sqlite3 *db, BenchHttp *http)
{
  sqlite3_stmt *select =
      prepare (db, "SELECT body FROM outbox WHERE lseq > ?1 ORDER BY lseq LIMIT ?2");
  sqlite3_stmt *settle =
      prepare (db, "UPDATE outbox SET settled = 1 WHERE lseq > ?1 AND lseq <= ?1 + ?2");
  g_autoptr (GString) body = g_string_new (NULL);
  guint n_sent = 0;
  guint n;

  sqlite3_bind_int64 (select, 1, 0);
  sqlite3_bind_int64 (select, 2, TB_OUTBOX_MAX_BATCH);
  while ((n = take_batch (select, body)) > 0) {
    bench_http_send (http, "POST", "/v1/lanes/sketch/commands", NULL, body->str);
    g_assert_nonnull (strstr (bench_http_wait (http), "applied"));
    sqlite3_bind_int64 (settle, 1, n_sent);
    sqlite3_bind_int64 (settle, 2, n);
    g_assert_cmpint (sqlite3_step (settle), ==, SQLITE_DONE);
    sqlite3_reset (settle);
    n_sent += n;
    sqlite3_bind_int64 (select, 1, n_sent);
  }
  sqlite3_finalize (select);
  sqlite3_finalize (settle);
}

static Spent
drain_bare (Place *place, const BenchSketch *sketch, guint n)
{
  g_autofree char *folder = g_dir_make_tmp ("tb-bench-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "outbox.db", NULL);
  sqlite3 *db = NULL;
  BenchHttp http;
  Spent spent;
  double start;
  double cpu_start;

  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  fill_bare (db, place, n);
  start = bench_seconds ();
  cpu_start = bench_cpu_seconds ();
  bench_http_open (&http, sketch->socket);
  send_bare (db, &http);
  spent.seconds = bench_seconds () - start;
  spent.cpu_seconds = bench_cpu_seconds () - cpu_start;
  bench_http_close (&http);
  sqlite3_close (db);
  bench_remove_folder (folder);

  return spent;
}

/* The rounds */

typedef struct {
  const char *what;
  guint n;
  double *rates;
  double *cpu_us; /* of the window, a command */
} Series;

static void
series_note (Series *self, guint round, Spent spent)
{
  self->rates[round] = self->n / spent.seconds;
  self->cpu_us[round] = spent.cpu_seconds * G_USEC_PER_SEC / self->n;
  g_print ("  %s: %.0f commands/s\n", self->what, self->rates[round]);
}

static double
series_finish (Series *self, guint n_rounds)
{
  double rate = bench_quantile (self->rates, n_rounds, 0.5);

  g_print ("%s: %.0f commands/s, window's own processor time %.0f us a command\n",
           self->what,
           rate,
           bench_quantile (self->cpu_us, n_rounds, 0.5));
  g_free (self->rates);
  g_free (self->cpu_us);

  return rate;
}

static void
compare (Place *place, const BenchSketch *sketch, guint n, guint n_alone, guint n_rounds)
{
  Series series[] = { { "ours, 50 a POST", n, NULL, NULL },
                      { "sketch, 50 a POST", n, NULL, NULL },
                      { "ours, one a POST", n_alone, NULL, NULL } };
  double rates[G_N_ELEMENTS (series)];

  for (gsize i = 0; i < G_N_ELEMENTS (series); i++) {
    series[i].rates = g_new (double, n_rounds);
    series[i].cpu_us = g_new (double, n_rounds);
  }
  for (guint i = 0; i < n_rounds; i++) {
    g_print ("round %u\n", i + 1);
    series_note (&series[0], i, drain_window (place, n, TB_OUTBOX_MAX_BATCH));
    series_note (&series[1], i, drain_bare (place, sketch, n));
    series_note (&series[2], i, drain_window (place, n_alone, 1));
  }
  g_print ("%u rounds, medians\n", n_rounds);
  for (gsize i = 0; i < G_N_ELEMENTS (series); i++)
    rates[i] = series_finish (&series[i], n_rounds);
  g_print ("against the sketch: %.2f; against one a POST: %.1f times\n",
           rates[0] / rates[1],
           rates[0] / rates[2]);
}

int
main (int argc, char *argv[])
{
  guint n = bench_argument (argc, argv, 1, 10000);
  guint n_rounds = bench_argument (argc, argv, 2, 5);
  guint n_alone = bench_argument (argc, argv, 3, MAX (n / 10, 1));
  BenchCity city;
  BenchSketch sketch;
  Place place = { .city = &city };

  bench_city_start (&city, N_CASES);
  bench_sketch_start (&sketch);
  place.base = g_strconcat ("unix:", city.socket, NULL);
  compare (&place, &sketch, n, n_alone, n_rounds);
  g_free (place.base);
  bench_sketch_stop (&sketch);
  bench_city_stop (&city);

  return 0;
}
