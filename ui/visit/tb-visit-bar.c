/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-visit-bar"

#include "config.h"

#include "tb-visit-bar.h"

#include <glib/gi18n-lib.h>

#define REFRESH_S 10

struct _TbVisitBar {
  AdwBin parent_instance;

  TbVisit *visit;
  guint clock_source;

  /* Template widgets */
  GtkLabel *ticket;
  GtkButton *person;
  GtkLabel *minutes;
  GtkLabel *matters;
  GtkWidget *next_button;
};

G_DEFINE_FINAL_TYPE (TbVisitBar, tb_visit_bar, ADW_TYPE_BIN)

static gboolean
tick_cb (gpointer user_data)
{
  TbVisitBar *self = user_data;
  int n = tb_visit_get_minutes (self->visit);
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                        "received %d minute ago",
                                                        "received %d minutes ago",
                                                        (gulong) n),
                                           n);

  gtk_label_set_label (self->minutes, n > 0 ? text : _ ("just received"));

  return G_SOURCE_CONTINUE;
}

static char *
dup_matters (TbVisitBar *self)
{
  json_t *rows = (json_t *) tb_visit_get_matters (self->visit);
  g_autoptr (GString) text = g_string_new (NULL);
  json_t *row;
  gsize i;

  json_array_foreach (rows, i, row)
  {
    g_string_append_printf (text,
                            "%s%s %s",
                            i > 0 ? "   " : "",
                            tb_json_get_string (row, "name"),
                            tb_json_get_string (row, "number"));
  }

  return g_strdup (text->len > 0 ? text->str : _ ("no matter yet"));
}

static void
show_visit (TbVisitBar *self)
{
  g_autofree char *matters = dup_matters (self);
  g_autofree char *ticket = g_strdup_printf ("%03u", tb_visit_get_ticket (self->visit));
  const char *name = tb_visit_get_name (self->visit);
  gboolean has_person = tb_visit_get_person (self->visit) != NULL;
  g_autofree char *who = NULL;

  if (!has_person)
    who = g_strdup (_ ("nobody yet"));
  else if (tb_visit_get_agent (self->visit) != NULL)
    who = g_strdup_printf (_ ("%s, somebody came for them"), name);
  else
    who = g_strdup (*name != '\0' ? name : _ ("name not known yet"));
  gtk_label_set_label (self->ticket, ticket);
  gtk_button_set_label (self->person, who);
  gtk_label_set_label (self->matters, matters);
  gtk_widget_set_visible (self->next_button, has_person);
  tick_cb (self);
}

static void
forget_visit (TbVisitBar *self)
{
  g_clear_handle_id (&self->clock_source, g_source_remove);
  if (self->visit != NULL)
    g_signal_handlers_disconnect_by_data (self->visit, self);
  g_clear_object (&self->visit);
}

void
tb_visit_bar_set_visit (TbVisitBar *self, TbVisit *visit)
{
  forget_visit (self);
  gtk_widget_set_visible (GTK_WIDGET (self), visit != NULL);
  if (visit == NULL) {
    gtk_button_set_label (self->person, "");
    gtk_label_set_label (self->matters, "");
    return;
  }

  self->visit = g_object_ref (visit);
  g_signal_connect_object (visit, "changed", G_CALLBACK (show_visit), self, G_CONNECT_SWAPPED);
  self->clock_source = g_timeout_add_seconds (REFRESH_S, tick_cb, self);
  show_visit (self);
}

static void
tb_visit_bar_dispose (GObject *object)
{
  forget_visit (TB_VISIT_BAR (object));

  G_OBJECT_CLASS (tb_visit_bar_parent_class)->dispose (object);
}

static void
tb_visit_bar_class_init (TbVisitBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_visit_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/visit/tb-visit-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TbVisitBar, ticket);
  gtk_widget_class_bind_template_child (widget_class, TbVisitBar, person);
  gtk_widget_class_bind_template_child (widget_class, TbVisitBar, minutes);
  gtk_widget_class_bind_template_child (widget_class, TbVisitBar, matters);
  gtk_widget_class_bind_template_child (widget_class, TbVisitBar, next_button);
}

static void
tb_visit_bar_init (TbVisitBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
