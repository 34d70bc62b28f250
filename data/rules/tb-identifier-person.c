/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-identifier"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-check-digit.h"
#include "tb-identifier-private.h"
#include "tb-text.h"

/* GB 11643-1999: region 6, birth 8, sequence 3, check 1. */
#define BIRTH_AT    6
#define SEQUENCE_AT 16
#define CHECK_AT    17

static int
read_number (const char *digits, int n)
{
  int value = 0;

  for (int i = 0; i < n; i++)
    value = value * 10 + (digits[i] - '0');

  return value;
}

static gboolean
exists (int year, int month, int day)
{
  return year > 0 && month >= 1 && month <= 12 && day >= 1 &&
         g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static gboolean
check_birth (TbCheck *self, const char *digits)
{
  int year = read_number (digits, 4);
  int month = read_number (digits + 4, 2);
  int day = read_number (digits + 6, 2);
  GDate birth;

  if (!exists (year, month, day)) {
    tb_check_refuse (self,
                     "BIRTH",
                     _ ("Digits 7 to 14 are no date; compare them with the document"));
    return FALSE;
  }

  g_date_clear (&birth, 1);
  g_date_set_dmy (&birth, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  if (year < 1900 || g_date_compare (&birth, self->today) > 0) {
    tb_check_refuse (self,
                     "BIRTH_RANGE",
                     _ ("The birth in digits 7 to 14 lies before 1900 or after today; compare "
                        "them with the document"));
    return FALSE;
  }

  return TRUE;
}

static gboolean
check_last (TbCheck *self)
{
  if (self->text[CHECK_AT] == tb_check_digit_mod11_2 (self->text))
    return TRUE;

  tb_check_refuse (self,
                   "CHECK",
                   _ ("The check character does not fit: a digit was misread or two were swapped; "
                      "compare the number with the document"));
  return FALSE;
}

static void
parse_birth_and_sex (TbCheck *self)
{
  const char *b = self->text + BIRTH_AT;
  g_autofree char *birth = g_strdup_printf ("%.4s-%.2s-%.2s", b, b + 4, b + 6);

  tb_check_set (self, "birth", birth, strlen (birth));
  tb_check_set (self, "sex", (self->text[SEQUENCE_AT] - '0') % 2 == 1 ? "1" : "2", 1);
}

/* Residents of Hong Kong, Macao and Taiwan carry 81, 82, 83 and four noughts; Taiwan's own 71 is
 * not used in numbers (domain rule 03 §2). NULL: no such region. */
static const char *
find_kind (const char *region)
{
  if (strncmp (region, "810000", 6) == 0)
    return "hk";
  if (strncmp (region, "820000", 6) == 0)
    return "mo";
  if (strncmp (region, "830000", 6) == 0)
    return "tw";

  return tb_regions_is_mainland (region) ? "cn" : NULL;
}

static gboolean
check_id18_region (TbCheck *self)
{
  if (find_kind (self->text) != NULL)
    return TRUE;

  if (self->text[0] == '9')
    tb_check_refuse (self,
                     "REGION",
                     _ ("A number that starts with 9 belongs to a foreign permanent resident; "
                        "choose that document"));
  else
    tb_check_refuse (self,
                     "REGION",
                     _ ("The first digits are no province; compare them with the document"));
  return FALSE;
}

static gboolean
check_id18_length (TbCheck *self)
{
  if (tb_check_has_length (self, 18))
    return TRUE;

  if (tb_check_has_length (self, 15))
    tb_check_refuse (self,
                     "LEN",
                     _ ("15 digits stopped being an identity document in 2013; take the number of "
                        "the new card, and use the old one only to search old records"));
  else
    tb_check_refuse (self, "LEN", _ ("An identity number has 18 characters; compare them"));
  return FALSE;
}

void
tb_check_id18 (TbCheck *self)
{
  const char *kind;

  if (!check_id18_length (self))
    return;
  if (!tb_check_fits (self, "[1-9][0-9]{16}[0-9X]$")) {
    tb_check_refuse (self,
                     "CHARSET",
                     _ ("An identity number has 17 digits, the first not 0, and a digit or X; "
                        "remove everything else"));
    return;
  }
  if (!check_id18_region (self) || !check_birth (self, self->text + BIRTH_AT) || !check_last (self))
    return;

  kind = find_kind (self->text);
  tb_check_set (self, "region", self->text, 6);
  parse_birth_and_sex (self);
  tb_check_set (self, "kind", kind, 2);
  if (strcmp (kind, "cn") == 0)
    tb_check_region (self, self->text);
}

static gboolean
check_fpr_province (TbCheck *self, const char *province)
{
  if (tb_regions_is_mainland (province))
    return TRUE;

  tb_check_refuse (self,
                   "REGION",
                   _ ("The place of application is no province; compare it with the card"));
  return FALSE;
}

/* GA 2102-2023: 9, province 2, nationality 3 (ISO 3166 numeric), birth 8, sequence 3, check 1. */
static void
check_fpr_2023 (TbCheck *self)
{
  if (!tb_check_fits (self, "[0-9]{17}[0-9X]$")) {
    tb_check_refuse (self,
                     "CHARSET",
                     _ ("The card of 2023 has 17 digits and a digit or X; remove everything else"));
    return;
  }
  if (self->text[0] != '9') {
    tb_check_refuse (self,
                     "FORMAT",
                     _ ("The card of 2023 starts with 9; for a resident's number choose the "
                        "identity card"));
    return;
  }
  if (!check_fpr_province (self, self->text + 1) || !check_birth (self, self->text + BIRTH_AT) ||
      !check_last (self))
    return;

  json_object_set_new (self->out->parsed, "version", json_integer (2023));
  tb_check_set (self, "accept_prov", self->text + 1, 2);
  tb_check_set (self, "nation_num", self->text + 3, 3);
  parse_birth_and_sex (self);
}

/* Nationality 3 letters, area 4, YYMMDD, sequence 1, check 1. The century is not written; a date
 * must exist in one of the two, and which one it is must be asked. */
static void
check_fpr_2017 (TbCheck *self)
{
  const char *birth = self->text + 7;
  int year;

  if (!tb_check_fits (self, "[A-Z]{3}[0-9]{12}$")) {
    tb_check_refuse (self,
                     "CHARSET",
                     _ ("The card of 2017 has three letters and twelve digits; remove everything "
                        "else"));
    return;
  }
  if (!check_fpr_province (self, self->text + 3))
    return;

  year = read_number (birth, 2);
  if (!exists (1900 + year, read_number (birth + 2, 2), read_number (birth + 4, 2)) &&
      !exists (2000 + year, read_number (birth + 2, 2), read_number (birth + 4, 2))) {
    tb_check_refuse (self, "BIRTH", _ ("Digits 8 to 13 are no date; compare them with the card"));
    return;
  }
  if (self->text[14] != tb_check_digit_731 (self->text, 14)) {
    tb_check_refuse (self,
                     "CHECK",
                     _ ("The check digit does not fit: a character was misread; compare the number "
                        "with the card"));
    return;
  }

  json_object_set_new (self->out->parsed, "version", json_integer (2017));
  tb_check_set (self, "nation", self->text, 3);
  tb_check_set (self, "accept_area", self->text + 3, 4);
  tb_check_set (self, "birth6", birth, 6);
}

void
tb_check_fpr (TbCheck *self)
{
  if (tb_check_has_length (self, 18))
    check_fpr_2023 (self);
  else if (tb_check_has_length (self, 15))
    check_fpr_2017 (self);
  else
    tb_check_refuse (self,
                     "LEN",
                     _ ("A permanent resident's number has 18 characters (card of 2023) or 15 "
                        "(card of 2017); compare them"));
}

char *
tb_identifier_upgrade15 (const char *old)
{
  g_autoptr (TbIdentifier) checked = NULL;
  g_autofree char *half = NULL;
  g_autofree char *digits = NULL;
  g_autofree char *made = NULL;
  GDate last;

  g_return_val_if_fail (old != NULL, NULL);

  if (!g_utf8_validate (old, -1, NULL))
    return NULL;
  half = tb_text_fold_width (old);
  digits = tb_text_trim (half);
  if (strlen (digits) != 15 || strspn (digits, "0123456789") != 15)
    return NULL;

  made = g_strdup_printf ("%.6s19%s0", digits, digits + 6);
  made[CHECK_AT] = tb_check_digit_mod11_2 (made);

  g_date_clear (&last, 1);
  g_date_set_dmy (&last, 31, G_DATE_DECEMBER, 1999);
  checked = tb_identifier_check ("id18", made, NULL, &last);

  return checked->is_ok ? g_steal_pointer (&made) : NULL;
}
