/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <string.h>

#include "server-fixture.h"
#include "tb-inflate.h"

static void
set_fault (Served *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  json_t *json = tb_json_parse (text, -1, &error);
  g_autoptr (Answer) answer = NULL;

  g_assert_no_error (error);
  answer = served_admin (self, "POST", "/fault", json);
  g_assert_cmpint (answer->status, ==, 204);
}

static void
end_fault (Served *self)
{
  g_autoptr (Answer) answer = served_admin (self, "DELETE", "/fault", NULL);
  g_autoptr (Answer) about = served_call (self, "GET /v1/about", NULL);

  g_assert_cmpint (answer->status, ==, 204);
  g_assert_cmpint (about->status, ==, 200);
  g_assert_cmpstr (answer_header (about, "Tongban-Log"),
                   ==,
                   tb_city_server_get_log_id (self->server));
}

static void
submit (Served *self)
{
  g_autofree char *lane = served_lane (self, "window-1");
  g_autoptr (Answer) answer =
      served_send (self, served_batch (self, lane, served_submit (self, lane, 1, 1)));

  g_assert_cmpint (answer->status, ==, 200);
}

static void
test_down (Served *self, gconstpointer data)
{
  g_autoptr (Answer) before = served_call (self, "GET /v1/about", NULL);
  g_autoptr (Answer) answer = NULL;

  g_assert_cmpint (before->status, ==, 200);
  set_fault (self, "{\"mode\":\"down\"}");
  answer = served_call (self, "GET /v1/about", NULL);
  g_assert_cmpint (answer->status, ==, 0);
  end_fault (self);
}

static void
test_slow (Served *self, gconstpointer data)
{
  gint64 start;
  g_autoptr (Answer) answer = NULL;

  set_fault (self, "{\"mode\":\"slow\",\"ms\":150}");
  start = g_get_monotonic_time ();
  answer = served_call (self, "GET /v1/about", NULL);
  g_assert_cmpint (answer->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 149000);
  end_fault (self);
}

static void
test_captive (Served *self, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;

  set_fault (self, "{\"mode\":\"captive\"}");
  answer = served_call (self, "GET /v1/about", NULL);
  g_assert_cmpint (answer->status, ==, 200);
  g_assert_cmpstr (answer_header (answer, "Content-Type"), ==, "text/html");
  g_assert_null (answer_header (answer, "Tongban-Log"));
  end_fault (self);
}

static void
test_cut (Served *self, gconstpointer data)
{
  static const char request[] = "GET /v1/about HTTP/1.1\r\nHost: city\r\n\r\n";
  g_autofree char *whole G_GNUC_UNUSED = NULL;
  g_autofree char *part = NULL;
  const char *body;

  set_fault (self, "{\"mode\":\"cut\"}");
  part = served_raw (self, request, -1);
  g_assert_true (g_str_has_prefix (part, "HTTP/1.1 200 OK\r\n"));
  body = strstr (part, "\r\n\r\n{\"area\"");
  g_assert_nonnull (body);
  g_assert_null (strchr (body, ']'));
  end_fault (self);
}

static void
test_wrong_epoch (Served *self, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;

  set_fault (self, "{\"mode\":\"wrong-epoch\",\"path\":\"/v1/about\"}");
  answer = served_call (self, "GET /v1/about", NULL);
  g_assert_cmpint (answer->status, ==, 200);
  g_assert_cmpstr (answer_header (answer, "Tongban-Log"),
                   !=,
                   tb_city_server_get_log_id (self->server));
  end_fault (self);
}

static void
test_wrong_hash (Served *self, gconstpointer data)
{
  g_autoptr (Answer) right = NULL;
  g_autoptr (Answer) wrong = NULL;
  g_autofree char *right_text = NULL;
  g_autofree char *wrong_text = NULL;
  guint n_different = 0;

  submit (self);
  right = served_call (self, "GET /v1/changes?after=0", NULL);
  set_fault (self, "{\"mode\":\"wrong-hash\",\"path\":\"/v1/changes\"}");
  wrong = served_call (self, "GET /v1/changes?after=0", NULL);
  right_text = answer_text (right);
  wrong_text = answer_text (wrong);
  g_assert_cmpint (strlen (right_text), ==, strlen (wrong_text));
  for (gsize i = 0; right_text[i] != '\0'; i++)
    n_different += right_text[i] != wrong_text[i];
  g_assert_cmpint (n_different, ==, 1);
  end_fault (self);
}

