/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>
#include <sys/resource.h>

#include "bench-lib.h"
#include "tb-desk-tables.h"
#include "tb-lane-table.h"
#include "tb-sync.h"

/* bench-ingest [records] [rounds]: how fast a window takes in a city's records: tongban-cityd's
 * server, gzip, socket → client → lane → store, against a bare loop that inserts the same rows into
 * the same schema. Interleaved, medians. */

#define TRANSACTION 5000

/* The store */

static TbStore *
open_store (char **folder)
{
  TbStoreOptions options = { .ballast_bytes = -1 };
  g_autoptr (GError) error = NULL;
  TbStore *store;

  *folder = g_dir_make_tmp ("tb-bench-XXXXXX", &error);
  options.folder = *folder;
  store = tb_store_open (&options, &error);
  g_assert_no_error (error);
  tb_number_table_set_window (store, TB_AREA_SHENYANG, 3, &error);
  g_assert_no_error (error);

  return store;
}

static void
remove_store (TbStore *store, char *folder)
{
  tb_store_close (store);
  bench_remove_folder (folder);
  g_free (folder);
}

static double
ingest (TbStore *store, const char *base, guint n)
{
  TbCityClientOptions client = { .area = TB_AREA_SHENYANG,
                                 .base = base,
                                 .device = "bench",
                                 .clock = tb_clock_system (),
                                 .random = tb_random_system () };
  TbSyncOptions options = { .store = store, .cities = &client, .n_cities = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSync) sync = tb_sync_new (&options, &error);
  gint64 start_us = g_get_monotonic_time ();
  const TbLaneState *state;
  double seconds;

  g_assert_no_error (error);
  tb_sync_start (sync, &error);
  g_assert_no_error (error);
  state = tb_lane_driver_get_state (tb_sync_get_driver (sync, TB_AREA_SHENYANG));
  while (state->seq < (gint64) n || state->needs_snapshot)
    g_main_context_iteration (NULL, TRUE);
  seconds = (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
  tb_sync_stop (sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return seconds;
}

/* The bare loop */

typedef struct {
  const char *select;
  const char *insert;
  int n_columns;
  GPtrArray *values; /* of sqlite3_value, row after row */
} Table;

static Table tables[] = {
  { "SELECT * FROM record ORDER BY rid",
    "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    9,
    NULL },
  { "SELECT * FROM search ORDER BY rid",
    "INSERT INTO search VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
    "?16, ?17, ?18, ?19)",
    19,
    NULL },
  { "SELECT rid, words FROM record ORDER BY rid",
    "INSERT INTO words (rowid, text) VALUES (?1, ?2)",
    2,
    NULL },
};

static void
read_table (sqlite3 *db, Table *table)
{
  sqlite3_stmt *select = NULL;

  table->values = g_ptr_array_new_with_free_func ((GDestroyNotify) sqlite3_value_free);
  g_assert_cmpint (sqlite3_prepare_v2 (db, table->select, -1, &select, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_column_count (select), ==, table->n_columns);
  while (sqlite3_step (select) == SQLITE_ROW) {
    for (int i = 0; i < table->n_columns; i++)
      g_ptr_array_add (table->values, sqlite3_value_dup (sqlite3_column_value (select, i)));
  }
  sqlite3_finalize (select);
}

static void
insert_row (sqlite3_stmt *insert, const Table *table, guint row)
{
  for (int i = 0; i < table->n_columns; i++)
    sqlite3_bind_value (insert,
                        i + 1,
                        table->values->pdata[row * (guint) table->n_columns + (guint) i]);
  g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
  sqlite3_reset (insert);
}

/* One transaction. The full text comes last, as with us: between other tables it is three times
 * as slow. */
static void
insert_rows (sqlite3 *db, sqlite3_stmt **inserts, guint from, guint end)
{
  sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  for (guint row = from; row < end; row++) {
    insert_row (inserts[0], &tables[0], row);
    insert_row (inserts[1], &tables[1], row);
  }
  for (guint row = from; row < end; row++)
    insert_row (inserts[2], &tables[2], row);
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
}

static double
insert_bare (sqlite3 *db, guint n)
{
  sqlite3_stmt *inserts[G_N_ELEMENTS (tables)];
  double start = bench_seconds ();

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    g_assert_cmpint (sqlite3_prepare_v2 (db, tables[t].insert, -1, &inserts[t], NULL),
                     ==,
                     SQLITE_OK);
  for (guint row = 0; row < n; row += TRANSACTION)
    insert_rows (db, inserts, row, MIN (row + TRANSACTION, n));
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    sqlite3_finalize (inserts[t]);

  return bench_seconds () - start;
}

/* How long it took, and how long the processor had to do with it. */
typedef struct {
  double seconds;
  double cpu_seconds;
} Spent;

static Spent
run_ours (const char *base, guint n, gboolean keeps_rows)
{
  char *folder;
  TbStore *store = open_store (&folder);
  double cpu_start = bench_cpu_seconds ();
  Spent spent = { .seconds = ingest (store, base, n) };

  spent.cpu_seconds = bench_cpu_seconds () - cpu_start;

  for (gsize t = 0; keeps_rows && t < G_N_ELEMENTS (tables); t++)
    read_table (tb_db_get_handle (tb_store_get_cache (store)), &tables[t]);
  remove_store (store, folder);

  return spent;
}

static Spent
run_bare (guint n)
{
  char *folder;
  TbStore *store = open_store (&folder);
  double cpu_start = bench_cpu_seconds ();
  Spent spent = { .seconds = insert_bare (tb_db_get_handle (tb_store_get_cache (store)), n) };

  spent.cpu_seconds = bench_cpu_seconds () - cpu_start;
  remove_store (store, folder);

  return spent;
}

static void
print_rates (const char *what, guint n, double *ours, double *bare, guint n_rounds)
{
  double our_s = bench_quantile (ours, n_rounds, 0.5);
  double bare_s = bench_quantile (bare, n_rounds, 0.5);

  g_print ("%s: ours %.0f/s, bare loop %.0f/s, ratio %.2f\n",
           what,
           n / our_s,
           n / bare_s,
           bare_s / our_s);
}

int
main (int argc, char *argv[])
{
  guint n = bench_argument (argc, argv, 1, 100000);
  guint n_rounds = bench_argument (argc, argv, 2, 5);
  g_autofree double *ours = g_new (double, n_rounds * 2);
  g_autofree double *bare = g_new (double, n_rounds * 2);
  g_autofree char *base = NULL;
  BenchCity city;
  struct rusage usage;
  long idle_kib;

  bench_city_start (&city, n);
  base = g_strconcat ("unix:", city.socket, NULL);
  getrusage (RUSAGE_SELF, &usage);
  idle_kib = usage.ru_maxrss;
  run_ours (base, n, FALSE);
  getrusage (RUSAGE_SELF, &usage);
  run_ours (base, n, TRUE);
  for (guint i = 0; i < n_rounds; i++) {
    Spent our = run_ours (base, n, FALSE);
    Spent other = run_bare (n);

    ours[i] = our.seconds;
    ours[n_rounds + i] = our.cpu_seconds;
    bare[i] = other.seconds;
    bare[n_rounds + i] = other.cpu_seconds;
  }
  bench_city_stop (&city);

  g_print ("%u records, %u rounds, memory +%ld MiB\n",
           n,
           n_rounds,
           (usage.ru_maxrss - idle_kib) / 1024);
  print_rates ("by the clock", n, ours, bare, n_rounds);
  print_rates ("by the window's own processor time", n, ours + n_rounds, bare + n_rounds, n_rounds);
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    g_ptr_array_unref (tables[t].values);

  return 0;
}
