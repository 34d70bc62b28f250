/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-city-client.h"

#include <string.h>
#include <zlib.h>

#include "stub-city.h"
#include "tb-hash.h"

#define SHA "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" /* of "hello" */

static const TbCityTimeouts short_timeouts = {
  .connect_ms = 2000,
  .header_ms = 250,
  .idle_ms = 250,
  .poll_ms = 80,
};

typedef void (*Misbehaviour) (StubReply *reply);

typedef struct {
  StubCity *city;
  TbCityClient *client;
  GAsyncResult *result;
  GString *lines; /* what lines_cb was given */
  Misbehaviour behave;
  guint have; /* of an attachment */
} Fixture;

static TbCityClient *
new_client (const char *base, const char *ca_file, GError **error)
{
  TbCityClientOptions options = {
    .area = TB_AREA_BENXI,
    .base = base,
    .device = "window-3",
    .ca_file = ca_file,
    .timeouts = &short_timeouts,
    .clock = tb_clock_system (),
    .random = tb_random_system (),
  };

  return tb_city_client_new (&options, error);
}

static void
fixture_init (Fixture *fixture, StubHandler handler)
{
  g_autoptr (GError) error = NULL;

  *fixture = (Fixture){ .lines = g_string_new (NULL) };
  fixture->city = stub_city_new (handler, fixture);
  fixture->client = new_client (stub_city_get_base (fixture->city), NULL, &error);
  g_assert_no_error (error);
}

static void
fixture_clear (Fixture *fixture)
{
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->client);
  stub_city_free (fixture->city);
  g_string_free (fixture->lines, TRUE);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->result = g_object_ref (result);
}

static TbCityAnswer *
finish (Fixture *fixture, GError **error)
{
  TbCityAnswer *answer;

  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = tb_city_client_finish (fixture->client, fixture->result, error);
  g_clear_object (&fixture->result);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return answer;
}

static TbCityAnswer *
about (Fixture *fixture, GError **error)
{
  tb_city_client_about_async (fixture->client, NULL, keep_result_cb, fixture);

  return finish (fixture, error);
}

static gboolean
lines_cb (const char *log_id, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Fixture *fixture = user_data;

  g_assert_cmpstr (log_id, ==, STUB_LOG);
  g_assert_cmpint (bytes[length - 1], ==, '\n');
  g_string_append_len (fixture->lines, bytes, (gssize) length);

  return TRUE;
}

static TbCityAnswer *
changes (Fixture *fixture, guint wait_s, GError **error)
{
  TbCityPage page = {
    .log_id = STUB_LOG,
    .h = TB_HASH_CHAIN_START,
    .limit = 10,
    .wait_s = wait_s,
    .lines = lines_cb,
    .lines_data = fixture,
  };

  tb_city_client_changes_async (fixture->client, &page, NULL, keep_result_cb, fixture);

  return finish (fixture, error);
}

#define ABOUT "{\"area\":\"benxi\",\"head\":7,\"now\":\"2026-10-10T02:34:56.789Z\",\"new\":[1]}"

static void
good_about_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_cmpstr (request->target, ==, "/v1/about");
  g_assert_nonnull (strstr (request->head, "Tongban-Protocol: 1\r\n"));
  g_assert_nonnull (strstr (request->head, "Tongban-Request: "));
  g_assert_nonnull (strstr (request->head, "Tongban-Device: window-3\r\n"));
  g_assert_nonnull (strstr (request->head, "Accept-Encoding: gzip\r\n"));
  g_assert_null (strstr (request->head, "Authorization"));
  g_assert_null (strstr (request->head, "Cookie"));
  stub_reply_city (reply, 200, "application/json; charset=utf-8", "", ABOUT);
}

static void
test_an_answer_says_which_history_it_belongs_to (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture;

  fixture_init (&fixture, good_about_cb);
  answer = about (&fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer->log_id, ==, STUB_LOG);
  g_assert_cmpint (tb_json_get_int (answer->json, "head", 0), ==, 7);
  g_assert_nonnull (tb_json_get_array (answer->json, "new"));
  g_assert_cmpint (answer->city_us, ==, G_GINT64_CONSTANT (1791599696789000));
  fixture_clear (&fixture);
}

static void
captive_portal (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n"
                  "<html>hotel</html>\n\n");
}

static void
json_portal (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
                  "{}");
}

static void
redirect (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 302 Found\r\nLocation: http://localhost/v1/elsewhere\r\n"
                  "Content-Length: 0\r\n\r\n");
}

