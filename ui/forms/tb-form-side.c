/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-side"

#include "config.h"

#include "tb-form-side.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-date.h"
#include "tb-day-words.h"
#include "tb-form-materials.h"
#include "tb-page.h"

struct _TbFormSide {
  AdwBin parent_instance;

  TbFormModel *model;
  TbWorkplace *workplace;
  json_t *opened;
  TbFormMaterials *materials;
  GtkWidget *checks; /* box of rows, made anew when one is another */
};

G_DEFINE_FINAL_TYPE (TbFormSide, tb_form_side, ADW_TYPE_BIN)

static GtkWidget *
add_card (GtkWidget *whole, const char *title)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (card, "card");
  gtk_widget_set_overflow (card, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (card, "form-card");
  gtk_box_append (GTK_BOX (section), heading);
  gtk_box_append (GTK_BOX (section), card);
  gtk_box_append (GTK_BOX (whole), section);

  return card;
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

/* Every day counted and every day left out, on click. */
static GtkWidget *
make_explain (const json_t *limit)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  json_t *line;
  gsize i;

  json_array_foreach (tb_json_get_array (limit, "lines"), i, line)
  {
    GtkWidget *label = make_label (json_string_value (line), "numeric");

    gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
    gtk_box_append (GTK_BOX (lines), label);
  }
  gtk_popover_set_child (GTK_POPOVER (popover), lines);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Day by Day"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);

  return button;
}

static char *
dup_day_words (const char *due)
{
  GDate date;
  g_autoptr (GDateTime) day = NULL;

  if (due == NULL || !tb_date_parse (due, &date, NULL))
    return g_strdup ("");
  day = g_date_time_new_local (g_date_get_year (&date),
                               (int) g_date_get_month (&date),
                               g_date_get_day (&date),
                               0,
                               0,
                               0);

  /* Translators: the day by which a case is decided, with the day of the week. */
  return tb_day_words_format (day, _ ("%a %-d %B"));
}

static void
add_limit (GtkWidget *card, const json_t *limit)
{
  int days = (int) tb_json_get_int (limit, "days", 0);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *due = dup_day_words (tb_json_get_string (limit, "due"));
  g_autofree char *length = tb_json_get_bool (limit, "workdays")
                                ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                                "%d working day from tomorrow",
                                                                "%d working days from tomorrow",
                                                                (gulong) days),
                                                   days)
                                : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                                "%d calendar day from tomorrow",
                                                                "%d calendar days from tomorrow",
                                                                (gulong) days),
                                                   days);
  g_autofree char *words = g_strdup_printf ("%s · %s", tb_json_get_string (limit, "name"), length);

  gtk_widget_add_css_class (row, "form-row");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), make_label (due, "title-3"));
  gtk_box_append (GTK_BOX (texts), make_label (words, "caption"));
  if (tb_json_get_bool (limit, "uncertain"))
    gtk_box_append (GTK_BOX (texts),
                    make_label (_ ("The calendar does not reach so far yet"), "warning"));
  gtk_box_append (GTK_BOX (row), texts);
  gtk_box_append (GTK_BOX (row), make_explain (limit));
  gtk_box_append (GTK_BOX (card), row);
}

static void
add_limits (TbFormSide *self, GtkWidget *whole)
{
  const json_t *limits = tb_json_get_array (self->opened, "limits");
  GtkWidget *card;
  json_t *limit;
  gsize i;

  if (json_array_size (limits) == 0)
    return;
  card = add_card (whole, _ ("Time Limit"));
  json_array_foreach ((json_t *) limits, i, limit) add_limit (card, limit);
}

static GtkWidget *
add_check (TbFormSide *self, const char *icon, const char *style, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = make_label (text, NULL);

  gtk_widget_add_css_class (row, "form-row");
  gtk_widget_add_css_class (image, style);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), image);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (self->checks), row);

  return row;
}

/* Where the case goes: a field of the form names it, or it stays here. */
static TbArea
find_home (TbFormSide *self)
{
  TbForm *form = tb_form_model_get_form (self->model);
  const char *home = tb_item_get_home (tb_form_get_item (form));
  const char *name = home != NULL && *home == ':' ? home + 1 : home;

  if (name != NULL && tb_item_get_field (tb_form_get_item (form), name) != NULL)
    return tb_area_from_slug (json_string_value (tb_form_get_value (form, name)));

  return tb_form_get_rules (form)->window_area;
}

