/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-form"

#include "config.h"

#include <string.h>

#include "tb-test-filler.h"

static TbForm *
new_form (TbTestHall *hall, const char *item)
{
  const TbFormRules rules =
      tb_test_hall_get_rules (hall, tb_test_hall_get_item (hall, item), TB_AREA_SHENYANG);
  g_autoptr (json_t) prefill = json_pack ("{s:{s:s, s:s, s:s, s:s, s:s, s:s}}",
                                          "person",
                                          "id_type",
                                          "01",
                                          "id_no",
                                          "210102197906159915",
                                          "name",
                                          "张建国",
                                          "mobile",
                                          "１３８４００１２３４５",
                                          "birth",
                                          "1979-06-15",
                                          "ethnic",
                                          "01");

  return tb_form_new (&rules, prefill);
}

/* Sets and forgets the form before. */
static void
set (TbForm **form, const char *field, const char *text)
{
  TbForm *next = tb_form_set (*form, field, text);

  tb_form_unref (*form);
  *form = next;
}

static void
assert_text (TbForm *form, const char *field, const char *expected)
{
  g_assert_cmpstr (json_string_value (tb_form_get_value (form, field)), ==, expected);
}

static void
test_new (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = new_form (hall, "si-transfer-xprov");

  assert_text (form, "receiving_area", "shenyang");
  assert_text (form, "insurance_type", "110");
  assert_text (form, "birth", "1979-06-15");
  g_assert_true (json_is_false (tb_form_get_value (form, "org_transfer")));
  g_assert_false (tb_form_is_changed (form));
  g_assert_false (tb_form_can_submit (form));
  /* A register knows more than the matter asks for. */
  g_assert_null (json_object_get (tb_form_get_person (form, "person"), "ethnic"));
}

static void
test_prefill_normalised (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = new_form (hall, "emp-reg-flex");

  assert_text (form, "mobile", "13840012345");
}

static void
test_immutable (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = new_form (hall, "emp-reg-flex");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (json_t) json = tb_form_dup_json (form);
  g_autoptr (TbForm) other = tb_form_set (form, "hukou_addr", "沈阳市和平区太原街1号");
  g_autoptr (json_t) again = tb_form_dup_json (form);
  g_autoptr (GPtrArray) changed = tb_form_dup_changed (other);

  before = tb_json_to_canonical (json);
  after = tb_json_to_canonical (again);
  g_assert_cmpstr (before, ==, after);
  g_assert_null (tb_form_get_value (form, "hukou_addr"));
  g_assert_true (tb_form_is_changed (other));
  g_assert_cmpuint (changed->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (changed, 0), ==, "hukou_addr");
}

/* What people type, and what is stored. */
static void
test_normalise (void)
{
  static const struct {
    const char *item;
    const char *field;
    const char *typed;
    const char *stored;
  } cases[] = {
    { "emp-reg-flex", "start_date", "20261010", "2026-10-10" },
    { "emp-reg-flex", "start_date", "２０２６年１０月１日", "2026-10-01" },
    { "emp-reg-flex", "start_date", "2026/1/5", "2026-01-05" },
    { "emp-reg-flex", "start_date", "2026-02-30", "2026-02-30" },
    { "emp-reg-flex", "reg_area", "沈阳", "shenyang" },
    { "emp-reg-flex", "reg_area", "沈抚示范区", "shenfu" },
    { "emp-reg-flex", "reg_area", "FS", "fushun" },
    { "emp-reg-flex", "mobile", "138 4001 2345", "13840012345" },
    { "emp-reg-flex", "hukou_addr", "  沈阳市（和平区）　", "沈阳市（和平区）" },
    { "emp-reg-flex", "hukou_area", "２１０１０２", "210102" },
    { "si-merge-inprov", "contrib_from", "201003", "2010-03" },
    { "si-merge-inprov", "contrib_from", "2010年3月", "2010-03" },
    { "si-transfer-xprov", "insurance_type", "110", "110" },
    { "card-loss-formal", "card_no", "ａ１２３４５６７８", "A12345678" },
  };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TbForm) form = new_form (hall, cases[i].item);

    set (&form, cases[i].field, cases[i].typed);
    assert_text (form, cases[i].field, cases[i].stored);
  }
}

