/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-view-line"

#include "config.h"

#include "tb-view-line.h"

#include <string.h>

#define NUMBER_PREFIX "{\"n\":"
#define HASH_PREFIX   ",\"h\":\""
#define ENTRY_PREFIX  "\",\"entry\":"
#define LONE_PREFIX   "{\"entry\":"
#define CURSOR_PREFIX "{\"cursor\":"
#define AS_OF_PREFIX  "{\"as_of\":"

/* A number of 18 digits always fits; no view will ever be longer. */
#define MAX_DIGITS 18

G_DEFINE_QUARK (tb_view_line_error_quark, tb_view_line_error)

/* What is left of a line while it is being read from the front. */
typedef struct {
  const char *at;
  const char *end;
} Rest;

static gboolean
skip (Rest *rest, const char *prefix, gsize length)
{
  if ((gsize) (rest->end - rest->at) < length || memcmp (rest->at, prefix, length) != 0)
    return FALSE;
  rest->at += length;

  return TRUE;
}

#define SKIP(rest, literal) skip (rest, literal, sizeof literal - 1)

static gboolean
read_number (Rest *rest, gint64 *number)
{
  const char *start = rest->at;

  *number = 0;
  while (rest->at < rest->end && g_ascii_isdigit (*rest->at)) {
    if (rest->at - start == MAX_DIGITS)
      return FALSE;
    *number = *number * 10 + (*rest->at++ - '0');
  }

  /* Zero is no number of a view, and a leading zero is not how the city writes. */
  return rest->at > start && *start != '0';
}

static gboolean
read_hash (Rest *rest, const char **hash)
{
  if (rest->end - rest->at < TB_HASH_HEX_LENGTH)
    return FALSE;
  for (gsize i = 0; i < TB_HASH_HEX_LENGTH; i++) {
    if (!g_ascii_isxdigit (rest->at[i]) || g_ascii_isupper (rest->at[i]))
      return FALSE;
  }
  *hash = rest->at;
  rest->at += TB_HASH_HEX_LENGTH;

  return TRUE;
}

/* The entry is everything up to the brace that closes the line. */
static gboolean
read_entry (Rest *rest, TbViewLine *out)
{
  if (rest->end - rest->at < 3 || rest->end[-1] != '}')
    return FALSE;
  out->bytes = rest->at;
  out->length = (gsize) (rest->end - rest->at) - 1;

  return out->bytes[0] == '{' && out->bytes[out->length - 1] == '}';
}

static gboolean
split_numbered (Rest *rest, TbViewLine *out)
{
  out->kind = TB_VIEW_LINE_NUMBERED;

  return read_number (rest, &out->n) && SKIP (rest, HASH_PREFIX) && read_hash (rest, &out->h) &&
         SKIP (rest, ENTRY_PREFIX) && read_entry (rest, out);
}

static gboolean
split_any (const char *line, gsize length, TbViewLine *out)
{
  Rest rest = { line, line + length };

  if (SKIP (&rest, NUMBER_PREFIX))
    return split_numbered (&rest, out);
  if (SKIP (&rest, LONE_PREFIX)) {
    out->kind = TB_VIEW_LINE_CURRENT;
    return read_entry (&rest, out);
  }
  if (SKIP (&rest, CURSOR_PREFIX) || SKIP (&rest, AS_OF_PREFIX)) {
    out->kind = TB_VIEW_LINE_TRAILER;
    out->bytes = line;
    out->length = length;
    return line[length - 1] == '}';
  }

  return FALSE;
}

gboolean
tb_view_line_split (const char *line, gsize length, TbViewLine *out, GError **error)
{
  g_return_val_if_fail (line != NULL && out != NULL, FALSE);

  *out = (TbViewLine){ 0 };
  if (split_any (line, length, out))
    return TRUE;

  g_set_error (error,
               TB_VIEW_LINE_ERROR,
               TB_VIEW_LINE_ERROR_FORM,
               "A line of %" G_GSIZE_FORMAT " bytes is no line of a view",
               length);
  return FALSE;
}

void
tb_view_chain_init (TbViewChain *self, gint64 seq, const char *h)
{
  g_return_if_fail (self != NULL);

  self->seq = seq;
  g_strlcpy (self->h, h != NULL && *h != '\0' ? h : TB_HASH_CHAIN_START, sizeof self->h);
}

gboolean
tb_view_chain_follow (TbViewChain *self, const TbViewLine *line, GError **error)
{
  g_autofree char *link = NULL;

  g_return_val_if_fail (self != NULL && line != NULL, FALSE);

  if (line->kind != TB_VIEW_LINE_NUMBERED || line->n != self->seq + 1) {
    g_set_error (error,
                 TB_VIEW_LINE_ERROR,
                 TB_VIEW_LINE_ERROR_HOLE,
                 "After line %" G_GINT64_FORMAT " comes line %" G_GINT64_FORMAT,
                 self->seq,
                 line->n);
    return FALSE;
  }

  link = tb_hash_chain (self->h, (guint64) line->n, line->bytes, line->length);
  if (link == NULL || memcmp (link, line->h, TB_HASH_HEX_LENGTH) != 0) {
    g_set_error (error,
                 TB_VIEW_LINE_ERROR,
                 TB_VIEW_LINE_ERROR_HASH,
                 "The hash of line %" G_GINT64_FORMAT " does not follow from the one before",
                 line->n);
    return FALSE;
  }

  self->seq = line->n;
  memcpy (self->h, link, sizeof self->h);
  return TRUE;
}
