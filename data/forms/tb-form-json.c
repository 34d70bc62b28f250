/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-field-rules.h"
#include "tb-form-private.h"

static const char *const parts[] = { "person", "agent", "form", "materials", "warnings" };

/* "insurance.first_month" in {"insurance": {"first_month": …}}. */
static const json_t *
find_prefill (const json_t *prefill, const char *path)
{
  g_auto (GStrv) names = path != NULL ? g_strsplit (path, ".", -1) : NULL;
  const json_t *value = prefill;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    value = json_object_get (value, names[i]);

  return names != NULL ? value : NULL;
}

/* SQL knows no booleans: 1 and 0 become what the form stores. */
static json_t *
take_as (const TbField *field, json_t *value)
{
  if (field->type == TB_FIELD_BOOLEAN && json_is_integer (value)) {
    gboolean is_true = json_integer_value (value) != 0;

    json_decref (value);
    return json_boolean (is_true);
  }

  return value;
}

static json_t *
dup_first_value (const TbFormRules *rules,
                 const TbField *field,
                 const json_t *prefill,
                 const json_t *collected)
{
  const json_t *found = find_prefill (prefill, field->prefill);
  g_autoptr (json_t) values = NULL;

  if (json_is_string (found))
    return tb_field_normalise (rules, field, json_string_value (found));
  if (found != NULL && !json_is_null (found) && !json_is_object (found))
    return take_as (field, json_deep_copy (found));
  if (field->initial == NULL)
    return NULL;

  values = tb_form_rules_dup_values (rules, collected);

  return take_as (field,
                  tb_conditions_eval_value (tb_item_get_conditions (rules->item),
                                            field->initial,
                                            values));
}

/* The task decides the fields (domain rule 06): a register knows more about a person than a case
 * needs. */
static json_t *
dup_applicant (const json_t *person)
{
  static const char *const members[] = { "id_type", "id_no", "name", "sex", "birth" };
  json_t *applicant = json_object ();

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    if (json_is_string (json_object_get (person, members[i])))
      json_object_set (applicant, members[i], json_object_get (person, members[i]));
  }

  return applicant;
}

TbForm *
tb_form_new (const TbFormRules *rules, const json_t *prefill)
{
  json_t *collected = json_pack ("{s:{}, s:{}}", "form", "materials");
  const json_t *person = tb_json_get_object (prefill, "person");
  gsize n;
  const TbSection *sections = tb_item_get_sections (rules->item, &n);

  json_object_set_new (collected, "person", dup_applicant (person));
  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < sections[i].n_fields; k++) {
      const TbField *field = &sections[i].fields[k];
      json_t *value = dup_first_value (rules, field, prefill, collected);

      if (value != NULL && !json_is_null (value))
        json_object_set (json_object_get (collected, "form"), field->id, value);
      g_clear_pointer (&value, json_decref);
    }
  }

  return tb_form_new_take (rules, json_deep_copy (collected), collected);
}

/* The parts that a form collects; fields of steps are left where they are. */
static json_t *
dup_collected (const TbFormRules *rules, const json_t *body)
{
  json_t *collected = json_object ();
  json_t *form;
  const char *id;
  json_t *value;
  void *next;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (json_object_get (body, parts[i]) != NULL)
      json_object_set_new (collected, parts[i], json_deep_copy (json_object_get (body, parts[i])));
  }
  form = json_object_get (collected, "form");
  json_object_foreach_safe (form, next, id, value)
  {
    if (tb_item_get_field (rules->item, id) == NULL)
      json_object_del (form, id);
  }

  return collected;
}

TbForm *
tb_form_new_for_case (const TbFormRules *rules, const json_t *body)
{
  return tb_form_new_take (rules, dup_collected (rules, body), dup_collected (rules, body));
}

json_t *
tb_form_dup_payload (TbForm *self)
{
  const json_t *curr = tb_form_get_curr (self);
  json_t *payload = json_object ();

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (json_object_get (curr, parts[i]) != NULL)
      json_object_set_new (payload, parts[i], json_deep_copy (json_object_get (curr, parts[i])));
  }
  json_object_set_new (payload, "form", tb_form_rules_dup_shown (tb_form_get_rules (self), curr));

  return payload;
}

json_t *
tb_form_dup_update (TbForm *self)
{
  const json_t *orig = json_object_get (tb_form_get_orig (self), "form");
  g_autoptr (json_t) shown =
      tb_form_rules_dup_shown (tb_form_get_rules (self), tb_form_get_curr (self));
  json_t *changes = json_object ();
  const char *id;
  json_t *value;

  json_object_foreach (shown, id, value)
  {
    if (!json_equal (value, json_object_get (orig, id)))
      json_object_set_new (changes, id, json_deep_copy (value));
  }
  json_object_foreach ((json_t *) orig, id, value)
  {
    if (json_object_get (shown, id) == NULL)
      json_object_set_new (changes, id, json_null ());
  }

  return changes;
}

json_t *
tb_form_dup_json (TbForm *self)
{
  const TbItem *item = tb_form_get_item (self);

  return json_pack ("{s:{s:s, s:i}, s:o, s:o}",
                    "item",
                    "id",
                    tb_item_get_id (item),
                    "version",
                    tb_item_get_version (item),
                    "orig",
                    json_deep_copy (tb_form_get_orig (self)),
                    "curr",
                    json_deep_copy (tb_form_get_curr (self)));
}

TbForm *
tb_form_new_from_json (const TbFormRules *rules, const json_t *draft, GError **error)
{
  const json_t *item = json_object_get (draft, "item");
  const json_t *orig = tb_json_get_object (draft, "orig");
  const json_t *curr = tb_json_get_object (draft, "curr");

  if (orig == NULL || curr == NULL) {
    g_set_error (error,
                 TB_FORM_ERROR,
                 TB_FORM_ERROR_DRAFT,
                 _ ("The draft cannot be read: it has no form in it"));
    return NULL;
  }
  if (g_strcmp0 (tb_json_get_string (item, "id"), tb_item_get_id (rules->item)) != 0 ||
      tb_json_get_int (item, "version", 0) != tb_item_get_version (rules->item)) {
    g_set_error (error,
                 TB_FORM_ERROR,
                 TB_FORM_ERROR_ITEM,
                 _ ("The draft was written for another matter, or another version of it"));
    return NULL;
  }

  return tb_form_new_take (rules, json_deep_copy (orig), json_deep_copy (curr));
}
