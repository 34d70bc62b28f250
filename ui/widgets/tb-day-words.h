/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Days in the language of the screen. The system's own names follow its locale, which may be
 * another language or none. */

/* As g_date_time_format(), with %A and %a as the translated day of the week. Free with g_free(). */
char *tb_day_words_format (GDateTime *when, const char *format);

G_END_DECLS
