/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * StubRequest:
 *
 * What a client sent, as far as a test wants to know.
 */
typedef struct {
  const char *method;
  const char *target; /* path and query */
  const char *head;   /* the whole head, lines ended by CRLF */
  const char *body;
  gsize length;
} StubRequest;

/**
 * StubReply:
 * @raw: the bytes to be sent, head included
 * @delay_ms: before the first of them
 * @hangs: the connection is kept open in silence afterwards
 * @keeps: the connection takes another request afterwards
 */
typedef struct {
  GByteArray *raw;
  guint delay_ms;
  gboolean hangs;
  gboolean keeps;
} StubReply;

typedef void (*StubHandler) (const StubRequest *request, StubReply *reply, gpointer data);

/* A server without manners, on the test's own main loop: it sends exactly the bytes that the
 * handler gives it. One request a connection, unless the reply keeps it. */
typedef struct _StubCity StubCity;

/* On a socket file in a folder of its own; base is "unix:/…". */
StubCity *stub_city_new (StubHandler handler, gpointer data);
/* On a loopback port with TLS; base is "https://localhost:port/v1". */
StubCity *stub_city_new_tls (GTlsCertificate *certificate, StubHandler handler, gpointer data);
void stub_city_free (StubCity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StubCity, stub_city_free)

const char *stub_city_get_base (StubCity *self);
guint stub_city_get_n_requests (StubCity *self);
/* Connections that the other side has not closed. */
guint stub_city_get_n_open (StubCity *self);

/* Writes an answer as a city does: status, type, log, protocol, length, body. @extra: further
 * header lines, each ended by CRLF, or "". */
void stub_reply_city (StubReply *reply,
                      guint status,
                      const char *type,
                      const char *extra,
                      const char *body);
void stub_reply_raw (StubReply *reply, const char *text);
/* A problem document of the contract. */
void stub_reply_problem (StubReply *reply, const char *name, const char *extra);

#define STUB_LOG    "4f2a9c0e4f2a9c0e4f2a9c0e4f2a9c0e"
#define STUB_NDJSON "application/x-ndjson"

G_END_DECLS
