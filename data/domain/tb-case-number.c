/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-case-number"

#include "config.h"

#include "tb-case-number.h"

#include <stdio.h>
#include <string.h>

#include "tb-date.h"

#define MAX_SERIAL 99999999u

G_DEFINE_QUARK (tb_case_number_error_quark, tb_case_number_error)

/* ISO 7064 MOD 11,10, the hybrid system. */
static int
check_digit (TbArea area, const char *text)
{
  int sum = 10;

  sum += (int) area + 1;
  sum = sum % 10 == 0 ? 10 : sum % 10;
  sum = sum * 2 % 11;
  for (const char *p = text; *p != '\0'; p++) {
    if (!g_ascii_isdigit (*p))
      continue;
    sum = (sum + (*p - '0')) % 10;
    sum = (sum == 0 ? 10 : sum) * 2 % 11;
  }

  return (11 - sum) % 10;
}

char *
tb_case_number_format (const TbCaseNumber *self)
{
  g_autofree char *body = NULL;

  g_return_val_if_fail (self->window >= 1 && self->window <= 99, NULL);
  g_return_val_if_fail (self->serial >= 1 && self->serial <= MAX_SERIAL, NULL);

  body = g_strdup_printf ("%s-%04u%02u%02u-%02u-%05u",
                          tb_area_get_letters (self->area),
                          g_date_get_year (&self->date),
                          (guint) g_date_get_month (&self->date),
                          g_date_get_day (&self->date),
                          self->window,
                          self->serial);

  return g_strdup_printf ("%s-%d", body, check_digit (self->area, body));
}

static gboolean
parse_day (const char *digits, GDate *date)
{
  g_autofree char *iso = g_strdup_printf ("%.4s-%.2s-%.2s", digits, digits + 4, digits + 6);

  return tb_date_parse (iso, date, NULL);
}

/* "SY-20261010-03-00017-4": the serial may be longer, but then it has no leading nought. */
static gboolean
parse_form (const char *text, TbCaseNumber *self)
{
  gsize length = strlen (text);

  self->area = tb_area_from_letters (text, MIN (length, 2));
  if (length < 22 || length > 25 || self->area == TB_AREA_NONE || text[2] != '-' ||
      text[11] != '-' || text[14] != '-' || text[length - 2] != '-' ||
      strspn (text + 3, "0123456789") != 8 || strspn (text + 12, "0123456789") != 2 ||
      strspn (text + 15, "0123456789") != length - 17 || !g_ascii_isdigit (text[length - 1]) ||
      (length > 22 && text[15] == '0') || !parse_day (text + 3, &self->date))
    return FALSE;

  self->window = (guint) g_ascii_strtoull (text + 12, NULL, 10);
  self->serial = (guint) g_ascii_strtoull (text + 15, NULL, 10);

  return self->window >= 1 && self->serial >= 1;
}

gboolean
tb_case_number_parse (const char *text, TbCaseNumber *self, GError **error)
{
  g_autofree char *again = NULL;

  g_return_val_if_fail (text != NULL && self != NULL, FALSE);

  if (!parse_form (text, self)) {
    g_set_error (error,
                 TB_CASE_NUMBER_ERROR,
                 TB_CASE_NUMBER_ERROR_FORM,
                 "A case number looks like SY-20261010-03-00017-4");
    return FALSE;
  }

  again = tb_case_number_format (self);
  if (strcmp (again, text) != 0) {
    g_set_error (error,
                 TB_CASE_NUMBER_ERROR,
                 TB_CASE_NUMBER_ERROR_CHECK,
                 "A digit of the case number is wrong: its last digit does not fit the others");
    return FALSE;
  }

  return TRUE;
}
