/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-calendar.h"
#include "tb-date.h"
#include "tb-test-kit.h"

#define HEADER "date,weekday,kind,name,statutory,notice_year\n"

static TbCalendar *
load (void)
{
  g_autofree char *text = tb_test_kit_read_table ("calendar/holidays.csv");
  g_autoptr (GError) error = NULL;
  TbCalendar *calendar = tb_calendar_new (text, -1, &error);

  g_assert_no_error (error);

  return calendar;
}

static GDate
day (const char *text)
{
  GDate date;

  g_assert_true (tb_date_parse (text, &date, NULL));

  return date;
}

static void
assert_day (const GDate *date, const char *expected)
{
  g_autofree char *text = tb_date_format (date);

  g_assert_cmpstr (text, ==, expected);
}

/* The published totals of domain rule 04. */
static void
test_years (void)
{
  static const struct {
    int year;
    int workdays;
  } years[] = { { 2023, 249 }, { 2024, 251 }, { 2025, 248 }, { 2026, 248 } };
  g_autoptr (TbCalendar) calendar = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (years); i++) {
    g_autofree char *from = g_strdup_printf ("%d-12-31", years[i].year - 1);
    g_autofree char *to = g_strdup_printf ("%d-12-31", years[i].year);
    GDate first = day (from);
    GDate last = day (to);

    g_assert_cmpint (tb_calendar_count_workdays (calendar, &first, &last), ==, years[i].workdays);
  }
  assert_day (tb_calendar_get_first_day (calendar), "2022-12-31");
  assert_day (tb_calendar_get_last_day (calendar), "2026-12-31");
  g_assert_cmpuint (strlen (tb_calendar_get_version (calendar)), ==, 16);
}

static void
test_kinds (void)
{
  g_autoptr (TbCalendar) calendar = load ();
  const char *name = NULL;
  GDate holiday = day ("2026-10-01");
  GDate make_up = day ("2026-10-10");
  GDate weekend = day ("2026-11-22");
  GDate weekday = day ("2026-11-23");
  GDate next;

  g_assert_cmpint (tb_calendar_get_day (calendar, &holiday, &name), ==, TB_DAY_HOLIDAY);
  g_assert_cmpstr (name, ==, "国庆节");
  g_assert_cmpint (tb_calendar_get_day (calendar, &make_up, NULL), ==, TB_DAY_MAKE_UP);
  g_assert_cmpint (tb_calendar_get_day (calendar, &weekend, &name), ==, TB_DAY_WEEKEND);
  g_assert_null (name);
  g_assert_cmpint (tb_calendar_get_day (calendar, &weekday, NULL), ==, TB_DAY_WORKDAY);
  tb_calendar_next_workday (calendar, &holiday, &next);
  assert_day (&next, "2026-10-08");
  tb_calendar_next_workday (calendar, &weekday, &next);
  assert_day (&next, "2026-11-23");
}

/* Counting to the due date gives the limit back, and spans add up. */
static void
test_counts_agree (void)
{
  g_autoptr (TbCalendar) calendar = load ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int n = 0; n < 500; n++) {
    GDate start = day ("2023-01-01");
    GDate due;
    GDate between;
    int days = g_rand_int_range (rand, 1, 70);
    int part;
    int rest;

    g_date_add_days (&start, (guint) g_rand_int_range (rand, 0, 1400));
    tb_calendar_add_workdays (calendar, &start, days, &due);
    g_assert_true (tb_calendar_is_workday (calendar, &due));
    g_assert_cmpint (tb_calendar_count_workdays (calendar, &start, &due), ==, days);

    between = start;
    g_date_add_days (&between,
                     (guint) g_rand_int_range (rand, 0, g_date_days_between (&start, &due) + 1));
    part = tb_calendar_count_workdays (calendar, &start, &between);
    rest = tb_calendar_count_workdays (calendar, &between, &due);
    g_assert_cmpint (part + rest, ==, days);
    g_assert_cmpint (tb_calendar_count_workdays (calendar, &due, &start), ==, 0);
  }
}

static void
test_uncertain (void)
{
  g_autoptr (TbCalendar) calendar = load ();
  GDate last = day ("2026-12-30");
  GDate early = day ("2022-12-30");
  GDate due;

  g_assert_true (tb_calendar_add_workdays (calendar, &last, 1, &due));
  assert_day (&due, "2026-12-31");
  g_assert_false (tb_calendar_add_workdays (calendar, &last, 2, &due));
  g_assert_false (tb_calendar_add_workdays (calendar, &early, 1, &due));
  g_assert_true (tb_calendar_add_workdays (calendar, &last, 0, &due));
  assert_day (&due, "2026-12-30");
}

