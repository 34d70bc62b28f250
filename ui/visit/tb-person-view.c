/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-person-view"

#include "config.h"

#include "tb-person-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-city-facts.h"
#include "tb-city-words.h"
#include "tb-matter-ask.h"
#include "tb-page.h"
#include "tb-person-card.h"
#include "tb-tab-stop.h"
#include "tb-visit-words.h"
#include "tb-years.h"

#define MAX_RECENT 5
#define CASE_KEY   "tb-case"

struct _TbPersonView {
  AdwBin parent_instance;

  TbVisit *visit;
  char *wanted_item; /* what the notice of a duplicate is about, or NULL */
  char *wanted_name;
  char *duplicate; /* the case it tells of */

  /* Template widgets */
  TbPersonCard *card;
  TbMatterAsk *ask;
  GtkWidget *duplicate_box;
  GtkLabel *duplicate_label;
  GtkWidget *open_button;
  GtkLabel *asked;
  TbCityFacts *facts;
  TbYears *years;
  GtkLabel *open_note;
  GtkWidget *open_stop;
  GtkListBox *open_list;
  GtkWidget *recent_title;
  GtkWidget *recent_stop;
  GtkListBox *recent_list;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (TbPersonView, tb_person_view, ADW_TYPE_BIN)

static void
empty_list (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

static const char *
say_city (const json_t *row, const char *member)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (row, member));

  return area != TB_AREA_NONE ? tb_city_words_get_name (area) : "";
}

static void
add_case (GtkListBox *list, const char *id, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle,
                                  -1);
  g_object_set_data_full (G_OBJECT (row), CASE_KEY, g_strdup (id), g_free);
  gtk_list_box_append (list, row);
}

/* A row of `search`. */
static void
add_known_case (GtkListBox *list, const json_t *row)
{
  const char *due = tb_json_get_string (row, "due");
  g_autofree char *day = tb_visit_words_dup_day (tb_json_get_string (row, "changed_at"));
  g_autofree char *until = due != NULL ? g_strdup_printf (_ ("due %s"), due) : NULL;
  gboolean is_closed = tb_json_get_bool (row, "closed");
  g_autofree char *subtitle =
      g_strdup_printf ("%s · %s · %s\n%s",
                       tb_json_get_string (row, "state_name"),
                       say_city (row, "home"),
                       !is_closed && until != NULL ? until : (day != NULL ? day : ""),
                       tb_json_get_string (row, "number"));

  add_case (list, tb_json_get_string (row, "id"), tb_json_get_string (row, "item_name"), subtitle);
}

static gboolean
is_listed (GtkListBox *list, const char *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++) {
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), CASE_KEY), id) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Accepted a moment ago: the city's own record of it may be on its way. */
static void
add_new_cases (TbPersonView *self)
{
  json_t *rows = (json_t *) tb_visit_get_matters (self->visit);
  json_t *row;
  gsize i;

  json_array_foreach (rows, i, row)
  {
    const char *id = tb_json_get_string (row, "case");
    g_autofree char *subtitle =
        g_strdup_printf ("%s\n%s", say_city (row, "home"), tb_json_get_string (row, "number"));

    if (!is_listed (self->open_list, id) && !is_listed (self->recent_list, id))
      add_case (self->open_list, id, tb_json_get_string (row, "name"), subtitle);
  }
}

/* What a city tells and this window's store has not heard of yet. */
static void
add_told_cases (TbPersonView *self)
{
  for (int a = 0; a < TB_N_AREAS; a++) {
    const json_t *city = tb_visit_get_city (self->visit, (TbArea) a);
    json_t *row;
    gsize i;

    json_array_foreach (tb_json_get_array (city, "cases"), i, row)
    {
      const char *id = tb_json_get_string (row, "id");
      g_autofree char *subtitle = g_strdup_printf (_ ("told by %s"), say_city (row, "home"));

      if (!is_listed (self->open_list, id) && !is_listed (self->recent_list, id))
        add_case (self->open_list, id, tb_json_get_string (row, "number"), subtitle);
    }
  }
}

