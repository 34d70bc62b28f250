/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-amount.h"
#include "tb-mask.h"
#include "tb-pension.h"

/* Lines of the official table at both ends of every group and at the turn of each step. */
static void
test_retirement_steps (void)
{
  static const struct {
    const char *group;
    int birth_year;
    int birth_month;
    TbRetirement out;
  } cases[] = {
    { "M60", 1964, 12, { 0, 2024, 12 } },  { "M60", 1965, 1, { 1, 2025, 2 } },
    { "M60", 1965, 4, { 1, 2025, 5 } },    { "M60", 1965, 5, { 2, 2025, 7 } },
    { "M60", 1976, 8, { 35, 2039, 7 } },   { "M60", 1976, 9, { 36, 2039, 9 } },
    { "M60", 1976, 12, { 36, 2039, 12 } }, { "M60", 2000, 1, { 36, 2063, 1 } },
    { "F55", 1969, 12, { 0, 2024, 12 } },  { "F55", 1970, 1, { 1, 2025, 2 } },
    { "F55", 1981, 8, { 35, 2039, 7 } },   { "F55", 1981, 12, { 36, 2039, 12 } },
    { "F50", 1974, 12, { 0, 2024, 12 } },  { "F50", 1975, 2, { 1, 2025, 3 } },
    { "F50", 1984, 10, { 59, 2039, 9 } },  { "F50", 1984, 11, { 60, 2039, 11 } },
    { "F50", 1984, 12, { 60, 2039, 12 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TbRetirement out;

    tb_pension_retire (tb_retire_group_from_name (cases[i].group),
                       cases[i].birth_year,
                       cases[i].birth_month,
                       &out);
    g_assert_cmpint (out.delay_months, ==, cases[i].out.delay_months);
    g_assert_cmpint (out.year, ==, cases[i].out.year);
    g_assert_cmpint (out.month, ==, cases[i].out.month);
  }
  g_assert_cmpint (tb_retire_group_from_name ("F60"), ==, TB_RETIRE_NONE);
}

/* Who is born later never retires earlier, and never waits longer by more than a month. */
static void
test_retirement_grows (void)
{
  static const TbRetireGroup groups[] = { TB_RETIRE_M60, TB_RETIRE_F55, TB_RETIRE_F50 };

  for (gsize g = 0; g < G_N_ELEMENTS (groups); g++) {
    TbRetirement before;

    tb_pension_retire (groups[g], 1950, 1, &before);
    for (int month = 1; month < 60 * 12; month++) {
      TbRetirement now;

      tb_pension_retire (groups[g], 1950 + month / 12, month % 12 + 1, &now);
      g_assert_cmpint (now.delay_months - before.delay_months, >=, 0);
      g_assert_cmpint (now.delay_months - before.delay_months, <=, 1);
      g_assert_cmpint (now.year * 12 + now.month, >, before.year * 12 + before.month);
      before = now;
    }
  }
}

static void
test_minimum (void)
{
  static const int months[] = { 180, 186, 192, 198, 204, 210, 216, 222, 228, 234, 240, 240 };

  for (gsize i = 0; i < G_N_ELEMENTS (months); i++)
    g_assert_cmpint (tb_pension_min_contribution_months (2029 + (int) i), ==, months[i]);
  g_assert_cmpint (tb_pension_min_contribution_months (1998), ==, 180);
}

static void
test_benefit_place (void)
{
  static const TbPensionMonths parts[] = {
    { "31", 60 }, { "44", 119 }, { "31", 60 }, { "11", 200 }, { "44", 1 },
  };
  static const TbPensionMonths cities[] = { { "310100", 60 }, { "310200", 60 }, { "440100", 119 } };

  g_assert_cmpstr (tb_pension_find_benefit_place ("21", "21", parts, 5), ==, "21");
  g_assert_cmpstr (tb_pension_find_benefit_place ("21", "44", parts, 5), ==, "44");
  g_assert_cmpstr (tb_pension_find_benefit_place ("21", "44", parts, 4), ==, "11");
  g_assert_cmpstr (tb_pension_find_benefit_place ("21", "44", parts, 3), ==, "31");
  g_assert_cmpstr (tb_pension_find_benefit_place ("21", "44", parts, 2), ==, "21");
  g_assert_cmpstr (tb_pension_find_benefit_place ("21", "44", NULL, 0), ==, "21");
  g_assert_cmpstr (tb_pension_find_benefit_place ("210102", "440100", cities, 3), ==, "310200");
}

static void
test_temporary (void)
{
  g_assert_false (tb_pension_is_temporary (TRUE, 49, FALSE, FALSE));
  g_assert_true (tb_pension_is_temporary (TRUE, 50, FALSE, FALSE));
  g_assert_false (tb_pension_is_temporary (FALSE, 39, FALSE, FALSE));
  g_assert_true (tb_pension_is_temporary (FALSE, 40, FALSE, FALSE));
  g_assert_false (tb_pension_is_temporary (FALSE, 60, TRUE, FALSE));
  g_assert_false (tb_pension_is_temporary (TRUE, 60, FALSE, TRUE));
}

static void
test_fund (void)
{
  const gint64 bases[] = { 333333, 333333, 333333, 4 };
  const gint64 account[] = { 101, 202, 0, 0 };
  const gint64 half[] = { 4, 0 }; /* 12 % of 0.04 yuan is 0.48 fen */
  const gint64 just_half[] = { 100 * 25 + 0, 0 };
  const gint64 negative[] = { -1 };
  const gint64 large[] = { TB_AMOUNT_MAX_FEN, 1 };
  TbTransferFund fund;

  g_assert_true (tb_pension_compute_transfer_fund (bases, 4, account, 4, &fund));
  g_assert_cmpint (fund.account_fen, ==, 303);
  g_assert_cmpint (fund.pooled_fen, ==, 120000);
  g_assert_cmpint (fund.total_fen, ==, 120303);
  g_assert_true (tb_pension_compute_transfer_fund (half, 2, account, 0, &fund));
  g_assert_cmpint (fund.pooled_fen, ==, 0);
  g_assert_true (tb_pension_compute_transfer_fund (just_half, 1, account, 0, &fund));
  g_assert_cmpint (fund.pooled_fen, ==, 300);
  g_assert_false (tb_pension_compute_transfer_fund (negative, 1, account, 4, &fund));
  g_assert_false (tb_pension_compute_transfer_fund (large, 2, account, 4, &fund));
}

static void
test_masks (void)
{
  static const struct {
    const char *kind;
    const char *value;
    const char *masked;
  } cases[] = {
    { "id", "21120219881231986X", "211202********986X" },
    { "id", "210102790615991", "210102*****5991" },
    { "id", "E12345678", "*******78" },
    { "mobile", "13840012345", "138****2345" },
    { "phone", "13840012345", "138****2345" },
    { "name", "", "" },
    { "name", "王", "*" },
    { "name", "王小明", "王*明" },
    { "name", "欧阳娜娜", "欧**娜" },
    { "name", "王𫐄", "王*" },
    { "name", "那·音", "那**" },
    { "name", "买买提・艾力", "买**" },
    { "name", "买买提.艾力", "买**" },
    { "name", "JOHN SMITH", "J********H" },
    { "bank", "6217000710001234564", "***************4564" },
    { "bank", "6217 0007 1000 1234 564", "***************4564" },
    { "tail4", "2101020026000123", "************0123" },
    { "address", "辽宁省沈阳市和平区南京街1号", "辽宁省沈阳市和平区*****" },
    { "address", "辽宁省鞍山市海城市中街", "辽宁省鞍山市海城市**" },
    { "address", "内蒙古自治区通辽市科尔沁区", "内蒙古自治区通辽市科尔沁区" },
    { "address", "幸福小区1号", "******" },
    { "addr", "沈阳经济技术开发区和平区1号", "沈阳经济技术开发区和平区**" },
    { "address", "辽宁省沈抚改革创新示范区李石街道", "辽宁省沈抚改革创新示范区****" },
    { "address", "沈阳市红旗台1号", "沈阳市*****" },
    { "address", "沈阳市五爱市场1号", "沈阳市******" },
    { "address", "广东省东莞市长安镇", "广东省东莞市***" },
    { "address", "辽宁省铁岭市调兵山市中街", "辽宁省铁岭市调兵山市**" },
    { "address", "辽宁省本溪市本溪满族自治县小市镇", "辽宁省本溪市本溪满族自治县***" },
    { "reporter", "王小明", "***" },
    { "hide", "王明", "***" },
    { "reporter", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *masked = tb_mask_apply (tb_mask_from_name (cases[i].kind), cases[i].value);

    g_assert_cmpstr (masked, ==, cases[i].masked);
  }
  g_assert_cmpint (tb_mask_from_name ("shoe"), ==, TB_MASK_NONE);
  g_assert_cmpstr (tb_mask_get_name (TB_MASK_BANK), ==, "bank");
}

static void
test_masks_never_lengthen (void)
{
  static const char *const signs[] = { "1", "王", "𫐄", "·", "区", "市", "x" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int n = 0; n < 3000; n++) {
    g_autoptr (GString) value = g_string_new (NULL);
    int length = g_rand_int_range (rand, 0, 24);

    for (int i = 0; i < length; i++)
      g_string_append (value, signs[g_rand_int_range (rand, 0, G_N_ELEMENTS (signs))]);
    for (int mask = TB_MASK_ID; mask <= TB_MASK_REPORTER; mask++) {
      g_autofree char *masked = tb_mask_apply ((TbMask) mask, value->str);

      if (mask != TB_MASK_REPORTER)
        g_assert_cmpint (g_utf8_strlen (masked, -1), <=, length);
      if (mask != TB_MASK_ADDRESS && length > 0)
        g_assert_cmpstr (masked, !=, value->str);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/pension/retirement-follows-the-table", test_retirement_steps);
  g_test_add_func ("/rules/pension/retirement-never-comes-earlier", test_retirement_grows);
  g_test_add_func ("/rules/pension/the-minimum-grows-to-twenty-years", test_minimum);
  g_test_add_func ("/rules/pension/the-place-counts-months-by-province", test_benefit_place);
  g_test_add_func ("/rules/pension/temporary-accounts-begin-on-a-birthday", test_temporary);
  g_test_add_func ("/rules/pension/the-fund-is-rounded-once", test_fund);
  g_test_add_func ("/rules/mask/each-kind-has-its-form", test_masks);
  g_test_add_func ("/rules/mask/a-mask-never-lengthens", test_masks_never_lengthen);

  return g_test_run ();
}
