/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-machine-private.h"

#include <string.h>

#include "tb-field-private.h"

#define MACHINE_MEMBERS                                                                            \
  "id version name basis confidence note start owner clock states legs transitions"
#define TRANSITION_MEMBERS "id name from to by when message fields reason owner clock prints note"

static const char *const role_names[TB_N_ROLES] = {
  [TB_ROLE_STAFF] = "staff", [TB_ROLE_TRAINER] = "trainer", [TB_ROLE_SUPERVISOR] = "supervisor",
  [TB_ROLE_ADMIN] = "admin", [TB_ROLE_AUDITOR] = "auditor",
};

const char *
tb_role_get_name (TbRole self)
{
  g_return_val_if_fail ((guint) self < TB_N_ROLES, NULL);

  return role_names[self];
}

int
tb_role_from_name (const char *name)
{
  for (int i = 0; name != NULL && i < TB_N_ROLES; i++)
    if (strcmp (role_names[i], name) == 0)
      return i;
  return -1;
}

/* The index of the text at @member in @names (separated by "|"), −1 when absent or wrong. */
static int
read_choice (TbReader *reader, const json_t *json, const char *member, const char *choices)
{
  g_auto (GStrv) names = g_strsplit (choices, "|", -1);
  const char *text = tb_reader_get_string (reader, json, member);

  for (int i = 0; text != NULL && names[i] != NULL; i++)
    if (strcmp (names[i], text) == 0)
      return i;
  if (text != NULL)
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, member, "“%s” is none of %s", text, choices);
  return -1;
}

static const char *
read_owner (TbReader *reader, const json_t *json)
{
  read_choice (reader, json, "owner", "home|origin|partner");
  return tb_reader_get_string (reader, json, "owner");
}

static void
read_state (TbReader *reader, const char *id, const json_t *json, TbState *state)
{
  const char *kind;

  tb_reader_enter (reader, id);
  tb_reader_check_members (reader, json, "zh_CN en kind resting");
  state->id = id;
  state->name_zh = tb_reader_need_string (reader, json, "zh_CN");
  state->name_en = tb_reader_need_string (reader, json, "en");
  state->is_resting = tb_reader_get_bool (reader, json, "resting");
  kind = tb_reader_need_string (reader, json, "kind");
  if (kind != NULL && (kind[1] != '\0' || strchr ("snwxef", *kind) == NULL))
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, "kind", "“%s” is none of s n w x e f", kind);
  if (kind != NULL)
    state->kind = (TbStateKind) *kind;
  if (!tb_reader_is_id (id))
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, NULL, "“%s” is no id of a state", id);
  tb_reader_leave (reader);
}

static void
read_states (TbReader *reader, const json_t *json, TbMachine *self)
{
  const json_t *object = tb_reader_get_object (reader, json, "states");
  TbState *states = tb_reader_alloc (reader, json_object_size (object), sizeof *states);
  const char *id;
  json_t *state;

  tb_reader_enter (reader, "states");
  json_object_foreach ((json_t *) object, id, state)
      read_state (reader, id, state, &states[self->n_states++]);
  if (self->n_states == 0)
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, NULL, "there are no states");
  tb_reader_leave (reader);
  self->states = states;
}

static void
read_leg (TbReader *reader, const json_t *json, TbLeg *leg)
{
  tb_reader_check_members (reader, json, "id name owner unit days source confidence note");
  leg->id = tb_reader_get_id (reader, json, "id");
  tb_reader_need_texts (reader, json, "name", &leg->name_zh, &leg->name_en);
  leg->owner = read_owner (reader, json);
  if (leg->owner == NULL)
    tb_reader_need_string (reader, json, "owner");
  tb_reader_need_string (reader, json, "unit");
  leg->is_workdays = read_choice (reader, json, "unit", "workday|day") == 0;
  leg->days = tb_reader_get_int (reader, json, "days", -1);
  if (leg->days < 0)
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, "days", "is missing");
  leg->source = tb_reader_need_string (reader, json, "source");
  tb_reader_need_string (reader, json, "confidence");
  read_choice (reader, json, "confidence", "sure|likely|verify");
  leg->confidence = tb_reader_get_string (reader, json, "confidence");
}