static void
open_twin_cb (TbFormSide *self)
{
  tb_page_go (GTK_WIDGET (self), "case", tb_json_get_string (self->opened, "duplicate"));
}

static void
check_duplicate (TbFormSide *self)
{
  const char *twin = tb_json_get_string (self->opened, "duplicate");
  g_autofree char *text = NULL;
  GtkWidget *row;
  GtkWidget *button;

  if (twin == NULL) {
    add_check (self,
               "tb-ok-symbolic",
               "success",
               _ ("The same matter is not open elsewhere, as far as the cities have told"));
    return;
  }
  text = g_strdup_printf (_ ("The same matter is open already: %s"), twin);
  row = add_check (self, "tb-decision-symbolic", "warning", text);
  button = gtk_button_new_with_label (_ ("Open Case"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_twin_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), button);
}

static void
check_home (TbFormSide *self)
{
  TbArea home = find_home (self);
  const json_t *city = tb_workplace_get_city (self->workplace, home);
  g_autofree char *state = tb_city_words_dup_state (city);
  g_autofree char *text = NULL;

  if (home == TB_AREA_NONE) {
    add_check (self, "tb-todo-symbolic", "dim-label", _ ("Which city decides is not chosen yet"));
    return;
  }
  text = g_strdup_printf (_ ("%s decides: %s"), tb_city_words_get_name (home), state);
  add_check (self, tb_city_words_get_icon (city), tb_city_words_get_style (city), text);
}

static void
check_person (TbFormSide *self)
{
  const json_t *origins = json_object_get (json_object_get (self->opened, "content"), "origins");
  const json_t *person = json_object_get (origins, "person");
  g_autofree char *text = NULL;

  if (person == NULL) {
    add_check (self,
               "tb-todo-symbolic",
               "dim-label",
               _ ("No city was asked about the person: nothing is filled in from a register"));
    return;
  }
  text = g_strdup_printf (_ ("The register of %s knows the person"),
                          tb_json_get_string (person, "area_name"));
  add_check (self, "tb-ok-symbolic", "success", text);
}

static void
check_form (TbFormSide *self)
{
  TbForm *form = tb_form_model_get_form (self->model);
  GPtrArray *problems = tb_form_get_problems (form);
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = 0; i < problems->len; i++)
    n += tb_form_problem_stops (g_ptr_array_index (problems, i));
  if (n == 0) {
    add_check (self, "tb-ok-symbolic", "success", _ ("The form is complete"));
    return;
  }
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u entry is still open",
                                       "%u entries are still open",
                                       n),
                          n);
  add_check (self, "tb-todo-symbolic", "dim-label", text);
}

static void
refresh (TbFormSide *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->checks)) != NULL)
    gtk_box_remove (GTK_BOX (self->checks), row);
  check_form (self);
  check_duplicate (self);
  check_home (self);
  check_person (self);
}

gboolean
tb_form_side_focus_at (TbFormSide *self, const char *pointer)
{
  return tb_form_materials_focus_at (self->materials, pointer);
}

static void
tb_form_side_dispose (GObject *object)
{
  TbFormSide *self = TB_FORM_SIDE (object);

  g_clear_object (&self->model);
  g_clear_object (&self->workplace);
  g_clear_pointer (&self->opened, json_decref);

  G_OBJECT_CLASS (tb_form_side_parent_class)->dispose (object);
}

static void
tb_form_side_class_init (TbFormSideClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_form_side_dispose;
}

static void
tb_form_side_init (TbFormSide *self)
{
}

GtkWidget *
tb_form_side_new (TbFormModel *model, TbWorkplace *workplace, const json_t *opened)
{
  TbFormSide *self = g_object_new (TB_TYPE_FORM_SIDE, NULL);
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->model = g_object_ref (model);
  self->workplace = g_object_ref (workplace);
  self->opened = json_incref ((json_t *) opened);
  self->materials = TB_FORM_MATERIALS (tb_form_materials_new (model));
  gtk_box_append (GTK_BOX (whole), GTK_WIDGET (self->materials));
  add_limits (self, whole);
  self->checks = add_card (whole, _ ("Before Submitting"));
  gtk_box_append (GTK_BOX (whole),
                  make_label (_ ("Submitting gives the number at once and keeps the case safe on "
                                 "this computer, also while the city cannot be reached."),
                              "caption"));
  adw_bin_set_child (ADW_BIN (self), whole);
  g_signal_connect_object (model, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workplace,
                           "city-changed",
                           G_CALLBACK (refresh),
                           self,
                           G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
