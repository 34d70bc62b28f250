/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form"

#include "config.h"

#include "tb-form.h"

#include <string.h>

#include "tb-field-rules.h"
#include "tb-form-private.h"

/* Owns the two collected parts; problems and values follow from curr and are found once, when the
 * form is made, so that reading it never changes it. */
struct _TbForm {
  gatomicrefcount ref_count;
  TbFormRules rules;
  json_t *orig;
  json_t *curr;
  json_t *values;
  GPtrArray *problems;
};

G_DEFINE_QUARK (tb_form_error_quark, tb_form_error)

/* Every form has these, whatever it was made from. */
static void
complete (json_t *collected)
{
  static const char *const objects[] = { "person", "form", "materials" };

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++) {
    if (!json_is_object (json_object_get (collected, objects[i])))
      json_object_set_new (collected, objects[i], json_object ());
  }
  if (!json_is_array (json_object_get (collected, "warnings")))
    json_object_set_new (collected, "warnings", json_array ());
}

TbForm *
tb_form_new_take (const TbFormRules *rules, json_t *orig, json_t *curr)
{
  TbForm *self = g_new0 (TbForm, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->rules = *rules;
  g_object_ref (self->rules.catalogue);
  if (self->rules.regions != NULL)
    tb_regions_ref (self->rules.regions);
  self->rules.known_id_no = g_strdup (rules->known_id_no);
  self->rules.known_name = g_strdup (rules->known_name);
  self->orig = orig;
  self->curr = curr;
  complete (self->orig);
  complete (self->curr);
  self->values = tb_form_rules_dup_values (&self->rules, self->curr);
  self->problems = tb_form_rules_check (&self->rules, self->curr);

  return self;
}

TbForm *
tb_form_ref (TbForm *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tb_form_unref (TbForm *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  json_decref (self->orig);
  json_decref (self->curr);
  json_decref (self->values);
  g_ptr_array_unref (self->problems);
  g_object_unref (self->rules.catalogue);
  g_clear_pointer (&self->rules.regions, tb_regions_unref);
  g_free ((char *) self->rules.known_id_no);
  g_free ((char *) self->rules.known_name);
  g_free (self);
}

const json_t *
tb_form_get_orig (TbForm *self)
{
  return self->orig;
}

const json_t *
tb_form_get_curr (TbForm *self)
{
  return self->curr;
}

const TbItem *
tb_form_get_item (TbForm *self)
{
  return self->rules.item;
}

const TbFormRules *
tb_form_get_rules (TbForm *self)
{
  return &self->rules;
}

const json_t *
tb_form_get_value (TbForm *self, const char *field)
{
  return json_object_get (json_object_get (self->curr, "form"), field);
}

char *
tb_form_dup_text (TbForm *self, const char *field)
{
  const TbField *definition = tb_item_get_field (self->rules.item, field);

  g_return_val_if_fail (definition != NULL, NULL);

  /* A date is edited as it is typed, not as it is printed. */
  if (definition->type == TB_FIELD_DATE || definition->type == TB_FIELD_MONTH)
    return g_strdup (json_string_value (tb_form_get_value (self, field)) != NULL
                         ? json_string_value (tb_form_get_value (self, field))
                         : "");

  return tb_field_print (&self->rules,
                         definition,
                         tb_form_get_value (self, field),
                         tb_language_get ());
}

const json_t *
tb_form_get_person (TbForm *self, const char *member)
{
  return json_object_get (self->curr, member);
}

const json_t *
tb_form_get_materials (TbForm *self)
{
  return json_object_get (self->curr, "materials");
}

gsize
tb_form_get_n_rows (TbForm *self, const char *table)
{
  return json_array_size (tb_form_get_value (self, table));
}

gboolean
tb_form_is_shown (TbForm *self, const char *field)
{
  const TbField *definition = tb_item_get_field (self->rules.item, field);

  g_return_val_if_fail (definition != NULL, FALSE);

  return tb_form_rules_is_shown (&self->rules, definition, self->values);
}

gboolean
tb_form_is_required (TbForm *self, const char *field)
{
  const TbField *definition = tb_item_get_field (self->rules.item, field);

  g_return_val_if_fail (definition != NULL, FALSE);

  return tb_form_is_shown (self, field) &&
         tb_form_rules_is_required (&self->rules, definition, self->values);
}

gboolean
tb_form_needs_material (TbForm *self, const char *material)
{
  gsize n;
  const TbMaterial *materials = tb_item_get_materials (self->rules.item, &n);

  for (gsize i = 0; i < n; i++) {
    if (strcmp (materials[i].id, material) == 0)
      return tb_form_rules_needs_material (&self->rules, &materials[i], self->values);
  }

  return FALSE;
}

GPtrArray *
tb_form_get_problems (TbForm *self)
{
  return self->problems;
}

const TbFormProblem *
tb_form_find_problem (TbForm *self, const char *pointer)
{
  gsize length = strlen (pointer);

  for (guint i = 0; i < self->problems->len; i++) {
    const TbFormProblem *problem = g_ptr_array_index (self->problems, i);

    if (strncmp (problem->field, pointer, length) == 0 &&
        (problem->field[length] == '\0' || problem->field[length] == '/'))
      return problem;
  }

  return NULL;
}

gboolean
tb_form_can_submit (TbForm *self)
{
  for (guint i = 0; i < self->problems->len; i++) {
    if (tb_form_problem_stops (g_ptr_array_index (self->problems, i)))
      return FALSE;
  }

  return TRUE;
}

gboolean
tb_form_is_changed (TbForm *self)
{
  return !json_equal (self->orig, self->curr);
}

GPtrArray *
tb_form_dup_changed (TbForm *self)
{
  GPtrArray *changed = g_ptr_array_new_with_free_func (g_free);
  const json_t *orig = json_object_get (self->orig, "form");
  const json_t *curr = json_object_get (self->curr, "form");
  gsize n;
  const TbSection *sections = tb_item_get_sections (self->rules.item, &n);

  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < sections[i].n_fields; k++) {
      const char *id = sections[i].fields[k].id;
      const json_t *before = json_object_get (orig, id);
      const json_t *now = json_object_get (curr, id);

      if (before != now && !json_equal (before, now))
        g_ptr_array_add (changed, g_strdup (id));
    }
  }

  return changed;
}
