/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-shipped"

#include "config.h"

#include <string.h>

#include "tb-area.h"
#include "tb-catalogue.h"

/* The facts of the domain that the shipped matters have to say as data: the domain reference's
 * list of traps, by number. */

static const char *const matters[] = {
  "unemp-reg",         "emp-reg-flex", "emp-cert-apply", "card-loss-formal", "si-merge-inprov",
  "si-transfer-xprov", "arc-receive",  "arc-out",        "si-cert",          "arc-query",
};

static const char *const proxied[] = {
  "unemp-reg",
  "emp-reg-flex",
  "emp-cert-apply",
  "card-loss-formal",
};

static TbCatalogue *
load (void)
{
  g_autoptr (GError) error = NULL;
  TbCatalogue *catalogue = tb_catalogue_new (&error);

  g_assert_no_error (error);

  return catalogue;
}

static const TbItem *
find_item (TbCatalogue *catalogue, const char *id)
{
  const TbItem *item = tb_catalogue_get_item (catalogue, id, 0);

  if (item == NULL)
    g_error ("the matter “%s” is not shipped", id);

  return item;
}

static const TbTransition *
find_transition (const TbItem *item, const char *id)
{
  const TbTransition *transition = tb_machine_get_transition (tb_item_get_machine (item), id);

  if (transition == NULL)
    g_error ("%s has no transition “%s”", tb_item_get_id (item), id);

  return transition;
}

static const TbField *
find_asked (const TbTransition *transition, const char *id)
{
  for (gsize i = 0; i < transition->n_form; i++)
    if (strcmp (transition->form[i].id, id) == 0)
      return &transition->form[i];
  g_error ("“%s” does not ask for “%s”", transition->id, id);
}

static const TbCheck *
find_check (const TbField *field, const char *code)
{
  for (gsize i = 0; i < field->n_checks; i++)
    if (strcmp (field->checks[i].code, code) == 0)
      return &field->checks[i];
  g_error ("“%s” has no check “%s”", field->id, code);
}

static TbTruth
eval (const TbItem *item, const char *expression, json_t *values)
{
  TbTruth truth = tb_conditions_eval (tb_item_get_conditions (item), expression, values);

  json_decref (values);

  return truth;
}

static gboolean
names_leg (const json_t *legs, const char *leg)
{
  for (gsize i = 0; i < json_array_size (legs); i++)
    if (g_strcmp0 (json_string_value (json_array_get (legs, i)), leg) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_han (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;

  return FALSE;
}

static void
assert_both (const char *what, const char *zh, const char *en)
{
  if (zh == NULL || !has_han (zh))
    g_error ("%s: “%s” is no Chinese", what, zh != NULL ? zh : "");
  if (en == NULL || strcmp (zh, en) == 0 || !g_ascii_isalpha (en[strspn (en, "0123456789()<> ")]))
    g_error ("%s: “%s” is no English", what, en != NULL ? en : "");
}

static void
test_all_present (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (matters); i++) {
    const TbItem *item = find_item (catalogue, matters[i]);
    gsize n;

    g_assert_cmpint (tb_item_get_version (item), >=, 1);
    tb_item_get_sections (item, &n);
    g_assert_cmpuint (n, >, 0);
    tb_item_get_materials (item, &n);
    g_assert_cmpuint (n, >, 0);
    tb_item_get_prints (item, &n);
    g_assert_cmpuint (n, >, 0);
    g_assert_nonnull (tb_item_get_keywords (item)[0]);
  }
}

static void
assert_field_languages (const TbField *field)
{
  assert_both (field->id, field->label_zh, field->label_en);
  for (gsize i = 0; i < field->n_checks; i++)
    assert_both (field->checks[i].code, field->checks[i].message_zh, field->checks[i].message_en);
  for (gsize i = 0; i < field->n_columns; i++)
    assert_field_languages (&field->columns[i]);
}

static void
assert_machine_languages (const TbMachine *machine)
{
  gsize n;
  const TbState *states = tb_machine_get_states (machine, &n);
  const TbTransition *transitions;

  for (gsize i = 0; i < n; i++)
    assert_both (states[i].id, states[i].name_zh, states[i].name_en);

  transitions = tb_machine_get_transitions (machine, &n);
  for (gsize i = 0; i < n; i++) {
    assert_both (transitions[i].id, transitions[i].name_zh, transitions[i].name_en);
    if (transitions[i].when != NULL)
      assert_both (transitions[i].id, transitions[i].when_message_zh, transitions[i].when_message);
    for (gsize j = 0; j < transitions[i].n_form; j++)
      assert_field_languages (&transitions[i].form[j]);
  }
}

static void
test_both_languages (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (matters); i++) {
    const TbItem *item = find_item (catalogue, matters[i]);
    gsize n_sections;
    const TbSection *sections = tb_item_get_sections (item, &n_sections);

    assert_both (matters[i], tb_item_get_name_zh (item), tb_item_get_name_en (item));
    for (gsize j = 0; j < n_sections; j++) {
      assert_both (matters[i], sections[j].title_zh, sections[j].title_en);
      for (gsize k = 0; k < sections[j].n_fields; k++)
        assert_field_languages (&sections[j].fields[k]);
    }
    assert_machine_languages (tb_item_get_machine (item));
  }
}

