/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-field-rules"

#include "config.h"

#include "tb-field-rules.h"

#include <string.h>

#include "tb-amount.h"
#include "tb-date.h"
#include "tb-field-rules-private.h"
#include "tb-language.h"
#include "tb-text.h"

/* GB document types as aac058_id_document_type lists them → kinds of number (domain rule 03). */
static const struct {
  const char *id_type;
  const char *kind;
} documents[] = {
  { "01", "id18" },        { "02", "docno" },     { "03", "docno" },  { "04", "hkmo_permit" },
  { "05", "hkmo_permit" }, { "06", "tw_permit" }, { "07", "fpr" },    { "08", "docno" },
  { "16", "id18" },        { "99", "docno" },     { "uscc", "uscc" },
};

const char *
tb_field_get_identifier_kind (const TbField *field, const char *id_type)
{
  if (field->check_kind != NULL)
    return field->check_kind;

  if (field->type == TB_FIELD_PERSON)
    return "name";
  if (field->type == TB_FIELD_EMPLOYER)
    return "uscc";
  if (field->type == TB_FIELD_BANK_CARD)
    return "bank";
  if (field->type != TB_FIELD_ID_NUMBER)
    return NULL;

  for (gsize i = 0; id_type != NULL && i < G_N_ELEMENTS (documents); i++) {
    if (strcmp (documents[i].id_type, id_type) == 0)
      return documents[i].kind;
  }

  return id_type == NULL && field->id_type == NULL ? "id18" : NULL;
}

static char *
print_text (const TbFormRules *rules,
            const TbField *field,
            const json_t *value,
            TbLanguage language)
{
  if (json_is_integer (value))
    return g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (value));

  return g_strdup (json_is_string (value) ? json_string_value (value) : "");
}

static char *
print_money (const TbFormRules *rules,
             const TbField *field,
             const json_t *value,
             TbLanguage language)
{
  g_autofree char *plain = NULL;
  GString *grouped;
  gsize whole;

  if (!json_is_integer (value))
    return print_text (rules, field, value, language);

  plain = tb_amount_format (json_integer_value (value));
  grouped = g_string_new (NULL);
  whole = strcspn (plain, ".");
  for (gsize i = 0; i < whole; i++) {
    if (i > 0 && plain[i - 1] != '-' && (whole - i) % 3 == 0)
      g_string_append_c (grouped, ',');
    g_string_append_c (grouped, plain[i]);
  }
  g_string_append (grouped, plain + whole);

  return g_string_free (grouped, FALSE);
}

static char *
print_date (const TbFormRules *rules,
            const TbField *field,
            const json_t *value,
            TbLanguage language)
{
  GDate date;

  if (!json_is_string (value) || !tb_date_parse (json_string_value (value), &date, NULL) ||
      language != TB_LANGUAGE_ZH)
    return print_text (rules, field, value, language);

  return g_strdup_printf ("%u年%u月%u日",
                          g_date_get_year (&date),
                          (guint) g_date_get_month (&date),
                          g_date_get_day (&date));
}

static char *
print_month (const TbFormRules *rules,
             const TbField *field,
             const json_t *value,
             TbLanguage language)
{
  GDate date;

  if (!json_is_string (value) || !tb_date_parse_month (json_string_value (value), &date, NULL) ||
      language != TB_LANGUAGE_ZH)
    return print_text (rules, field, value, language);

  return g_strdup_printf ("%u年%u月", g_date_get_year (&date), (guint) g_date_get_month (&date));
}

static char *
print_boolean (const TbFormRules *rules,
               const TbField *field,
               const json_t *value,
               TbLanguage language)
{
  if (!json_is_boolean (value))
    return print_text (rules, field, value, language);

  return g_strdup (json_is_true (value) ? tb_language_pick_in (language, "是", "yes")
                                        : tb_language_pick_in (language, "否", "no"));
}

static const char *
find_label (const TbFormRules *rules, const char *list, const char *code, TbLanguage language)
{
  const TbCode *row =
      list != NULL && code != NULL ? tb_catalogue_find_code (rules->catalogue, list, code) : NULL;

  return row != NULL ? tb_language_pick_in (language, row->label_zh, row->label_en) : code;
}

static char *
print_code (const TbFormRules *rules,
            const TbField *field,
            const json_t *value,
            TbLanguage language)
{
  return g_strdup (find_label (rules, field->list, json_string_value (value), language));
}

static char *
print_codes (const TbFormRules *rules,
             const TbField *field,
             const json_t *value,
             TbLanguage language)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  for (gsize i = 0; i < json_array_size (value); i++) {
    const char *code = json_string_value (json_array_get (value, i));

    if (code != NULL)
      g_ptr_array_add (labels, (gpointer) find_label (rules, field->list, code, language));
  }
  g_ptr_array_add (labels, NULL);

  return g_strjoinv (language == TB_LANGUAGE_ZH ? "、" : ", ", (char **) labels->pdata);
}

