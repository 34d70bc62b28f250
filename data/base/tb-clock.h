/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbClock:
 * @wall_us: microseconds since 1970 UTC; may jump
 * @boot_us: microseconds since boot, suspend included; never goes back
 * @data: passed to both
 *
 * The only way in which the data layer learns the time, so that a test or the simulator can
 * decide what time it is. Any thread.
 */
typedef struct {
  gint64 (*wall_us) (gpointer data);
  gint64 (*boot_us) (gpointer data);
  gpointer data;
} TbClock;

const TbClock *tb_clock_system (void);

gint64 tb_clock_wall_us (const TbClock *self);
gint64 tb_clock_boot_us (const TbClock *self);

G_END_DECLS
