/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-item-private.h"

#include <string.h>

/* What tb_workflow_dup_values gives to every condition besides fields. */
static const char *const givens[] = {
  "home_area",     "window_area", "origin_area", "today", "applicant_age",
  "applicant_sex", "has_agent",   "state",       NULL,
};

typedef struct {
  const TbItem *item;
  TbReader *reader;
  const TbItemSurroundings *around;
  GHashTable *names; /* what a condition may name */
  GHashTable *codes; /* of checks, so far */
} Check;

static void
check_condition (Check *self, const char *member, const char *expression)
{
  g_autoptr (GError) error = NULL;
  gboolean is_name;

  if (expression == NULL)
    return;
  if (tb_conditions_check (self->item->conditions, expression, self->names, &error))
    return;

  is_name = g_error_matches (error, TB_CONDITION_ERROR, TB_CONDITION_ERROR_NAME);
  tb_reader_fail (self->reader,
                  is_name ? TB_CATALOGUE_ERROR_NAME : TB_CATALOGUE_ERROR_FORMAT,
                  member,
                  "%s",
                  error->message);
}

static void
add_name (Check *self, const char *id)
{
  if (!g_hash_table_add (self->names, (gpointer) id))
    tb_reader_fail (self->reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    NULL,
                    "the field “%s” stands twice, or is the name of a given",
                    id);
}

/* Transitions may ask for the same field one after the other, so their fields are only added
 * after those of the form, which must differ. */
static void
gather_names (Check *self)
{
  const TbItem *item = self->item;

  for (gsize i = 0; givens[i] != NULL; i++)
    g_hash_table_add (self->names, (gpointer) givens[i]);

  tb_reader_enter (self->reader, "form");
  for (gsize i = 0; i < item->n_sections; i++)
    for (gsize j = 0; j < item->sections[i].n_fields; j++)
      add_name (self, item->sections[i].fields[j].id);
  tb_reader_leave (self->reader);
}

static void
gather_transition_names (Check *self)
{
  const TbTransition *transitions;
  gsize n;

  transitions = tb_machine_get_transitions (self->item->machine, &n);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < transitions[i].n_form; j++)
      if (tb_item_get_field (self->item, transitions[i].form[j].id) != NULL)
        tb_reader_fail (self->reader,
                        TB_CATALOGUE_ERROR_FORMAT,
                        "machine",
                        "the transition “%s” asks for “%s”, which is a field of the form",
                        transitions[i].id,
                        transitions[i].form[j].id);
      else
        g_hash_table_add (self->names, (gpointer) transitions[i].form[j].id);
}

static void
check_checks (Check *self, const TbField *field)
{
  for (gsize i = 0; i < field->n_checks; i++) {
    const TbCheck *check = &field->checks[i];

    check_condition (self, "check", check->expression);
    if (!g_hash_table_add (self->codes, (gpointer) check->code))
      tb_reader_fail (self->reader,
                      TB_CATALOGUE_ERROR_FORMAT,
                      "checks",
                      "the check “%s” stands twice in this item",
                      check->code);
    if (check->instead != NULL && !g_hash_table_contains (self->around->items, check->instead))
      tb_reader_fail (self->reader,
                      TB_CATALOGUE_ERROR_NAME,
                      "instead",
                      "there is no matter “%s”",
                      check->instead);
  }
}

static void
check_field (Check *self, const TbField *field)
{
  if (field->list != NULL && !g_hash_table_contains (self->around->lists, field->list))
    tb_reader_fail (self->reader,
                    TB_CATALOGUE_ERROR_NAME,
                    "list",
                    "there is no code list “%s”: add codes/%s.csv or correct the name",
                    field->list,
                    field->list);
  if (field->id_type != NULL && !g_hash_table_contains (self->names, field->id_type))
    tb_reader_fail (self->reader,
                    TB_CATALOGUE_ERROR_NAME,
                    "id_type",
                    "there is no field “%s”",
                    field->id_type);
  check_condition (self, "shown", field->shown);
  check_condition (self, "required", field->required);
  check_condition (self, "initial", field->initial);
  check_checks (self, field);
}

/* A column may name the other cells of its row, which nothing else may. */
static void
check_columns (Check *self, const TbField *table)
{
  if (table->n_columns == 0)
    return;

  tb_reader_enter (self->reader, "columns");
  for (gsize i = 0; i < table->n_columns; i++)
    add_name (self, table->columns[i].id);
  for (gsize i = 0; i < table->n_columns; i++) {
    tb_reader_enter_index (self->reader, i);
    check_field (self, &table->columns[i]);
    tb_reader_leave (self->reader);
  }
  for (gsize i = 0; i < table->n_columns; i++)
    g_hash_table_remove (self->names, table->columns[i].id);
  tb_reader_leave (self->reader);
}

static void
check_fields (Check *self, const TbField *fields, gsize n)
{
  tb_reader_enter (self->reader, "fields");
  for (gsize i = 0; i < n && self->reader->error == NULL; i++) {
    tb_reader_enter_index (self->reader, i);
    check_field (self, &fields[i]);
    check_columns (self, &fields[i]);
    tb_reader_leave (self->reader);
  }
  tb_reader_leave (self->reader);
}

