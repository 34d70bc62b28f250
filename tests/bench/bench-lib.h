/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What benchmarks share: medians, and a real city in a process of its own. */

double bench_seconds (void);
/* Of this process: what a busy machine does not change. */
double bench_cpu_seconds (void);
/* Sorts @values. @share: 0.5 for the median, 0.99 for what one in a hundred takes longer than. */
double bench_quantile (double *values, guint n, double share);
/* A number on the command line, or @fallback. */
guint bench_argument (int argc, char *argv[], int i, guint fallback);
void bench_remove_folder (const char *path);

/* TbCityServer on a Unix socket, in a process of its own: the workflow of the tests' city,
 * production limits, real grants, durable commits. */
typedef struct {
  pid_t pid;
  char *socket;
  char *grant; /* of zhang at window-1 */
  char *folder;
} BenchCity;

/* With @n_cases cases of about 0.9 KB in its log. */
void bench_city_start (BenchCity *self, guint n_cases);
void bench_city_stop (BenchCity *self);
/* Memory of the process that is its own, in KiB. */
long bench_private_kib (pid_t pid);

G_END_DECLS
