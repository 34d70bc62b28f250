/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-visit.h"

G_BEGIN_DECLS

/* What a city says of the person in hand, in a few words. @city: of tb_visit_get_city(), may be
 * NULL. All texts are freed with g_free(); NULL where the city has nothing to say. */

/* The icon for how fresh it is: up to date, syncing, unreachable, refused. Static. */
const char *tb_visit_words_get_icon (const json_t *city);
const char *tb_visit_words_get_style (const json_t *city);
/* "10:33, up to date", "asking", "not reached; as of 10:32". */
char *tb_visit_words_dup_freshness (const json_t *city);
char *tb_visit_words_dup_pension (const json_t *city);
char *tb_visit_words_dup_archive (const json_t *city);
/* Certificates and benefits. */
char *tb_visit_words_dup_other (const json_t *city);
/* Open cases that @area holds; NULL when none is known. */
char *tb_visit_words_dup_cases (TbVisit *visit, TbArea area);

/* Months insured at the city. */
int tb_visit_words_count_months (const json_t *city);
/* "女 · 52", from the number. */
char *tb_visit_words_dup_sex_and_age (const json_t *person);
/* "10:33" here, of a time of the protocol; NULL for none. */
char *tb_visit_words_dup_clock (const char *time);
/* "2026-07-14" here. */
char *tb_visit_words_dup_day (const char *time);

G_END_DECLS
