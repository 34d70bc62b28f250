/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-clock.h"
#include "tb-date.h"
#include "tb-time.h"

static void
test_parse (void)
{
  static const char *const no_form[] = { "",           "2026",        "2026-1-01",
                                         "2026/01/01", "2026-01-01 ", "26-01-01",
                                         "2026-01-1x", "２026-01-01", "-026-01-01" };
  static const char *const no_day[] = { "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
                                        "1899-12-31", "2200-01-01", "2026-01-00", "1900-02-29" };
  GDate date;

  g_assert_true (tb_date_parse ("2024-02-29", &date, NULL));
  g_assert_true (tb_date_parse ("1900-01-01", &date, NULL));
  g_assert_true (tb_date_parse ("2199-12-31", &date, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (no_form); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (tb_date_parse (no_form[i], &date, &error));
    g_assert_error (error, TB_DATE_ERROR, TB_DATE_ERROR_FORMAT);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (no_day); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (tb_date_parse (no_day[i], &date, &error));
    g_assert_error (error, TB_DATE_ERROR, TB_DATE_ERROR_RANGE);
  }
  g_assert_false (tb_date_parse (NULL, &date, NULL));
}

static void
test_parse_month (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GDate date;

  g_assert_true (tb_date_parse_month ("1965-05", &date, NULL));
  text = tb_date_format (&date);
  g_assert_cmpstr (text, ==, "1965-05-01");
  g_assert_false (tb_date_parse_month ("1965-5", &date, NULL));
  g_assert_false (tb_date_parse_month ("1965-05-01", &date, NULL));
  g_assert_false (tb_date_parse_month ("1965-13", &date, &error));
  g_assert_error (error, TB_DATE_ERROR, TB_DATE_ERROR_RANGE);
}

static void
test_round_trip (void)
{
  GDate date;

  g_assert_true (tb_date_parse ("1900-01-01", &date, NULL));
  for (int i = 0; i < 300 * 365; i++) {
    g_autofree char *text = tb_date_format (&date);
    GDate again;

    g_assert_true (tb_date_parse (text, &again, NULL));
    g_assert_cmpint (g_date_compare (&date, &again), ==, 0);
    g_date_add_days (&date, 1);
  }
}

static void
assert_day_of (gint64 wall_us, const char *expected)
{
  g_autofree char *text = NULL;
  GDate date;

  tb_date_of_time (wall_us, &date);
  text = tb_date_format (&date);
  g_assert_cmpstr (text, ==, expected);
}

/* The day turns at 16:00 UTC. */
static void
test_day_in_china (void)
{
  gint64 turn = 0;

  g_assert_true (tb_time_parse ("2026-11-23T16:00:00.000Z", &turn));
  assert_day_of (turn, "2026-11-24");
  assert_day_of (turn - 1, "2026-11-23");
  assert_day_of (0, "1970-01-01");
  assert_day_of (-8 * G_TIME_SPAN_HOUR, "1970-01-01");
  assert_day_of (-8 * G_TIME_SPAN_HOUR - 1, "1969-12-31");
}

static int
years (const char *from, const char *to)
{
  GDate birth;
  GDate day;

  g_assert_true (tb_date_parse (from, &birth, NULL));
  g_assert_true (tb_date_parse (to, &day, NULL));

  return tb_date_full_years (&birth, &day);
}

static void
test_full_years (void)
{
  g_assert_cmpint (years ("1976-11-23", "2026-11-22"), ==, 49);
  g_assert_cmpint (years ("1976-11-23", "2026-11-23"), ==, 50);
  g_assert_cmpint (years ("1976-11-23", "2026-10-30"), ==, 49);
  g_assert_cmpint (years ("2000-02-29", "2026-02-28"), ==, 25);
  g_assert_cmpint (years ("2000-02-29", "2026-03-01"), ==, 26);
  g_assert_cmpint (years ("2000-02-29", "2024-02-29"), ==, 24);
  g_assert_cmpint (years ("2026-11-23", "2026-11-23"), ==, 0);
  g_assert_cmpint (years ("2026-11-24", "2026-11-23"), ==, -1);
}

static void
test_times (void)
{
  static const char *const refused[] = {
    "",
    "2026-10-10",
    "2026-10-10T02:34:56Z",
    "2026-10-10T02:34:56.789+08:00",
    "2026-10-10t02:34:56.789Z",
    "2026-10-10T02:34:56.789z",
    "2026-13-10T02:34:56.789Z",
    "2026-02-30T02:34:56.789Z",
    "2026-10-10T24:00:00.000Z",
    "2026-10-10T02:60:56.789Z",
    "2026-10-10T02:34:60.000Z",
    "2026-10-10 02:34:56.789Z",
    "2026-10-10T02:34:56,789Z",
    "2026-10-10T02:34:56.7890Z",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gint64 wall_us = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_test_message ("%s", refused[i]);
    g_assert_false (tb_time_parse (refused[i], &wall_us));
  }
  g_assert_false (tb_time_parse (NULL, &wall_us));

  for (int i = 0; i < 20000; i++) {
    gint64 ms = (gint64) (g_rand_double (rand) * 4102444800000.0);
    g_autofree char *text = tb_time_format (ms * 1000);

    g_assert_true (tb_time_parse (text, &wall_us));
    g_assert_cmpint (wall_us, ==, ms * 1000);
  }
}

static void
test_order_of_texts (void)
{
  g_autofree char *before = tb_time_format (1000000000999 * 1000);
  g_autofree char *after = tb_time_format (1000000001000 * 1000);

  g_assert_cmpstr (before, ==, "2001-09-09T01:46:40.999Z");
  g_assert_cmpint (strcmp (before, after), <, 0);
  g_assert_cmpint (tb_clock_boot_us (tb_clock_system ()), >, 0);
  g_assert_cmpint (tb_clock_wall_us (tb_clock_system ()), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/date/days-are-read-strictly", test_parse);
  g_test_add_func ("/base/date/months-are-read-strictly", test_parse_month);
  g_test_add_func ("/base/date/every-day-comes-back", test_round_trip);
  g_test_add_func ("/base/date/the-day-is-the-day-in-china", test_day_in_china);
  g_test_add_func ("/base/date/a-year-is-full-on-the-birthday", test_full_years);
  g_test_add_func ("/base/time/times-come-back-to-the-millisecond", test_times);
  g_test_add_func ("/base/time/texts-sort-like-times", test_order_of_texts);

  return g_test_run ();
}
