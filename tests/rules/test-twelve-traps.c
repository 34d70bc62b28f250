/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-twelve-traps"

#include "config.h"

#include <string.h>

#include "tb-date.h"
#include "tb-test-filler.h"

/* The twelve traps of the domain reference, against what ships. Each is a mistake that offices
 * have really made. */

#define MAN_OF_61   "210102196503150014"
#define WOMAN_OF_44 "210404198202200020"
#define MAN_OF_47   "210102197906159915"

static json_t *
new_person (const char *id_no, const char *name)
{
  return json_pack ("{s:s, s:s, s:s}", "id_type", "01", "id_no", id_no, "name", name);
}

static TbForm *
set_all (TbForm *form, const json_t *values, json_t *person)
{
  TbForm *next = tb_form_set_person (form, "person", person);
  const char *id;
  json_t *value;

  json_object_foreach ((json_t *) values, id, value)
  {
    TbForm *after = tb_form_set_value (next, id, value);

    tb_form_unref (next);
    next = after;
  }

  return next;
}

/* A form that is right but for what @values and @person make of it. Takes both over. When
 * @must_pass, the first one that may be submitted. */
static TbForm *
fill (TbTestHall *hall, const char *item, json_t *values, json_t *person)
{
  g_autoptr (json_t) owned = values;
  g_autoptr (json_t) who = person;

  for (guint32 seed = 1; seed < 300; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (TbForm) form =
        tb_test_filler_fill (hall, tb_test_hall_get_item (hall, item), TB_AREA_SHENYANG, random);
    g_autoptr (TbForm) changed = form != NULL ? set_all (form, owned, who) : NULL;

    if (changed != NULL && tb_form_can_submit (changed))
      return g_steal_pointer (&changed);
  }
  g_assert_not_reached ();
}

static TbCase *
submit (TbTestHall *hall, TbForm *form)
{
  const TbWorkflowActor actor = tb_test_hall_get_actor (hall, TB_AREA_SHENYANG, TB_TEST_STAFF);
  g_autoptr (TbCommand) command =
      tb_test_hall_command (hall,
                            TB_COMMAND_SUBMIT,
                            tb_form_get_item (form),
                            NULL,
                            tb_test_hall_submit_args (hall,
                                                      TB_AREA_SHENYANG,
                                                      tb_form_dup_payload (form)));
  g_autoptr (GError) error = NULL;
  TbCase *self = tb_workflow_apply (tb_form_get_item (form), NULL, command, &actor, &error);

  g_assert_no_error (error);

  return self;
}

static void
step (TbTestHall *hall, TbCase **self, const char *transition, json_t *fields)
{
  g_autoptr (json_t) owned = fields;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCase) after = tb_test_filler_advance (hall, *self, transition, owned, &error);

  g_assert_no_error (error);
  g_set_object (self, after);
}

/* Refused by the rules, whoever asks. */
static void
assert_refused (TbTestHall *hall, TbCase *self, const char *transition, json_t *fields)
{
  g_autoptr (json_t) owned = fields;
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_test_filler_advance (hall, self, transition, owned, &error));
  g_assert_error (error, TB_REFUSAL, TB_REFUSAL_INVALID);
}

static const TbFormProblem *
find_code (TbForm *form, const char *code)
{
  GPtrArray *problems = tb_form_get_problems (form);

  for (guint i = 0; i < problems->len; i++) {
    const TbFormProblem *problem = g_ptr_array_index (problems, i);

    if (strcmp (problem->code, code) == 0)
      return problem;
  }

  return NULL;
}

static const json_t *
find_clock (TbCase *self, const char *leg)
{
  const json_t *clocks = tb_case_get_clocks (self);

  for (gsize i = json_array_size (clocks); i > 0; i--) {
    if (g_strcmp0 (tb_json_get_string (json_array_get (clocks, i - 1), "leg"), leg) == 0)
      return json_array_get (clocks, i - 1);
  }

  return NULL;
}

