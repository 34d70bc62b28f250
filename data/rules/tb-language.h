/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The two languages of the catalogue. Papers are made in a language of their own choice. */
typedef enum {
  TB_LANGUAGE_ZH,
  TB_LANGUAGE_EN,
} TbLanguage;

/* Which of the two languages of the catalogue the current locale reads: the translation itself
 * says so, so that labels and messages always speak the same language. */
TbLanguage tb_language_get (void);
/* @zh or @en by that; the other one when the wanted one is NULL. */
const char *tb_language_pick (const char *zh, const char *en);
const char *tb_language_pick_in (TbLanguage self, const char *zh, const char *en);

G_END_DECLS
