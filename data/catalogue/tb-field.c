/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-field-private.h"

#include <string.h>

#include "tb-code-list.h"

#define FIELD_MEMBERS                                                                              \
  "id type label help list options shown required initial prefill check message level instead "    \
  "checks id_type kind min_length max_length columns sensitivity mask"
#define CHECK_MEMBERS "code check message level instead"

static const char *const type_names[TB_N_FIELD_TYPES] = {
  [TB_FIELD_TEXT] = "text",           [TB_FIELD_LONGTEXT] = "longtext",
  [TB_FIELD_INTEGER] = "integer",     [TB_FIELD_DECIMAL] = "decimal",
  [TB_FIELD_MONEY] = "money",         [TB_FIELD_DATE] = "date",
  [TB_FIELD_MONTH] = "month",         [TB_FIELD_BOOLEAN] = "boolean",
  [TB_FIELD_CODE] = "code",           [TB_FIELD_CODES] = "codes",
  [TB_FIELD_AREA] = "area",           [TB_FIELD_REGION] = "region",
  [TB_FIELD_ID_NUMBER] = "id-number", [TB_FIELD_PERSON] = "person",
  [TB_FIELD_EMPLOYER] = "employer",   [TB_FIELD_PHONE] = "phone",
  [TB_FIELD_BANK_CARD] = "bank-card", [TB_FIELD_ADDRESS] = "address",
  [TB_FIELD_TABLE] = "table",         [TB_FIELD_ATTACHMENT] = "attachment",
};

const char *
tb_field_type_get_name (TbFieldType self)
{
  g_return_val_if_fail ((guint) self < TB_N_FIELD_TYPES, NULL);

  return type_names[self];
}

int
tb_field_type_from_name (const char *name)
{
  for (int i = 0; name != NULL && i < TB_N_FIELD_TYPES; i++)
    if (strcmp (type_names[i], name) == 0)
      return i;
  return -1;
}

static void
read_level (TbReader *reader, const json_t *json, TbCheck *check)
{
  const char *level = tb_reader_get_string (reader, json, "level");

  check->is_warning = g_strcmp0 (level, "warning") == 0;
  if (level != NULL && !check->is_warning && strcmp (level, "error") != 0)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    "level",
                    "“%s”: must be error or warning",
                    level);
}

/* @code: the name of the check when the file gives it none. */
static void
read_check (TbReader *reader, const json_t *json, const char *code, TbCheck *check)
{
  check->expression = tb_reader_need_string (reader, json, "check");
  tb_reader_need_texts (reader, json, "message", &check->message_zh, &check->message_en);
  check->instead = tb_reader_get_string (reader, json, "instead");
  check->code = code != NULL ? code : tb_reader_get_id (reader, json, "code");
  read_level (reader, json, check);
}

static void
read_checks (TbReader *reader, const json_t *json, TbField *field)
{
  const json_t *array = tb_reader_get_array (reader, json, "checks");
  const gboolean has_own = json_object_get (json, "check") != NULL;
  const gsize n = json_array_size (array);
  TbCheck *checks = tb_reader_alloc (reader, n + 1, sizeof *checks);

  if (has_own)
    read_check (reader, json, field->id, &checks[0]);

  tb_reader_enter (reader, "checks");
  for (gsize i = 0; i < n; i++) {
    tb_reader_enter_index (reader, i);
    tb_reader_check_members (reader, json_array_get (array, i), CHECK_MEMBERS);
    read_check (reader, json_array_get (array, i), NULL, &checks[i + has_own]);
    tb_reader_leave (reader);
  }
  tb_reader_leave (reader);

  field->checks = checks;
  field->n_checks = n + has_own;
}

/* Two transitions may ask for the same field: then they offer the same choice. */
static void
keep_list (TbReader *reader, char *name, TbCodeList *list)
{
  const TbCodeList *other = g_hash_table_lookup (reader->lists, name);

  if (other == NULL) {
    g_hash_table_insert (reader->lists, name, list);
    return;
  }
  if (!tb_code_list_equal (list, other))
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    NULL,
                    "another field of this name offers a different choice; rename one");
  tb_code_list_free (list);
}

static void
read_options (TbReader *reader, const json_t *options, const char *owner, TbField *field)
{
  TbCodeList *list;
  char *name = tb_reader_take_string (reader, g_strdup_printf ("inline:%s.%s", owner, field->id));

  tb_reader_enter (reader, "options");
  list = tb_code_list_new_from_options (reader, options);
  if (list != NULL)
    keep_list (reader, name, list);
  tb_reader_leave (reader);
  field->list = name;
}

