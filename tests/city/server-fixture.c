/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include "server-fixture.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "tb-city-rbac.h"
#include "tb-city-sessions.h"

#define REQUEST_ID "00000000-0000-7000-8000-00000000ffff"

/* The city asks for the time at the beginning of every group: a closed gate holds it there. */
static gint64
get_wall_us (gpointer data)
{
  Served *self = data;

  g_mutex_lock (&self->gate);
  g_mutex_unlock (&self->gate);

  return self->now_us;
}

static TbCitySessions *
open_sessions (Served *self, TbCityKey *key)
{
  const TbCitySessionsOptions options = {
    .folder = self->folder,
    .area = TB_AREA_SHENYANG,
    .key = key,
    .clock = &self->clock,
    .random = tb_random_system (),
    .is_cheap = TRUE,
  };
  g_autoptr (GError) error = NULL;
  TbCitySessions *sessions = tb_city_sessions_open (&options, &error);

  g_assert_no_error (error);

  return sessions;
}

static void
add_operator (Served *self)
{
  const TbCityOperator staff = { "zhang", "张三", "hall-1", 1 << TB_ROLE_STAFF };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityKey) key = tb_city_key_open (self->folder, tb_random_system (), &error);
  g_autoptr (TbCitySessions) sessions = NULL;

  g_assert_no_error (error);
  sessions = open_sessions (self, key);
  tb_city_sessions_add_operator (sessions, &staff, "a good secret", &error);
  g_assert_no_error (error);
  self->grant = tb_city_sessions_issue_grant (sessions, "zhang", "window-1", &error);
  g_assert_no_error (error);
}

static SoupSession *
new_session (const char *path)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  SoupSession *session = g_object_new (SOUP_TYPE_SESSION,
                                       "remote-connectable",
                                       address,
                                       "max-conns",
                                       512,
                                       "max-conns-per-host",
                                       512,
                                       NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);

  return session;
}

void
served_start (Served *self)
{
  g_autofree char *record = g_build_filename (self->folder, "record", NULL);
  const TbCityServerOptions options = {
    .city = {
      .folder = self->folder,
      .area = TB_AREA_SHENYANG,
      .catalogue = self->catalogue,
      .clock = &self->clock,
      .random = tb_random_system (),
      .is_demo = TRUE,
      .is_local = TRUE,
      .rules = fixture_get_rules (),
    },
    .socket_path = self->path,
    .admin_path = self->admin,
    .record_path = record,
    .front_uid = -1,
    .limits = self->limits,
  };
  g_autoptr (GError) error = NULL;

  self->server = tb_city_server_new (&options, &error);
  g_assert_no_error (error);
}

void
served_set_up (Served *self, gconstpointer data)
{
  /* Far above what a busy machine needs: a connection hung up on early would fail a test of
   * something else. */
  const TbCityServerLimits limits = {
    .header_ms = 20000,
    .body_ms = 20000,
    .poll_ms = 300,
    .drain_ms = 3000,
  };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sodium_init (), >=, 0);
  self->folder = g_dir_make_tmp ("tb-served-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "city.socket", NULL);
  self->admin = g_build_filename (self->folder, "admin.socket", NULL);
  self->now_us = G_GINT64_CONSTANT (1791600000000000);
  self->clock = (TbClock){ get_wall_us, get_wall_us, self };
  if (self->limits.header_ms == 0)
    self->limits = limits;
  self->catalogue = tb_catalogue_new (&error);
  g_assert_no_error (error);
  add_operator (self);
  served_start (self);
  self->session = new_session (self->path);
  self->admin_session = new_session (self->admin);
}

void
served_tear_down (Served *self, gconstpointer data)
{
  soup_session_abort (self->session);
  soup_session_abort (self->admin_session);
  tb_city_server_stop (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->session);
  g_clear_object (&self->admin_session);
  g_clear_object (&self->catalogue);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->admin);
  g_free (self->grant);
}

void
answer_free (Answer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_object_unref (self->message);
  g_free (self);
}

SoupMessage *
served_message (const char *line, json_t *body)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  g_autofree char *uri = g_strconcat ("http://city", words[1], NULL);
  SoupMessage *message = soup_message_new (words[0], uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_replace (headers, "Tongban-Protocol", "1");
  soup_message_headers_replace (headers, "Tongban-Request", REQUEST_ID);
  soup_message_headers_replace (headers, "Tongban-Device", "window-1");
  if (body != NULL) {
    char *text = tb_json_to_string (body);
    g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    json_decref (body);
  }

  return message;
}

static void
on_answer (GObject *session, GAsyncResult *result, gpointer data)
{
  Answer *self = data;

  self->body = soup_session_send_and_read_finish (SOUP_SESSION (session), result, NULL);
  self->status = self->body != NULL ? soup_message_get_status (self->message) : 0;
  self->is_done = TRUE;
}

