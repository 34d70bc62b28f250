/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-spell-bar"

#include "config.h"

#include "tb-spell-bar.h"

#include <glib/gi18n-lib.h>

#define MIN_HEIGHT 24
#define RADIUS     6
#define FRAME      2

struct _TbSpellBar {
  GtkWidget parent_instance;

  GArray *spells;    /* (element-type TbSpell) */
  GPtrArray *labels; /* (element-type GtkWidget) one a spell */
  int first;
  int last;
};

G_DEFINE_FINAL_TYPE (TbSpellBar, tb_spell_bar, GTK_TYPE_WIDGET)

static void
place (TbSpellBar *self, guint i, int width, graphene_rect_t *out)
{
  const TbSpell *spell = &g_array_index (self->spells, TbSpell, i);
  float month = (float) width / (float) (self->last - self->first + 1);

  graphene_rect_init (out,
                      (float) (spell->first - self->first) * month,
                      0,
                      MAX ((float) (spell->last - spell->first + 1) * month, 3),
                      (float) gtk_widget_get_height (GTK_WIDGET (self)));
}

static GdkRGBA
find_colour (GtkWidget *widget, const char *name)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (context, name, &colour))
    gtk_style_context_get_color (context, &colour);

  return colour;
}

static void
tb_spell_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbSpellBar *self = TB_SPELL_BAR (widget);
  GdkRGBA fill = find_colour (widget, "accent_bg_color");
  GdkRGBA frame = find_colour (widget, "warning_color");
  float widths[4] = { FRAME, FRAME, FRAME, FRAME };
  GdkRGBA frames[4] = { frame, frame, frame, frame };

  for (guint i = 0; i < self->spells->len; i++) {
    graphene_rect_t area;
    GskRoundedRect outline;

    place (self, i, gtk_widget_get_width (widget), &area);
    gsk_rounded_rect_init_from_rect (&outline, &area, RADIUS);
    gtk_snapshot_push_rounded_clip (snapshot, &outline);
    gtk_snapshot_append_color (snapshot, &fill, &area);
    gtk_snapshot_pop (snapshot);
    if (g_array_index (self->spells, TbSpell, i).is_doubled)
      gtk_snapshot_append_border (snapshot, &outline, widths, frames);
  }
  GTK_WIDGET_CLASS (tb_spell_bar_parent_class)->snapshot (widget, snapshot);
}

static void
tb_spell_bar_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  TbSpellBar *self = TB_SPELL_BAR (widget);
  int least = orientation == GTK_ORIENTATION_VERTICAL ? MIN_HEIGHT : 0;

  for (guint i = 0; i < self->labels->len && orientation == GTK_ORIENTATION_VERTICAL; i++) {
    int height;

    gtk_widget_measure (g_ptr_array_index (self->labels, i),
                        orientation,
                        -1,
                        &height,
                        NULL,
                        NULL,
                        NULL);
    least = MAX (least, height);
  }
  *minimum = least;
  *natural = least;
}

static void
tb_spell_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TbSpellBar *self = TB_SPELL_BAR (widget);

  for (guint i = 0; i < self->labels->len; i++) {
    GtkWidget *label = g_ptr_array_index (self->labels, i);
    graphene_rect_t area;
    int needed;

    place (self, i, width, &area);
    gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &needed, NULL, NULL, NULL);
    /* A number that does not fit its bar would cover the next one; the tooltip has it. */
    gtk_widget_set_child_visible (label, (float) needed <= area.size.width);
    gtk_widget_allocate (label,
                         MAX ((int) area.size.width, needed),
                         height,
                         -1,
                         gsk_transform_translate (NULL, &area.origin));
  }
}

static void
tb_spell_bar_dispose (GObject *object)
{
  TbSpellBar *self = TB_SPELL_BAR (object);
  GtkWidget *child;

  g_clear_pointer (&self->labels, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->spells, g_array_unref);

  G_OBJECT_CLASS (tb_spell_bar_parent_class)->dispose (object);
}

static void
tb_spell_bar_class_init (TbSpellBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_spell_bar_dispose;
  widget_class->snapshot = tb_spell_bar_snapshot;
  widget_class->measure = tb_spell_bar_measure;
  widget_class->size_allocate = tb_spell_bar_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_spell_bar_init (TbSpellBar *self)
{
  self->spells = g_array_new (FALSE, FALSE, sizeof (TbSpell));
  self->labels = g_ptr_array_new ();
}

static void
add_spell (TbSpellBar *self, const TbSpell *spell, GString *spoken)
{
  g_autofree char *text = g_strdup_printf ("%d", spell->months);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "spell-months");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  g_ptr_array_add (self->labels, label);
  g_array_append_val (self->spells, *spell);
  g_string_append (spoken, spoken->len > 0 ? "\n" : "");
  /* Translators: a spell of insurance: from year-month to year-month, so many months. */
  g_string_append_printf (spoken,
                          _ ("%04d-%02d to %04d-%02d: %d months"),
                          spell->first / 12,
                          spell->first % 12 + 1,
                          spell->last / 12,
                          spell->last % 12 + 1,
                          spell->months);
  if (spell->is_doubled)
    g_string_append_printf (spoken, ", %s", _ ("another city counts months of it too"));
}

GtkWidget *
tb_spell_bar_new (GArray *spells, int first, int last)
{
  TbSpellBar *self = g_object_new (TB_TYPE_SPELL_BAR, NULL);
  g_autoptr (GString) spoken = g_string_new (NULL);

  self->first = first;
  self->last = last;
  for (guint i = 0; i < spells->len; i++)
    add_spell (self, &g_array_index (spells, TbSpell, i), spoken);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), spoken->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken->str,
                                  -1);

  return GTK_WIDGET (self);
}
