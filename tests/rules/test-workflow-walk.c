/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-workflow-walk"

#include "config.h"

#include <string.h>

#include "tb-test-filler.h"

/* Walks the whole graph of every shipped matter with random commands, roles, areas and fields.
 * What must hold after every single step is in check_case(). */

/* Walks go on until every state was seen, at least the first and at most the second. */
#define MIN_SEEDS 20
#define MAX_SEEDS 400
#define N_STEPS   120

typedef struct {
  TbTestHall *hall;
  const TbItem *item;
  GRand *random;
  GHashTable *reached; /* state ids */
  GHashTable *tried;   /* transition ids that were made */
  GHashTable *kinds;   /* names of kinds that were applied */
  char *before;        /* canonical JSON of what went in */
} Walk;

static TbArea
random_area (Walk *walk)
{
  return (TbArea) g_rand_int_range (walk->random, 0, TB_N_AREAS);
}

/* More often than not one that has something to do with the case. */
static TbArea
random_area_near (Walk *walk, TbCase *self)
{
  switch (g_rand_int_range (walk->random, 0, 6)) {
  case 0:
  case 1:
    return tb_case_get_home (self);
  case 2:
    return tb_case_get_origin (self);
  case 3:
    return tb_case_get_owner (self);
  default:
    return random_area (walk);
  }
}

static guint
random_roles (Walk *walk)
{
  if (g_rand_int_range (walk->random, 0, 6) == 0)
    return 1u << g_rand_int_range (walk->random, 0, TB_N_ROLES);

  return g_rand_boolean (walk->random) ? TB_TEST_STAFF : TB_TEST_SUPERVISOR;
}

static void
check_clock (const json_t *clock)
{
  const json_t *pauses = json_object_get (clock, "pauses");
  const char *started = tb_json_get_string (clock, "started");
  const char *stopped = tb_json_get_string (clock, "stopped");
  const char *last = started;

  g_assert_nonnull (started);
  g_assert_cmpint (tb_area_from_slug (tb_json_get_string (clock, "owner")), !=, TB_AREA_NONE);
  g_assert_cmpint (tb_json_get_int (clock, "days", -1), >=, 0);
  for (gsize i = 0; i < json_array_size (pauses); i++) {
    const json_t *pause = json_array_get (pauses, i);
    const char *from = tb_json_get_string (pause, "from");
    const char *to = tb_json_get_string (pause, "to");

    g_assert_cmpstr (last, <=, from);
    g_assert_nonnull (tb_json_get_string (pause, "reason"));
    g_assert_true (to != NULL || (i + 1 == json_array_size (pauses) && stopped == NULL));
    g_assert_true (to == NULL || strcmp (from, to) <= 0);
    last = to != NULL ? to : from;
  }
  g_assert_true (stopped == NULL || strcmp (last, stopped) <= 0);
}

/* At most one clock of a leg is open; none is when the case is closed. */
static void
check_clocks (TbCase *self)
{
  const json_t *clocks = tb_case_get_clocks (self);
  g_autoptr (GHashTable) open = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < json_array_size (clocks); i++) {
    const json_t *clock = json_array_get (clocks, i);

    check_clock (clock);
    if (tb_json_get_string (clock, "stopped") != NULL)
      continue;
    g_assert_false (tb_case_is_closed (self));
    g_assert_true (g_hash_table_add (open, (gpointer) tb_json_get_string (clock, "leg")));
  }
}

static void
check_requests (TbCase *self)
{
  const json_t *requests = json_object_get (tb_case_get_json (self), "requests");
  guint pending = 0;

  for (gsize i = 0; i < json_array_size (requests); i++) {
    const json_t *request = json_array_get (requests, i);
    TbArea to = tb_area_from_slug (tb_json_get_string (request, "to"));

    if (g_strcmp0 (tb_json_get_string (request, "state"), "pending") != 0)
      continue;
    g_assert_cmpuint (pending & (1u << to), ==, 0);
    g_assert_true (tb_case_involves (self, to));
    pending |= 1u << to;
  }
  g_assert_true (pending == 0 || !tb_case_is_closed (self));
}

