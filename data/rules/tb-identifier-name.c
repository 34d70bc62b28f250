/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-identifier"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-identifier-private.h"
#include "tb-text.h"

#define DOT            0x00B7
#define MIN_CHARACTERS 2
#define MAX_CHARACTERS 50

static gboolean
is_latin (gunichar c)
{
  return c < 0x80 && g_ascii_isalpha ((char) c);
}

static gboolean
is_typed_dot (gunichar c)
{
  return c == 0x2022 || c == 0x2027 || c == 0x22C5 || c == 0x30FB || c == 0xFF65 || c == 0xFF0E;
}

static gboolean
has_latin (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (is_latin (g_utf8_get_char (p)))
      return TRUE;
  }

  return FALSE;
}

static char *
replace (const char *text, gboolean folds_full_stop)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_typed_dot (c) || (folds_full_stop && c == '.'))
      c = DOT;
    g_string_append_unichar (out, c);
  }

  return g_string_free (out, FALSE);
}

/* NFC and never NFKC, which would destroy variants of names. U+FF0E is a dot of a name before it
 * could become a full stop; a full stop is one only where no Latin letter stands: J. Smith. */
char *
tb_name_normalise (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  g_autofree char *dotted = replace (composed, FALSE);
  g_autofree char *half = tb_text_fold_width (dotted);

  return replace (half, !has_latin (half));
}

static gboolean
is_private_use (gunichar c)
{
  return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

static gboolean
is_latin_sign (gunichar c)
{
  return c == ' ' || c == '-' || c == '\'' || c == '.';
}

/* Han beyond the basic block of 1993, which every font of a counter has. */
static gboolean
is_rare (gunichar c)
{
  return tb_text_is_han (c) && (c < 0x4E00 || c > 0x9FA5);
}

static gboolean
check_private_use (TbCheck *self)
{
  for (const char *p = self->text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (is_private_use (g_utf8_get_char (p))) {
      tb_check_refuse (self,
                       "PUA",
                       _ ("A character is private to another program; show the identity card and "
                          "take the character from it"));
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
check_dots (TbCheck *self)
{
  if (!g_str_has_prefix (self->text, "·") && !g_str_has_suffix (self->text, "·") &&
      strstr (self->text, "··") == NULL)
    return TRUE;

  tb_check_refuse (self,
                   "DOT",
                   _ ("A dot stands between two parts of a name, once; remove the others"));
  return FALSE;
}

static gboolean
check_characters (TbCheck *self)
{
  gboolean has_han = FALSE;
  gboolean has_letter = FALSE;

  for (const char *p = self->text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == DOT) {
      has_han = has_letter = FALSE;
      continue;
    }
    has_han = has_han || tb_text_is_han (c);
    has_letter = has_letter || is_latin (c);
    if ((!tb_text_is_han (c) && !is_latin (c) && !is_latin_sign (c)) || (has_han && has_letter)) {
      tb_check_refuse (self,
                       "CHARSET",
                       _ ("A name is written in Chinese characters, or in the letters A to Z as "
                          "the "
                          "machine-readable line of the passport has them; type it so"));
      return FALSE;
    }
  }

  return TRUE;
}

/* No blank inside a Chinese name, single ones inside a Latin one; other signs only beside letters.
 */
static gboolean
check_blanks (TbCheck *self)
{
  gboolean has_letters = has_latin (self->text);

  if (!has_letters && strpbrk (self->text, "-'") != NULL) {
    tb_check_refuse (self,
                     "CHARSET",
                     _ ("A Chinese name has no hyphen and no apostrophe; remove them"));
    return FALSE;
  }
  if (strstr (self->text, "  ") == NULL && (has_letters || strchr (self->text, ' ') == NULL) &&
      strstr (self->text, " ·") == NULL && strstr (self->text, "· ") == NULL)
    return TRUE;

  tb_check_refuse (self,
                   "SPACE",
                   _ ("A Chinese name has no blank inside and a Latin one single blanks; remove "
                      "the others"));
  return FALSE;
}

static gboolean
check_length (TbCheck *self)
{
  glong length = g_utf8_strlen (self->text, -1);

  if (length >= MIN_CHARACTERS && length <= MAX_CHARACTERS)
    return TRUE;

  if (length < MIN_CHARACTERS)
    tb_check_refuse (self,
                     "LEN",
                     _ ("A name has at least two characters; if the card really has one, ask the "
                        "supervisor to accept it with the card in hand"));
  else
    tb_check_refuse (self,
                     "LEN",
                     _ ("A name has at most 50 characters; see that nothing but the name was "
                        "typed"));
  return FALSE;
}

void
tb_check_name (TbCheck *self)
{
  gboolean has_rare = FALSE;

  if (self->text[0] == '\0') {
    tb_check_refuse (self, "EMPTY", _ ("The name is missing; type it as the card has it"));
    return;
  }
  if (!check_private_use (self) || !check_dots (self) || !check_characters (self) ||
      !check_blanks (self) || !check_length (self))
    return;

  for (const char *p = self->text; *p != '\0'; p = g_utf8_next_char (p))
    has_rare = has_rare || is_rare (g_utf8_get_char (p));
  tb_check_set (self, "norm", self->text, strlen (self->text));
  json_object_set_new (self->out->parsed, "rare", json_boolean (has_rare));
}
