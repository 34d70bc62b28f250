/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-queue-row"

#include "config.h"

#include "tb-queue-row.h"

#include <glib/gi18n-lib.h>

#include "tb-case-words.h"
#include "tb-city-words.h"

struct _TbQueueRow {
  GtkBox parent_instance;
  TbPageRow *row;
  gulong handler;
  GtkImage *icon;
  GtkLabel *matter;
  GtkLabel *person;
  GtkLabel *cities;
  GtkLabel *due;
};

G_DEFINE_FINAL_TYPE (TbQueueRow, tb_queue_row, GTK_TYPE_BOX)

static const char *
get_icon (const json_t *json, const char **style)
{
  const char *state = tb_json_get_string (json, "state");

  *style = "warning";
  if (tb_json_get_string (json, "draft") != NULL)
    return "document-edit-symbolic";
  if (tb_json_get_string (json, "command") != NULL)
    return g_strcmp0 (state, "conflict") == 0 || g_strcmp0 (state, "refused") == 0
               ? "tb-decision-symbolic"
               : "tb-syncing-symbolic";
  if (tb_case_words_is_past (tb_json_get_string (json, "due"))) {
    *style = "error";
    return "tb-overdue-symbolic";
  }
  *style = "dim-label";

  return tb_json_get_int (json, "pending", 0) > 0 ? "tb-syncing-symbolic" : "tb-waiting-symbolic";
}

/* “Shenyang → Fushun”: who decides, and who must act now when that is another. */
static char *
dup_cities (const json_t *json)
{
  TbArea home = tb_area_from_slug (tb_json_get_string (json, "home"));
  TbArea owner = tb_area_from_slug (tb_json_get_string (json, "owner"));
  const char *state = tb_json_get_string (json, "state_name");
  const char *said =
      state != NULL ? state : tb_case_words_get_outbox (tb_json_get_string (json, "state"));

  if (home == TB_AREA_NONE)
    return g_strdup (_ ("unfinished: Enter goes on with it"));
  if (owner == TB_AREA_NONE || owner == home)
    return g_strdup_printf ("%s · %s", tb_city_words_get_name (home), said);

  return g_strdup_printf ("%s → %s · %s",
                          tb_city_words_get_name (home),
                          tb_city_words_get_name (owner),
                          said);
}

static char *
dup_due (const json_t *json)
{
  if (tb_json_get_string (json, "draft") != NULL)
    return tb_case_words_dup_time (tb_json_get_string (json, "changed_at"));
  if (tb_json_get_string (json, "command") != NULL)
    return tb_case_words_dup_time (tb_json_get_string (json, "accepted_at"));

  return tb_case_words_dup_day (tb_json_get_string (json, "due"));
}

/* ⚠ Before GTK 4.12 a row of a list view has a name for screen readers only when its parent gets
 * one. */
static void
name_row (TbQueueRow *self, const char *text)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    text,
                                    -1);
}

static void
show_nothing (TbQueueRow *self)
{
  gtk_image_set_from_icon_name (self->icon, "content-loading-symbolic");
  gtk_label_set_label (self->matter, _ ("Loading…"));
  gtk_label_set_label (self->person, "");
  gtk_label_set_label (self->cities, "");
  gtk_label_set_label (self->due, "");
  name_row (self, _ ("Loading…"));
}

static void
show_row (TbQueueRow *self)
{
  const json_t *json = self->row != NULL ? tb_page_row_get_json (self->row) : NULL;
  const char *number = tb_json_get_string (json, "number");
  const char *name = tb_json_get_string (json, "person");
  const char *title = tb_json_get_string (json, "title");
  const char *classes[] = { NULL, NULL };
  g_autofree char *person = NULL;
  g_autofree char *cities = NULL;
  g_autofree char *due = NULL;
  g_autofree char *spoken = NULL;
  gboolean is_late;

  if (json == NULL) {
    show_nothing (self);
    return;
  }
  is_late = tb_case_words_is_past (tb_json_get_string (json, "due"));
  person = g_strdup_printf ("%s · %s",
                            name != NULL ? name : "",
                            number != NULL  ? number
                            : title != NULL ? title
                                            : _ ("no number yet"));
  cities = dup_cities (json);
  due = dup_due (json);
  spoken = g_strdup_printf (_ ("%s, %s, %s, due %s"),
                            tb_json_get_string (json, "item_name"),
                            person,
                            cities,
                            due);
  gtk_image_set_from_icon_name (self->icon, get_icon (json, &classes[0]));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_label (self->matter, tb_json_get_string (json, "item_name"));
  gtk_label_set_label (self->person, person);
  gtk_label_set_label (self->cities, cities);
  gtk_label_set_label (self->due, due);
  if (is_late)
    gtk_widget_add_css_class (GTK_WIDGET (self->due), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->due), "error");
  name_row (self, spoken);
}

void
tb_queue_row_set_row (TbQueueRow *self, TbPageRow *row)
{
  if (self->row != NULL)
    g_clear_signal_handler (&self->handler, self->row);
  g_set_object (&self->row, row);
  if (row == NULL)
    return;
  self->handler =
      g_signal_connect_object (row, "changed", G_CALLBACK (show_row), self, G_CONNECT_SWAPPED);
  show_row (self);
}

static void
tb_queue_row_dispose (GObject *object)
{
  tb_queue_row_set_row (TB_QUEUE_ROW (object), NULL);

  G_OBJECT_CLASS (tb_queue_row_parent_class)->dispose (object);
}

static void
tb_queue_row_class_init (TbQueueRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_queue_row_dispose;
}

static void
tb_queue_row_init (TbQueueRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "queue-row");
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->matter = GTK_LABEL (tb_case_words_new_label (NULL, NULL));
  self->person = GTK_LABEL (tb_case_words_new_label (NULL, "caption dim-label numeric"));
  self->cities = GTK_LABEL (tb_case_words_new_label (NULL, "caption dim-label"));
  self->due = GTK_LABEL (tb_case_words_new_label (NULL, "numeric"));
  gtk_label_set_wrap (self->due, FALSE);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->matter));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->person));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->cities));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self), lines);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->due));
}
