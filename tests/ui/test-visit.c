/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "tb-test-screen.h"

/* One person in front of the window, from the number to the form, and nothing left of them. */

#define STRANGER "210115198209119957"

static GtkWidget *
find (TestScreen *self, const char *type, const char *name)
{
  return test_screen_find (GTK_WIDGET (self->window), type, name);
}

static gboolean
is_on (TestScreen *self, const char *view)
{
  GtkWidget *widget = find (self, view, NULL);

  return widget != NULL && gtk_widget_get_mapped (widget);
}

static void
type (TestScreen *self, const char *entry, const char *text)
{
  GtkWidget *widget = test_screen_find (find (self, "TbCounterPage", NULL), "GtkEntry", entry);

  g_assert_nonnull (widget);
  gtk_editable_set_text (GTK_EDITABLE (widget), text);
}

static void
press_enter (TestScreen *self, const char *entry)
{
  GtkWidget *counter = find (self, "TbCounterPage", NULL);

  g_signal_emit_by_name (test_screen_find (counter, "GtkEntry", entry), "activate");
}

static char *
receive (TestScreen *self, guint n)
{
  g_autoptr (json_t) person = tb_metropolis_dup_resident (TB_AREA_SHENYANG, n);

  test_screen_sign_in (self);
  type (self, "entry", tb_json_get_string (person, "id_no"));
  press_enter (self, "entry");

  return g_strdup (tb_json_get_string (person, "id_no"));
}

/* Waited for in every test: what is under way when the window closes ends in its own time. */
static gboolean
have_all_answered (TestScreen *self)
{
  return find (self, "GtkLabel", "all eight cities have answered") != NULL;
}

static void
test_a_wrong_number_begins_no_visit (TestScreen *self, gconstpointer unused)
{
  test_screen_sign_in (self);
  type (self, "entry", "210115198209119913");
  press_enter (self, "entry");
  g_assert_true (is_on (self, "TbPersonFinder"));
  g_assert_nonnull (find (self, "GtkLabel", "message"));
  g_assert_false (is_on (self, "TbVisitBar"));
}

static void
test_cities_tell_and_an_ended_visit_leaves_nothing (TestScreen *self, gconstpointer unused)
{
  g_autofree char *id_no = receive (self, 3);
  g_autofree char *start = g_strndup (id_no, 6);

  test_screen_wait (self, have_all_answered, "what the cities know");
  g_assert_true (is_on (self, "TbYears"));
  g_assert_true (is_on (self, "TbVisitBar"));
  g_assert_nonnull (find (self, "GtkLabel", start));
  /* Masked: the whole number stands nowhere. */
  g_assert_null (find (self, "GtkLabel", id_no));

  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.end-visit", NULL);
  g_assert_true (is_on (self, "TbPersonFinder"));
  g_assert_false (is_on (self, "TbVisitBar"));
  g_assert_null (find (self, "GtkEntry", id_no));
}

static gboolean
is_locked (TestScreen *self)
{
  GtkWidget *page = find (self, "TbSignInPage", NULL);

  return gtk_widget_get_mapped (page);
}

static void
test_a_locked_visit_waits_for_who_began_it (TestScreen *self, gconstpointer unused)
{
  g_autofree char *id_no G_GNUC_UNUSED = receive (self, 3);

  test_screen_wait (self, have_all_answered, "what the cities know");
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.lock", NULL);
  test_screen_wait (self, is_locked, "the lock");
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.end-visit", NULL);
  test_screen_sign_in (self);
  g_assert_true (is_on (self, "TbPersonView"));
}

static gboolean
is_unknown (TestScreen *self)
{
  GtkWidget *card = find (self, "TbPersonCard", NULL);

  return test_screen_find (card, "GtkEntry", "name_entry") != NULL;
}

static gboolean
lists_the_matter (TestScreen *self)
{
  GtkWidget *ask = find (self, "TbMatterAsk", NULL);

  return test_screen_find (ask, "GtkListBox", "results") != NULL;
}

static void
test_a_stranger_is_served_by_number_and_name (TestScreen *self, gconstpointer unused)
{
  GtkWidget *ask;
  GtkWidget *entry;

  test_screen_sign_in (self);
  type (self, "entry", STRANGER);
  press_enter (self, "entry");
  test_screen_wait (self, is_unknown, "the question for the name");
  type (self, "name_entry", "欧阳试");
  press_enter (self, "name_entry");
  g_assert_nonnull (find (self, "GtkLabel", "欧*试"));
  test_screen_wait (self, have_all_answered, "what the cities know");

  ask = find (self, "TbMatterAsk", NULL);
  entry = test_screen_find (ask, "GtkEntry", "entry");
  gtk_editable_set_text (GTK_EDITABLE (entry), "dacx");
  test_screen_wait (self, lists_the_matter, "the matter by its first letters");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_get_mapped (find (self, "TbFormView", NULL)));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.end-visit", NULL);
  g_assert_false (gtk_widget_get_mapped (find (self, "TbFormView", NULL)));
  g_assert_null (find (self, "GtkLabel", "欧*试"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    return 1;
  adw_init ();

#define ADD(name, test)                                                                            \
  g_test_add ("/visit/" name, TestScreen, NULL, test_screen_set_up, test, test_screen_tear_down)
  ADD ("a-wrong-number-begins-no-visit", test_a_wrong_number_begins_no_visit);
  ADD ("cities-tell-and-an-ended-visit-leaves-nothing",
       test_cities_tell_and_an_ended_visit_leaves_nothing);
  ADD ("a-locked-visit-waits-for-who-began-it", test_a_locked_visit_waits_for_who_began_it);
  ADD ("a-stranger-is-served-by-number-and-name", test_a_stranger_is_served_by_number_and_name);
#undef ADD

  return g_test_run ();
}
