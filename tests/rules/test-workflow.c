/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-workflow"

#include "config.h"

#include <string.h>

#include "tb-test-filler.h"

#define REQUEST "0193b000-0000-7000-8000-00000000aaaa"

/* A case collected in Shenyang by "op-1" and decided in Fushun. */
typedef struct {
  TbTestHall *hall;
  const TbItem *item;
  TbCase *self;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->hall = tb_test_hall_new ();
  fixture->item = tb_test_hall_get_item (fixture->hall, "card-loss-formal");
  for (guint32 seed = 1; fixture->self == NULL && seed < 200; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (TbCase) self =
        tb_test_filler_submit (fixture->hall, fixture->item, TB_AREA_SHENYANG, random);

    if (self != NULL && tb_case_get_home (self) == TB_AREA_FUSHUN)
      fixture->self = g_steal_pointer (&self);
  }
  g_assert_nonnull (fixture->self);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->self);
  tb_test_hall_free (fixture->hall);
}

/* By @operator_id of @area; takes @args over. NULL with @error. */
static TbCase *
try_as (Fixture *fixture,
        TbCommandKind kind,
        json_t *args,
        const TbWorkflowActor *actor,
        GError **error)
{
  g_autoptr (TbCommand) command = tb_test_hall_command (fixture->hall,
                                                        kind,
                                                        fixture->item,
                                                        tb_case_get_id (fixture->self),
                                                        args);
  g_autoptr (TbCommand) by = tb_test_hall_command_by (command, actor->operator_id);

  return tb_workflow_apply (fixture->item, fixture->self, by, actor, error);
}

static TbWorkflowActor
actor_of (Fixture *fixture, TbArea area, guint roles, const char *operator_id)
{
  TbWorkflowActor actor = tb_test_hall_get_actor (fixture->hall, area, roles);

  actor.operator_id = operator_id;

  return actor;
}

static void
must (Fixture *fixture, TbCommandKind kind, json_t *args, TbArea area, guint roles)
{
  const TbWorkflowActor actor = actor_of (fixture, area, roles, "op-2");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCase) after = try_as (fixture, kind, args, &actor, &error);

  g_assert_no_error (error);
  g_set_object (&fixture->self, after);
}

static void
must_not (Fixture *fixture,
          TbCommandKind kind,
          json_t *args,
          const TbWorkflowActor *actor,
          TbRefusal refusal)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_as (fixture, kind, args, actor, &error));
  g_assert_error (error, TB_REFUSAL, (gint) refusal);
  g_assert_nonnull (tb_refusal_get_field (error));
  /* Nothing personal in a refusal. */
  g_assert_null (strstr (error->message, tb_case_get_person_name (fixture->self)));
  g_assert_null (strstr (error->message, tb_case_get_person_id (fixture->self)));
}

static void
refuse (Fixture *fixture, TbCommandKind kind, json_t *args, TbArea area, TbRefusal refusal)
{
  const TbWorkflowActor actor =
      actor_of (fixture, area, TB_TEST_STAFF | TB_TEST_SUPERVISOR, "op-2");

  must_not (fixture, kind, args, &actor, refusal);
}

static void
step (Fixture *fixture, const char *transition)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCase) after =
      tb_test_filler_advance (fixture->hall, fixture->self, transition, NULL, &error);

  g_assert_no_error (error);
  g_set_object (&fixture->self, after);
}

static json_t *
reason (void)
{
  return json_pack ("{s:s}", "reason", "按规定");
}

static json_t *
request_to (const char *area, const char *id)
{
  return json_pack ("{s:s, s:s, s:s, s:s}",
                    "request",
                    id,
                    "to",
                    area,
                    "kind",
                    "check",
                    "text",
                    "请核实");
}

static json_t *
answer_with (gboolean accepted)
{
  return json_pack ("{s:s, s:s, s:b}", "request", REQUEST, "text", "已核实", "accepted", accepted);
}

static const json_t *
get (Fixture *fixture, const char *member)
{
  return json_object_get (tb_case_get_json (fixture->self), member);
}

