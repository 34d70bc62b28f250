/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-bench"

#include "config.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../city/city-fixture.h"
#include "bench-http.h"
#include "bench-lib.h"
#include "bench-sketch.h"

/* bench-polls [windows] [rounds]: idle long polls at one city: what each costs it in memory, and
 * how long one change takes to reach them all, against SoupServer that writes a small answer to as
 * many waiting requests. */

#define POLL_PATH "/v1/changes?after=%" G_GINT64_FORMAT "&wait=25%s%s%s%s"

typedef struct {
  BenchHttp *https;
  guint n;
  int epoll;
  pid_t pid;
  BenchHttp writer;
  char *lane;
  const char *grant;
  char *cursor; /* where all of them stand; a path */
  gint64 lseq;
  gboolean is_city;
} Crowd;

static void
ask_all (Crowd *self)
{
  for (guint i = 0; i < self->n; i++) {
    g_autofree char *device = g_strdup_printf ("window-%u", i + 1000);

    bench_http_send (&self->https[i], "GET", self->cursor, device, NULL);
  }
  /* They wait when nothing has happened for a while. */
  g_usleep (1500 * 1000);
}

static void
send_change (Crowd *self)
{
  g_autofree char *path = g_strdup_printf ("/v1/lanes/%s/commands", self->lane);
  json_t *command = fixture_note (self->lane, ++self->lseq, 1);
  g_autoptr (json_t) body = json_pack ("{s:[o]}", "commands", command);
  g_autofree char *text = NULL;

  tb_json_set_string (json_object_get (command, "actor"), "grant", self->grant);
  tb_json_set_string (command, "made_at", "2026-10-10T02:40:00.000Z");
  text = tb_json_to_string (body);
  bench_http_send (&self->writer, "POST", path, NULL, text);
}

/* Milliseconds from the change to the last answer. */
static double
reach_all (Crowd *self)
{
  struct epoll_event events[256];
  guint n_open = self->n;
  double start = bench_seconds ();

  send_change (self);
  while (n_open > 0) {
    int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 30000);

    g_assert_cmpint (n, >, 0);
    for (int i = 0; i < n; i++)
      n_open -= bench_http_read (&self->https[events[i].data.u32]) ? 1 : 0;
  }
  start = (bench_seconds () - start) * 1000;
  g_assert_nonnull (strstr (bench_http_wait (&self->writer), "applied"));

  return start;
}

static void
open_lane (Crowd *self, const char *device)
{
  g_autoptr (json_t) lane = NULL;

  bench_http_send (&self->writer,
                   "POST",
                   "/v1/lanes",
                   device,
                   "{\"area\":\"shenyang\",\"window\":\"03\"}");
  lane = tb_json_parse (bench_http_wait (&self->writer), -1, NULL);
  g_free (self->lane);
  self->lane = g_strdup (tb_json_get_string (lane, "lane"));
  if (self->lane == NULL)
    self->lane = g_strdup ("01890000-0000-7000-8000-00000000000a");
}

/* Where the view ends now. */
static void
read_cursor (Crowd *self)
{
  g_autofree char *path = g_strdup ("/v1/changes?limit=5000");
  g_autofree char *last = NULL;
  g_autoptr (json_t) trailer = NULL;
  const json_t *cursor;
  const char *body;

  g_clear_pointer (&self->cursor, g_free);
  self->cursor = g_strdup ("/v1/changes");
  if (!self->is_city)
    return;
  bench_http_send (&self->writer, "GET", path, NULL, NULL);
  body = bench_http_wait (&self->writer);
  last = g_strndup (body, strlen (body) - 1);
  trailer = tb_json_parse (strrchr (last, '\n') + 1, -1, NULL);
  cursor = json_object_get (trailer, "cursor");
  g_free (self->cursor);
  self->cursor = g_strdup_printf (POLL_PATH,
                                  tb_json_get_int (cursor, "seq", 0),
                                  "&log=",
                                  tb_json_get_string (cursor, "log_id"),
                                  "&h=",
                                  tb_json_get_string (cursor, "h"));
}

static void
gather (Crowd *self, guint n, const char *socket)
{
  self->n = n;
  self->https = g_new0 (BenchHttp, n);
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  bench_http_open (&self->writer, socket);
  /* First of all: a connection without a request is not kept for long. */
  for (guint i = 0; self->is_city && i < n; i++) {
    g_autofree char *device = g_strdup_printf ("window-%u", i + 1000);

    open_lane (self, device);
  }
  for (guint i = 0; i < n; i++) {
    struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };

    bench_http_open (&self->https[i], socket);
    epoll_ctl (self->epoll, EPOLL_CTL_ADD, self->https[i].fd, &event);
  }
  open_lane (self, NULL);
}

static void
disperse (Crowd *self)
{
  for (guint i = 0; i < self->n; i++)
    bench_http_close (&self->https[i]);
  bench_http_close (&self->writer);
  close (self->epoll);
  g_free (self->https);
  g_free (self->lane);
  g_free (self->cursor);
}

static double
run_once (Crowd *self)
{
  read_cursor (self);
  ask_all (self);

  return reach_all (self);
}

int
main (int argc, char *argv[])
{
  guint n = bench_argument (argc, argv, 1, 5000);
  guint n_rounds = bench_argument (argc, argv, 2, 5);
  g_autofree double *ours = g_new (double, n_rounds);
  g_autofree double *bare = g_new (double, n_rounds);
  struct rlimit limit = { 20000, 20000 };
  BenchCity city;
  BenchSketch sketch;
  Crowd asking = { .is_city = TRUE };
  Crowd plain = { .is_city = FALSE };
  long before_kib;

  setrlimit (RLIMIT_NOFILE, &limit);
  bench_city_start (&city, 1);
  bench_sketch_start (&sketch);
  asking.grant = plain.grant = city.grant;
  before_kib = bench_private_kib (city.pid);
  gather (&asking, n, city.socket);
  gather (&plain, n, sketch.socket);
  read_cursor (&asking);
  ask_all (&asking);
  g_print ("%u idle long polls: %.1f KiB each\n",
           n,
           (double) (bench_private_kib (city.pid) - before_kib) / n);
  reach_all (&asking);
  for (guint i = 0; i < n_rounds; i++) {
    ours[i] = run_once (&asking);
    bare[i] = run_once (&plain);
  }
  g_print ("a change reaches all in %.0f ms, the sketch's answers in %.0f ms, ratio %.2f\n",
           bench_quantile (ours, n_rounds, 0.5),
           bench_quantile (bare, n_rounds, 0.5),
           bench_quantile (ours, n_rounds, 0.5) / bench_quantile (bare, n_rounds, 0.5));
  disperse (&asking);
  disperse (&plain);
  bench_sketch_stop (&sketch);
  bench_city_stop (&city);

  return 0;
}
