/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test-filler"

#include "config.h"

#include "tb-test-filler.h"

#include <string.h>

#include "tb-date.h"
#include "tb-field-rules.h"

#define MAX_TRIES 1500

/* Real algorithms, invented people: from the test vectors of the domain. */
static const struct {
  const char *id_no;
  const char *name;
  const char *birth;
} people[] = {
  { "210102197906159915", "张建国", "1979-06-15" },
  { "210381200002299932", "欧阳晓", "2000-02-29" },
  { "210102196503150014", "李志强", "1965-03-15" },
  { "210404198202200020", "王淑兰", "1982-02-20" },
};

static const char *const texts[] = {
  "材料齐全",  "沈人社函〔2026〕12号", "沈人社函〔2026〕13号", "2101020026000123",      "110000",
  "A12345678", "13840012345",          "024-22876543",         "沈阳市和平区太原街1号", "1",
  "12.50",
};

static const char *
pick (GRand *random, const char *const *from, gsize n)
{
  return from[g_rand_int_range (random, 0, (gint32) n)];
}

json_t *
tb_test_filler_new_person (GRand *random)
{
  gsize i = (gsize) g_rand_int_range (random, 0, G_N_ELEMENTS (people));

  return json_pack ("{s:s, s:s, s:s, s:s}",
                    "birth",
                    people[i].birth,
                    "id_type",
                    "01",
                    "id_no",
                    people[i].id_no,
                    "name",
                    people[i].name);
}

static json_t *
new_date (TbTestHall *hall, gboolean is_month, GRand *random)
{
  static const int offsets[] = { 0, 0, -1, 1, 20, 60, -30, -400, -5000 };
  g_autofree char *text = NULL;
  GDate day;
  int offset = offsets[g_rand_int_range (random, 0, G_N_ELEMENTS (offsets))];

  tb_test_hall_get_day (hall, &day);
  if (offset < 0)
    g_date_subtract_days (&day, (guint) -offset);
  else
    g_date_add_days (&day, (guint) offset);
  text = tb_date_format (&day);
  if (is_month)
    text[7] = '\0';
  if (!is_month && g_rand_int_range (random, 0, 6) == 0)
    return json_string (g_rand_boolean (random) ? "1979-06-15" : "2000-02-29");

  return json_string (text);
}

static json_t *
new_number (GRand *random)
{
  static const int numbers[] = { 0, 0, 0, 1, 2, 12, 2020, 480000, 720000, 1200000 };

  return json_integer (numbers[g_rand_int_range (random, 0, G_N_ELEMENTS (numbers))]);
}

static json_t *
new_code (TbTestHall *hall, const TbField *field, GRand *random)
{
  gsize n;
  const TbCode *codes = tb_catalogue_get_codes (hall->catalogue, field->list, &n);

  g_assert_cmpuint (n, >, 0);

  return json_string (codes[g_rand_int_range (random, 0, (gint32) n)].code);
}

static json_t *
new_codes (TbTestHall *hall, const TbField *field, GRand *random)
{
  json_t *value = json_array ();
  gsize n;
  const TbCode *codes = tb_catalogue_get_codes (hall->catalogue, field->list, &n);

  for (gsize i = 0; i < n; i++) {
    if (g_rand_int_range (random, 0, 4) > 0)
      json_array_append_new (value, json_string (codes[i].code));
  }

  return value;
}

static json_t *
new_rows (TbTestHall *hall, const TbField *field, GRand *random)
{
  json_t *rows = json_array ();
  json_t *row = json_object ();

  for (gsize i = 0; i < field->n_columns; i++)
    json_object_set_new (row,
                         field->columns[i].id,
                         tb_test_filler_new_value (hall, &field->columns[i], random));
  json_array_append_new (rows, row);

  return rows;
}

static const char *
pick_identifier (const TbField *field)
{
  const char *kind = tb_field_get_identifier_kind (field, "01");

  if (g_strcmp0 (kind, "uscc") == 0)
    return "91210100MA0XTB013B";
  if (g_strcmp0 (kind, "bank") == 0)
    return "6217000710001234564";
  if (g_strcmp0 (kind, "mobile") == 0)
    return "13840012345";
  if (g_strcmp0 (kind, "ssc_card_no") == 0)
    return "A12345678";
  if (g_strcmp0 (kind, "empcert") == 0)
    return "2101020026000123";
  if (g_strcmp0 (kind, "name") == 0)
    return "王芳";

  return kind != NULL ? "210102197906159915" : NULL;
}

