/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-navigation"

#include "config.h"

#include "tb-navigation.h"

#include <glib/gi18n-lib.h>

#define WIDTH        216
#define NARROW_WIDTH 60

struct _TbNavigation {
  GtkWidget parent_instance;
  GtkListBox *list;
  GHashTable *rows; /* place → Row */
  gboolean is_narrow;
};

typedef struct {
  GtkListBoxRow *row;
  GtkWidget *label;
  GtkLabel *count;
  char *title;
} Row;

G_DEFINE_FINAL_TYPE (TbNavigation, tb_navigation, GTK_TYPE_WIDGET)

static void
row_free (Row *row)
{
  g_free (row->title);
  g_free (row);
}

static void
row_activated_cb (TbNavigation *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self),
                              "win.open",
                              "(ss)",
                              gtk_widget_get_name (GTK_WIDGET (row)),
                              "");
}

static void
show_width (TbNavigation *self, Row *row)
{
  gtk_widget_set_visible (row->label, !self->is_narrow);
  gtk_widget_set_halign (gtk_list_box_row_get_child (row->row),
                         self->is_narrow ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->row), self->is_narrow ? row->title : NULL);
}

void
tb_navigation_add (TbNavigation *self, const char *place, const char *title, const char *icon)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  row->title = g_strdup (title);
  row->row = GTK_LIST_BOX_ROW (gtk_list_box_row_new ());
  row->label = gtk_label_new (title);
  row->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_hexpand (row->label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (row->label), 0);
  gtk_widget_add_css_class (GTK_WIDGET (row->count), "numeric");
  gtk_widget_set_visible (GTK_WIDGET (row->count), FALSE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), row->label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->count));
  gtk_list_box_row_set_child (row->row, box);
  gtk_widget_set_name (GTK_WIDGET (row->row), place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title,
                                  -1);
  gtk_list_box_append (self->list, GTK_WIDGET (row->row));
  g_hash_table_insert (self->rows, g_strdup (place), row);
  show_width (self, row);
}

void
tb_navigation_select (TbNavigation *self, const char *place)
{
  Row *row = g_hash_table_lookup (self->rows, place);

  if (row != NULL)
    gtk_list_box_select_row (self->list, row->row);
}

void
tb_navigation_set_visible (TbNavigation *self, const char *place, gboolean is_visible)
{
  Row *row = g_hash_table_lookup (self->rows, place);

  g_return_if_fail (row != NULL);
  gtk_widget_set_visible (GTK_WIDGET (row->row), is_visible);
}

void
tb_navigation_set_count (TbNavigation *self, const char *place, guint n, gboolean is_urgent)
{
  Row *row = g_hash_table_lookup (self->rows, place);
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *name = NULL;

  g_return_if_fail (row != NULL);
  name = n > 0 ? g_strdup_printf (_ ("%s, %u waiting"), row->title, n) : g_strdup (row->title);
  gtk_label_set_label (row->count, count);
  gtk_widget_set_visible (GTK_WIDGET (row->count), n > 0);
  gtk_widget_remove_css_class (GTK_WIDGET (row->count), is_urgent ? "dim-label" : "urgent");
  gtk_widget_add_css_class (GTK_WIDGET (row->count), is_urgent ? "urgent" : "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  -1);
}

void
tb_navigation_set_narrow (TbNavigation *self, gboolean is_narrow)
{
  GHashTableIter iter;
  gpointer row;

  self->is_narrow = is_narrow;
  gtk_widget_set_size_request (GTK_WIDGET (self), is_narrow ? NARROW_WIDTH : WIDTH, -1);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    show_width (self, row);
}

static void
tb_navigation_dispose (GObject *object)
{
  TbNavigation *self = TB_NAVIGATION (object);

  if (self->list != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->list));
  self->list = NULL;

  G_OBJECT_CLASS (tb_navigation_parent_class)->dispose (object);
}

static void
tb_navigation_finalize (GObject *object)
{
  g_hash_table_unref (TB_NAVIGATION (object)->rows);

  G_OBJECT_CLASS (tb_navigation_parent_class)->finalize (object);
}

static void
tb_navigation_class_init (TbNavigationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_navigation_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_navigation_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_NAVIGATION);
}

static void
tb_navigation_init (TbNavigation *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) row_free);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
  gtk_widget_set_size_request (GTK_WIDGET (self), WIDTH, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Places"),
                                  -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
}
