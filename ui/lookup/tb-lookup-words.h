/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"

G_BEGIN_DECLS

/* What the registers are called, what they may be asked for, and what a row of them says. Pure. */

/**
 * TbLookupChoice:
 * @id: as the call `query` knows it: "persons" …, or a purpose: "reason:walk-in" …
 * @label: in the language of the screen
 */
typedef struct {
  const char *id;
  const char *label;
} TbLookupChoice;

/* The registers in the order of the screen. NULL beyond the end. @choice: (out) */
gboolean tb_lookup_words_get_register (guint i, TbLookupChoice *choice);
/* The usual purposes; "case:" wants a case's number behind it. */
gboolean tb_lookup_words_get_purpose (guint i, TbLookupChoice *choice);

/* What stands in bold: a name, an insurance, who keeps an archive. Free with g_free(). */
char *tb_lookup_words_dup_title (const char *name, const json_t *row);
/* Everything else, each value with its name. Free with g_free(). */
char *tb_lookup_words_dup_line (const char *name, const json_t *row);

/* "10:32", with the day when it is another one than @now's. @instant: RFC 3339. */
char *tb_lookup_words_dup_time (const char *instant, GDateTime *now);
/* How long ago: "5 minutes old"; NULL for less than a minute. */
char *tb_lookup_words_dup_age (const char *instant, GDateTime *now);

G_END_DECLS
