/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-problem-row"

#include "config.h"

#include "tb-form-problem-row.h"

#include <glib/gi18n-lib.h>

#include "tb-form-control.h"
#include "tb-language.h"
#include "tb-page.h"

/* A reason that says something: so many characters. */
#define MIN_REASON 2

struct _TbFormProblemRow {
  AdwBin parent_instance;

  TbFormModel *model;
  TbFormKit *kit;
  char *pointer;
  const TbField *definition;
  char *code; /* of the warning that is shown, or NULL */
  char *instead;
  char *at; /* where exactly the shown problem is */

  GtkWidget *revealer;
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *message;
  GtkWidget *revert;
  GtkLabel *revert_label;
  GtkWidget *instead_button;
  GtkWidget *reason;
  GtkWidget *take_back;
};

G_DEFINE_FINAL_TYPE (TbFormProblemRow, tb_form_problem_row, ADW_TYPE_BIN)

static void
revert_cb (TbFormProblemRow *self)
{
  tb_form_model_revert (self->model, self->definition->id);
}

static void
instead_cb (TbFormProblemRow *self)
{
  g_autofree char *what = g_strdup_printf ("item:%s", self->instead);

  tb_page_go (GTK_WIDGET (self), "counter", what);
}

static void
reason_cb (TbFormProblemRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->reason));

  if (g_utf8_strlen (text, -1) < MIN_REASON || self->code == NULL)
    return;
  tb_form_model_acknowledge (self->model, self->at, self->code, text);
  gtk_widget_activate_action (GTK_WIDGET (self), "form.next", NULL);
}

static void
take_back_cb (TbFormProblemRow *self)
{
  tb_form_model_acknowledge (self->model, self->at, self->code, NULL);
}

/* Only where the register said something else than what stands there now. */
static char *
dup_revert_words (TbFormProblemRow *self)
{
  TbForm *form = tb_form_model_get_form (self->model);
  const json_t *orig = NULL;
  g_autofree char *words = NULL;

  if (self->definition == NULL)
    return NULL;
  orig = json_object_get (json_object_get (tb_form_get_orig (form), "form"), self->definition->id);
  if (orig == NULL || json_equal (orig, tb_form_get_value (form, self->definition->id)))
    return NULL;
  words = tb_form_control_dup_words (self->model, self->definition, orig);

  return g_strdup_printf (_ ("Change Back to %s"), words);
}

static void
show_instead (TbFormProblemRow *self, const TbFormProblem *problem)
{
  const TbItem *item = problem->instead != NULL
                           ? tb_catalogue_get_item (self->kit->catalogue, problem->instead, 0)
                           : NULL;
  g_autofree char *label = NULL;

  g_free (self->instead);
  self->instead = g_strdup (problem->instead);
  gtk_widget_set_visible (self->instead_button, item != NULL);
  if (item == NULL)
    return;
  label =
      g_strdup_printf (_ ("Open “%s”"),
                       tb_language_pick (tb_item_get_name_zh (item), tb_item_get_name_en (item)));
  gtk_button_set_label (GTK_BUTTON (self->instead_button), label);
}

static void
show_kind (TbFormProblemRow *self, const TbFormProblem *problem)
{
  gtk_widget_remove_css_class (self->box, "form-error");
  gtk_widget_remove_css_class (self->box, "form-warning");
  if (problem->is_acknowledged)
    gtk_image_set_from_icon_name (self->icon, "tb-ok-symbolic");
  else
    gtk_image_set_from_icon_name (self->icon,
                                  problem->is_warning ? "tb-decision-symbolic"
                                                      : "tb-error-symbolic");
  gtk_widget_add_css_class (self->box, problem->is_warning ? "form-warning" : "form-error");
}

