/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-check-digit.h"
#include "tb-identifier.h"
#include "tb-test-kit.h"

/* One line of a table: what is typed, the reason of the error or NULL, what is stored. */
typedef struct {
  const char *kind;
  const char *value;
  const char *error;
  const char *normal; /* NULL: as typed */
} Case;

static TbIdentifier *
check (const char *kind, const char *value)
{
  GDate today;

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 23, G_DATE_NOVEMBER, 2026);

  return tb_identifier_check (kind, value, NULL, &today);
}

static gboolean
is_ok (const char *kind, const char *value)
{
  g_autoptr (TbIdentifier) checked = check (kind, value);

  return checked->is_ok;
}

static void
run_cases (const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (TbIdentifier) checked = check (cases[i].kind, cases[i].value);
    const TbFlaw *error = tb_identifier_get_error (checked);
    g_autofree char *shown = g_utf8_make_valid (cases[i].value, -1);

    g_test_message ("%s “%s”", cases[i].kind, shown);
    g_assert_cmpstr (error != NULL ? error->code : NULL, ==, cases[i].error);
    g_assert_cmpint (checked->is_ok, ==, cases[i].error == NULL);
    if (cases[i].error == NULL)
      g_assert_cmpstr (checked->normal,
                       ==,
                       cases[i].normal != NULL ? cases[i].normal : cases[i].value);
    else
      g_assert_cmpuint (json_object_size (checked->parsed), ==, 0);
  }
}