static TbForm *
set_text (TbForm *form, const char *field, const char *text)
{
  TbForm *next = tb_form_set (form, field, text);

  tb_form_unref (form);

  return next;
}

/* 1 */
static void
test_inside_the_province (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = fill (hall,
                                  "si-transfer-xprov",
                                  json_pack ("{s:s}", "ceding_region", "110105"),
                                  new_person (MAN_OF_47, "张建国"));
  const TbFormProblem *problem;

  form = set_text (form, "ceding_region", "210404");
  problem = find_code (form, "other-province");
  g_assert_nonnull (problem);
  g_assert_false (problem->is_warning);
  g_assert_cmpstr (problem->instead, ==, "si-merge-inprov");
  g_assert_false (tb_form_can_submit (form));
}

static TbCase *
reach_precheck (TbTestHall *hall, const char *id_no, const char *birth, const char *hukou)
{
  g_autoptr (TbForm) form = fill (hall,
                                  "si-transfer-xprov",
                                  json_pack ("{s:s, s:s, s:s, s:s, s:b, s:b}",
                                             "ceding_region",
                                             "110105",
                                             "hukou_area",
                                             hukou,
                                             "birth",
                                             birth,
                                             "moved_on",
                                             "2026-11-02",
                                             "org_transfer",
                                             0,
                                             "temp_rule_known",
                                             1),
                                  new_person (id_no, "张建国"));
  TbCase *self = submit (hall, form);

  step (hall,
        &self,
        "precheck",
        json_pack ("{s:b, s:b}", "insured_here", 1, "drawing_benefits", 0));
  step (hall, &self, "accept", NULL);

  return self;
}

/* 2 */
static void
test_temporary_account (void)
{
  static const struct {
    const char *id_no;
    const char *birth;
    const char *hukou;
    gboolean is_temporary;
  } people[] = {
    { MAN_OF_61, "1965-03-15", "110105", TRUE },    { WOMAN_OF_44, "1982-02-20", "110105", TRUE },
    { MAN_OF_47, "1979-06-15", "110105", FALSE },   { MAN_OF_61, "1965-03-15", "210102", FALSE },
    { WOMAN_OF_44, "1982-02-20", "210404", FALSE },
  };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++) {
    g_autoptr (TbCase) self =
        reach_precheck (hall, people[i].id_no, people[i].birth, people[i].hukou);

    if (people[i].is_temporary) {
      assert_refused (hall, self, "send-letter", NULL);
      step (hall, &self, "open-temp-account", NULL);
      g_assert_cmpstr (tb_case_get_state (self), ==, "temp_account");
    } else {
      assert_refused (hall, self, "open-temp-account", NULL);
      step (hall, &self, "send-letter", NULL);
    }
  }
}

/* 3 */
static void
test_third_clock (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbCase) self = reach_precheck (hall, MAN_OF_47, "1979-06-15", "210102");

  step (hall, &self, "send-letter", NULL);
  step (hall, &self, "record-receipt", NULL);
  tb_test_hall_set_day (hall, "2026-12-01");
  step (hall, &self, "record-fund", NULL);
  /* The money alone starts nothing … */
  g_assert_null (find_clock (self, "closing"));
  assert_refused (hall, self, "confirm-both", NULL);
  tb_test_hall_set_day (hall, "2026-12-08");
  step (hall, &self, "record-info", NULL);
  g_assert_null (find_clock (self, "closing"));
  tb_test_hall_set_day (hall, "2026-12-09");
  step (hall, &self, "confirm-both", NULL);
  /* … the later of the two does. */
  g_assert_cmpstr (tb_json_get_string (find_clock (self, "closing"), "started"), ==, "2026-12-09");
  g_assert_cmpint (tb_json_get_int (find_clock (self, "closing"), "days", 0), ==, 15);
  g_assert_nonnull (tb_json_get_string (find_clock (self, "ceding"), "stopped"));
}

