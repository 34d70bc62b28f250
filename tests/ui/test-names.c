/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "tb-test-screen.h"

/* Whatever can be pressed, typed into or chosen says what it is, on every page. */

/* Long enough for what a page asks the desk for. */
#define SETTLE_MS 400

typedef struct {
  const char *place;
  GString *flaws;
  guint n_seen;
} Walk;

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* The label that a button shows, however deep; NULL for an icon alone. */
static const char *
find_text (GtkWidget *widget)
{
  GtkWidget *child;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) &&
      *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return gtk_label_get_text (GTK_LABEL (widget));
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    const char *text = find_text (child);

    if (text != NULL)
      return text;
  }

  return NULL;
}

static void
complain (Walk *walk, GtkWidget *widget, const char *what)
{
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));
  GtkWidget *parent = gtk_widget_get_parent (widget);
  const char *text = find_text (widget);

  g_string_append_printf (walk->flaws,
                          "%s: %s “%s” (%s) in %s %s\n",
                          walk->place,
                          G_OBJECT_TYPE_NAME (widget),
                          id != NULL ? id : "",
                          text != NULL ? text : "",
                          parent != NULL ? G_OBJECT_TYPE_NAME (parent) : "",
                          what);
}

static void
check_button (Walk *walk, GtkWidget *widget)
{
  if (find_text (widget) == NULL && gtk_widget_get_tooltip_text (widget) == NULL)
    complain (walk, widget, "shows an icon only and has no tooltip");
  if (!has_name (widget) && gtk_widget_get_tooltip_text (widget) == NULL &&
      (!GTK_IS_BUTTON (widget) || gtk_button_get_label (GTK_BUTTON (widget)) == NULL))
    complain (walk, widget, "has no name");
}

static void
check_row (Walk *walk, GtkWidget *widget)
{
  const char *title = ADW_IS_PREFERENCES_ROW (widget)
                          ? adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget))
                          : "";

  if (!has_name (widget) && (title == NULL || *title == '\0'))
    complain (walk, widget, "has no name");
}

/* What is made of parts of its own is one thing to a reader. FALSE: its children are looked at. */
static gboolean
check (Walk *walk, GtkWidget *widget)
{
  const char *type = G_OBJECT_TYPE_NAME (widget);

  if (strcmp (type, "GtkWindowControls") == 0 || GTK_IS_SCROLLBAR (widget))
    return TRUE;
  walk->n_seen++;
  if (GTK_IS_MENU_BUTTON (widget)) {
    if (gtk_menu_button_get_label (GTK_MENU_BUTTON (widget)) == NULL)
      check_button (walk, widget);
    return TRUE;
  }
  if (GTK_IS_CHECK_BUTTON (widget)) {
    if (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)) == NULL && !has_name (widget))
      complain (walk, widget, "has no name");
    return TRUE;
  }
  if (GTK_IS_BUTTON (widget)) {
    check_button (walk, widget);
    return TRUE;
  }
  if (GTK_IS_LIST_BOX_ROW (widget) || strcmp (type, "GtkListItemWidget") == 0 ||
      strcmp (type, "GtkColumnViewRowWidget") == 0) {
    if (gtk_widget_get_focusable (widget))
      check_row (walk, widget);
    return ADW_IS_ENTRY_ROW (widget) || ADW_IS_COMBO_ROW (widget);
  }
  if (GTK_IS_DROP_DOWN (widget) || GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) ||
      GTK_IS_PASSWORD_ENTRY (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_SWITCH (widget) ||
      GTK_IS_TEXT_VIEW (widget)) {
    if (!has_name (widget))
      complain (walk, widget, "has no name");
    return TRUE;
  }
  walk->n_seen--;

  return FALSE;
}

static void
look_at (Walk *walk, GtkWidget *widget)
{
  GtkWidget *child;

  if (!gtk_widget_get_mapped (widget) || check (walk, widget))
    return;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look_at (walk, child);
}