static void
show_cases (TbPersonView *self)
{
  json_t *rows = (json_t *) tb_visit_get_cases (self->visit);
  guint n_recent = 0;
  gboolean has_open;
  json_t *row;
  gsize i;

  empty_list (self->open_list);
  empty_list (self->recent_list);
  json_array_foreach (rows, i, row)
  {
    if (!tb_json_get_bool (row, "closed"))
      add_known_case (self->open_list, row);
    else if (n_recent++ < MAX_RECENT)
      add_known_case (self->recent_list, row);
  }
  add_new_cases (self);
  add_told_cases (self);
  has_open = gtk_list_box_get_row_at_index (self->open_list, 0) != NULL;
  gtk_widget_set_visible (self->open_stop, has_open);
  gtk_widget_set_visible (self->recent_stop, n_recent > 0);
  gtk_widget_set_visible (self->recent_title, n_recent > 0);
}

/* Says which cities the sums do not count. */
static void
show_absent (TbPersonView *self)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean has_open = gtk_widget_get_visible (self->open_stop);
  int n = 0;
  g_autofree char *text = NULL;

  for (int a = 0; a < TB_N_AREAS; a++) {
    const json_t *city = tb_visit_get_city (self->visit, (TbArea) a);

    if (tb_json_get_string (city, "absent") == NULL &&
        tb_json_get_string (city, "refused") == NULL) {
      n += city != NULL;
      continue;
    }
    g_string_append_printf (names,
                            "%s%s",
                            names->len > 0 ? ", " : "",
                            tb_city_words_get_name ((TbArea) a));
  }
  if (names->len > 0)
    text = g_strdup_printf (_ ("not counted: %s"), names->str);
  else if (!tb_visit_is_asked (self->visit))
    text = g_strdup_printf (_ ("%d of %d cities have answered"), n, TB_N_AREAS);
  else
    text = g_strdup (_ ("all eight cities have answered"));
  gtk_label_set_label (self->asked, text);
  if (has_open || names->len > 0)
    gtk_label_set_label (self->open_note, names->len > 0 ? text : "");
  else
    gtk_label_set_label (self->open_note, _ ("None in the eight cities"));
  gtk_widget_set_visible (GTK_WIDGET (self->open_note),
                          *gtk_label_get_label (self->open_note) != '\0');
}

static void
visit_changed_cb (TbPersonView *self)
{
  show_cases (self);
  show_absent (self);
}

static void
hide_duplicate (TbPersonView *self)
{
  g_clear_pointer (&self->wanted_item, g_free);
  g_clear_pointer (&self->wanted_name, g_free);
  g_clear_pointer (&self->duplicate, g_free);
  gtk_widget_set_visible (self->duplicate_box, FALSE);
}

static void
show_duplicate (TbPersonView *self, const char *item, const char *name, const json_t *open)
{
  const char *id = tb_json_get_string (open, "id");
  g_autofree char *text = g_strdup_printf (_ ("This person has “%s” open already: %s, %s."),
                                           name,
                                           tb_json_get_string (open, "number"),
                                           say_city (open, "home"));

  hide_duplicate (self);
  self->wanted_item = g_strdup (item);
  self->wanted_name = g_strdup (name);
  self->duplicate = g_strdup (id != NULL ? id : tb_json_get_string (open, "case"));
  gtk_label_set_label (self->duplicate_label, text);
  gtk_widget_set_visible (self->duplicate_box, TRUE);
  gtk_widget_grab_focus (self->open_button);
}

void
tb_person_view_choose (TbPersonView *self, const char *item, const char *name)
{
  const json_t *open = tb_visit_find_open (self->visit, item);

  if (open != NULL)
    show_duplicate (self, item, name, open);
  else
    g_signal_emit (self, chosen_signal, 0, item, name);
}

