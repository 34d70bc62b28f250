/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Months since year 0, both ends belong to it. @is_doubled: another city counts a part of it. */
typedef struct {
  int first;
  int last;
  int months;
  gboolean is_doubled;
} TbSpell;

/**
 * TbSpellBar:
 *
 * One city's spells on a line of time. The months of a spell stand on its bar as a label, which
 * can be read aloud and grows with the text.
 */
#define TB_TYPE_SPELL_BAR (tb_spell_bar_get_type ())
G_DECLARE_FINAL_TYPE (TbSpellBar, tb_spell_bar, TB, SPELL_BAR, GtkWidget)

/* @spells: (element-type TbSpell); copied. The line reaches from @first to @last. */
GtkWidget *tb_spell_bar_new (GArray *spells, int first, int last);

G_END_DECLS