static void
check_case (Walk *walk, TbCase *self)
{
  const TbState *state =
      tb_machine_get_state (tb_item_get_machine (walk->item), tb_case_get_state (self));
  gboolean is_end;

  g_assert_nonnull (state);
  is_end = state->kind == TB_STATE_END_GOOD || state->kind == TB_STATE_END_BAD;
  g_assert_true (!is_end || tb_case_is_closed (self));
  g_assert_cmpint (tb_case_get_owner (self), !=, TB_AREA_NONE);
  g_assert_true (tb_case_involves (self, tb_case_get_owner (self)));
  check_clocks (self);
  check_requests (self);
  g_hash_table_add (walk->reached, g_strdup (state->id));
}

/* Applies twice: the same answer, the same reason, and what went in unchanged. Takes @command. */
static TbCase *
apply (Walk *walk, TbCase *before, TbCommand *command, const TbWorkflowActor *actor)
{
  g_autoptr (TbCommand) owned = command;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autofree char *input = before != NULL ? tb_json_to_canonical (tb_case_get_json (before)) : NULL;
  g_autofree char *output = NULL;
  g_autoptr (TbCase) twin = NULL;
  TbCase *after = tb_workflow_apply (walk->item, before, owned, actor, &error);

  twin = tb_workflow_apply (walk->item, before, owned, actor, &again);
  g_assert_true ((after == NULL) == (error != NULL));
  g_assert_true ((twin == NULL) == (after == NULL));
  if (before != NULL)
    output = tb_json_to_canonical (tb_case_get_json (before));
  g_assert_cmpstr (input, ==, output);
  if (after == NULL) {
    g_assert_true (error->domain == TB_REFUSAL);
    g_assert_cmpstr (error->message, ==, again->message);
    g_assert_nonnull (tb_refusal_get_field (error));
    g_test_message ("%s refused: %s (%s)",
                    tb_command_kind_get_name (tb_command_get_kind (owned)),
                    error->message,
                    tb_refusal_get_field (error));
    return NULL;
  }

  g_assert_true (json_equal (tb_case_get_json (after), tb_case_get_json (twin)));
  check_case (walk, after);
  g_hash_table_add (walk->kinds, (gpointer) tb_command_kind_get_name (tb_command_get_kind (owned)));

  return after;
}

static TbCase *
submit (Walk *walk)
{
  TbArea area = random_area (walk);
  const TbWorkflowActor actor = tb_test_hall_get_actor (walk->hall, area, TB_TEST_STAFF);
  g_autoptr (TbForm) form = tb_test_filler_fill (walk->hall, walk->item, area, walk->random);
  TbCase *self;

  if (form == NULL)
    return NULL;
  self = apply (walk,
                NULL,
                tb_test_hall_command (walk->hall,
                                      TB_COMMAND_SUBMIT,
                                      walk->item,
                                      NULL,
                                      tb_test_hall_submit_args (walk->hall,
                                                                area,
                                                                tb_form_dup_payload (form))),
                &actor);
  g_assert_nonnull (self);

  return self;
}

static gboolean
ends (Walk *walk, const TbTransition *transition)
{
  const TbState *to = tb_machine_get_state (tb_item_get_machine (walk->item), transition->to);

  return to->kind == TB_STATE_END_GOOD || to->kind == TB_STATE_END_BAD;
}

