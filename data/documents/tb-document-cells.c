/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-document"

#include "config.h"

#include <string.h>

#include "tb-document-private.h"

/* Columns of a terminal: a Chinese character takes two, a combining mark none. */
static guint
get_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;

  return g_unichar_iswide (c) ? 2 : 1;
}

guint
tb_cells_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += get_width (g_utf8_get_char (p));

  return width;
}

/* Signs that never begin a line (GB/T 15834). */
static gboolean
hangs (gunichar c)
{
  return c < 0x10000 && c != 0 &&
         g_utf8_strchr ("，。、；：！？）》〉】”’〕·,.;:!?)", -1, c) != NULL;
}

static gboolean
is_word (gunichar c)
{
  return c > ' ' && get_width (c) == 1 && g_unichar_isalnum (c);
}

static gboolean
is_digit (gunichar c)
{
  return c >= '0' && c <= '9';
}

/* Whether what begins at @p goes on with the word whose last character is @before: numbers and
 * dates hold hyphens, points and 年月日. */
static gboolean
continues (gunichar before, const char *p)
{
  gunichar c = g_utf8_get_char (p);
  gunichar next = *p != '\0' ? g_utf8_get_char (g_utf8_next_char (p)) : 0;

  if (is_word (c))
    return is_word (before) || before == '-' || before == '/' || before == '.' || before == ':' ||
           (is_digit (c) && (before == 0x5E74 || before == 0x6708));
  if (c == '-' || c == '/' || c == '.' || c == ':')
    return is_word (before) && is_word (next);

  return is_digit (before) && (c == 0x5E74 || c == 0x6708 || c == 0x65E5);
}

/* The end of the next piece that stays together: a word, number or date, or one character, with
 * what hangs on it. */
static const char *
find_piece_end (const char *p)
{
  gunichar before = g_utf8_get_char (p);
  gboolean in_word = is_word (before);

  p = g_utf8_next_char (p);
  while (in_word && *p != '\0' && continues (before, p)) {
    before = g_utf8_get_char (p);
    p = g_utf8_next_char (p);
  }
  while (*p != '\0' && hangs (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);

  return p;
}

guint
tb_cells_longest (const char *text)
{
  guint longest = 0;

  for (const char *p = text; *p != '\0';) {
    const char *end = find_piece_end (p);
    g_autofree char *piece = g_strndup (p, (gsize) (end - p));

    longest = MAX (longest, tb_cells_width (piece));
    p = end;
  }

  return longest;
}

static void
finish_line (GPtrArray *lines, GString *line)
{
  g_ptr_array_add (lines, g_strchomp (g_strdup (line->str)));
  g_string_truncate (line, 0);
}

/* A piece wider than a line is broken anywhere. */
static void
append_broken (GPtrArray *lines, GString *line, const char *piece, guint width)
{
  for (const char *p = piece; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (line->len > 0 && tb_cells_width (line->str) + get_width (c) > width)
      finish_line (lines, line);
    g_string_append_unichar (line, c);
  }
}

static void
append_piece (GPtrArray *lines, GString *line, const char *piece, guint width)
{
  if (tb_cells_width (line->str) + tb_cells_width (piece) <= width) {
    g_string_append (line, piece);
    return;
  }
  if (line->len > 0)
    finish_line (lines, line);
  if (strcmp (piece, " ") == 0)
    return;
  append_broken (lines, line, piece, width);
}

GPtrArray *
tb_cells_wrap (const char *text, guint width)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) line = g_string_new (NULL);

  for (const char *p = text; *p != '\0';) {
    const char *end = find_piece_end (p);
    g_autofree char *piece = g_strndup (p, (gsize) (end - p));

    if (*p == '\n') {
      finish_line (lines, line);
      p = g_utf8_next_char (p);
      continue;
    }
    append_piece (lines, line, piece, MAX (width, 2));
    p = end;
  }
  if (line->len > 0 || lines->len == 0)
    finish_line (lines, line);

  return lines;
}

void
tb_cells_append (GString *out, const char *text, guint width, TbAlign align)
{
  guint used = tb_cells_width (text);
  guint room = used < width ? width - used : 0;
  guint before = 0;

  if (align == TB_ALIGN_RIGHT)
    before = room;
  else if (align == TB_ALIGN_CENTER)
    before = room / 2;

  g_string_append_printf (out, "%*s%s%*s", (int) before, "", text, (int) (room - before), "");
}
