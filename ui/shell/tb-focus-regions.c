/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-focus-regions"

#include "config.h"

#include "tb-focus-regions.h"

typedef struct {
  GPtrArray *parts; /* (element-type GtkWidget) borrowed */
  int step;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *self = data;

  g_ptr_array_unref (self->parts);
  g_free (self);
}

/* The outermost panes and bars below @widget, in the order of reading. */
static void
add_panes (GPtrArray *regions, GtkWidget *widget)
{
  GtkWidget *child;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_ACTION_BAR (widget)) {
    g_ptr_array_add (regions, widget);
    return;
  }
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_panes (regions, child);
}

static GPtrArray *
list_regions (const Watch *self)
{
  GPtrArray *regions = g_ptr_array_new ();

  for (guint i = 0; i < self->parts->len; i++) {
    GtkWidget *part = g_ptr_array_index (self->parts, i);
    guint before = regions->len;
    GtkWidget *page;

    if (!gtk_widget_get_mapped (part))
      continue;
    page = GTK_IS_STACK (part) ? gtk_stack_get_visible_child (GTK_STACK (part)) : NULL;
    if (page != NULL)
      add_panes (regions, page);
    if (regions->len == before)
      g_ptr_array_add (regions, page != NULL ? page : part);
  }

  return regions;
}

static guint
find_focused (GPtrArray *regions, GtkWidget *focus)
{
  for (guint i = 0; focus != NULL && i < regions->len; i++) {
    GtkWidget *region = g_ptr_array_index (regions, i);

    if (focus == region || gtk_widget_is_ancestor (focus, region))
      return i;
  }

  return G_MAXUINT;
}

/* A list leads to the row that is chosen, not to its first one. */
static gboolean
enter (GtkWidget *region)
{
  return gtk_widget_child_focus (region, GTK_DIR_TAB_FORWARD);
}

static gboolean
move_cb (GtkWidget *window, GVariant *args, gpointer user_data)
{
  const Watch *self = user_data;
  g_autoptr (GPtrArray) regions = list_regions (self);
  guint at = find_focused (regions, gtk_root_get_focus (GTK_ROOT (window)));
  guint n = regions->len;

  if (at == G_MAXUINT)
    at = self->step > 0 ? n - 1 : 0;
  for (guint i = 1; i <= n; i++) {
    guint next = (at + (self->step > 0 ? i : n * i - i)) % MAX (n, 1);

    if (next != at && enter (g_ptr_array_index (regions, next)))
      break;
  }

  return GDK_EVENT_STOP;
}

static void
add_shortcut (GtkEventController *controller,
              GdkModifierType modifiers,
              GtkWidget *const *parts,
              gsize n)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->parts = g_ptr_array_new ();
  watch->step = modifiers == 0 ? 1 : -1;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (watch->parts, parts[i]);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F6,
                                                                                  modifiers),
                                                          gtk_callback_action_new (move_cb,
                                                                                   watch,
                                                                                   watch_free)));
}

void
tb_focus_regions_watch (GtkWidget *window, GtkWidget *const *parts, gsize n)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  /* Before the widgets: GtkPaned means something else by F6. */
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_shortcut (controller, 0, parts, n);
  add_shortcut (controller, GDK_SHIFT_MASK, parts, n);
  gtk_widget_add_controller (window, controller);
}