/* 4 */
static void
test_two_clocks (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = fill (hall,
                                  "card-loss-formal",
                                  json_pack ("{s:s}", "card_area", "fushun"),
                                  new_person (MAN_OF_47, "张建国"));
  g_autoptr (TbCase) self = submit (hall, form);
  const json_t *clock = find_clock (self, "forward");

  g_assert_cmpint (tb_item_get_mode (tb_form_get_item (form)), ==, TB_MODE_DECIDED_THERE);
  g_assert_cmpint (tb_case_get_home (self), ==, TB_AREA_FUSHUN);
  g_assert_cmpint (tb_case_get_origin (self), ==, TB_AREA_SHENYANG);
  g_assert_cmpstr (tb_json_get_string (clock, "owner"), ==, "shenyang");
  g_assert_null (find_clock (self, "decide"));

  tb_test_hall_set_day (hall, "2026-11-25");
  step (hall, &self, "forward", NULL);
  step (hall, &self, "receive", NULL);
  tb_test_hall_set_day (hall, "2026-11-26");
  step (hall, &self, "accept", NULL);
  /* Both are there to be shown: the office's own, overrun, and the legal one of the home area. */
  g_assert_cmpstr (tb_json_get_string (find_clock (self, "forward"), "stopped"), ==, "2026-11-25");
  clock = find_clock (self, "decide");
  g_assert_cmpstr (tb_json_get_string (clock, "started"), ==, "2026-11-26");
  g_assert_cmpstr (tb_json_get_string (clock, "owner"), ==, "fushun");
  g_assert_null (tb_json_get_string (clock, "stopped"));
}

/* 5 */
static void
test_shenfu (void)
{
  static const char *const regions[] = { "210404", "210112" };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (regions); i++) {
    g_autoptr (TbForm) form = fill (hall,
                                    "emp-reg-flex",
                                    json_pack ("{s:s, s:s, s:s}",
                                               "reg_area",
                                               "shenfu",
                                               "live_area",
                                               regions[i],
                                               "hukou_area",
                                               regions[i]),
                                    new_person (MAN_OF_47, "张建国"));
    g_autoptr (TbCase) self = submit (hall, form);

    /* Decided by the area chosen, never by a region's code. */
    g_assert_cmpint (tb_case_get_home (self), ==, TB_AREA_SHENFU);
    g_assert_cmpint (tb_area_from_slug (regions[i]), ==, TB_AREA_NONE);
  }
}

/* 6 */
static void
test_abolished_region (void)
{
  /* 210121 was 新民县 until 1993. */
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form =
      fill (hall, "emp-reg-flex", json_object (), new_person ("210121197906159914", "张建国"));
  g_autoptr (TbCase) self = submit (hall, form);

  g_assert_null (tb_form_find_problem (form, "/person"));
  g_assert_cmpstr (tb_case_get_person_id (self), ==, "210121197906159914");
}

static TbCase *
reach_arrival (TbTestHall *hall, const char *restricted, const char *channel)
{
  g_autoptr (TbForm) form =
      fill (hall,
            "arc-receive",
            json_pack ("{s:s, s:s}", "receive_area", "shenyang", "arc_restricted", restricted),
            new_person (MAN_OF_47, "张建国"));
  TbCase *self = submit (hall, form);

  step (hall, &self, "find-eligible", NULL);
  step (hall, &self, "issue-letter", NULL);
  step (hall,
        &self,
        "arrive",
        json_pack ("{s:s, s:s, s:s, s:i, s:b}",
                   "arrival_channel",
                   channel,
                   "arrival_no",
                   "A1",
                   "arrived_on",
                   "2026-11-23",
                   "arrived_volumes",
                   1,
                   "arc_seal_ok",
                   1));

  return self;
}

