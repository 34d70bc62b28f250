/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-json.h"

G_BEGIN_DECLS

/* Words for rows of `outbox` and `status`. @city: the row of `status` of the command's city, or
 * NULL. What is returned as `char *` is to be freed with g_free(). */

/* What was done: “correct”, “take a step”. Static. */
const char *tb_sync_words_get_kind (const json_t *command);
/* The icon and the style class of the command's state. Static. */
const char *tb_sync_words_get_icon (const json_t *command, const json_t *city);
const char *tb_sync_words_get_style (const json_t *command, const json_t *city);
/* How it stands, and why, in a sentence. */
char *tb_sync_words_dup_reason (const json_t *command, const json_t *city);
/* Everything of the row, for screen readers. */
char *tb_sync_words_dup_summary (const json_t *command, const json_t *city);
/* Whether the operator of @who may withdraw it; if not, @why says so (transfer full). */
gboolean tb_sync_words_may_withdraw (const json_t *command, const json_t *who, char **why);
/* A conflict or a refusal that nobody has decided about. */
gboolean tb_sync_words_needs_decision (const json_t *command);

/* Why a lane stopped, and what to do. Static. */
const char *tb_sync_words_get_alarm (const json_t *city);
/* What the lane to a city does next. */
char *tb_sync_words_dup_next (const json_t *city);
/* The clock's offset: “+0.1 s”. */
char *tb_sync_words_dup_skew (const json_t *city);

/* How long ago @time (the protocol's UTC) was, seen from @now_us: “18 s”, “4 min”; "" for NULL. */
char *tb_sync_words_dup_age (const char *time, gint64 now_us);
/* @time as people read it: the clock of today, else day and clock; "" for NULL. */
char *tb_sync_words_dup_time (const char *time);
/* The detail of the answer that refused the command; NULL when the city gave none. */
char *tb_sync_words_dup_problem (const json_t *command);

G_END_DECLS