static void
test_persons (void)
{
  static const Case cases[] = {
    { "id18", "", "LEN", NULL },
    { "id18", "  21120219881231986x ", NULL, "21120219881231986X" },
    { "id18", "２１０１０２１９７９０６１５９９１５", NULL, "210102197906159915" },
    { "id18", "210102 19790615 9915", "LEN", NULL },
    { "id18", "21010219790615991O", "CHARSET", NULL },
    { "id18", "X10102197906159915", "CHARSET", NULL },
    { "id18", "沈10102197906159915", "CHARSET", NULL },
    { "id18", "210102790615991", "LEN", NULL },
    { "id18", "240102197906159914", "REGION", NULL },
    { "id18", "710000197906159914", "REGION", NULL },
    { "id18", "830001197906159914", "REGION", NULL },
    { "id18", "210102197902299914", "BIRTH", NULL },
    { "id18", "210102197900159914", "BIRTH", NULL },
    { "id18", "210102197906009914", "BIRTH", NULL },
    { "id18", "210102000001019914", "BIRTH", NULL },
    { "id18", "210102189912319914", "BIRTH_RANGE", NULL },
    { "id18", "210102202611249914", "BIRTH_RANGE", NULL },
    { "id18", "210102202611239914", "CHECK", NULL },
    { "id18", "\xff\xfe", "UTF8", NULL },
    { "fpr", "", "LEN", NULL },
    { "fpr", "rus210188030510", NULL, "RUS210188030510" },
    { "fpr", "RUS210188023010", "BIRTH", NULL },
    { "fpr", "RUS990188030510", "REGION", NULL },
    { "fpr", "RU1210188030510", "CHARSET", NULL },
    { "fpr", "210102197906159915", "FORMAT", NULL },
    { "fpr", "921643198802309919", "BIRTH", NULL },
    { "fpr", "921643203003059919", "BIRTH_RANGE", NULL },
    { "fpr", "921643198803059918", "CHECK", NULL },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_numbers (void)
{
  static const Case cases[] = {
    { "uscc", "", "LEN", NULL },
    { "uscc", "91210100ma0xtb013b", NULL, "91210100MA0XTB013B" },
    { "uscc", "9121A100MA0XTB013B", "CHARSET", NULL },
    { "bank", "62170007 10001234564", NULL, "6217000710001234564" },
    { "bank", "6217000710001234563", NULL, NULL },
    { "bank", "621700071000123456X", "CHARSET", NULL },
    { "bank", "62170007100012345640", "LEN", NULL },
    { "mobile", "+8613840012345", NULL, "13840012345" },
    { "mobile", "+86 138 4001 2345", NULL, "13840012345" },
    { "mobile", "１３８４００１２３４５", NULL, "13840012345" },
    { "mobile", "12840012345", "FORMAT", NULL },
    { "mobile", "02423456789", "FORMAT", NULL },
    { "mobile", "", "FORMAT", NULL },
    { "empcert", "210102002600012", "FORMAT", NULL },
    { "empcert", "21010200260001234X", NULL, NULL },
    { "empcert", "21010200260001234", "FORMAT", NULL },
    { "ssc_card_no", "a1234567x", NULL, "A1234567X" },
    { "ssc_card_no", "A1234567Y", "FORMAT", NULL },
    { "hkmo_permit", "m1234567890", NULL, "M1234567890" },
    { "hkmo_permit", "H123456789", "FORMAT", NULL },
    { "tw_permit", "1234567890A", NULL, NULL },
    { "tw_permit", "1234567890", "FORMAT", NULL },
    { "cn_passport", "EA1234567", NULL, NULL },
    { "cn_passport", "EO1234567", "FORMAT", NULL },
    { "cn_passport", "G12345678", NULL, NULL },
    { "cn_passport", "SE1234567", NULL, NULL },
    { "cn_passport", "GE1234567", "FORMAT", NULL },
    { "docno", "沈人社函〔２０２６〕１２号", NULL, "沈人社函〔2026〕12号" },
    { "docno", "沈人社函[2026]12号", "FORMAT", NULL },
    { "docno", "沈人社函〔2026〕第12号", "FORMAT", NULL },
    { "docno", "沈人社函〔2026〕12", "FORMAT", NULL },
    { "docno", "〔2026〕12号", "FORMAT", NULL },
    { "docno", "沈人社函〔26〕12号", "FORMAT", NULL },
    { "docno", "沈人社函〔2026〕号", "FORMAT", NULL },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_names (void)
{
  static const Case cases[] = {
    { "name", " 王小明　", NULL, "王小明" },
    { "name", "   ", "EMPTY", NULL },
    { "name", "买买提.艾力", NULL, "买买提·艾力" },
    { "name", "买买提．艾力", NULL, "买买提·艾力" },
    { "name", "买买提•艾力", NULL, "买买提·艾力" },
    { "name", "买买提‧艾力", NULL, "买买提·艾力" },
    { "name", "买买提⋅艾力", NULL, "买买提·艾力" },
    { "name", "买买提･艾力", NULL, "买买提·艾力" },
    { "name", "买买提··艾力", "DOT", NULL },
    { "name", "艾力·", "DOT", NULL },
    { "name", "王 小明", "SPACE", NULL },
    { "name", "JOHN SMITH", NULL, NULL },
    { "name", "ＪＯＨＮ　ＳＭＩＴＨ", NULL, "JOHN SMITH" },
    { "name", "JOHN  SMITH", "SPACE", NULL },
    { "name", "J. O'NEIL-SMITH", NULL, NULL },
    { "name", "J·K·罗琳", NULL, NULL },
    { "name", "王Amy", "CHARSET", NULL },
    { "name", "王小明1", "CHARSET", NULL },
    { "name", "王?", "CHARSET", NULL },
    { "name", "王\xee\x80\x80", "PUA", NULL },
    { "name", "王\xf3\xb0\x80\x80", "PUA", NULL },
    { "name", "王\xe2\x80\x8b明", "CHARSET", NULL },
    { "name", "王〇〇", NULL, NULL },
    { "name", "刘䶮", NULL, NULL },
    { "name", "李喆昇", NULL, NULL },
    { "name", "e\xcc\x81ric", "CHARSET", NULL },
  };
  g_autoptr (GString) fifty = g_string_new (NULL);

  run_cases (cases, G_N_ELEMENTS (cases));

  for (int i = 0; i < 50; i++)
    g_string_append (fifty, "阿");
  g_assert_true (is_ok ("name", fifty->str));
  g_string_append (fifty, "阿");
  g_assert_false (is_ok ("name", fifty->str));
}

static void
test_warnings (void)
{
  static const struct {
    const char *kind;
    const char *value;
    const char *code;
    TbFlawLevel level;
  } cases[] = {
    { "bank", "6217000710001234563", "LUHN", TB_FLAW_WARNING },
    { "empcert", "21010200260001234X", "OLD_FORM", TB_FLAW_WARNING },
    { "empcert", "2101020027000123", "YEAR", TB_FLAW_WARNING },
    { "empcert", "2101990026000123", "REGION", TB_FLAW_WARNING },
    { "id18", "212121196403059951", "REGION_OLD", TB_FLAW_HINT },
  };
  g_autoptr (TbRulesKit) kit = tb_test_kit_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TbIdentifier) checked =
        tb_identifier_check (cases[i].kind, cases[i].value, kit->regions, &kit->today);
    const TbFlaw *problem;

    g_test_message ("%s %s", cases[i].kind, cases[i].value);
    g_assert_true (checked->is_ok);
    g_assert_cmpuint (checked->problems->len, ==, 1);
    problem = g_ptr_array_index (checked->problems, 0);
    g_assert_cmpstr (problem->code, ==, cases[i].code);
    g_assert_cmpint (problem->level, ==, cases[i].level);
  }
}

/* A county that never was is a warning, one outside the listed cities nothing at all. */
static void
test_regions (void)
{
  g_autoptr (TbRulesKit) kit = tb_test_kit_new ();
  const char *name;
  const char *successor;

  g_assert_cmpint (tb_regions_find (kit->regions, "210102", &name, NULL), ==, TB_REGION_CURRENT);
  g_assert_cmpstr (name, ==, "和平区");
  g_assert_cmpint (tb_regions_find (kit->regions, "210122", NULL, &successor),
                   ==,
                   TB_REGION_ABOLISHED);
  g_assert_cmpstr (successor, ==, "210115");
  g_assert_cmpint (tb_regions_find (kit->regions, "210199", NULL, NULL), ==, TB_REGION_UNKNOWN);
  g_assert_cmpint (tb_regions_find (kit->regions, "210202", NULL, NULL), ==, TB_REGION_OUTSIDE);
  g_assert_cmpint (tb_regions_find (kit->regions, "110101", NULL, NULL), ==, TB_REGION_OUTSIDE);
  g_assert_cmpint (tb_regions_find (kit->regions, "990101", NULL, NULL), ==, TB_REGION_NO_PROVINCE);
}

/* A number of the day and region that @rand draws, with the right check character. */
static char *
draw_id (GRand *rand)
{
  char *id = g_strdup_printf ("2101%02d%04d%02d%02d%03d0",
                              g_rand_int_range (rand, 1, 25),
                              g_rand_int_range (rand, 1900, 2026),
                              g_rand_int_range (rand, 1, 13),
                              g_rand_int_range (rand, 1, 29),
                              g_rand_int_range (rand, 0, 1000));

  id[17] = tb_check_digit_mod11_2 (id);

  return id;
}

static void
test_id_errors_are_caught (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int n = 0; n < 40; n++) {
    g_autofree char *id = draw_id (rand);

    g_assert_true (is_ok ("id18", id));
    for (int i = 0; i < 18; i++) {
      char kept = id[i];

      for (const char *c = "0123456789X"; *c != '\0'; c++) {
        id[i] = *c;
        g_assert_cmpint (is_ok ("id18", id), ==, *c == kept);
      }
      id[i] = kept;
      if (i > 0 && id[i - 1] != kept) {
        id[i] = id[i - 1];
        id[i - 1] = kept;
        g_assert_false (is_ok ("id18", id));
        id[i - 1] = id[i];
        id[i] = kept;
      }
    }
  }
}

static void
test_uscc_errors_are_caught (void)
{
  char code[] = "91210100MA0XTB013B";

  for (int i = 0; i < 18; i++) {
    char kept = code[i];

    for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c != '\0'; c++) {
      code[i] = *c;
      g_assert_cmpint (is_ok ("uscc", code), ==, *c == kept);
    }
    code[i] = kept;
  }
}

