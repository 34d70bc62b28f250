/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-materials"

#include "config.h"

#include "tb-form-materials.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-form-paper.h"

struct _TbFormMaterials {
  AdwBin parent_instance;

  TbFormModel *model;
  GPtrArray *papers; /* (element-type TbFormPaper) */
  GtkLabel *count;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (TbFormMaterials, tb_form_materials, ADW_TYPE_BIN)

/* “4 · 2 here · 1 promised · 1 to do” */
static void
refresh_count (TbFormMaterials *self)
{
  guint n[TB_FORM_PAPER_N_STATES] = { 0 };
  guint all = 0;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->papers->len; i++) {
    GtkWidget *paper = g_ptr_array_index (self->papers, i);

    if (gtk_widget_get_visible (paper)) {
      n[tb_form_paper_get_state (TB_FORM_PAPER (paper))]++;
      all++;
    }
  }
  g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "%u paper", "%u papers", all), all);
  if (n[TB_FORM_PAPER_HERE] > 0)
    g_string_append_printf (text, _ (" · %u here"), n[TB_FORM_PAPER_HERE]);
  if (n[TB_FORM_PAPER_PROMISED] > 0)
    g_string_append_printf (text, _ (" · %u to follow"), n[TB_FORM_PAPER_PROMISED]);
  if (n[TB_FORM_PAPER_TO_DO] > 0)
    g_string_append_printf (text, _ (" · %u missing"), n[TB_FORM_PAPER_TO_DO]);
  gtk_label_set_label (self->count, text->str);
}

static void
changed_cb (TbFormMaterials *self)
{
  for (guint i = 0; i < self->papers->len; i++)
    tb_form_paper_refresh (g_ptr_array_index (self->papers, i));
  refresh_count (self);
}

gboolean
tb_form_materials_focus_at (TbFormMaterials *self, const char *pointer)
{
  for (guint i = 0; i < self->papers->len; i++) {
    TbFormPaper *paper = g_ptr_array_index (self->papers, i);
    g_autofree char *at = g_strdup_printf ("/materials/%s", tb_form_paper_get_id (paper));

    if (gtk_widget_get_visible (GTK_WIDGET (paper)) &&
        (pointer != NULL ? strcmp (at, pointer) == 0
                         : tb_form_paper_get_state (paper) == TB_FORM_PAPER_TO_DO))
      return gtk_widget_child_focus (GTK_WIDGET (paper), GTK_DIR_TAB_FORWARD);
  }

  return pointer == NULL && gtk_widget_child_focus (self->box, GTK_DIR_TAB_FORWARD);
}

/* One key a paper: from one that is dealt with the cursor goes on to the next that is not. */
static void
done_cb (TbFormMaterials *self)
{
  for (guint i = 0; i < self->papers->len; i++) {
    if (tb_form_paper_get_state (g_ptr_array_index (self->papers, i)) == TB_FORM_PAPER_TO_DO) {
      tb_form_materials_focus_at (self, NULL);
      return;
    }
  }
  gtk_widget_activate_action (GTK_WIDGET (self), "form.finish", NULL);
}

static void
add_papers (TbFormMaterials *self)
{
  gsize n;
  const TbMaterial *materials =
      tb_item_get_materials (tb_form_get_item (tb_form_model_get_form (self->model)), &n);

  for (gsize i = 0; i < n; i++) {
    GtkWidget *paper = tb_form_paper_new (self->model, &materials[i]);

    g_signal_connect_object (paper, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
    gtk_box_append (GTK_BOX (self->box), paper);
    g_ptr_array_add (self->papers, paper);
  }
}

static void
tb_form_materials_dispose (GObject *object)
{
  TbFormMaterials *self = TB_FORM_MATERIALS (object);

  g_ptr_array_set_size (self->papers, 0);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (tb_form_materials_parent_class)->dispose (object);
}

static void
tb_form_materials_finalize (GObject *object)
{
  g_ptr_array_unref (TB_FORM_MATERIALS (object)->papers);

  G_OBJECT_CLASS (tb_form_materials_parent_class)->finalize (object);
}

static void
tb_form_materials_class_init (TbFormMaterialsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_form_materials_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_form_materials_finalize;
}

static void
tb_form_materials_init (TbFormMaterials *self)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *heading = gtk_label_new (_ ("Materials"));
  GtkWidget *keycap = gtk_label_new ("Alt+M");
  GtkWidget *count = gtk_label_new (NULL);

  self->papers = g_ptr_array_new ();
  self->count = GTK_LABEL (count);
  gtk_label_set_wrap (self->count, TRUE);
  gtk_label_set_xalign (self->count, 0);
  gtk_widget_set_hexpand (count, TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (count, "caption");
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (keycap, "keycap");
  gtk_widget_set_valign (keycap, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), count);
  gtk_box_append (GTK_BOX (head), keycap);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_set_overflow (self->box, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->box, "form-card");
  gtk_box_append (GTK_BOX (whole), head);
  gtk_box_append (GTK_BOX (whole), self->box);
  adw_bin_set_child (ADW_BIN (self), whole);
}

GtkWidget *
tb_form_materials_new (TbFormModel *model)
{
  TbFormMaterials *self = g_object_new (TB_TYPE_FORM_MATERIALS, NULL);

  self->model = g_object_ref (model);
  add_papers (self);
  g_signal_connect_object (model, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);

  return GTK_WIDGET (self);
}
