/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-lights"

#include "config.h"

#include "tb-city-lights.h"

#include "tb-city-words.h"

typedef struct {
  GtkWidget *button;
  GtkImage *icon;
  GtkLabel *count;
} Light;

struct _TbCityLights {
  GtkBox parent_instance;
  TbWorkplace *workplace;
  Light lights[TB_N_AREAS];
};

G_DEFINE_FINAL_TYPE (TbCityLights, tb_city_lights, GTK_TYPE_BOX)

static void
show_city (TbCityLights *self, int area)
{
  Light *light = &self->lights[area];
  const json_t *row = tb_workplace_get_city (self->workplace, (TbArea) area);
  g_autofree char *summary = tb_city_words_dup_summary ((TbArea) area, row);
  gint64 n_waiting = tb_json_get_int (row, "waiting", 0);
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, n_waiting);
  const char *classes[] = { tb_city_words_get_style (row), NULL };

  gtk_image_set_from_icon_name (light->icon, tb_city_words_get_icon (row));
  gtk_widget_set_css_classes (GTK_WIDGET (light->icon), classes);
  gtk_label_set_label (light->count, count);
  gtk_widget_set_visible (GTK_WIDGET (light->count), n_waiting > 0);
  gtk_widget_set_visible (light->button, row != NULL);
  gtk_widget_set_tooltip_text (light->button, summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (light->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  summary,
                                  -1);
}

static void
city_changed_cb (TbCityLights *self, int area)
{
  show_city (self, area);
}

void
tb_city_lights_set_workplace (TbCityLights *self, TbWorkplace *workplace)
{
  g_return_if_fail (self->workplace == NULL);

  self->workplace = g_object_ref (workplace);
  g_signal_connect_object (workplace,
                           "city-changed",
                           G_CALLBACK (city_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  for (int i = 0; i < TB_N_AREAS; i++)
    show_city (self, i);
}

static void
add_light (TbCityLights *self, TbArea area)
{
  Light *light = &self->lights[area];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *mark = gtk_label_new (tb_area_get_mark (area));

  light->icon = GTK_IMAGE (gtk_image_new ());
  light->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (light->count), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (light->count), "caption");
  gtk_widget_add_css_class (mark, "heading");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (light->icon));
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (light->count));

  light->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (light->button), box);
  gtk_widget_add_css_class (light->button, "flat");
  gtk_widget_add_css_class (light->button, "city-light");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (light->button), "win.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (light->button),
                                    "(ss)",
                                    "sync",
                                    tb_area_get_slug (area));
  gtk_box_append (GTK_BOX (self), light->button);
}

static void
tb_city_lights_dispose (GObject *object)
{
  g_clear_object (&TB_CITY_LIGHTS (object)->workplace);

  G_OBJECT_CLASS (tb_city_lights_parent_class)->dispose (object);
}

static void
tb_city_lights_class_init (TbCityLightsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_city_lights_dispose;
}

static void
tb_city_lights_init (TbCityLights *self)
{
  for (int i = 0; i < TB_N_AREAS; i++)
    add_light (self, (TbArea) i);
}