static void
chosen_cb (TbPersonView *self, const char *item, const char *name)
{
  tb_person_view_choose (self, item, name);
}

static void
open_duplicate_cb (TbPersonView *self)
{
  tb_page_go (GTK_WIDGET (self), "case", self->duplicate);
}

static void
start_nevertheless_cb (TbPersonView *self)
{
  g_autofree char *item = g_steal_pointer (&self->wanted_item);
  g_autofree char *name = g_steal_pointer (&self->wanted_name);

  hide_duplicate (self);
  g_signal_emit (self, chosen_signal, 0, item, name);
}

static void
case_activated_cb (TbPersonView *self, GtkListBoxRow *row)
{
  tb_page_go (GTK_WIDGET (self), "case", g_object_get_data (G_OBJECT (row), CASE_KEY));
}

static void
ask_again_cb (TbPersonView *self)
{
  tb_visit_ask (self->visit);
}

static void
forget_visit (TbPersonView *self)
{
  if (self->visit != NULL)
    g_signal_handlers_disconnect_by_data (self->visit, self);
  g_clear_object (&self->visit);
  hide_duplicate (self);
}

void
tb_person_view_set_visit (TbPersonView *self, TbWorkplace *workplace, TbVisit *visit)
{
  forget_visit (self);
  tb_person_card_set_visit (self->card, workplace, visit);
  tb_matter_ask_set_workplace (self->ask, workplace);
  tb_city_facts_set_visit (self->facts, visit);
  tb_years_set_visit (self->years, visit);
  if (visit == NULL) {
    empty_list (self->open_list);
    empty_list (self->recent_list);
    gtk_label_set_label (self->duplicate_label, "");
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

void
tb_person_view_prepare (TbPersonView *self)
{
  hide_duplicate (self);
  if (self->visit != NULL)
    tb_visit_refresh_cases (self->visit);
  tb_matter_ask_prepare (self->ask);
}

void
tb_person_view_hold (TbPersonView *self, gboolean is_held)
{
  tb_person_card_hold (self->card, is_held);
}

static void
tb_person_view_dispose (GObject *object)
{
  TbPersonView *self = TB_PERSON_VIEW (object);

  if (self->visit != NULL)
    g_signal_handlers_disconnect_by_data (self->visit, self);
  g_clear_object (&self->visit);

  G_OBJECT_CLASS (tb_person_view_parent_class)->dispose (object);
}

static void
tb_person_view_finalize (GObject *object)
{
  TbPersonView *self = TB_PERSON_VIEW (object);

  g_free (self->wanted_item);
  g_free (self->wanted_name);
  g_free (self->duplicate);

  G_OBJECT_CLASS (tb_person_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/visit/tb-person-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, card);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, ask);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, duplicate_box);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, duplicate_label);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, open_button);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, asked);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, facts);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, years);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, open_note);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, open_stop);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, open_list);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, recent_title);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, recent_stop);
  gtk_widget_class_bind_template_child (widget_class, TbPersonView, recent_list);
}

static void
tb_person_view_class_init (TbPersonViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_person_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_person_view_finalize;
  chosen_signal = g_signal_new ("chosen",
                                TB_TYPE_PERSON_VIEW,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                2,
                                G_TYPE_STRING,
                                G_TYPE_STRING);
  g_type_ensure (TB_TYPE_CITY_FACTS);
  g_type_ensure (TB_TYPE_MATTER_ASK);
  g_type_ensure (TB_TYPE_PERSON_CARD);
  g_type_ensure (TB_TYPE_TAB_STOP);
  g_type_ensure (TB_TYPE_YEARS);
  bind_template (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, open_duplicate_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_nevertheless_cb);
  gtk_widget_class_bind_template_callback (widget_class, case_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_again_cb);
}

static void
tb_person_view_init (TbPersonView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->ask, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
}