static void
test_late (Served *self, gconstpointer data)
{
  g_autofree char *lane = served_lane (self, "window-1");
  g_autoptr (Answer) late = NULL;
  g_autoptr (Answer) batch = NULL;
  g_autoptr (json_t) json = NULL;

  set_fault (self, "{\"mode\":\"late\",\"ms\":150,\"path\":\"/v1/about\",\"count\":1}");
  late = served_start_call (self, served_message ("GET /v1/about", NULL));
  served_wait_for (self, "tongban_open_requests", 1);
  served_wait_for (self, "tongban_waiting_requests", 0);
  batch = served_send (self, served_batch (self, lane, served_submit (self, lane, 1, 1)));
  g_assert_cmpint (batch->status, ==, 200);
  g_assert_false (late->is_done);
  served_wait (late);
  json = answer_json (late);
  g_assert_cmpint (tb_json_get_int (json, "head", -1), ==, 0);
  end_fault (self);
}

static void
test_bomb (Served *self, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;
  g_autoptr (TbInflate) inflate = tb_inflate_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  gsize n;
  const guint8 *packed;

  set_fault (self, "{\"mode\":\"bomb\"}");
  answer = served_call (self, "GET /v1/changes?after=0", NULL);
  g_assert_cmpint (answer->status, ==, 200);
  g_assert_cmpstr (answer_header (answer, "Content-Encoding"), ==, "gzip");
  packed = g_bytes_get_data (answer->body, &n);
  g_assert_cmpint (n, <, 1024 * 1024);
  g_assert_false (tb_inflate_feed (inflate, packed, n, plain, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  end_fault (self);
}

static void
test_error (Served *self, gconstpointer data)
{
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) second = NULL;

  set_fault (self, "{\"mode\":\"error\",\"status\":502,\"count\":1}");
  first = served_call (self, "GET /v1/about", NULL);
  second = served_call (self, "GET /v1/about", NULL);
  g_assert_cmpint (first->status, ==, 502);
  g_assert_cmpint (second->status, ==, 200);
  end_fault (self);
}

static void
test_nonsense (Served *self, gconstpointer data)
{
  static const char *const faults[] = {
    "{\"mode\":\"fire\"}",
    "{}",
    "[]",
    "{\"mode\":\"error\",\"status\":200}",
    "{\"mode\":\"slow\",\"ms\":-1}",
    "{\"mode\":\"slow\",\"count\":0}",
    "{\"mode\":\"slow\",\"colour\":\"red\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    json_t *json = tb_json_parse (faults[i], -1, NULL);
    g_autoptr (Answer) answer = served_admin (self, "POST", "/fault", json);

    g_assert_cmpint (answer->status, ==, 422);
  }
  end_fault (self);
}

/* A fault of a city that serves real people is refused. */
static void
test_no_demo (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tb-served-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCatalogue) catalogue = tb_catalogue_new (&error);
  g_autoptr (json_t) fault = json_pack ("{s:s}", "mode", "down");
  const TbCityServerOptions options = {
    .city = {
      .folder = folder,
      .area = TB_AREA_SHENYANG,
      .catalogue = catalogue,
      .clock = tb_clock_system (),
      .random = tb_random_system (),
      .is_local = TRUE,
    },
    .front_uid = -1,
  };
  g_autoptr (TbCityServer) server = tb_city_server_new (&options, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (tb_city_server_get_base_uri (server), "http://127.0.0.1:"));
  g_assert_false (tb_city_server_set_fault (server, fault, &error));
  g_assert_error (error, TB_CITY_SERVER_ERROR, TB_CITY_SERVER_ERROR_FAULT);
  tb_city_server_stop (server);
  tb_city_server_stop (server);
  fixture_remove_folder (folder);
}

#define ADD(name, test) g_test_add (name, Served, NULL, served_set_up, test, served_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/city/faults/down-refuses-connections", test_down);
  ADD ("/city/faults/slow-takes-its-time", test_slow);
  ADD ("/city/faults/captive-shows-a-page", test_captive);
  ADD ("/city/faults/cut-ends-in-the-middle", test_cut);
  ADD ("/city/faults/wrong-epoch-names-another-log", test_wrong_epoch);
  ADD ("/city/faults/wrong-hash-changes-one-digit", test_wrong_hash);
  ADD ("/city/faults/late-answers-what-was-true-before", test_late);
  ADD ("/city/faults/bomb-is-noticed-by-the-client-s-unpacker", test_bomb);
  ADD ("/city/faults/error-counts-down", test_error);
  ADD ("/city/faults/nonsense-is-refused", test_nonsense);
  g_test_add_func ("/city/faults/none-without-the-demo", test_no_demo);

  return g_test_run ();
}
