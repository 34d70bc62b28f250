/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-scan"

#include "config.h"

#include "tb-scan.h"

/* Longer than any reader waits between two characters. */
#define MAX_GAP_US (500 * G_TIME_SPAN_MILLISECOND)
/* A two-dimensional code may hold a page; what is read here is a number. */
#define MAX_LENGTH 256

/* Owned by its key controller. */
typedef struct {
  TbScanFunc scanned;
  gpointer user_data;
  GString *text; /* NULL: nothing is being read */
  gint64 last_us;
} Scan;

static void
scan_free (gpointer data, GClosure *closure)
{
  Scan *self = data;

  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}

static void
drop (Scan *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  self->text = NULL;
}

static void
deliver (Scan *self)
{
  g_autoptr (GString) text = g_steal_pointer (&self->text);

  if (text->len > 0)
    self->scanned (text->str, self->user_data);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                gpointer user_data)
{
  Scan *self = user_data;
  gint64 now_us = g_get_monotonic_time ();
  gunichar c = gdk_keyval_to_unicode (keyval);

  if (self->text != NULL && now_us - self->last_us > MAX_GAP_US)
    drop (self);
  self->last_us = now_us;
  if (keyval == GDK_KEY_F9) {
    drop (self);
    self->text = g_string_new (NULL);
    return GDK_EVENT_STOP;
  }
  if (self->text == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    deliver (self);
  else if (g_unichar_isgraph (c) && self->text->len < MAX_LENGTH)
    g_string_append_unichar (self->text, c);

  return GDK_EVENT_STOP;
}

void
tb_scan_watch_keyboard (GtkWidget *window, TbScanFunc scanned, gpointer user_data)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  Scan *self = g_new0 (Scan, 1);

  self->scanned = scanned;
  self->user_data = user_data;
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_data (key,
                         "key-pressed",
                         G_CALLBACK (key_pressed_cb),
                         self,
                         scan_free,
                         G_CONNECT_DEFAULT);
  gtk_widget_add_controller (window, key);
}
