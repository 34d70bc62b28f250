/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-bench"

#include "config.h"

#include <string.h>

#include "city-fixture.h"

/* Commands and lines a second of the core alone: quality.md wants 8,000 and 200,000. */

#define N_CASES 500
#define N_LANES 8
#define N_BATCH 50
#define N_CALLS 50

static GBytes *
new_body (const char *lane, gint64 *lseq, gboolean creates)
{
  json_t *commands = json_array ();
  json_t *body = json_pack ("{s:o}", "commands", commands);
  char *text;

  for (int i = 0; i < N_BATCH; i++) {
    gint64 n = ++*lseq;
    guint64 case_n = (guint64) (n * 7) % N_CASES + 1;

    json_array_append_new (commands,
                           creates ? fixture_submit (lane, n, (guint64) n, "shenyang")
                                   : fixture_note (lane, n, case_n));
  }
  text = tb_json_to_string (body);
  json_decref (body);

  return g_bytes_new_take (text, strlen (text));
}

static void
send_all (Fixture *self, char **lanes, GBytes **bodies, gsize n)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  TbCityRequest requests[N_LANES];
  TbCityResponse *responses[N_LANES];
  char *paths[N_LANES];

  g_hash_table_insert (headers, (gpointer) "tongban-protocol", (gpointer) "1");
  g_hash_table_insert (headers,
                       (gpointer) "tongban-request",
                       (gpointer) "00000000-0000-7000-8000-00000000ffff");
  for (gsize i = 0; i < n; i++) {
    paths[i] = g_strdup_printf ("/v1/lanes/%s/commands", lanes[i]);
    requests[i] = (TbCityRequest){ .method = "POST",
                                   .path = paths[i],
                                   .headers = headers,
                                   .device = "window-1",
                                   .body = bodies[i] };
  }
  tb_city_handle (self->city, requests, responses, n);
  for (gsize i = 0; i < n; i++) {
    g_assert_cmpint (responses[i]->status, ==, 200);
    tb_city_response_free (responses[i]);
    g_bytes_unref (bodies[i]);
    g_free (paths[i]);
  }
}

static void
bench_commands (Fixture *self, char **lanes, gint64 *lseqs, gsize n_lanes)
{
  gint64 spent_us = 0;
  gint64 n = 0;

  for (int call = 0; call < N_CALLS; call++) {
    GBytes *bodies[N_LANES];
    gint64 start_us;

    for (gsize i = 0; i < n_lanes; i++)
      bodies[i] = new_body (lanes[i], &lseqs[i], FALSE);
    start_us = g_get_monotonic_time ();
    send_all (self, lanes, bodies, n_lanes);
    spent_us += g_get_monotonic_time () - start_us;
    n += (gint64) n_lanes * N_BATCH;
  }

  g_print ("%d windows a commit: %d commands/s\n",
           (int) n_lanes,
           (int) (n * G_USEC_PER_SEC / spent_us));
}

static void
bench_changes (Fixture *self)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autofree char *path = g_strdup ("GET /v1/changes?limit=5000");
  gint64 n = 0;
  gint64 n_bytes = 0;
  gboolean more = TRUE;

  while (more) {
    g_autoptr (TbCityResponse) response = fixture_call (self, path, "window-1", NULL);
    const char *text = g_bytes_get_data (response->body, NULL);
    gsize length = g_bytes_get_size (response->body);
    const char *last = g_strrstr_len (text, (gssize) length - 1, "\n") + 1;
    g_autoptr (json_t) trailer = tb_json_parse (last, (gssize) (text + length - last), NULL);
    const json_t *cursor = json_object_get (trailer, "cursor");

    n = tb_json_get_int (cursor, "seq", 0);
    n_bytes += (gint64) length;
    more = tb_json_get_bool (trailer, "more");
    g_free (path);
    path = g_strdup_printf ("GET /v1/changes?limit=5000&log=%s&after=%d&h=%s",
                            tb_json_get_string (cursor, "log_id"),
                            (int) n,
                            tb_json_get_string (cursor, "h"));
  }
  start_us = g_get_monotonic_time () - start_us;
  g_print ("%d lines (%d MB): %d lines/s\n",
           (int) n,
           (int) (n_bytes / 1000000),
           (int) (n * G_USEC_PER_SEC / start_us));
}

int
main (int argc, char *argv[])
{
  Fixture self = { 0 };
  char *lanes[N_LANES];
  gint64 lseqs[N_LANES] = { 0 };

  fixture_set_up (&self, NULL);
  for (int i = 0; i < N_LANES; i++)
    lanes[i] = fixture_lane (&self, "window-1", "shenyang");
  for (int i = 0; i < N_CASES / N_BATCH; i++) {
    GBytes *body = new_body (lanes[0], &lseqs[0], TRUE);

    send_all (&self, lanes, &body, 1);
  }

  bench_commands (&self, lanes, lseqs, 1);
  bench_commands (&self, lanes, lseqs, N_LANES);
  bench_changes (&self);
  for (int i = 0; i < N_LANES; i++)
    g_free (lanes[i]);
  fixture_tear_down (&self, NULL);

  return 0;
}
