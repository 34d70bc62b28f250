/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-outbox-entry.h"
#include "tb-workplace.h"

G_BEGIN_DECLS

/* One line of the outbox: whose matter, where, how it stands and why. Follows its
 * city and its entry. It names the list row it stands in. */
#define TB_TYPE_OUTBOX_LINE (tb_outbox_line_get_type ())
G_DECLARE_FINAL_TYPE (TbOutboxLine, tb_outbox_line, TB, OUTBOX_LINE, GtkBox)

/* @entry NULL: nothing is shown any more. */
void tb_outbox_line_show (TbOutboxLine *self, TbWorkplace *workplace, TbOutboxEntry *entry);

G_END_DECLS