static void
test_code_by_label (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = new_form (hall, "unemp-reg");
  gsize n;
  const TbCode *codes = tb_catalogue_get_codes (hall->catalogue, "aac009_hukou_nature", &n);

  for (gsize i = 0; i < n; i++) {
    set (&form, "hukou_nature", codes[i].label_zh);
    assert_text (form, "hukou_nature", codes[i].code);
  }
  set (&form, "hukou_nature", "没有这个");
  assert_text (form, "hukou_nature", "没有这个");
  g_assert_cmpstr (tb_form_find_problem (form, "/form/hukou_nature")->code, ==, "unknown-code");
}

static void
test_money (void)
{
  static const struct {
    const char *typed;
    json_int_t fen;
  } cases[] = {
    { "4800", 480000 },  { "4800.5", 480050 }, { "4,800.50", 480050 },
    { "１２３", 12300 }, { "4800元", 480000 },
  };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = new_form (hall, "emp-reg-flex");
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    set (&form, "month_income", cases[i].typed);
    g_assert_cmpint (json_integer_value (tb_form_get_value (form, "month_income")),
                     ==,
                     cases[i].fen);
  }
  set (&form, "month_income", "1234567.5");
  text = tb_form_dup_text (form, "month_income");
  g_assert_cmpstr (text, ==, "1,234,567.50");
  set (&form, "month_income", "4,80.00");
  g_assert_cmpstr (tb_form_find_problem (form, "/form/month_income")->code, ==, "type");
}

static void
test_warning (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = new_form (hall, "emp-reg-flex");
  g_autoptr (TbForm) accepted = NULL;
  g_autoptr (TbForm) taken_back = NULL;
  const TbFormProblem *problem;

  set (&form, "start_date", "2026-01-05");
  problem = tb_form_find_problem (form, "/form/start_date");
  g_assert_true (problem->is_warning);
  g_assert_true (tb_form_problem_stops (problem));
  accepted = tb_form_acknowledge (form, problem->field, problem->code, "补登记，已核对");
  g_assert_false (tb_form_problem_stops (tb_form_find_problem (accepted, "/form/start_date")));
  taken_back = tb_form_acknowledge (accepted, problem->field, problem->code, NULL);
  g_assert_true (tb_form_problem_stops (tb_form_find_problem (taken_back, "/form/start_date")));
}

/* The first of some seeds that leads to a form without problems. */
static TbForm *
fill (TbTestHall *hall, const TbItem *item)
{
  TbForm *form = NULL;

  for (guint32 seed = 1; form == NULL && seed < 30; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);

    form = tb_test_filler_fill (hall, item, TB_AREA_SHENYANG, random);
  }
  g_assert_nonnull (form);

  return form;
}

static void
test_hidden (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  gsize n;
  const TbItem *const *items = tb_catalogue_get_items (hall->catalogue, &n);

  /* For every matter: what is hidden is never in the payload, what is shown and typed is. */
  for (gsize i = 0; i < n; i++) {
    g_autoptr (TbForm) form = fill (hall, items[i]);
    g_autoptr (json_t) payload = tb_form_dup_payload (form);
    gsize n_sections;
    const TbSection *sections = tb_item_get_sections (items[i], &n_sections);

    g_assert_true (tb_form_can_submit (form));
    for (gsize k = 0; k < n_sections; k++) {
      for (gsize f = 0; f < sections[k].n_fields; f++) {
        const char *id = sections[k].fields[f].id;
        gboolean is_sent = json_object_get (json_object_get (payload, "form"), id) != NULL;

        g_assert_true (!is_sent || tb_form_is_shown (form, id));
        g_assert_true (is_sent || tb_form_get_value (form, id) == NULL ||
                       !tb_form_is_shown (form, id));
      }
    }
  }
}

static void
test_materials (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = new_form (hall, "emp-reg-flex");
  g_autoptr (TbForm) promised = NULL;
  g_autoptr (TbForm) seen = NULL;
  gsize n;
  const TbMaterial *materials = tb_item_get_materials (tb_form_get_item (form), &n);
  g_autofree char *pointer = g_strconcat ("/materials/", materials[0].id, NULL);

  g_assert_cmpstr (tb_form_find_problem (form, pointer)->code, ==, "required");
  promised = tb_form_set_material (form, materials[0].id, "promised", "2026-12-01");
  g_assert_cmpint (tb_form_find_problem (promised, pointer) == NULL, ==, materials[0].is_tolerable);
  seen = tb_form_set_material (promised, materials[0].id, "seen", NULL);
  g_assert_null (tb_form_find_problem (seen, pointer));
}

