/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-lights"

#include "config.h"

#include "tb-city-lights.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"

/* With more cities in trouble than these the words would push the rest out of the header. */
#define MAX_WORDY 2

typedef struct {
  GtkWidget *button;
  GtkImage *icon;
  GtkLabel *count; /* what waits, or in words how the city stands */
} Light;

struct _TbCityLights {
  GtkBox parent_instance;
  TbWorkplace *workplace;
  Light lights[TB_N_AREAS];
  gboolean is_wordy;
};

G_DEFINE_FINAL_TYPE (TbCityLights, tb_city_lights, GTK_TYPE_BOX)

static gboolean
is_in_trouble (const json_t *row)
{
  static const char *const states[] = { "unreachable", "decide", "stopped", NULL };
  const char *state = tb_json_get_string (row, "state");

  return state != NULL && g_strv_contains (states, state);
}

static gboolean
has_room_for_words (TbCityLights *self)
{
  guint n = 0;

  for (int i = 0; i < TB_N_AREAS; i++)
    n += is_in_trouble (tb_workplace_get_city (self->workplace, (TbArea) i)) ? 1 : 0;

  return self->is_wordy && n <= MAX_WORDY;
}

static char *
dup_text (TbCityLights *self, const json_t *row)
{
  gint64 n_waiting = tb_json_get_int (row, "waiting", 0);
  g_autofree char *state = tb_city_words_dup_state (row);

  if (!has_room_for_words (self) || !is_in_trouble (row))
    return n_waiting > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, n_waiting) : NULL;
  if (n_waiting == 0)
    return g_steal_pointer (&state);

  /* Translators: “unreachable since 10:32 · 3 waiting”. */
  return g_strdup_printf (_ ("%s · %d waiting"), state, (int) n_waiting);
}

static void
show_city (TbCityLights *self, int area)
{
  Light *light = &self->lights[area];
  const json_t *row = tb_workplace_get_city (self->workplace, (TbArea) area);
  g_autofree char *summary = tb_city_words_dup_summary ((TbArea) area, row);
  g_autofree char *text = dup_text (self, row);
  const char *classes[] = { tb_city_words_get_style (row), NULL };

  gtk_image_set_from_icon_name (light->icon, tb_city_words_get_icon (row));
  gtk_widget_set_css_classes (GTK_WIDGET (light->icon), classes);
  gtk_label_set_label (light->count, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (light->count), text != NULL);
  if (is_in_trouble (row))
    gtk_widget_add_css_class (light->button, "in-trouble");
  else
    gtk_widget_remove_css_class (light->button, "in-trouble");
  gtk_widget_set_visible (light->button, row != NULL);
  /* GTK asks the X server where the pointer is, and a screen reader is told. */
  if (g_strcmp0 (summary, gtk_widget_get_tooltip_text (light->button)) == 0)
    return;
  gtk_widget_set_tooltip_text (light->button, summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (light->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  summary,
                                  -1);
}

/* One city more in trouble may take the words of the others away. */
static void
show_all (TbCityLights *self)
{
  for (int i = 0; self->workplace != NULL && i < TB_N_AREAS; i++)
    show_city (self, i);
}

void
tb_city_lights_set_wordy (TbCityLights *self, gboolean is_wordy)
{
  if (self->is_wordy == is_wordy)
    return;
  self->is_wordy = is_wordy;
  show_all (self);
}

void
tb_city_lights_set_workplace (TbCityLights *self, TbWorkplace *workplace)
{
  g_return_if_fail (self->workplace == NULL);

  self->workplace = g_object_ref (workplace);
  g_signal_connect_object (workplace,
                           "city-changed",
                           G_CALLBACK (show_all),
                           self,
                           G_CONNECT_SWAPPED);
  show_all (self);
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