static void
test_submit (Fixture *fixture, gconstpointer data)
{
  const json_t *first = json_array_get (get (fixture, "history"), 0);

  g_assert_cmpstr (tb_case_get_state (fixture->self), ==, "collected");
  g_assert_cmpint (tb_case_get_origin (fixture->self), ==, TB_AREA_SHENYANG);
  g_assert_cmpint (tb_case_get_owner (fixture->self), ==, TB_AREA_FUSHUN);
  g_assert_cmpstr (json_string_value (get (fixture, "sender")), ==, "shenyang");
  g_assert_cmpstr (tb_json_get_string (first, "transition"), ==, "submit");
  g_assert_true (json_is_null (json_object_get (first, "from")));
  g_assert_cmpuint (json_array_size (get (fixture, "clocks")), ==, 1);
  g_assert_false (tb_case_is_closed (fixture->self));
}

/* Changes one member of a good submit and looks at what is said. */
static void
submit_with (Fixture *fixture, const char *member, json_t *value, const char *field)
{
  const TbWorkflowActor actor =
      tb_test_hall_get_actor (fixture->hall, TB_AREA_SHENYANG, TB_TEST_STAFF);
  const TbFormRules rules = tb_test_hall_get_rules (fixture->hall, fixture->item, TB_AREA_SHENYANG);
  g_autoptr (TbForm) form = tb_form_new_for_case (&rules, tb_case_get_json (fixture->self));
  json_t *args =
      tb_test_hall_submit_args (fixture->hall, TB_AREA_SHENYANG, tb_form_dup_payload (form));
  g_autoptr (TbCommand) command = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCase) after = NULL;

  if (value != NULL)
    json_object_set_new (json_object_get (args, "case"), member, value);
  else
    json_object_del (json_object_get (args, "case"), member);
  command = tb_test_hall_command (fixture->hall, TB_COMMAND_SUBMIT, fixture->item, NULL, args);
  after = tb_workflow_apply (fixture->item, NULL, command, &actor, &error);
  if (field == NULL) {
    g_assert_no_error (error);
    return;
  }
  g_assert_error (error, TB_REFUSAL, TB_REFUSAL_INVALID);
  g_assert_cmpstr (tb_refusal_get_field (error), ==, field);
}

static void
test_submit_refused (Fixture *fixture, gconstpointer data)
{
  submit_with (fixture, "home", json_string ("fushun"), NULL);
  submit_with (fixture, "home", json_string ("benxi"), "/args/case/home");
  submit_with (fixture, "state", json_string ("closed"), "/args/case/state");
  submit_with (fixture, "owner", json_string ("benxi"), "/args/case/owner");
  submit_with (fixture, "number", NULL, "/args/case/number");
  submit_with (fixture, "number", json_string ("FS-20261123-03-00001-1"), "/args/case/number");
  submit_with (fixture, "person", NULL, "/args/case/person");
  submit_with (fixture, "form", json_pack ("{s:s}", "no_field", "1"), "/args/case/form/no_field");
  submit_with (fixture, "materials", json_object (), "/args/case/materials/id_card");
  submit_with (fixture,
               "person",
               json_pack ("{s:s, s:s, s:s}",
                          "id_type",
                          "01",
                          "id_no",
                          "210102197906159916",
                          "name",
                          "张建国"),
               "/args/case/person/id_no");
}

static void
test_command_fits_case (Fixture *fixture, gconstpointer data)
{
  const TbWorkflowActor actor = actor_of (fixture, TB_AREA_FUSHUN, TB_TEST_STAFF, "op-2");
  const TbItem *other = tb_test_hall_get_item (fixture->hall, "arc-out");
  g_autoptr (TbCommand) command = tb_test_hall_command (fixture->hall,
                                                        TB_COMMAND_NOTE,
                                                        fixture->item,
                                                        NULL,
                                                        json_pack ("{s:s}", "text", "…"));
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_workflow_apply (fixture->item, fixture->self, command, &actor, &error));
  g_assert_error (error, TB_REFUSAL, TB_REFUSAL_INVALID);
  g_clear_error (&error);
  g_assert_null (tb_workflow_apply (fixture->item, NULL, command, &actor, &error));
  g_assert_error (error, TB_REFUSAL, TB_REFUSAL_DEPENDENCY);
  g_clear_error (&error);
  g_assert_null (tb_workflow_apply (other, fixture->self, command, &actor, &error));
  g_assert_error (error, TB_REFUSAL, TB_REFUSAL_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (tb_workflow_apply (NULL, fixture->self, command, &actor, &error));
  g_assert_error (error, TB_REFUSAL, TB_REFUSAL_UNSUPPORTED);
}

