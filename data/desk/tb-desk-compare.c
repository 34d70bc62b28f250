/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-compare"

#include "config.h"

#include "tb-desk-compare.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-desk-view.h"
#include "tb-field-rules.h"
#include "tb-mask.h"

/* Where a value stands in the case. */
typedef struct {
  TbDeskCore *core;
  const TbItem *item;
  const char *group;  /* "form", "fields", "materials", "person", "agent"; or a single member */
  const char *member; /* NULL for a single member */
  const TbField *field;
} Place;

/* Members that no matter defines. */
static const struct {
  const char *member;
  const char *label;
} common[] = {
  { "state", N_ ("State") },
  { "owner", N_ ("City in charge") },
  { "closed", N_ ("Closed") },
  { "name", N_ ("Name") },
  { "id_type", N_ ("Kind of document") },
  { "id_no", N_ ("ID number") },
  { "sex", N_ ("Sex") },
  { "birth", N_ ("Date of birth") },
  { "mobile", N_ ("Mobile number") },
  { "phone", N_ ("Telephone") },
  { "hukou_address", N_ ("Registered address") },
  { "live_address", N_ ("Home address") },
  { "ssc_card_no", N_ ("Social security card") },
};

static const TbField *
find_step_field (const TbItem *item, const char *id)
{
  gsize n;
  const TbTransition *all = tb_machine_get_transitions (tb_item_get_machine (item), &n);

  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < all[i].n_form; k++) {
      if (strcmp (all[i].form[k].id, id) == 0)
        return &all[i].form[k];
    }
  }

  return NULL;
}

static const TbMaterial *
find_material (const TbItem *item, const char *id)
{
  gsize n;
  const TbMaterial *all = tb_item_get_materials (item, &n);

  for (gsize i = 0; i < n; i++) {
    if (strcmp (all[i].id, id) == 0)
      return &all[i];
  }

  return NULL;
}

static const TbField *
find_field (const Place *place)
{
  if (place->item == NULL || place->member == NULL)
    return NULL;
  if (strcmp (place->group, "form") == 0)
    return tb_item_get_field (place->item, place->member);

  return strcmp (place->group, "fields") == 0 ? find_step_field (place->item, place->member) : NULL;
}

static const char *
find_label (const Place *place)
{
  const char *member = place->member != NULL ? place->member : place->group;
  const TbMaterial *paper = place->item != NULL && strcmp (place->group, "materials") == 0
                                ? find_material (place->item, member)
                                : NULL;

  if (place->field != NULL)
    return tb_desk_view_pick (place->field->label_zh, place->field->label_en);
  if (paper != NULL)
    return tb_desk_view_pick (paper->label_zh, paper->label_en);
  for (gsize i = 0; i < G_N_ELEMENTS (common); i++) {
    if (strcmp (common[i].member, member) == 0)
      return _ (common[i].label);
  }

  return member;
}

static char *
print_material (const json_t *value)
{
  static const char *const states[][2] = {
    { "seen", N_ ("seen") },
    { "promised", N_ ("promised") },
    { "replaced", N_ ("replaced by a query") },
    { "missing", N_ ("missing") },
  };
  const char *state = tb_json_get_string (value, "state");
  const char *due = tb_json_get_string (value, "due");
  const char *word = state;

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    if (g_strcmp0 (state, states[i][0]) == 0)
      word = _ (states[i][1]);
  }
  /* Translators: a paper that was promised, and the day by which it is to come. */
  return due != NULL ? g_strdup_printf (_ ("%s by %s"), word, due) : g_strdup (word);
}

static void
set_rules (const Place *place, TbFormRules *rules)
{
  *rules = (TbFormRules){ .catalogue = place->core->catalogue,
                          .item = place->item,
                          .regions = place->core->regions,
                          .window_area = place->core->config->area };
  tb_date_of_time (tb_clock_wall_us (&place->core->clock), &rules->today);
}

/* One line a row, so that two versions of a table can be read beside each other. */
static char *
print_rows (const TbFormRules *rules, const TbField *table, const json_t *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const json_t *row;
  gsize i;

  json_array_foreach ((json_t *) value, i, row)
  {
    gboolean is_first = TRUE;

    if (i > 0)
      g_string_append_c (text, '\n');
    for (gsize k = 0; k < table->n_columns; k++) {
      const TbField *column = &table->columns[k];
      const json_t *cell = json_object_get (row, column->id);
      g_autofree char *printed = tb_field_print (rules, column, cell, tb_language_get ());

      if (*printed == '\0')
        continue;
      g_string_append_printf (text, "%s%s", is_first ? "" : " · ", printed);
      is_first = FALSE;
    }
  }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
print_single (const Place *place, const json_t *value)
{
  const char *text = json_string_value (value);

  if (json_is_boolean (value))
    return g_strdup (json_is_true (value) ? _ ("yes") : _ ("no"));
  if (text == NULL)
    return tb_json_to_string (value);
  if (strcmp (place->group, "state") == 0 && place->item != NULL)
    return g_strdup (tb_desk_view_state (place->item, text));
  if (strcmp (place->group, "owner") == 0)
    return g_strdup (tb_desk_view_area (tb_area_from_slug (text)));

  return g_strdup (text);
}

/* "" for nothing. */
static char *
print (const Place *place, const json_t *value)
{
  TbFormRules rules;

  if (value == NULL || json_is_null (value))
    return g_strdup ("");
  if (strcmp (place->group, "materials") == 0 && json_is_object (value))
    return print_material (value);
  if (place->field == NULL)
    return print_single (place, value);

  set_rules (place, &rules);
  if (place->field->type == TB_FIELD_TABLE && json_is_array (value))
    return print_rows (&rules, place->field, value);

  return tb_field_print (&rules, place->field, value, tb_language_get ());
}

void
tb_desk_compare_name (TbDeskCore *core, const TbItem *item, const char *pointer, json_t *row)
{
  static const char *const sides[] = { "base", "mine", "theirs" };
  g_auto (GStrv) parts = g_strsplit (pointer + 1, "/", 2);
  Place place = { .core = core, .item = item, .group = parts[0], .member = parts[1] };
  g_autoptr (json_t) text = json_object ();

  place.field = find_field (&place);
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++) {
    g_autofree char *printed = print (&place, json_object_get (row, sides[i]));

    tb_json_set_string (text, sides[i], printed);
  }
  tb_json_set_string (row, "label", find_label (&place));
  tb_json_set_string (row,
                      "type",
                      place.field != NULL ? tb_field_type_get_name (place.field->type)
                                          : place.group);
  if (place.field != NULL && place.field->list != NULL)
    tb_json_set_string (row, "list", place.field->list);
  json_object_set (row, "text", text);
}
