/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-filler"

#include "config.h"

#include "tb-filler.h"

#include <string.h>

#include "tb-date.h"

/* So many rounds of mending what the checks do not like. */
#define MAX_ROUNDS 24

static char *
day_before (TbFiller *self, guint days)
{
  GDate day = self->rules.today;

  g_date_subtract_days (&day, days);

  return tb_date_format (&day);
}

static char *
month_before (TbFiller *self, guint months)
{
  GDate day = self->rules.today;

  g_date_subtract_months (&day, months);

  return g_strdup_printf ("%04u-%02u", g_date_get_year (&day), (guint) g_date_get_month (&day));
}

static json_t *
pick_code (TbFiller *self, const char *list)
{
  const TbCode *codes;
  gsize n;

  codes = tb_catalogue_get_codes (self->rules.catalogue, list, &n);
  if (codes == NULL || n == 0)
    return NULL;

  return json_string (codes[tb_dice_below (self->dice, (guint) n)].code);
}

/* What the person's row says under the member that "person.…" names; NULL when nothing. */
static json_t *
from_person (const TbField *field, const json_t *person)
{
  const json_t *value;

  if (field->prefill == NULL || !g_str_has_prefix (field->prefill, "person."))
    return NULL;
  value = json_object_get (person, field->prefill + strlen ("person."));

  return value != NULL ? json_deep_copy (value) : NULL;
}

static json_t *
make_text (TbFiller *self, const TbField *field, const json_t *person)
{
  static const char *const kinds[][2] = {
    { "empcert", "2101020026000123" },
    { "ssc_card_no", "A12345678" },
    { "mobile", "13840012345" },
    { "docno", "沈人社函〔2026〕12号" },
    { "name", "王小明" },
    { "uscc", "91210100MA0XTB013B" },
  };
  g_autoptr (GString) text = g_string_new ("演练");

  for (gsize i = 0; field->check_kind != NULL && i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (kinds[i][0], field->check_kind))
      return json_string (kinds[i][1]);
  }
  while (g_utf8_strlen (text->str, -1) < field->min_length)
    g_string_append (text, "字");
  /* Many a text is really digits: a post code, a number. */
  if (field->max_length > 0 && field->max_length == field->min_length) {
    g_string_truncate (text, 0);
    for (int i = 0; i < field->max_length; i++)
      g_string_append_c (text, (char) ('0' + (i + 1) % 10));
  }

  return json_string (text->str);
}

static json_t *make_value (TbFiller *self, const TbField *field, const json_t *person);

static json_t *
make_row (TbFiller *self, const TbField *field, const json_t *person)
{
  json_t *row = json_object ();

  for (gsize c = 0; c < field->n_columns; c++) {
    json_t *cell = make_value (self, &field->columns[c], person);

    if (cell != NULL)
      json_object_set_new (row, field->columns[c].id, cell);
  }

  return json_pack ("[o]", row);
}

#define MAKER(name) static json_t *name (TbFiller *self, const TbField *field, const json_t *person)

MAKER (make_name)
{
  return json_string (tb_json_get_string (person, "name"));
}

MAKER (make_id_number)
{
  return json_string (tb_json_get_string (person, "id_no"));
}

MAKER (make_mobile)
{
  return json_string (tb_json_get_string (person, "mobile"));
}

MAKER (make_address)
{
  return json_string (tb_json_get_string (person, "live_address"));
}

MAKER (make_region)
{
  return json_string (tb_json_get_string (person, "live_region"));
}

MAKER (make_integer)
{
  return json_integer (1 + tb_dice_below (self->dice, 24));
}

MAKER (make_decimal)
{
  return json_string ("12.50");
}

MAKER (make_money)
{
  return json_integer (100 * (json_int_t) tb_dice_below (self->dice, 6000));
}

MAKER (make_boolean)
{
  return json_boolean (tb_dice_chance (self->dice, 70));
}

MAKER (make_code)
{
  return pick_code (self, field->list);
}

MAKER (make_codes)
{
  json_t *code = pick_code (self, field->list);

  return code != NULL ? json_pack ("[o]", code) : NULL;
}