/* A matter of this test, in which everything that the format knows occurs. */
static TbForm *
new_tiny_form (void)
{
  g_autoptr (GFile) folder = g_file_new_for_path (TB_TEST_DATA);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCatalogue) catalogue = tb_catalogue_new_from_folder (folder, &error);
  g_autoptr (json_t) prefill = json_pack ("{s:{s:s, s:s, s:s}}",
                                          "person",
                                          "id_type",
                                          "01",
                                          "id_no",
                                          "210102197906159915",
                                          "name",
                                          "张建国");
  TbFormRules rules = { .catalogue = catalogue, .window_area = TB_AREA_SHENFU };

  g_assert_no_error (error);
  rules.item = tb_catalogue_get_item (catalogue, "tiny", 0);
  g_date_clear (&rules.today, 1);
  g_date_set_dmy (&rules.today, 23, G_DATE_NOVEMBER, 2026);

  return tb_form_new (&rules, prefill);
}

static void
set_cell (TbForm **form, gsize row, const char *column, const char *text)
{
  TbForm *next = tb_form_set_cell (*form, "periods", row, column, text);

  tb_form_unref (*form);
  *form = next;
}

static void
test_table (void)
{
  g_autoptr (TbForm) form = new_tiny_form ();
  g_autoptr (TbForm) fewer = NULL;

  set_cell (&form, 0, "period_from", "2020年3月");
  g_assert_cmpstr (tb_form_find_problem (form, "/form/periods/0/period_to")->code, ==, "required");
  set_cell (&form, 0, "period_to", "202001");
  g_assert_cmpstr (tb_form_find_problem (form, "/form/periods/0")->message,
                   ==,
                   "Ends before it begins");
  set_cell (&form, 0, "period_to", "202101");
  g_assert_null (tb_form_find_problem (form, "/form/periods"));
  set_cell (&form, 1, "period_from", "gestern");
  g_assert_cmpstr (tb_form_find_problem (form, "/form/periods/1/period_from")->code, ==, "type");
  g_assert_cmpuint (tb_form_get_n_rows (form, "periods"), ==, 2);
  fewer = tb_form_remove_row (form, "periods", 1);
  g_assert_cmpuint (tb_form_get_n_rows (fewer, "periods"), ==, 1);
  g_assert_null (tb_form_find_problem (fewer, "/form/periods"));
}

/* The second field hides with the first, the third with the second. */
static void
test_conditions (void)
{
  g_autoptr (TbForm) form = new_tiny_form ();
  g_autoptr (json_t) payload = NULL;

  g_assert_true (tb_form_is_required (form, "address"));
  g_assert_false (tb_form_is_shown (form, "postcode"));
  set (&form, "address", "太原街1号");
  g_assert_true (tb_form_is_shown (form, "postcode"));
  g_assert_false (tb_form_is_required (form, "postcode"));
  set (&form, "address", "沈阳市和平区太原街1号");
  g_assert_true (tb_form_is_required (form, "postcode"));
  set (&form, "postcode", "110000");
  g_assert_null (tb_form_find_problem (form, "/form"));

  set (&form, "way", "自取");
  g_assert_false (tb_form_is_shown (form, "address"));
  g_assert_false (tb_form_is_shown (form, "postcode"));
  payload = tb_form_dup_payload (form);
  g_assert_null (json_object_get (json_object_get (payload, "form"), "address"));
  g_assert_null (json_object_get (json_object_get (payload, "form"), "postcode"));
  /* It is still there for the one who changes their mind. */
  assert_text (form, "address", "沈阳市和平区太原街1号");
}

static void
test_proof (void)
{
  g_autoptr (TbForm) form = new_tiny_form ();
  g_autoptr (TbForm) late = NULL;
  g_autoptr (TbForm) replaced = NULL;
  g_autoptr (TbForm) card = NULL;

  g_assert_false (tb_form_needs_material (form, "proof"));
  set (&form, "way", "self");
  g_assert_true (tb_form_needs_material (form, "proof"));
  late = tb_form_set_material (form, "proof", "promised", "2026-11-22");
  g_assert_cmpstr (tb_form_find_problem (late, "/materials/proof")->code, ==, "due");
  replaced = tb_form_set_material (form, "proof", "replaced", NULL);
  g_assert_null (tb_form_find_problem (replaced, "/materials/proof"));
  card = tb_form_set_material (form, "card", "replaced", NULL);
  g_assert_cmpstr (tb_form_find_problem (card, "/materials/card")->code, ==, "not-replaceable");
}

