/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-field"

#include "config.h"

#include "tb-form-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-form-control.h"
#include "tb-form-problem-row.h"
#include "tb-language.h"
#include "tb-time.h"

/* A longer origin takes a second line. */
#define ORIGIN_CHARS 24

struct _TbFormField {
  AdwBin parent_instance;

  TbFormModel *model;
  const TbField *definition;
  json_t *origin; /* (nullable): {area_name, as_of} of the query that prefills the field */

  GtkWidget *row;
  GtkLabel *title;
  TbFormControl *control;
  GtkImage *origin_icon;
  GtkLabel *origin_label;
  TbFormProblemRow *problem;
};

G_DEFINE_FINAL_TYPE (TbFormField, tb_form_field, ADW_TYPE_BIN)

enum { ATTACH, N_SIGNALS };

static guint signals[N_SIGNALS];

/* "10:32" of today, else the day. */
static char *
dup_as_of (TbFormField *self)
{
  const char *text = tb_json_get_string (self->origin, "as_of");
  const GDate *today = &tb_form_get_rules (tb_form_model_get_form (self->model))->today;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) at = NULL;
  gint64 at_us;

  if (!tb_time_parse (text, &at_us))
    return g_strdup ("");
  utc = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  at = g_date_time_to_local (utc);
  if (g_date_time_get_day_of_month (at) == g_date_get_day (today) &&
      g_date_time_get_month (at) == (int) g_date_get_month (today) &&
      g_date_time_get_year (at) == g_date_get_year (today))
    return g_date_time_format (at, "%H:%M");

  return g_date_time_format (at, "%Y-%m-%d");
}

static void
show_origin (TbFormField *self, const char *icon, const char *text)
{
  gtk_image_set_from_icon_name (self->origin_icon, icon);
  gtk_label_set_label (self->origin_label, text != NULL ? text : "");
  gtk_label_set_wrap (self->origin_label, text != NULL && g_utf8_strlen (text, -1) > ORIGIN_CHARS);
  gtk_widget_set_visible (GTK_WIDGET (self->origin_icon), text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->origin_label), text != NULL);
}

/* Where the value came from: a city, the matter's own default, or somebody's hand. */
static void
refresh_origin (TbFormField *self)
{
  TbForm *form = tb_form_model_get_form (self->model);
  const json_t *orig =
      json_object_get (json_object_get (tb_form_get_orig (form), "form"), self->definition->id);
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;

  if (orig == NULL) {
    show_origin (self, NULL, NULL);
  } else if (!json_equal (orig, tb_form_get_value (form, self->definition->id))) {
    words = tb_form_control_dup_words (self->model, self->definition, orig);
    text = g_strdup_printf (_ ("Changed by hand · was %s"), words);
    show_origin (self, "document-edit-symbolic", text);
  } else if (self->origin != NULL) {
    words = dup_as_of (self);
    /* Translators: a city and when it said so: “抚顺 · as of 10:32”. */
    text = g_strdup_printf (_ ("%s · as of %s"),
                            tb_json_get_string (self->origin, "area_name"),
                            words);
    show_origin (self, "tb-ok-symbolic", text);
  } else {
    show_origin (self, "document-edit-symbolic", _ ("Default"));
  }
}

static void
refresh_state (TbFormField *self)
{
  TbForm *form = tb_form_model_get_form (self->model);
  gboolean is_wrong = tb_form_problem_row_refresh (self->problem);
  gboolean is_required = tb_form_is_required (form, self->definition->id);

  gtk_widget_set_visible (GTK_WIDGET (self), tb_form_is_shown (form, self->definition->id));
  if (is_wrong)
    gtk_widget_add_css_class (self->row, "form-row-wrong");
  else
    gtk_widget_remove_css_class (self->row, "form-row-wrong");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->control),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE
                                        : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                  GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  is_required,
                                  -1);
}

void
tb_form_field_refresh (TbFormField *self)
{
  tb_form_control_show (self->control, FALSE);
  refresh_origin (self);
  refresh_state (self);
}

void
tb_form_field_reload (TbFormField *self)
{
  tb_form_control_show (self->control, TRUE);
  refresh_origin (self);
  refresh_state (self);
}

void
tb_form_field_commit (TbFormField *self)
{
  tb_form_control_commit (self->control);
}

void
tb_form_field_focus_problem (TbFormField *self)
{
  if (!tb_form_problem_row_focus_reason (self->problem))
    tb_form_field_focus (self);
}

void
tb_form_field_focus (TbFormField *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->control));
}