static void
test_basis_names_a_document (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (matters); i++) {
    const json_t *basis =
        json_object_get (tb_item_get_json (find_item (catalogue, matters[i])), "basis");

    g_assert_cmpuint (json_array_size (basis), >, 0);
    for (gsize j = 0; j < json_array_size (basis); j++) {
      const char *doc = json_string_value (json_object_get (json_array_get (basis, j), "doc"));

      g_assert_nonnull (doc);
      g_assert_null (strpbrk (doc, "[]"));
      g_assert_true (has_han (doc));
    }
  }
}

static void
test_refusal_is_a_decision (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (matters); i++) {
    const TbMachine *machine = tb_item_get_machine (find_item (catalogue, matters[i]));
    gsize n;
    const TbTransition *transitions = tb_machine_get_transitions (machine, &n);

    for (gsize j = 0; j < n; j++) {
      if (!names_leg (transitions[j].prints, "refuse-notice") &&
          !names_leg (transitions[j].prints, "decide-notice"))
        continue;
      g_assert_cmpuint (transitions[j].roles, ==, 1u << TB_ROLE_SUPERVISOR);
      g_assert_true (transitions[j].needs_reason);
    }
  }
}

/* Trap 1 */
static void
test_nothing_moves_inside_the_province (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();
  const TbItem *item = find_item (catalogue, "si-transfer-xprov");
  const TbCheck *check = find_check (tb_item_get_field (item, "ceding_region"), "other-province");
  const TbItem *merge = find_item (catalogue, "si-merge-inprov");

  g_assert_false (check->is_warning);
  g_assert_cmpstr (check->instead, ==, "si-merge-inprov");
  for (int city = 1; city <= 14; city++)
    g_assert_cmpint (eval (item,
                           check->expression,
                           json_pack ("{s:o}", "ceding_region", json_sprintf ("21%02d02", city))),
                     ==,
                     TB_TRUTH_FALSE);
  g_assert_cmpint (eval (item, check->expression, json_pack ("{s:s}", "ceding_region", "220102")),
                   ==,
                   TB_TRUTH_TRUE);
  g_assert_cmpint (eval (item, check->expression, json_object ()), ==, TB_TRUTH_UNKNOWN);

  check = find_check (tb_item_get_field (merge, "old_region"), "same-province");
  g_assert_cmpstr (check->instead, ==, "si-transfer-xprov");
}

static json_t *
mover (const char *sex, const char *birth, const char *hukou, gboolean is_organised)
{
  return json_pack ("{s:s, s:s, s:s, s:b, s:s, s:s}",
                    "applicant_sex",
                    sex,
                    "birth",
                    birth,
                    "hukou_area",
                    hukou,
                    "org_transfer",
                    is_organised,
                    "moved_on",
                    "2026-10-12",
                    "today",
                    "2026-11-23");
}

