/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-dice"

#include "config.h"

#include "tb-dice.h"

static guint64
next (TbDice *self)
{
  guint64 z = self->state += 0x9E3779B97F4A7C15u;

  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;

  return z ^ (z >> 31);
}

void
tb_dice_init (TbDice *self, guint64 seed, guint64 stream, guint64 n)
{
  self->state = seed;
  self->state = next (self) ^ stream;
  self->state = next (self) ^ n;
  next (self);
}

guint
tb_dice_below (TbDice *self, guint bound)
{
  return (guint) (next (self) % bound);
}

gboolean
tb_dice_chance (TbDice *self, guint percent)
{
  return tb_dice_below (self, 100) < percent;
}