static void
test_arguments (Fixture *fixture, gconstpointer data)
{
  refuse (fixture, TB_COMMAND_NOTE, json_object (), TB_AREA_FUSHUN, TB_REFUSAL_INVALID);
  refuse (fixture,
          TB_COMMAND_NOTE,
          json_pack ("{s:i}", "text", 1),
          TB_AREA_FUSHUN,
          TB_REFUSAL_INVALID);
  refuse (fixture,
          TB_COMMAND_NOTE,
          json_pack ("{s:s}", "text", " \n"),
          TB_AREA_FUSHUN,
          TB_REFUSAL_INVALID);
  refuse (fixture,
          TB_COMMAND_NOTE,
          json_pack ("{s:s, s:s}", "text", "…", "colour", "red"),
          TB_AREA_FUSHUN,
          TB_REFUSAL_INVALID);
}

/* Roles that handle no cases, whatever the kind. */
static void
test_roles (Fixture *fixture, gconstpointer data)
{
  static const TbRole roles[] = { TB_ROLE_TRAINER, TB_ROLE_ADMIN, TB_ROLE_AUDITOR };

  for (int kind = TB_COMMAND_ADVANCE; kind < TB_COMMAND_NOOP; kind++) {
    for (gsize i = 0; i < G_N_ELEMENTS (roles); i++) {
      const TbWorkflowActor actor = actor_of (fixture, TB_AREA_FUSHUN, 1u << roles[i], "op-2");

      must_not (fixture, (TbCommandKind) kind, json_object (), &actor, TB_REFUSAL_FORBIDDEN);
    }
  }
}

static void
test_strangers (Fixture *fixture, gconstpointer data)
{
  for (int kind = TB_COMMAND_ADVANCE; kind < TB_COMMAND_NOOP; kind++)
    refuse (fixture, (TbCommandKind) kind, json_object (), TB_AREA_BENXI, TB_REFUSAL_FORBIDDEN);
}

static void
test_supervisor_verbs (Fixture *fixture, gconstpointer data)
{
  static const TbCommandKind kinds[] = { TB_COMMAND_CLOSE, TB_COMMAND_INVALIDATE };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const TbWorkflowActor staff = actor_of (fixture, TB_AREA_FUSHUN, TB_TEST_STAFF, "op-2");
    const TbWorkflowActor elsewhere =
        actor_of (fixture, TB_AREA_SHENYANG, TB_TEST_SUPERVISOR, "op-2");

    must_not (fixture, kinds[i], reason (), &staff, TB_REFUSAL_FORBIDDEN);
    must_not (fixture, kinds[i], reason (), &elsewhere, TB_REFUSAL_FORBIDDEN);
  }
  refuse (fixture, TB_COMMAND_REOPEN, reason (), TB_AREA_FUSHUN, TB_REFUSAL_INVALID);
}

/* "op-1" of Shenyang collected this one, and decides nothing on it; nor may a supervisor close
 * what they collected. The same id in another area is another person. */
