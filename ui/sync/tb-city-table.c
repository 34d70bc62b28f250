/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-table"

#include "config.h"

#include "tb-city-table.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-sync-words.h"

enum { CITY, STATE, CONTACT, CURSOR, SKEW, WAITING, NEXT, N_COLUMNS };

typedef struct {
  GtkWidget *row;
  GtkImage *icon;
  GtkLabel *cells[N_COLUMNS];
} Line;

struct _TbCityTable {
  GtkBox parent_instance;

  TbWorkplace *workplace;
  GtkListBox *list;
  GtkSizeGroup *widths[N_COLUMNS];
  Line lines[TB_N_AREAS];
  guint clock_source;
  gboolean is_selecting; /* not by the operator */
};

G_DEFINE_FINAL_TYPE (TbCityTable, tb_city_table, GTK_TYPE_BOX)

enum { SELECTED, N_SIGNALS };

static guint signals[N_SIGNALS];

static const struct {
  const char *title;
  float xalign;
} columns[N_COLUMNS] = {
  [CITY] = { N_ ("City"), 0 },
  [STATE] = { N_ ("State"), 0 },
  [CONTACT] = { N_ ("Last contact"), 0 },
  [CURSOR] = { N_ ("As of"), 1 },
  [SKEW] = { N_ ("Clock"), 1 },
  [WAITING] = { N_ ("Waiting"), 1 },
  [NEXT] = { N_ ("Next step"), 0 },
};

static GtkWidget *
new_cell (TbCityTable *self, int column, GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), columns[column].xalign);
  /* Only the last is long: the others keep the columns straight. */
  gtk_label_set_wrap (GTK_LABEL (label), column == NEXT);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

/* The state has its icon in the same column. */
static void
fill_columns (TbCityTable *self, GtkWidget *box, Line *line)
{
  for (int i = 0; i < N_COLUMNS; i++) {
    GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *label;

    if (i == STATE && line->row != NULL) {
      line->icon = GTK_IMAGE (gtk_image_new ());
      gtk_box_append (GTK_BOX (cell), GTK_WIDGET (line->icon));
    }
    label = new_cell (self, i, cell);
    gtk_widget_set_hexpand (label, TRUE);
    gtk_size_group_add_widget (self->widths[i], cell);
    gtk_widget_set_hexpand (cell, i == NEXT);
    gtk_box_append (GTK_BOX (box), cell);
    line->cells[i] = GTK_LABEL (label);
  }
}

static GtkWidget *
new_line_box (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 15);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_size_request (box, -1, 40);

  return box;
}

static void
add_header (TbCityTable *self)
{
  GtkWidget *box = new_line_box ();
  Line header = { 0 };

  fill_columns (self, box, &header);
  for (int i = 0; i < N_COLUMNS; i++) {
    gtk_label_set_label (header.cells[i], _ (columns[i].title));
    gtk_widget_add_css_class (GTK_WIDGET (header.cells[i]), "caption");
    gtk_widget_add_css_class (GTK_WIDGET (header.cells[i]), "dim-label");
  }
  gtk_box_append (GTK_BOX (self), box);
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
}

static void
add_line (TbCityTable *self, TbArea area)
{
  Line *line = &self->lines[area];
  GtkWidget *box = new_line_box ();
  g_autofree char *name =
      g_strdup_printf ("%s  %s", tb_area_get_mark (area), tb_city_words_get_name (area));

  line->row = gtk_list_box_row_new ();
  fill_columns (self, box, line);
  gtk_label_set_label (line->cells[CITY], name);
  gtk_widget_add_css_class (GTK_WIDGET (line->cells[CITY]), "heading");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (line->row), box);
  gtk_list_box_append (self->list, line->row);
}

static void
say_line (Line *line, TbArea area, const json_t *city)
{
  g_autofree char *summary = tb_city_words_dup_summary (area, city);
  g_autoptr (GString) text = g_string_new (summary);

  for (int i = CONTACT; i < N_COLUMNS; i++)
    g_string_append_printf (text,
                            ", %s: %s",
                            _ (columns[i].title),
                            gtk_label_get_label (line->cells[i]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text->str,
                                  -1);
}

static void
set_urgent (GtkLabel *label, gboolean is_urgent)
{
  if (is_urgent)
    gtk_widget_add_css_class (GTK_WIDGET (label), "heading");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "heading");
}

