/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TbApplication:
 *
 * org.tongban.Tongban: one process a counter; a second start raises the first. Without --store it
 * opens the window whose folder is `tongban` among the user's data (as tongbanctl does), and
 * without such a folder the demo metropolis. With --demo it is another application, so that
 * practice beside real work is never the same window.
 */
#define TB_TYPE_APPLICATION (tb_application_get_type ())
G_DECLARE_FINAL_TYPE (TbApplication, tb_application, TB, APPLICATION, AdwApplication)

TbApplication *tb_application_new (void);

G_END_DECLS
