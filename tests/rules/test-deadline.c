/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-deadline"

#include "config.h"

#include <string.h>

#include "tb-date.h"
#include "tb-test-hall.h"

static json_t *
new_clock (const char *started, int days, const char *unit)
{
  return json_pack ("{s:s, s:s, s:s, s:i, s:s, s:[], s:s}",
                    "leg",
                    "review",
                    "owner",
                    "shenyang",
                    "unit",
                    unit,
                    "days",
                    days,
                    "started",
                    started,
                    "pauses",
                    "calendar",
                    "v");
}

static void
add_pause (json_t *clock, const char *from, const char *to)
{
  json_t *pause = json_pack ("{s:s, s:s}", "from", from, "reason", "correcting");

  tb_json_set_string (pause, "to", to);
  json_array_append_new (json_object_get (clock, "pauses"), pause);
}

static void
compute (TbTestHall *hall, const json_t *clock, const char *today, TbDeadline *out)
{
  GDate day;

  g_assert_true (tb_date_parse (today, &day, NULL));
  tb_deadline_compute (hall->calendar, clock, &day, out);
}

static void
assert_due (const TbDeadline *deadline, const char *expected)
{
  g_autofree char *due = tb_date_format (&deadline->due);

  g_assert_cmpstr (due, ==, expected);
}

static void
test_vectors (void)
{
  static const struct {
    const char *start;
    int days;
    const char *due;
    gboolean is_uncertain;
  } vectors[] = {
    { "2026-11-23", 15, "2026-12-14", FALSE }, { "2026-02-13", 15, "2026-03-12", FALSE },
    { "2025-12-31", 1, "2026-01-04", FALSE },  { "2026-02-16", 1, "2026-02-24", FALSE },
    { "2024-02-09", 3, "2024-02-20", FALSE },  { "2026-11-20", 60, "2027-02-12", TRUE },
  };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (json_t) clock = new_clock (vectors[i].start, vectors[i].days, "workday");
    TbDeadline deadline;

    compute (hall, clock, vectors[i].start, &deadline);
    assert_due (&deadline, vectors[i].due);
    g_assert_cmpint (deadline.is_uncertain, ==, vectors[i].is_uncertain);
    g_assert_cmpint (deadline.used, ==, 0);
    g_assert_true (deadline.is_running);
  }
}

/* Fifteen days from Monday; paused from Wednesday to the Monday after. */
static void
test_pause (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (json_t) clock = new_clock ("2026-11-23", 5, "workday");
  TbDeadline deadline;

  add_pause (clock, "2026-11-25", NULL);
  compute (hall, clock, "2026-11-30", &deadline);
  g_assert_true (deadline.is_paused);
  g_assert_false (deadline.is_running);
  g_assert_cmpint (deadline.used, ==, 2);
  /* Three days are left: if it went on on the 30th, they are 1, 2 and 3 December. */
  assert_due (&deadline, "2026-12-03");

  tb_json_set_string (json_array_get (json_object_get (clock, "pauses"), 0), "to", "2026-11-30");
  compute (hall, clock, "2026-12-04", &deadline);
  g_assert_true (deadline.is_running);
  assert_due (&deadline, "2026-12-03");
  g_assert_cmpint (deadline.used, ==, 6);
  g_assert_true (deadline.is_overdue);
}

static void
test_stop (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (json_t) clock = new_clock ("2026-11-23", 5, "workday");
  TbDeadline deadline;

  tb_json_set_string (clock, "stopped", "2026-11-30");
  compute (hall, clock, "2027-06-01", &deadline);
  g_assert_true (deadline.is_stopped);
  g_assert_cmpint (deadline.used, ==, 5);
  /* Finished on the last day is on time. */
  g_assert_false (deadline.is_overdue);
  assert_due (&deadline, "2026-11-30");
}

static void
test_calendar_days (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (json_t) clock = new_clock ("2026-09-25", 15, "day");
  TbDeadline deadline;

  compute (hall, clock, "2026-09-25", &deadline);
  assert_due (&deadline, "2026-10-10");
  g_assert_false (deadline.is_workdays);
}

