/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test-screen"

#include "config.h"

#include "tb-test-screen.h"

#include <glib/gstdio.h>
#include <string.h>

#define PERSONS    30
#define PATIENCE_S 20

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TbDesk **desk = data;
  g_autoptr (GError) error = NULL;

  *desk = tb_desk_open_finish (result, &error);
  g_assert_no_error (error);
}

void
test_screen_set_up (TestScreen *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  TbMetropolisOptions metropolis = { .n_persons = PERSONS };
  TbDeskOptions options = { .runs_lanes = TRUE };
  g_autofree char *folder = NULL;

  self->folder = g_dir_make_tmp ("tb-XXXXXX", &error);
  g_assert_no_error (error);
  metropolis.folder = self->folder;
  self->cities = tb_metropolis_open (&metropolis, &error);
  g_assert_no_error (error);
  folder = g_build_filename (self->folder, "windows", "shenyang-01", NULL);
  options.folder = folder;
  tb_desk_open_async (&options, NULL, opened_cb, &self->desk);
  while (self->desk == NULL)
    g_main_context_iteration (NULL, TRUE);

  self->workplace = tb_workplace_new (self->desk);
  self->window = tb_main_window_new (NULL);
  tb_main_window_set_workplace (self->window, self->workplace);
  gtk_window_present (GTK_WINDOW (self->window));
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

/* Lets the main loop run until @object is gone, at most @ms; for no object that long. */
static void
run_until_gone (gpointer *object, guint ms)
{
  for (guint i = 0; i < ms / 10 && (object == NULL || *object != NULL); i++) {
    while (g_main_context_iteration (NULL, FALSE))
      continue;
    g_usleep (10 * 1000);
  }
}

void
test_screen_tear_down (TestScreen *self, gconstpointer unused)
{
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  g_object_add_weak_pointer (G_OBJECT (self->workplace), (gpointer *) &self->workplace);
  gtk_window_destroy (GTK_WINDOW (self->window));
  /* A desk that is closed answers no city's call that is still on its way: they come back first. */
  run_until_gone ((gpointer *) &self->window, 10000);
  run_until_gone (NULL, 300);
  tb_workplace_close (self->workplace);
  g_object_unref (self->workplace);
  run_until_gone ((gpointer *) &self->workplace, 5000);
  g_assert_null (self->window);
  g_assert_null (self->workplace);
  g_clear_object (&self->desk);
  tb_metropolis_stop (self->cities);
  g_clear_object (&self->cities);
  remove_folder (self->folder);
  g_free (self->folder);
}

void
test_screen_wait (TestScreen *self, TestScreenLook look, const char *what)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (!look (self)) {
    if (g_get_monotonic_time () > end_us)
      g_error ("Waited %d s for %s", PATIENCE_S, what);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
}

static gboolean
is_called (GtkWidget *widget, const char *name)
{
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));
  const char *text = NULL;

  if (GTK_IS_LABEL (widget))
    text = gtk_label_get_label (GTK_LABEL (widget));
  else if (GTK_IS_BUTTON (widget))
    text = gtk_button_get_label (GTK_BUTTON (widget));
  else if (GTK_IS_EDITABLE (widget))
    text = gtk_editable_get_text (GTK_EDITABLE (widget));

  return g_strcmp0 (id, name) == 0 || (text != NULL && strstr (text, name) != NULL);
}

GtkWidget *
test_screen_find (GtkWidget *root, const char *type, const char *name)
{
  GtkWidget *child;

  if (!gtk_widget_get_visible (root))
    return NULL;
  if (strcmp (G_OBJECT_TYPE_NAME (root), type) == 0 && (name == NULL || is_called (root, name)))
    return root;

  for (child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = test_screen_find (child, type, name);

    if (found != NULL)
      return found;
  }

  return NULL;
}

static gboolean
is_signed_in (TestScreen *self)
{
  return tb_workplace_get_operator (self->workplace) != NULL;
}

void
test_screen_sign_in (TestScreen *self)
{
  GtkWidget *root = GTK_WIDGET (self->window);
  GtkWidget *operator_entry = test_screen_find (root, "GtkEntry", "operator_entry");
  GtkWidget *secret_entry = test_screen_find (root, "GtkPasswordEntry", "secret_entry");
  GtkWidget *button = test_screen_find (root, "GtkButton", "sign_in_button");

  g_assert_nonnull (operator_entry);
  gtk_editable_set_text (GTK_EDITABLE (operator_entry), TEST_SCREEN_OPERATOR);
  gtk_editable_set_text (GTK_EDITABLE (secret_entry), TEST_SCREEN_SECRET);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  test_screen_wait (self, is_signed_in, "the sign-in");
}
