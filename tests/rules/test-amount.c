/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-amount.h"

/* An independent reader of capitals: knows nothing of how they are written. */
static gint64
read_capitals (const char *text)
{
  static const char *const digits = "零壹贰叁肆伍陆柒捌玖";
  static const struct {
    const char *unit;
    gint64 fen;
  } units[] = { { "拾", 10 }, { "佰", 100 }, { "仟", 1000 } };
  gint64 yi = 0;
  gint64 wan = 0;
  gint64 section = 0;
  gint64 digit = 0;
  gint64 fen = 0;
  gboolean is_negative = g_str_has_prefix (text, "负");

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    const char *place = g_utf8_strchr (digits, -1, g_utf8_get_char (p));

    if (place != NULL)
      digit = g_utf8_pointer_to_offset (digits, place);
    for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
      if (g_str_has_prefix (p, units[i].unit)) {
        section += digit * units[i].fen;
        digit = 0;
      }
    }
    if (g_str_has_prefix (p, "万")) {
      wan += (section + digit) * 10000;
      section = digit = 0;
    } else if (g_str_has_prefix (p, "亿")) {
      yi = (wan + section + digit) * 100000000;
      wan = section = digit = 0;
    } else if (g_str_has_prefix (p, "元")) {
      fen = (yi + wan + section + digit) * 100;
      digit = 0;
    } else if (g_str_has_prefix (p, "角")) {
      fen += digit * 10;
      digit = 0;
    } else if (g_str_has_prefix (p, "分"))
      fen += digit;
  }

  return is_negative ? -fen : fen;
}

static void
assert_capitals (gint64 fen)
{
  g_autofree char *text = tb_amount_format_capitals (fen);

  g_assert_cmpint (read_capitals (text), ==, fen);
  g_assert_null (strstr (text, "零零"));
  g_assert_null (strstr (text, "零万"));
  g_assert_null (strstr (text, "零亿"));
  g_assert_true (fen == 0 || strstr (text, "零元") == NULL);
  g_assert_cmpint (g_str_has_suffix (text, "整"), ==, fen % 10 == 0);
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint64 fen = 0; fen < 2500; fen++)
    assert_capitals (fen);
  /* A nought or a digit in every place of fourteen. */
  for (int mask = 0; mask < 1 << 14; mask++) {
    gint64 fen = 0;

    for (int i = 13; i >= 0; i--)
      fen = fen * 10 + ((mask >> i & 1) != 0 ? g_rand_int_range (rand, 1, 10) : 0);
    assert_capitals (fen);
    assert_capitals (-fen);
  }
  assert_capitals (TB_AMOUNT_MAX_FEN);
}

static void
test_capitals (void)
{
  static const struct {
    gint64 fen;
    const char *text;
  } cases[] = {
    { 5, "伍分" },
    { 50, "伍角整" },
    { 55, "伍角伍分" },
    { 100, "壹元整" },
    { 1050, "壹拾元伍角整" },
    { 168032, "壹仟陆佰捌拾元叁角贰分" },
    { 10700053, "壹拾万柒仟元伍角叁分" },
    { 1000010000, "壹仟万零壹佰元整" },
    { 10000000000, "壹亿元整" },
    { 10001000000, "壹亿零壹万元整" },
    { 10000000100, "壹亿零壹元整" },
    { 100000000000000, "壹万亿元整" },
    { 100000000000001, "壹万亿元零壹分" },
    { -1, "负壹分" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tb_amount_format_capitals (cases[i].fen);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_parse (void)
{
  static const struct {
    const char *text;
    gint64 fen;
  } cases[] = {
    { "0", 0 },          { "7200", 720000 }, { "7200.5", 720050 },
    { "-35.60", -3560 }, { " 1.01 ", 101 },  { "１２.３４", 1234 },
    { "0007", 700 },     { "-0.00", 0 },     { "9999999999999.99", TB_AMOUNT_MAX_FEN },
  };
  static const char *const refused[] = { "",    "-",    ".5",  "5.",  "1.005", "1,000",
                                         "1e3", "+1",   "--1", "1 0", "0x10",  "1.2.3",
                                         "元",  "\xff", "NaN", "1.-1" };
  gint64 fen = -1;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = NULL;

    g_assert_true (tb_amount_parse (cases[i].text, &fen, NULL));
    g_assert_cmpint (fen, ==, cases[i].fen);
    text = tb_amount_format (fen);
    g_assert_true (tb_amount_parse (text, &fen, NULL));
    g_assert_cmpint (fen, ==, cases[i].fen);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("refused %" G_GSIZE_FORMAT, i);
    g_assert_false (tb_amount_parse (refused[i], &fen, &error));
    g_assert_error (error, TB_AMOUNT_ERROR, TB_AMOUNT_ERROR_FORMAT);
  }
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;
  gint64 fen;

  g_assert_false (tb_amount_parse ("10000000000000.00", &fen, &error));
  g_assert_error (error, TB_AMOUNT_ERROR, TB_AMOUNT_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/amount/capitals-read-back-as-the-sum", test_round_trip);
  g_test_add_func ("/rules/amount/capitals-follow-the-annex", test_capitals);
  g_test_add_func ("/rules/amount/sums-are-read-strictly", test_parse);
  g_test_add_func ("/rules/amount/too-large-a-sum-is-refused", test_too_large);

  return g_test_run ();
}
