/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-pinyin"

#include "config.h"

#include <string.h>

#include "tb-pinyin-private.h"

#define MAX_SYLLABLE 6

static const char *const initials[] = {
  "b", "p", "m", "f", "d", "t", "n", "l", "g",  "k",  "h",  "j",
  "q", "x", "r", "z", "c", "s", "y", "w", "zh", "ch", "sh", "",
};

static const char *const finals[] = {
  "a",    "o",   "e",  "i",   "u",  "v",   "ai",  "ei",   "ao",  "ou", "an",   "en",
  "ang",  "eng", "er", "ong", "ia", "ie",  "iao", "iu",   "ian", "in", "iang", "ing",
  "iong", "ua",  "uo", "uai", "ui", "uan", "un",  "uang", "ue",  "ve",
};

/* Characters that ICU reads as in running text, where names read them otherwise, and characters
 * of which families use two readings. */
static const struct {
  const char *character;
  const char *readings;
} given[] = {
  { "长", "chang" },       { "卜", "bu" },        { "都", "du" },        { "了", "liao" },
  { "柏", "bai bo" },      { "薄", "bo" },        { "藏", "zang cang" }, { "茜", "qian xi" },
  { "晟", "sheng cheng" }, { "莎", "sha suo" },   { "隽", "jun juan" },  { "纶", "lun guan" },
  { "召", "zhao" },        { "单", "shan dan" },  { "曾", "zeng" },      { "解", "xie jie" },
  { "朴", "pu" },          { "拓", "tuo ta" },    { "缪", "miao" },      { "什", "shi" },
  { "率", "shuai lv" },    { "行", "xing hang" }, { "朝", "chao zhao" }, { "会", "hui" },
};

const char *
tb_pinyin_find_given (gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (given); i++) {
    if (g_utf8_get_char (given[i].character) == c)
      return given[i].readings;
  }

  return NULL;
}

static gboolean
is_listed (const char *const *list, gsize n, const char *text, gsize length)
{
  for (gsize i = 0; i < n; i++) {
    if (strlen (list[i]) == length && strncmp (list[i], text, length) == 0)
      return TRUE;
  }

  return FALSE;
}

static gboolean
is_syllable (const char *text, gsize length)
{
  for (gsize i = 0; i < 3 && i < length; i++) {
    gboolean is_bare = i == 0 && strchr ("aoe", text[0]) == NULL;

    if (!is_bare && is_listed (initials, G_N_ELEMENTS (initials), text, i) &&
        is_listed (finals, G_N_ELEMENTS (finals), text + i, length - i))
      return TRUE;
  }

  return FALSE;
}

static gboolean
split (const char *rest, guint n, GPtrArray *out)
{
  if (n == 0)
    return *rest == '\0';

  for (gsize length = MIN (strlen (rest), MAX_SYLLABLE); length > 0; length--) {
    if (!is_syllable (rest, length))
      continue;
    g_ptr_array_add (out, g_strndup (rest, length));
    if (split (rest + length, n - 1, out))
      return TRUE;
    g_ptr_array_remove_index (out, out->len - 1);
  }

  return FALSE;
}

GStrv
tb_pinyin_split (const char *plain, guint n)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func (g_free);

  if (!split (plain, n, out))
    return NULL;

  g_ptr_array_add (out, NULL);

  return (GStrv) g_ptr_array_steal (out, NULL);
}

static gboolean
is_u_umlaut (gunichar c)
{
  return c == 0x00FC || c == 0x01D6 || c == 0x01D8 || c == 0x01DA || c == 0x01DC;
}

char *
tb_pinyin_plain (const char *marked)
{
  g_autofree char *composed = g_utf8_normalize (marked, -1, G_NORMALIZE_NFC);
  g_autofree char *lower = g_utf8_strdown (composed, -1);
  g_autofree char *decomposed = NULL;
  g_autoptr (GString) v = g_string_new (NULL);
  GString *out = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (v, is_u_umlaut (c) ? 'v' : c);
  }
  decomposed = g_utf8_normalize (v->str, -1, G_NORMALIZE_NFD);
  for (const char *p = decomposed; *p != '\0'; p++) {
    if (g_ascii_islower (*p))
      g_string_append_c (out, *p);
  }

  return g_string_free (out, FALSE);
}
