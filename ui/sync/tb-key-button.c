/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-key-button"

#include "config.h"

#include "tb-key-button.h"

struct _TbKeyButton {
  GtkButton parent_instance;
  GtkLabel *text;
  GtkLabel *keys;
};

G_DEFINE_FINAL_TYPE (TbKeyButton, tb_key_button, GTK_TYPE_BUTTON)

enum { PROP_0, PROP_TEXT, PROP_KEYS, PROP_TRIGGER, N_PROPS };

static GParamSpec *props[N_PROPS];

static gboolean
shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget))
    return FALSE;
  g_signal_emit_by_name (widget, "clicked");

  return TRUE;
}

static void
set_trigger (TbKeyButton *self, const char *trigger)
{
  GtkEventController *controller;

  if (trigger == NULL)
    return;

  controller = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                              trigger),
                                                          gtk_callback_action_new (shortcut_cb,
                                                                                   NULL,
                                                                                   NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

void
tb_key_button_set_text (TbKeyButton *self, const char *text)
{
  gtk_label_set_label (self->text, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
set_keys (TbKeyButton *self, const char *keys)
{
  gtk_label_set_label (self->keys, keys != NULL ? keys : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS,
                                  keys != NULL ? keys : "",
                                  -1);
}

static void
tb_key_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TbKeyButton *self = TB_KEY_BUTTON (object);

  switch (id) {
  case PROP_TEXT:
    tb_key_button_set_text (self, g_value_get_string (value));
    break;
  case PROP_KEYS:
    set_keys (self, g_value_get_string (value));
    break;
  case PROP_TRIGGER:
    set_trigger (self, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
tb_key_button_class_init (TbKeyButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = tb_key_button_set_property;
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_KEYS] = g_param_spec_string ("keys", NULL, NULL, NULL, flags);
  props[PROP_TRIGGER] =
      g_param_spec_string ("trigger", NULL, NULL, NULL, flags | G_PARAM_CONSTRUCT_ONLY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tb_key_button_init (TbKeyButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->text = GTK_LABEL (gtk_label_new (NULL));
  self->keys = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->keys), "keycap");
  gtk_widget_set_valign (GTK_WIDGET (self->keys), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->keys));
  gtk_button_set_child (GTK_BUTTON (self), box);
}