static void
test_lines_are_named (void)
{
  static const struct {
    const char *text;
    const char *line;
  } cases[] = {
    { "", "line 1" },
    { "date,kind\n", "line 1" },
    { HEADER, "line 1" },
    { HEADER "2027-01-01,五,holiday,元旦,1,2027\n2027-02-30,一,holiday,x,0,2027\n", "line 3" },
    { HEADER "2027-01-01,五,Holiday,元旦,1,2027\n", "line 2" },
    { HEADER "2027-01-01,四,holiday,元旦,1,2027\n", "line 2" },
    { HEADER "2027-01-01,五,holiday,元旦,yes,2027\n", "line 2" },
    { HEADER "2027-01-01,五,holiday,元旦,1,27\n", "line 2" },
    { HEADER "2027-01-01,五,holiday,元旦,1,2099\n", "line 2" },
    { HEADER "\n2027-01-04,一,workday,元旦,0,2027\n", "line 3" },
    { HEADER "2027-01-01,五,holiday,元旦,1,2027\r\n2027-01-01,五,holiday,元旦,1,2027\r\n",
      "line 3" },
    { HEADER "2027-01-01,五,holiday,\xff,1,2027\n", "line 2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tb_calendar_new (cases[i].text, -1, &error));
    g_assert_error (error, TB_CALENDAR_ERROR, TB_CALENDAR_ERROR_FORMAT);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, cases[i].line));
  }
}

static void
test_merge (void)
{
  static const char *const next_year = HEADER "2027-01-01,五,holiday,元旦,1,2027\n"
                                              "2027-01-03,日,workday,\"元旦, 调休\",0,2027\n"
                                              "2027-01-02,六,holiday,元旦,0,2027\n";
  g_autoptr (TbCalendar) calendar = load ();
  g_autoptr (TbCalendar) merged = NULL;
  g_autoptr (TbCalendar) again = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *csv = NULL;
  const TbCalendarChange *change;
  GDate sunday = day ("2027-01-03");

  merged = tb_calendar_merge (calendar, next_year, -1, &changes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 3);
  change = g_ptr_array_index (changes, 1);
  assert_day (&change->day, "2027-01-02");
  g_assert_cmpint (change->before, ==, TB_DAY_WEEKEND);
  g_assert_cmpint (change->after, ==, TB_DAY_HOLIDAY);
  assert_day (tb_calendar_get_last_day (merged), "2027-12-31");
  g_assert_true (tb_calendar_is_workday (merged, &sunday));
  g_assert_false (tb_calendar_is_workday (calendar, &sunday));
  g_assert_cmpstr (tb_calendar_get_version (merged), !=, tb_calendar_get_version (calendar));

  csv = tb_calendar_to_csv (merged);
  again = tb_calendar_new (csv, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tb_calendar_get_version (again), ==, tb_calendar_get_version (merged));
}

static void
test_merge_never_edits (void)
{
  static const char *const text = HEADER "2026-10-10,六,holiday,国庆节,0,2026\n";
  g_autoptr (TbCalendar) calendar = load ();
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_calendar_merge (calendar, text, -1, NULL, &error));
  g_assert_error (error, TB_CALENDAR_ERROR, TB_CALENDAR_ERROR_CONFLICT);
}

/* The preview holds only what changes: the same file again changes nothing. */
static void
test_merge_of_itself (void)
{
  g_autofree char *text = tb_test_kit_read_table ("calendar/holidays.csv");
  g_autoptr (TbCalendar) calendar = load ();
  g_autoptr (TbCalendar) merged = NULL;
  g_autoptr (GPtrArray) changes = NULL;

  merged = tb_calendar_merge (calendar, text, -1, &changes, NULL);
  g_assert_nonnull (merged);
  g_assert_cmpuint (changes->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/calendar/years-have-their-published-workdays", test_years);
  g_test_add_func ("/rules/calendar/days-have-their-kind-and-name", test_kinds);
  g_test_add_func ("/rules/calendar/adding-and-counting-agree", test_counts_agree);
  g_test_add_func ("/rules/calendar/beyond-the-notices-is-uncertain", test_uncertain);
  g_test_add_func ("/rules/calendar/a-wrong-line-is-named", test_lines_are_named);
  g_test_add_func ("/rules/calendar/next-year-is-added-with-a-preview", test_merge);
  g_test_add_func ("/rules/calendar/a-published-row-is-never-edited", test_merge_never_edits);
  g_test_add_func ("/rules/calendar/the-same-file-changes-nothing", test_merge_of_itself);

  return g_test_run ();
}
