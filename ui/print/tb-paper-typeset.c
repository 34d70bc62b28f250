/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-paper"

#include "config.h"

#include "tb-paper-private.h"

#define FIRST_WIDE 0x2e80 /* ideographs and their punctuation */

/* Closing brackets that wait for their partner. */
typedef struct {
  guint depth;
  guint64 wide; /* a bit for each open bracket: it was made wide */
} Brackets;

static gboolean
is_wide (gunichar c)
{
  return c >= FIRST_WIDE || c == 0x201c || c == 0x201d;
}

static gunichar
widen_bracket (Brackets *self, gunichar c, gboolean is_chinese)
{
  gboolean was_wide;

  if (c == '(') {
    self->wide = self->wide << 1 | (is_chinese ? 1 : 0);
    self->depth++;
    return is_chinese ? 0xff08 : c;
  }
  if (self->depth == 0)
    return c;

  was_wide = self->wide & 1;
  self->wide >>= 1;
  self->depth--;

  return was_wide ? 0xff09 : c;
}

/* Layouts and forms are typed with a keyboard's punctuation; GB/T 15834 wants that of the script.
 */
char *
tb_paper_dup_typeset (const char *text)
{
  GString *out = g_string_new (NULL);
  Brackets brackets = { 0 };
  gunichar before = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    gunichar after = g_utf8_get_char (g_utf8_next_char (p));

    if (c == '(' || c == ')')
      c = widen_bracket (&brackets, c, is_wide (before) || is_wide (after));
    else if ((c == ',' || c == ':' || c == ';') &&
             ((is_wide (before) && after != ' ') || is_wide (after)))
      c += 0xfee0;
    g_string_append_unichar (out, c);
    before = c;
  }

  return g_string_free (out, FALSE);
}