static gboolean
settled_cb (gpointer data)
{
  gboolean *is_settled = data;

  *is_settled = TRUE;

  return G_SOURCE_REMOVE;
}

static void
settle (void)
{
  gboolean is_settled = FALSE;

  g_timeout_add (SETTLE_MS, settled_cb, &is_settled);
  while (!is_settled)
    g_main_context_iteration (NULL, TRUE);
}

static void
visit (TestScreen *self, Walk *walk, const char *place, const char *what)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.open", "(ss)", place, what);
  settle ();
  walk->place = place;
  look_at (walk, GTK_WIDGET (self->window));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  json_t **answer = data;
  g_autoptr (GError) error = NULL;

  *answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  g_assert_no_error (error);
}

/* Some open case, for the pages that show one; the lanes bring it within moments. */
static char *
dup_case (TestScreen *self)
{
  TbDeskRequest request = { "list", NULL, NULL, NULL };

  for (int i = 0; i < 20; i++) {
    g_autoptr (json_t) answer = NULL;
    const json_t *rows;

    tb_workplace_call_async (self->workplace, &request, NULL, listed_cb, &answer);
    while (answer == NULL)
      g_main_context_iteration (NULL, TRUE);
    rows = tb_json_get_array (answer, "rows");
    if (json_array_size (rows) > 0)
      return g_strdup (tb_json_get_string (json_array_get (rows, 0), "id"));
    settle ();
  }

  return NULL;
}

static void
test_everything_has_a_name (TestScreen *self, gconstpointer unused)
{
  g_autoptr (GString) flaws = g_string_new (NULL);
  g_autoptr (GListModel) pages = NULL;
  g_autoptr (json_t) resident = tb_metropolis_dup_resident (TB_AREA_SHENYANG, 1);
  g_autofree char *person = g_strconcat ("person:", tb_json_get_string (resident, "id_no"), NULL);
  g_autofree char *shown = NULL;
  Walk walk = { "sign-in", flaws, 0 };
  GtkWidget *places;

  settle ();
  look_at (&walk, GTK_WIDGET (self->window));
  test_screen_sign_in (self);
  shown = dup_case (self);
  places = test_screen_find (GTK_WIDGET (self->window), "GtkStack", "places");
  pages = G_LIST_MODEL (gtk_stack_get_pages (GTK_STACK (places)));
  for (guint i = 0; i < g_list_model_get_n_items (pages); i++) {
    g_autoptr (GObject) page = g_list_model_get_object (pages, i);
    const char *name = gtk_stack_page_get_name (GTK_STACK_PAGE (page));

    if (strcmp (name, "case") != 0 && strcmp (name, "print") != 0)
      visit (self, &walk, name, "");
    else if (strcmp (name, "case") == 0 && shown != NULL)
      visit (self, &walk, name, shown);
  }
  visit (self, &walk, "counter", person);
  visit (self, &walk, "counter", "item:unemp-reg");
  visit (self, &walk, "sync", "fushun");
  g_test_message ("%u things have been looked at", walk.n_seen);
  g_assert_cmpuint (walk.n_seen, >, 20);
  if (flaws->len > 0)
    g_test_message ("%s", flaws->str);
  g_assert_cmpuint (flaws->len, ==, 0);
}

static gboolean
has_answers (TestScreen *self)
{
  return test_screen_find (GTK_WIDGET (self->window), "GtkLabel", "8 of 8 cities") != NULL;
}