static void
test_own_case (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  const TbItem *item = tb_test_hall_get_item (hall, "card-loss-formal");
  const TbTransition *refusal = tb_machine_get_transition (tb_item_get_machine (item), "refuse");
  Fixture fixture = { .hall = hall, .item = item };
  g_autoptr (TbCase) self = NULL;
  TbWorkflowActor author;
  TbWorkflowActor namesake;

  for (guint32 seed = 1; self == NULL; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (TbCase) made = tb_test_filler_submit (hall, item, TB_AREA_SHENYANG, random);

    if (made != NULL && tb_case_get_home (made) == TB_AREA_SHENYANG)
      self = g_steal_pointer (&made);
  }
  fixture.self = g_object_ref (self);
  step (&fixture, "accept");
  author = actor_of (&fixture, TB_AREA_SHENYANG, TB_TEST_STAFF | TB_TEST_SUPERVISOR, "op-1");
  namesake = author;
  namesake.operator_id = "op-2";
  g_assert_false (tb_workflow_may_advance (item, fixture.self, refusal, &author, NULL));
  g_assert_true (tb_workflow_may_advance (item, fixture.self, refusal, &namesake, NULL));
  must_not (&fixture, TB_COMMAND_CLOSE, reason (), &author, TB_REFUSAL_FORBIDDEN);
  must (&fixture, TB_COMMAND_CLOSE, reason (), TB_AREA_SHENYANG, TB_TEST_SUPERVISOR);
  g_object_unref (fixture.self);
}

static void
test_one_request (Fixture *fixture, gconstpointer data)
{
  must (fixture, TB_COMMAND_REQUEST, request_to ("benxi", REQUEST), TB_AREA_FUSHUN, TB_TEST_STAFF);
  g_assert_true (tb_case_involves (fixture->self, TB_AREA_BENXI));
  refuse (fixture,
          TB_COMMAND_REQUEST,
          request_to ("benxi", "0193b000-0000-7000-8000-00000000bbbb"),
          TB_AREA_SHENYANG,
          TB_REFUSAL_INVALID);
  refuse (fixture,
          TB_COMMAND_REQUEST,
          request_to ("fuxin", REQUEST),
          TB_AREA_FUSHUN,
          TB_REFUSAL_INVALID);
  refuse (fixture,
          TB_COMMAND_REQUEST,
          request_to ("fushun", "0193b000-0000-7000-8000-00000000cccc"),
          TB_AREA_FUSHUN,
          TB_REFUSAL_INVALID);
  must (fixture,
        TB_COMMAND_REQUEST,
        request_to ("fuxin", "0193b000-0000-7000-8000-00000000dddd"),
        TB_AREA_FUSHUN,
        TB_TEST_STAFF);
  g_assert_cmpint (tb_case_get_owner (fixture->self), ==, TB_AREA_FUSHUN);
}

static void
test_answered_request (Fixture *fixture, gconstpointer data)
{
  json_t *cancel = json_pack ("{s:s, s:s}", "request", REQUEST, "reason", "不需要了");

  must (fixture, TB_COMMAND_REQUEST, request_to ("benxi", REQUEST), TB_AREA_FUSHUN, TB_TEST_STAFF);
  refuse (fixture, TB_COMMAND_ANSWER, answer_with (TRUE), TB_AREA_FUSHUN, TB_REFUSAL_FORBIDDEN);
  must (fixture, TB_COMMAND_ANSWER, answer_with (FALSE), TB_AREA_BENXI, TB_TEST_STAFF);
  refuse (fixture, TB_COMMAND_ANSWER, answer_with (TRUE), TB_AREA_BENXI, TB_REFUSAL_INVALID);
  refuse (fixture, TB_COMMAND_CANCEL_REQUEST, cancel, TB_AREA_FUSHUN, TB_REFUSAL_INVALID);
  g_assert_cmpstr (tb_json_get_string (json_array_get (get (fixture, "requests"), 0), "state"),
                   ==,
                   "refused");
}

static void
test_withdrawn_request (Fixture *fixture, gconstpointer data)
{
  must (fixture, TB_COMMAND_REQUEST, request_to ("benxi", REQUEST), TB_AREA_FUSHUN, TB_TEST_STAFF);
  refuse (fixture,
          TB_COMMAND_CANCEL_REQUEST,
          json_pack ("{s:s, s:s}", "request", REQUEST, "reason", "不需要了"),
          TB_AREA_SHENYANG,
          TB_REFUSAL_FORBIDDEN);
  must (fixture,
        TB_COMMAND_CANCEL_REQUEST,
        json_pack ("{s:s, s:s}", "request", REQUEST, "reason", "不需要了"),
        TB_AREA_FUSHUN,
        TB_TEST_STAFF);
  refuse (fixture, TB_COMMAND_ANSWER, answer_with (TRUE), TB_AREA_BENXI, TB_REFUSAL_INVALID);
  must (fixture,
        TB_COMMAND_REQUEST,
        request_to ("benxi", "0193b000-0000-7000-8000-00000000eeee"),
        TB_AREA_FUSHUN,
        TB_TEST_STAFF);
}