static void
no_http (StubReply *reply)
{
  stub_reply_raw (reply, "SSH-2.0-OpenSSH_9.2\r\n");
}

static void
silence (StubReply *reply)
{
  reply->hangs = TRUE;
}

static void
slow_header (StubReply *reply)
{
  stub_reply_raw (reply, "HTTP/1.1 200 OK\r\nContent-Ty");
  reply->hangs = TRUE;
}

static void
slow_body (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTongban-Log: " STUB_LOG
                  "\r\nTongban-Protocol: 1\r\nContent-Length: 9000\r\n\r\n{\"area\":");
  reply->hangs = TRUE;
}

static void
cut_body (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTongban-Log: " STUB_LOG
                  "\r\nTongban-Protocol: 1\r\nContent-Length: 9000\r\n\r\n{\"area\":");
}

static void
duplicate_keys (StubReply *reply)
{
  stub_reply_city (reply, 200, "application/json", "", "{\"head\":1,\"head\":2}");
}

static void
too_deep (StubReply *reply)
{
  stub_reply_city (reply,
                   200,
                   "application/json",
                   "",
                   "[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]");
}

static void
append_packed (StubReply *reply, gsize n_zeros)
{
  g_autofree guint8 *zeros = g_malloc0 (n_zeros);
  g_autofree guint8 *packed = g_malloc (n_zeros);
  g_autofree char *head = NULL;
  z_stream stream = { .next_in = zeros,
                      .avail_in = (uInt) n_zeros,
                      .next_out = packed,
                      .avail_out = (uInt) n_zeros };

  g_assert_cmpint (deflateInit2 (&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
  head =
      g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTongban-Log: " STUB_LOG
                       "\r\nTongban-Protocol: 1\r\nContent-Encoding: gzip\r\n"
                       "Content-Length: %lu\r\n\r\n",
                       stream.total_out);
  stub_reply_raw (reply, head);
  g_byte_array_append (reply->raw, packed, (guint) stream.total_out);
  deflateEnd (&stream);
}

static void
gzip_bomb (StubReply *reply)
{
  append_packed (reply, 8 * 1024 * 1024);
}

static void
broken_gzip (StubReply *reply)
{
  stub_reply_city (reply, 200, "application/json", "Content-Encoding: gzip\r\n", "not packed");
}

static void
too_long (StubReply *reply)
{
  g_autofree char *body = g_strnfill (17 * 1024 * 1024, ' ');

  stub_reply_city (reply, 200, "application/json", "", body);
}

static void
signed_out (StubReply *reply)
{
  stub_reply_problem (reply, "signed-out", "WWW-Authenticate: Basic realm=\"x\"\r\n");
}

static void
too_many (StubReply *reply)
{
  stub_reply_problem (reply, "too-many", "Retry-After: 120\r\n");
}

static void
protocol_version (StubReply *reply)
{
  stub_reply_problem (reply, "protocol-version", "");
}

static void
bad_gateway (StubReply *reply)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n"
                  "502\n");
}

static const struct {
  const char *name;
  Misbehaviour behave;
  TbCityError expected;
  guint retry_after_s;
} misbehaviours[] = {
  { "a captive portal", captive_portal, TB_CITY_ERROR_UNREACHABLE, 0 },
  { "a portal that speaks JSON", json_portal, TB_CITY_ERROR_UNREACHABLE, 0 },
  { "a redirect", redirect, TB_CITY_ERROR_UNREACHABLE, 0 },
  { "another protocol", no_http, TB_CITY_ERROR_UNREACHABLE, 0 },
  { "silence", silence, TB_CITY_ERROR_UNREACHABLE, 0 },
  { "half a header", slow_header, TB_CITY_ERROR_UNREACHABLE, 0 },
  { "half a body", slow_body, TB_CITY_ERROR_UNREACHABLE, 0 },
  { "a cut body", cut_body, TB_CITY_ERROR_UNREACHABLE, 0 },
  { "a member twice", duplicate_keys, TB_CITY_ERROR_PROTOCOL, 0 },
  { "a deep nest", too_deep, TB_CITY_ERROR_PROTOCOL, 0 },
  { "a gzip bomb", gzip_bomb, TB_CITY_ERROR_PROTOCOL, 0 },
  { "broken gzip", broken_gzip, TB_CITY_ERROR_PROTOCOL, 0 },
  { "an endless answer", too_long, TB_CITY_ERROR_PROTOCOL, 0 },
  { "401", signed_out, TB_CITY_ERROR_SIGNED_OUT, 0 },
  { "429", too_many, TB_CITY_ERROR_RETRY, 120 },
  { "426", protocol_version, TB_CITY_ERROR_STOP_LANE, 0 },
  { "502 of a proxy", bad_gateway, TB_CITY_ERROR_RETRY, 0 },
};

