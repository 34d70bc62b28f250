/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-bench"

#include "config.h"

#include "bench-lib.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../city/server-fixture.h"

#define BATCH 50

double
bench_seconds (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

double
bench_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return (one > other) - (one < other);
}

double
bench_quantile (double *values, guint n, double share)
{
  qsort (values, n, sizeof *values, by_value);

  return values[MIN (n - 1, (guint) ((double) n * share))];
}

guint
bench_argument (int argc, char *argv[], int i, guint fallback)
{
  return i < argc ? (guint) atoi (argv[i]) : fallback;
}

void
bench_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      bench_remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

/* Like a case in the middle of its life. */
static json_t *
make_submit (const char *lane, gint64 lseq, guint64 n)
{
  static const char *const surnames[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周" };
  static const char *const given[] = {
    "芳", "伟", "秀英", "娜", "敏", "静", "丽", "强", "磊", "军"
  };
  json_t *command = fixture_submit (lane, lseq, n, "shenyang");
  json_t *body = json_object_get (json_object_get (command, "args"), "case");
  g_autofree char *name =
      g_strconcat (surnames[n % G_N_ELEMENTS (surnames)], given[n % G_N_ELEMENTS (given)], NULL);
  g_autofree char *phone = g_strdup_printf ("138%08u", (guint) n);
  g_autofree char *address = g_strdup_printf ("鞍山市铁东区胜利路%u号", (guint) n % 300);

  tb_json_set_string (json_object_get (body, "person"), "name", name);
  json_object_set_new (body,
                       "form",
                       json_pack ("{s:s, s:s, s:i, s:i, s:s}",
                                  "phone",
                                  phone,
                                  "address",
                                  address,
                                  "months",
                                  (int) (n % 400),
                                  "amount",
                                  (int) (n * 7 % 1000000),
                                  "reason",
                                  "工作调动"));
  json_object_set_new (body,
                       "materials",
                       json_pack ("{s:{s:s}, s:{s:s, s:s}}",
                                  "id-card",
                                  "state",
                                  "seen",
                                  "contract",
                                  "state",
                                  "promised",
                                  "due",
                                  "2026-11-20"));

  return command;
}

static void
fill (const char *folder, guint n_cases)
{
  Fixture city = { .folder = (char *) folder,
                   .now_us = G_GINT64_CONSTANT (1791600000000000),
                   .seed = 7 };
  g_autofree char *lane = NULL;

  city.clock = *tb_clock_system ();
  city.random = *tb_random_system ();
  fixture_open (&city);
  lane = fixture_lane (&city, "filler", "shenyang");
  for (guint i = 0; i < n_cases; i += BATCH) {
    json_t *commands = json_array ();
    g_autoptr (TbCityResponse) response = NULL;

    for (guint k = i; k < MIN (i + BATCH, n_cases); k++)
      json_array_append_new (commands, make_submit (lane, k + 1, k + 1));
    response = fixture_send (&city, lane, "filler", commands);
    g_assert_cmpint (response->status, ==, 200);
  }
  fixture_close (&city);
}

static void
serve (guint n_cases, int out)
{
  Served served = { .limits = { .header_ms = 5000, .n_polls = 8000 } };
  g_autofree char *told = NULL;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  served_set_up (&served, NULL);
  if (n_cases > 0) {
    tb_city_server_stop (served.server);
    g_clear_object (&served.server);
    fill (served.folder, n_cases);
    served_start (&served);
  }
  told = g_strdup_printf ("%s\n%s\n%s\n", served.path, served.grant, served.folder);
  if (write (out, told, strlen (told)) < 0)
    _exit (1);
  close (out);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

void
bench_city_start (BenchCity *self, guint n_cases)
{
  char told[8192] = "";
  gsize length = 0;
  g_auto (GStrv) words = NULL;
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  self->pid = fork ();
  if (self->pid == 0)
    serve (n_cases, ends[1]);
  close (ends[1]);
  for (;;) {
    gssize n = read (ends[0], told + length, sizeof told - 1 - length);

    if (n <= 0)
      break;
    length += (gsize) n;
  }
  close (ends[0]);
  words = g_strsplit (told, "\n", 4);
  g_assert_cmpuint (g_strv_length (words), ==, 4);
  self->socket = g_strdup (words[0]);
  self->grant = g_strdup (words[1]);
  self->folder = g_strdup (words[2]);
}

void
bench_city_stop (BenchCity *self)
{
  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
  bench_remove_folder (self->folder);
  g_clear_pointer (&self->socket, g_free);
  g_clear_pointer (&self->grant, g_free);
  g_clear_pointer (&self->folder, g_free);
}

long
bench_private_kib (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", (int) pid);
  g_autofree char *text = NULL;
  const char *found;

  g_file_get_contents (path, &text, NULL, NULL);
  found = text != NULL ? strstr (text, "Private_Dirty:") : NULL;

  return found != NULL ? atol (found + strlen ("Private_Dirty:")) : 0;
}
