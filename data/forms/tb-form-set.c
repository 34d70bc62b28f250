/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form"

#include "config.h"

#include <string.h>

#include "tb-field-rules.h"
#include "tb-form-private.h"

/* Every setter changes a copy of its own and makes a form of it. */
static TbForm *
finish (TbForm *self, json_t *curr)
{
  return tb_form_new_take (tb_form_get_rules (self),
                           json_incref ((json_t *) tb_form_get_orig (self)),
                           curr);
}

static void
put (json_t *object, const char *member, json_t *value)
{
  if (value == NULL || json_is_null (value)) {
    json_object_del (object, member);
    g_clear_pointer (&value, json_decref);
  } else {
    json_object_set_new (object, member, value);
  }
}

TbForm *
tb_form_set_value (TbForm *self, const char *field, const json_t *value)
{
  json_t *curr;

  g_return_val_if_fail (tb_item_get_field (tb_form_get_item (self), field) != NULL, NULL);

  curr = json_deep_copy (tb_form_get_curr (self));
  put (json_object_get (curr, "form"), field, value != NULL ? json_deep_copy (value) : NULL);

  return finish (self, curr);
}

TbForm *
tb_form_set (TbForm *self, const char *field, const char *text)
{
  const TbField *definition = tb_item_get_field (tb_form_get_item (self), field);
  g_autoptr (json_t) value = NULL;

  g_return_val_if_fail (definition != NULL, NULL);

  value = tb_field_normalise (tb_form_get_rules (self), definition, text);

  return tb_form_set_value (self, field, value);
}

static const TbField *
find_column (TbForm *self, const char *table, const char *column)
{
  const TbField *definition = tb_item_get_field (tb_form_get_item (self), table);

  for (gsize i = 0; definition != NULL && i < definition->n_columns; i++) {
    if (strcmp (definition->columns[i].id, column) == 0)
      return &definition->columns[i];
  }

  return NULL;
}

TbForm *
tb_form_set_cell (TbForm *self, const char *table, gsize row, const char *column, const char *text)
{
  const TbField *definition = find_column (self, table, column);
  json_t *curr;
  json_t *form;
  json_t *rows;

  g_return_val_if_fail (definition != NULL, NULL);
  g_return_val_if_fail (row <= tb_form_get_n_rows (self, table), NULL);

  curr = json_deep_copy (tb_form_get_curr (self));
  form = json_object_get (curr, "form");
  if (!json_is_array (json_object_get (form, table)))
    json_object_set_new (form, table, json_array ());
  rows = json_object_get (form, table);
  if (row == json_array_size (rows))
    json_array_append_new (rows, json_object ());
  put (json_array_get (rows, row),
       column,
       tb_field_normalise (tb_form_get_rules (self), definition, text));

  return finish (self, curr);
}

TbForm *
tb_form_remove_row (TbForm *self, const char *table, gsize row)
{
  json_t *curr;

  g_return_val_if_fail (row < tb_form_get_n_rows (self, table), NULL);

  curr = json_deep_copy (tb_form_get_curr (self));
  json_array_remove (json_object_get (json_object_get (curr, "form"), table), row);

  return finish (self, curr);
}

static void
normalise_member (TbForm *self, json_t *person, const TbField *field)
{
  const char *text = tb_json_get_string (person, field->id);

  if (text != NULL)
    put (person, field->id, tb_field_normalise (tb_form_get_rules (self), field, text));
}

TbForm *
tb_form_set_person (TbForm *self, const char *member, const json_t *person)
{
  const char *id_type = tb_json_get_string (person, "id_type");
  TbField number = { .id = "id_no", .type = TB_FIELD_ID_NUMBER, .id_type = "id_type" };
  TbField name = { .id = "name", .type = TB_FIELD_PERSON };
  json_t *curr = json_deep_copy (tb_form_get_curr (self));
  json_t *copy = person != NULL ? json_deep_copy (person) : NULL;

  if (copy != NULL) {
    number.check_kind = tb_field_get_identifier_kind (&number, id_type);
    if (g_strcmp0 (id_type, "uscc") == 0)
      name.type = TB_FIELD_TEXT;
    normalise_member (self, copy, &number);
    normalise_member (self, copy, &name);
  }
  put (curr, member, copy);

  return finish (self, curr);
}

TbForm *
tb_form_set_material (TbForm *self, const char *material, const char *state, const char *due)
{
  json_t *curr = json_deep_copy (tb_form_get_curr (self));
  json_t *paper = NULL;

  if (state != NULL) {
    paper = json_pack ("{s:s}", "state", state);
    tb_json_set_string (paper, "due", due);
  }
  put (json_object_get (curr, "materials"), material, paper);

  return finish (self, curr);
}

TbForm *
tb_form_acknowledge (TbForm *self, const char *field, const char *code, const char *reason)
{
  json_t *curr = json_deep_copy (tb_form_get_curr (self));
  json_t *warnings = json_object_get (curr, "warnings");

  for (gsize i = json_array_size (warnings); i > 0; i--) {
    const json_t *warning = json_array_get (warnings, i - 1);

    if (g_strcmp0 (tb_json_get_string (warning, "field"), field) == 0 &&
        g_strcmp0 (tb_json_get_string (warning, "code"), code) == 0)
      json_array_remove (warnings, i - 1);
  }
  if (reason != NULL)
    json_array_append_new (warnings,
                           json_pack ("{s:s, s:s, s:s}",
                                      "field",
                                      field,
                                      "code",
                                      code,
                                      "reason",
                                      reason));

  return finish (self, curr);
}
