/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-bench"

#include "config.h"

#include "bench-sketch.h"

#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>
#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench-lib.h"

#define ANSWER "{\"outcomes\":[{\"result\":\"applied\"}]}"

typedef struct {
  sqlite3 *db;
  sqlite3_stmt *insert;
  GPtrArray *posts;
  GPtrArray *waiting;
  guint flush;
} Sketch;

static void
answer (gpointer data, gpointer unused)
{
  SoupServerMessage *message = data;

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message,
                                    "application/json",
                                    SOUP_MEMORY_STATIC,
                                    ANSWER,
                                    sizeof ANSWER - 1);
  soup_server_message_unpause (message);
}

static void
insert (gpointer data, gpointer user_data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (data);
  Sketch *self = user_data;

  sqlite3_bind_text (self->insert, 1, body->data, (int) body->length, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (self->insert), ==, SQLITE_DONE);
  sqlite3_reset (self->insert);
}

static gboolean
flush_cb (gpointer data)
{
  Sketch *self = data;

  self->flush = 0;
  sqlite3_exec (self->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  g_ptr_array_foreach (self->posts, insert, self);
  g_assert_cmpint (sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_ptr_array_foreach (self->posts, answer, NULL);
  g_ptr_array_set_size (self->posts, 0);
  g_ptr_array_foreach (self->waiting, answer, NULL);
  g_ptr_array_set_size (self->waiting, 0);

  return G_SOURCE_REMOVE;
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  gboolean is_post = soup_server_message_get_method (message) == SOUP_METHOD_POST;
  Sketch *self = data;

  soup_server_message_pause (message);
  g_ptr_array_add (is_post ? self->posts : self->waiting, g_object_ref (message));
  if (is_post && self->flush == 0)
    self->flush = g_idle_add (flush_cb, self);
}

static void
serve (const char *folder, const char *path, int out)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (SoupServer) server = soup_server_new ("server-header", "sketch", NULL);
  g_autofree char *file = g_build_filename (folder, "sketch.db", NULL);
  g_autoptr (GError) error = NULL;
  Sketch self = { .posts = g_ptr_array_new_with_free_func (g_object_unref),
                  .waiting = g_ptr_array_new_with_free_func (g_object_unref) };

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  g_assert_cmpint (sqlite3_open (file, &self.db), ==, SQLITE_OK);
  sqlite3_exec (self.db,
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "CREATE TABLE post (body TEXT)",
                NULL,
                NULL,
                NULL);
  sqlite3_prepare_v2 (self.db, "INSERT INTO post VALUES (?1)", -1, &self.insert, NULL);
  soup_server_add_handler (server, NULL, request_cb, &self, NULL);
  soup_server_listen (server, address, 0, &error);
  g_assert_no_error (error);
  if (write (out, "!", 1) != 1)
    _exit (1);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

void
bench_sketch_start (BenchSketch *self)
{
  char ready;
  int ends[2];

  self->folder = g_dir_make_tmp ("tb-sketch-XXXXXX", NULL);
  self->socket = g_build_filename (self->folder, "socket", NULL);
  g_assert_cmpint (pipe (ends), ==, 0);
  self->pid = fork ();
  if (self->pid == 0)
    serve (self->folder, self->socket, ends[1]);
  close (ends[1]);
  g_assert_cmpint (read (ends[0], &ready, 1), ==, 1);
  close (ends[0]);
}

void
bench_sketch_stop (BenchSketch *self)
{
  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
  bench_remove_folder (self->folder);
  g_clear_pointer (&self->socket, g_free);
  g_clear_pointer (&self->folder, g_free);
}
