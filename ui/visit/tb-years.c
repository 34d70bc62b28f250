/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-years"

#include "config.h"

#include "tb-years.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tb-city-words.h"
#include "tb-spell-bar.h"
#include "tb-visit-words.h"

struct _TbYears {
  GtkBox parent_instance;

  TbVisit *visit;
  GtkLabel *sums;
  GtkGrid *grid;
};

G_DEFINE_FINAL_TYPE (TbYears, tb_years, GTK_TYPE_BOX)

/* "2010-03" as a month since year 0; −1 for anything else. */
static int
read_month (const char *text)
{
  int year;
  int month;

  return text != NULL && sscanf (text, "%4d-%2d", &year, &month) == 2 ? year * 12 + month - 1 : -1;
}

static gboolean
read_spell (const json_t *row, TbSpell *spell)
{
  spell->first = read_month (tb_json_get_string (row, "from"));
  spell->last = read_month (tb_json_get_string (row, "to"));
  spell->months = (int) tb_json_get_int (row, "months", 0);
  spell->is_doubled = FALSE;

  return spell->first >= 0 && spell->last >= spell->first;
}

static GArray *
read_city (const json_t *city)
{
  GArray *spells = g_array_new (FALSE, FALSE, sizeof (TbSpell));
  json_t *row;
  gsize i;

  json_array_foreach (tb_json_get_array (city, "insurance"), i, row)
  {
    TbSpell spell;

    if (read_spell (row, &spell))
      g_array_append_val (spells, spell);
  }

  return spells;
}

static void
find_range (GArray *const *cities, int *first, int *last)
{
  *first = G_MAXINT;
  *last = -1;
  for (int a = 0; a < TB_N_AREAS; a++) {
    for (guint i = 0; i < cities[a]->len; i++) {
      const TbSpell *spell = &g_array_index (cities[a], TbSpell, i);

      *first = MIN (*first, spell->first);
      *last = MAX (*last, spell->last);
    }
  }
}

/* Months that more than one city counts; marks their spells. */
static int
mark_doubled (GArray *const *cities)
{
  int n = 0;

  for (int a = 0; a < TB_N_AREAS; a++) {
    for (int b = a + 1; b < TB_N_AREAS; b++) {
      for (guint i = 0; i < cities[a]->len * cities[b]->len; i++) {
        TbSpell *one = &g_array_index (cities[a], TbSpell, i / cities[b]->len);
        TbSpell *two = &g_array_index (cities[b], TbSpell, i % cities[b]->len);
        int common = MIN (one->last, two->last) - MAX (one->first, two->first) + 1;

        if (common <= 0)
          continue;
        n += common;
        one->is_doubled = two->is_doubled = TRUE;
      }
    }
  }

  return n;
}

static void
add_line (TbYears *self, TbArea area, GArray *spells, const int range[2])
{
  int n = tb_visit_words_count_months (tb_visit_get_city (self->visit, area));
  g_autofree char *text = g_strdup_printf ("%s %d", tb_city_words_get_name (area), n);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *bar = tb_spell_bar_new (spells, range[0], range[1]);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_grid_attach (self->grid, label, 0, (int) area, 1, 1);
  gtk_grid_attach (self->grid, bar, 1, (int) area, 1, 1);
}

static void
add_years (TbYears *self, const int range[2])
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (int i = 0; i < 2; i++) {
    g_autofree char *text = g_strdup_printf ("%d", range[i] / 12);
    GtkWidget *label = gtk_label_new (text);

    gtk_widget_add_css_class (label, "caption");
    gtk_widget_add_css_class (label, "dim-label");
    gtk_widget_add_css_class (label, "numeric");
    gtk_widget_set_hexpand (label, TRUE);
    gtk_label_set_xalign (GTK_LABEL (label), (float) i);
    gtk_box_append (GTK_BOX (box), label);
  }
  gtk_grid_attach (self->grid, box, 1, TB_N_AREAS, 1, 1);
}

static void
show_sums (TbYears *self, int n_doubled)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int n = 0;

  for (int a = 0; a < TB_N_AREAS; a++)
    n += tb_visit_words_count_months (tb_visit_get_city (self->visit, (TbArea) a));
  g_string_append_printf (text,
                          g_dngettext (GETTEXT_PACKAGE,
                                       "%d month in all cities",
                                       "%d months in all cities",
                                       (gulong) n),
                          n);
  if (n_doubled > 0) {
    g_string_append (text, " · ");
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE,
                                         "%d month counted twice, to be checked",
                                         "%d months counted twice, to be checked",
                                         (gulong) n_doubled),
                            n_doubled);
  }
  gtk_label_set_label (self->sums, text->str);
}

static void
empty (TbYears *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
visit_changed_cb (TbYears *self)
{
  GArray *cities[TB_N_AREAS];
  int range[2];

  empty (self);
  for (int a = 0; a < TB_N_AREAS; a++)
    cities[a] = read_city (tb_visit_get_city (self->visit, (TbArea) a));
  find_range (cities, &range[0], &range[1]);
  if (range[1] >= 0) {
    show_sums (self, mark_doubled (cities));
    for (int a = 0; a < TB_N_AREAS; a++) {
      if (cities[a]->len > 0)
        add_line (self, (TbArea) a, cities[a], range);
    }
    add_years (self, range);
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  }
  for (int a = 0; a < TB_N_AREAS; a++)
    g_array_unref (cities[a]);
}

static void
forget_visit (TbYears *self)
{
  if (self->visit != NULL)
    g_signal_handlers_disconnect_by_data (self->visit, self);
  g_clear_object (&self->visit);
}

void
tb_years_set_visit (TbYears *self, TbVisit *visit)
{
  forget_visit (self);
  if (visit == NULL) {
    empty (self);
    gtk_label_set_label (self->sums, "");
    return;
  }

  self->visit = g_object_ref (visit);
  g_signal_connect_object (visit,
                           "changed",
                           G_CALLBACK (visit_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  visit_changed_cb (self);
}

static void
tb_years_dispose (GObject *object)
{
  forget_visit (TB_YEARS (object));

  G_OBJECT_CLASS (tb_years_parent_class)->dispose (object);
}

static void
tb_years_class_init (TbYearsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_years_dispose;
}

static void
tb_years_init (TbYears *self)
{
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ ("Years insured"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  gtk_widget_add_css_class (title, "heading");
  self->sums = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_wrap (self->sums, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->sums), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->sums), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->sums), "numeric");
  gtk_box_append (GTK_BOX (heading), title);
  gtk_box_append (GTK_BOX (heading), GTK_WIDGET (self->sums));
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 15);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "person-card");
  gtk_box_append (GTK_BOX (self), heading);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->grid));
}