static void
test_pending_at_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  must (fixture, TB_COMMAND_REQUEST, request_to ("benxi", REQUEST), TB_AREA_FUSHUN, TB_TEST_STAFF);
  refuse (fixture, TB_COMMAND_CLOSE, reason (), TB_AREA_FUSHUN, TB_REFUSAL_INVALID);
  g_assert_null (tb_test_filler_advance (fixture->hall, fixture->self, "withdraw", NULL, &error));
  g_assert_error (error, TB_REFUSAL, TB_REFUSAL_INVALID);
  /* A case that should never have been asks nobody anything. */
  must (fixture, TB_COMMAND_INVALIDATE, reason (), TB_AREA_FUSHUN, TB_TEST_SUPERVISOR);
  g_assert_true (tb_case_is_closed (fixture->self));
  g_assert_cmpstr (tb_json_get_string (json_array_get (get (fixture, "requests"), 0), "state"),
                   ==,
                   "cancelled");
}

static void
test_reject (Fixture *fixture, gconstpointer data)
{
  const json_t *last;

  refuse (fixture, TB_COMMAND_REJECT, reason (), TB_AREA_SHENYANG, TB_REFUSAL_FORBIDDEN);
  must (fixture, TB_COMMAND_REJECT, reason (), TB_AREA_FUSHUN, TB_TEST_STAFF);
  g_assert_cmpint (tb_case_get_owner (fixture->self), ==, TB_AREA_SHENYANG);
  last = json_array_get (get (fixture, "thread"), json_array_size (get (fixture, "thread")) - 1);
  g_assert_cmpstr (tb_json_get_string (last, "kind"), ==, "reject");
  g_assert_cmpstr (tb_json_get_string (last, "text"), ==, "按规定");
  g_assert_cmpstr (tb_json_get_string (last, "to"), ==, "shenyang");
}

static void
test_forward (Fixture *fixture, gconstpointer data)
{
  json_t *forward = json_pack ("{s:s, s:s}", "to", "tieling", "reason", "转办");

  must (fixture, TB_COMMAND_FORWARD, forward, TB_AREA_FUSHUN, TB_TEST_STAFF);
  g_assert_cmpint (tb_case_get_owner (fixture->self), ==, TB_AREA_TIELING);
  refuse (fixture,
          TB_COMMAND_FORWARD,
          json_pack ("{s:s, s:s}", "to", "anshan", "reason", "转办"),
          TB_AREA_FUSHUN,
          TB_REFUSAL_FORBIDDEN);
  refuse (fixture,
          TB_COMMAND_REMOVE_PARTICIPANT,
          json_pack ("{s:s, s:s}", "area", "tieling", "reason", "…"),
          TB_AREA_FUSHUN,
          TB_REFUSAL_INVALID);
  must (fixture, TB_COMMAND_REJECT, reason (), TB_AREA_TIELING, TB_TEST_STAFF);
  g_assert_cmpint (tb_case_get_owner (fixture->self), ==, TB_AREA_FUSHUN);
  must (fixture,
        TB_COMMAND_REMOVE_PARTICIPANT,
        json_pack ("{s:s, s:s}", "area", "tieling", "reason", "不再需要"),
        TB_AREA_FUSHUN,
        TB_TEST_STAFF);
  g_assert_false (tb_case_involves (fixture->self, TB_AREA_TIELING));
}

static void
test_remind (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 3; i++)
    must (fixture, TB_COMMAND_REMIND, json_object (), TB_AREA_SHENYANG, TB_TEST_STAFF);
  g_assert_cmpint (json_integer_value (get (fixture, "reminders")), ==, 3);
  g_assert_cmpuint (json_array_size (get (fixture, "thread")), ==, 3);
}

static json_t *
rating (int value)
{
  return json_pack ("{s:i, s:s}", "rating", value, "channel", "screen");
}