static const TbTransition *
random_transition (Walk *walk, TbCase *self)
{
  gsize n;
  const TbTransition *all = tb_machine_get_transitions (tb_item_get_machine (walk->item), &n);
  const TbTransition *found = NULL;
  guint candidates = 0;

  /* Steps that were never made come first, others keep the walk from ending too early. */
  for (gsize i = 0; i < n; i++) {
    guint weight = g_hash_table_contains (walk->tried, all[i].id) ? 2 : 24;

    if (!g_strv_contains (all[i].from, tb_case_get_state (self)))
      continue;
    if (ends (walk, &all[i]))
      weight = MAX (weight / 4, 1);
    candidates += weight;
    if (g_rand_int_range (walk->random, 0, (gint32) candidates) < (gint32) weight)
      found = &all[i];
  }

  return found;
}

static gboolean
find_actor (Walk *walk, TbCase *self, const TbTransition *transition, TbWorkflowActor *actor)
{
  for (int i = 0; i < TB_N_AREAS * 2; i++) {
    *actor = tb_test_hall_get_actor (walk->hall,
                                     (TbArea) (i / 2),
                                     i % 2 == 0 ? TB_TEST_STAFF : TB_TEST_SUPERVISOR);
    actor->operator_id = "op-2";
    if (tb_workflow_may_advance (walk->item, self, transition, actor, NULL))
      return TRUE;
  }

  return FALSE;
}

static TbCase *
advance (Walk *walk, TbCase *self)
{
  const TbTransition *transition = random_transition (walk, self);
  g_autoptr (json_t) fields = NULL;
  g_autoptr (TbCommand) command = NULL;
  TbWorkflowActor actor;
  TbCase *after;

  if (transition == NULL || !find_actor (walk, self, transition, &actor))
    return NULL;
  fields = tb_test_filler_answer (walk->hall, walk->item, self, transition, walk->random);
  if (fields == NULL)
    return NULL;

  command = tb_test_hall_command (walk->hall,
                                  TB_COMMAND_ADVANCE,
                                  walk->item,
                                  tb_case_get_id (self),
                                  json_pack ("{s:s, s:O, s:s}",
                                             "transition",
                                             transition->id,
                                             "fields",
                                             fields,
                                             "reason",
                                             "按规定办理"));
  after = apply (walk, self, tb_test_hall_command_by (command, "op-2"), &actor);
  if (after != NULL)
    g_hash_table_add (walk->tried, g_strdup (transition->id));

  return after;
}

static const char *
random_request (Walk *walk, TbCase *self)
{
  const json_t *requests = json_object_get (tb_case_get_json (self), "requests");
  gsize n = json_array_size (requests);

  if (n == 0)
    return "0193b000-0000-7000-8000-00000000dead";

  return tb_json_get_string (json_array_get (requests,
                                             (gsize)
                                                 g_rand_int_range (walk->random, 0, (gint32) n)),
                             "id");
}

static json_t *
new_form_change (Walk *walk)
{
  gsize n;
  const TbSection *sections = tb_item_get_sections (walk->item, &n);
  const TbField *field;

  if (n == 0 || sections[0].n_fields == 0)
    return json_object ();
  field = &sections[0].fields[g_rand_int_range (walk->random, 0, (gint32) sections[0].n_fields)];

  return json_pack ("{s:o}", field->id, tb_test_filler_new_value (walk->hall, field, walk->random));
}

static json_t *
new_materials (Walk *walk)
{
  static const char *const states[] = { "seen", "promised", "replaced", "missing", "eaten" };
  gsize n;
  const TbMaterial *materials = tb_item_get_materials (walk->item, &n);

  if (n == 0)
    return json_object ();

  return json_pack ("{s:{s:s}}",
                    materials[g_rand_int_range (walk->random, 0, (gint32) n)].id,
                    "state",
                    states[g_rand_int_range (walk->random, 0, G_N_ELEMENTS (states))]);
}

static const char *
random_partner (Walk *walk, TbCase *self)
{
  const json_t *partners = json_object_get (tb_case_get_json (self), "partners");
  gsize n = json_array_size (partners);

  if (n == 0)
    return tb_area_get_slug (random_area (walk));

  return json_string_value (
      json_array_get (partners, (gsize) g_rand_int_range (walk->random, 0, (gint32) n)));
}

