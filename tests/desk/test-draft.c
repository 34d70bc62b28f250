/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>

#include "tb-metropolis.h"
#include "tb-test-call.h"

/* Drafts of a window: what was typed is there after the window was killed, for its author alone,
 * and gone once it was submitted. */

#define SECRET "tongban-demo"

typedef struct {
  char *folder;
  char *window;
  TbMetropolis *cities;
  TbDesk *desk;
} Fixture;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TbDesk **desk = data;
  g_autoptr (GError) error = NULL;

  *desk = tb_desk_open_finish (result, &error);
  g_assert_no_error (error);
}

static TbDesk *
open_desk (const char *folder)
{
  TbDeskOptions options = { .folder = folder, .lock_wait_ms = 5000 };
  TbDesk *desk = NULL;

  tb_desk_open_async (&options, NULL, opened_cb, &desk);
  while (desk == NULL)
    g_main_context_iteration (NULL, TRUE);

  return desk;
}

static void
sign_in (TbDesk *desk, const char *operator_id)
{
  g_autoptr (json_t) who =
      test_call_ask (desk,
                     "sign-in",
                     json_pack ("{s:s, s:s}", "operator", operator_id, "secret", SECRET));

  g_assert_true (tb_json_get_bool (who, "drafts"));
}

static json_t *
new_draft (TbDesk *desk)
{
  g_autoptr (json_t) person = tb_metropolis_dup_resident (TB_AREA_SHENYANG, 3);

  return test_call_ask (desk,
                        "draft-new",
                        json_pack ("{s:s, s:{s:s, s:s}}",
                                   "item",
                                   "arc-query",
                                   "person",
                                   "id_no",
                                   tb_json_get_string (person, "id_no"),
                                   "name",
                                   tb_json_get_string (person, "name")));
}

static void
keep (TbDesk *desk, const char *draft, const char *at, json_t *value)
{
  g_autoptr (json_t) answer = test_call_ask (desk,
                                             "draft-keep",
                                             json_pack ("{s:s, s:[{s:s, s:o}]}",
                                                        "draft",
                                                        draft,
                                                        "changes",
                                                        "at",
                                                        at,
                                                        "value",
                                                        value));

  g_assert_nonnull (tb_json_get_string (answer, "kept_at"));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  TbMetropolisOptions options = { .n_persons = 20 };
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("tb-XXXXXX", NULL);
  options.folder = self->folder;
  self->cities = tb_metropolis_open (&options, &error);
  g_assert_no_error (error);
  self->window = g_build_filename (self->folder, "windows", "shenyang-01", NULL);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->desk != NULL)
    tb_desk_close (self->desk);
  g_clear_object (&self->desk);
  tb_metropolis_stop (self->cities);
  g_clear_object (&self->cities);
  remove_folder (self->folder);
  g_free (self->window);
  g_free (self->folder);
}

/* The window that is killed: a process of its own that writes, says so, and waits for its end. */
static int
be_killed (const char *window)
{
  g_autoptr (TbDesk) desk = open_desk (window);
  g_autoptr (json_t) opened = NULL;
  const char *draft;

  sign_in (desk, "sy-staff-1");
  opened = new_draft (desk);
  draft = tb_json_get_string (opened, "draft");
  keep (desk, draft, "/curr/form/query_reason", json_string ("办"));
  keep (desk, draft, "/curr/form/query_reason", json_string ("办理退休"));
  keep (desk, draft, "/curr/materials", json_pack ("{s:{s:s}}", "id_card", "state", "seen"));
  g_print ("DRAFT %s\n", draft);
  while (TRUE)
    g_usleep (G_USEC_PER_SEC);

  return 0;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  char **line = data;

  *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (*line);
}

/* The cities that it signs in at live on this process's main loop. */
static char *
run_and_kill (Fixture *self)
{
  g_autofree char *self_path = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { self_path, "--be-killed", self->window, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) window = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (window));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, read_cb, &line);
  while (line == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_prefix (line, "DRAFT "));
  g_subprocess_send_signal (window, SIGKILL);
  g_subprocess_wait (window, NULL, NULL);

  return g_strdup (line + strlen ("DRAFT "));
}

static void
test_kept_when_killed (Fixture *self, gconstpointer data)
{
  g_autofree char *draft = run_and_kill (self);
  g_autoptr (json_t) rows = NULL;
  g_autoptr (json_t) opened = NULL;
  const json_t *curr;
  const json_t *row;

  self->desk = open_desk (self->window);
  sign_in (self->desk, "sy-staff-1");
  rows = test_call_ask (self->desk, "drafts", NULL);
  row = json_array_get (tb_json_get_array (rows, "rows"), 0);
  g_assert_cmpstr (tb_json_get_string (row, "draft"), ==, draft);
  g_assert_nonnull (strstr (tb_json_get_string (row, "id_no"), "*"));

  opened = test_call_ask (self->desk, "draft-open", json_pack ("{s:s}", "draft", draft));
  curr = json_object_get (json_object_get (opened, "content"), "curr");
  g_assert_cmpstr (tb_json_get_string (json_object_get (curr, "form"), "query_reason"),
                   ==,
                   "办理退休");
  g_assert_cmpint (tb_json_get_int (opened, "keystrokes", 0), ==, 3);
}