static void
test_rating (Fixture *fixture, gconstpointer data)
{
  refuse (fixture, TB_COMMAND_RATE, rating (5), TB_AREA_SHENYANG, TB_REFUSAL_INVALID);
  step (fixture, "accept");
  step (fixture, "refuse");
  if (!tb_case_is_closed (fixture->self))
    must (fixture, TB_COMMAND_CLOSE, reason (), TB_AREA_FUSHUN, TB_TEST_SUPERVISOR);
  refuse (fixture, TB_COMMAND_RATE, rating (0), TB_AREA_SHENYANG, TB_REFUSAL_INVALID);
  refuse (fixture,
          TB_COMMAND_RATE,
          json_pack ("{s:i, s:s}", "rating", 5, "channel", "staff"),
          TB_AREA_SHENYANG,
          TB_REFUSAL_INVALID);
  must (fixture, TB_COMMAND_RATE, rating (1), TB_AREA_SHENYANG, TB_TEST_STAFF);
  refuse (fixture, TB_COMMAND_RATE, rating (5), TB_AREA_SHENYANG, TB_REFUSAL_INVALID);
  g_assert_cmpint (tb_json_get_int (get (fixture, "rating"), "value", 0), ==, 1);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  must (fixture, TB_COMMAND_CLOSE, reason (), TB_AREA_FUSHUN, TB_TEST_SUPERVISOR);
  refuse (fixture,
          TB_COMMAND_ADVANCE,
          json_pack ("{s:s}", "transition", "accept"),
          TB_AREA_FUSHUN,
          TB_REFUSAL_CLOSED);
  refuse (fixture, TB_COMMAND_CLOSE, reason (), TB_AREA_FUSHUN, TB_REFUSAL_CLOSED);
  must (fixture,
        TB_COMMAND_NOTE,
        json_pack ("{s:s}", "text", "晚到的备注"),
        TB_AREA_SHENYANG,
        TB_TEST_STAFF);
  must (fixture,
        TB_COMMAND_ATTACH,
        json_pack ("{s:s, s:s, s:s, s:i}",
                   "sha256",
                   "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
                   "name",
                   "a.pdf",
                   "media_type",
                   "application/pdf",
                   "size",
                   11),
        TB_AREA_SHENYANG,
        TB_TEST_STAFF);
  must (fixture, TB_COMMAND_REMIND, json_object (), TB_AREA_SHENYANG, TB_TEST_STAFF);
}

/* The days between the end and the reopening do not count. */
static void
test_reopen (Fixture *fixture, gconstpointer data)
{
  const json_t *clock;
  TbDeadline deadline;
  GDate today;

  step (fixture, "accept");
  must (fixture, TB_COMMAND_CLOSE, reason (), TB_AREA_FUSHUN, TB_TEST_SUPERVISOR);
  tb_test_hall_set_day (fixture->hall, "2026-12-07");
  must (fixture, TB_COMMAND_REOPEN, reason (), TB_AREA_FUSHUN, TB_TEST_SUPERVISOR);
  g_assert_false (tb_case_is_closed (fixture->self));
  g_assert_cmpstr (tb_case_get_state (fixture->self), ==, "accepted");
  tb_test_hall_get_day (fixture->hall, &today);
  clock = json_array_get (tb_case_get_clocks (fixture->self),
                          json_array_size (tb_case_get_clocks (fixture->self)) - 1);
  g_assert_cmpstr (tb_json_get_string (clock, "leg"), ==, "decide");
  tb_deadline_compute (fixture->hall->calendar, clock, &today, &deadline);
  g_assert_true (deadline.is_running);
  g_assert_cmpint (deadline.used, ==, 0);
}

/* A state that waits for the citizen pauses what runs, and going on lets it run again. */
static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  const json_t *clock;
  const json_t *pause;

  step (fixture, "accept");
  step (fixture, "ask-supplement");
  clock = json_array_get (tb_case_get_clocks (fixture->self),
                          json_array_size (tb_case_get_clocks (fixture->self)) - 1);
  pause = json_array_get (json_object_get (clock, "pauses"), 0);
  g_assert_cmpstr (tb_json_get_string (pause, "reason"), ==, "supplementing");
  g_assert_null (tb_json_get_string (pause, "to"));
  tb_test_hall_set_day (fixture->hall, "2026-12-01");
  step (fixture, "supplemented");
  clock = json_array_get (tb_case_get_clocks (fixture->self),
                          json_array_size (tb_case_get_clocks (fixture->self)) - 1);
  pause = json_array_get (json_object_get (clock, "pauses"), 0);
  g_assert_cmpstr (tb_json_get_string (pause, "to"), ==, "2026-12-01");
}

