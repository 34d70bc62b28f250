/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-clock"

#include "config.h"

#include "tb-clock.h"

#include <time.h>

static gint64
system_wall_us (gpointer data)
{
  return g_get_real_time ();
}

static gint64
system_boot_us (gpointer data)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

const TbClock *
tb_clock_system (void)
{
  static const TbClock clock = { system_wall_us, system_boot_us, NULL };

  return &clock;
}

gint64
tb_clock_wall_us (const TbClock *self)
{
  return self->wall_us (self->data);
}

gint64
tb_clock_boot_us (const TbClock *self)
{
  return self->boot_us (self->data);
}