/* Trap 2 */
static void
test_older_mover_gets_a_temporary_account (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();
  const TbItem *item = find_item (catalogue, "si-transfer-xprov");
  const char *letter = find_transition (item, "send-letter")->when;
  const struct {
    const char *sex;
    const char *birth;
    const char *hukou;
    gboolean is_organised;
    gboolean gets_letter;
  } rows[] = {
    { "1", "1976-10-12", "220102", FALSE, FALSE }, /* 50 on the day of the move */
    { "1", "1976-10-13", "220102", FALSE, TRUE },  /* 50 only since: 49 on that day */
    { "2", "1986-10-12", "220102", FALSE, FALSE }, { "2", "1986-10-13", "220102", FALSE, TRUE },
    { "1", "1970-01-01", "210404", FALSE, TRUE }, /* back to the household province */
    { "2", "1970-01-01", "220102", TRUE, TRUE },  /* sent by an organisation */
    { "1", "1980-01-01", "220102", FALSE, TRUE },  { "2", "1980-01-01", "220102", FALSE, FALSE },
  };

  g_assert_cmpstr (find_transition (item, "open-temp-account")->to, ==, "temp_account");
  g_assert_false (
      names_leg (find_transition (item, "open-temp-account")->prints, "contact-letter"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    json_t *values = mover (rows[i].sex, rows[i].birth, rows[i].hukou, rows[i].is_organised);

    g_assert_cmpint (eval (item, letter, json_incref (values)),
                     ==,
                     rows[i].gets_letter ? TB_TRUTH_TRUE : TB_TRUTH_FALSE);
    g_assert_cmpint (eval (item, find_transition (item, "open-temp-account")->when, values),
                     ==,
                     rows[i].gets_letter ? TB_TRUTH_FALSE : TB_TRUTH_TRUE);
  }
}

/* Trap 3 */
static void
test_third_clock_waits_for_form_and_money (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();
  const TbItem *item = find_item (catalogue, "si-transfer-xprov");
  const TbTransition *confirm = find_transition (item, "confirm-both");
  gsize n;
  const TbTransition *transitions = tb_machine_get_transitions (tb_item_get_machine (item), &n);

  for (gsize i = 0; i < n; i++)
    g_assert_true (names_leg (transitions[i].clock_start, "closing") ==
                   (&transitions[i] == confirm));
  g_assert_false (names_leg (tb_machine_get_clock_start (tb_item_get_machine (item)), "closing"));
  g_assert_cmpint (tb_item_get_limit (item, "review"), ==, 15);
  g_assert_cmpint (tb_item_get_limit (item, "ceding"), ==, 15);
  g_assert_cmpint (tb_item_get_limit (item, "closing"), ==, 15);

  g_assert_cmpint (eval (item, confirm->when, json_pack ("{s:i}", "fund_sum", 1200000)),
                   ==,
                   TB_TRUTH_FALSE);
  g_assert_cmpint (eval (item, confirm->when, json_pack ("{s:i}", "fund_received", 1200000)),
                   ==,
                   TB_TRUTH_FALSE);
  g_assert_cmpint (eval (item,
                         confirm->when,
                         json_pack ("{s:i, s:i}", "fund_sum", 1200000, "fund_received", 1200000)),
                   ==,
                   TB_TRUTH_TRUE);
}

/* Trap 4 */
static void
test_legal_clock_starts_at_home_acceptance (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (proxied); i++) {
    const TbItem *item = find_item (catalogue, proxied[i]);
    const TbMachine *machine = tb_item_get_machine (item);
    const TbTransition *accept = find_transition (item, "accept");
    gsize n;
    const TbTransition *transitions = tb_machine_get_transitions (machine, &n);

    g_assert_cmpint (tb_item_get_mode (item), ==, TB_MODE_DECIDED_THERE);
    g_assert_cmpint (accept->area, ==, TB_ACTOR_HOME);
    g_assert_cmpstr (tb_machine_get_leg (machine, "decide")->owner, ==, "home");
    g_assert_cmpstr (tb_machine_get_leg (machine, "forward")->owner, ==, "origin");
    g_assert_false (names_leg (tb_machine_get_clock_start (machine), "decide"));
    g_assert_true (names_leg (tb_machine_get_clock_start (machine), "forward"));
    for (gsize j = 0; j < n; j++)
      g_assert_true (names_leg (transitions[j].clock_start, "decide") ==
                     (&transitions[j] == accept));
  }
}

/* Trap 5 */
static void
test_home_is_chosen_not_derived (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (matters); i++) {
    const TbItem *item = find_item (catalogue, matters[i]);
    const char *home = tb_item_get_home (item);
    const TbField *field;

    g_assert_cmpint (home[0], ==, ':');
    field = tb_item_get_field (item, home + 1);
    g_assert_nonnull (field);
    g_assert_cmpint (field->type, ==, TB_FIELD_AREA);
    g_assert_cmpstr (field->required, ==, "1");
  }
  g_assert_nonnull (tb_catalogue_find_code (catalogue, "areas", "shenfu"));
}

static void
assert_parcel (const TbItem *item, const char *channel, const char *restricted, gboolean is_taken)
{
  for (int is_sealed = 0; is_sealed <= 1; is_sealed++) {
    json_t *values = json_pack ("{s:s, s:s, s:b}",
                                "arrival_channel",
                                channel,
                                "arc_restricted",
                                restricted,
                                "arc_seal_ok",
                                is_sealed);

    g_assert_cmpint (eval (item, find_transition (item, "unpack")->when, json_incref (values)),
                     ==,
                     is_taken && is_sealed ? TB_TRUTH_TRUE : TB_TRUTH_FALSE);
    g_assert_cmpint (eval (item, find_transition (item, "refuse-parcel")->when, values),
                     ==,
                     is_taken && is_sealed ? TB_TRUTH_FALSE : TB_TRUTH_TRUE);
  }
}

