/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbKeyButton:
 *
 * A button that shows its shortcut and answers to it wherever the focus is, while it can be seen.
 *
 * Properties:
 * - `text`: what it does
 * - `keys`: the shortcut as people read it: “Alt+S”
 * - `trigger`: the same as gtk_shortcut_trigger_parse_string() takes it: “<Alt>s”
 */
#define TB_TYPE_KEY_BUTTON (tb_key_button_get_type ())
G_DECLARE_FINAL_TYPE (TbKeyButton, tb_key_button, TB, KEY_BUTTON, GtkButton)

void tb_key_button_set_text (TbKeyButton *self, const char *text);

G_END_DECLS