MAKER (make_area)
{
  return json_string (tb_area_get_slug ((TbArea) tb_dice_below (self->dice, TB_N_AREAS)));
}

MAKER (make_date)
{
  g_autofree char *day = day_before (self, tb_dice_below (self->dice, 40));

  return json_string (day);
}

MAKER (make_month)
{
  g_autofree char *month = month_before (self, 1 + tb_dice_below (self->dice, 60));

  return json_string (month);
}

MAKER (make_employer)
{
  return json_string ("91210100MA0XTB013B");
}

MAKER (make_bank_card)
{
  return json_string ("6217000710001234564");
}

/* Attachments stay out: a made-up case has no files. */
static json_t *(*const makers[TB_N_FIELD_TYPES]) (TbFiller *, const TbField *, const json_t *) = {
  [TB_FIELD_TEXT] = make_text,           [TB_FIELD_LONGTEXT] = make_text,
  [TB_FIELD_INTEGER] = make_integer,     [TB_FIELD_DECIMAL] = make_decimal,
  [TB_FIELD_MONEY] = make_money,         [TB_FIELD_DATE] = make_date,
  [TB_FIELD_MONTH] = make_month,         [TB_FIELD_BOOLEAN] = make_boolean,
  [TB_FIELD_CODE] = make_code,           [TB_FIELD_CODES] = make_codes,
  [TB_FIELD_AREA] = make_area,           [TB_FIELD_REGION] = make_region,
  [TB_FIELD_ID_NUMBER] = make_id_number, [TB_FIELD_PERSON] = make_name,
  [TB_FIELD_EMPLOYER] = make_employer,   [TB_FIELD_PHONE] = make_mobile,
  [TB_FIELD_BANK_CARD] = make_bank_card, [TB_FIELD_ADDRESS] = make_address,
  [TB_FIELD_TABLE] = make_row,
};

static json_t *
make_value (TbFiller *self, const TbField *field, const json_t *person)
{
  json_t *value = from_person (field, person);

  if (value == NULL && makers[field->type] != NULL)
    value = makers[field->type](self, field, person);

  return value;
}

/* A region outside the province, for matters that only go there. */
static json_t *
make_other (TbFiller *self, const TbField *field, const json_t *person)
{
  static const char *const outside[] = { "310101", "220102", "110101", "440103", "230102" };

  if (field->type == TB_FIELD_REGION)
    return json_string (outside[tb_dice_below (self->dice, G_N_ELEMENTS (outside))]);
  if (field->type == TB_FIELD_BOOLEAN)
    return json_true ();

  return make_value (self, field, person);
}

static void
fill_form (TbFiller *self, const json_t *person, json_t *form)
{
  const TbSection *sections;
  gsize n_sections;

  sections = tb_item_get_sections (self->rules.item, &n_sections);
  for (gsize s = 0; s < n_sections; s++) {
    for (gsize f = 0; f < sections[s].n_fields; f++) {
      const TbField *field = &sections[s].fields[f];
      json_t *value;

      if (field->required == NULL && tb_dice_chance (self->dice, 50))
        continue;
      value = make_value (self, field, person);
      if (value != NULL)
        json_object_set_new (form, field->id, value);
    }
  }
}

static void
fill_materials (TbFiller *self, json_t *materials)
{
  const TbMaterial *wanted;
  gsize n;

  wanted = tb_item_get_materials (self->rules.item, &n);
  for (gsize i = 0; i < n; i++) {
    if (wanted[i].is_tolerable && tb_dice_chance (self->dice, 20)) {
      GDate day = self->rules.today;
      g_autofree char *due = NULL;

      g_date_add_days (&day, 10);
      due = tb_date_format (&day);
      json_object_set_new (materials,
                           wanted[i].id,
                           json_pack ("{s:s, s:s}", "state", "promised", "due", due));
    } else {
      json_object_set_new (materials, wanted[i].id, json_pack ("{s:s}", "state", "seen"));
    }
  }
}