/* The recursive form of MOD 11-2 is another way to the same character. */
static void
test_two_formulas_agree (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (int n = 0; n < 2000; n++) {
    g_autofree char *id = draw_id (rand);
    int product = 0;

    for (int i = 0; i < 17; i++)
      product = (product + id[i] - '0') * 2 % 11;
    g_assert_cmpint (id[17], ==, "0123456789X"[(12 - product) % 11]);
  }
}

static void
test_upgrade (void)
{
  static const char *const refused[] = {
    "", "21010279061599", "21010279061599X", "210102791315991", "010102790615991", "210102190229991"
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree char *folded = tb_identifier_upgrade15 (" ２１０１０２790615991");

  g_assert_cmpstr (folded, ==, "210102197906159915");

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_null (tb_identifier_upgrade15 (refused[i]));

  for (int n = 0; n < 200; n++) {
    g_autofree char *id = draw_id (rand);
    g_autofree char *old = g_strdup_printf ("%.6s%.9s", id, id + 8);
    g_autofree char *made = NULL;

    if (strncmp (id + 6, "19", 2) != 0)
      continue;
    made = tb_identifier_upgrade15 (old);
    g_assert_cmpstr (made, ==, id);
  }
}

static void
test_any_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  const char *const *kinds = tb_identifier_get_kinds ();

  for (int n = 0; n < 3000; n++) {
    char bytes[24] = { 0 };
    int length = g_rand_int_range (rand, 0, 23);

    for (int i = 0; i < length; i++)
      bytes[i] = (char) g_rand_int_range (rand, 1, n % 2 == 0 ? 256 : 128);
    for (gsize k = 0; kinds[k] != NULL; k++) {
      g_autoptr (TbIdentifier) checked = check (kinds[k], bytes);

      g_assert_true (g_utf8_validate (checked->normal, -1, NULL));
      g_assert_cmpint (checked->is_ok, ==, tb_identifier_get_error (checked) == NULL);
    }
  }
  g_assert_null (check ("shoe", "1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/identifier/numbers-of-persons-are-checked", test_persons);
  g_test_add_func ("/rules/identifier/other-numbers-are-checked", test_numbers);
  g_test_add_func ("/rules/identifier/names-are-folded-and-checked", test_names);
  g_test_add_func ("/rules/identifier/doubts-warn-and-do-not-refuse", test_warnings);
  g_test_add_func ("/rules/identifier/regions-now-before-and-never", test_regions);
  g_test_add_func ("/rules/identifier/one-wrong-digit-or-swap-is-caught",
                   test_id_errors_are_caught);
  g_test_add_func ("/rules/identifier/one-wrong-sign-of-a-code-is-caught",
                   test_uscc_errors_are_caught);
  g_test_add_func ("/rules/identifier/two-check-formulas-agree", test_two_formulas_agree);
  g_test_add_func ("/rules/identifier/old-numbers-are-lengthened", test_upgrade);
  g_test_add_func ("/rules/identifier/any-bytes-get-an-answer", test_any_bytes);

  return g_test_run ();
}