static json_t *
new_edit_args (Walk *walk, TbCommandKind kind, TbCase *self)
{
  const char *area = kind == TB_COMMAND_REMOVE_PARTICIPANT
                         ? random_partner (walk, self)
                         : tb_area_get_slug (random_area_near (walk, self));
  g_autofree char *id = tb_test_hall_new_id (walk->hall);

  if (kind == TB_COMMAND_UPDATE)
    return json_pack ("{s:o, s:s}", "form", new_form_change (walk), "reason", "更正");
  if (kind == TB_COMMAND_SUPPLEMENT)
    return json_pack ("{s:o}", "materials", new_materials (walk));
  if (kind == TB_COMMAND_REQUEST)
    return json_pack ("{s:s, s:s, s:s, s:s}",
                      "request",
                      id,
                      "to",
                      area,
                      "kind",
                      "check",
                      "text",
                      "请核实");
  if (kind == TB_COMMAND_ANSWER)
    return json_pack ("{s:s, s:s, s:b}",
                      "request",
                      random_request (walk, self),
                      "text",
                      "已核实",
                      "accepted",
                      g_rand_boolean (walk->random));
  if (kind == TB_COMMAND_CANCEL_REQUEST)
    return json_pack ("{s:s, s:s}", "request", random_request (walk, self), "reason", "不再需要");
  if (kind == TB_COMMAND_FORWARD)
    return json_pack ("{s:s, s:s}", "to", area, "reason", "转办");
  if (kind == TB_COMMAND_ADD_PARTICIPANT || kind == TB_COMMAND_REMOVE_PARTICIPANT)
    return json_pack ("{s:s, s:s}", "area", area, "reason", "协办");

  return NULL;
}

static json_t *
new_commuting_args (Walk *walk, TbCommandKind kind)
{
  gsize n;
  const TbPrint *prints = tb_item_get_prints (walk->item, &n);

  if (kind == TB_COMMAND_CLARIFY || kind == TB_COMMAND_NOTE || kind == TB_COMMAND_REMIND)
    return json_pack ("{s:s}", "text", "请尽快办理");
  if (kind == TB_COMMAND_ATTACH)
    return json_pack ("{s:s, s:s, s:s, s:i}",
                      "sha256",
                      "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
                      "name",
                      "身份证.jpg",
                      "media_type",
                      "image/jpeg",
                      "size",
                      11);
  if (kind == TB_COMMAND_RATE)
    return json_pack ("{s:i}", "rating", g_rand_int_range (walk->random, 0, 7));
  if (kind == TB_COMMAND_PRINT_CONFIRMED)
    return json_pack ("{s:s, s:i}", "print", n > 0 ? prints[0].id : "none", "copy", 1);
  if (kind == TB_COMMAND_NOOP)
    return json_object ();

  return json_pack ("{s:s}", "reason", "按规定");
}

/* Ends are drawn less often, so that cases live long enough to see everything else. */
static TbCommandKind
random_kind (Walk *walk, TbCase *self)
{
  TbCommandKind kind = (TbCommandKind) g_rand_int_range (walk->random, 0, TB_N_COMMAND_KINDS);

  if (tb_case_is_closed (self) && g_rand_boolean (walk->random))
    return TB_COMMAND_REOPEN;

  if ((kind == TB_COMMAND_CLOSE || kind == TB_COMMAND_INVALIDATE) &&
      g_rand_int_range (walk->random, 0, 4) > 0)
    return TB_COMMAND_REQUEST;

  return kind;
}

