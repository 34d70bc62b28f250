/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A connection that speaks just enough HTTP to ask without costing more than the answer: one
 * request at a time, answers with Content-Length. */
typedef struct {
  int fd;
  GString *in;
  gsize want; /* bytes of the whole answer, 0 before its headers are there */
} BenchHttp;

void bench_http_open (BenchHttp *self, const char *socket);
void bench_http_close (BenchHttp *self);
/* @device, @body: nullable. */
void bench_http_send (BenchHttp *self,
                      const char *method,
                      const char *path,
                      const char *device,
                      const char *body);
/* Reads what is there; TRUE when the answer is whole. */
gboolean bench_http_read (BenchHttp *self);
/* The whole answer's body, which has to be one of success; blocks. Borrowed until the next. */
const char *bench_http_wait (BenchHttp *self);
const char *bench_http_get_body (BenchHttp *self);

G_END_DECLS
