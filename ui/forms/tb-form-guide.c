/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-guide"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-form-side.h"
#include "tb-language.h"

/* The guide of a matter (window.md, *A visit* 4): what to bring, how long it takes, by what law. */

static void
add_line (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
}

static void
add_papers (GtkWidget *box, const TbItem *item)
{
  gsize n;
  const TbMaterial *materials = tb_item_get_materials (item, &n);

  add_line (box, _ ("Materials"), "heading");
  for (gsize i = 0; i < n; i++) {
    const char *how = tb_language_pick (materials[i].how_zh, materials[i].how_en);
    g_autofree char *text =
        g_strdup_printf (materials[i].is_tolerable ? _ ("%s (may follow)") : "%s",
                         tb_language_pick (materials[i].label_zh, materials[i].label_en));

    add_line (box, text, NULL);
    if (how != NULL)
      add_line (box, how, "caption");
  }
}

static void
add_legs (GtkWidget *box, const TbItem *item)
{
  gsize n;
  const TbLeg *legs = tb_machine_get_legs (tb_item_get_machine (item), &n);

  if (n > 0)
    add_line (box, _ ("Time Limits"), "heading");
  for (gsize i = 0; i < n; i++) {
    int days = tb_item_get_limit (item, legs[i].id);
    g_autofree char *text =
        g_strdup_printf (legs[i].is_workdays ? g_dngettext (GETTEXT_PACKAGE,
                                                            "%s: %d working day",
                                                            "%s: %d working days",
                                                            (gulong) days)
                                             : g_dngettext (GETTEXT_PACKAGE,
                                                            "%s: %d day",
                                                            "%s: %d days",
                                                            (gulong) days),
                         tb_language_pick (legs[i].name_zh, legs[i].name_en),
                         days);

    add_line (box, text, NULL);
  }
}

static void
add_basis (GtkWidget *box, const TbItem *item)
{
  const json_t *basis = tb_json_get_array (tb_item_get_json (item), "basis");
  json_t *law;
  gsize i;

  if (json_array_size (basis) > 0)
    add_line (box, _ ("Basis"), "heading");
  json_array_foreach ((json_t *) basis, i, law)
  {
    const char *title = tb_json_get_string (law, "title");
    const char *doc = tb_json_get_string (law, "doc");
    g_autofree char *text = title != NULL && doc != NULL ? g_strdup_printf ("%s: %s", doc, title)
                                                         : g_strdup (doc != NULL ? doc : title);

    if (text != NULL)
      add_line (box, text, NULL);
  }
}

GtkWidget *
tb_form_guide_new (const TbItem *item)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *face = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *keycap = gtk_label_new ("F1");

  add_papers (lines, item);
  add_legs (lines, item);
  add_basis (lines, item);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 540);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), lines);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_widget_add_css_class (keycap, "keycap");
  gtk_box_append (GTK_BOX (face), gtk_label_new (_ ("Guide")));
  gtk_box_append (GTK_BOX (face), keycap);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), face);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Guide (F1)"),
                                  -1);

  return button;
}