static char *
print_area (const TbFormRules *rules,
            const TbField *field,
            const json_t *value,
            TbLanguage language)
{
  TbArea area = tb_area_from_slug (json_string_value (value));

  if (area == TB_AREA_NONE)
    return print_text (rules, field, value, language);

  return g_strdup (
      tb_language_pick_in (language, tb_area_get_name_zh (area), tb_area_get_name_en (area)));
}

static char *
print_region (const TbFormRules *rules,
              const TbField *field,
              const json_t *value,
              TbLanguage language)
{
  const char *code = json_string_value (value);
  const char *name = NULL;

  if (code != NULL)
    name = find_label (rules, "gbt2260_regions", code, language);
  if (code != NULL && g_strcmp0 (name, code) == 0 && rules->regions != NULL)
    tb_regions_find (rules->regions, code, &name, NULL);

  return g_strdup (name != NULL ? name : code);
}

static char *
print_table (const TbFormRules *rules,
             const TbField *field,
             const json_t *value,
             TbLanguage language)
{
  gsize n = json_array_size (value);

  return language == TB_LANGUAGE_ZH ? g_strdup_printf ("%zu行", n)
                                    : g_strdup_printf (n == 1 ? "%zu row" : "%zu rows", n);
}

/* One type, one row: how it is read, what it must fit, how it is printed. */
static const struct {
  TbFieldNormaliser normalise;
  TbFieldValidator validate;
  TbFieldPrinter print;
} types[TB_N_FIELD_TYPES] = {
  [TB_FIELD_TEXT] = { tb_field_normalise_text, tb_field_validate_text, print_text },
  [TB_FIELD_LONGTEXT] = { tb_field_normalise_text, tb_field_validate_text, print_text },
  [TB_FIELD_INTEGER] = { tb_field_normalise_number, tb_field_validate_integer, print_text },
  [TB_FIELD_DECIMAL] = { tb_field_normalise_decimal, tb_field_validate_decimal, print_text },
  [TB_FIELD_MONEY] = { tb_field_normalise_money, tb_field_validate_money, print_money },
  [TB_FIELD_DATE] = { tb_field_normalise_date, tb_field_validate_date, print_date },
  [TB_FIELD_MONTH] = { tb_field_normalise_month, tb_field_validate_month, print_month },
  [TB_FIELD_BOOLEAN] = { tb_field_normalise_boolean, tb_field_validate_boolean, print_boolean },
  [TB_FIELD_CODE] = { tb_field_normalise_code, tb_field_validate_code, print_code },
  [TB_FIELD_CODES] = { tb_field_normalise_codes, tb_field_validate_codes, print_codes },
  [TB_FIELD_AREA] = { tb_field_normalise_area, tb_field_validate_area, print_area },
  [TB_FIELD_REGION] = { tb_field_normalise_region, tb_field_validate_region, print_region },
  [TB_FIELD_ID_NUMBER] = { tb_field_normalise_identifier,
                           tb_field_validate_identifier,
                           print_text },
  [TB_FIELD_PERSON] = { tb_field_normalise_identifier, tb_field_validate_identifier, print_text },
  [TB_FIELD_EMPLOYER] = { tb_field_normalise_identifier, tb_field_validate_identifier, print_text },
  [TB_FIELD_PHONE] = { tb_field_normalise_identifier, tb_field_validate_phone, print_text },
  [TB_FIELD_BANK_CARD] = { tb_field_normalise_identifier,
                           tb_field_validate_identifier,
                           print_text },
  [TB_FIELD_ADDRESS] = { tb_field_normalise_text, tb_field_validate_text, print_text },
  [TB_FIELD_TABLE] = { tb_field_normalise_json, tb_field_validate_table, print_table },
  [TB_FIELD_ATTACHMENT] = { tb_field_normalise_text, tb_field_validate_attachment, print_text },
};

void
tb_field_check_value (const TbFieldCheck *self, const json_t *value)
{
  types[self->field->type].validate (self, value);
}

json_t *
tb_field_normalise (const TbFormRules *rules, const TbField *field, const char *text)
{
  g_autofree char *trimmed = NULL;
  json_t *value;

  if (text == NULL)
    return NULL;
  trimmed = tb_text_trim (text);
  if (*trimmed == '\0')
    return NULL;

  value = types[field->type].normalise (rules, field, trimmed);

  return value != NULL ? value : json_string (trimmed);
}

char *
tb_field_print (const TbFormRules *rules,
                const TbField *field,
                const json_t *value,
                TbLanguage language)
{
  char *text = NULL;

  if (value != NULL && !json_is_null (value))
    text = types[field->type].print (rules, field, value, language);

  return text != NULL ? text : g_strdup ("");
}
