/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-date"

#include "config.h"

#include "tb-date.h"

#include <string.h>

#define CHINA_OFFSET_US (8 * G_TIME_SPAN_HOUR)

G_DEFINE_QUARK (tb_date_error_quark, tb_date_error)

/* Reads exactly @n digits; −1 when one of them is none. */
static int
read_digits (const char *text, int n)
{
  int value = 0;

  for (int i = 0; i < n; i++) {
    if (!g_ascii_isdigit (text[i]))
      return -1;
    value = value * 10 + (text[i] - '0');
  }

  return value;
}

static gboolean
set_day (GDate *date, int year, int month, int day, GError **error)
{
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year)) {
    g_set_error (error,
                 TB_DATE_ERROR,
                 TB_DATE_ERROR_RANGE,
                 "There is no day %04d-%02d-%02d between 1900 and 2199",
                 year,
                 month,
                 day);
    return FALSE;
  }

  g_date_clear (date, 1);
  g_date_set_dmy (date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);

  return TRUE;
}

static gboolean
set_format_error (GError **error, const char *form)
{
  g_set_error (error, TB_DATE_ERROR, TB_DATE_ERROR_FORMAT, "It is written %s", form);
  return FALSE;
}

gboolean
tb_date_parse (const char *text, GDate *date, GError **error)
{
  int year;
  int month;
  int day;

  if (text == NULL || strlen (text) != 10 || text[4] != '-' || text[7] != '-')
    return set_format_error (error, "YYYY-MM-DD");

  year = read_digits (text, 4);
  month = read_digits (text + 5, 2);
  day = read_digits (text + 8, 2);
  if (year < 0 || month < 0 || day < 0)
    return set_format_error (error, "YYYY-MM-DD");

  return set_day (date, year, month, day, error);
}

gboolean
tb_date_parse_month (const char *text, GDate *date, GError **error)
{
  int year;
  int month;

  if (text == NULL || strlen (text) != 7 || text[4] != '-')
    return set_format_error (error, "YYYY-MM");

  year = read_digits (text, 4);
  month = read_digits (text + 5, 2);
  if (year < 0 || month < 0)
    return set_format_error (error, "YYYY-MM");

  return set_day (date, year, month, 1, error);
}

char *
tb_date_format (const GDate *date)
{
  return g_strdup_printf ("%04u-%02u-%02u",
                          g_date_get_year (date),
                          (guint) g_date_get_month (date),
                          g_date_get_day (date));
}

void
tb_date_of_time (gint64 wall_us, GDate *date)
{
  gint64 days = (wall_us + CHINA_OFFSET_US) / G_TIME_SPAN_DAY;

  if ((wall_us + CHINA_OFFSET_US) % G_TIME_SPAN_DAY < 0)
    days--;

  g_date_clear (date, 1);
  g_date_set_dmy (date, 1, G_DATE_JANUARY, 1970);
  if (days >= 0)
    g_date_add_days (date, (guint) days);
  else
    g_date_subtract_days (date, (guint) -days);
}

int
tb_date_full_years (const GDate *birth, const GDate *day)
{
  int years = (int) g_date_get_year (day) - (int) g_date_get_year (birth);
  gboolean is_before_birthday = g_date_get_month (day) < g_date_get_month (birth) ||
                                (g_date_get_month (day) == g_date_get_month (birth) &&
                                 g_date_get_day (day) < g_date_get_day (birth));

  return is_before_birthday ? years - 1 : years;
}
