/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-rules"

#include "config.h"

#include <string.h>

#include "tb-date.h"
#include "tb-field-rules.h"
#include "tb-form-rules.h"
#include "tb-identifier.h"

/* How often what is shown may change what is shown; forms settle in two or three rounds. */
#define MAX_ROUNDS 8

static gboolean
is_true (const TbFormRules *self, const char *expression, const json_t *values)
{
  if (strcmp (expression, "1") == 0)
    return TRUE;

  return tb_conditions_eval (tb_item_get_conditions (self->item), expression, values) ==
         TB_TRUTH_TRUE;
}

gboolean
tb_form_rules_is_shown (const TbFormRules *self, const TbField *field, const json_t *values)
{
  return field->shown == NULL || is_true (self, field->shown, values);
}

gboolean
tb_form_rules_is_required (const TbFormRules *self, const TbField *field, const json_t *values)
{
  return field->required != NULL && is_true (self, field->required, values);
}

gboolean
tb_form_rules_needs_material (const TbFormRules *self,
                              const TbMaterial *material,
                              const json_t *values)
{
  return material->required == NULL || is_true (self, material->required, values);
}

/* The number on the document says when its holder was born, and the 17th digit the sex; for other
 * documents the person's own members do. */
void
tb_form_rules_add_givens (const TbFormRules *self, const json_t *person, json_t *values)
{
  g_autofree char *today = tb_date_format (&self->today);
  static const TbField id_number = { .id = "id_no",
                                     .type = TB_FIELD_ID_NUMBER,
                                     .id_type = "id_type" };
  const char *kind =
      tb_field_get_identifier_kind (&id_number, tb_json_get_string (person, "id_type"));
  const char *number = tb_json_get_string (person, "id_no");
  const char *birth = tb_json_get_string (person, "birth");
  const char *sex = tb_json_get_string (person, "sex");
  g_autoptr (TbIdentifier) identifier = NULL;
  GDate day;

  if (kind != NULL && number != NULL)
    identifier = tb_identifier_check (kind, number, NULL, &self->today);
  if (identifier != NULL && tb_json_get_string (identifier->parsed, "birth") != NULL)
    birth = tb_json_get_string (identifier->parsed, "birth");
  if (identifier != NULL && tb_json_get_string (identifier->parsed, "sex") != NULL)
    sex = tb_json_get_string (identifier->parsed, "sex");

  tb_json_set_string (values, "today", today);
  tb_json_set_string (values, "window_area", tb_area_get_slug (self->window_area));
  if (birth != NULL && tb_date_parse (birth, &day, NULL)) {
    tb_json_set_int (values, "applicant_age", tb_date_full_years (&day, &self->today));
    tb_json_set_string (values, "applicant_birth", birth);
  }
  if (sex != NULL)
    tb_json_set_string (values, "applicant_sex", sex);
}

static json_t *
dup_values_of_person (const TbFormRules *self, const json_t *collected)
{
  json_t *values = json_object ();

  tb_json_set_int (values, "has_agent", tb_json_get_object (collected, "agent") != NULL);
  tb_form_rules_add_givens (self, json_object_get (collected, "person"), values);
  tb_json_set_string (values, "origin_area", tb_area_get_slug (self->window_area));

  return values;
}

/* Puts each field in or takes it out as its condition says of the others. */
static gboolean
settle_once (const TbFormRules *self, const json_t *form, json_t *values)
{
  gboolean has_changed = FALSE;
  gsize n;
  const TbSection *sections = tb_item_get_sections (self->item, &n);

  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < sections[i].n_fields; k++) {
      const TbField *field = &sections[i].fields[k];
      json_t *value = json_object_get (form, field->id);
      gboolean is_there = json_object_get (values, field->id) != NULL;
      gboolean is_shown = value != NULL && tb_form_rules_is_shown (self, field, values);

      if (is_shown == is_there)
        continue;
      has_changed = TRUE;
      if (is_shown)
        json_object_set (values, field->id, value);
      else
        json_object_del (values, field->id);
    }
  }

  return has_changed;
}

json_t *
tb_form_rules_dup_values (const TbFormRules *self, const json_t *collected)
{
  const json_t *form = tb_json_get_object (collected, "form");
  json_t *values = dup_values_of_person (self, collected);
  g_autoptr (json_t) home = NULL;

  for (int round = 0; round < MAX_ROUNDS && settle_once (self, form, values); round++)
    ;
  home = tb_conditions_eval_value (tb_item_get_conditions (self->item),
                                   tb_item_get_home (self->item),
                                   values);
  if (json_is_string (home)) {
    json_object_set (values, "home_area", home);
    settle_once (self, form, values);
  }

  return values;
}

json_t *
tb_form_rules_dup_shown (const TbFormRules *self, const json_t *collected)
{
  const json_t *form = tb_json_get_object (collected, "form");
  g_autoptr (json_t) values = tb_form_rules_dup_values (self, collected);
  json_t *shown = json_object ();
  const char *id;
  json_t *value;

  json_object_foreach ((json_t *) form, id, value)
  {
    if (!json_is_null (value) && json_object_get (values, id) != NULL &&
        tb_item_get_field (self->item, id) != NULL)
      json_object_set_new (shown, id, json_deep_copy (value));
  }

  return shown;
}
