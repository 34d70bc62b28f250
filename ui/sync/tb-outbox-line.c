/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox-line"

#include "config.h"

#include "tb-outbox-line.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-sync-words.h"

struct _TbOutboxLine {
  GtkBox parent_instance;

  TbWorkplace *workplace;
  TbOutboxEntry *entry; /* or NULL */
  gulong city_handler;
  gulong entry_handler;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *place;
  GtkLabel *reason;
  GtkLabel *tries;
};

G_DEFINE_FINAL_TYPE (TbOutboxLine, tb_outbox_line, GTK_TYPE_BOX)

static const json_t *
get_city (TbOutboxLine *self)
{
  const json_t *row = tb_outbox_entry_get_row (self->entry);
  TbArea area = tb_area_from_slug (tb_json_get_string (row, "area"));

  return tb_workplace_get_city (self->workplace, area);
}

static void
show_title (TbOutboxLine *self, const json_t *row)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (row, "area"));
  const char *number = tb_json_get_string (row, "number");
  g_autofree char *title = g_markup_printf_escaped ("<b>%s</b>  %s",
                                                    tb_json_get_string (row, "person"),
                                                    tb_json_get_string (row, "item_name"));
  g_autofree char *place = g_strdup_printf ("%s · %s · %s",
                                            tb_city_words_get_name (area),
                                            number != NULL ? number : _ ("no number yet"),
                                            tb_sync_words_get_kind (row));

  gtk_label_set_markup (self->title, title);
  gtk_label_set_label (self->place, place);
}

static void
show_state (TbOutboxLine *self)
{
  const json_t *row = tb_outbox_entry_get_row (self->entry);
  const json_t *city = get_city (self);
  const char *classes[] = { tb_sync_words_get_style (row, city), NULL };
  g_autofree char *reason = tb_sync_words_dup_reason (row, city);
  g_autofree char *summary = tb_sync_words_dup_summary (row, city);
  g_autofree char *age =
      tb_sync_words_dup_age (tb_json_get_string (row, "accepted_at"), g_get_real_time ());
  int n = (int) tb_json_get_int (row, "attempts", 0);
  g_autofree char *tries =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d try\n%s", "%d tries\n%s", (gulong) n),
                       n,
                       age);

  gtk_image_set_from_icon_name (self->icon, tb_sync_words_get_icon (row, city));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_label (self->reason, reason);
  gtk_label_set_label (self->tries, tries);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  summary,
                                  -1);
}

static void
city_changed_cb (TbOutboxLine *self, int area)
{
  const json_t *row = tb_outbox_entry_get_row (self->entry);

  if (tb_area_from_slug (tb_json_get_string (row, "area")) == (TbArea) area)
    show_state (self);
}

static void
entry_changed_cb (TbOutboxLine *self)
{
  show_title (self, tb_outbox_entry_get_row (self->entry));
  show_state (self);
}

static void
stop_following (TbOutboxLine *self)
{
  if (self->workplace != NULL)
    g_clear_signal_handler (&self->city_handler, self->workplace);
  if (self->entry != NULL)
    g_clear_signal_handler (&self->entry_handler, self->entry);
}

void
tb_outbox_line_show (TbOutboxLine *self, TbWorkplace *workplace, TbOutboxEntry *entry)
{
  stop_following (self);
  g_set_object (&self->workplace, workplace);
  g_set_object (&self->entry, entry);
  if (entry == NULL)
    return;

  self->city_handler = g_signal_connect_object (workplace,
                                                "city-changed",
                                                G_CALLBACK (city_changed_cb),
                                                self,
                                                G_CONNECT_SWAPPED);
  self->entry_handler = g_signal_connect_object (entry,
                                                 "changed",
                                                 G_CALLBACK (entry_changed_cb),
                                                 self,
                                                 G_CONNECT_SWAPPED);
  entry_changed_cb (self);
}

static GtkLabel *
add_label (GtkBox *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "numeric");
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);

  return GTK_LABEL (label);
}

static void
tb_outbox_line_dispose (GObject *object)
{
  TbOutboxLine *self = TB_OUTBOX_LINE (object);

  stop_following (self);
  g_clear_object (&self->entry);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (tb_outbox_line_parent_class)->dispose (object);
}

static void
tb_outbox_line_class_init (TbOutboxLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_outbox_line_dispose;
}

static void
tb_outbox_line_init (TbOutboxLine *self)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "outbox-line");
  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->icon));
  self->title = add_label (GTK_BOX (left), NULL);
  self->place = add_label (GTK_BOX (left), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->place), "caption");
  gtk_widget_set_valign (left, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_box_append (GTK_BOX (self), left);
  self->reason = add_label (GTK_BOX (self), "caption");
  gtk_label_set_width_chars (self->reason, 24);
  gtk_label_set_max_width_chars (self->reason, 30);
  self->tries = add_label (GTK_BOX (self), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->tries), "dim-label");
  gtk_label_set_xalign (self->tries, 1);
  gtk_label_set_justify (self->tries, GTK_JUSTIFY_RIGHT);
  gtk_label_set_width_chars (self->tries, 6);
}
