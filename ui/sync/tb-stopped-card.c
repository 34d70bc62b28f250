/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-stopped-card"

#include "config.h"

#include "tb-stopped-card.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-key-button.h"
#include "tb-sync-words.h"
#include "tb-toast.h"

struct _TbStoppedCard {
  GtkBox parent_instance;

  TbWorkplace *workplace;
  TbArea preferred;
  TbArea shown;
  GtkLabel *title;
  GtkLabel *reason;
  GtkLabel *ask;
  GtkWidget *form;
  GtkEditable *entry;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (TbStoppedCard, tb_stopped_card, GTK_TYPE_BOX)

static gboolean
is_stopped (TbStoppedCard *self, TbArea area)
{
  const json_t *city = tb_workplace_get_city (self->workplace, area);

  return g_strcmp0 (tb_json_get_string (city, "state"), "stopped") == 0;
}

static TbArea
find_stopped (TbStoppedCard *self)
{
  if (is_stopped (self, self->preferred))
    return self->preferred;
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (is_stopped (self, (TbArea) i))
      return (TbArea) i;
  }

  return TB_AREA_NONE;
}

static void
show_message (TbStoppedCard *self, const char *text)
{
  gtk_label_set_label (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
update (TbStoppedCard *self)
{
  TbArea area = find_stopped (self);
  gboolean may_release = tb_workplace_has_role (self->workplace, "supervisor") ||
                         tb_workplace_has_role (self->workplace, "admin");
  g_autofree char *title = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), area != TB_AREA_NONE);
  if (area == TB_AREA_NONE)
    return;
  if (area != self->shown) {
    gtk_editable_set_text (self->entry, "");
    show_message (self, NULL);
  }
  self->shown = area;
  title = g_strdup_printf (_ ("Sending to %s has stopped"), tb_city_words_get_name (area));
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->reason,
                       tb_sync_words_get_alarm (tb_workplace_get_city (self->workplace, area)));
  gtk_widget_set_visible (self->form, may_release);
  gtk_widget_set_visible (GTK_WIDGET (self->ask), !may_release);
}

static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbStoppedCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  show_message (self, answer == NULL ? error->message : NULL);
  if (answer == NULL)
    return;
  gtk_editable_set_text (self->entry, "");
  tb_toast_show (GTK_WIDGET (self), _ ("Released: the lane runs again"));
}

static void
release_cb (TbStoppedCard *self)
{
  const char *reason = gtk_editable_get_text (self->entry);
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "release", NULL, NULL, NULL };

  if (*reason == '\0') {
    show_message (self, _ ("Give the reason first: what was found and what was done about it"));
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    return;
  }
  args = json_pack ("{s:s, s:s}", "area", tb_area_get_slug (self->shown), "reason", reason);
  request.args = args;
  tb_workplace_call_async (self->workplace, &request, NULL, released_cb, g_object_ref (self));
}

void
tb_stopped_card_prefer (TbStoppedCard *self, TbArea area)
{
  self->preferred = area;
  update (self);
}

void
tb_stopped_card_set_workplace (TbStoppedCard *self, TbWorkplace *workplace)
{
  g_return_if_fail (self->workplace == NULL);

  self->workplace = g_object_ref (workplace);
  g_signal_connect_object (workplace, "city-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workplace,
                           "operator-changed",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
tb_stopped_card_dispose (GObject *object)
{
  g_clear_object (&TB_STOPPED_CARD (object)->workplace);

  G_OBJECT_CLASS (tb_stopped_card_parent_class)->dispose (object);
}

static void
tb_stopped_card_class_init (TbStoppedCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_stopped_card_dispose;
}

static GtkLabel *
add_label (GtkBox *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);

  return GTK_LABEL (label);
}

static void
add_form (TbStoppedCard *self)
{
  GtkWidget *button = g_object_new (TB_TYPE_KEY_BUTTON,
                                    "text",
                                    _ ("Release"),
                                    "keys",
                                    "Alt+L",
                                    "trigger",
                                    "<Alt>l",
                                    NULL);

  self->form = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->entry = GTK_EDITABLE (gtk_entry_new ());
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Reason: what was found"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason for the release"),
                                  -1);
  gtk_box_append (GTK_BOX (self->form), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (self->form), button);
  gtk_box_append (GTK_BOX (self), self->form);
  g_signal_connect_object (button, "clicked", G_CALLBACK (release_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry,
                           "activate",
                           G_CALLBACK (release_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
tb_stopped_card_init (TbStoppedCard *self)
{
  self->preferred = TB_AREA_NONE;
  self->shown = TB_AREA_NONE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "decision-card");
  self->title = add_label (GTK_BOX (self), NULL, "heading");
  self->reason = add_label (GTK_BOX (self), NULL, NULL);
  self->ask = add_label (GTK_BOX (self),
                         _ ("Nothing is lost. A supervisor can release it here."),
                         "dim-label");
  add_form (self);
  self->message = add_label (GTK_BOX (self), NULL, "error");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