static void
show (TbFormProblemRow *self, const TbFormProblem *problem)
{
  g_autofree char *revert = dup_revert_words (self);
  gboolean is_open = problem->is_warning && !problem->is_acknowledged;

  g_free (self->at);
  self->at = g_strdup (problem->field);
  if (g_strcmp0 (self->code, problem->code) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  g_free (self->code);
  self->code = g_strdup (problem->code);
  show_kind (self, problem);
  gtk_label_set_label (self->message, problem->message);
  gtk_widget_set_visible (self->revert, revert != NULL);
  gtk_label_set_label (self->revert_label, revert != NULL ? revert : "");
  show_instead (self, problem);
  gtk_widget_set_visible (self->reason, is_open);
  gtk_widget_set_visible (self->take_back, problem->is_acknowledged);
}

gboolean
tb_form_problem_row_refresh (TbFormProblemRow *self)
{
  const TbFormProblem *problem = tb_form_model_find_problem (self->model, self->pointer);

  if (problem != NULL)
    show (self, problem);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), problem != NULL);
  gtk_widget_set_visible (self->revealer, problem != NULL);

  return problem != NULL && tb_form_problem_stops (problem);
}

gboolean
tb_form_problem_row_focus_reason (TbFormProblemRow *self)
{
  return gtk_widget_get_visible (self->revealer) && gtk_widget_get_visible (self->reason) &&
         gtk_widget_grab_focus (self->reason);
}

static GtkWidget *
make_button (TbFormProblemRow *self, const char *label, GCallback callback)
{
  GtkWidget *button = label != NULL ? gtk_button_new_with_label (label) : gtk_button_new ();

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);

  return button;
}

static GtkWidget *
make_revert (TbFormProblemRow *self)
{
  GtkWidget *button = make_button (self, NULL, G_CALLBACK (revert_cb));
  GtkWidget *label = gtk_label_new (NULL);

  self->revert_label = GTK_LABEL (label);
  gtk_button_set_child (GTK_BUTTON (button), label);

  return button;
}

static GtkWidget *
make_reason (TbFormProblemRow *self)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Reason to go on, then Enter"));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 24);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason to go on in spite of the warning"),
                                  -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (reason_cb), self, G_CONNECT_SWAPPED);

  return entry;
}

static void
build (TbFormProblemRow *self)
{
  GtkWidget *message = gtk_label_new (NULL);

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->message = GTK_LABEL (message);
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_xalign (self->message, 0);
  gtk_widget_set_hexpand (message, TRUE);
  gtk_widget_add_css_class (message, "form-problem-text");
  self->revert = make_revert (self);
  self->instead_button = make_button (self, "", G_CALLBACK (instead_cb));
  self->reason = make_reason (self);
  self->take_back = make_button (self, _ ("Take Back"), G_CALLBACK (take_back_cb));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  gtk_widget_add_css_class (self->box, "form-problem");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self->box), message);
  gtk_box_append (GTK_BOX (self->box), self->reason);
  gtk_box_append (GTK_BOX (self->box), self->take_back);
  gtk_box_append (GTK_BOX (self->box), self->instead_button);
  gtk_box_append (GTK_BOX (self->box), self->revert);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_duration (GTK_REVEALER (self->revealer), 120);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->box);
  gtk_widget_set_visible (self->revealer, FALSE);
  adw_bin_set_child (ADW_BIN (self), self->revealer);
}

static void
tb_form_problem_row_dispose (GObject *object)
{
  g_clear_object (&TB_FORM_PROBLEM_ROW (object)->model);

  G_OBJECT_CLASS (tb_form_problem_row_parent_class)->dispose (object);
}

static void
tb_form_problem_row_finalize (GObject *object)
{
  TbFormProblemRow *self = TB_FORM_PROBLEM_ROW (object);

  g_free (self->pointer);
  g_free (self->code);
  g_free (self->instead);
  g_free (self->at);

  G_OBJECT_CLASS (tb_form_problem_row_parent_class)->finalize (object);
}

static void
tb_form_problem_row_class_init (TbFormProblemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_form_problem_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_form_problem_row_finalize;
}

static void
tb_form_problem_row_init (TbFormProblemRow *self)
{
  build (self);
}

GtkWidget *
tb_form_problem_row_new (TbFormModel *model,
                         TbFormKit *kit,
                         const char *pointer,
                         const TbField *definition)
{
  TbFormProblemRow *self = g_object_new (TB_TYPE_FORM_PROBLEM_ROW, NULL);

  self->model = g_object_ref (model);
  self->kit = kit;
  self->pointer = g_strdup (pointer);
  self->definition = definition;

  return GTK_WIDGET (self);
}
