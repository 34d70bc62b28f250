/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-footer"

#include "config.h"

#include "tb-form-footer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-language.h"

/* More than these are reached with F8. */
#define MAX_JUMPS 3

struct _TbFormFooter {
  AdwBin parent_instance;

  TbFormModel *model; /* nullable */
  gboolean is_narrow;

  /* Template widgets */
  GtkWidget *icon;
  GtkLabel *count;
  GtkWidget *jumps;
  GtkWidget *next_key;
  GtkLabel *kept;
  GtkWidget *keys;
  GtkMenuButton *name_button;
  GtkPopover *name_popover;
  GtkEditable *name_entry;
  GtkWidget *submit_button;
  GtkLabel *submit_label;
};

G_DEFINE_FINAL_TYPE (TbFormFooter, tb_form_footer, ADW_TYPE_BIN)

enum { JUMP, SUBMIT, NAME, N_SIGNALS };

static guint signals[N_SIGNALS];

/* What stands at @pointer, as the form calls it. */
static const char *
get_label (const TbItem *item, const char *pointer)
{
  g_autofree char *id = tb_form_model_dup_field_of (pointer);
  const TbField *field = id != NULL ? tb_item_get_field (item, id) : NULL;
  gsize n;
  const TbMaterial *materials = tb_item_get_materials (item, &n);

  if (field != NULL)
    return tb_language_pick (field->label_zh, field->label_en);
  for (gsize i = 0; i < n && g_str_has_prefix (pointer, "/materials/"); i++) {
    if (strcmp (materials[i].id, pointer + strlen ("/materials/")) == 0)
      return tb_language_pick (materials[i].label_zh, materials[i].label_en);
  }

  return g_str_has_prefix (pointer, "/agent") ? _ ("Agent") : _ ("Applicant");
}

static void
jump_cb (TbFormFooter *self, GtkWidget *button)
{
  g_signal_emit (self, signals[JUMP], 0, g_object_get_data (G_OBJECT (button), "pointer"));
}

static void
add_jump (TbFormFooter *self, const TbFormProblem *problem)
{
  const TbItem *item = tb_form_get_item (tb_form_model_get_form (self->model));
  GtkWidget *button = gtk_button_new_with_label (get_label (item, problem->field));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "form-jump");
  gtk_widget_set_tooltip_text (button, problem->message);
  g_object_set_data_full (G_OBJECT (button), "pointer", g_strdup (problem->field), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (jump_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->jumps), button);
}

static void
changed_cb (TbFormFooter *self)
{
  g_autoptr (GPtrArray) shown =
      self->model != NULL ? tb_form_model_dup_shown (self->model) : g_ptr_array_new ();
  g_autofree char *text = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->jumps)) != NULL)
    gtk_box_remove (GTK_BOX (self->jumps), child);
  for (guint i = 0; i < MIN (shown->len, self->is_narrow ? 1 : MAX_JUMPS); i++)
    add_jump (self, g_ptr_array_index (shown, i));
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u to correct:",
                                       "%u to correct:",
                                       shown->len),
                          shown->len);
  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (self->icon, shown->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->count), shown->len > 0);
  gtk_widget_set_visible (self->next_key, shown->len > 0);
}

void
tb_form_footer_set_model (TbFormFooter *self, TbFormModel *model)
{
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, changed_cb, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_label_set_label (self->kept, "");
  changed_cb (self);
}

void
tb_form_footer_set_kept (TbFormFooter *self, const char *text, gboolean is_kept)
{
  gtk_label_set_label (self->kept, text);
  if (is_kept)
    gtk_widget_remove_css_class (GTK_WIDGET (self->kept), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->kept), "error");
}

void
tb_form_footer_set_has_draft (TbFormFooter *self, gboolean has_draft, const char *title)
{
  gtk_widget_set_visible (GTK_WIDGET (self->name_button), has_draft);
  gtk_editable_set_text (self->name_entry, title != NULL ? title : "");
}

void
tb_form_footer_set_is_busy (TbFormFooter *self, gboolean is_busy)
{
  gtk_widget_set_sensitive (self->submit_button, !is_busy);
  gtk_label_set_label (self->submit_label, is_busy ? _ ("Submitting…") : _ ("Submit"));
}

void
tb_form_footer_set_is_narrow (TbFormFooter *self, gboolean is_narrow)
{
  self->is_narrow = is_narrow;
  gtk_widget_set_visible (self->keys, !is_narrow);
  changed_cb (self);
}

void
tb_form_footer_focus_submit (TbFormFooter *self)
{
  gtk_widget_grab_focus (self->submit_button);
}

void
tb_form_footer_ask_name (TbFormFooter *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self->name_button)))
    return;
  gtk_menu_button_popup (self->name_button);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
}

static void
name_cb (TbFormFooter *self)
{
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));

  if (*title == '\0')
    return;
  gtk_popover_popdown (self->name_popover);
  g_signal_emit (self, signals[NAME], 0, title);
}

static void
submit_cb (TbFormFooter *self)
{
  g_signal_emit (self, signals[SUBMIT], 0);
}

static void
tb_form_footer_dispose (GObject *object)
{
  g_clear_object (&TB_FORM_FOOTER (object)->model);

  G_OBJECT_CLASS (tb_form_footer_parent_class)->dispose (object);
}

static void
add_signals (GType type)
{
  signals[JUMP] = g_signal_new ("jump",
                                type,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_STRING);
  signals[NAME] = g_signal_new ("name",
                                type,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_STRING);
  signals[SUBMIT] =
      g_signal_new ("submit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tb_form_footer_class_init (TbFormFooterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_form_footer_dispose;
  add_signals (G_TYPE_FROM_CLASS (klass));
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/forms/tb-form-footer.ui");
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, icon);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, count);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, jumps);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, next_key);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, kept);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, keys);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, name_button);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, name_popover);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, name_entry);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, submit_button);
  gtk_widget_class_bind_template_child (widget_class, TbFormFooter, submit_label);
  gtk_widget_class_bind_template_callback (widget_class, name_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
}

static void
tb_form_footer_init (TbFormFooter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
