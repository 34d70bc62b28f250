/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "tb-form-view.h"
#include "tb-test-screen.h"

/* The form view in a window of its own, beside the main window that signs in. */

static GtkWidget *view;
static GtkWidget *holder;
static int n_submitted;
static gsize n_drafts;
static char *number;

static void
submitted_cb (TbFormView *form, gpointer answer)
{
  n_submitted++;
  g_free (number);
  number = g_strdup (tb_json_get_string (answer, "number"));
}

static void
set_up (TestScreen *self, gconstpointer data)
{
  GtkWidget *overlay;

  test_screen_set_up (self, data);
  test_screen_sign_in (self);
  n_submitted = 0;
  g_clear_pointer (&number, g_free);
  n_drafts = 0;
  holder = gtk_window_new ();
  overlay = adw_toast_overlay_new ();
  view = tb_form_view_new (self->workplace);
  g_signal_connect (view, "submitted", G_CALLBACK (submitted_cb), NULL);
  gtk_window_set_default_size (GTK_WINDOW (holder), 1720, 1000);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), view);
  gtk_window_set_child (GTK_WINDOW (holder), overlay);
  gtk_window_present (GTK_WINDOW (holder));
}

static void
tear_down (TestScreen *self, gconstpointer data)
{
  tb_form_view_clear (TB_FORM_VIEW (view));
  gtk_window_destroy (GTK_WINDOW (holder));
  test_screen_tear_down (self, data);
}

static gboolean
shows_form (TestScreen *self)
{
  return test_screen_find (view, "TbFormSheet", NULL) != NULL;
}

static gboolean
is_submitted (TestScreen *self)
{
  return n_submitted > 0;
}

static void
start (TestScreen *self)
{
  g_autoptr (json_t) person = tb_metropolis_dup_resident (TB_AREA_SHENYANG, 5);

  tb_form_view_start (TB_FORM_VIEW (view), "arc-query", person, NULL);
  test_screen_wait (self, shows_form, "the form");
}

/* Emits the key on the view, as its window would. */
static gboolean
press (guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (view);
  gboolean is_handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !is_handled; i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0u, state, &is_handled);
  }

  return is_handled;
}

/* The field that asks for @title. */
static GtkWidget *
find_entry (const char *title)
{
  GtkWidget *label = test_screen_find (view, "GtkLabel", title);

  return test_screen_find (gtk_widget_get_ancestor (label, g_type_from_name ("TbFormField")),
                           "GtkEntry",
                           NULL);
}

static void
fill (void)
{
  gtk_editable_set_text (GTK_EDITABLE (find_entry ("Area that may keep it")), "fs");
  gtk_editable_set_text (GTK_EDITABLE (find_entry ("Purpose")), "办理退休");
}

static void
test_submits_once (TestScreen *self, gconstpointer data)
{
  start (self);
  g_assert_true (press (GDK_KEY_Return, GDK_CONTROL_MASK));
  g_assert_nonnull (test_screen_find (view, "GtkLabel", "to correct"));
  fill ();
  g_signal_emit_by_name (test_screen_find (view, "GtkButton", "Seen"), "clicked");
  press (GDK_KEY_Return, GDK_CONTROL_MASK);
  press (GDK_KEY_Return, GDK_CONTROL_MASK);
  test_screen_wait (self, is_submitted, "the number");
  g_assert_cmpint (n_submitted, ==, 1);
  g_assert_nonnull (number);
  g_assert_false (shows_form (self));
}

static gboolean
tells_in_passing (TestScreen *self)
{
  return test_screen_find (holder, "GtkLabel", "The form sent before was accepted") != NULL;
}

static void
test_a_number_is_not_told_to_the_next (TestScreen *self, gconstpointer data)
{
  start (self);
  fill ();
  g_signal_emit_by_name (test_screen_find (view, "GtkButton", "Seen"), "clicked");
  press (GDK_KEY_Return, GDK_CONTROL_MASK);
  g_assert_true (tb_form_view_is_submitting (TB_FORM_VIEW (view)));
  tb_form_view_clear (TB_FORM_VIEW (view));
  g_assert_false (tb_form_view_is_submitting (TB_FORM_VIEW (view)));
  test_screen_wait (self, tells_in_passing, "the toast");
  g_assert_cmpint (n_submitted, ==, 0);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  g_assert_no_error (error);
  n_drafts = json_array_size (tb_json_get_array (answer, "rows"));
}

static gboolean
are_listed (TestScreen *self)
{
  return n_drafts > 0;
}

static void
test_a_form_left_before_it_came_is_no_draft (TestScreen *self, gconstpointer data)
{
  g_autoptr (json_t) person = tb_metropolis_dup_resident (TB_AREA_SHENYANG, 5);
  TbDeskRequest request = { .name = "drafts" };

  tb_form_view_start (TB_FORM_VIEW (view), "arc-query", person, NULL);
  start (self);
  tb_workplace_call_async (self->workplace, &request, NULL, listed_cb, NULL);
  test_screen_wait (self, are_listed, "the drafts");
  g_assert_cmpuint (n_drafts, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    return 1;
  adw_init ();

#define ADD(name, test) g_test_add ("/form/" name, TestScreen, NULL, set_up, test, tear_down)
  ADD ("submits-once", test_submits_once);
  ADD ("a-number-is-not-told-to-the-next", test_a_number_is_not_told_to_the_next);
  ADD ("a-form-left-before-it-came-is-no-draft", test_a_form_left_before_it_came_is_no_draft);
#undef ADD

  return g_test_run ();
}