static GPtrArray *
explain (TbTestHall *hall, const json_t *clock, const char *today)
{
  GDate day;

  g_assert_true (tb_date_parse (today, &day, NULL));

  return tb_deadline_explain (hall->calendar, NULL, clock, &day);
}

static char *
join (GPtrArray *lines)
{
  g_autoptr (GPtrArray) copy = g_ptr_array_new ();

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (copy, g_ptr_array_index (lines, i));
  g_ptr_array_add (copy, NULL);

  return g_strjoinv ("\n", (char **) copy->pdata);
}

static void
test_explain (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (json_t) clock = new_clock ("2026-02-13", 15, "workday");
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *text = NULL;

  add_pause (clock, "2026-03-02", "2026-03-04");
  lines = explain (hall, clock, "2026-03-05");
  text = join (lines);
  g_assert_cmpstr (text,
                   ==,
                   "review, Shenyang: 15 working days\n"
                   "2026-02-13: began; the day itself does not count\n"
                   "2026-02-14: day 1, a working weekend day that makes up for 春节\n"
                   "2026-02-15 – 2026-02-23: not counted, holiday: 春节\n"
                   "2026-02-24 – 2026-02-27: day 2 to day 5\n"
                   "2026-02-28: day 6, a working weekend day that makes up for 春节\n"
                   "2026-03-01: not counted, weekend\n"
                   "2026-03-02: day 7\n"
                   "2026-03-03 – 2026-03-04: not counted, waiting: correcting\n"
                   "2026-03-05: day 8\n"
                   "2026-03-06: day 9 (still to come)\n"
                   "2026-03-07 – 2026-03-08: not counted, weekend (still to come)\n"
                   "2026-03-09 – 2026-03-13: day 10 to day 14 (still to come)\n"
                   "2026-03-14 – 2026-03-15: not counted, weekend (still to come)\n"
                   "2026-03-16: day 15 (still to come)\n"
                   "8 of 15 days used; due on 2026-03-16");
}

/* Trap 12 in words. */
static void
test_uncertain (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (json_t) clock = new_clock ("2026-11-20", 60, "workday");
  g_autoptr (GPtrArray) lines = explain (hall, clock, "2026-11-23");
  g_autofree char *text = join (lines);

  g_assert_nonnull (strstr (text, "no holiday notice covers this yet"));
  g_assert_nonnull (strstr (text, "Holidays are known up to 2026-12-31 only"));
}

static json_t *
new_random_clock (GRand *random, gboolean has_pauses, GDate *today)
{
  GDate day;
  g_autofree char *started = NULL;
  json_t *clock;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, 2, G_DATE_JANUARY, 2023);
  g_date_add_days (&day, (guint) g_rand_int_range (random, 0, 1300));
  started = tb_date_format (&day);
  clock = new_clock (started,
                     g_rand_int_range (random, 0, 70),
                     g_rand_int_range (random, 0, 4) == 0 ? "day" : "workday");
  for (int i = g_rand_int_range (random, 0, 4); has_pauses && i > 0; i--) {
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;

    g_date_add_days (&day, (guint) g_rand_int_range (random, 0, 15));
    from = tb_date_format (&day);
    g_date_add_days (&day, (guint) g_rand_int_range (random, 0, 15));
    to = tb_date_format (&day);
    add_pause (clock, from, i == 1 && g_rand_boolean (random) ? NULL : to);
  }
  g_date_add_days (&day, (guint) g_rand_int_range (random, 0, 60));
  *today = day;
  if (g_rand_int_range (random, 0, 4) == 0 &&
      (json_array_size (json_object_get (clock, "pauses")) == 0 ||
       tb_json_get_string (json_array_get (json_object_get (clock, "pauses"),
                                           json_array_size (json_object_get (clock, "pauses")) - 1),
                           "to") != NULL)) {
    g_autofree char *stopped = tb_date_format (&day);

    tb_json_set_string (clock, "stopped", stopped);
  }

  return clock;
}

