/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-command-view"

#include "config.h"

#include "tb-command-view.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-key-button.h"
#include "tb-page.h"
#include "tb-sync-words.h"

struct _TbCommandView {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  json_t *row; /* or NULL */
  GtkLabel *title;
  GtkLabel *reason;
  GtkGrid *facts;
  int n_facts;
};

G_DEFINE_FINAL_TYPE (TbCommandView, tb_command_view, ADW_TYPE_BIN)

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static void
add_fact (TbCommandView *self, const char *name, const char *value)
{
  GtkWidget *label;

  if (value == NULL || *value == '\0')
    return;

  label = new_label (value, "numeric");
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_focusable (label, FALSE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (self->facts, new_label (name, "dim-label"), 0, self->n_facts, 1, 1);
  gtk_grid_attach (self->facts, label, 1, self->n_facts, 1, 1);
  self->n_facts++;
}

static void
fill_facts (TbCommandView *self)
{
  const json_t *row = self->row;
  TbArea area = tb_area_from_slug (tb_json_get_string (row, "area"));
  gint64 seq = tb_json_get_int (row, "seq", 0);
  g_autofree char *accepted = tb_sync_words_dup_time (tb_json_get_string (row, "accepted_at"));
  g_autofree char *attempts =
      g_strdup_printf ("%" G_GINT64_FORMAT, tb_json_get_int (row, "attempts", 0));
  g_autofree char *place = seq > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, seq) : NULL;
  g_autofree char *problem = tb_sync_words_dup_problem (row);

  add_fact (self, _ ("Person"), tb_json_get_string (row, "person"));
  add_fact (self, _ ("Matter"), tb_json_get_string (row, "item_name"));
  add_fact (self, _ ("Number"), tb_json_get_string (row, "number"));
  add_fact (self, _ ("What"), tb_sync_words_get_kind (row));
  add_fact (self, _ ("City"), tb_city_words_get_name (area));
  add_fact (self, _ ("Done by"), tb_json_get_string (row, "operator"));
  add_fact (self, _ ("Accepted"), accepted);
  add_fact (self, _ ("Attempts"), attempts);
  add_fact (self, _ ("Number in the city's record"), place);
  add_fact (self, _ ("The city's answer"), problem);
}

void
tb_command_view_show (TbCommandView *self, const json_t *row)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (row, "area"));
  g_autofree char *reason =
      tb_sync_words_dup_reason (row, tb_workplace_get_city (self->workplace, area));
  g_autofree char *title = g_strdup_printf ("%s · %s",
                                            tb_json_get_string (row, "person"),
                                            tb_json_get_string (row, "item_name"));

  gtk_label_set_label (self->reason, reason);
  if (self->row != NULL && json_equal (self->row, row))
    return;

  tb_command_view_clear (self);
  self->row = json_deep_copy (row);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->reason, reason);
  fill_facts (self);
}

void
tb_command_view_clear (TbCommandView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_grid_remove (self->facts, child);
  self->n_facts = 0;
  g_clear_pointer (&self->row, json_decref);
}

static void
open_case_cb (TbCommandView *self)
{
  const char *id = tb_json_get_string (self->row, "case");

  if (id != NULL)
    tb_page_go (GTK_WIDGET (self), "case", id);
}

void
tb_command_view_set_workplace (TbCommandView *self, TbWorkplace *workplace)
{
  g_set_object (&self->workplace, workplace);
}

static void
tb_command_view_dispose (GObject *object)
{
  TbCommandView *self = TB_COMMAND_VIEW (object);

  g_clear_object (&self->workplace);
  g_clear_pointer (&self->row, json_decref);

  G_OBJECT_CLASS (tb_command_view_parent_class)->dispose (object);
}

static void
tb_command_view_class_init (TbCommandViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_command_view_dispose;
}

static void
tb_command_view_init (TbCommandView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *button = g_object_new (TB_TYPE_KEY_BUTTON,
                                    "text",
                                    _ ("Open the Case"),
                                    "keys",
                                    "Alt+O",
                                    "trigger",
                                    "<Alt>o",
                                    NULL);

  self->title = GTK_LABEL (new_label (NULL, "title-2"));
  self->reason = GTK_LABEL (new_label (NULL, NULL));
  self->facts = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->facts, 24);
  gtk_grid_set_row_spacing (self->facts, 9);
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "decision-card");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (box, "command-view");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->reason));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->facts));
  gtk_box_append (GTK_BOX (box), button);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_case_cb), self, G_CONNECT_SWAPPED);
}