/* A draft comes back as it was, for every matter. */
static void
test_draft (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  gsize n;
  const TbItem *const *items = tb_catalogue_get_items (hall->catalogue, &n);

  for (gsize i = 0; i < n; i++) {
    const TbFormRules rules = tb_test_hall_get_rules (hall, items[i], TB_AREA_FUXIN);
    const TbFormRules other = tb_test_hall_get_rules (hall, items[(i + 1) % n], TB_AREA_FUXIN);
    g_autoptr (TbForm) form = fill (hall, items[i]);
    g_autoptr (json_t) draft = tb_form_dup_json (form);
    g_autofree char *text = tb_json_to_string (draft);
    g_autoptr (json_t) read = tb_json_parse (text, -1, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (TbForm) again = tb_form_new_from_json (&rules, read, &error);
    g_autoptr (json_t) written = NULL;

    g_assert_no_error (error);
    written = tb_form_dup_json (again);
    g_assert_true (json_equal (draft, written));
    g_assert_null (tb_form_new_from_json (&other, read, &error));
    g_assert_error (error, TB_FORM_ERROR, TB_FORM_ERROR_ITEM);
  }
}

static void
test_update (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  const TbItem *item = tb_test_hall_get_item (hall, "emp-reg-flex");
  const TbFormRules rules = tb_test_hall_get_rules (hall, item, TB_AREA_SHENYANG);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (TbCase) self = tb_test_filler_submit (hall, item, TB_AREA_SHENYANG, random);
  g_autoptr (TbForm) form = tb_form_new_for_case (&rules, tb_case_get_json (self));
  g_autoptr (json_t) changes = NULL;

  g_assert_false (tb_form_is_changed (form));
  set (&form, "mobile", "13940054321");
  set (&form, "hukou_addr", NULL);
  changes = tb_form_dup_update (form);
  g_assert_cmpuint (json_object_size (changes), ==, 2);
  g_assert_cmpstr (tb_json_get_string (changes, "mobile"), ==, "13940054321");
  g_assert_true (json_is_null (json_object_get (changes, "hukou_addr")));
}

static void
test_person (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = new_form (hall, "emp-reg-flex");
  g_autoptr (json_t) typed = json_pack ("{s:s, s:s, s:s}",
                                        "id_type",
                                        "01",
                                        "id_no",
                                        "２１０１０６１９９５１２３１００４ｘ",
                                        "name",
                                        "阿卜杜拉•买买提");
  g_autoptr (TbForm) other = tb_form_set_person (form, "person", typed);
  g_autoptr (TbForm) nobody = tb_form_set_person (other, "person", NULL);
  const json_t *person = tb_form_get_person (other, "person");

  g_assert_cmpstr (tb_json_get_string (person, "id_no"), ==, "21010619951231004X");
  g_assert_cmpstr (tb_json_get_string (person, "name"), ==, "阿卜杜拉·买买提");
  g_assert_null (tb_form_find_problem (other, "/person"));
  g_assert_nonnull (tb_form_find_problem (nobody, "/person"));
}

/* Another name than the register's passes with a reason only; a city, which knows none, is silent.
 */
static void
test_known_name (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  TbFormRules rules =
      tb_test_hall_get_rules (hall, tb_test_hall_get_item (hall, "emp-reg-flex"), TB_AREA_SHENYANG);
  g_autoptr (json_t) body = json_pack ("{s:{s:s, s:s, s:s}}",
                                       "person",
                                       "id_type",
                                       "01",
                                       "id_no",
                                       "210102197906159915",
                                       "name",
                                       "张三");
  g_autoptr (TbForm) unasked = tb_form_new_for_case (&rules, body);
  g_autoptr (TbForm) form = NULL;
  g_autoptr (TbForm) answered = NULL;
  const TbFormProblem *problem;

  g_assert_null (tb_form_find_problem (unasked, "/person/name"));
  rules.known_id_no = "210102197906159915";
  rules.known_name = "韩堃";
  form = tb_form_new_for_case (&rules, body);
  problem = tb_form_find_problem (form, "/person/name");
  g_assert_cmpstr (problem->code, ==, "name-differs");
  g_assert_true (problem->is_warning && tb_form_problem_stops (problem));
  g_assert_nonnull (strstr (problem->message, "韩"));
  g_assert_null (strstr (problem->message, "堃"));

  answered = tb_form_acknowledge (form, "/person/name", "name-differs", "已改名");
  g_assert_false (tb_form_problem_stops (tb_form_find_problem (answered, "/person/name")));
}

static void
test_agent_needs_power (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = new_form (hall, "emp-reg-flex");
  g_autoptr (json_t) agent =
      json_pack ("{s:s, s:s, s:s}", "id_type", "01", "id_no", "21010619951231004X", "name", "王五");
  g_autoptr (TbForm) sent = tb_form_set_person (form, "agent", agent);
  g_autoptr (TbForm) shown = tb_form_set_material (sent, "poa", "seen", NULL);

  g_assert_false (tb_form_needs_material (form, "poa"));
  g_assert_null (tb_form_find_problem (form, "/materials/poa"));
  g_assert_true (tb_form_needs_material (sent, "poa"));
  g_assert_nonnull (tb_form_find_problem (sent, "/materials/poa"));
  g_assert_null (tb_form_find_problem (shown, "/materials/poa"));
}

/* Whatever is typed into whatever field: a form comes out, and typing its text again changes
 * nothing more. */
static void
test_anything (void)
{
  static const char *const typed[] = {
    "",
    " ",
    "0",
    "-1",
    "99999999999999999999",
    "1e5",
    "２０２６－０２－３０",
    "null",
    "[]",
    "{}",
    "[1,[2]]",
    "'; drop table",
    "是",
    "沈",
    "\xf0\xa0\xae\xb7野家",
    "😀",
    "1,2,3",
    "0000-00-00",
    "210102197906159915",
  };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  gsize n;
  const TbItem *const *items = tb_catalogue_get_items (hall->catalogue, &n);

  for (gsize i = 0; i < n; i++) {
    g_autoptr (TbForm) form = new_form (hall, tb_item_get_id (items[i]));
    gsize n_sections;
    const TbSection *sections = tb_item_get_sections (items[i], &n_sections);

    for (gsize k = 0; k < n_sections * G_N_ELEMENTS (typed); k++) {
      const TbSection *section = &sections[k % n_sections];

      for (gsize f = 0; f < section->n_fields; f++) {
        const char *id = section->fields[f].id;
        g_autofree char *text G_GNUC_UNUSED = NULL;
        g_autoptr (json_t) stored = NULL;

        set (&form, id, typed[k / n_sections]);
        if (!json_is_string (tb_form_get_value (form, id)))
          continue;
        stored = json_deep_copy (tb_form_get_value (form, id));
        set (&form, id, json_string_value (stored));
        g_assert_true (json_equal (stored, tb_form_get_value (form, id)));
      }
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/form/a-new-form-starts-with-what-is-known", test_new);
  g_test_add_func ("/forms/form/what-is-known-is-normalised", test_prefill_normalised);
  g_test_add_func ("/forms/form/a-setter-leaves-the-old-form-alone", test_immutable);
  g_test_add_func ("/forms/form/typed-text-becomes-what-is-stored", test_normalise);
  g_test_add_func ("/forms/form/a-code-is-found-by-its-label", test_code_by_label);
  g_test_add_func ("/forms/form/yuan-become-fen", test_money);
  g_test_add_func ("/forms/form/a-warning-waits-for-a-reason", test_warning);
  g_test_add_func ("/forms/form/what-is-hidden-is-not-sent", test_hidden);
  g_test_add_func ("/forms/form/a-paper-is-seen-or-promised", test_materials);
  g_test_add_func ("/forms/form/a-table-has-rows", test_table);
  g_test_add_func ("/forms/form/conditions-show-hide-and-demand", test_conditions);
  g_test_add_func ("/forms/form/a-promise-has-a-day-and-a-query-replaces", test_proof);
  g_test_add_func ("/forms/form/a-draft-comes-back-as-it-was", test_draft);
  g_test_add_func ("/forms/form/an-edit-sends-what-changed", test_update);
  g_test_add_func ("/forms/form/a-person-is-written-in-the-normal-form", test_person);
  g_test_add_func ("/forms/form/another-name-than-the-register-s-wants-a-reason", test_known_name);
  g_test_add_func ("/forms/form/an-agent-brings-a-power-of-attorney", test_agent_needs_power);
  g_test_add_func ("/forms/form/anything-may-be-typed", test_anything);

  return g_test_run ();
}
