/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-matters"

#include "config.h"

#include <string.h>

#include "tb-case-number.h"
#include "tb-date.h"
#include "tb-workflow.h"

/* The stories of data/matters.json: every shipped matter from the window to its end, through the
 * one function that decides. A step that "fails" must be refused and change nothing. */

#define LANE "01928f00-0000-7000-8000-000000000001"
#define CASE "01928f00-0000-7000-8000-000000000002"

typedef struct {
  TbCatalogue *catalogue;
  TbCalendar *calendar;
  json_t *stories;
} Shelf;

typedef struct {
  const Shelf *shelf;
  const json_t *story;
  const TbItem *item;
  TbCase *current;
  int n_commands;
} Play;

static TbWorkflowActor
new_actor (const Play *self, const char *area, const char *role, const char *at)
{
  return (TbWorkflowActor){ .area = tb_area_from_slug (area),
                            .roles = 1u << tb_role_from_name (role),
                            .at = at,
                            .calendar = self->shelf->calendar,
                            .catalogue = self->shelf->catalogue };
}

/* One operator for each area and role: nobody is asked to decide on what they collected. */
static TbCommand *
new_command (Play *self, const char *kind, json_t *args, const TbWorkflowActor *actor)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strdup_printf ("01928f00-0000-7000-8000-%012d", ++self->n_commands + 10);
  g_autofree char *author = g_strdup_printf ("%s-%u", tb_area_get_slug (actor->area), actor->roles);
  json_t *base =
      self->current != NULL ? json_pack ("{s:s}", "vid", "0123456789abcdef") : json_null ();
  g_autoptr (json_t) json = json_pack ("{s:s, s:i, s:s, s:s, s:s, s:o, s:{s:s, s:i}, s:o,"
                                       " s:{s:s, s:s, s:s}, s:s, s:i}",
                                       "lane",
                                       LANE,
                                       "lseq",
                                       self->n_commands,
                                       "id",
                                       id,
                                       "kind",
                                       kind,
                                       "case",
                                       CASE,
                                       "base",
                                       base,
                                       "item",
                                       "id",
                                       tb_item_get_id (self->item),
                                       "version",
                                       tb_item_get_version (self->item),
                                       "args",
                                       args,
                                       "actor",
                                       "operator",
                                       author,
                                       "window",
                                       "03",
                                       "grant",
                                       "grant",
                                       "made_at",
                                       actor->at,
                                       "skew_ms",
                                       0);
  TbCommand *command = tb_command_new (json, &error);

  g_assert_no_error (error);

  return command;
}

static TbCase *
apply (Play *self, const char *kind, json_t *args, const TbWorkflowActor *actor, GError **error)
{
  g_autoptr (TbCommand) command = new_command (self, kind, args, actor);

  return tb_workflow_apply (self->item, self->current, command, actor, error);
}

static char *
number_for (const json_t *story)
{
  TbCaseNumber number = { .area = tb_area_from_slug (tb_json_get_string (story, "origin")),
                          .window = 3,
                          .serial = 17 };

  g_assert_true (tb_date_parse (tb_json_get_string (story, "at"), &number.date, NULL));

  return tb_case_number_format (&number);
}

static json_t *
collect (const json_t *story)
{
  static const char *const members[] = { "person", "form", "materials", "warnings" };
  g_autofree char *number = number_for (story);
  json_t *collected = json_pack ("{s:s}", "number", number);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    const json_t *value = json_object_get (story, members[i]);

    if (value != NULL)
      json_object_set_new (collected, members[i], json_deep_copy (value));
  }

  return json_pack ("{s:o}", "case", collected);
}

/* The newest clock of a leg, with its first day. */
static void
assert_clocks (Play *self, const json_t *expected)
{
  const json_t *clocks = tb_case_get_clocks (self->current);
  const char *leg;
  json_t *started;

  json_object_foreach ((json_t *) expected, leg, started)
  {
    const char *found = NULL;

    for (gsize i = 0; i < json_array_size (clocks); i++)
      if (strcmp (tb_json_get_string (json_array_get (clocks, i), "leg"), leg) == 0)
        found = tb_json_get_string (json_array_get (clocks, i), "started");
    g_assert_cmpstr (found, ==, json_string_value (started));
  }
}

