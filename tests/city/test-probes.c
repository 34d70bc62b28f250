/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <string.h>

#include "server-fixture.h"
#include "tb-hash.h"

#define HOST  "Host: city\r\n"
#define USUAL HOST "Tongban-Protocol: 1\r\nTongban-Device: window-1\r\n"
#define REQUEST_ID                                                                                 \
  "Tongban-Protocol: 1\r\nTongban-Request: 00000000-0000-7000-8000-00000000ffff\r\n"
#define LANE "POST /v1/lanes HTTP/1.1\r\n" USUAL
#define REST "GET /v1/about HTTP/1.1\r\n" USUAL "Smuggled: yes\r\n\r\n"

/* What somebody hostile sends, and how the one answer begins: "" when the connection ends, with or
 * without a refusal, because the request did. Rule: design/trust.md §8; statuses:
 * data/wire/README.md. */
typedef struct {
  const char *name;
  const char *bytes;
  const char *answer;
} Probe;

static const Probe probes[] = {
  { "two Hosts", "GET /v1/about HTTP/1.1\r\n" HOST "Host: other\r\n\r\n", "HTTP/1.1 400" },
  { "a Host list", "GET /v1/about HTTP/1.1\r\nHost: a, b\r\n\r\n", "HTTP/1.1 400" },
  { "no Host", "GET /v1/about HTTP/1.1\r\n\r\n", "HTTP/1.1 400" },
  { "an empty Host", "GET /v1/about HTTP/1.1\r\nHost:\r\n\r\n", "HTTP/1.1 400" },
  { "length and chunks",
    LANE "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" REST,
    "HTTP/1.1 400" },
  { "chunks and length",
    LANE "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" REST,
    "HTTP/1.1 400" },
  { "two lengths", LANE "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" REST, "HTTP/1.1 400" },
  { "two equal lengths", LANE "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 400" },
  { "a list of lengths", LANE "Content-Length: 2, 2\r\n\r\n{}", "HTTP/1.1 400" },
  { "a negative length", LANE "Content-Length: -1\r\n\r\n", "HTTP/1.1 400" },
  { "a signed length", LANE "Content-Length: +2\r\n\r\n{}", "HTTP/1.1 400" },
  { "a hexadecimal length", LANE "Content-Length: 0x2\r\n\r\n{}", "HTTP/1.1 400" },
  { "no length", LANE "Content-Length: \r\n\r\n", "HTTP/1.1 400" },
  { "a length beyond 64 bits",
    LANE "Content-Length: 99999999999999999999\r\n\r\n",
    "HTTP/1.1 400" },
  { "400 MiB announced", LANE "Content-Length: 419430400\r\n\r\n", "HTTP/1.1 413" },
  { "another coding", LANE "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 501" },
  { "an identity coding", LANE "Transfer-Encoding: identity\r\n\r\n", "HTTP/1.1 400" },
  { "two codings",
    LANE "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 400" },
  { "a packed request",
    LANE "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
    "HTTP/1.1 415" },
  { "a bad chunk size", LANE "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", "" },
  { "a huge chunk size", LANE "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}", "" },
  { "half a body", LANE "Content-Length: 100\r\n\r\n{", "" },
  { "half a chunk", LANE "Transfer-Encoding: chunked\r\n\r\n64\r\n{", "" },
  { "half a header", "GET /v1/about HTTP/1.1\r\nHost: ci", "" },
  { "half a line", "GET /v1/ab", "" },
  { "an expectation", LANE "Expect: a miracle\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.0 417" },
  { "an upgrade", "GET /v1/about HTTP/1.1\r\n" USUAL "Upgrade: websocket\r\n\r\n", "HTTP/1.1 400" },
  { "two Authorizations",
    "GET /v1/about HTTP/1.1\r\n" USUAL "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    "HTTP/1.1 400" },
  { "an Authorization list",
    "GET /v1/about HTTP/1.1\r\n" USUAL "Authorization: Bearer a, Bearer b\r\n\r\n",
    "HTTP/1.1 400" },
  { "two windows",
    "GET /v1/about HTTP/1.1\r\n" USUAL "Tongban-Device: window-2\r\n\r\n",
    "HTTP/1.1 400" },
  { "TRACE", "TRACE /v1/about HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 405" },
  { "OPTIONS *", "OPTIONS * HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 40" },
  { "CONNECT", "CONNECT city:80 HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 40" },
  { "a made-up method", "BREW /v1/about HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 405" },
  { "DELETE about", "DELETE /v1/about HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 405" },
  { "up the folders", "GET /v1/../../etc/passwd HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 40" },
  { "up, escaped", "GET /v1/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 40" },
  { "an escaped slash", "GET /v1/cases%2f..%2fx HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 40" },
  { "escaped twice", "GET /v1/%2561bout HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 404" },
  { "an escaped NUL", "GET /v1/about%00 HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 400" },
  { "a slash more", "GET /v1/about/ HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 404" },
  { "a prefix", "GET /v1/about/x HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 404" },
  { "the root", "GET / HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 404" },
  { "a path that is no UTF-8", "GET /v1/lanes/%ff%fe HTTP/1.1\r\n" USUAL "\r\n", "HTTP/1.1 400" },
  { "a query that is no UTF-8",
    "GET /v1/changes?after=%ff HTTP/1.1\r\n" USUAL "\r\n",
    "HTTP/1.1 400" },
  { "a parameter twice",
    "GET /v1/changes?after=0&after=1 HTTP/1.1\r\n" USUAL "\r\n",
    "HTTP/1.1 400" },
  { "a parameter without value",
    "GET /v1/changes?after HTTP/1.1\r\n" USUAL "\r\n",
    "HTTP/1.1 400" },
  { "another protocol",
    "GET /v1/changes HTTP/1.1\r\n" HOST "Tongban-Protocol: 2\r\n\r\n",
    "HTTP/1.1 426" },
  { "no protocol", "GET /v1/changes HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 426" },
  { "no HTTP", "\x16\x03\x01\x02\x01\x01\xfc\x03\x03 hello\r\n\r\n", "HTTP/1.0 400" },
  { "HTTP/0.9", "GET /v1/about\r\n\r\n", "HTTP/1.0 400" },
  { "HTTP/3.0", "GET /v1/about HTTP/3.0\r\n" USUAL "\r\n", "HTTP/1.0 505" },
};

static guint
count_answers (const char *text)
{
  guint n = 0;

  for (; (text = strstr (text, "HTTP/1.")) != NULL; text++)
    n++;

  return n;
}

static void
assert_rejection (Served *self, const char *name, const char *answer)
{
  const char *log = tb_city_server_get_log_id (self->server);
  gboolean is_good = count_answers (answer) == 1 && strstr (answer, "\r\nConnection: close\r\n") &&
                     strstr (answer, "\r\nContent-Type: application/problem+json\r\n") &&
                     strstr (answer, "\r\nTongban-Protocol: 1\r\n") && strstr (answer, log) &&
                     strstr (answer, "\"type\":\"urn:tongban:problem:") &&
                     strstr (answer, "\r\nDate: ") && !strstr (answer, "\r\nServer:") &&
                     !strstr (answer, "(still open)");

  if (!is_good)
    g_error ("%s: %s", name, answer);
}

static void
assert_alive (Served *self)
{
  g_autoptr (Answer) about = served_call (self, "GET /v1/about", NULL);

  g_assert_cmpint (about->status, ==, 200);
}

static void
test_probes (Served *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++) {
    g_autofree char *answer = served_raw (self, probes[i].bytes, -1);

    g_test_message ("%s: %.20s", probes[i].name, answer);
    if (*probes[i].answer == '\0') {
      if (*answer != '\0' && !g_str_has_prefix (answer, "HTTP/1.1 4"))
        g_error ("%s: %s", probes[i].name, answer);
    } else {
      if (!g_str_has_prefix (answer, probes[i].answer))
        g_error ("%s: %s", probes[i].name, answer);
      assert_rejection (self, probes[i].name, answer);
    }
  }
  assert_alive (self);
  /* Nothing is left of them. */
  served_wait_for (self, "tongban_connections", 0);
}