json_t *
tb_test_filler_new_value (TbTestHall *hall, const TbField *field, GRand *random)
{
  static const char *const regions[] = { "210102", "210404", "210302", "110105", "320102" };

  if (pick_identifier (field) != NULL)
    return json_string (pick_identifier (field));

  switch (field->type) {
  case TB_FIELD_INTEGER:
  case TB_FIELD_MONEY:
    return new_number (random);
  case TB_FIELD_DATE:
  case TB_FIELD_MONTH:
    return new_date (hall, field->type == TB_FIELD_MONTH, random);
  case TB_FIELD_BOOLEAN:
    return json_boolean (g_rand_boolean (random));
  case TB_FIELD_CODE:
    return new_code (hall, field, random);
  case TB_FIELD_CODES:
    return new_codes (hall, field, random);
  case TB_FIELD_AREA:
    return json_string (tb_area_get_slug ((TbArea) g_rand_int_range (random, 0, TB_N_AREAS)));
  case TB_FIELD_REGION:
    return json_string (pick (random, regions, G_N_ELEMENTS (regions)));
  case TB_FIELD_TABLE:
    return new_rows (hall, field, random);
  case TB_FIELD_ATTACHMENT:
    return json_string ("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
  case TB_FIELD_TEXT:
  case TB_FIELD_LONGTEXT:
  case TB_FIELD_DECIMAL:
  case TB_FIELD_ID_NUMBER:
  case TB_FIELD_PERSON:
  case TB_FIELD_EMPLOYER:
  case TB_FIELD_PHONE:
  case TB_FIELD_BANK_CARD:
  case TB_FIELD_ADDRESS:
  default:
    return json_string (pick (random, texts, G_N_ELEMENTS (texts)));
  }
}

static TbForm *
change_field (TbTestHall *hall, TbForm *form, const char *id, GRand *random)
{
  const TbField *field = tb_item_get_field (tb_form_get_item (form), id);
  g_autoptr (json_t) value = NULL;

  if (field == NULL)
    return tb_form_ref (form);

  /* Sometimes the way out is to leave a field empty. */
  if (g_rand_int_range (random, 0, 5) > 0 || tb_form_is_required (form, id))
    value = tb_test_filler_new_value (hall, field, random);

  return tb_form_set_value (form, id, value);
}

static TbForm *
change_material (TbForm *form, const char *id, GRand *random)
{
  return tb_form_set_material (form, id, "seen", NULL);
}

/* A problem of one field may be the fault of another one: now and then any field is changed. */
static TbForm *
change_any (TbTestHall *hall, TbForm *form, GRand *random)
{
  gsize n;
  const TbSection *sections = tb_item_get_sections (tb_form_get_item (form), &n);
  const TbSection *section;

  if (n == 0)
    return tb_form_ref (form);
  section = &sections[g_rand_int_range (random, 0, (gint32) n)];
  if (section->n_fields == 0)
    return tb_form_ref (form);

  return change_field (hall,
                       form,
                       section->fields[g_rand_int_range (random, 0, (gint32) section->n_fields)].id,
                       random);
}

static TbForm *
repair (TbTestHall *hall, TbForm *form, const TbFormProblem *problem, GRand *random)
{
  g_auto (GStrv) path = g_strsplit (problem->field, "/", -1);

  if (problem->is_warning && g_rand_boolean (random))
    return tb_form_acknowledge (form, problem->field, problem->code, "已核对原件");
  if (strcmp (path[1], "materials") == 0)
    return change_material (form, path[2], random);
  if (strcmp (path[1], "form") == 0 && g_rand_int_range (random, 0, 4) > 0)
    return change_field (hall, form, path[2], random);

  return change_any (hall, form, random);
}

static const TbFormProblem *
find_stopping (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++) {
    if (tb_form_problem_stops (g_ptr_array_index (problems, i)))
      return g_ptr_array_index (problems, i);
  }

  return NULL;
}

TbForm *
tb_test_filler_fill (TbTestHall *hall, const TbItem *item, TbArea area, GRand *random)
{
  const TbFormRules rules = tb_test_hall_get_rules (hall, item, area);
  g_autoptr (json_t) prefill = json_pack ("{s:o}", "person", tb_test_filler_new_person (random));
  g_autoptr (TbForm) form = tb_form_new (&rules, prefill);

  for (int i = 0; i < 12; i++) {
    TbForm *next = change_any (hall, form, random);

    tb_form_unref (form);
    form = next;
  }
  for (int i = 0; i < MAX_TRIES; i++) {
    const TbFormProblem *problem = find_stopping (tb_form_get_problems (form));
    TbForm *next;

    if (problem == NULL)
      return g_steal_pointer (&form);
    next = repair (hall, form, problem, random);
    tb_form_unref (form);
    form = next;
  }

  return NULL;
}

