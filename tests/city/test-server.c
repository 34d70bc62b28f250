/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "server-fixture.h"
#include "tb-inflate.h"

static void
test_about (Served *self, gconstpointer data)
{
  g_autoptr (Answer) answer = served_call (self, "GET /v1/about", NULL);
  g_autoptr (json_t) json = NULL;

  g_assert_cmpint (answer->status, ==, 200);
  json = answer_json (answer);
  g_assert_cmpstr (tb_json_get_string (json, "log_id"),
                   ==,
                   tb_city_server_get_log_id (self->server));
  g_assert_cmpstr (answer_header (answer, "Tongban-Log"),
                   ==,
                   tb_city_server_get_log_id (self->server));
  g_assert_cmpstr (answer_header (answer, "Tongban-Protocol"), ==, "1");
  g_assert_nonnull (answer_header (answer, "Date"));
  g_assert_null (answer_header (answer, "Server"));
}

static void
test_commands (Served *self, gconstpointer data)
{
  g_autofree char *lane = served_lane (self, "window-1");
  g_autoptr (Answer) answer =
      served_send (self, served_batch (self, lane, served_submit (self, lane, 1, 1)));
  g_autoptr (Answer) changes = served_call (self, "GET /v1/changes?after=0", NULL);
  g_autofree char *text = answer_text (answer);
  g_autofree char *lines = answer_text (changes);

  g_assert_cmpint (answer->status, ==, 200);
  g_assert_nonnull (strstr (text, "\"result\":\"applied\""));
  g_assert_cmpint (changes->status, ==, 200);
  g_assert_nonnull (strstr (lines, "\"n\":1,"));
  g_assert_cmpint (served_metric (self, "tongban_log_head"), ==, 1);
  g_assert_cmpint (served_metric (self, "tongban_commands_total{outcome=\"applied\"}"), ==, 1);
}

static void
test_poll_is_woken (Served *self, gconstpointer data)
{
  g_autofree char *lane = served_lane (self, "window-1");
  g_autoptr (Answer) poll =
      served_start_call (self, served_message ("GET /v1/changes?after=0&wait=20", NULL));
  g_autoptr (Answer) answer = NULL;
  g_autofree char *text = NULL;

  served_wait_for (self, "tongban_parked_polls", 1);
  answer = served_send (self, served_batch (self, lane, served_submit (self, lane, 1, 1)));
  g_assert_cmpint (answer->status, ==, 200);
  served_wait (poll);
  text = answer_text (poll);
  g_assert_cmpint (poll->status, ==, 200);
  g_assert_nonnull (strstr (text, "\"n\":1,"));
  g_assert_cmpint (served_metric (self, "tongban_parked_polls"), ==, 0);
}

/* The other areas' windows sleep on. */
static void
test_poll_ends (Served *self, gconstpointer data)
{
  g_autofree char *lane G_GNUC_UNUSED = served_lane (self, "window-1");
  g_autoptr (Answer) poll = served_call (self, "GET /v1/changes?after=0&wait=20", NULL);
  g_autofree char *text = answer_text (poll);

  g_assert_cmpint (poll->status, ==, 200);
  g_assert_true (g_str_has_prefix (text, "{\"cursor\""));
}

static void
test_poll_is_replaced (Served *self, gconstpointer data)
{
  g_autofree char *lane G_GNUC_UNUSED = served_lane (self, "window-1");
  g_autoptr (Answer) older =
      served_start_call (self, served_message ("GET /v1/changes?after=0&wait=20", NULL));
  g_autoptr (Answer) newer = NULL;

  served_wait_for (self, "tongban_parked_polls", 1);
  newer = served_start_call (self, served_message ("GET /v1/changes?after=0&wait=20", NULL));
  served_wait (older);
  g_assert_cmpint (older->status, ==, 200);
  g_assert_false (newer->is_done);
  served_wait (newer);
  g_assert_cmpint (newer->status, ==, 200);
}

