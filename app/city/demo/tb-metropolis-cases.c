/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-metropolis-cases"

#include "config.h"

#include "tb-case-number.h"
#include "tb-command.h"
#include "tb-date.h"
#include "tb-filler.h"
#include "tb-metropolis-private.h"
#include "tb-metropolis-seat.h"
#include "tb-population.h"
#include "tb-time.h"
#include "tb-uuid.h"

#define SEED 20261123
/* Cases of each matter that each area collects: with ten matters enough for every state. */
#define CASES_PER_ITEM 12
#define WINDOW         99
#define MAX_STEPS      12

/* Everything that making up cases needs; on the stack of tb_metropolis_seed_cases(). */
typedef struct {
  const TbMetropolisPlan *plan;
  TbMetropolisSeat *seats[TB_N_AREAS];
  guint serials[TB_N_AREAS];
  GError *error; /* the first command that a city did not apply: the demo is not made */
  TbDice dice;
  GDate today;
} Maker;

/* A case on its way: what it has become, and its last command. */
typedef struct {
  const TbItem *item;
  TbCase *now;
  char *last;
  json_t *person;
} Story;

static void
story_clear (Story *self)
{
  g_clear_object (&self->now);
  g_clear_pointer (&self->last, g_free);
  g_clear_pointer (&self->person, json_decref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Story, story_clear)

static char *
operator_of (TbArea area, guint roles)
{
  g_autofree char *letters = g_ascii_strdown (tb_area_get_letters (area), -1);

  return g_strdup_printf ("%s-%s",
                          letters,
                          (roles & 1u << TB_ROLE_STAFF) != 0 ? "staff-1" : "super-1");
}

static json_t *
make_command (Maker *self, const Story *story, TbArea area, guint roles)
{
  g_autofree char *id = tb_uuid_new (tb_clock_system (), tb_random_system ());
  g_autofree char *at = tb_time_format (tb_clock_wall_us (tb_clock_system ()));
  g_autofree char *who = operator_of (area, roles);

  return json_pack ("{s:s, s:{s:s, s:i}, s:{s:s, s:s, s:s}, s:s, s:i}",
                    "id",
                    id,
                    "item",
                    "id",
                    tb_item_get_id (story->item),
                    "version",
                    tb_item_get_version (story->item),
                    "actor",
                    "operator",
                    who,
                    "window",
                    "99",
                    "grant",
                    tb_metropolis_seat_get_grant (self->seats[area], who),
                    "made_at",
                    at,
                    "skew_ms",
                    0);
}

/* Tries the command with the rules that the city has; hands it to the home city when they agree. */
static gboolean
issue (Maker *self, Story *story, json_t *command, TbArea area, guint roles)
{
  g_autoptr (json_t) owned = command;
  g_autoptr (json_t) whole = json_deep_copy (command);
  g_autoptr (TbCommand) parsed = NULL;
  g_autoptr (TbCase) after = NULL;
  g_autoptr (GError) error = NULL;
  TbWorkflowActor actor = {
    .area = area,
    .roles = roles,
    .at = tb_json_get_string (command, "made_at"),
    .calendar = self->plan->calendar,
    .catalogue = self->plan->catalogue,
  };

  tb_json_set_string (whole, "lane", tb_json_get_string (command, "id"));
  tb_json_set_int (whole, "lseq", 1);
  parsed = tb_command_new (whole, &error);
  if (parsed != NULL)
    after = tb_workflow_apply (story->item, story->now, parsed, &actor, &error);
  if (after == NULL) {
    g_debug ("%s: %s", tb_item_get_id (story->item), error->message);
    return FALSE;
  }

  g_free (story->last);
  story->last = g_strdup (tb_json_get_string (command, "id"));
  g_set_object (&story->now, after);

  return tb_metropolis_seat_add (self->seats[tb_case_get_home (after)],
                                 g_steal_pointer (&owned),
                                 &self->error);
}

static gboolean
submit (Maker *self, Story *story, TbArea origin)
{
  TbFiller filler = { .rules = { .catalogue = self->plan->catalogue,
                                 .item = story->item,
                                 .window_area = origin,
                                 .today = self->today },
                      .dice = &self->dice };
  TbCaseNumber number = { origin, self->today, WINDOW, self->serials[origin] + 1 };
  json_t *collected = tb_filler_collect (&filler, story->person);
  g_autofree char *case_id = NULL;
  g_autofree char *text = NULL;
  json_t *command;

  if (collected == NULL)
    return FALSE;

  case_id = tb_uuid_new (tb_clock_system (), tb_random_system ());
  text = tb_case_number_format (&number);
  tb_json_set_string (collected, "number", text);
  command = make_command (self, story, origin, 1u << TB_ROLE_STAFF);
  tb_json_set_string (command, "kind", "submit");
  tb_json_set_string (command, "case", case_id);
  json_object_set_new (command, "base", json_null ());
  json_object_set_new (command, "args", json_pack ("{s:o}", "case", collected));
  if (!issue (self, story, command, origin, 1u << TB_ROLE_STAFF))
    return FALSE;
  self->serials[origin]++;

  return TRUE;
}

/* Whose hands a step needs. */
static TbArea
area_of (const TbTransition *step, TbCase *now)
{
  const json_t *partners = tb_json_get_array (tb_case_get_json (now), "partners");

  switch (step->area) {
  case TB_ACTOR_ORIGIN:
    return tb_case_get_origin (now);
  case TB_ACTOR_PARTNER:
    return tb_area_from_slug (json_string_value (json_array_get (partners, 0)));
  case TB_ACTOR_HOME:
  case TB_ACTOR_ANY:
  default:
    return tb_case_get_home (now);
  }
}

static gboolean
advance (Maker *self, Story *story, const TbTransition *step)
{
  TbArea area = area_of (step, story->now);
  guint roles = (step->roles & 1u << TB_ROLE_STAFF) != 0
                    ? 1u << TB_ROLE_STAFF
                    : 1u << TB_ROLE_STAFF | 1u << TB_ROLE_SUPERVISOR;
  TbWorkflowActor actor = { .area = area,
                            .roles = roles,
                            .calendar = self->plan->calendar,
                            .catalogue = self->plan->catalogue };
  g_autofree char *at = tb_time_format (tb_clock_wall_us (tb_clock_system ()));
  g_autoptr (json_t) values = NULL;
  g_autoptr (json_t) fields = NULL;
  TbFiller filler = { .rules = { .catalogue = self->plan->catalogue,
                                 .item = story->item,
                                 .window_area = area,
                                 .today = self->today },
                      .dice = &self->dice };
  json_t *command;

  if (area == TB_AREA_NONE)
    return FALSE;
  actor.at = at;
  values = tb_workflow_dup_values (story->now, NULL, &actor);
  fields = tb_filler_answer (&filler, step, story->person, values);
  if (fields == NULL)
    return FALSE;

  command = make_command (self, story, area, roles == 1u << TB_ROLE_STAFF ? roles : 0);
  tb_json_set_string (command, "kind", "advance");
  tb_json_set_string (command, "case", tb_case_get_id (story->now));
  json_object_set_new (command, "base", json_pack ("{s:s}", "after", story->last));
  json_object_set_new (command,
                       "args",
                       json_pack ("{s:s, s:O}", "transition", step->id, "fields", fields));
  if (step->needs_reason)
    tb_json_set_string (json_object_get (command, "args"), "reason", "演示数据");

  return issue (self, story, command, area, roles);
}

/* One of the steps that leave the state, at random; FALSE at an end or when none would do. */
static gboolean
take_a_step (Maker *self, Story *story)
{
  const TbMachine *machine = tb_item_get_machine (story->item);
  const TbTransition *steps;
  guint start;
  gsize n;

  steps = tb_machine_get_transitions (machine, &n);
  if (n == 0 || tb_case_is_closed (story->now))
    return FALSE;
  start = tb_dice_below (&self->dice, (guint) n);
  for (gsize i = 0; i < n; i++) {
    const TbTransition *step = &steps[(start + i) % n];

    if (g_strv_contains (step->from, tb_case_get_state (story->now)) && advance (self, story, step))
      return TRUE;
  }

  return FALSE;
}

static void
tell_story (Maker *self, const TbItem *item, TbArea origin, guint n)
{
  TbPopulation population = { .seed = SEED, .today = self->today };
  g_auto (Story) story = { .item = item };
  g_auto (TbResident) resident = { NULL };
  guint n_steps = tb_dice_below (&self->dice, MAX_STEPS);

  tb_population_make (&population, origin, n, &resident);
  story.person = json_incref (resident.person);
  if (!submit (self, &story, origin))
    return;
  for (guint i = 0; i < n_steps; i++) {
    if (!take_a_step (self, &story))
      return;
  }
}

static gboolean
open_seats (Maker *self, GError **error)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    self->seats[i] = tb_metropolis_seat_open (self->plan, (TbArea) i, error);
    if (self->seats[i] == NULL)
      return FALSE;
  }
  for (int i = 0; i < TB_N_AREAS; i++) {
    for (int other = 0; other < TB_N_AREAS; other++)
      tb_metropolis_seat_trust (self->seats[i], self->seats[other]);
  }

  return TRUE;
}