static void
test_update (Fixture *fixture, gconstpointer data)
{
  must (fixture,
        TB_COMMAND_UPDATE,
        json_pack ("{s:{s:s}, s:s}", "form", "mobile", "13940054321", "reason", "更正电话"),
        TB_AREA_SHENYANG,
        TB_TEST_STAFF);
  g_assert_cmpstr (tb_json_get_string (tb_case_get_form (fixture->self), "mobile"),
                   ==,
                   "13940054321");
  refuse (fixture,
          TB_COMMAND_UPDATE,
          json_pack ("{s:{s:s}, s:s}", "form", "mobile", "123", "reason", "更正电话"),
          TB_AREA_SHENYANG,
          TB_REFUSAL_INVALID);
  refuse (fixture,
          TB_COMMAND_UPDATE,
          json_pack ("{s:{s:n}, s:s}", "form", "mobile", "reason", "删除"),
          TB_AREA_SHENYANG,
          TB_REFUSAL_INVALID);
  refuse (fixture,
          TB_COMMAND_UPDATE,
          json_pack ("{s:{s:s}, s:s}", "form", "loss_no", "1", "reason", "…"),
          TB_AREA_SHENYANG,
          TB_REFUSAL_INVALID);
  /* The home area never changes. */
  refuse (fixture,
          TB_COMMAND_UPDATE,
          json_pack ("{s:{s:s}, s:s}", "form", "card_area", "benxi", "reason", "…"),
          TB_AREA_SHENYANG,
          TB_REFUSAL_INVALID);
}

static void
test_supplement (Fixture *fixture, gconstpointer data)
{
  must (fixture,
        TB_COMMAND_SUPPLEMENT,
        json_pack ("{s:{s:{s:s}}}", "materials", "poa", "state", "seen"),
        TB_AREA_SHENYANG,
        TB_TEST_STAFF);
  g_assert_cmpstr (tb_json_get_string (json_object_get (get (fixture, "materials"), "poa"),
                                       "state"),
                   ==,
                   "seen");
  refuse (fixture,
          TB_COMMAND_SUPPLEMENT,
          json_pack ("{s:{s:{s:s}}}", "materials", "no_paper", "state", "seen"),
          TB_AREA_SHENYANG,
          TB_REFUSAL_INVALID);
  refuse (fixture,
          TB_COMMAND_SUPPLEMENT,
          json_pack ("{s:{s:{s:s, s:s}}}",
                     "materials",
                     "id_card",
                     "state",
                     "promised",
                     "due",
                     "2026-12-01"),
          TB_AREA_SHENYANG,
          TB_REFUSAL_INVALID);
}

static void
test_offered (Fixture *fixture, gconstpointer data)
{
  step (fixture, "accept");
  g_assert_cmpuint (json_array_size (get (fixture, "offered")), ==, 1);
  must (fixture,
        TB_COMMAND_PRINT_CONFIRMED,
        json_pack ("{s:s, s:i}", "print", "accept-notice", "copy", 1),
        TB_AREA_SHENYANG,
        TB_TEST_STAFF);
  g_assert_cmpuint (json_array_size (get (fixture, "offered")), ==, 0);
  g_assert_cmpuint (json_array_size (get (fixture, "prints")), ==, 1);
}

static void
test_unknown_state (Fixture *fixture, gconstpointer data)
{
  json_t *body = tb_case_dup_json (fixture->self);
  g_autoptr (TbCase) strange = NULL;

  tb_json_set_string (body, "state", "from-the-future");
  strange = tb_case_new_take (body, NULL);
  g_set_object (&fixture->self, strange);
  refuse (fixture,
          TB_COMMAND_NOTE,
          json_pack ("{s:s}", "text", "…"),
          TB_AREA_FUSHUN,
          TB_REFUSAL_UNSUPPORTED);
}

