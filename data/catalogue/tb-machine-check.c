/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-machine-private.h"

#include <string.h>

/* Who may touch a case at all (design/trust.md §10). */
#define CASE_ROLES ((1u << TB_ROLE_STAFF) | (1u << TB_ROLE_SUPERVISOR))

static gboolean
is_end (const TbState *state)
{
  return state->kind == TB_STATE_END_GOOD || state->kind == TB_STATE_END_BAD;
}

static void
check_legs (const TbMachine *self, TbReader *reader, const json_t *legs, const char *member)
{
  for (gsize i = 0; i < json_array_size (legs); i++) {
    const char *leg = json_string_value (json_array_get (legs, i));

    if (leg == NULL || tb_machine_get_leg (self, leg) == NULL)
      tb_reader_fail (reader,
                      TB_CATALOGUE_ERROR_NAME,
                      member,
                      "there is no leg “%s”: add it to “legs”",
                      leg != NULL ? leg : "");
  }
}

static void
check_clock (const TbMachine *self, TbReader *reader, const TbTransition *transition)
{
  tb_reader_enter (reader, "clock");
  check_legs (self, reader, transition->clock_start, "start");
  check_legs (self, reader, transition->clock_stop, "stop");
  check_legs (self, reader, transition->clock_pause, "pause");
  check_legs (self, reader, transition->clock_resume, "resume");
  tb_reader_leave (reader);
}

static void
check_from (const TbMachine *self, TbReader *reader, const TbTransition *transition)
{
  if (transition->from[0] == NULL)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_GRAPH,
                    "from",
                    "nobody can make “%s”: it leaves no state",
                    transition->id);
  for (gsize i = 0; transition->from[i] != NULL; i++) {
    const TbState *from = tb_machine_get_state (self, transition->from[i]);

    if (from == NULL)
      tb_reader_fail (reader,
                      TB_CATALOGUE_ERROR_NAME,
                      "from",
                      "there is no state “%s”",
                      transition->from[i]);
    else if (is_end (from))
      tb_reader_fail (reader,
                      TB_CATALOGUE_ERROR_GRAPH,
                      "from",
                      "nobody can make “%s”: in “%s” the case is closed",
                      transition->id,
                      from->id);
  }
}

static void
check_transition (const TbMachine *self, TbReader *reader, const TbTransition *transition)
{
  check_from (self, reader, transition);
  if (tb_machine_get_state (self, transition->to) == NULL)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_NAME,
                    "to",
                    "there is no state “%s”",
                    transition->to);
  if ((transition->roles & CASE_ROLES) == 0)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_GRAPH,
                    "by/roles",
                    "nobody may make “%s”: name staff or supervisor",
                    transition->id);
  if (tb_machine_get_transition (self, transition->id) != transition)
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, "id", "“%s” stands twice", transition->id);
  check_clock (self, reader, transition);
  for (gsize i = 0; i < json_array_size (transition->prints); i++)
    if (!json_is_string (json_array_get (transition->prints, i)))
      tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, "prints", "must be an array of print ids");
}

static gboolean
leaves (const TbTransition *transition, const char *state)
{
  return g_strv_contains (transition->from, state);
}

/* States that transitions lead to from the start. */
static GHashTable *
find_reachable (const TbMachine *self)
{
  GHashTable *reached = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_grown = g_hash_table_add (reached, (gpointer) self->start);

  while (has_grown) {
    has_grown = FALSE;
    for (gsize i = 0; i < self->n_transitions; i++)
      for (gsize j = 0; self->transitions[i].from[j] != NULL; j++)
        if (g_hash_table_contains (reached, self->transitions[i].from[j]))
          has_grown |= g_hash_table_add (reached, (gpointer) self->transitions[i].to);
  }
  return reached;
}

static gboolean
leads_into (const TbMachine *self, const char *state, GHashTable *goals)
{
  for (gsize i = 0; i < self->n_transitions; i++)
    if (leaves (&self->transitions[i], state) &&
        g_hash_table_contains (goals, self->transitions[i].to))
      return TRUE;
  return FALSE;
}

/* States from which a case can come to an end, or to a state where it may rest. */
static GHashTable *
find_ending (const TbMachine *self)
{
  GHashTable *ending = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_grown = TRUE;

  for (gsize i = 0; i < self->n_states; i++)
    if (is_end (&self->states[i]) || self->states[i].is_resting)
      g_hash_table_add (ending, (gpointer) self->states[i].id);

  while (has_grown) {
    has_grown = FALSE;
    for (gsize i = 0; i < self->n_states; i++)
      if (leads_into (self, self->states[i].id, ending))
        has_grown |= g_hash_table_add (ending, (gpointer) self->states[i].id);
  }
  return ending;
}

static void
check_graph (const TbMachine *self, TbReader *reader)
{
  g_autoptr (GHashTable) reachable = find_reachable (self);
  g_autoptr (GHashTable) ending = find_ending (self);

  tb_reader_enter (reader, "states");
  for (gsize i = 0; i < self->n_states; i++) {
    const char *state = self->states[i].id;

    if (!g_hash_table_contains (reachable, state))
      tb_reader_fail (reader,
                      TB_CATALOGUE_ERROR_GRAPH,
                      state,
                      "no transition leads here from “%s”: add one or take the state out",
                      self->start);
    if (!g_hash_table_contains (ending, state))
      tb_reader_fail (reader,
                      TB_CATALOGUE_ERROR_GRAPH,
                      state,
                      "no end can be reached from here: add a transition, or \"resting\": true");
  }
  tb_reader_leave (reader);
}

static void
check_leg_ids (const TbMachine *self, TbReader *reader)
{
  for (gsize i = 0; i < self->n_legs; i++)
    if (tb_machine_get_leg (self, self->legs[i].id) != &self->legs[i])
      tb_reader_fail (reader,
                      TB_CATALOGUE_ERROR_FORMAT,
                      "legs",
                      "the leg “%s” stands twice",
                      self->legs[i].id);
}

void
tb_machine_check (const TbMachine *self, TbReader *reader)
{
  if (tb_machine_get_state (self, self->start) == NULL)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_NAME,
                    "start",
                    "there is no state “%s”",
                    self->start);
  check_leg_ids (self, reader);
  check_legs (self, reader, self->clock_start, "clock/start");

  tb_reader_enter (reader, "transitions");
  for (gsize i = 0; i < self->n_transitions && reader->error == NULL; i++) {
    tb_reader_enter_index (reader, i);
    check_transition (self, reader, &self->transitions[i]);
    tb_reader_leave (reader);
  }
  tb_reader_leave (reader);

  if (reader->error == NULL)
    check_graph (self, reader);
}
