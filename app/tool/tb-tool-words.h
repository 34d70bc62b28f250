/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"

G_BEGIN_DECLS

/* What people read in the place of codes. With --json, and in an English locale, codes stay what
 * they are: they are also what is typed. */

/* @code (an area's slug, a state, a kind of command, an act of the audit) in the locale's words;
 * @code itself when there is no other word. Borrowed. */
const char *tb_tool_word (const char *code);
/* The member @member of @object as a word; "" when it is not there. Borrowed from @object. */
const char *tb_tool_word_of (const json_t *object, const char *member);
/* An instant of the protocol (RFC 3339, UTC) by China's clocks: "2026-11-24 07:39:52". Other
 * texts come back as they are, NULL as "". */
char *tb_tool_local_time (const char *instant) G_GNUC_WARN_UNUSED_RESULT;
/* What a column of a table or a line of an answer shows: words, clock times, yes and no. */
char *tb_tool_text_of (const json_t *object, const char *member) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