/* Throws again for a field that a check does not like; answers warnings with a reason. */
static gboolean
mend (TbFiller *self, const json_t *person, json_t *collected, const TbFormProblem *problem)
{
  json_t *form = tb_json_get_object (collected, "form");
  const TbField *field = NULL;
  json_t *value;

  if (problem->is_warning) {
    json_array_append_new (tb_json_get_array (collected, "warnings"),
                           json_pack ("{s:s, s:s, s:s}",
                                      "field",
                                      problem->field,
                                      "code",
                                      problem->code,
                                      "reason",
                                      "已当面核实"));
    return TRUE;
  }
  if (g_str_has_prefix (problem->field, "/form/"))
    field = tb_item_get_field (self->rules.item, problem->field + strlen ("/form/"));
  if (field == NULL)
    return FALSE;

  value = make_other (self, field, person);
  if (value == NULL || field->required == NULL)
    json_object_del (form, field->id);
  if (value != NULL && field->required != NULL)
    json_object_set (form, field->id, value);
  json_decref (value);

  return TRUE;
}

json_t *
tb_filler_collect (TbFiller *self, const json_t *person)
{
  g_autoptr (json_t) collected = json_pack ("{s:{s:O, s:O, s:O}, s:{}, s:{}, s:[]}",
                                            "person",
                                            "id_type",
                                            json_object_get (person, "id_type"),
                                            "id_no",
                                            json_object_get (person, "id_no"),
                                            "name",
                                            json_object_get (person, "name"),
                                            "form",
                                            "materials",
                                            "warnings");

  fill_form (self, person, tb_json_get_object (collected, "form"));
  fill_materials (self, tb_json_get_object (collected, "materials"));
  for (int round = 0; round < MAX_ROUNDS; round++) {
    g_autoptr (GPtrArray) problems = tb_form_rules_check (&self->rules, collected);
    gboolean is_clean = TRUE;

    for (guint i = 0; i < problems->len; i++) {
      const TbFormProblem *problem = g_ptr_array_index (problems, i);

      if (!tb_form_problem_stops (problem))
        continue;
      is_clean = FALSE;
      if (!mend (self, person, collected, problem))
        return NULL;
    }
    if (is_clean) {
      g_autoptr (json_t) shown = tb_form_rules_dup_shown (&self->rules, collected);

      json_object_set (collected, "form", shown);
      return g_steal_pointer (&collected);
    }
  }

  return NULL;
}

/* The field that a problem's pointer "/fields/ID" names. */
static const TbField *
find_asked (const TbTransition *transition, const TbFormProblem *problem)
{
  for (gsize i = 0; i < transition->n_form; i++) {
    if (g_str_has_prefix (problem->field, "/fields/") &&
        strcmp (problem->field + strlen ("/fields/"), transition->form[i].id) == 0)
      return &transition->form[i];
  }

  return NULL;
}

static gboolean
mend_answer (TbFiller *self,
             const TbTransition *transition,
             const json_t *person,
             GPtrArray *problems,
             json_t *fields)
{
  for (guint i = 0; i < problems->len; i++) {
    const TbField *field = find_asked (transition, g_ptr_array_index (problems, i));
    json_t *value = field != NULL ? make_other (self, field, person) : NULL;

    if (value == NULL)
      return FALSE;
    json_object_set_new (fields, field->id, value);
  }

  return TRUE;
}

json_t *
tb_filler_answer (TbFiller *self,
                  const TbTransition *transition,
                  const json_t *person,
                  const json_t *values)
{
  g_autoptr (json_t) fields = json_object ();

  for (gsize i = 0; i < transition->n_form; i++) {
    json_t *value = make_value (self, &transition->form[i], person);

    if (value != NULL)
      json_object_set_new (fields, transition->form[i].id, value);
  }
  for (int round = 0; round < MAX_ROUNDS; round++) {
    g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) tb_form_problem_free);

    tb_form_rules_check_asked (&self->rules, transition, fields, values, problems);
    if (problems->len == 0)
      return g_steal_pointer (&fields);
    if (!mend_answer (self, transition, person, problems, fields))
      return NULL;
  }

  return NULL;
}
