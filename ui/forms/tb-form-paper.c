/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-paper"

#include "config.h"

#include "tb-form-paper.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-field-rules.h"

/* What is offered as the day by which a missing paper comes; the clerk may write another. */
#define PROMISE_DAYS 15

struct _TbFormPaper {
  AdwBin parent_instance;

  TbFormModel *model;
  const TbMaterial *material;
  gboolean is_asking; /* for the day of the promise */

  GtkImage *icon;
  GtkLabel *label;
  GtkLabel *words;
  GtkWidget *seen;
  GtkWidget *later;
  GtkWidget *replaced;
  GtkWidget *back;
  GtkWidget *due_row;
  GtkEditable *due;
};

G_DEFINE_FINAL_TYPE (TbFormPaper, tb_form_paper, ADW_TYPE_BIN)

enum { DONE, N_SIGNALS };

static guint signals[N_SIGNALS];

static const json_t *
get_paper (TbFormPaper *self)
{
  return json_object_get (tb_form_get_materials (tb_form_model_get_form (self->model)),
                          self->material->id);
}

TbFormPaperState
tb_form_paper_get_state (TbFormPaper *self)
{
  const char *state = tb_json_get_string (get_paper (self), "state");

  if (g_strcmp0 (state, "seen") == 0 || g_strcmp0 (state, "replaced") == 0)
    return TB_FORM_PAPER_HERE;
  if (g_strcmp0 (state, "promised") == 0)
    return TB_FORM_PAPER_PROMISED;

  return tb_form_needs_material (tb_form_model_get_form (self->model), self->material->id)
             ? TB_FORM_PAPER_TO_DO
             : TB_FORM_PAPER_OPTIONAL;
}

const char *
tb_form_paper_get_id (TbFormPaper *self)
{
  return self->material->id;
}

static void
decide (TbFormPaper *self, const char *state, const char *due)
{
  self->is_asking = FALSE;
  tb_form_model_set_material (self->model, self->material->id, state, due);
  tb_form_paper_refresh (self);
  if (state != NULL)
    g_signal_emit (self, signals[DONE], 0);
  else
    gtk_widget_grab_focus (self->seen);
}

static void
seen_cb (TbFormPaper *self)
{
  decide (self, "seen", NULL);
}

static void
replaced_cb (TbFormPaper *self)
{
  decide (self, "replaced", NULL);
}

static void
back_cb (TbFormPaper *self)
{
  decide (self, NULL, NULL);
}

static void
later_cb (TbFormPaper *self)
{
  GDate day = tb_form_get_rules (tb_form_model_get_form (self->model))->today;
  const char *known = tb_json_get_string (get_paper (self), "due");
  g_autofree char *offered = NULL;

  g_date_add_days (&day, PROMISE_DAYS);
  offered = tb_date_format (&day);
  self->is_asking = TRUE;
  gtk_editable_set_text (self->due, known != NULL ? known : offered);
  tb_form_paper_refresh (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->due));
  gtk_editable_select_region (self->due, 0, -1);
}

static void
due_cb (TbFormPaper *self)
{
  const TbField date = { .id = "due", .type = TB_FIELD_DATE };
  g_autoptr (json_t) day =
      tb_field_normalise (tb_form_get_rules (tb_form_model_get_form (self->model)),
                          &date,
                          gtk_editable_get_text (self->due));

  if (json_is_string (day))
    decide (self, "promised", json_string_value (day));
}

static void
show_words (TbFormPaper *self, TbFormPaperState state)
{
  static const char *const icons[] = { "tb-todo-symbolic",
                                       "tb-ok-symbolic",
                                       "tb-tolerated-symbolic",
                                       "tb-todo-symbolic" };
  static const char *const styles[] = { "dim-label", "success", "warning", "dim-label" };
  g_autofree char *pointer = g_strdup_printf ("/materials/%s", self->material->id);
  const TbFormProblem *problem = tb_form_model_find_problem (self->model, pointer);
  const char *how = tb_language_pick (self->material->how_zh, self->material->how_en);
  gboolean is_replaced =
      g_strcmp0 (tb_json_get_string (get_paper (self), "state"), "replaced") == 0;
  g_autofree char *text = NULL;

  if (state == TB_FORM_PAPER_PROMISED)
    text = g_strdup_printf (_ ("Accepted without it · promised by %s"),
                            tb_json_get_string (get_paper (self), "due"));
  else if (state == TB_FORM_PAPER_HERE)
    text =
        g_strdup (is_replaced ? _ ("On record, nothing to hand in")
                              : (self->material->is_original ? _ ("Original seen") : _ ("Seen")));
  else if (state == TB_FORM_PAPER_OPTIONAL)
    text = g_strdup (_ ("Not required"));
  else
    text = g_strdup (how != NULL ? how : _ ("Not seen yet"));
  if (problem != NULL && tb_form_problem_stops (problem)) {
    g_free (text);
    text = g_strdup (problem->message);
  }
  gtk_image_set_from_icon_name (self->icon, icons[state]);
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), styles[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), styles[state]);
  gtk_label_set_label (self->words, text);
  if (problem != NULL && tb_form_problem_stops (problem))
    gtk_widget_add_css_class (GTK_WIDGET (self->words), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->words), "error");
}

