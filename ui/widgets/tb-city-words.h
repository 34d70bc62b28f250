/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-json.h"

G_BEGIN_DECLS

/* One city's state as the screen says it, from its row of `status` (NULL: no lane to it). */

/* The icon whose shape means that state everywhere. Static. */
const char *tb_city_words_get_icon (const json_t *row);
/* Style class: success, warning, error or dim-label. Static. */
const char *tb_city_words_get_style (const json_t *row);
/* A few words: “up to date”, “unreachable since 10:32”. Free with g_free(). */
char *tb_city_words_dup_state (const json_t *row);
/* The city's name, its state and what waits for it, for tooltips and screen readers. */
char *tb_city_words_dup_summary (TbArea area, const json_t *row);
/* The city's name in the language of the screen. Static. */
const char *tb_city_words_get_name (TbArea area);

G_END_DECLS