/* Trap 7 */
static void
test_carried_archive_is_refused (void)
{
  static const char *const restricted[] = { "A", "B", "C", "N" };
  g_autoptr (TbCatalogue) catalogue = load ();
  const TbItem *in = find_item (catalogue, "arc-receive");
  const TbItem *out = find_item (catalogue, "arc-out");
  const TbField *channel = find_asked (find_transition (out, "index"), "arc_channel");
  const TbCheck *check = find_check (tb_item_get_field (in, "carried"), "carried-refused");

  g_assert_false (check->is_warning);
  g_assert_cmpint (eval (in, check->expression, json_pack ("{s:b}", "carried", TRUE)),
                   ==,
                   TB_TRUTH_FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (restricted); i++) {
    const gboolean is_free = strcmp (restricted[i], "N") == 0;

    assert_parcel (in, "1", restricted[i], TRUE);
    assert_parcel (in, "2", restricted[i], TRUE);
    assert_parcel (in, "3", restricted[i], is_free);
    assert_parcel (in, "9", restricted[i], FALSE);
    g_assert_cmpint (eval (out,
                           find_check (channel, "channel-restricted")->expression,
                           json_pack ("{s:s, s:s}",
                                      "arc_channel",
                                      "3",
                                      "arc_restricted",
                                      restricted[i])),
                     ==,
                     is_free ? TB_TRUTH_TRUE : TB_TRUTH_FALSE);
  }
  g_assert_cmpint (eval (out,
                         find_check (channel, "channel-not-carried")->expression,
                         json_pack ("{s:s}", "arc_channel", "9")),
                   ==,
                   TB_TRUTH_FALSE);
}

/* Trap 8 */
static void
test_query_tells_status_and_place_only (void)
{
  static const char *const allowed[] = { "arc_status", "arc_keeper",   "arc_keeper_phone",
                                         "arc_since",  "arc_moved_to", "data_as_of",
                                         NULL };
  g_autoptr (TbCatalogue) catalogue = load ();
  const TbItem *item = find_item (catalogue, "arc-query");
  const TbTransition *answer = find_transition (item, "answer");
  const char *layout = tb_catalogue_get_file (catalogue, "documents/archive-status.json", NULL);

  for (gsize i = 0; i < answer->n_form; i++)
    g_assert_true (g_strv_contains (allowed, answer->form[i].id));
  g_assert_nonnull (layout);
  g_assert_null (strstr (layout, "arc_items"));
  g_assert_null (
      strstr (tb_catalogue_get_file (catalogue, "documents/archive-certificate.json", NULL),
              "arc_items"));
}

/* Trap 9 */
static void
test_certificate_number_is_kept_for_life (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();
  const TbItem *item = find_item (catalogue, "emp-cert-apply");
  const TbTransition *issue = find_transition (item, "issue");
  const TbField *asked = find_asked (issue, "areas_asked");
  const char *all_eight = find_check (asked, "asked-all-eight")->expression;
  const char *kept = find_check (find_asked (issue, "cert_no"), "cert-no-kept")->expression;
  json_t *areas = json_array ();

  g_assert_cmpstr (asked->required, ==, "1");
  for (int i = 0; i < TB_N_AREAS; i++) {
    g_assert_cmpint (eval (item, all_eight, json_pack ("{s:O}", "areas_asked", areas)),
                     ==,
                     TB_TRUTH_FALSE);
    json_array_append_new (areas, json_string (tb_area_get_slug (i)));
  }
  g_assert_cmpint (eval (item, all_eight, json_pack ("{s:o}", "areas_asked", areas)),
                   ==,
                   TB_TRUTH_TRUE);

  g_assert_cmpint (eval (item, kept, json_pack ("{s:s}", "cert_no", "2104042026000017")),
                   ==,
                   TB_TRUTH_TRUE);
  g_assert_cmpint (eval (item,
                         kept,
                         json_pack ("{s:s, s:s}",
                                    "cert_no",
                                    "2104042026000017",
                                    "found_cert_no",
                                    "2101022019000005")),
                   ==,
                   TB_TRUTH_FALSE);
}