static void
submit (Play *self)
{
  const char *refused = tb_json_get_string (self->story, "refused");
  g_autofree char *at =
      g_strdup_printf ("%sT02:00:00.000Z", tb_json_get_string (self->story, "at"));
  const TbWorkflowActor actor =
      new_actor (self, tb_json_get_string (self->story, "origin"), "staff", at);
  g_autoptr (GError) error = NULL;

  self->current = apply (self, "submit", collect (self->story), &actor, &error);
  if (refused != NULL) {
    g_assert_error (error, TB_REFUSAL, (int) TB_REFUSAL_INVALID);
    g_assert_cmpstr (tb_refusal_get_field (error), ==, refused);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpstr (tb_area_get_slug (tb_case_get_home (self->current)),
                   ==,
                   tb_json_get_string (self->story, "home"));
  assert_clocks (self, json_object_get (self->story, "clocks"));
}

static json_t *
step_args (const json_t *step)
{
  json_t *args = json_pack ("{s:s}", "transition", tb_json_get_string (step, "advance"));

  if (json_object_get (step, "fields") != NULL)
    json_object_set (args, "fields", json_object_get (step, "fields"));
  if (tb_json_get_string (step, "reason") != NULL)
    tb_json_set_string (args, "reason", tb_json_get_string (step, "reason"));

  return args;
}

static void
take (Play *self, const json_t *step)
{
  const char *role = tb_json_get_string (step, "role");
  const char *owner = tb_json_get_string (step, "owner");
  g_autofree char *at = g_strdup_printf ("%sT02:00:00.000Z", tb_json_get_string (step, "at"));
  const TbWorkflowActor actor =
      new_actor (self, tb_json_get_string (step, "area"), role != NULL ? role : "staff", at);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCase) after = apply (self, "advance", step_args (step), &actor, &error);

  g_test_message ("%s: %s",
                  tb_json_get_string (step, "advance"),
                  error != NULL ? error->message : "done");
  if (tb_json_get_bool (step, "fails")) {
    g_assert_null (after);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpstr (tb_case_get_state (after), ==, tb_json_get_string (step, "to"));
  if (owner != NULL)
    g_assert_cmpstr (tb_area_get_slug (tb_case_get_owner (after)), ==, owner);
  g_set_object (&self->current, after);
  assert_clocks (self, json_object_get (step, "clocks"));
}

static void
test_story (gconstpointer user_data)
{
  const json_t *story = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCatalogue) catalogue = tb_catalogue_new (&error);
  gsize length = 0;
  const char *holidays;
  g_autoptr (TbCalendar) calendar = NULL;
  Shelf shelf = { .catalogue = catalogue };
  Play play = { .shelf = &shelf, .story = story };
  const json_t *steps = json_object_get (story, "steps");

  g_assert_no_error (error);
  holidays = tb_catalogue_get_file (catalogue, "calendar/holidays.csv", &length);
  calendar = tb_calendar_new (holidays, (gssize) length, &error);
  g_assert_no_error (error);
  shelf.calendar = calendar;
  play.item = tb_catalogue_get_item (catalogue, tb_json_get_string (story, "matter"), 0);
  g_assert_nonnull (play.item);

  submit (&play);
  for (gsize i = 0; i < json_array_size (steps); i++)
    take (&play, json_array_get (steps, i));
  g_clear_object (&play.current);
}

int
main (int argc, char **argv)
{
  g_autoptr (json_t) stories = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);

  g_file_get_contents (TB_TEST_STORIES, &text, NULL, &error);
  g_assert_no_error (error);
  stories = tb_json_parse (text, -1, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < json_array_size (stories); i++) {
    json_t *story = json_array_get (stories, i);
    g_autofree char *path = g_strdup_printf ("/flow/matters/%s/%s",
                                             tb_json_get_string (story, "matter"),
                                             tb_json_get_string (story, "story"));

    g_test_add_data_func (path, story, test_story);
  }

  return g_test_run ();
}
