/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* The least that a durable HTTP service can be, in a process of its own: SoupServer on a Unix
 * socket, the body of each POST a row, one commit for all that came while the last one ran. GET
 * waits until the next POST is answered. */
typedef struct {
  pid_t pid;
  char *socket;
  char *folder;
} BenchSketch;

void bench_sketch_start (BenchSketch *self);
void bench_sketch_stop (BenchSketch *self);

G_END_DECLS
