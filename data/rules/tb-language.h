/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which of the two languages of the catalogue the current locale reads: the translation itself
 * says so, so that labels and messages always speak the same language. */
gboolean tb_language_is_chinese (void);
/* @zh or @en by that; the other one when the wanted one is NULL. */
const char *tb_language_pick (const char *zh, const char *en);

G_END_DECLS