static gboolean
make_cases (Maker *self, GError **error)
{
  const TbItem *const *items;
  guint person = 0;
  gsize n_items;

  items = tb_catalogue_get_items (self->plan->catalogue, &n_items);
  for (int area = 0; area < TB_N_AREAS; area++) {
    for (gsize i = 0; i < n_items; i++) {
      for (guint n = 0; n < CASES_PER_ITEM && self->plan->n_persons > 0; n++) {
        tell_story (self, items[i], (TbArea) area, person++ % self->plan->n_persons);
        if (self->error != NULL) {
          g_propagate_error (error, g_steal_pointer (&self->error));
          return FALSE;
        }
      }
    }
  }
  for (int area = 0; area < TB_N_AREAS; area++) {
    if (!tb_metropolis_seat_flush (self->seats[area], error))
      return FALSE;
  }

  return TRUE;
}

gboolean
tb_metropolis_seed_cases (const TbMetropolisPlan *plan, GError **error)
{
  Maker self = { .plan = plan };
  gboolean is_done;

  tb_dice_init (&self.dice, SEED, 0, 0);
  tb_date_of_time (tb_clock_wall_us (tb_clock_system ()), &self.today);
  is_done = open_seats (&self, error) && make_cases (&self, error);
  for (int i = 0; i < TB_N_AREAS; i++)
    g_clear_pointer (&self.seats[i], tb_metropolis_seat_close);

  return is_done;
}