static void
change_answer (TbTestHall *hall,
               const TbTransition *transition,
               const char *pointer,
               json_t *fields,
               GRand *random)
{
  g_auto (GStrv) path = g_strsplit (pointer, "/", -1);
  gsize any = (gsize) g_rand_int_range (random, 0, (gint32) transition->n_form);

  for (gsize i = 0; i < transition->n_form; i++) {
    const TbField *field = &transition->form[i];

    if (strcmp (field->id, path[2]) != 0 && i != any)
      continue;
    if (i == any && strcmp (field->id, path[2]) != 0 && g_rand_int_range (random, 0, 4) > 0)
      continue;
    json_object_set_new (fields, field->id, tb_test_filler_new_value (hall, field, random));
  }
}

json_t *
tb_test_filler_answer (TbTestHall *hall,
                       const TbItem *item,
                       TbCase *self,
                       const TbTransition *transition,
                       GRand *random)
{
  const TbWorkflowActor actor =
      tb_test_hall_get_actor (hall, tb_case_get_origin (self), TB_TEST_STAFF);
  const TbFormRules rules = tb_test_hall_get_rules (hall, item, tb_case_get_origin (self));
  g_autoptr (json_t) fields = json_object ();

  for (int i = 0; i < MAX_TRIES; i++) {
    g_autoptr (json_t) values = tb_workflow_dup_values (self, fields, &actor);
    g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) tb_form_problem_free);
    const TbFormProblem *problem;

    tb_form_rules_check_asked (&rules, transition, fields, values, problems);
    problem = find_stopping (problems);
    if (problem == NULL)
      return g_steal_pointer (&fields);
    change_answer (hall, transition, problem->field, fields, random);
  }

  return NULL;
}

TbCase *
tb_test_filler_submit (TbTestHall *hall, const TbItem *item, TbArea area, GRand *random)
{
  const TbWorkflowActor actor = tb_test_hall_get_actor (hall, area, TB_TEST_STAFF);
  g_autoptr (TbForm) form = tb_test_filler_fill (hall, item, area, random);
  g_autoptr (TbCommand) command = NULL;
  g_autoptr (GError) error = NULL;
  TbCase *self;

  if (form == NULL)
    return NULL;
  command =
      tb_test_hall_command (hall,
                            TB_COMMAND_SUBMIT,
                            item,
                            NULL,
                            tb_test_hall_submit_args (hall, area, tb_form_dup_payload (form)));
  self = tb_workflow_apply (item, NULL, command, &actor, &error);
  g_assert_no_error (error);

  return self;
}

/* The last refusal stays in @error when nobody may. */
static gboolean
find_actor (TbTestHall *hall,
            TbCase *self,
            const TbTransition *transition,
            TbWorkflowActor *actor,
            GError **error)
{
  const TbItem *item = tb_test_hall_get_item (hall, tb_case_get_item (self));

  for (int i = 0; i < TB_N_AREAS * 2; i++) {
    *actor = tb_test_hall_get_actor (hall,
                                     (TbArea) (i / 2),
                                     i % 2 == 0 ? TB_TEST_STAFF : TB_TEST_SUPERVISOR);
    actor->operator_id = "op-2";
    g_clear_error (error);
    if (tb_workflow_may_advance (item, self, transition, actor, error))
      return TRUE;
    /* What is no matter of who asks is the answer. */
    if (error != NULL && !g_error_matches (*error, TB_REFUSAL, TB_REFUSAL_FORBIDDEN))
      return FALSE;
  }

  return FALSE;
}

TbCase *
tb_test_filler_advance (TbTestHall *hall,
                        TbCase *self,
                        const char *id,
                        const json_t *fields,
                        GError **error)
{
  const TbItem *item = tb_test_hall_get_item (hall, tb_case_get_item (self));
  const TbTransition *transition = tb_machine_get_transition (tb_item_get_machine (item), id);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (json_t) answers = NULL;
  g_autoptr (TbCommand) command = NULL;
  g_autoptr (TbCommand) by_other = NULL;
  TbWorkflowActor actor;

  g_assert_nonnull (transition);
  if (!find_actor (hall, self, transition, &actor, error))
    return NULL;
  answers = fields != NULL ? json_deep_copy (fields)
                           : tb_test_filler_answer (hall, item, self, transition, random);
  g_assert_nonnull (answers);
  command = tb_test_hall_command (hall,
                                  TB_COMMAND_ADVANCE,
                                  item,
                                  tb_case_get_id (self),
                                  json_pack ("{s:s, s:O, s:s}",
                                             "transition",
                                             id,
                                             "fields",
                                             answers,
                                             "reason",
                                             "按规定办理"));
  by_other = tb_test_hall_command_by (command, "op-2");

  return tb_workflow_apply (item, self, by_other, &actor, error);
}
