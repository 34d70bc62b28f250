/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-bench"

#include "config.h"

#include <poll.h>
#include <string.h>

#include "../city/city-fixture.h"
#include "bench-http.h"
#include "bench-lib.h"
#include "bench-sketch.h"

/* bench-city-http [seconds] [rounds]: commands a second, each durable before its answer, from 32
 * clients with one command a POST, and from one client with 50 a POST; against SoupServer and
 * SQLite with nothing in between (bench-sketch.c). Interleaved, medians. */

#define N_CLIENTS 32
#define N_CASES   5000

typedef struct {
  BenchHttp http;
  char *path;
  char *lane;
  gint64 lseq;
  gint64 spread; /* threads grow with each note: few of them on the same case */
} Client;

typedef struct {
  const char *grant;
  Client clients[N_CLIENTS];
  guint n_clients;
  guint n_batch;
} Crowd;

static json_t *
make_note (Crowd *self, Client *client)
{
  gint64 lseq = ++client->lseq;
  json_t *command =
      fixture_note (client->lane, lseq, (guint64) (lseq * 7 + client->spread) % N_CASES + 1);

  tb_json_set_string (json_object_get (command, "actor"), "grant", self->grant);
  tb_json_set_string (command, "made_at", "2026-10-10T02:40:00.000Z");

  return command;
}

static void
ask (Crowd *self, Client *client)
{
  json_t *commands = json_array ();
  g_autoptr (json_t) body = json_pack ("{s:o}", "commands", commands);
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->n_batch; i++)
    json_array_append_new (commands, make_note (self, client));
  text = tb_json_to_string (body);
  bench_http_send (&client->http, "POST", client->path, NULL, text);
}

static void
open_lane (Client *client, const char *socket)
{
  g_autoptr (json_t) lane = NULL;

  bench_http_open (&client->http, socket);
  bench_http_send (&client->http,
                   "POST",
                   "/v1/lanes",
                   NULL,
                   "{\"area\":\"shenyang\",\"window\":\"03\"}");
  lane = tb_json_parse (bench_http_wait (&client->http), -1, NULL);
  client->lane = g_strdup (tb_json_get_string (lane, "lane"));
  /* The sketch does not care where a POST goes. */
  if (client->lane == NULL)
    client->lane = g_strdup ("01890000-0000-7000-8000-00000000000a");
  client->path = g_strdup_printf ("/v1/lanes/%s/commands", client->lane);
}

/* Commands a second. */
static double
run (Crowd *self, double seconds)
{
  struct pollfd fds[N_CLIENTS];
  double start = bench_seconds ();
  guint n_answered = 0;
  guint n_open = self->n_clients;

  for (guint i = 0; i < self->n_clients; i++) {
    fds[i] = (struct pollfd){ self->clients[i].http.fd, POLLIN, 0 };
    ask (self, &self->clients[i]);
  }
  while (n_open > 0) {
    g_assert_cmpint (poll (fds, self->n_clients, -1), >, 0);
    for (guint i = 0; i < self->n_clients; i++) {
      if ((fds[i].revents & POLLIN) == 0 || !bench_http_read (&self->clients[i].http))
        continue;
      g_assert_nonnull (strstr (bench_http_get_body (&self->clients[i].http), "applied"));
      n_answered++;
      if (bench_seconds () - start < seconds)
        ask (self, &self->clients[i]);
      else
        n_open--;
    }
  }

  return n_answered * self->n_batch / (bench_seconds () - start);
}

static void
compare (const char *what, Crowd *city, Crowd *sketch, double seconds, guint n_rounds)
{
  g_autofree double *ours = g_new (double, n_rounds);
  g_autofree double *bare = g_new (double, n_rounds);

  for (guint i = 0; i < n_rounds; i++) {
    ours[i] = run (city, seconds);
    bare[i] = run (sketch, seconds);
  }
  g_print ("%s: city %.0f commands/s, sketch %.0f/s, ratio %.2f\n",
           what,
           bench_quantile (ours, n_rounds, 0.5),
           bench_quantile (bare, n_rounds, 0.5),
           bench_quantile (ours, n_rounds, 0.5) / bench_quantile (bare, n_rounds, 0.5));
}

static void
gather (Crowd *self, const char *socket, const char *grant)
{
  self->grant = grant;
  for (guint i = 0; i < N_CLIENTS; i++) {
    self->clients[i].spread = i * N_CASES / N_CLIENTS;
    open_lane (&self->clients[i], socket);
  }
}

static void
set_size (Crowd *self, guint n_clients, guint n_batch)
{
  self->n_clients = n_clients;
  self->n_batch = n_batch;
}

static void
disperse (Crowd *self)
{
  for (guint i = 0; i < N_CLIENTS; i++) {
    bench_http_close (&self->clients[i].http);
    g_free (self->clients[i].path);
    g_free (self->clients[i].lane);
  }
}

int
main (int argc, char *argv[])
{
  double seconds = bench_argument (argc, argv, 1, 2);
  guint n_rounds = bench_argument (argc, argv, 2, 5);
  static Crowd ours;
  static Crowd bare;
  BenchCity city;
  BenchSketch sketch;

  bench_city_start (&city, N_CASES);
  bench_sketch_start (&sketch);
  gather (&ours, city.socket, city.grant);
  gather (&bare, sketch.socket, city.grant);
  set_size (&ours, N_CLIENTS, 1);
  set_size (&bare, N_CLIENTS, 1);
  compare ("32 clients, one a POST", &ours, &bare, seconds, n_rounds);
  set_size (&ours, 1, 1);
  set_size (&bare, 1, 1);
  compare ("1 client, one a POST", &ours, &bare, seconds, n_rounds);
  set_size (&ours, 1, 50);
  set_size (&bare, 1, 50);
  compare ("1 client, 50 a POST", &ours, &bare, seconds, n_rounds);
  disperse (&ours);
  disperse (&bare);
  bench_sketch_stop (&sketch);
  bench_city_stop (&city);

  return 0;
}