static void
misbehave_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;

  fixture->behave (reply);
}

/* The client closes what it has given up, rather than leaving it open in silence. */
static void
wait_for_closed_connections (Fixture *fixture)
{
  gint64 until_us = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;

  while (stub_city_get_n_open (fixture->city) > 0 && g_get_monotonic_time () < until_us)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (stub_city_get_n_open (fixture->city), ==, 0);
}

static void
test_every_misbehaviour_has_its_error (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (misbehaviours); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TbCityAnswer) answer = NULL;
    Fixture fixture;

    g_test_message ("%s", misbehaviours[i].name);
    fixture_init (&fixture, misbehave_cb);
    fixture.behave = misbehaviours[i].behave;
    answer = about (&fixture, &error);
    g_assert_null (answer);
    g_assert_error (error, TB_CITY_ERROR, (int) misbehaviours[i].expected);
    g_assert_cmpuint (tb_city_error_get_problem (error)->retry_after_s,
                      ==,
                      misbehaviours[i].retry_after_s);
    /* Neither a redirect nor a demand for a password was followed. */
    g_assert_cmpuint (stub_city_get_n_requests (fixture.city), ==, 1);
    wait_for_closed_connections (&fixture);
    fixture_clear (&fixture);
  }
}

#define LINE1   "{\"n\":1,\"h\":\"x\",\"entry\":{}}\n"
#define LINE2   "{\"n\":2,\"h\":\"y\",\"entry\":{}}\n"
#define TRAILER "{\"cursor\":{\"seq\":2},\"more\":false}\n"

static void
good_page_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  g_assert_cmpstr (request->target,
                   ==,
                   "/v1/changes?log=" STUB_LOG "&after=0&h=" TB_HASH_CHAIN_START
                   "&limit=10&wait=0");
  stub_reply_city (reply, 200, STUB_NDJSON, "", LINE1 LINE2 TRAILER);
}

static void
test_a_page_is_handed_over_in_whole_lines (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture;

  fixture_init (&fixture, good_page_cb);
  answer = changes (&fixture, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture.lines->str, ==, LINE1 LINE2 TRAILER);
  fixture_clear (&fixture);
}

static void
cut_page_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  stub_reply_raw (reply,
                  "HTTP/1.1 200 OK\r\nContent-Type: " STUB_NDJSON "\r\nTongban-Log: " STUB_LOG
                  "\r\nTongban-Protocol: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "50\r\n" LINE1 LINE2 "{\"n\":3,\"h");
}

static void
test_the_whole_lines_of_a_cut_page_are_kept (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture;

  fixture_init (&fixture, cut_page_cb);
  answer = changes (&fixture, 0, &error);
  g_assert_error (error, TB_CITY_ERROR, TB_CITY_ERROR_UNREACHABLE);
  g_assert_cmpstr (fixture.lines->str, ==, LINE1 LINE2);
  fixture_clear (&fixture);
}

static void
html_page_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  stub_reply_city (reply, 200, "text/html", "", LINE1);
}

static void
test_a_page_of_another_type_is_not_handed_over (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture;

  fixture_init (&fixture, html_page_cb);
  answer = changes (&fixture, 0, &error);
  g_assert_error (error, TB_CITY_ERROR, TB_CITY_ERROR_UNREACHABLE);
  g_assert_cmpuint (fixture.lines->len, ==, 0);
  fixture_clear (&fixture);
}

static void
late_page_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  /* Longer than the header's timeout, shorter than the wait that was asked for. */
  reply->delay_ms = 2 * short_timeouts.header_ms;
  stub_reply_city (reply, 200, STUB_NDJSON, "", TRAILER);
}

static void
test_a_long_poll_may_take_its_time (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) late = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture;

  fixture_init (&fixture, late_page_cb);
  answer = changes (&fixture, 1, &error);
  g_assert_no_error (error);
  g_assert_null (changes (&fixture, 0, &late));
  g_assert_error (late, TB_CITY_ERROR, TB_CITY_ERROR_UNREACHABLE);
  wait_for_closed_connections (&fixture);
  fixture_clear (&fixture);
}

