/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-amount"

#include "config.h"

#include "tb-amount.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-text.h"

#define DIGITS          "0123456789"
#define MAX_YUAN_DIGITS 13

G_DEFINE_QUARK (tb_amount_error_quark, tb_amount_error)

static gboolean
set_error (GError **error, TbAmountError code)
{
  if (code == TB_AMOUNT_ERROR_RANGE)
    g_set_error (error, TB_AMOUNT_ERROR, code, _ ("The sum is too large; check its digits"));
  else
    g_set_error (error,
                 TB_AMOUNT_ERROR,
                 code,
                 _ ("A sum is written in yuan with at most two decimals, such as 7200.50"));
  return FALSE;
}

/* Digits, and perhaps a point with one or two more. */
static gboolean
parse_plain (const char *text, gint64 *fen, GError **error)
{
  gsize whole = strspn (text, DIGITS);
  const char *point = text + whole;
  gsize decimals = *point == '.' ? strspn (point + 1, DIGITS) : 0;
  gint64 value;

  if (whole == 0 || (*point != '\0' && *point != '.') ||
      (*point == '.' && (decimals < 1 || decimals > 2 || point[1 + decimals] != '\0')))
    return set_error (error, TB_AMOUNT_ERROR_FORMAT);

  while (whole > 1 && *text == '0') {
    text++;
    whole--;
  }
  if (whole > MAX_YUAN_DIGITS)
    return set_error (error, TB_AMOUNT_ERROR_RANGE);

  value = g_ascii_strtoll (text, NULL, 10) * 100;
  if (decimals >= 1)
    value += (point[1] - '0') * 10;
  if (decimals == 2)
    value += point[2] - '0';
  *fen = value;

  return TRUE;
}

gboolean
tb_amount_parse (const char *text, gint64 *fen, GError **error)
{
  g_autofree char *half = NULL;
  g_autofree char *trimmed = NULL;
  gboolean is_negative;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return set_error (error, TB_AMOUNT_ERROR_FORMAT);

  half = tb_text_fold_width (text);
  trimmed = tb_text_trim (half);
  is_negative = *trimmed == '-';
  if (!parse_plain (trimmed + (is_negative ? 1 : 0), fen, error))
    return FALSE;
  if (is_negative)
    *fen = -*fen;

  return TRUE;
}

char *
tb_amount_format (gint64 fen)
{
  gint64 size = ABS (fen);

  return g_strdup_printf ("%s%" G_GINT64_FORMAT ".%02d",
                          fen < 0 ? "-" : "",
                          size / 100,
                          (int) (size % 100));
}

static const char *const capitals[10] = {
  "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"
};

/* 1 to 9999. Noughts between two digits are one 零. */
static void
append_section (GString *out, int value)
{
  static const struct {
    int value;
    const char *name;
  } units[] = { { 1000, "仟" }, { 100, "佰" }, { 10, "拾" }, { 1, "" } };
  gboolean has_digit = FALSE;
  gboolean has_nought = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    int digit = value / units[i].value % 10;

    if (digit == 0) {
      has_nought = has_digit;
      continue;
    }
    if (has_nought)
      g_string_append (out, capitals[0]);
    g_string_append (out, capitals[digit]);
    g_string_append (out, units[i].name);
    has_digit = TRUE;
    has_nought = FALSE;
  }
}

/* 1 and more: what stands before 亿 is read like a number of its own, 壹万亿. */
static void
append_whole (GString *out, gint64 value)
{
  static const struct {
    gint64 value;
    const char *name;
  } units[] = { { 100000000, "亿" }, { 10000, "万" } };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    gint64 unit = units[i].value;

    if (value < unit)
      continue;
    append_whole (out, value / unit);
    g_string_append (out, units[i].name);
    value %= unit;
    if (value == 0)
      return;
    if (value < unit / 10)
      g_string_append (out, capitals[0]);
    append_whole (out, value);
    return;
  }

  append_section (out, (int) value);
}

char *
tb_amount_format_capitals (gint64 fen)
{
  GString *out = g_string_new (fen < 0 ? "负" : NULL);
  gint64 size = ABS (fen);
  int jiao = (int) (size / 10 % 10);
  int rest = (int) (size % 10);

  g_return_val_if_fail (size <= TB_AMOUNT_MAX_FEN, g_string_free (out, FALSE));

  if (size >= 100) {
    append_whole (out, size / 100);
    g_string_append (out, "元");
  }
  if (size == 0)
    g_string_append (out, "零元");
  if (jiao > 0)
    g_string_append_printf (out, "%s角", capitals[jiao]);
  else if (rest > 0 && size >= 100)
    g_string_append (out, capitals[0]);
  if (rest > 0)
    g_string_append_printf (out, "%s分", capitals[rest]);
  else
    g_string_append (out, "整");

  return g_string_free (out, FALSE);
}
