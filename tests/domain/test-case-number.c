/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-case-number.h"
#include "tb-refusal.h"

static void
draw (GRand *rand, TbCaseNumber *number)
{
  number->area = (TbArea) g_rand_int_range (rand, 0, TB_N_AREAS);
  g_date_clear (&number->date, 1);
  g_date_set_dmy (&number->date,
                  (GDateDay) g_rand_int_range (rand, 1, 29),
                  (GDateMonth) g_rand_int_range (rand, 1, 13),
                  (GDateYear) g_rand_int_range (rand, 2024, 2040));
  number->window = (guint) g_rand_int_range (rand, 1, 100);
  number->serial = (guint) g_rand_int_range (rand, 1, g_rand_boolean (rand) ? 100000 : 100000000);
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < 5000; i++) {
    TbCaseNumber number;
    TbCaseNumber again;
    g_autofree char *text = NULL;

    draw (rand, &number);
    text = tb_case_number_format (&number);
    g_assert_true (tb_case_number_parse (text, &again, NULL));
    g_assert_cmpint (again.area, ==, number.area);
    g_assert_cmpint (g_date_compare (&again.date, &number.date), ==, 0);
    g_assert_cmpuint (again.window, ==, number.window);
    g_assert_cmpuint (again.serial, ==, number.serial);
  }
}

/* MOD 11,10 catches every single wrong digit, and the wrong area too. */
static void
test_single_errors (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (int n = 0; n < 300; n++) {
    TbCaseNumber number;
    TbCaseNumber again;
    g_autofree char *text = NULL;

    draw (rand, &number);
    text = tb_case_number_format (&number);
    for (gsize i = 3; i < strlen (text); i++) {
      char kept = text[i];

      for (char c = '0'; g_ascii_isdigit (kept) && c <= '9'; c++) {
        text[i] = c;
        g_assert_cmpint (tb_case_number_parse (text, &again, NULL), ==, c == kept);
      }
      text[i] = kept;
    }
    for (int area = 0; area < TB_N_AREAS; area++) {
      memcpy (text, tb_area_get_letters ((TbArea) area), 2);
      g_assert_cmpint (tb_case_number_parse (text, &again, NULL), ==, area == (int) number.area);
    }
  }
}

/* ISO 7064 promises hybrid systems nearly all transpositions: at least 97 of a hundred here. */
static void
test_transpositions (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  int tried = 0;
  int caught = 0;

  for (int n = 0; n < 2000; n++) {
    TbCaseNumber number;
    TbCaseNumber again;
    g_autofree char *text = NULL;

    draw (rand, &number);
    text = tb_case_number_format (&number);
    for (gsize i = 3; text[i + 1] != '\0'; i++) {
      char kept = text[i];

      if (!g_ascii_isdigit (kept) || !g_ascii_isdigit (text[i + 1]) || kept == text[i + 1])
        continue;
      text[i] = text[i + 1];
      text[i + 1] = kept;
      tried++;
      caught += tb_case_number_parse (text, &again, NULL) ? 0 : 1;
      text[i + 1] = text[i];
      text[i] = kept;
    }
  }
  g_test_message ("%d of %d", caught, tried);
  g_assert_cmpint (caught * 100, >, tried * 97);
}

static void
test_forms (void)
{
  static const char *const refused[] = {
    "",
    "SY",
    "SY-20261010-03-00017",
    "XX-20261010-03-00017-4",
    "sy-20261010-03-00017-4",
    "SY-20261310-03-00017-4",
    "SY-20261010-3-000017-4",
    "SY-20261010-03-0017-4",
    "SY-20261010-03-00017-4 ",
    "SY-20261010-03-00017-44",
    "SY-20261010-03-123456789-4",
    "SY-20261010-03-0001x-4",
    "SY-20261010-00-00017-4",
    "SY-20261010-03-00000-4",
    "SY-20261010-03-000017-4",
    "沈-20261010-03-00017-4",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;
    TbCaseNumber number;

    g_test_message ("%s", refused[i]);
    g_assert_false (tb_case_number_parse (refused[i], &number, &error));
    g_assert_error (error, TB_CASE_NUMBER_ERROR, TB_CASE_NUMBER_ERROR_FORM);
  }
}

static void
test_areas (void)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    TbArea area = (TbArea) i;

    g_assert_cmpint (tb_area_from_slug (tb_area_get_slug (area)), ==, area);
    g_assert_cmpint (tb_area_from_letters (tb_area_get_letters (area), 2), ==, area);
    g_assert_cmpint (g_utf8_strlen (tb_area_get_mark (area), -1), ==, 1);
    g_assert_nonnull (tb_area_get_name_zh (area));
    g_assert_nonnull (tb_area_get_name_en (area));
  }
  g_assert_cmpint (tb_area_from_slug ("dalian"), ==, TB_AREA_NONE);
  g_assert_cmpint (tb_area_from_slug (NULL), ==, TB_AREA_NONE);
  g_assert_cmpint (tb_area_from_letters ("S", 1), ==, TB_AREA_NONE);
  g_assert_cmpint (tb_area_from_letters ("SYX", 3), ==, TB_AREA_NONE);
}

static void
test_refusals (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) plain = NULL;

  for (int i = 0; i < TB_N_REFUSALS; i++)
    g_assert_cmpint (tb_refusal_from_name (tb_refusal_get_name ((TbRefusal) i)), ==, i);
  g_assert_cmpint (tb_refusal_from_name ("no"), ==, -1);
  g_assert_cmpint (tb_refusal_from_name (NULL), ==, -1);

  tb_refusal_set (&error, TB_REFUSAL_INVALID, "/args/form/id_no", "%s is wrong", "It");
  copy = g_error_copy (error);
  g_assert_error (copy, TB_REFUSAL, TB_REFUSAL_INVALID);
  g_assert_cmpstr (copy->message, ==, "It is wrong");
  g_assert_cmpstr (tb_refusal_get_field (copy), ==, "/args/form/id_no");
  tb_refusal_set (&plain, TB_REFUSAL_CLOSED, NULL, "Closed");
  g_assert_null (tb_refusal_get_field (plain));
  tb_refusal_set (NULL, TB_REFUSAL_CLOSED, NULL, "Nobody listens");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/case-number/numbers-come-back", test_round_trip);
  g_test_add_func ("/domain/case-number/every-wrong-digit-is-caught", test_single_errors);
  g_test_add_func ("/domain/case-number/nearly-every-swap-is-caught", test_transpositions);
  g_test_add_func ("/domain/case-number/only-one-form-is-read", test_forms);
  g_test_add_func ("/domain/area/names-lead-back-to-the-area", test_areas);
  g_test_add_func ("/domain/refusal/a-refusal-carries-its-field", test_refusals);

  return g_test_run ();
}