static void
show_line (TbCityTable *self, TbArea area)
{
  Line *line = &self->lines[area];
  const json_t *city = tb_workplace_get_city (self->workplace, area);
  const char *classes[] = { tb_city_words_get_style (city), NULL };
  g_autofree char *state = tb_city_words_dup_state (city);
  g_autofree char *contact = tb_sync_words_dup_time (tb_json_get_string (city, "contact_at"));
  g_autofree char *age =
      tb_sync_words_dup_age (tb_json_get_string (city, "current_at"), g_get_real_time ());
  g_autofree char *skew = tb_sync_words_dup_skew (city);
  g_autofree char *next = tb_sync_words_dup_next (city);
  gint64 n_waiting = tb_json_get_int (city, "waiting", 0) + tb_json_get_int (city, "decide", 0);
  g_autofree char *waiting = g_strdup_printf ("%" G_GINT64_FORMAT, n_waiting);
  g_autofree char *seq = g_strdup_printf (_ ("Number %d of the city's record"),
                                          (int) tb_json_get_int (city, "seq", 0));

  gtk_widget_set_visible (line->row, city != NULL);
  gtk_image_set_from_icon_name (line->icon, tb_city_words_get_icon (city));
  gtk_widget_set_css_classes (GTK_WIDGET (line->icon), classes);
  gtk_label_set_label (line->cells[STATE], state);
  gtk_label_set_label (line->cells[CONTACT], *contact != '\0' ? contact : "—");
  gtk_label_set_label (line->cells[CURSOR], *age != '\0' ? age : "—");
  gtk_widget_set_tooltip_text (GTK_WIDGET (line->cells[CURSOR]), seq);
  gtk_label_set_label (line->cells[SKEW], skew);
  gtk_label_set_label (line->cells[WAITING], waiting);
  gtk_label_set_label (line->cells[NEXT], next);
  set_urgent (line->cells[WAITING], n_waiting > 0);
  set_urgent (line->cells[STATE],
              !g_str_equal (classes[0], "success") && !g_str_equal (classes[0], "accent"));
  say_line (line, area, city);
}

static void
city_changed_cb (TbCityTable *self, int area)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_line (self, (TbArea) area);
}

/* Ages grow though nothing happens. */
static gboolean
tick_cb (gpointer user_data)
{
  TbCityTable *self = user_data;

  for (int i = 0; i < TB_N_AREAS; i++)
    show_line (self, (TbArea) i);

  return G_SOURCE_CONTINUE;
}

static void
tb_city_table_map (GtkWidget *widget)
{
  TbCityTable *self = TB_CITY_TABLE (widget);

  GTK_WIDGET_CLASS (tb_city_table_parent_class)->map (widget);

  if (self->workplace == NULL)
    return;
  tick_cb (self);
  self->clock_source = g_timeout_add_seconds (1, tick_cb, self);
}

static void
tb_city_table_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&TB_CITY_TABLE (widget)->clock_source, g_source_remove);

  GTK_WIDGET_CLASS (tb_city_table_parent_class)->unmap (widget);
}

static void
row_selected_cb (TbCityTable *self)
{
  if (!self->is_selecting)
    g_signal_emit (self, signals[SELECTED], 0, (int) tb_city_table_get_selected (self));
}

void
tb_city_table_set_workplace (TbCityTable *self, TbWorkplace *workplace)
{
  g_return_if_fail (self->workplace == NULL);

  self->workplace = g_object_ref (workplace);
  g_signal_connect_object (workplace,
                           "city-changed",
                           G_CALLBACK (city_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

void
tb_city_table_select (TbCityTable *self, TbArea area)
{
  self->is_selecting = TRUE;
  if (area == TB_AREA_NONE)
    gtk_list_box_unselect_all (self->list);
  else
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (self->lines[area].row));
  self->is_selecting = FALSE;
}

TbArea
tb_city_table_get_selected (TbCityTable *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? (TbArea) gtk_list_box_row_get_index (row) : TB_AREA_NONE;
}

static void
tb_city_table_dispose (GObject *object)
{
  TbCityTable *self = TB_CITY_TABLE (object);

  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_object (&self->workplace);
  for (int i = 0; i < N_COLUMNS; i++)
    g_clear_object (&self->widths[i]);

  G_OBJECT_CLASS (tb_city_table_parent_class)->dispose (object);
}

static void
tb_city_table_class_init (TbCityTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_city_table_dispose;
  GTK_WIDGET_CLASS (klass)->map = tb_city_table_map;
  GTK_WIDGET_CLASS (klass)->unmap = tb_city_table_unmap;
  signals[SELECTED] = g_signal_new ("selected",
                                    G_TYPE_FROM_CLASS (klass),
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    1,
                                    G_TYPE_INT);
}

static void
tb_city_table_init (TbCityTable *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "city-table");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  for (int i = 0; i < N_COLUMNS; i++)
    self->widths[i] = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_SINGLE);
  gtk_list_box_set_activate_on_single_click (self->list, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Cities"),
                                  -1);
  add_header (self);
  for (int i = 0; i < TB_N_AREAS; i++)
    add_line (self, (TbArea) i);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->list));
  g_signal_connect_object (self->list,
                           "row-selected",
                           G_CALLBACK (row_selected_cb),
                           self,
                           G_CONNECT_SWAPPED);
}
