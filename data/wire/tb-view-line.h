/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "tb-hash.h"

G_BEGIN_DECLS

#define TB_VIEW_LINE_ERROR (tb_view_line_error_quark ())
GQuark tb_view_line_error_quark (void);

typedef enum {
  TB_VIEW_LINE_ERROR_FORM, /* not a line of the protocol */
  TB_VIEW_LINE_ERROR_HOLE, /* a number is missing, or stands twice */
  TB_VIEW_LINE_ERROR_HASH, /* the chain does not fit the bytes: history was changed */
} TbViewLineError;

typedef enum {
  TB_VIEW_LINE_NUMBERED, /* {"n":4182,"h":"…","entry":{…}}: a line of /changes */
  TB_VIEW_LINE_CURRENT,  /* {"entry":{…}}: a line of /snapshot */
  TB_VIEW_LINE_TRAILER,  /* {"cursor":… or {"as_of":…: the last line, to be read as JSON */
} TbViewLineKind;

/**
 * TbViewLine:
 * @n: number in the view, from 1; 0 unless numbered
 * @h: the 64 hex digits of the chain after this line, not ended by NUL; NULL unless numbered
 * @bytes: the entry as the city serialised it, or the whole trailer; not ended by NUL
 * @length: bytes of @bytes
 *
 * One line of NDJSON split in place: everything borrows from the line. Nothing is parsed or
 * written anew, because the hash is taken of the bytes as they stand (README.md, "A line of a
 * view").
 */
typedef struct {
  TbViewLineKind kind;
  gint64 n;
  const char *h;
  const char *bytes;
  gsize length;
} TbViewLine;

/* Splits @line (@length bytes, without its LF). Any thread; safe for any bytes. Whether the entry
 * is good JSON is for whoever parses it to say. */
gboolean tb_view_line_split (const char *line, gsize length, TbViewLine *out, GError **error);

/**
 * TbViewChain:
 * @seq: the last number that was checked, 0 before the first
 * @h: its link, hex
 *
 * Where a reader stands in a view. A plain value.
 */
typedef struct {
  gint64 seq;
  char h[TB_HASH_HEX_LENGTH + 1];
} TbViewChain;

/* @h may be NULL for the start of every view. */
void tb_view_chain_init (TbViewChain *self, gint64 seq, const char *h);
/* Checks that numbered @line is the next one and that its hash follows; moves on only then
 * (protocol.md §3 rule 2: never skip). */
gboolean tb_view_chain_follow (TbViewChain *self, const TbViewLine *line, GError **error);

G_END_DECLS