#define N_CLIENTS 32

static void
test_group_commit (Served *self, gconstpointer data)
{
  Answer *answers[N_CLIENTS];
  g_autoptr (Answer) first = NULL;
  char *lanes[N_CLIENTS];

  for (int i = 0; i < N_CLIENTS; i++)
    lanes[i] = served_lane (self, "window-1");

  g_mutex_lock (&self->gate);
  first = served_start_call (self, served_message ("GET /v1/about", NULL));
  for (int i = 0; i < N_CLIENTS; i++)
    answers[i] =
        served_start_call (self,
                           served_batch (self,
                                         lanes[i],
                                         served_submit (self, lanes[i], 1, (guint64) i + 1)));
  served_wait_for (self, "tongban_open_requests", N_CLIENTS + 1);
  g_mutex_unlock (&self->gate);

  served_wait (first);
  for (int i = 0; i < N_CLIENTS; i++) {
    served_wait (answers[i]);
    g_assert_cmpint (answers[i]->status, ==, 200);
    answer_free (answers[i]);
    g_free (lanes[i]);
  }
  g_assert_cmpint (served_metric (self, "tongban_batches_total"), ==, N_CLIENTS);
  g_assert_cmpint (served_metric (self, "tongban_log_head"), ==, N_CLIENTS);
  g_assert_cmpint (served_metric (self, "tongban_commit_groups_total"), <=, 2);
}

static gboolean
open_gate (gpointer gate)
{
  g_mutex_unlock (gate);

  return G_SOURCE_REMOVE;
}

static void
test_stop_answers (Served *self, gconstpointer data)
{
  g_autofree char *lane = served_lane (self, "window-1");
  g_autoptr (Answer) poll =
      served_start_call (self, served_message ("GET /v1/changes?after=0&wait=20", NULL));
  g_autoptr (Answer) batch = NULL;
  g_autoptr (Answer) late = NULL;

  served_wait_for (self, "tongban_parked_polls", 1);
  g_mutex_lock (&self->gate);
  batch = served_start_call (self, served_batch (self, lane, served_submit (self, lane, 1, 1)));
  served_wait_for (self, "tongban_open_requests", 2);
  g_idle_add (open_gate, &self->gate);
  tb_city_server_stop (self->server);

  served_wait (batch);
  served_wait (poll);
  g_assert_cmpint (batch->status, ==, 200);
  g_assert_cmpint (poll->status, ==, 200);
  late = served_call (self, "GET /v1/about", NULL);
  g_assert_cmpint (late->status, ==, 0);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));

  g_clear_object (&self->server);
  served_start (self);
  g_assert_cmpint (served_metric (self, "tongban_log_head"), ==, 1);
}

#define N_WAITING 100

static void
test_load_is_shed (Served *self, gconstpointer data)
{
  g_autofree char *lane = served_lane (self, "window-1");
  Answer *waiting[N_WAITING + 1];
  g_autoptr (Answer) snapshot = NULL;
  g_autoptr (Answer) batch = NULL;

  g_mutex_lock (&self->gate);
  for (int i = 0; i <= N_WAITING; i++) {
    waiting[i] = served_start_call (self, served_message ("GET /v1/about", NULL));
    /* The first is with the city, the others wait. */
    served_wait_for (self, "tongban_open_requests", i + 1);
    served_wait_for (self, "tongban_waiting_requests", i);
  }
  snapshot = served_call (self, "GET /v1/snapshot", NULL);
  batch = served_start_call (self, served_batch (self, lane, served_submit (self, lane, 1, 1)));
  served_wait_for (self, "tongban_open_requests", N_WAITING + 2);
  g_mutex_unlock (&self->gate);

  g_assert_cmpint (snapshot->status, ==, 503);
  g_assert_cmpstr (answer_header (snapshot, "Retry-After"), ==, "1");
  g_assert_cmpstr (answer_header (snapshot, "Content-Type"), ==, "application/problem+json");
  g_assert_cmpstr (answer_header (snapshot, "Tongban-Log"),
                   ==,
                   tb_city_server_get_log_id (self->server));
  for (int i = 0; i <= N_WAITING; i++) {
    served_wait (waiting[i]);
    g_assert_cmpint (waiting[i]->status, ==, 200);
    answer_free (waiting[i]);
  }
  served_wait (batch);
  g_assert_cmpint (batch->status, ==, 200);
}