static void
test_a_cancelled_call_stays_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture;

  fixture_init (&fixture, misbehave_cb);
  fixture.behave = silence;
  tb_city_client_about_async (fixture.client, cancellable, keep_result_cb, &fixture);
  while (stub_city_get_n_requests (fixture.city) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  answer = finish (&fixture, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_for_closed_connections (&fixture);
  fixture_clear (&fixture);
}

#define COMMANDS "{\"commands\":[{\"b\":1,\"a\":\"\xe7\x8e\x8b\"}]}"

static void
commands_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  g_assert_cmpstr (request->target, ==, "/v1/lanes/l-1/commands");
  g_assert_cmpmem (request->body, request->length, COMMANDS, strlen (COMMANDS));
  stub_reply_city (reply, 200, "application/json", "", "{\"outcomes\":[]}");
}

static void
test_commands_travel_byte_for_byte (void)
{
  g_autoptr (GBytes) body = g_bytes_new_static (COMMANDS, strlen (COMMANDS));
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture;

  fixture_init (&fixture, commands_cb);
  tb_city_client_commands_async (fixture.client, "l-1", body, NULL, keep_result_cb, &fixture);
  answer = finish (&fixture, &error);
  g_assert_no_error (error);
  fixture_clear (&fixture);
}

static void
query_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  g_assert_cmpstr (request->target, ==, "/v1/queries/persons");
  g_assert_nonnull (strstr (request->head, "Tongban-Purpose: reason:walk-in\r\n"));
  g_assert_nonnull (strstr (request->head, "Authorization: Bearer t-1\r\n"));
  g_assert_null (strstr (request->head, "210102199003076657"));
  g_assert_nonnull (g_strstr_len (request->body, (gssize) request->length, "210102199003076657"));
  stub_reply_city (reply, 200, "application/json", "", "{\"rows\":[]}");
}

static void
test_personal_data_travels_in_the_body_only (void)
{
  g_autoptr (json_t) criteria = json_pack ("{s:s}", "id_no", "210102199003076657");
  TbCityQuery query = { .name = "persons", .criteria = criteria, .purpose = "reason:walk-in" };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture;

  fixture_init (&fixture, query_cb);
  tb_city_client_set_token (fixture.client, "t-1");
  tb_city_client_query_async (fixture.client, &query, NULL, keep_result_cb, &fixture);
  answer = finish (&fixture, &error);
  g_assert_no_error (error);
  fixture_clear (&fixture);
}

#define BLOB_SIZE (1200 * 1024)

/* Has the first 100,000 bytes of a broken upload, and takes what comes. */
static void
blob_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *have = NULL;
  g_autofree char *range = NULL;

  if (strcmp (request->method, "HEAD") == 0) {
    fixture->have = 100000;
    stub_reply_raw (reply,
                    "HTTP/1.1 404 Stub\r\nTongban-Log: " STUB_LOG "\r\nTongban-Protocol: 1\r\n"
                    "Tongban-Have: 100000\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return;
  }
  range = g_strdup_printf ("Content-Range: bytes %u-%u/%u\r\n",
                           fixture->have,
                           (guint) (fixture->have + request->length - 1),
                           BLOB_SIZE);
  g_assert_nonnull (strstr (request->head, range));
  fixture->have += (guint) request->length;
  have = g_strdup_printf ("Tongban-Have: %u\r\n", fixture->have);
  stub_reply_city (reply, fixture->have == BLOB_SIZE ? 201 : 202, "text/plain", have, "");
}

static void
test_an_upload_goes_on_where_it_broke_off (void)
{
  g_autoptr (GBytes) blob = g_bytes_new_take (g_malloc0 (BLOB_SIZE), BLOB_SIZE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture;

  fixture_init (&fixture, blob_cb);
  tb_city_client_put_blob_async (fixture.client, SHA, blob, NULL, keep_result_cb, &fixture);
  answer = finish (&fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture.have, ==, BLOB_SIZE);
  g_assert_cmpuint (stub_city_get_n_requests (fixture.city), ==, 4);
  fixture_clear (&fixture);
}

static void
hello_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;

  stub_reply_city (reply,
                   200,
                   "application/octet-stream",
                   "",
                   fixture->have == 0 ? "hello" : "hellO");
}

static void
test_an_attachment_that_is_not_itself_is_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) good = NULL;
  g_autoptr (TbCityAnswer) bad = NULL;
  Fixture fixture;

  fixture_init (&fixture, hello_cb);
  tb_city_client_get_blob_async (fixture.client, SHA, NULL, keep_result_cb, &fixture);
  good = finish (&fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (good->bytes), ==, 5);

  fixture.have = 1;
  tb_city_client_get_blob_async (fixture.client, SHA, NULL, keep_result_cb, &fixture);
  bad = finish (&fixture, &error);
  g_assert_error (error, TB_CITY_ERROR, TB_CITY_ERROR_PROTOCOL);
  fixture_clear (&fixture);
}