/* 7 */
static void
test_carried_archive (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) carried = fill (hall,
                                     "arc-receive",
                                     json_pack ("{s:b}", "carried", 0),
                                     new_person (MAN_OF_47, "张建国"));
  g_autoptr (TbForm) wanted = fill (hall,
                                    "arc-out",
                                    json_pack ("{s:b}", "carry_wanted", 0),
                                    new_person (MAN_OF_47, "张建国"));
  g_autoptr (TbCase) by_hand = reach_arrival (hall, "N", "9");
  g_autoptr (TbCase) express = reach_arrival (hall, "A", "3");
  g_autoptr (TbCase) ordinary = reach_arrival (hall, "N", "3");
  g_autoptr (TbCase) confidential = reach_arrival (hall, "A", "1");

  carried = set_text (carried, "carried", "是");
  g_assert_false (find_code (carried, "carried-refused")->is_warning);
  wanted = set_text (wanted, "carry_wanted", "是");
  g_assert_false (find_code (wanted, "carry-refused")->is_warning);

  assert_refused (hall, by_hand, "unpack", NULL);
  step (hall, &by_hand, "refuse-parcel", NULL);
  assert_refused (hall, express, "unpack", NULL);
  step (hall, &express, "refuse-parcel", NULL);
  step (hall, &ordinary, "unpack", NULL);
  step (hall, &confidential, "unpack", NULL);
}

/* Sending a restricted archive by express, or giving it to the person, is refused as well. */
static void
test_sending_archive (void)
{
  static const struct {
    const char *restricted;
    const char *channel;
    gboolean may_go;
  } ways[] = {
    { "N", "1", TRUE },  { "N", "2", TRUE },  { "N", "3", TRUE },  { "N", "9", FALSE },
    { "A", "1", TRUE },  { "B", "2", TRUE },  { "A", "3", FALSE }, { "B", "3", FALSE },
    { "C", "3", FALSE }, { "C", "9", FALSE },
  };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autoptr (TbForm) form = fill (hall,
                                    "arc-out",
                                    json_pack ("{s:s}", "arc_restricted", ways[i].restricted),
                                    new_person (MAN_OF_47, "张建国"));
    g_autoptr (TbCase) self = submit (hall, form);
    const TbTransition *index =
        tb_machine_get_transition (tb_item_get_machine (tb_form_get_item (form)), "index");
    g_autoptr (GRand) random = g_rand_new_with_seed (1);
    g_autoptr (json_t) fields = NULL;

    step (hall, &self, "accept", NULL);
    fields = tb_test_filler_answer (hall, tb_form_get_item (form), self, index, random);
    json_object_set_new (fields, "arc_channel", json_string (ways[i].channel));
    if (ways[i].may_go)
      step (hall, &self, "index", json_incref (fields));
    else
      assert_refused (hall, self, "index", json_incref (fields));
  }
}

static gboolean
has_print (const TbItem *item, const char *id)
{
  gsize n;
  const TbPrint *prints = tb_item_get_prints (item, &n);

  for (gsize i = 0; i < n; i++) {
    if (strcmp (prints[i].id, id) == 0)
      return TRUE;
  }

  return FALSE;
}

/* 8 */
static void
test_own_archive (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  const TbItem *query = tb_test_hall_get_item (hall, "arc-query");
  const TbItem *receive = tb_test_hall_get_item (hall, "arc-receive");
  const TbMachine *machine = tb_item_get_machine (query);
  gsize n;
  const TbTransition *all = tb_machine_get_transitions (machine, &n);

  /* What a query answers is whether and where there is an archive, never what stands in it. */
  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < all[i].n_form; k++) {
      g_assert_cmpint (all[i].form[k].type, !=, TB_FIELD_TABLE);
      g_assert_cmpint (all[i].form[k].type, !=, TB_FIELD_ATTACHMENT);
    }
  }
  g_assert_false (has_print (query, "archive-index"));
  g_assert_true (has_print (query, "archive-status"));
  g_assert_true (has_print (receive, "archive-certificate"));
}