static void
test_own_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) opened = NULL;
  g_autoptr (json_t) none = NULL;
  g_autoptr (json_t) rows = NULL;
  g_autoptr (json_t) gone = NULL;
  g_autoptr (GError) error = NULL;
  const char *draft;

  self->desk = open_desk (self->window);
  sign_in (self->desk, "sy-staff-1");
  opened = new_draft (self->desk);
  draft = tb_json_get_string (opened, "draft");
  gone = test_call_ask (self->desk, "sign-out", NULL);
  none = test_call_try (self->desk, "draft-open", json_pack ("{s:s}", "draft", draft), &error);
  g_assert_error (error, TB_DESK_ERROR, TB_DESK_ERROR_SIGN_IN);
  g_clear_error (&error);

  sign_in (self->desk, "sy-super-1");
  none = test_call_try (self->desk, "draft-open", json_pack ("{s:s}", "draft", draft), &error);
  g_assert_nonnull (error);
  g_clear_error (&error);
  none = test_call_try (self->desk, "draft-drop", json_pack ("{s:s}", "draft", draft), &error);
  g_assert_nonnull (error);
  rows = test_call_ask (self->desk, "drafts", NULL);
  g_assert_cmpuint (json_array_size (tb_json_get_array (rows, "rows")), ==, 0);
}

/* A session goes on in another process, but the key to the drafts does not. */
static void
test_needs_the_secret (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) none = NULL;
  g_autoptr (json_t) opened = NULL;
  g_autoptr (GError) error = NULL;

  self->desk = open_desk (self->window);
  sign_in (self->desk, "sy-staff-1");
  tb_desk_close (self->desk);
  g_clear_object (&self->desk);
  self->desk = open_desk (self->window);
  none = test_call_try (self->desk, "drafts", NULL, &error);
  g_assert_error (error, TB_DESK_ERROR, TB_DESK_ERROR_DRAFTS);
  /* The form opens all the same, and says that nothing is kept. */
  opened = new_draft (self->desk);
  g_assert_null (tb_json_get_string (opened, "draft"));
  g_assert_nonnull (tb_json_get_string (opened, "unkept"));
}

static void
test_gone_when_submitted (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) opened = NULL;
  g_autoptr (json_t) named = NULL;
  g_autoptr (json_t) synced = NULL;
  g_autoptr (json_t) accepted = NULL;
  g_autoptr (json_t) rows = NULL;
  const char *draft;
  json_t *collected;

  self->desk = open_desk (self->window);
  sign_in (self->desk, "sy-staff-1");
  synced = test_call_ask (self->desk, "sync", json_pack ("{s:i}", "timeout_ms", 30000));
  g_assert_true (tb_json_get_bool (synced, "quiet"));
  opened = new_draft (self->desk);
  draft = tb_json_get_string (opened, "draft");
  g_assert_null (tb_json_get_string (opened, "duplicate"));
  g_assert_cmpuint (json_array_size (tb_json_get_array (opened, "limits")), >, 0);
  named = test_call_ask (self->desk,
                         "draft-name",
                         json_pack ("{s:s, s:s}", "draft", draft, "title", "王女士 档案"));
  collected = json_deep_copy (json_object_get (json_object_get (opened, "content"), "curr"));
  json_object_set_new (collected,
                       "item",
                       json_pack ("{s:s, s:i}", "id", "arc-query", "version", 1));
  json_object_set_new (collected,
                       "form",
                       json_pack ("{s:s, s:s}",
                                  "keeper_area",
                                  "shenyang",
                                  "query_reason",
                                  "办理退休"));
  json_object_set_new (collected, "materials", json_pack ("{s:{s:s}}", "id_card", "state", "seen"));
  accepted = test_call_ask (self->desk,
                            "submit",
                            json_pack ("{s:o, s:s}", "collected", collected, "draft", draft));
  g_assert_nonnull (tb_json_get_string (accepted, "number"));
  rows = test_call_ask (self->desk, "drafts", NULL);
  g_assert_cmpuint (json_array_size (tb_json_get_array (rows, "rows")), ==, 0);
}

int
main (int argc, char *argv[])
{
  if (sodium_init () < 0)
    return 1;
  if (argc == 3 && strcmp (argv[1], "--be-killed") == 0)
    return be_killed (argv[2]);

  g_test_init (&argc, &argv, NULL);

#define ADD(name, test) g_test_add ("/draft/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("kept-when-killed", test_kept_when_killed);
  ADD ("own-alone", test_own_alone);
  ADD ("needs-the-secret", test_needs_the_secret);
  ADD ("gone-when-submitted", test_gone_when_submitted);
#undef ADD

  return g_test_run ();
}