/* Trap 10 */
static void
test_late_filing_is_a_warning (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();
  const TbItem *item = find_item (catalogue, "emp-reg-flex");
  const TbCheck *check = find_check (tb_item_get_field (item, "start_date"), "late-filing");

  g_assert_true (check->is_warning);
  g_assert_cmpint (eval (item,
                         check->expression,
                         json_pack ("{s:s, s:s}",
                                    "start_date",
                                    "2026-10-24",
                                    "today",
                                    "2026-11-23")),
                   ==,
                   TB_TRUTH_TRUE);
  g_assert_cmpint (eval (item,
                         check->expression,
                         json_pack ("{s:s, s:s}",
                                    "start_date",
                                    "2026-10-23",
                                    "today",
                                    "2026-11-23")),
                   ==,
                   TB_TRUTH_FALSE);
}

/* Trap 10 */
static void
test_unemployment_has_four_places_and_no_double (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();
  const TbItem *item = find_item (catalogue, "unemp-reg");
  const TbField *place = tb_item_get_field (item, "reg_place_type");
  const TbField *other = find_asked (find_transition (item, "register"), "open_registration");
  const char *single = find_check (other, "no-double-registration")->expression;
  gsize n = 0;

  g_assert_cmpstr (place->required, ==, "1");
  g_assert_nonnull (tb_catalogue_get_codes (catalogue, place->list, &n));
  g_assert_cmpuint (n, ==, 4);
  g_assert_nonnull (tb_item_get_duplicates (item)[0]);
  g_assert_cmpint (eval (item, single, json_pack ("{s:s}", "open_registration", "anshan")),
                   ==,
                   TB_TRUTH_FALSE);
  g_assert_cmpint (eval (item, single, json_object ()), ==, TB_TRUTH_TRUE);
}

static void
test_every_list_has_english (void)
{
  g_autoptr (TbCatalogue) catalogue = load ();
  static const char *const lists[] = {
    "areas",
    "gbt3304_ethnic",
    "gbt4658_education",
    "ajc093_unemployment_reason",
    "aae140_insurance_type",
    "relationship",
    "gbt2260_regions",
    "archive_restricted_category",
    "return_reason",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
    gsize n = 0;
    const TbCode *codes = tb_catalogue_get_codes (catalogue, lists[i], &n);

    g_assert_cmpuint (n, >, 1);
    for (gsize j = 0; j < n; j++)
      assert_both (codes[j].code, codes[j].label_zh, codes[j].label_en);
  }
  g_assert_cmpstr (tb_catalogue_find_code (catalogue, "gbt2260_regions", "210404")->extra,
                   ==,
                   "fushun");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/catalogue/shipped/all-ten-matters-are-there", test_all_present);
  g_test_add_func ("/catalogue/shipped/every-text-is-in-both-languages", test_both_languages);
  g_test_add_func ("/catalogue/shipped/every-basis-names-a-document", test_basis_names_a_document);
  g_test_add_func ("/catalogue/shipped/a-refusal-is-a-supervisors-decision",
                   test_refusal_is_a_decision);
  g_test_add_func ("/catalogue/shipped/nothing-is-transferred-inside-the-province",
                   test_nothing_moves_inside_the_province);
  g_test_add_func ("/catalogue/shipped/an-older-mover-gets-a-temporary-account-and-no-letter",
                   test_older_mover_gets_a_temporary_account);
  g_test_add_func ("/catalogue/shipped/the-third-clock-waits-for-form-and-money",
                   test_third_clock_waits_for_form_and_money);
  g_test_add_func ("/catalogue/shipped/the-legal-clock-starts-when-home-accepts",
                   test_legal_clock_starts_at_home_acceptance);
  g_test_add_func ("/catalogue/shipped/the-home-area-is-chosen-and-never-derived-from-a-code",
                   test_home_is_chosen_not_derived);
  g_test_add_func ("/catalogue/shipped/a-carried-archive-is-refused",
                   test_carried_archive_is_refused);
  g_test_add_func ("/catalogue/shipped/an-archive-query-tells-status-and-place-only",
                   test_query_tells_status_and_place_only);
  g_test_add_func ("/catalogue/shipped/a-certificate-keeps-its-number-for-life",
                   test_certificate_number_is_kept_for_life);
  g_test_add_func ("/catalogue/shipped/late-filing-only-warns", test_late_filing_is_a_warning);
  g_test_add_func ("/catalogue/shipped/unemployment-has-four-places-and-no-double",
                   test_unemployment_has_four_places_and_no_double);
  g_test_add_func ("/catalogue/shipped/code-lists-speak-both-languages",
                   test_every_list_has_english);

  return g_test_run ();
}