/* A paper that depends on the form is there only when it is wanted; one that nobody must bring may
 * still be handed in. */
static gboolean
is_offered (TbFormPaper *self, TbFormPaperState state)
{
  return state != TB_FORM_PAPER_OPTIONAL || g_strcmp0 (self->material->required, "0") == 0;
}

void
tb_form_paper_refresh (TbFormPaper *self)
{
  TbFormPaperState state = tb_form_paper_get_state (self);
  gboolean is_open = state == TB_FORM_PAPER_TO_DO || state == TB_FORM_PAPER_OPTIONAL;

  show_words (self, state);
  gtk_widget_set_visible (GTK_WIDGET (self), is_offered (self, state));
  gtk_widget_set_visible (self->seen, is_open || state == TB_FORM_PAPER_PROMISED);
  gtk_widget_set_visible (self->later,
                          self->material->is_tolerable && !self->is_asking &&
                              state != TB_FORM_PAPER_HERE);
  gtk_button_set_label (GTK_BUTTON (self->later),
                        state == TB_FORM_PAPER_PROMISED ? _ ("Other Day…") : _ ("Later…"));
  gtk_widget_set_visible (self->replaced, self->material->replaced_by != NULL && is_open);
  gtk_widget_set_visible (self->back, state == TB_FORM_PAPER_HERE);
  gtk_widget_set_visible (self->due_row, self->is_asking);
}

static GtkWidget *
add_button (TbFormPaper *self, GtkWidget *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name =
      g_strdup_printf ("%s: %s",
                       label,
                       tb_language_pick (self->material->label_zh, self->material->label_en));

  gtk_widget_add_css_class (button, "form-paper-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);

  return button;
}

static GtkWidget *
make_due_row (TbFormPaper *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_ ("Comes by"));
  GtkWidget *entry = gtk_entry_new ();

  self->due = GTK_EDITABLE (entry);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Day by which the paper comes"),
                                  -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (due_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), entry);
  add_button (self, row, _ ("Accept"), G_CALLBACK (due_cb));

  return row;
}

static GtkWidget *
make_texts (TbFormPaper *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label =
      gtk_label_new (tb_language_pick (self->material->label_zh, self->material->label_en));
  GtkWidget *words = gtk_label_new (NULL);

  self->label = GTK_LABEL (label);
  self->words = GTK_LABEL (words);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap (self->words, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_xalign (self->words, 0);
  gtk_widget_add_css_class (words, "caption");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), words);

  return box;
}

static void
build (TbFormPaper *self)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_widget_add_css_class (whole, "form-row");
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (row), make_texts (self));
  self->seen = add_button (self, row, _ ("Seen"), G_CALLBACK (seen_cb));
  self->replaced = add_button (self, row, _ ("On Record"), G_CALLBACK (replaced_cb));
  self->later = add_button (self, row, _ ("Later…"), G_CALLBACK (later_cb));
  self->back = add_button (self, row, _ ("Not Seen"), G_CALLBACK (back_cb));
  self->due_row = make_due_row (self);
  gtk_box_append (GTK_BOX (whole), row);
  gtk_box_append (GTK_BOX (whole), self->due_row);
  adw_bin_set_child (ADW_BIN (self), whole);
}

static void
tb_form_paper_dispose (GObject *object)
{
  g_clear_object (&TB_FORM_PAPER (object)->model);

  G_OBJECT_CLASS (tb_form_paper_parent_class)->dispose (object);
}

static void
tb_form_paper_class_init (TbFormPaperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_form_paper_dispose;
  signals[DONE] = g_signal_new ("done",
                                G_TYPE_FROM_CLASS (klass),
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                0);
}

static void
tb_form_paper_init (TbFormPaper *self)
{
}

GtkWidget *
tb_form_paper_new (TbFormModel *model, const TbMaterial *material)
{
  TbFormPaper *self = g_object_new (TB_TYPE_FORM_PAPER, NULL);

  self->model = g_object_ref (model);
  self->material = material;
  build (self);
  tb_form_paper_refresh (self);

  return GTK_WIDGET (self);
}
