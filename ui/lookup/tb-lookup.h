/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-workplace.h"

G_BEGIN_DECLS

/* How far one city is with a question. */
typedef enum {
  TB_LOOKUP_IDLE,     /* is not asked */
  TB_LOOKUP_ASKING,   /* has not answered yet */
  TB_LOOKUP_ANSWERED, /* these are its rows */
  TB_LOOKUP_ABSENT,   /* did not answer; there may be rows of an earlier time */
  TB_LOOKUP_REFUSED,  /* said no; there may be rows of an earlier time */
  TB_LOOKUP_STOPPED,  /* the clerk did not wait for it */
} TbLookupState;

/**
 * TbLookup:
 *
 * One question to the eight cities and their answers as they come: the page's state, without the
 * page. Main thread only.
 *
 * Signals:
 * - `city-changed` (int area): what is known from it is another
 * - `asking-changed`: a question began or ended, tb_lookup_is_asking() tells which
 */
#define TB_TYPE_LOOKUP (tb_lookup_get_type ())
G_DECLARE_FINAL_TYPE (TbLookup, tb_lookup, TB, LOOKUP, GObject)

/* @workplace: (nullable): without it nobody can be asked, but answers can be taken */
TbLookup *tb_lookup_new (TbWorkplace *workplace);

/* Asks anew; an older question is given up. @args: of the call `query`. */
void tb_lookup_ask (TbLookup *self, const json_t *args);
/* The same question once more, for the full values; @reason is recorded. */
void tb_lookup_reveal (TbLookup *self, const char *reason);
/* Back to the masked values that were there before. */
void tb_lookup_hide (TbLookup *self);
/* Waits no longer; what has come stays. */
void tb_lookup_stop (TbLookup *self);
/* Nothing of the question stays. */
void tb_lookup_clear (TbLookup *self);

/* The steps of tb_lookup_ask() without the call: @area NULL for all eight cities. */
void tb_lookup_begin (TbLookup *self, const char *name, const char *area);
/* One city's step of the answer of `query`. */
void tb_lookup_take (TbLookup *self, const json_t *part);

gboolean tb_lookup_is_asking (TbLookup *self);
gboolean tb_lookup_is_revealed (TbLookup *self);
/* Why the whole question failed, or NULL. */
const char *tb_lookup_get_failure (TbLookup *self);
/* "persons" …, or NULL before the first question. */
const char *tb_lookup_get_name (TbLookup *self);

TbLookupState tb_lookup_get_state (TbLookup *self, TbArea area);
/* (nullable) Borrowed until the city changes. */
const json_t *tb_lookup_get_rows (TbLookup *self, TbArea area);
/* "3 found, as of 10:32". Free with g_free(). */
char *tb_lookup_dup_words (TbLookup *self, TbArea area, GDateTime *now);
/* "5 of 8 cities have answered, 3 found". Free with g_free(). */
char *tb_lookup_dup_summary (TbLookup *self);

/* Whom a row is about, when the full number is known without another look: it was typed, or the
 * values were revealed. NULL otherwise. Free with g_free(). */
char *tb_lookup_dup_person (TbLookup *self, const json_t *row);

G_END_DECLS