/* Spans join without gaps, number their days one after the other, and sum up to what was used. */
static void
check_spans (TbTestHall *hall, const json_t *clock, const GDate *today)
{
  g_autoptr (GArray) spans = tb_deadline_dup_spans (hall->calendar, clock, today);
  TbDeadline deadline;
  GDate next;
  int used = 0;
  int counted = 0;

  tb_deadline_compute (hall->calendar, clock, today, &deadline);
  g_assert_true (tb_date_parse (tb_json_get_string (clock, "started"), &next, NULL));
  for (guint i = 0; i < spans->len; i++) {
    const TbDeadlineSpan *span = &g_array_index (spans, TbDeadlineSpan, i);
    int n = g_date_days_between (&span->from, &span->to) + 1;

    g_date_add_days (&next, 1);
    g_assert_cmpint (g_date_compare (&next, &span->from), ==, 0);
    g_assert_cmpint (n, >=, 1);
    next = span->to;
    if (!span->is_counted)
      continue;
    g_assert_cmpint (span->first, ==, counted + 1);
    counted += n;
    used += span->is_future ? 0 : n;
  }
  g_assert_cmpint (used, ==, deadline.used);
  g_assert_true (deadline.is_stopped || counted >= deadline.days);
}

static void
test_sums (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);

  for (int i = 0; i < 3000; i++) {
    GDate today;
    g_autoptr (json_t) clock = new_random_clock (random, TRUE, &today);
    g_autoptr (GPtrArray) lines = tb_deadline_explain (hall->calendar, NULL, clock, &today);

    check_spans (hall, clock, &today);
    g_assert_cmpuint (lines->len, >=, 3);
  }
}

static void
test_calendar_agrees (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (15);

  for (int i = 0; i < 3000; i++) {
    GDate today;
    g_autoptr (json_t) clock = new_random_clock (random, FALSE, &today);
    TbDeadline deadline;
    GDate started;
    GDate due;

    tb_json_set_string (clock, "unit", "workday");
    tb_deadline_compute (hall->calendar, clock, &today, &deadline);
    g_assert_true (tb_date_parse (tb_json_get_string (clock, "started"), &started, NULL));
    tb_calendar_add_workdays (hall->calendar, &started, deadline.days, &due);
    g_assert_cmpint (g_date_compare (&due, &deadline.due), ==, 0);
    g_assert_cmpint (deadline.used,
                     ==,
                     tb_calendar_count_workdays (hall->calendar, &started, &today));
  }
}

/* Whatever stands in a clock, nothing is read that is not there. */
static void
test_broken (void)
{
  static const char *const broken[] = {
    "{}",
    "[]",
    "{\"days\": -5, \"started\": \"yesterday\"}",
    "{\"days\": 9000000000, \"started\": \"2026-01-05\"}",
    "{\"days\": 3, \"started\": \"2026-01-05\", \"pauses\": [1, {}, {\"from\": \"x\"}]}",
  };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (json_t) clock = tb_json_parse (broken[i], -1, NULL);
    g_autoptr (GPtrArray) lines = explain (hall, clock, "2026-02-01");

    g_assert_cmpuint (lines->len, >=, 3);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/deadline/vectors-of-the-domain-are-met", test_vectors);
  g_test_add_func ("/rules/deadline/a-pause-keeps-what-is-left", test_pause);
  g_test_add_func ("/rules/deadline/done-on-the-last-day-is-on-time", test_stop);
  g_test_add_func ("/rules/deadline/calendar-days-look-at-no-calendar", test_calendar_days);
  g_test_add_func ("/rules/deadline/every-day-is-explained", test_explain);
  g_test_add_func ("/rules/deadline/what-is-not-covered-says-so", test_uncertain);
  g_test_add_func ("/rules/deadline/counted-days-sum-up-to-what-was-used", test_sums);
  g_test_add_func ("/rules/deadline/without-a-pause-the-calendar-agrees", test_calendar_agrees);
  g_test_add_func ("/rules/deadline/a-broken-clock-does-no-harm", test_broken);

  return g_test_run ();
}
