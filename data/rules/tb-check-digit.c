/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-check-digit"

#include "config.h"

#include "tb-check-digit.h"

#include <string.h>

#define USCC_ALPHABET "0123456789ABCDEFGHJKLMNPQRTUWXY"

char
tb_check_digit_mod11_2 (const char *digits)
{
  static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;

  for (int i = 0; i < 17; i++)
    sum += (digits[i] - '0') * weights[i];

  return "10X98765432"[sum % 11];
}

static int
letter_value (char c)
{
  return g_ascii_isdigit (c) ? c - '0' : c - 'A' + 10;
}

char
tb_check_digit_731 (const char *text, gsize length)
{
  static const int weights[3] = { 7, 3, 1 };
  int sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += letter_value (text[i]) * weights[i % 3];

  return (char) ('0' + sum % 10);
}

int
tb_check_digit_uscc_value (char c)
{
  const char *place = c != '\0' ? strchr (USCC_ALPHABET, c) : NULL;

  return place != NULL ? (int) (place - USCC_ALPHABET) : -1;
}

char
tb_check_digit_uscc (const char *text)
{
  int weight = 1;
  int sum = 0;

  for (int i = 0; i < 17; i++) {
    sum += tb_check_digit_uscc_value (text[i]) * weight;
    weight = weight * 3 % 31;
  }

  return USCC_ALPHABET[(31 - sum % 31) % 31];
}

char
tb_check_digit_organisation (const char *text)
{
  static const int weights[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;

  for (int i = 0; i < 8; i++)
    sum += letter_value (text[i]) * weights[i];

  return "0X987654321"[sum % 11];
}

gboolean
tb_check_digit_luhn (const char *digits)
{
  gsize length = strlen (digits);
  int sum = 0;

  for (gsize i = 0; i < length; i++) {
    int digit = digits[length - 1 - i] - '0';

    if (i % 2 == 1)
      digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }

  return sum % 10 == 0;
}
