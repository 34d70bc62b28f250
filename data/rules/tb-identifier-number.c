/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-identifier"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-check-digit.h"
#include "tb-identifier-private.h"

static gboolean
is_digits (const char *text)
{
  return text[strspn (text, "0123456789")] == '\0';
}

/* ISO/IEC 7812-1; Luhn only warns, because a few issuers differ (domain rule 03 §10). */
void
tb_check_bank (TbCheck *self)
{
  glong length = g_utf8_strlen (self->text, -1);

  if (length < 16 || length > 19) {
    tb_check_refuse (self, "LEN", _ ("An account has 16 to 19 digits; compare it with the card"));
    return;
  }
  if (!is_digits (self->text)) {
    tb_check_refuse (self,
                     "CHARSET",
                     _ ("An account has digits only; remove everything else but blanks"));
    return;
  }
  if (!tb_check_digit_luhn (self->text))
    tb_check_warn (self,
                   "LUHN",
                   _ ("The check digit of the account does not fit; a few banks differ, so compare "
                      "every digit with the card"));
}

static const char *
skip_country (const char *text)
{
  static const char *const prefixes[] = { "+86", "0086", "86" };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    if (g_str_has_prefix (text, prefixes[i]) && strlen (text) == strlen (prefixes[i]) + 11)
      return text + strlen (prefixes[i]);
  }

  return text;
}

void
tb_check_mobile (TbCheck *self)
{
  g_autofree char *number = g_strdup (skip_country (self->text));

  g_free (self->out->normal);
  self->out->normal = g_steal_pointer (&number);
  self->text = self->out->normal;
  if (!tb_check_fits (self, "1[3-9][0-9]{9}$")) {
    tb_check_refuse (self,
                     "FORMAT",
                     _ ("A mobile number has 11 digits and starts with 13 to 19; put a land line "
                        "into its own field"));
    return;
  }

  tb_check_set (self, "norm", self->text, 11);
}

/* 16 digits: county 6, nature of the household 1 (0: local), check 1 (its rule is not published),
 * year 2, sequence 6 (domain rule 03 §7). */
void
tb_check_empcert (TbCheck *self)
{
  const char *text = self->text;
  int year;

  if (tb_check_fits (self, "[1-9][0-9]{5}[0-9A-Z]{12}$")) {
    tb_check_set (self, "region", text, 6);
    tb_check_warn (self,
                   "OLD_FORM",
                   _ ("18 characters stand on some older certificates; take them only from the "
                      "certificate itself, new ones have 16 digits"));
    return;
  }
  if (!tb_check_fits (self, "[1-9][0-9]{15}$")) {
    tb_check_refuse (self,
                     "FORMAT",
                     _ ("A certificate number has 16 digits; compare it with the certificate"));
    return;
  }

  year = 2000 + (text[8] - '0') * 10 + (text[9] - '0');
  tb_check_set (self, "region", text, 6);
  json_object_set_new (self->out->parsed, "year", json_integer (year));
  json_object_set_new (self->out->parsed, "local", json_boolean (text[6] == '0'));
  tb_check_region (self, text);
  if (year > g_date_get_year (self->today))
    tb_check_warn (self,
                   "YEAR",
                   _ ("Digits 9 and 10 name a year that has not come; compare the number with the "
                      "certificate"));
}

void
tb_check_ssc_card_no (TbCheck *self)
{
  if (!tb_check_fits (self, "[0-9A-Z][0-9]{7}[0-9X]$"))
    tb_check_refuse (self,
                     "FORMAT",
                     _ ("A card number has a letter or digit, seven digits, and a digit or X; the "
                        "social security number is the identity number, not this one"));
}

void
tb_check_hkmo_permit (TbCheck *self)
{
  if (!tb_check_fits (self, "[HM][0-9]{8}([0-9]{2})?$")) {
    tb_check_refuse (self,
                     "FORMAT",
                     _ ("A permit for Hong Kong and Macao has H or M and 8 digits, older ones 10; "
                        "compare it with the permit"));
    return;
  }

  tb_check_set (self, "area", self->text, 1);
}

void
tb_check_tw_permit (TbCheck *self)
{
  if (!tb_check_fits (self, "([0-9]{8}|[0-9]{10}[A-Z])$"))
    tb_check_refuse (self,
                     "FORMAT",
                     _ ("A permit for Taiwan has 8 digits, older ones 10 digits and a letter; "
                        "compare it with the permit"));
}

void
tb_check_cn_passport (TbCheck *self)
{
  if (!tb_check_fits (self, "(E[0-9A-HJ-NP-Z][0-9]{7}|[GDSP][0-9]{8}|[DSP]E[0-9]{7})$"))
    tb_check_refuse (self,
                     "FORMAT",
                     _ ("A passport number has E, a digit or letter but I and O, and 7 digits; or "
                        "G D S P and 8 digits; or DE SE PE and 7 digits"));
}