gboolean
tb_form_field_is_typed_in (TbFormField *self, GtkWidget *focus)
{
  return tb_form_control_is_typed_in (self->control, focus);
}

const char *
tb_form_field_get_id (TbFormField *self)
{
  return self->definition->id;
}

static void
left_cb (TbFormField *self)
{
  tb_form_control_show (self->control, FALSE);
  tb_form_model_leave (self->model, self->definition->id);
}

static void
attach_cb (TbFormField *self, const char *path)
{
  g_signal_emit (self, signals[ATTACH], 0, path);
}

/* A click anywhere on the row is meant for its control. */
static void
pressed_cb (TbFormField *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    tb_form_field_focus (self);
}

/* Title and help are one text: two labels that wrap side by side, each with its own base line, ask
 * for less height than they then need. */
static GtkWidget *
make_titles (TbFormField *self)
{
  const char *label = tb_language_pick (self->definition->label_zh, self->definition->label_en);
  const char *help = tb_language_pick (self->definition->help_zh, self->definition->help_en);
  g_autofree char *markup = NULL;

  self->title = GTK_LABEL (gtk_label_new (label));
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "form-title");
  if (help != NULL) {
    markup = g_markup_printf_escaped ("%s   <span alpha=\"75%%\">%s</span>", label, help);
    gtk_label_set_markup (self->title, markup);
  }

  return GTK_WIDGET (self->title);
}

static GtkWidget *
make_origin (TbFormField *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  self->origin_icon = GTK_IMAGE (gtk_image_new ());
  self->origin_label = GTK_LABEL (label);
  gtk_label_set_xalign (self->origin_label, 1);
  gtk_label_set_max_width_chars (self->origin_label, ORIGIN_CHARS);
  gtk_widget_add_css_class (box, "caption");
  gtk_widget_add_css_class (box, "dim-label");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->origin_icon));
  gtk_box_append (GTK_BOX (box), label);

  return box;
}

static void
build (TbFormField *self, TbFormKit *kit)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkGesture *click = gtk_gesture_click_new ();
  g_autofree char *pointer = g_strdup_printf ("/form/%s", self->definition->id);

  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 15);
  gtk_widget_add_css_class (self->row, "form-row");
  gtk_widget_set_hexpand (left, TRUE);
  self->control = TB_FORM_CONTROL (tb_form_control_new (self->model, kit, self->definition));
  gtk_box_append (GTK_BOX (left), make_titles (self));
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->control));
  gtk_box_append (GTK_BOX (self->row), left);
  gtk_box_append (GTK_BOX (self->row), make_origin (self));
  self->problem =
      TB_FORM_PROBLEM_ROW (tb_form_problem_row_new (self->model, kit, pointer, self->definition));
  gtk_box_append (GTK_BOX (whole), self->row);
  gtk_box_append (GTK_BOX (whole), GTK_WIDGET (self->problem));
  adw_bin_set_child (ADW_BIN (self), whole);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->row, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (self->control, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->control,
                           "attach",
                           G_CALLBACK (attach_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
tb_form_field_dispose (GObject *object)
{
  g_clear_object (&TB_FORM_FIELD (object)->model);

  G_OBJECT_CLASS (tb_form_field_parent_class)->dispose (object);
}

static void
tb_form_field_finalize (GObject *object)
{
  g_clear_pointer (&TB_FORM_FIELD (object)->origin, json_decref);

  G_OBJECT_CLASS (tb_form_field_parent_class)->finalize (object);
}

static void
tb_form_field_class_init (TbFormFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_form_field_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_form_field_finalize;
  signals[ATTACH] = g_signal_new ("attach",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_STRING);
}

static void
tb_form_field_init (TbFormField *self)
{
}

/* "insurance.first_month" came with the query insurance. */
static json_t *
dup_origin (const TbField *definition, const json_t *origins)
{
  g_auto (GStrv) parts =
      definition->prefill != NULL ? g_strsplit (definition->prefill, ".", 2) : NULL;

  return parts != NULL ? json_incref (json_object_get (origins, parts[0])) : NULL;
}

GtkWidget *
tb_form_field_new (TbFormModel *model,
                   TbFormKit *kit,
                   const TbField *definition,
                   const json_t *origins)
{
  TbFormField *self = g_object_new (TB_TYPE_FORM_FIELD, NULL);

  self->model = g_object_ref (model);
  self->definition = definition;
  self->origin = dup_origin (definition, origins);
  build (self, kit);
  tb_form_field_reload (self);

  return GTK_WIDGET (self);
}