static void
test_plain_http_is_for_this_machine_only (void)
{
  static const struct {
    const char *base;
    gboolean is_allowed;
  } cases[] = {
    { "https://city.example/v1", TRUE },    { "http://127.0.0.1:8080/v1", TRUE },
    { "http://localhost:8080/v1", TRUE },   { "http://[::1]:8080/v1", TRUE },
    { "unix:/run/city.sock", TRUE },        { "http://city.example/v1", FALSE },
    { "http://10.0.0.7/v1", FALSE },        { "http://localhost.evil.example/v1", FALSE },
    { "ftp://city.example/v1", FALSE },     { "https://city.example/v2", FALSE },
    { "https://city.example/v1?a", FALSE }, { "city.example", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TbCityClient) client = new_client (cases[i].base, NULL, &error);

    g_assert_cmpint (client != NULL, ==, cases[i].is_allowed);
    g_assert_cmpint (error == NULL, ==, cases[i].is_allowed);
  }
}

static void
expect_failure (const char *base, const char *ca_file, TbCityError expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture = { 0 };

  fixture.client = new_client (base, ca_file, &error);
  g_assert_no_error (error);
  answer = about (&fixture, &error);
  g_assert_error (error, TB_CITY_ERROR, (int) expected);
  g_object_unref (fixture.client);
}

static void
test_nobody_there_is_unreachable (void)
{
  expect_failure ("http://127.0.0.1:9/v1", NULL, TB_CITY_ERROR_UNREACHABLE);
  expect_failure ("https://no-such-city.invalid/v1", NULL, TB_CITY_ERROR_UNREACHABLE);
  expect_failure ("unix:/nonexistent/city.sock", NULL, TB_CITY_ERROR_UNREACHABLE);
}

static void
test_a_certificate_of_another_authority_is_its_own_error (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate =
      g_tls_certificate_new_from_files (TB_TEST_DATA "/city-cert.pem",
                                        TB_TEST_DATA "/city-key.pem",
                                        &error);
  g_autoptr (StubCity) city = NULL;
  g_autoptr (TbCityAnswer) answer = NULL;
  Fixture fixture = { 0 };

  g_assert_no_error (error);
  city = stub_city_new_tls (certificate, good_about_cb, NULL);
  expect_failure (stub_city_get_base (city),
                  TB_TEST_DATA "/other-authority.pem",
                  TB_CITY_ERROR_CERTIFICATE);
  g_assert_cmpuint (stub_city_get_n_requests (city), ==, 0);

  fixture.client = new_client (stub_city_get_base (city), TB_TEST_DATA "/city-cert.pem", &error);
  g_assert_no_error (error);
  answer = about (&fixture, &error);
  g_assert_no_error (error);
  g_object_unref (fixture.client);
}

#define ADD(path, function) g_test_add_func ("/wire/city-client/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("an-answer-says-which-history-it-belongs-to",
       test_an_answer_says_which_history_it_belongs_to);
  ADD ("every-misbehaviour-has-its-error", test_every_misbehaviour_has_its_error);
  ADD ("a-page-is-handed-over-in-whole-lines", test_a_page_is_handed_over_in_whole_lines);
  ADD ("the-whole-lines-of-a-cut-page-are-kept", test_the_whole_lines_of_a_cut_page_are_kept);
  ADD ("a-page-of-another-type-is-not-handed-over", test_a_page_of_another_type_is_not_handed_over);
  ADD ("a-long-poll-may-take-its-time", test_a_long_poll_may_take_its_time);
  ADD ("a-cancelled-call-stays-cancelled", test_a_cancelled_call_stays_cancelled);
  ADD ("commands-travel-byte-for-byte", test_commands_travel_byte_for_byte);
  ADD ("personal-data-travels-in-the-body-only", test_personal_data_travels_in_the_body_only);
  ADD ("an-upload-goes-on-where-it-broke-off", test_an_upload_goes_on_where_it_broke_off);
  ADD ("an-attachment-that-is-not-itself-is-refused",
       test_an_attachment_that_is_not_itself_is_refused);
  ADD ("plain-http-is-for-this-machine-only", test_plain_http_is_for_this_machine_only);
  ADD ("nobody-there-is-unreachable", test_nobody_there_is_unreachable);
  ADD ("a-certificate-of-another-authority-is-its-own-error",
       test_a_certificate_of_another_authority_is_its_own_error);

  return g_test_run ();
}