static TbCase *
try_anything (Walk *walk, TbCase *self)
{
  TbCommandKind kind = random_kind (walk, self);
  TbWorkflowActor actor =
      tb_test_hall_get_actor (walk->hall, random_area_near (walk, self), random_roles (walk));
  json_t *args = new_edit_args (walk, kind, self);
  g_autoptr (TbCommand) command = NULL;

  if (kind == TB_COMMAND_REMOVE_PARTICIPANT && g_rand_boolean (walk->random))
    actor.area = tb_case_get_home (self);
  if (kind == TB_COMMAND_SUBMIT || kind == TB_COMMAND_ADVANCE)
    args = json_pack ("{s:s}", "transition", "close");
  if (args == NULL)
    args = new_commuting_args (walk, kind);
  if (kind == TB_COMMAND_SUBMIT)
    json_object_set_new (args, "case", json_object ());
  command = tb_test_hall_command (walk->hall, kind, walk->item, tb_case_get_id (self), args);

  return apply (walk,
                self,
                tb_test_hall_command_by (command, g_rand_boolean (walk->random) ? "op-1" : "op-2"),
                &actor);
}

static void
walk_once (Walk *walk)
{
  g_autoptr (TbCase) self = submit (walk);

  for (int i = 0; self != NULL && i < N_STEPS; i++) {
    gboolean wants_work = g_rand_int_range (walk->random, 0, 10) < 6;
    TbCase *next = wants_work ? advance (walk, self) : try_anything (walk, self);

    if (next != NULL)
      g_set_object (&self, next);
    g_clear_object (&next);
    if (g_rand_int_range (walk->random, 0, 3) == 0)
      tb_test_hall_add_days (walk->hall, g_rand_int_range (walk->random, 0, 12));
  }
}

static guint
count_unseen (Walk *walk, gboolean wants_message)
{
  gsize n;
  const TbState *states = tb_machine_get_states (tb_item_get_machine (walk->item), &n);
  guint unseen = 0;

  for (gsize i = 0; i < n; i++) {
    if (g_hash_table_contains (walk->reached, states[i].id))
      continue;
    unseen++;
    if (wants_message)
      g_test_message ("%s never reached %s", tb_item_get_id (walk->item), states[i].id);
  }
  return unseen;
}

/* What a test is about; the table is shared by all of them. */
typedef struct {
  const char *item;
  GHashTable *kinds;
} Topic;

static void
test_item (gconstpointer data)
{
  const Topic *topic = data;
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (GHashTable) reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk walk = { .hall = hall, .reached = reached, .tried = tried, .kinds = topic->kinds };

  walk.item = tb_test_hall_get_item (hall, topic->item);
  for (guint32 seed = 1; seed <= MAX_SEEDS; seed++) {
    if (seed > MIN_SEEDS && count_unseen (&walk, FALSE) == 0)
      break;
    walk.random = g_rand_new_with_seed (seed);
    tb_test_hall_set_day (hall, "2026-06-15");
    walk_once (&walk);
    g_rand_free (walk.random);
  }
  g_assert_cmpuint (count_unseen (&walk, TRUE), ==, 0);
}

static void
test_kinds (gconstpointer data)
{
  for (int kind = 0; kind < TB_N_COMMAND_KINDS; kind++)
    g_assert_true (g_hash_table_contains ((GHashTable *) data,
                                          tb_command_kind_get_name ((TbCommandKind) kind)));
}

int
main (int argc, char **argv)
{
  g_autoptr (TbCatalogue) catalogue = NULL;
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);
  const TbItem *const *items;
  gsize n;

  g_test_init (&argc, &argv, NULL);
  catalogue = tb_catalogue_new (NULL);
  g_assert_nonnull (catalogue);
  items = tb_catalogue_get_items (catalogue, &n);
  for (gsize i = 0; i < n; i++) {
    Topic topic = { .item = tb_item_get_id (items[i]), .kinds = kinds };
    g_autofree char *path =
        g_strdup_printf ("/rules/workflow/every-walk-through-%s-keeps-the-rules", topic.item);

    g_test_add_data_func_full (path, g_memdup2 (&topic, sizeof topic), test_item, g_free);
  }
  g_test_add_data_func ("/rules/workflow/the-walks-made-every-kind-of-command", kinds, test_kinds);

  return g_test_run ();
}