static void
add_command (Fixture *fixture, GPtrArray *commands, TbCommandKind kind, json_t *args)
{
  g_ptr_array_add (commands,
                   tb_test_hall_command (fixture->hall,
                                         kind,
                                         fixture->item,
                                         tb_case_get_id (fixture->self),
                                         args));
}

static void
test_fold (Fixture *fixture, gconstpointer data)
{
  const TbWorkflowActor actor = actor_of (fixture, TB_AREA_FUSHUN, TB_TEST_STAFF, "op-1");
  const TbWorkflowActor actors[] = { actor, actor, actor };
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (TbWorkflowFold) fold = { 0 };

  add_command (fixture, commands, TB_COMMAND_REMIND, json_object ());
  add_command (fixture, commands, TB_COMMAND_CLOSE, reason ());
  add_command (fixture, commands, TB_COMMAND_REMIND, json_object ());
  tb_workflow_fold (fixture->item, fixture->self, commands, actors, &fold);
  g_assert_cmpint (tb_json_get_int (tb_case_get_json (fold.current), "reminders", 0), ==, 2);
  g_assert_null (g_ptr_array_index (fold.errors, 0));
  g_assert_error ((GError *) g_ptr_array_index (fold.errors, 1), TB_REFUSAL, TB_REFUSAL_FORBIDDEN);
  g_assert_null (g_ptr_array_index (fold.errors, 2));
  g_assert_cmpint (json_integer_value (get (fixture, "reminders")), ==, 0);
}

static void
test_fold_of_nothing (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  const TbItem *item = tb_test_hall_get_item (hall, "card-loss-formal");
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_object_unref);
  const TbWorkflowActor actor = tb_test_hall_get_actor (hall, TB_AREA_FUSHUN, TB_TEST_STAFF);
  g_auto (TbWorkflowFold) fold = { 0 };

  g_ptr_array_add (commands,
                   tb_test_hall_command (hall, TB_COMMAND_REMIND, item, NULL, json_object ()));
  tb_workflow_fold (item, NULL, commands, &actor, &fold);
  g_assert_null (fold.current);
  g_assert_nonnull (g_ptr_array_index (fold.errors, 0));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "submit-makes-a-case-with-home-owner-and-limits", test_submit },
    { "submit-is-checked-as-the-window-checks", test_submit_refused },
    { "a-command-fits-its-case-and-matter", test_command_fits_case },
    { "arguments-are-the-listed-ones", test_arguments },
    { "other-roles-touch-no-case", test_roles },
    { "strangers-touch-no-case", test_strangers },
    { "ending-needs-a-supervisor-of-the-home", test_supervisor_verbs },
    { "one-request-is-pending-per-target", test_one_request },
    { "an-answered-request-is-not-withdrawn", test_answered_request },
    { "a-withdrawn-request-is-not-answered", test_withdrawn_request },
    { "nothing-ends-while-a-request-is-pending", test_pending_at_end },
    { "a-rejection-returns-to-the-sender", test_reject },
    { "a-case-is-handed-on-and-back", test_forward },
    { "reminders-are-counted", test_remind },
    { "a-rating-is-the-customers-and-given-once", test_rating },
    { "a-closed-case-takes-what-commutes", test_closed },
    { "a-reopened-case-keeps-its-days", test_reopen },
    { "waiting-for-the-citizen-does-not-count", test_waiting },
    { "an-edit-is-checked-like-a-submit", test_update },
    { "papers-follow-as-the-matter-allows", test_supplement },
    { "due-papers-are-offered-until-printed", test_offered },
    { "a-state-of-the-future-is-left-alone", test_unknown_state },
    { "the-screen-is-the-record-and-ones-own-work", test_fold },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strdup_printf ("/rules/workflow/%s", tests[i].name);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  g_test_add_func ("/rules/workflow/nobody-decides-their-own-case", test_own_case);
  g_test_add_func ("/rules/workflow/work-on-nothing-stays-nothing", test_fold_of_nothing);

  return g_test_run ();
}