/* 9 */
static void
test_certificate_number (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = fill (hall,
                                  "emp-cert-apply",
                                  json_pack ("{s:s}", "issue_area", "shenyang"),
                                  new_person (MAN_OF_47, "张建国"));
  g_autoptr (TbCase) self = submit (hall, form);
  g_autoptr (json_t) areas = json_array ();
  g_autoptr (json_t) some = json_pack ("[s, s]", "shenyang", "fushun");

  for (int area = 0; area < TB_N_AREAS; area++)
    json_array_append_new (areas, json_string (tb_area_get_slug ((TbArea) area)));
  step (hall, &self, "accept", NULL);

  /* Not before all eight areas were asked. */
  assert_refused (hall,
                  self,
                  "issue",
                  json_pack ("{s:O, s:s, s:s}",
                             "areas_asked",
                             some,
                             "cert_no",
                             "2101020026000123",
                             "issued_on",
                             "2026-11-23"));
  /* One was found: its number stays, another one is refused. */
  assert_refused (hall,
                  self,
                  "issue",
                  json_pack ("{s:O, s:s, s:s, s:s}",
                             "areas_asked",
                             areas,
                             "found_cert_no",
                             "2104041023004567",
                             "cert_no",
                             "2101020026000123",
                             "issued_on",
                             "2026-11-23"));
  step (hall,
        &self,
        "issue",
        json_pack ("{s:O, s:s, s:s, s:s}",
                   "areas_asked",
                   areas,
                   "found_cert_no",
                   "2104041023004567",
                   "cert_no",
                   "2104041023004567",
                   "issued_on",
                   "2026-11-23"));
}

/* 10 */
static void
test_late_filing (void)
{
  static const char *const places[] = { "hukou", "live", "work", "insured" };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = fill (hall,
                                  "emp-reg-flex",
                                  json_pack ("{s:s}", "start_date", "2026-11-20"),
                                  new_person (MAN_OF_47, "张建国"));
  g_autoptr (TbForm) late = NULL;

  form = set_text (form, "start_date", "2025-03-01");
  g_assert_true (find_code (form, "late-filing")->is_warning);
  late = tb_form_acknowledge (form, "/form/start_date", "late-filing", "逾期补登记");
  g_assert_true (tb_form_can_submit (late));

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (TbForm) unemployed = fill (hall,
                                          "unemp-reg",
                                          json_pack ("{s:s}", "reg_place_type", places[i]),
                                          new_person (MAN_OF_47, "张建国"));

    g_assert_true (tb_form_can_submit (unemployed));
  }
}

/* Two open registrations of a person are the same whatever place they name: the city finds the
 * other one by these fields, and the step asks the areas. */
static void
test_no_double (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbForm) form = fill (hall,
                                  "unemp-reg",
                                  json_pack ("{s:s}", "reg_area", "fushun"),
                                  new_person (MAN_OF_47, "张建国"));
  g_autoptr (TbCase) self = submit (hall, form);
  const char *const *fields = tb_item_get_duplicates (tb_form_get_item (form));
  const TbTransition *transition =
      tb_machine_get_transition (tb_item_get_machine (tb_form_get_item (form)), "register");
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  g_autoptr (json_t) answer = NULL;

  g_assert_true (fields != NULL && fields[0] != NULL);
  g_assert_false (g_strv_contains (fields, "reg_area"));
  g_assert_false (g_strv_contains (fields, "reg_place_type"));

  step (hall, &self, "accept", NULL);
  answer = tb_test_filler_answer (hall, tb_form_get_item (form), self, transition, random);
  g_assert_nonnull (answer);
  /* Open somewhere already … */
  json_object_set_new (answer, "open_registration", json_string ("benxi"));
  assert_refused (hall, self, "register", json_incref (answer));
  /* … or not asked where it matters. */
  json_object_del (answer, "open_registration");
  json_object_set_new (answer, "areas_asked", json_pack ("[s]", "benxi"));
  json_object_set_new (answer, "areas_not_asked", json_string ("无法联通"));
  assert_refused (hall, self, "register", json_incref (answer));
}