static Answer *
start (SoupSession *session, SoupMessage *message)
{
  Answer *self = g_new0 (Answer, 1);

  self->message = message;
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_answer, self);

  return self;
}

Answer *
served_start_call (Served *self, SoupMessage *message)
{
  return start (self->session, message);
}

void
served_wait (Answer *answer)
{
  while (!answer->is_done)
    g_main_context_iteration (NULL, TRUE);
}

void
served_wait_for (Served *self, const char *metric, gint64 value)
{
  while (served_metric (self, metric) != value)
    g_main_context_iteration (NULL, FALSE);
}

Answer *
served_send (Served *self, SoupMessage *message)
{
  Answer *answer = start (self->session, message);

  served_wait (answer);

  return answer;
}

Answer *
served_call (Served *self, const char *line, json_t *body)
{
  return served_send (self, served_message (line, body));
}

Answer *
served_admin (Served *self, const char *method, const char *path, json_t *body)
{
  g_autofree char *line = g_strconcat (method, " ", path, NULL);
  Answer *answer = start (self->admin_session, served_message (line, body));

  served_wait (answer);

  return answer;
}

char *
answer_text (const Answer *answer)
{
  gsize n;
  const char *text = g_bytes_get_data (answer->body, &n);

  return g_strndup (text, n);
}

json_t *
answer_json (const Answer *answer)
{
  g_autofree char *text = answer_text (answer);
  g_autoptr (GError) error = NULL;
  json_t *json = tb_json_parse (text, -1, &error);

  g_assert_no_error (error);

  return json;
}

const char *
answer_header (const Answer *answer, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (answer->message), name);
}

char *
served_lane (Served *self, const char *device)
{
  SoupMessage *message =
      served_message ("POST /v1/lanes",
                      json_pack ("{s:s, s:s}", "area", "shenyang", "window", "03"));
  g_autoptr (Answer) answer = NULL;
  g_autoptr (json_t) json = NULL;

  soup_message_headers_replace (soup_message_get_request_headers (message),
                                "Tongban-Device",
                                device);
  answer = served_send (self, message);
  g_assert_cmpint (answer->status, ==, 201);
  json = answer_json (answer);

  return g_strdup (tb_json_get_string (json, "lane"));
}

json_t *
served_submit (Served *self, const char *lane, gint64 lseq, guint64 case_n)
{
  json_t *command = fixture_submit (lane, lseq, case_n, "shenyang");

  tb_json_set_string (json_object_get (command, "actor"), "grant", self->grant);
  tb_json_set_string (command, "made_at", "2026-10-10T02:40:00.000Z");

  return command;
}

SoupMessage *
served_batch (Served *self, const char *lane, json_t *command)
{
  g_autofree char *line = g_strdup_printf ("POST /v1/lanes/%s/commands", lane);

  return served_message (line, json_pack ("{s:[o]}", "commands", command));
}

gint64
served_metric (Served *self, const char *name)
{
  g_autoptr (Answer) answer = served_admin (self, "GET", "/metrics", NULL);
  g_autofree char *text = answer_text (answer);
  g_autofree char *mark = g_strdup_printf ("\n%s ", name);
  const char *found = strstr (text, mark);

  g_assert_cmpint (answer->status, ==, 200);

  return found != NULL ? g_ascii_strtoll (found + strlen (mark), NULL, 10) : -1;
}

static void
send_all (GSocket *socket, const char *bytes, gsize length)
{
  while (length > 0) {
    gssize n = g_socket_send_with_blocking (socket, bytes, length, FALSE, NULL, NULL);

    if (n > 0) {
      bytes += n;
      length -= (gsize) n;
    } else if ((g_socket_condition_check (socket, G_IO_HUP | G_IO_ERR) != 0)) {
      return;
    }
    g_main_context_iteration (NULL, FALSE);
  }
}

GPtrArray *
served_connect_many (Served *self, guint n)
{
  GPtrArray *sockets = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->path);
    GSocket *socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);

    g_assert_true (g_socket_connect (socket, address, NULL, NULL));
    g_ptr_array_add (sockets, socket);
  }

  return sockets;
}

char *
served_raw (Served *self, const char *bytes, gssize length)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->path);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
  GString *answer = g_string_new (NULL);
  gint64 end = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  char piece[4096];

  g_assert_true (g_socket_connect (socket, address, NULL, NULL));
  send_all (socket, bytes, length < 0 ? strlen (bytes) : (gsize) length);
  while (g_get_monotonic_time () < end) {
    g_autoptr (GError) error = NULL;
    gssize n = g_socket_receive_with_blocking (socket, piece, sizeof piece, FALSE, NULL, &error);

    if (n > 0)
      g_string_append_len (answer, piece, n);
    else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      return g_string_free (answer, FALSE);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (200);
  }
  g_string_append (answer, "(still open)");

  return g_string_free (answer, FALSE);
}