static void
assert_raw (Served *self, const char *name, GString *bytes, const char *start)
{
  g_autofree char *answer = served_raw (self, bytes->str, (gssize) bytes->len);

  if (!g_str_has_prefix (answer, start))
    g_error ("%s: %.300s", name, answer);
  g_string_free (bytes, TRUE);
  assert_alive (self);
}

static GString *
repeat (const char *start, const char *piece, guint n, const char *end)
{
  GString *text = g_string_new (start);

  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);
  g_string_append (text, end);

  return text;
}

static void
test_floods (Served *self, gconstpointer data)
{
  GString *fields = g_string_new ("GET /v1/about HTTP/1.1\r\n" USUAL);
  GString *chunks;

  for (int i = 0; i < 65; i++)
    g_string_append_printf (fields, "X-%d: y\r\n", i);
  g_string_append (fields, "\r\n");
  assert_raw (self, "65 fields", fields, "HTTP/1.1 400");
  assert_raw (self,
              "a field of 9,000 bytes",
              repeat ("GET /v1/about HTTP/1.1\r\n" USUAL "X: ", "123456789", 1000, "\r\n\r\n"),
              "HTTP/1.1 400");
  assert_raw (self,
              "33 parameters",
              repeat ("GET /v1/changes?", "a=1&", 33, " HTTP/1.1\r\n" USUAL "\r\n"),
              "HTTP/1.1 400");
  assert_raw (self,
              "headers without end",
              repeat ("GET /v1/about HTTP/1.1\r\n" USUAL, "X: 0123456789\r\n", 20000, ""),
              "");
  chunks = repeat (LANE "Transfer-Encoding: chunked\r\n\r\n",
                   "10\r\n0123456789abcdef\r\n",
                   1000,
                   "0\r\n\r\n");
  assert_raw (self, "16,000 bytes in chunks", chunks, "HTTP/1.1 413");
}

