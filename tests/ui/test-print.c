/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "tb-print-job.h"
#include "tb-test-screen.h"

typedef struct {
  TestScreen screen;
  json_t *answer;
  gboolean is_done;
  int copy;
  char *case_id;
} Fixture;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;
  g_autoptr (GError) error = NULL;

  self->answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  g_assert_no_error (error);
  self->is_done = TRUE;
}

static gboolean
is_done (TestScreen *screen)
{
  return ((Fixture *) screen)->is_done;
}

static json_t *
ask (Fixture *self, const char *name, json_t *args)
{
  g_autoptr (json_t) owned = args;
  TbDeskRequest request = { name, owned, NULL, NULL };

  self->is_done = FALSE;
  tb_workplace_call_async (self->screen.workplace, &request, NULL, answered_cb, self);
  test_screen_wait (&self->screen, is_done, name);

  return g_steal_pointer (&self->answer);
}

static json_t *
new_submission (void)
{
  return json_pack ("{s:s, s:{s:s, s:s}, s:{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, "
                    "s:s, s:b}, "
                    "s:{s:{s:s}, s:{s:s}}}",
                    "item",
                    "unemp-reg",
                    "person",
                    "id_no",
                    "21040419880506980X",
                    "name",
                    "白小军",
                    "fields",
                    "reg_area",
                    "fushun",
                    "reg_place_type",
                    "live",
                    "mobile",
                    "13840001234",
                    "hukou_area",
                    "210404",
                    "hukou_addr",
                    "新华街8号",
                    "live_area",
                    "210404",
                    "live_addr",
                    "南京街1号",
                    "hukou_nature",
                    "10",
                    "education",
                    "21",
                    "unemp_date",
                    "20261101",
                    "unemp_reason",
                    "20",
                    "work_before",
                    "某厂",
                    "no_work_promise",
                    TRUE,
                    "materials",
                    "id_card",
                    "state",
                    "seen",
                    "end_proof",
                    "state",
                    "seen");
}

static gboolean
can_print (TestScreen *screen)
{
  GtkWidget *button = test_screen_find (GTK_WIDGET (screen->window), "GtkButton", "send_button");

  return button != NULL && gtk_widget_is_sensitive (button);
}

static gboolean
asks_whether_it_came_out (TestScreen *screen)
{
  GtkWidget *button = test_screen_find (GTK_WIDGET (screen->window), "GtkButton", "confirm_button");

  return button != NULL && gtk_widget_is_sensitive (button);
}

static gboolean
asks_no_more (TestScreen *screen)
{
  return test_screen_find (GTK_WIDGET (screen->window), "GtkButton", "confirm_button") == NULL &&
         can_print (screen);
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autoptr (json_t) done = NULL;
  g_autofree char *what = NULL;

  test_screen_set_up (&self->screen, NULL);
  test_screen_sign_in (&self->screen);
  done = ask (self, "submit", new_submission ());
  self->case_id = g_strdup (tb_json_get_string (done, "case"));
  what = g_strdup_printf ("%s collect-receipt", self->case_id);
  gtk_widget_activate_action (GTK_WIDGET (self->screen.window), "win.open", "(ss)", "print", what);
  test_screen_wait (&self->screen, can_print, "the preview");
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_free (self->case_id);
  test_screen_tear_down (&self->screen, NULL);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;
  g_autoptr (GError) error = NULL;

  self->copy = tb_print_job_finish (TB_PRINT_JOB (source), result, &error);
  g_assert_no_error (error);
  self->is_done = TRUE;
}

static void
test_saved_is_sent_and_confirmed_by_staff (Fixture *self, gconstpointer unused)
{
  GtkWidget *root = GTK_WIDGET (self->screen.window);
  g_autoptr (TbPrintJob) job =
      tb_print_job_new (self->screen.workplace, self->case_id, "collect-receipt");
  g_autofree char *path = g_build_filename (self->screen.folder, "paper.pdf", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *bytes = NULL;
  gsize n = 0;

  g_assert_false (asks_whether_it_came_out (&self->screen));
  self->is_done = FALSE;
  tb_print_job_save_async (job, file, saved_cb, self);
  test_screen_wait (&self->screen, is_done, "the file");
  g_assert_cmpint (self->copy, ==, 1);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_true (n > 1000 && memcmp (bytes, "%PDF-", 5) == 0);

  gtk_widget_activate_action (root, "win.open", "(ss)", "print", "");
  test_screen_wait (&self->screen, asks_whether_it_came_out, "the question");
  g_signal_emit_by_name (test_screen_find (root, "GtkButton", "confirm_button"), "clicked");
  test_screen_wait (&self->screen, asks_no_more, "the answer");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    return 1;
  adw_init ();

  g_test_add ("/print/a-saved-paper-is-sent-and-confirmed-by-staff",
              Fixture,
              NULL,
              set_up,
              test_saved_is_sent_and_confirmed_by_staff,
              tear_down);

  return g_test_run ();
}