static void
read_legs (TbReader *reader, const json_t *json, TbMachine *self)
{
  const json_t *array = tb_reader_get_array (reader, json, "legs");
  TbLeg *legs = tb_reader_alloc (reader, json_array_size (array), sizeof *legs);

  tb_reader_enter (reader, "legs");
  for (gsize i = 0; i < json_array_size (array); i++) {
    tb_reader_enter_index (reader, i);
    read_leg (reader, json_array_get (array, i), &legs[i]);
    tb_reader_leave (reader);
  }
  tb_reader_leave (reader);
  self->legs = legs;
  self->n_legs = json_array_size (array);
}

static guint
read_roles (TbReader *reader, const json_t *by)
{
  const char *const *names = tb_reader_get_strings (reader, by, "roles");
  guint roles = 0;

  for (gsize i = 0; names[i] != NULL; i++) {
    int role = tb_role_from_name (names[i]);

    if (role >= 0)
      roles |= 1u << role;
    else
      tb_reader_fail (reader,
                      TB_CATALOGUE_ERROR_FORMAT,
                      "roles",
                      "there is no role “%s”",
                      names[i]);
  }
  return roles;
}

static void
read_by (TbReader *reader, const json_t *json, TbTransition *transition)
{
  const json_t *by = tb_reader_get_object (reader, json, "by");
  int area;

  tb_reader_enter (reader, "by");
  tb_reader_check_members (reader, by, "area roles");
  tb_reader_need_string (reader, by, "area");
  area = read_choice (reader, by, "area", "home|origin|partner|any");
  transition->area = MAX (area, 0);
  transition->roles = read_roles (reader, by);
  tb_reader_leave (reader);
}

static void
read_clock (TbReader *reader, const json_t *json, TbTransition *transition)
{
  const json_t *clock = tb_reader_get_object (reader, json, "clock");

  if (clock == NULL)
    return;

  tb_reader_enter (reader, "clock");
  tb_reader_check_members (reader, clock, "start stop pause resume");
  transition->clock_start = tb_reader_get_array (reader, clock, "start");
  transition->clock_stop = tb_reader_get_array (reader, clock, "stop");
  transition->clock_pause = tb_reader_get_array (reader, clock, "pause");
  transition->clock_resume = tb_reader_get_array (reader, clock, "resume");
  tb_reader_leave (reader);
}

static void
read_fields (TbReader *reader, const json_t *json, const char *owner, TbTransition *transition)
{
  transition->fields = tb_reader_get_array (reader, json, "fields");
  tb_reader_enter (reader, "fields");
  transition->form = tb_field_read_all (reader, transition->fields, owner, &transition->n_form);
  tb_reader_leave (reader);
}

static void
read_transition (TbReader *reader, const json_t *json, const char *owner, TbTransition *transition)
{
  tb_reader_check_members (reader, json, TRANSITION_MEMBERS);
  transition->id = tb_reader_get_id (reader, json, "id");
  tb_reader_need_texts (reader, json, "name", &transition->name_zh, &transition->name_en);
  transition->from = tb_reader_get_strings (reader, json, "from");
  transition->to = tb_reader_need_string (reader, json, "to");
  read_by (reader, json, transition);
  transition->when = tb_reader_get_string (reader, json, "when");
  tb_reader_get_texts (reader,
                       json,
                       "message",
                       &transition->when_message_zh,
                       &transition->when_message);
  if ((transition->when == NULL) != (transition->when_message == NULL))
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    "message",
                    "“when” and “message” come together: people are told what is not fulfilled");
  transition->needs_reason = tb_reader_get_bool (reader, json, "reason");
  transition->owner = read_owner (reader, json);
  transition->prints = tb_reader_get_array (reader, json, "prints");
  read_clock (reader, json, transition);
  read_fields (reader, json, owner, transition);
}

