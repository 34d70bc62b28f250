/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-watchdog"

#include "config.h"

#include "tb-watchdog.h"

#define LIMIT_US 8000

/* A source that is never ready: the main loop asks it before it waits and after it woke up, and all
 * that is between two of these is work. */
struct _TbWatchdog {
  GSource source;
  gint64 woke_us;        /* 0 while waiting */
  gint64 frame_began_us; /* 0 outside a frame; may be before woke_us */
  gint64 frames_us;      /* drawn since the loop woke up */
  gint64 worst_us;
  guint count;
  GdkFrameClock *clock;
};

static gboolean
watchdog_prepare (GSource *source, int *timeout)
{
  TbWatchdog *self = (TbWatchdog *) source;
  gint64 until_us = g_get_monotonic_time ();
  gint64 worked_us;

  /* GDK stops in the middle of a frame, after the layout, when the window asks for another size.
   * Nothing else is done when the loop does a frame: it has a priority of its own. */
  if (self->frame_began_us > self->woke_us)
    until_us = self->frame_began_us;
  worked_us = self->woke_us > 0 ? until_us - self->woke_us - self->frames_us : 0;
  if (worked_us > LIMIT_US) {
    self->count++;
    self->worst_us = MAX (self->worst_us, worked_us);
    g_info ("The main thread worked %.1f ms", (double) worked_us / 1000.0);
  }
  self->woke_us = 0;
  *timeout = -1;

  return FALSE;
}

static gboolean
watchdog_check (GSource *source)
{
  TbWatchdog *self = (TbWatchdog *) source;

  self->woke_us = g_get_monotonic_time ();
  self->frames_us = 0;

  return FALSE;
}

static gboolean
watchdog_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs watchdog_funcs = {
  .prepare = watchdog_prepare,
  .check = watchdog_check,
  .dispatch = watchdog_dispatch,
};

TbWatchdog *
tb_watchdog_new (void)
{
  TbWatchdog *self = (TbWatchdog *) g_source_new (&watchdog_funcs, sizeof (TbWatchdog));

  /* Before all others: the loop stops asking once one of a higher priority is ready. */
  g_source_set_priority (&self->source, G_MININT / 2);
  g_source_set_static_name (&self->source, "watchdog");
  g_source_attach (&self->source, NULL);

  return self;
}

static void
frame_began_cb (TbWatchdog *self)
{
  self->frame_began_us = g_get_monotonic_time ();
}

static void
frame_ended_cb (TbWatchdog *self)
{
  if (self->frame_began_us > 0)
    self->frames_us += g_get_monotonic_time () - MAX (self->frame_began_us, self->woke_us);
  self->frame_began_us = 0;
}

void
tb_watchdog_ignore_frames_of (TbWatchdog *self, GtkWidget *window)
{
  g_return_if_fail (self->clock == NULL);

  self->clock = g_object_ref (gtk_widget_get_frame_clock (window));
  g_signal_connect_swapped (self->clock, "before-paint", G_CALLBACK (frame_began_cb), self);
  g_signal_connect_swapped (self->clock, "after-paint", G_CALLBACK (frame_ended_cb), self);
}

guint
tb_watchdog_get_count (TbWatchdog *self, gint64 *worst_us)
{
  *worst_us = self->worst_us;

  return self->count;
}

void
tb_watchdog_free (TbWatchdog *self)
{
  if (self->clock != NULL)
    g_signal_handlers_disconnect_by_data (self->clock, self);
  g_clear_object (&self->clock);
  g_source_destroy (&self->source);
  g_source_unref (&self->source);
}
