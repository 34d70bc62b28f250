/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A small seeded generator (splitmix64): good enough for plausible people, never for secrets. */
typedef struct {
  guint64 state;
} TbDice;

void tb_dice_init (TbDice *self, guint64 seed, guint64 stream, guint64 n);
/* 0 to @bound − 1. */
guint tb_dice_below (TbDice *self, guint bound);
/* TRUE in @percent of a hundred throws. */
gboolean tb_dice_chance (TbDice *self, guint percent);

G_END_DECLS