static char *
unpack (const Answer *answer)
{
  g_autoptr (TbInflate) inflate = tb_inflate_new ();
  GByteArray *plain = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  gsize n;
  const guint8 *packed = g_bytes_get_data (answer->body, &n);

  tb_inflate_feed (inflate, packed, n, plain, &error);
  g_assert_no_error (error);
  g_assert_true (tb_inflate_is_whole (inflate));
  g_byte_array_append (plain, (const guint8 *) "", 1);

  return (char *) g_byte_array_free (plain, FALSE);
}

static void
test_gzip (Served *self, gconstpointer data)
{
  g_autofree char *lane = served_lane (self, "window-1");
  SoupMessage *message = served_message ("GET /v1/changes?after=0", NULL);
  g_autoptr (Answer) packed = NULL;
  g_autoptr (Answer) plain = NULL;
  g_autofree char *packed_text = NULL;
  g_autofree char *plain_text = NULL;

  for (int i = 1; i <= 4; i++) {
    g_autoptr (Answer) answer =
        served_send (self, served_batch (self, lane, served_submit (self, lane, i, (guint64) i)));

    g_assert_cmpint (answer->status, ==, 200);
  }
  soup_message_headers_replace (soup_message_get_request_headers (message),
                                "Accept-Encoding",
                                "gzip");
  packed = served_send (self, message);
  plain = served_call (self, "GET /v1/changes?after=0", NULL);

  g_assert_cmpstr (answer_header (packed, "Content-Encoding"), ==, "gzip");
  g_assert_null (answer_header (plain, "Content-Encoding"));
  packed_text = unpack (packed);
  plain_text = answer_text (plain);
  g_assert_cmpint (strlen (plain_text), >, 1024);
  g_assert_cmpint (g_bytes_get_size (packed->body), <, strlen (plain_text));
  g_assert_cmpstr (packed_text, ==, plain_text);
}

/* libsoup's server keeps for ever what a client closes between two requests, or before one. */
static void
test_connections_are_given_back (Served *self, gconstpointer data)
{
  for (int i = 0; i < 5; i++) {
    g_autoptr (Answer) answer = served_call (self, "GET /v1/about", NULL);

    g_assert_cmpint (answer->status, ==, 200);
    g_assert_cmpstr (answer_header (answer, "Connection"), ==, "close");
  }
  served_wait_for (self, "tongban_connections", 0);
}

static void
test_protocol (Served *self, gconstpointer data)
{
  SoupMessage *message = served_message ("GET /v1/changes?after=0", NULL);
  g_autoptr (Answer) answer = NULL;

  soup_message_headers_replace (soup_message_get_request_headers (message),
                                "Tongban-Protocol",
                                "2");
  answer = served_send (self, message);
  g_assert_cmpint (answer->status, ==, 426);
  g_assert_cmpstr (answer_header (answer, "Tongban-Protocol"), ==, "1");
  g_assert_cmpstr (answer_header (answer, "Connection"), ==, "close");
}

static json_t *
new_sign_in (const char *secret)
{
  return json_pack ("{s:s, s:s, s:s}", "operator", "zhang", "secret", secret, "window", "03");
}

