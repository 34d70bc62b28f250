/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-facts"

#include "config.h"

#include "tb-city-facts.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-tab-stop.h"
#include "tb-visit-words.h"

enum {
  COLUMN_PENSION,
  COLUMN_CASES,
  COLUMN_ARCHIVE,
  COLUMN_OTHER,
  N_COLUMNS,
};

/* One city; the labels are owned by their row. */
typedef struct {
  GtkWidget *row;
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *freshness;
  GtkLabel *facts[N_COLUMNS];
  const char *style;
} Line;

struct _TbCityFacts {
  AdwBin parent_instance;

  TbVisit *visit;
  gboolean is_narrow;
  GtkListBox *list;
  Line lines[TB_N_AREAS];
};

G_DEFINE_FINAL_TYPE (TbCityFacts, tb_city_facts, ADW_TYPE_BIN)

static char *
dup_fact (TbCityFacts *self, TbArea area, int column)
{
  const json_t *city = tb_visit_get_city (self->visit, area);

  switch (column) {
  case COLUMN_PENSION:
    return tb_visit_words_dup_pension (city);
  case COLUMN_CASES:
    return tb_visit_words_dup_cases (self->visit, area);
  case COLUMN_ARCHIVE:
    return tb_visit_words_dup_archive (city);
  default:
    return tb_visit_words_dup_other (city);
  }
}

static void
set_style (Line *line, const char *style)
{
  if (line->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (line->icon), line->style);
  line->style = style;
  gtk_widget_add_css_class (GTK_WIDGET (line->icon), style);
}

static void
show_city (TbCityFacts *self, TbArea area)
{
  Line *line = &self->lines[area];
  const json_t *city = tb_visit_get_city (self->visit, area);
  g_autofree char *freshness = tb_visit_words_dup_freshness (city);
  g_autoptr (GString) spoken = g_string_new (tb_city_words_get_name (area));

  gtk_image_set_from_icon_name (line->icon, tb_visit_words_get_icon (city));
  set_style (line, tb_visit_words_get_style (city));
  gtk_label_set_label (line->freshness, freshness);
  g_string_append_printf (spoken, ", %s", freshness);
  for (int i = 0; i < N_COLUMNS; i++) {
    g_autofree char *fact = dup_fact (self, area, i);

    gtk_label_set_label (line->facts[i], fact != NULL ? fact : "—");
    gtk_widget_set_visible (GTK_WIDGET (line->facts[i]), fact != NULL || !self->is_narrow);
    if (fact != NULL)
      g_string_append_printf (spoken, ", %s", fact);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken->str,
                                  -1);
}

static void
city_answered_cb (TbCityFacts *self, int area)
{
  show_city (self, (TbArea) area);
}

static void
visit_changed_cb (TbCityFacts *self)
{
  for (int i = 0; i < TB_N_AREAS; i++)
    show_city (self, (TbArea) i);
}

static void
forget_visit (TbCityFacts *self)
{
  if (self->visit != NULL)
    g_signal_handlers_disconnect_by_data (self->visit, self);
  g_clear_object (&self->visit);
}

void
tb_city_facts_set_visit (TbCityFacts *self, TbVisit *visit)
{
  forget_visit (self);
  if (visit == NULL) {
    for (int a = 0; a < TB_N_AREAS; a++) {
      gtk_label_set_label (self->lines[a].freshness, "");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->lines[a].row),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      tb_city_words_get_name ((TbArea) a),
                                      -1);
      for (int i = 0; i < N_COLUMNS; i++)
        gtk_label_set_label (self->lines[a].facts[i], "");
    }
    return;
  }

  self->visit = g_object_ref (visit);
  g_signal_connect_object (visit,
                           "city-answered",
                           G_CALLBACK (city_answered_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (visit,
                           "changed",
                           G_CALLBACK (visit_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  visit_changed_cb (self);
}

static GtkLabel *
add_label (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

/* The columns keep their places because every row has the same width and equal cells. */
static GtkWidget *
make_box (TbCityFacts *self)
{
  GtkWidget *box =
      gtk_box_new (self->is_narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                   self->is_narrow ? 3 : 12);

  gtk_box_set_homogeneous (GTK_BOX (box), !self->is_narrow);
  gtk_widget_add_css_class (box, "city-facts");

  return box;
}

static GtkWidget *
make_city_cell (Line *line, TbArea area)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  line->icon = GTK_IMAGE (gtk_image_new ());
  gtk_box_append (GTK_BOX (cell), GTK_WIDGET (line->icon));
  line->name = add_label (cell, tb_city_words_get_name (area), "body-strong");
  gtk_label_set_wrap (line->name, FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (line->name), FALSE);

  return cell;
}

static void
add_line (TbCityFacts *self, TbArea area)
{
  Line *line = &self->lines[area];
  GtkWidget *box = make_box (self);
  GtkWidget *cell = make_city_cell (line, area);

  line->style = NULL;
  gtk_box_append (GTK_BOX (box), cell);
  line->freshness = add_label (self->is_narrow ? cell : box, "", "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (line->freshness), "numeric");
  if (self->is_narrow)
    gtk_label_set_xalign (line->freshness, 1);
  for (int i = 0; i < N_COLUMNS; i++)
    line->facts[i] = add_label (box, "—", "numeric");
  line->row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (line->row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (line->row), FALSE);
  gtk_list_box_append (self->list, line->row);
}

static void
fill (TbCityFacts *self)
{
  static const char *const titles[] = { N_ ("City"),       N_ ("As of"),   N_ ("Pension"),
                                        N_ ("Open cases"), N_ ("Archive"), N_ ("Other") };
  GtkWidget *box = make_box (self);
  GtkWidget *row = gtk_list_box_row_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (titles) && !self->is_narrow; i++) {
    GtkLabel *label = add_label (box, _ (titles[i]), "dim-label");

    gtk_widget_add_css_class (GTK_WIDGET (label), "caption");
  }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_visible (row, !self->is_narrow);
  gtk_list_box_append (self->list, row);
  for (int i = 0; i < TB_N_AREAS; i++)
    add_line (self, (TbArea) i);
}

void
tb_city_facts_set_narrow (TbCityFacts *self, gboolean is_narrow)
{
  GtkListBoxRow *row;

  if (self->is_narrow == is_narrow)
    return;

  self->is_narrow = is_narrow;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  fill (self);
  if (self->visit != NULL)
    visit_changed_cb (self);
}

static void
tb_city_facts_dispose (GObject *object)
{
  forget_visit (TB_CITY_FACTS (object));

  G_OBJECT_CLASS (tb_city_facts_parent_class)->dispose (object);
}

static void
tb_city_facts_class_init (TbCityFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_city_facts_dispose;
}

static void
tb_city_facts_init (TbCityFacts *self)
{
  GtkWidget *stop = g_object_new (TB_TYPE_TAB_STOP, NULL);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What each city knows"),
                                  -1);
  gtk_widget_set_parent (GTK_WIDGET (self->list), stop);
  adw_bin_set_child (ADW_BIN (self), stop);
  fill (self);
}