static void
check_form (Check *self)
{
  tb_reader_enter (self->reader, "form");
  for (gsize i = 0; i < self->item->n_sections; i++) {
    tb_reader_enter_index (self->reader, i);
    check_fields (self, self->item->sections[i].fields, self->item->sections[i].n_fields);
    tb_reader_leave (self->reader);
  }
  tb_reader_leave (self->reader);
}

static const TbPrint *
find_print (const TbItem *item, const char *id)
{
  for (gsize i = 0; i < item->n_prints; i++)
    if (strcmp (item->prints[i].id, id) == 0)
      return &item->prints[i];
  return NULL;
}

static void
check_transition (Check *self, const TbTransition *transition)
{
  const TbItem *item = self->item;

  g_hash_table_remove_all (self->codes);
  check_condition (self, "when", transition->when);
  check_fields (self, transition->form, transition->n_form);
  if (transition->area == TB_ACTOR_PARTNER && item->partners == NULL)
    tb_reader_fail (self->reader,
                    TB_CATALOGUE_ERROR_GRAPH,
                    "by/area",
                    "nobody can make “%s”: the item has no “partners”",
                    transition->id);
  for (gsize i = 0; i < json_array_size (transition->prints); i++) {
    const char *print = json_string_value (json_array_get (transition->prints, i));

    if (find_print (item, print) == NULL)
      tb_reader_fail (self->reader,
                      TB_CATALOGUE_ERROR_NAME,
                      "prints",
                      "the item has no print “%s”: add it to its “prints”",
                      print);
  }
}

/* A machine is checked against each matter that uses it; the pointer leads through the item. */
static void
check_machine (Check *self)
{
  const TbTransition *transitions;
  gsize n;

  transitions = tb_machine_get_transitions (self->item->machine, &n);
  tb_reader_enter (self->reader, "machine");
  tb_reader_enter (self->reader, self->item->machine_name);
  tb_reader_enter (self->reader, "transitions");
  for (gsize i = 0; i < n; i++) {
    tb_reader_enter_index (self->reader, i);
    check_transition (self, &transitions[i]);
    tb_reader_leave (self->reader);
  }
  tb_reader_leave (self->reader);
  tb_reader_leave (self->reader);
  tb_reader_leave (self->reader);
}

static void
check_materials (Check *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  tb_reader_enter (self->reader, "materials");
  for (gsize i = 0; i < self->item->n_materials; i++) {
    const TbMaterial *material = &self->item->materials[i];

    tb_reader_enter_index (self->reader, i);
    check_condition (self, "required", material->required);
    if (!g_hash_table_add (seen, (gpointer) material->id))
      tb_reader_fail (self->reader,
                      TB_CATALOGUE_ERROR_FORMAT,
                      "id",
                      "“%s” stands twice",
                      material->id);
    tb_reader_leave (self->reader);
  }
  tb_reader_leave (self->reader);
}

static void
check_prints (Check *self)
{
  tb_reader_enter (self->reader, "prints");
  for (gsize i = 0; i < self->item->n_prints; i++) {
    const TbPrint *print = &self->item->prints[i];
    g_autofree char *path = g_strdup_printf ("documents/%s.json", print->template);

    tb_reader_enter (self->reader, print->id);
    check_condition (self, "when", print->when);
    if (!g_hash_table_contains (self->around->files, path))
      tb_reader_fail (self->reader,
                      TB_CATALOGUE_ERROR_NAME,
                      "template",
                      "there is no layout %s",
                      path);
    tb_reader_leave (self->reader);
  }
  tb_reader_leave (self->reader);
}

static void
check_limits (Check *self)
{
  const char *leg;
  json_t *days;

  tb_reader_enter (self->reader, "limits");
  json_object_foreach ((json_t *) self->item->limits, leg, days)
  {
    tb_reader_get_int (self->reader, self->item->limits, leg, 0);
    if (tb_machine_get_leg (self->item->machine, leg) == NULL)
      tb_reader_fail (self->reader,
                      TB_CATALOGUE_ERROR_NAME,
                      leg,
                      "the machine “%s” has no such leg",
                      self->item->machine_name);
  }
  tb_reader_leave (self->reader);
}

static void
check_lists (Check *self)
{
  const TbItem *item = self->item;

  for (gsize i = 0; item->duplicates[i] != NULL; i++)
    if (tb_item_get_field (item, item->duplicates[i]) == NULL)
      tb_reader_fail (self->reader,
                      TB_CATALOGUE_ERROR_NAME,
                      "duplicates",
                      "there is no field “%s”",
                      item->duplicates[i]);
}

void
tb_item_check (const TbItem *self, TbReader *reader, const TbItemSurroundings *surroundings)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  Check check = { .item = self,
                  .reader = reader,
                  .around = surroundings,
                  .names = names,
                  .codes = codes };

  gather_names (&check);
  gather_transition_names (&check);
  check_condition (&check, "home", self->home);
  check_condition (&check, "partners", self->partners);
  check_form (&check);
  check_materials (&check);
  check_prints (&check);
  check_limits (&check);
  check_lists (&check);
  check_machine (&check);
}