static void
test_sign_in (Served *self, gconstpointer data)
{
  g_autoptr (Answer) wrong = served_call (self, "POST /v1/session", new_sign_in ("another one"));
  g_autoptr (Answer) right = served_call (self, "POST /v1/session", new_sign_in ("a good secret"));
  g_autoptr (json_t) json = NULL;

  g_assert_cmpint (wrong->status, ==, 401);
  g_assert_cmpint (right->status, ==, 200);
  json = answer_json (right);
  g_assert_nonnull (tb_json_get_string (json, "token"));
}

static void
test_admin (Served *self, gconstpointer data)
{
  g_autoptr (Answer) health = served_admin (self, "GET", "/healthz", NULL);
  g_autoptr (Answer) ready = served_admin (self, "GET", "/readyz", NULL);
  g_autoptr (Answer) nothing = served_admin (self, "GET", "/v1/about", NULL);
  g_autoptr (Answer) outside = served_call (self, "GET /metrics", NULL);
  GStatBuf info;

  g_assert_cmpint (health->status, ==, 200);
  g_assert_cmpint (ready->status, ==, 200);
  g_assert_cmpint (nothing->status, ==, 404);
  g_assert_cmpint (outside->status, ==, 404);
  g_assert_cmpint (g_stat (self->admin, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (self->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0660);
}

static void
test_record (Served *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "record", NULL);
  g_autofree char *text = NULL;
  g_autoptr (Answer) answer = served_call (self, "GET /v1/changes?after=0", NULL);
  g_autoptr (json_t) line = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  line = tb_json_parse (text, (gssize) strcspn (text, "\n"), NULL);
  g_assert_cmpstr (tb_json_get_string (line, "method"), ==, "GET");
  g_assert_cmpstr (tb_json_get_string (line, "path"), ==, "/v1/changes");
  g_assert_cmpint (tb_json_get_int (line, "status", 0), ==, answer->status);
  g_assert_cmpstr (tb_json_get_string (tb_json_get_object (line, "query"), "after"), ==, "0");
}

static void
test_folder_is_taken (Served *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "other", NULL);
  const TbCityServerOptions options = {
    .city = {
      .folder = self->folder,
      .area = TB_AREA_SHENYANG,
      .catalogue = self->catalogue,
      .clock = tb_clock_system (),
      .random = tb_random_system (),
      .is_demo = TRUE,
    },
    .socket_path = path,
    .front_uid = -1,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityServer) other = tb_city_server_new (&options, &error);

  g_assert_null (other);
  g_assert_error (error, TB_CITY_SERVER_ERROR, TB_CITY_SERVER_ERROR_BUSY);
}

#define ADD(name, test) g_test_add (name, Served, NULL, served_set_up, test, served_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/city/server/about-tells-the-log-and-every-header", test_about);
  ADD ("/city/server/a-command-is-applied-and-seen-in-the-changes", test_commands);
  ADD ("/city/server/a-long-poll-is-woken-by-a-commit", test_poll_is_woken);
  ADD ("/city/server/a-long-poll-ends-as-if-it-had-not-waited", test_poll_ends);
  ADD ("/city/server/a-newer-long-poll-replaces-the-window-s-older-one", test_poll_is_replaced);
  ADD ("/city/server/32-batches-that-wait-are-committed-together", test_group_commit);
  ADD ("/city/server/a-stop-answers-what-is-under-way", test_stop_answers);
  ADD ("/city/server/a-snapshot-is-shed-before-a-command", test_load_is_shed);
  ADD ("/city/server/long-answers-are-packed-for-those-who-ask", test_gzip);
  ADD ("/city/server/connections-are-given-back", test_connections_are_given_back);
  ADD ("/city/server/another-protocol-is-told-which-one-is-spoken", test_protocol);
  ADD ("/city/server/an-operator-signs-in", test_sign_in);
  ADD ("/city/server/administrators-ask-at-a-door-of-their-own", test_admin);
  ADD ("/city/server/exchanges-are-recorded", test_record);
  ADD ("/city/server/a-served-folder-is-taken", test_folder_is_taken);

  return g_test_run ();
}
