/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <sodium.h>

#include "tb-test-screen.h"

static const char *
shown (TestScreen *self)
{
  GtkWidget *stack = test_screen_find (GTK_WIDGET (self->window), "GtkStack", "stack");

  return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}

static gboolean
says_no (TestScreen *self)
{
  return test_screen_find (GTK_WIDGET (self->window), "GtkLabel", "message") != NULL;
}

static gboolean
asks_for_sign_in (TestScreen *self)
{
  return g_strcmp0 (shown (self), "sign-in") == 0;
}

static void
test_keys_before_the_desk_is_open_do_no_harm (void)
{
  const char *const actions[] = { "win.back", "win.lock", "win.sign-out", "win.end-visit" };
  TbMainWindow *window = tb_main_window_new (NULL);

  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open", "(ss)", "lookup", "");
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_activate_action (GTK_WIDGET (window), actions[i], NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_nobody_works_without_a_sign_in (TestScreen *self, gconstpointer unused)
{
  g_assert_cmpstr (shown (self), ==, "sign-in");
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.open", "(ss)", "sync", "");
  g_assert_cmpstr (shown (self), ==, "sign-in");
}

static void
test_a_wrong_secret_is_said_and_emptied (TestScreen *self, gconstpointer unused)
{
  GtkWidget *root = GTK_WIDGET (self->window);
  GtkWidget *secret = test_screen_find (root, "GtkPasswordEntry", "secret_entry");

  gtk_editable_set_text (GTK_EDITABLE (test_screen_find (root, "GtkEntry", "operator_entry")),
                         TEST_SCREEN_OPERATOR);
  gtk_editable_set_text (GTK_EDITABLE (secret), "wrong");
  g_signal_emit_by_name (test_screen_find (root, "GtkButton", "sign_in_button"), "clicked");
  test_screen_wait (self, says_no, "the message");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (secret)), ==, "");
  g_assert_cmpstr (shown (self), ==, "sign-in");
}

static void
test_a_lock_keeps_who_was_there (TestScreen *self, gconstpointer unused)
{
  GtkWidget *root = GTK_WIDGET (self->window);

  test_screen_sign_in (self);
  g_assert_cmpstr (shown (self), ==, "desk");
  gtk_widget_activate_action (root, "win.lock", NULL);
  test_screen_wait (self, asks_for_sign_in, "the lock");
  g_assert_nonnull (test_screen_find (root, "GtkEntry", TEST_SCREEN_OPERATOR));
  test_screen_sign_in (self);
  g_assert_cmpstr (shown (self), ==, "desk");
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, NULL);

  g_assert_nonnull (answer);
  *(gboolean *) user_data = TRUE;
}

static void
test_a_lock_waits_for_no_city (TestScreen *self, gconstpointer unused)
{
  TbDeskRequest request = { "sign-out", NULL, NULL, NULL };
  gboolean is_told = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) order = json_pack ("{s:s, s:s}", "city", "shenyang", "do", "down");
  g_autoptr (json_t) answer = NULL;

  test_screen_sign_in (self);
  answer = tb_metropolis_order (self->cities, order, &error);
  g_assert_no_error (error);
  tb_workplace_call_async (self->workplace, &request, NULL, told_cb, &is_told);
  g_assert_cmpstr (shown (self), ==, "sign-in");
  g_assert_nonnull (test_screen_find (GTK_WIDGET (self->window), "GtkEntry", TEST_SCREEN_OPERATOR));
  /* Without its city too, and while the sign-out may still be on its way. */
  test_screen_sign_in (self);
  g_assert_cmpstr (shown (self), ==, "desk");
  /* What is under way when the desk closes is never answered, and would keep the window. */
  while (!is_told)
    g_main_context_iteration (NULL, TRUE);
}

static const char *
copied (TestScreen *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->window));
  GdkContentProvider *content = gdk_clipboard_get_content (clipboard);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_assert_nonnull (content);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));

  return g_intern_string (g_value_get_string (&value));
}

static void
copy (TestScreen *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), "secret");
  g_assert_cmpstr (copied (self), ==, "secret");
}

static void
test_who_leaves_takes_everything_along (TestScreen *self, gconstpointer unused)
{
  GtkWidget *root = GTK_WIDGET (self->window);

  test_screen_sign_in (self);
  copy (self);
  gtk_widget_activate_action (root, "win.sign-out", NULL);
  g_assert_cmpstr (shown (self), ==, "sign-in");
  g_assert_cmpstr (copied (self), ==, "");
  g_assert_null (test_screen_find (root, "GtkEntry", TEST_SCREEN_OPERATOR));
  test_screen_sign_in (self);
  g_assert_cmpstr (shown (self), ==, "desk");
}

static void
test_nothing_searched_or_copied_outlives_a_person (TestScreen *self, gconstpointer unused)
{
  GtkWidget *root = GTK_WIDGET (self->window);
  GtkWidget *search;

  test_screen_sign_in (self);
  search = test_screen_find (test_screen_find (root, "TbSearchBox", NULL), "GtkSearchEntry", NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "210102");
  copy (self);
  gtk_widget_activate_action (root, "win.end-visit", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
  g_assert_cmpstr (copied (self), ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    return 1;
  adw_init ();

  g_test_add_func ("/shell/keys-before-the-desk-is-open-do-no-harm",
                   test_keys_before_the_desk_is_open_do_no_harm);
#define ADD(name, test)                                                                            \
  g_test_add ("/shell/" name, TestScreen, NULL, test_screen_set_up, test, test_screen_tear_down)
  ADD ("nobody-works-without-a-sign-in", test_nobody_works_without_a_sign_in);
  ADD ("a-wrong-secret-is-said-and-emptied", test_a_wrong_secret_is_said_and_emptied);
  ADD ("a-lock-keeps-who-was-there", test_a_lock_keeps_who_was_there);
  ADD ("a-lock-waits-for-no-city", test_a_lock_waits_for_no_city);
  ADD ("who-leaves-takes-everything-along", test_who_leaves_takes_everything_along);
  ADD ("nothing-searched-or-copied-outlives-a-person",
       test_nothing_searched_or_copied_outlives_a_person);
#undef ADD

  return g_test_run ();
}
