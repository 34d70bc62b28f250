/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-random"

#include "config.h"

#include "tb-random.h"

#include <sodium.h>

static void
system_fill (gpointer data, guint8 *bytes, gsize length)
{
  randombytes_buf (bytes, length);
}

const TbRandom *
tb_random_system (void)
{
  static const TbRandom source = { system_fill, NULL };

  return &source;
}

void
tb_random_fill (const TbRandom *self, guint8 *bytes, gsize length)
{
  self->fill (self->data, bytes, length);
}

guint32
tb_random_below (const TbRandom *self, guint32 bound)
{
  guint64 wide;

  g_return_val_if_fail (bound > 0, 0);

  tb_random_fill (self, (guint8 *) &wide, sizeof wide);

  return (guint32) (wide % bound);
}
