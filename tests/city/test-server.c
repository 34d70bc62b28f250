/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

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

#define ADD(name, test) g_test_add (name, Served, NULL, served_set_up, test, served_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/city/server/about-tells-the-log-and-every-header", test_about);
  ADD ("/city/server/a-command-is-applied-and-seen-in-the-changes", test_commands);

  return g_test_run ();
}
