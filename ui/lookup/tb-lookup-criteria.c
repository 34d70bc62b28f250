/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lookup-criteria"

#include "config.h"

#include "tb-lookup-criteria.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-area.h"
#include "tb-city-words.h"
#include "tb-date.h"
#include "tb-identifier.h"
#include "tb-lookup-words.h"

/* Longer than a passport's: the digits are meant for a resident's number. */
#define SHORTEST_RESIDENT_NUMBER 13

struct _TbLookupCriteria {
  AdwBin parent_instance;

  /* Template widgets */
  GtkDropDown *register_drop;
  GtkEntry *id_entry;
  GtkLabel *id_problem;
  GtkWidget *name_entry_label;
  GtkEntry *name_entry;
  GtkWidget *birth_entry_label;
  GtkEntry *birth_entry;
  GtkDropDown *purpose_drop;
  GtkWidget *case_entry_label;
  GtkEntry *case_entry;
  GtkEntry *note_entry;
  GtkDropDown *city_drop;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (TbLookupCriteria, tb_lookup_criteria, ADW_TYPE_BIN)

enum { ASK, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Without blanks at the ends. */
static char *
dup_text (GtkEntry *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
show_problem (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

/* Says what is wrong with the form, beside the field to repair. FALSE for its callers to return. */
static gboolean
complain (TbLookupCriteria *self, GtkWidget *field, const char *text)
{
  show_problem (self->problem, text);
  gtk_widget_grab_focus (field);

  return FALSE;
}

char *
tb_lookup_criteria_dup_id_problem (const char *text, const GDate *today)
{
  gboolean is_resident =
      strlen (text) >= SHORTEST_RESIDENT_NUMBER && strspn (text, "0123456789") >= strlen (text) - 1;
  g_autoptr (TbIdentifier) checked = NULL;

  if (!is_resident)
    return NULL;
  checked = tb_identifier_check ("id18", text, NULL, today);
  if (checked->is_ok)
    return NULL;

  return g_strdup (tb_identifier_get_error (checked)->message);
}

char *
tb_lookup_criteria_dup_day (const char *text)
{
  g_autofree char *dashed = NULL;
  GDate day;

  if (strlen (text) == 8 && strspn (text, "0123456789") == 8)
    dashed = g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);
  if (!tb_date_parse (dashed != NULL ? dashed : text, &day, NULL))
    return NULL;

  return tb_date_format (&day);
}

static char *
dup_id_problem (const char *text)
{
  GDate today;

  tb_date_of_time (g_get_real_time (), &today);

  return tb_lookup_criteria_dup_id_problem (text, &today);
}

static void
set_id_problem (TbLookupCriteria *self, const char *text)
{
  show_problem (self->id_problem, text);
  if (text != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->id_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->id_entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->id_entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                            : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
id_left_cb (TbLookupCriteria *self)
{
  g_autofree char *text = dup_text (self->id_entry);
  g_autofree char *problem = dup_id_problem (text);

  set_id_problem (self, problem);
}

/* What is being repaired is not scolded; it is looked at again when it is left. */
static void
id_changed_cb (TbLookupCriteria *self)
{
  set_id_problem (self, NULL);
  show_problem (self->problem, NULL);
}

static gboolean
is_about_persons (TbLookupCriteria *self)
{
  return gtk_drop_down_get_selected (self->register_drop) == 0;
}

static void
register_changed_cb (TbLookupCriteria *self)
{
  gboolean is_shown = is_about_persons (self);

  gtk_widget_set_visible (self->name_entry_label, is_shown);
  gtk_widget_set_visible (GTK_WIDGET (self->name_entry), is_shown);
  gtk_widget_set_visible (self->birth_entry_label, is_shown);
  gtk_widget_set_visible (GTK_WIDGET (self->birth_entry), is_shown);
  show_problem (self->problem, NULL);
}

/* The first row of the list is none. */
static gboolean
get_purpose (TbLookupCriteria *self, TbLookupChoice *purpose)
{
  guint i = gtk_drop_down_get_selected (self->purpose_drop);

  return i > 0 && i != GTK_INVALID_LIST_POSITION && tb_lookup_words_get_purpose (i - 1, purpose);
}

static void
purpose_changed_cb (TbLookupCriteria *self)
{
  TbLookupChoice purpose;
  gboolean is_case = get_purpose (self, &purpose) && g_str_has_suffix (purpose.id, ":");

  gtk_widget_set_visible (self->case_entry_label, is_case);
  gtk_widget_set_visible (GTK_WIDGET (self->case_entry), is_case);
  show_problem (self->problem, NULL);
}

/* A number is enough; without one, persons are known by name and day of birth. */
static gboolean
read_person (TbLookupCriteria *self, json_t *criteria)
{
  g_autofree char *id_no = dup_text (self->id_entry);
  g_autofree char *name = dup_text (self->name_entry);
  g_autofree char *birth = dup_text (self->birth_entry);
  g_autofree char *day = tb_lookup_criteria_dup_day (birth);
  g_autofree char *wrong = dup_id_problem (id_no);

  if (wrong != NULL) {
    set_id_problem (self, wrong);
    gtk_widget_grab_focus (GTK_WIDGET (self->id_entry));
    return FALSE;
  }
  if (*id_no != '\0') {
    tb_json_set_string (criteria, "id_no", id_no);
    return TRUE;
  }
  if (!is_about_persons (self))
    return complain (self, GTK_WIDGET (self->id_entry), _ ("Type an ID number."));
  if (*name == '\0')
    return complain (self,
                     GTK_WIDGET (self->id_entry),
                     _ ("Type an ID number, or name and day of birth."));
  if (day == NULL)
    return complain (self,
                     GTK_WIDGET (self->birth_entry),
                     _ ("Type the day of birth as eight digits, such as 19850321."));

  tb_json_set_string (criteria, "name", name);
  tb_json_set_string (criteria, "birth", day);

  return TRUE;
}

static gboolean
read_purpose (TbLookupCriteria *self, json_t *args)
{
  TbLookupChoice purpose;
  g_autofree char *number = dup_text (self->case_entry);
  g_autofree char *note = dup_text (self->note_entry);
  g_autofree char *full = NULL;

  if (!get_purpose (self, &purpose))
    return complain (self, GTK_WIDGET (self->purpose_drop), _ ("Say for which purpose."));
  if (g_str_has_suffix (purpose.id, ":") && *number == '\0')
    return complain (self, GTK_WIDGET (self->case_entry), _ ("Type the number of the case."));

  full = g_str_has_suffix (purpose.id, ":") ? g_strconcat (purpose.id, number, NULL)
                                            : g_strdup (purpose.id);
  tb_json_set_string (args, "purpose", full);
  if (*note != '\0')
    tb_json_set_string (args, "note", note);

  return TRUE;
}

void
tb_lookup_criteria_ask (TbLookupCriteria *self)
{
  g_autoptr (json_t) args = json_object ();
  json_t *criteria = json_object ();
  guint city = gtk_drop_down_get_selected (self->city_drop);
  TbLookupChoice what;

  json_object_set_new (args, "criteria", criteria);
  if (!tb_lookup_words_get_register (gtk_drop_down_get_selected (self->register_drop), &what) ||
      !read_person (self, criteria) || !read_purpose (self, args))
    return;

  show_problem (self->problem, NULL);
  tb_json_set_string (args, "name", what.id);
  json_object_set_new (args, "names", json_true ());
  if (city > 0 && city <= TB_N_AREAS)
    tb_json_set_string (args, "area", tb_area_get_slug ((TbArea) (city - 1)));
  g_signal_emit (self, signals[ASK], 0, args);
}

static void
ask_cb (TbLookupCriteria *self)
{
  tb_lookup_criteria_ask (self);
}

void
tb_lookup_criteria_choose (TbLookupCriteria *self, const char *name)
{
  TbLookupChoice what;

  for (guint i = 0; tb_lookup_words_get_register (i, &what); i++) {
    if (strcmp (what.id, name) == 0)
      gtk_drop_down_set_selected (self->register_drop, i);
  }
}

void
tb_lookup_criteria_clear (TbLookupCriteria *self)
{
  GtkEntry *entries[] = { self->id_entry,
                          self->name_entry,
                          self->birth_entry,
                          self->case_entry,
                          self->note_entry };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_editable_set_text (GTK_EDITABLE (entries[i]), "");
  gtk_drop_down_set_selected (self->register_drop, 0);
  gtk_drop_down_set_selected (self->purpose_drop, 0);
  gtk_drop_down_set_selected (self->city_drop, 0);
  show_problem (self->problem, NULL);
}

static gboolean
tb_lookup_criteria_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TB_LOOKUP_CRITERIA (widget)->id_entry));
}

static void
fill_lists (TbLookupCriteria *self)
{
  g_autoptr (GtkStringList) what = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) purposes = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) cities = gtk_string_list_new (NULL);
  TbLookupChoice choice;