/* 11 */
static void
test_names_and_numbers (void)
{
  static const struct {
    const char *id_no;
    const char *name;
    const char *stored_no;
    const char *stored_name;
  } people[] = {
    { "210102197906159915", "𠮷野家", "210102197906159915", "𠮷野家" },
    { "21010619951231004x", "㛃婷", "21010619951231004X", "㛃婷" },
    { "２１０１０２１９７９０６１５９９１５",
      "阿卜杜拉•买买提",
      "210102197906159915",
      "阿卜杜拉·买买提" },
    { "210106 19951231 004X", "王　芳", "21010619951231004X", NULL },
  };
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++) {
    g_autoptr (TbForm) form =
        fill (hall, "emp-reg-flex", json_object (), new_person (MAN_OF_47, "张建国"));
    g_autoptr (json_t) typed = new_person (people[i].id_no, people[i].name);
    g_autoptr (TbForm) other = tb_form_set_person (form, "person", typed);
    const json_t *person = tb_form_get_person (other, "person");

    g_assert_cmpstr (tb_json_get_string (person, "id_no"), ==, people[i].stored_no);
    g_assert_null (tb_form_find_problem (other, "/person/id_no"));
    if (people[i].stored_name == NULL)
      continue;
    g_assert_cmpstr (tb_json_get_string (person, "name"), ==, people[i].stored_name);
    g_assert_true (tb_form_can_submit (other));
  }
}

/* 12 */
static void
test_beyond_the_calendar (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbCase) self = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  TbDeadline deadline;
  GDate today;

  tb_test_hall_set_day (hall, "2026-12-21");
  self = reach_precheck (hall, MAN_OF_47, "1979-06-15", "210102");
  tb_test_hall_get_day (hall, &today);
  g_assert_true (
      tb_deadline_find_next (hall->calendar, tb_case_get_clocks (self), &today, &deadline));
  g_assert_true (deadline.is_uncertain);
  lines = tb_deadline_explain (hall->calendar,
                               tb_test_hall_get_item (hall, "si-transfer-xprov"),
                               find_clock (self, deadline.leg),
                               &today);
  g_assert_nonnull (strstr (g_ptr_array_index (lines, lines->len - 1), "2026-12-31"));

  tb_test_hall_set_day (hall, "2026-11-23");
  g_clear_object (&self);
  self = reach_precheck (hall, MAN_OF_47, "1979-06-15", "210102");
  tb_test_hall_get_day (hall, &today);
  g_assert_true (
      tb_deadline_find_next (hall->calendar, tb_case_get_clocks (self), &today, &deadline));
  g_assert_false (deadline.is_uncertain);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (void);
  } tests[] = {
    { "01-inside-the-province-nothing-is-transferred", test_inside_the_province },
    { "02-a-temporary-account-sends-no-letter", test_temporary_account },
    { "03-the-third-limit-starts-with-the-later-of-form-and-money", test_third_clock },
    { "04-the-legal-limit-starts-at-the-home-area", test_two_clocks },
    { "05-shenfu-is-chosen-not-read-from-a-code", test_shenfu },
    { "06-an-abolished-region-in-a-number-is-valid", test_abolished_region },
    { "07-a-carried-archive-is-refused", test_carried_archive },
    { "07-restricted-archives-do-not-go-by-express", test_sending_archive },
    { "08-nobody-reads-their-own-archive", test_own_archive },
    { "09-a-certificate-keeps-its-number", test_certificate_number },
    { "10-late-filing-is-accepted", test_late_filing },
    { "10-unemployment-is-registered-once", test_no_double },
    { "11-names-and-numbers-come-in-every-form", test_names_and_numbers },
    { "12-a-limit-beyond-the-calendar-says-so", test_beyond_the_calendar },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strdup_printf ("/rules/twelve-traps/%s", tests[i].name);

    g_test_add_func (path, tests[i].test);
  }

  return g_test_run ();
}
