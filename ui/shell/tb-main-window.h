/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbMainWindow:
 *
 * The frame: navigation, header with search and city lights, visit bar, and one place at a time.
 * Without a workplace it says that it is opening, or why it could not; without an operator it
 * shows the sign-in, and keeps what was being done for the one who comes back.
 */
#define TB_TYPE_MAIN_WINDOW (tb_main_window_get_type ())
G_DECLARE_FINAL_TYPE (TbMainWindow, tb_main_window, TB, MAIN_WINDOW, AdwApplicationWindow)

TbMainWindow *tb_main_window_new (GtkApplication *application);

void tb_main_window_set_workplace (TbMainWindow *self, TbWorkplace *workplace);
/* The window's folder could not be opened: @message says why and what to do. */
void tb_main_window_show_failure (TbMainWindow *self, const char *message);
/* Everything here is made up: says so in another colour. */
void tb_main_window_set_is_practice (TbMainWindow *self, gboolean is_practice);

G_END_DECLS