static void
read_list (TbReader *reader, const json_t *json, const char *owner, TbField *field)
{
  const json_t *options = tb_reader_get_array (reader, json, "options");
  const char *list = tb_reader_get_string (reader, json, "list");
  const gboolean is_coded = field->type == TB_FIELD_CODE || field->type == TB_FIELD_CODES;

  if (is_coded ? (options == NULL) == (list == NULL) : (options != NULL || list != NULL)) {
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    "list",
                    "the types code and codes need either “list” or “options”, others have none");
    return;
  }
  field->list = list;
  if (options != NULL)
    read_options (reader, options, owner, field);
}

static void
read_type (TbReader *reader, const json_t *json, TbField *field)
{
  const char *name = tb_reader_need_string (reader, json, "type");
  const int type = tb_field_type_from_name (name);

  if (name != NULL && type < 0)
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, "type", "there is no field type “%s”", name);
  field->type = MAX (type, 0);
}

static void
read_protection (TbReader *reader, const json_t *json, TbField *field)
{
  const char *sensitivity = tb_reader_get_string (reader, json, "sensitivity");

  field->mask = tb_reader_get_string (reader, json, "mask");
  field->sensitivity = sensitivity != NULL ? *sensitivity : '-';
  if (sensitivity != NULL && (sensitivity[1] != '\0' || strchr ("SP-", *sensitivity) == NULL))
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    "sensitivity",
                    "“%s”: must be S, P or -",
                    sensitivity);
}

static void
read_lengths (TbReader *reader, const json_t *json, TbField *field)
{
  field->min_length = tb_reader_get_int (reader, json, "min_length", 0);
  field->max_length = tb_reader_get_int (reader, json, "max_length", 0);
  if (field->max_length != 0 && field->min_length > field->max_length)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    "max_length",
                    "%d is less than min_length %d",
                    field->max_length,
                    field->min_length);
}

/* A field's id is the name of a parameter, where "-" would be a minus. */
static void
read_id (TbReader *reader, const json_t *json, TbField *field)
{
  field->id = tb_reader_get_id (reader, json, "id");
  if (field->id != NULL && strchr (field->id, '-') != NULL)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    "id",
                    "“%s”: conditions name fields, so write “_” for “-”",
                    field->id);
}

static void
read_columns (TbReader *reader, const json_t *json, const char *owner, TbField *field)
{
  const json_t *columns = tb_reader_get_array (reader, json, "columns");
  const gboolean is_table = field->type == TB_FIELD_TABLE;

  if (is_table != (json_array_size (columns) > 0)) {
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    "columns",
                    "a table needs columns, other types have none");
    return;
  }
  if (!is_table)
    return;

  tb_reader_enter (reader, "columns");
  field->columns = tb_field_read_all (reader, columns, owner, &field->n_columns);
  for (gsize i = 0; i < field->n_columns; i++)
    if (field->columns[i].type == TB_FIELD_TABLE)
      tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, NULL, "a table stands in a table");
  tb_reader_leave (reader);
}

static void
read_field (TbReader *reader, const json_t *json, const char *owner, TbField *field)
{
  tb_reader_check_members (reader, json, FIELD_MEMBERS);
  read_id (reader, json, field);
  read_type (reader, json, field);
  tb_reader_need_texts (reader, json, "label", &field->label_zh, &field->label_en);
  tb_reader_get_texts (reader, json, "help", &field->help_zh, &field->help_en);
  if (reader->error != NULL)
    return;

  field->shown = tb_reader_get_string (reader, json, "shown");
  field->required = tb_reader_get_condition (reader, json, "required");
  if (g_strcmp0 (field->required, "0") == 0)
    field->required = NULL;
  field->initial = tb_reader_get_string (reader, json, "initial");
  field->prefill = tb_reader_get_string (reader, json, "prefill");
  field->id_type = tb_reader_get_string (reader, json, "id_type");
  field->check_kind = tb_reader_get_string (reader, json, "kind");
  read_lengths (reader, json, field);
  read_protection (reader, json, field);
  read_list (reader, json, owner, field);
  read_checks (reader, json, field);
  read_columns (reader, json, owner, field);
}

const TbField *
tb_field_read_all (TbReader *reader, const json_t *array, const char *owner, gsize *n)
{
  TbField *fields;

  *n = json_array_size (array);
  fields = tb_reader_alloc (reader, *n, sizeof *fields);
  for (gsize i = 0; i < *n; i++) {
    tb_reader_enter_index (reader, i);
    read_field (reader, json_array_get (array, i), owner, &fields[i]);
    tb_reader_leave (reader);
  }
  return fields;
}