/* A clerk types a number, says why, and every city answers with its age. */
static void
test_lookup_asks_all_cities (TestScreen *self, gconstpointer unused)
{
  GtkWidget *root = GTK_WIDGET (self->window);

  test_screen_sign_in (self);
  gtk_widget_activate_action (root, "win.open", "(ss)", "lookup", "persons");
  gtk_editable_set_text (GTK_EDITABLE (test_screen_find (root, "GtkEntry", "id_entry")),
                         "210404200001179843");
  g_signal_emit_by_name (test_screen_find (root, "GtkButton", "ask_button"), "clicked");
  g_assert_nonnull (test_screen_find (root, "GtkLabel", "Say for which purpose."));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (
                                  test_screen_find (root, "GtkDropDown", "purpose_drop")),
                              1);
  g_signal_emit_by_name (test_screen_find (root, "GtkButton", "ask_button"), "clicked");
  test_screen_wait (self, has_answers, "the answers of eight cities");
  g_assert_nonnull (test_screen_find (root, "GtkLabel", "0 found, as of "));
}

static gboolean
can_stop (TestScreen *self)
{
  return test_screen_find (GTK_WIDGET (self->window), "GtkButton", "stop_button") != NULL;
}

/* A slow city does not hold up the others, and the clerk need not wait for it. */
static void
test_a_slow_city_can_be_left (TestScreen *self, gconstpointer unused)
{
  GtkWidget *root = GTK_WIDGET (self->window);
  g_autoptr (json_t) order = json_pack ("{s:s, s:s}", "city", "fuxin", "do", "slow");
  g_autoptr (json_t) slow = NULL;

  test_screen_sign_in (self);
  slow = tb_metropolis_order (self->cities, order, NULL);
  g_assert_nonnull (slow);
  gtk_widget_activate_action (root, "win.open", "(ss)", "lookup", "archives");
  gtk_editable_set_text (GTK_EDITABLE (test_screen_find (root, "GtkEntry", "id_entry")),
                         "210404200001179843");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (
                                  test_screen_find (root, "GtkDropDown", "purpose_drop")),
                              1);
  g_signal_emit_by_name (test_screen_find (root, "GtkButton", "ask_button"), "clicked");
  test_screen_wait (self, can_stop, "the button that ends waiting");
  g_assert_nonnull (test_screen_find (root, "GtkLabel", "7 of 8 cities"));
  g_assert_nonnull (test_screen_find (root, "GtkLabel", "asking…"));
  g_signal_emit_by_name (test_screen_find (root, "GtkButton", "stop_button"), "clicked");
  g_assert_nonnull (test_screen_find (root, "GtkLabel", "not waited for"));
  g_assert_false (can_stop (self));
  g_assert_nonnull (test_screen_find (root, "GtkLabel", "0 found, as of "));
}

static gboolean
has_found (TestScreen *self)
{
  return test_screen_find (GTK_WIDGET (self->window), "GtkListBoxRow", NULL) != NULL &&
         test_screen_find (GTK_WIDGET (self->window), "GtkPopover", NULL) != NULL;
}

/* The focus stays where one types, and Escape gives it back to where it was. */
static void
test_search_gives_the_focus_back (TestScreen *self, gconstpointer unused)
{
  GtkWidget *root = GTK_WIDGET (self->window);
  GtkWidget *before;
  GtkWidget *entry;

  test_screen_sign_in (self);
  gtk_widget_activate_action (root, "win.open", "(ss)", "lookup", "");
  before = gtk_root_get_focus (GTK_ROOT (root));
  g_assert_nonnull (before);
  gtk_widget_activate_action (root, "win.search", NULL);
  entry = test_screen_find (root, "GtkSearchEntry", NULL);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (root)), entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "210404200001179843");
  test_screen_wait (self, has_found, "a person");
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_true (gtk_root_get_focus (GTK_ROOT (root)) == before);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    return 1;
  adw_init ();

#define ADD(name, test)                                                                            \
  g_test_add ("/names/" name, TestScreen, NULL, test_screen_set_up, test, test_screen_tear_down)
  ADD ("everything-has-a-name", test_everything_has_a_name);
  ADD ("lookup-asks-all-cities", test_lookup_asks_all_cities);
  ADD ("a-slow-city-can-be-left", test_a_slow_city_can_be_left);
  ADD ("search-gives-the-focus-back", test_search_gives_the_focus_back);
#undef ADD

  return g_test_run ();
}
