/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lookup-results"

#include "config.h"

#include "tb-lookup-results.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-lookup-words.h"
#include "tb-page.h"
#include "tb-tab-stop.h"

/* Sooner than this nothing turns: most answers are there by then (design/window.md, Manners). */
#define QUIET_MS 300

typedef struct {
  GtkListBoxRow *row;
  GtkImage *icon;
  GtkLabel *words;
  GPtrArray *found; /* (element-type GtkWidget) borrowed rows below it */
} City;

struct _TbLookupResults {
  GtkWidget parent_instance;

  TbLookup *lookup;
  GtkListBox *list;
  City cities[TB_N_AREAS];
  guint quiet_source; /* runs while slow cities are not yet named */
};

G_DEFINE_FINAL_TYPE (TbLookupResults, tb_lookup_results, GTK_TYPE_WIDGET)

static const struct {
  const char *icon;
  const char *style;
} looks[] = {
  [TB_LOOKUP_IDLE] = { "tb-todo-symbolic", "dim-label" },
  [TB_LOOKUP_ASKING] = { "tb-syncing-symbolic", "accent" },
  [TB_LOOKUP_ANSWERED] = { "tb-ok-symbolic", "success" },
  [TB_LOOKUP_ABSENT] = { "tb-unreachable-symbolic", "dim-label" },
  [TB_LOOKUP_REFUSED] = { "tb-error-symbolic", "error" },
  [TB_LOOKUP_STOPPED] = { "tb-todo-symbolic", "dim-label" },
};

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static GtkWidget *
new_keycap (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *key = gtk_label_new (_ ("Enter"));

  gtk_widget_add_css_class (key, "keycap");
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("To the counter")));
  gtk_box_append (GTK_BOX (box), key);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);

  return box;
}

static GtkWidget *
new_found_row (TbLookupResults *self, const json_t *found)
{
  const char *name = tb_lookup_get_name (self->lookup);
  g_autofree char *title = tb_lookup_words_dup_title (name, found);
  g_autofree char *line = tb_lookup_words_dup_line (name, found);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", title, line);
  char *person = tb_lookup_dup_person (self->lookup, found);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *small = new_label (line, "dim-label");

  gtk_widget_add_css_class (small, "numeric");
  gtk_box_append (GTK_BOX (texts), new_label (title, "heading"));
  gtk_box_append (GTK_BOX (texts), small);
  gtk_box_append (GTK_BOX (box), texts);
  if (person != NULL)
    gtk_box_append (GTK_BOX (box), new_keycap ());
  gtk_widget_add_css_class (box, "lookup-found");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), person != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "person", person, g_free);

  return row;
}

static void
show_found (TbLookupResults *self, int area)
{
  City *city = &self->cities[area];
  int at = gtk_list_box_row_get_index (city->row) + 1;
  const json_t *row;
  size_t i;

  for (guint k = 0; k < city->found->len; k++)
    gtk_list_box_remove (self->list, g_ptr_array_index (city->found, k));
  g_ptr_array_set_size (city->found, 0);
  json_array_foreach (tb_lookup_get_rows (self->lookup, (TbArea) area), i, row)
  {
    GtkWidget *found = new_found_row (self, row);

    gtk_list_box_insert (self->list, found, at++);
    g_ptr_array_add (city->found, found);
  }
}

static void
show_state (TbLookupResults *self, int area)
{
  City *city = &self->cities[area];
  TbLookupState state = tb_lookup_get_state (self->lookup, (TbArea) area);
  gboolean is_quiet = state == TB_LOOKUP_ASKING && self->quiet_source != 0;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *words = tb_lookup_dup_words (self->lookup, (TbArea) area, now);
  g_autofree char *spoken = NULL;
  const char *classes[] = { looks[state].style, NULL };

  if (is_quiet)
    return;
  spoken = g_strdup_printf (_ ("%s: %s"), tb_city_words_get_name ((TbArea) area), words);
  gtk_image_set_from_icon_name (city->icon, looks[state].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (city->icon), classes);
  gtk_label_set_label (city->words, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (city->row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
}

static gboolean
quiet_ended_cb (gpointer user_data)
{
  TbLookupResults *self = user_data;

  self->quiet_source = 0;
  for (int i = 0; i < TB_N_AREAS; i++)
    show_state (self, i);

  return G_SOURCE_REMOVE;
}

static void
city_changed_cb (TbLookupResults *self, int area)
{
  /* The first city to be asked begins the quiet time of all. */
  if (tb_lookup_get_state (self->lookup, (TbArea) area) == TB_LOOKUP_ASKING &&
      self->quiet_source == 0)
    self->quiet_source = g_timeout_add (QUIET_MS, quiet_ended_cb, self);
  show_found (self, area);
  show_state (self, area);
}

static void
row_activated_cb (TbLookupResults *self, GtkListBoxRow *row)
{
  const char *person = g_object_get_data (G_OBJECT (row), "person");
  g_autofree char *what = g_strconcat ("person:", person, NULL);

  if (person != NULL)
    tb_page_go (GTK_WIDGET (self), "counter", what);
}

void
tb_lookup_results_set_lookup (TbLookupResults *self, TbLookup *lookup)
{
  g_return_if_fail (self->lookup == NULL);

  self->lookup = g_object_ref (lookup);
  g_signal_connect_object (lookup,
                           "city-changed",
                           G_CALLBACK (city_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  for (int i = 0; i < TB_N_AREAS; i++)
    show_state (self, i);
}

static void
add_city (TbLookupResults *self, int area)
{
  City *city = &self->cities[area];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (tb_city_words_get_name ((TbArea) area));

  city->row = GTK_LIST_BOX_ROW (gtk_list_box_row_new ());
  city->icon = GTK_IMAGE (gtk_image_new ());
  city->words = GTK_LABEL (new_label ("", "numeric"));
  city->found = g_ptr_array_new ();
  gtk_label_set_width_chars (GTK_LABEL (name), 8);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "heading");
  gtk_widget_add_css_class (box, "lookup-city");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (city->icon));
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (city->words));
  gtk_list_box_row_set_child (city->row, box);
  gtk_list_box_row_set_activatable (city->row, FALSE);
  gtk_list_box_append (self->list, GTK_WIDGET (city->row));
}

static void
tb_lookup_results_dispose (GObject *object)
{
  TbLookupResults *self = TB_LOOKUP_RESULTS (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_handle_id (&self->quiet_source, g_source_remove);
  g_clear_object (&self->lookup);
  if (child != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tb_lookup_results_parent_class)->dispose (object);
}

static void
tb_lookup_results_finalize (GObject *object)
{
  TbLookupResults *self = TB_LOOKUP_RESULTS (object);

  for (int i = 0; i < TB_N_AREAS; i++)
    g_ptr_array_unref (self->cities[i].found);

  G_OBJECT_CLASS (tb_lookup_results_parent_class)->finalize (object);
}

static void
tb_lookup_results_class_init (TbLookupResultsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_lookup_results_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_lookup_results_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tb_lookup_results_init (TbLookupResults *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *stop = g_object_new (TB_TYPE_TAB_STOP, NULL);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (stop, GTK_ALIGN_START);
  gtk_widget_set_margin_bottom (stop, 24);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Answers of the cities"),
                                  -1);
  for (int i = 0; i < TB_N_AREAS; i++)
    add_city (self, i);
  gtk_widget_set_parent (GTK_WIDGET (self->list), stop);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_focusable (scrolled, FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), stop);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
  g_signal_connect_object (self->list,
                           "row-activated",
                           G_CALLBACK (row_activated_cb),
                           self,
                           G_CONNECT_SWAPPED);
}