  for (guint i = 0; tb_lookup_words_get_register (i, &choice); i++)
    gtk_string_list_append (what, choice.label);
  gtk_string_list_append (purposes, _ ("Choose a purpose"));
  for (guint i = 0; tb_lookup_words_get_purpose (i, &choice); i++)
    gtk_string_list_append (purposes, choice.label);
  gtk_string_list_append (cities, _ ("All eight cities"));
  for (int i = 0; i < TB_N_AREAS; i++)
    gtk_string_list_append (cities, tb_city_words_get_name ((TbArea) i));
  gtk_drop_down_set_model (self->register_drop, G_LIST_MODEL (what));
  gtk_drop_down_set_model (self->purpose_drop, G_LIST_MODEL (purposes));
  gtk_drop_down_set_model (self->city_drop, G_LIST_MODEL (cities));
}

static void
tb_lookup_criteria_class_init (TbLookupCriteriaClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = tb_lookup_criteria_grab_focus;
  signals[ASK] = g_signal_new ("ask",
                               G_TYPE_FROM_CLASS (klass),
                               G_SIGNAL_RUN_LAST,
                               0,
                               NULL,
                               NULL,
                               NULL,
                               G_TYPE_NONE,
                               1,
                               G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/lookup/tb-lookup-criteria.ui");
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, register_drop);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, id_entry);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, id_problem);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, name_entry_label);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, name_entry);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, birth_entry_label);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, birth_entry);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, purpose_drop);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, case_entry_label);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, case_entry);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, note_entry);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, city_drop);
  gtk_widget_class_bind_template_child (widget_class, TbLookupCriteria, problem);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  gtk_widget_class_bind_template_callback (widget_class, id_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, id_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, register_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, purpose_changed_cb);
}

static void
tb_lookup_criteria_init (TbLookupCriteria *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_lists (self);
  register_changed_cb (self);
  purpose_changed_cb (self);
}