static void
read_transitions (TbReader *reader, const json_t *json, TbMachine *self)
{
  const json_t *array = tb_reader_get_array (reader, json, "transitions");
  const gsize n = json_array_size (array);
  TbTransition *transitions = tb_reader_alloc (reader, n, sizeof *transitions);

  tb_reader_enter (reader, "transitions");
  for (gsize i = 0; i < n && reader->error == NULL; i++) {
    tb_reader_enter_index (reader, i);
    read_transition (reader, json_array_get (array, i), self->name, &transitions[i]);
    tb_reader_leave (reader);
  }
  tb_reader_leave (reader);
  self->transitions = transitions;
  self->n_transitions = n;
}

TbMachine *
tb_machine_read (TbReader *reader, const json_t *json, const char *name, const char *digest)
{
  TbMachine *self = tb_reader_alloc (reader, 1, sizeof *self);
  const json_t *clock;

  self->json = json;
  self->name = name;
  self->digest = digest;
  tb_reader_check_members (reader, json, MACHINE_MEMBERS);
  self->id = tb_reader_get_id (reader, json, "id");
  self->version = tb_reader_get_int (reader, json, "version", 0);
  tb_reader_need_texts (reader, json, "name", &self->name_zh, &self->name_en);
  self->start = tb_reader_need_string (reader, json, "start");
  self->owner = read_owner (reader, json);
  if (self->owner == NULL)
    self->owner = "home";
  clock = tb_reader_get_object (reader, json, "clock");
  if (clock != NULL)
    tb_reader_check_members (reader, clock, "start");
  self->clock_start = tb_reader_get_array (reader, clock, "start");
  read_states (reader, json, self);
  read_legs (reader, json, self);
  read_transitions (reader, json, self);

  return self;
}

const char *
tb_machine_get_id (const TbMachine *self)
{
  return self->id;
}

int
tb_machine_get_version (const TbMachine *self)
{
  return self->version;
}

const char *
tb_machine_get_name_zh (const TbMachine *self)
{
  return self->name_zh;
}

const char *
tb_machine_get_name_en (const TbMachine *self)
{
  return self->name_en;
}

const char *
tb_machine_get_start (const TbMachine *self)
{
  return self->start;
}

const char *
tb_machine_get_owner (const TbMachine *self)
{
  return self->owner;
}

const json_t *
tb_machine_get_clock_start (const TbMachine *self)
{
  return self->clock_start;
}

const TbState *
tb_machine_get_state (const TbMachine *self, const char *id)
{
  for (gsize i = 0; id != NULL && i < self->n_states; i++)
    if (strcmp (self->states[i].id, id) == 0)
      return &self->states[i];
  return NULL;
}

const TbState *
tb_machine_get_states (const TbMachine *self, gsize *n)
{
  *n = self->n_states;
  return self->states;
}

const TbTransition *
tb_machine_get_transition (const TbMachine *self, const char *id)
{
  for (gsize i = 0; id != NULL && i < self->n_transitions; i++)
    if (strcmp (self->transitions[i].id, id) == 0)
      return &self->transitions[i];
  return NULL;
}

const TbTransition *
tb_machine_get_transitions (const TbMachine *self, gsize *n)
{
  *n = self->n_transitions;
  return self->transitions;
}

const TbLeg *
tb_machine_get_leg (const TbMachine *self, const char *id)
{
  for (gsize i = 0; id != NULL && i < self->n_legs; i++)
    if (strcmp (self->legs[i].id, id) == 0)
      return &self->legs[i];
  return NULL;
}

const TbLeg *
tb_machine_get_legs (const TbMachine *self, gsize *n)
{
  *n = self->n_legs;
  return self->legs;
}

const json_t *
tb_machine_get_json (const TbMachine *self)
{
  return self->json;
}

const char *
tb_machine_get_digest (const TbMachine *self)
{
  return self->digest;
}
