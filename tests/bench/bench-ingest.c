/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../sync/polite-city.h"
#include "tb-desk-tables.h"
#include "tb-lane-table.h"
#include "tb-sync.h"

/* bench-ingest [records] [rounds]: how fast a feed comes in: socket → client → lane → store,
 * against a bare loop that inserts the same rows into the same schema. Interleaved, medians. */

#define TRANSACTION 5000

/* The city, in a process of its own */

static gboolean
empty_snapshot_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  if (!g_str_has_prefix (request->target, "/v1/snapshot"))
    return FALSE;
  stub_reply_city (reply,
                   200,
                   STUB_NDJSON,
                   "",
                   "{\"as_of\":{\"log_id\":\"" STUB_LOG "\",\"seq\":0,\"h\":\"" TB_HASH_CHAIN_START
                   "\"},\"next\":null}\n");
  return TRUE;
}

/* About 0.9 KB, like a case in the middle of its life. */
static char *
make_entry (guint i)
{
  static const char *const surnames[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周" };
  static const char *const given[] = {
    "芳", "伟", "秀英", "娜", "敏", "静", "丽", "强", "磊", "军"
  };
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (
      text,
      "{\"at\":\"2026-10-10T02:34:56.789Z\",\"kind\":\"case\","
      "\"id\":\"01890000-0000-7000-8000-%012u\",\"ver\":1,\"vid\":\"%016x\",\"body\":{"
      "\"id\":\"01890000-0000-7000-8000-%012u\",\"number\":\"AS-20261010-03-%05u-4\","
      "\"item\":{\"id\":\"pension-transfer\",\"version\":1},\"home\":\"anshan\","
      "\"origin\":\"shenyang\",\"owner\":\"%s\",\"state\":\"%s\",\"closed\":%s,",
      i,
      i + 1,
      i,
      i,
      i % 3 == 0 ? "anshan" : "shenyang",
      i % 4 == 0 ? "accepted" : "submitted",
      i % 10 == 0 ? "true" : "false");
  g_string_append_printf (
      text,
      "\"person\":{\"id_type\":\"resident\",\"id_no\":\"2103%02u19%02u%02u%02u%04u\","
      "\"name\":\"%s%s\"},\"form\":{\"phone\":\"138%08u\",\"address\":\"鞍山市铁东区胜利路%u号\","
      "\"months\":%u,\"amount\":%u,\"reason\":\"工作调动\"},",
      i % 90 + 1,
      i % 70 + 30,
      i % 12 + 1,
      i % 28 + 1,
      i % 10000,
      surnames[i % G_N_ELEMENTS (surnames)],
      given[i % G_N_ELEMENTS (given)],
      i,
      i % 300,
      i % 400,
      i * 7 % 1000000);
  g_string_append_printf (
      text,
      "\"materials\":{\"id-card\":{\"state\":\"seen\"},\"contract\":{\"state\":\"promised\","
      "\"due\":\"2026-11-%02u\"}},\"thread\":[{\"at\":\"2026-10-10T02:34:56.789Z\","
      "\"area\":\"shenyang\",\"operator\":\"op-%u\",\"kind\":\"note\","
      "\"text\":\"材料齐全，已告知办理时限\"}],\"history\":[],\"clocks\":[],\"requests\":[],"
      "\"opened_at\":\"2026-10-10T02:34:56.789Z\",\"changed_at\":\"2026-10-10T02:34:56.789Z\"},"
      "\"seq\":%u}",
      i % 28 + 1,
      i % 40,
      i + 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
serve (guint n, int out)
{
  PoliteCity *city = polite_city_new ();
  const char *base = stub_city_get_base (city->stub);

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  city->twist = empty_snapshot_cb;
  for (guint i = 0; i < n; i++)
    polite_city_add (city, make_entry (i));
  if (write (out, base, strlen (base) + 1) < 0)
    _exit (1);
  close (out);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static char *
start_city (guint n, pid_t *pid)
{
  char base[256] = "";
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  *pid = fork ();
  if (*pid == 0)
    serve (n, ends[1]);
  close (ends[1]);
  g_assert_cmpint (read (ends[0], base, sizeof base - 1), >, 0);
  close (ends[0]);

  return g_strdup (base);
}

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
  g_autoptr (GDir) dir = NULL;
  const char *name;

  tb_store_close (store);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_remove (path) != 0)
      g_printerr ("%s stays\n", path);
  }
  g_rmdir (folder);
  g_free (folder);
}

static double
ingest (TbStore *store, const char *base, guint n)
{
  TbCityClientOptions client = { .area = TB_AREA_ANSHAN,
                                 .base = base,
                                 .device = "bench",
                                 .clock = tb_clock_system (),
                                 .random = tb_random_system () };
  TbSyncOptions options = { .store = store, .cities = &client, .n_cities = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSync) sync = tb_sync_new (&options, &error);
  gint64 start_us = g_get_monotonic_time ();
  double seconds;

  g_assert_no_error (error);
  tb_sync_start (sync, &error);
  g_assert_no_error (error);
  while (tb_lane_driver_get_state (tb_sync_get_driver (sync, TB_AREA_ANSHAN))->seq < (gint64) n)
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
    "?16, ?17)",
    17,
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

static double
insert_bare (sqlite3 *db, guint n)
{
  sqlite3_stmt *inserts[G_N_ELEMENTS (tables)];
  gint64 start_us = g_get_monotonic_time ();

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    g_assert_cmpint (sqlite3_prepare_v2 (db, tables[t].insert, -1, &inserts[t], NULL),
                     ==,
                     SQLITE_OK);
  for (guint row = 0; row < n; row++) {
    if (row % TRANSACTION == 0)
      sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
      insert_row (inserts[t], &tables[t], row);
    if (row % TRANSACTION == TRANSACTION - 1 || row == n - 1)
      g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  }
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    sqlite3_finalize (inserts[t]);

  return (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  return *(const double *) a < *(const double *) b ? -1 : 1;
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, by_value);

  return values[n / 2];
}

static double
run_ours (const char *base, guint n, gboolean keeps_rows)
{
  char *folder;
  TbStore *store = open_store (&folder);
  double seconds = ingest (store, base, n);

  for (gsize t = 0; keeps_rows && t < G_N_ELEMENTS (tables); t++)
    read_table (tb_db_get_handle (tb_store_get_cache (store)), &tables[t]);
  remove_store (store, folder);

  return seconds;
}

static double
run_bare (guint n)
{
  char *folder;
  TbStore *store = open_store (&folder);
  double seconds = insert_bare (tb_db_get_handle (tb_store_get_cache (store)), n);

  remove_store (store, folder);
  return seconds;
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 20000;
  guint n_rounds = argc > 2 ? (guint) atoi (argv[2]) : 5;
  g_autofree double *ours = g_new (double, n_rounds);
  g_autofree double *bare = g_new (double, n_rounds);
  g_autofree char *base = NULL;
  struct rusage usage;
  long idle_kib;
  pid_t pid;

  base = start_city (n, &pid);
  getrusage (RUSAGE_SELF, &usage);
  idle_kib = usage.ru_maxrss;
  ours[0] = run_ours (base, n, FALSE);
  getrusage (RUSAGE_SELF, &usage);
  ours[0] = run_ours (base, n, TRUE);
  bare[0] = run_bare (n);
  for (guint i = 1; i < n_rounds; i++) {
    ours[i] = run_ours (base, n, FALSE);
    bare[i] = run_bare (n);
  }
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);

  g_print ("%u records, %u rounds: ours %.0f/s, bare loop %.0f/s, ratio %.2f, memory +%ld MiB\n",
           n,
           n_rounds,
           n / median (ours, n_rounds),
           n / median (bare, n_rounds),
           median (bare, n_rounds) / median (ours, n_rounds),
           (usage.ru_maxrss - idle_kib) / 1024);
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    g_ptr_array_unref (tables[t].values);

  return 0;
}
