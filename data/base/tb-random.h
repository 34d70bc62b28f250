/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbRandom:
 * @fill: writes @length random bytes
 * @data: passed to @fill
 *
 * The only source of randomness in the data layer: the kernel's in production, a seed in
 * tests and the simulator. Any thread for the system source.
 */
typedef struct {
  void (*fill) (gpointer data, guint8 *bytes, gsize length);
  gpointer data;
} TbRandom;

const TbRandom *tb_random_system (void);

void tb_random_fill (const TbRandom *self, guint8 *bytes, gsize length);
/* A number from 0 to @bound − 1, without modulo bias worth the name for @bound ≤ 2³². */
guint32 tb_random_below (const TbRandom *self, guint32 bound);

G_END_DECLS