static void
test_pipeline (Served *self, gconstpointer data)
{
  g_autoptr (GString) bytes = repeat ("",
                                      "GET /v1/about HTTP/1.1\r\n" USUAL "\r\n",
                                      50,
                                      "GET /nothing HTTP/1.1\r\n" USUAL "\r\n" REST);
  g_autofree char *answer = served_raw (self, bytes->str, (gssize) bytes->len);

  /* Every answer ends its connection (tb-city-door.h): what was sent ahead goes unanswered. */
  g_assert_cmpint (count_answers (answer), ==, 1);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200"));
}

static void
test_connections (Served *self, gconstpointer data)
{
  g_autoptr (GPtrArray) sockets G_GNUC_UNUSED = served_connect_many (self, 40);
  g_autoptr (Answer) honest = served_start_call (self, served_message ("GET /v1/about", NULL));

  /* 16 are let in and hung up on when they stay idle; the rest wait their turn. */
  served_wait (honest);
  g_assert_cmpint (honest->status, ==, 200);
}

/* Half a request is hung up on soon. */
static void
set_up_impatient (Served *self, gconstpointer data)
{
  self->limits = (TbCityServerLimits){
    .header_ms = 200,
    .body_ms = 200,
    .poll_ms = 300,
    .drain_ms = 3000,
  };
  served_set_up (self, data);
}

static void
set_up_small (Served *self, gconstpointer data)
{
  self->limits = (TbCityServerLimits){
    .header_ms = 100,
    .body_ms = 100,
    .idle_ms = 100,
    .poll_ms = 300,
    .n_connections = 16,
    .drain_ms = 3000,
  };
  served_set_up (self, data);
}

/* The web server in front hands the certificate on; the city computes its name itself, over the
 * bytes 01 02 here, and takes the same name from the front that has computed it. */
static void
test_certificate (Served *self, gconstpointer data)
{
  static const char enrol[] =
      "POST /v1/lanes HTTP/1.1\r\n" HOST REQUEST_ID "Connection: close\r\n"
      "X-Client-Cert: -----BEGIN%20CERTIFICATE-----%0AAQI%3D%0A-----END%20CERTIFICATE-----%0A\r\n"
      "Content-Length: 36\r\n\r\n{\"area\":\"shenyang\",\"window\":\"03\"}   ";
  static const char bad[] =
      "GET /v1/changes?after=0 HTTP/1.1\r\n" HOST REQUEST_ID "X-Client-Cert: -----BEGIN\r\n\r\n";
  g_autofree char *name = tb_hash_sha256 ("\x01\x02", 2);
  g_autofree char *known = g_strdup_printf ("GET /v1/changes?after=0 HTTP/1.1\r\n" HOST REQUEST_ID
                                            "X-Client-Cert-SHA256: %s\r\nConnection: close\r\n\r\n",
                                            name);
  g_autofree char *enrol_answer = served_raw (self, enrol, -1);
  g_autofree char *known_answer = served_raw (self, known, -1);
  g_autofree char *bad_answer = served_raw (self, bad, -1);

  g_assert_true (g_str_has_prefix (enrol_answer, "HTTP/1.1 201"));
  g_assert_true (g_str_has_prefix (known_answer, "HTTP/1.1 200"));
  g_assert_true (g_str_has_prefix (bad_answer, "HTTP/1.1 403"));
}

#define ADD(name, set_up, test) g_test_add (name, Served, NULL, set_up, test, served_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/city/probes/every-hostile-request-gets-its-answer", set_up_impatient, test_probes);
  ADD ("/city/probes/floods-end", set_up_impatient, test_floods);
  ADD ("/city/probes/a-pipeline-is-answered-in-order-and-ends-at-a-rejection",
       set_up_impatient,
       test_pipeline);
  ADD ("/city/probes/more-connections-than-allowed-wait", set_up_small, test_connections);
  ADD ("/city/probes/a-certificate-is-read-by-the-city", served_set_up, test_certificate);

  return g_test_run ();
}
