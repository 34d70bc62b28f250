/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-rules"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-field-rules.h"
#include "tb-form-rules-private.h"
#include "tb-mask.h"

#define DOCUMENT_TYPES "aac058_id_document_type"

/* Employers stand in the same place as people, with their unified code. */
static const TbField name_field = {
  .id = "name",
  .type = TB_FIELD_PERSON,
  .label_zh = "姓名",
  .label_en = "Name",
  .required = "1",
  .max_length = 100,
};
static const TbField employer_name_field = {
  .id = "name",
  .type = TB_FIELD_TEXT,
  .label_zh = "单位名称",
  .label_en = "Name of the employer",
  .required = "1",
  .min_length = 2,
  .max_length = 100,
};
static const TbField type_field = {
  .id = "id_type",
  .type = TB_FIELD_CODE,
  .label_zh = "证件类型",
  .label_en = "Document type",
  .list = DOCUMENT_TYPES,
  .required = "1",
};
static const TbField number_field = {
  .id = "id_no",
  .type = TB_FIELD_ID_NUMBER,
  .label_zh = "证件号码",
  .label_en = "Document number",
  .id_type = "id_type",
  .required = "1",
};

static void
check_member (const TbFormRules *self,
              const TbField *field,
              const char *parent,
              const json_t *person,
              GPtrArray *problems)
{
  g_autofree char *pointer = g_strconcat (parent, "/", field->id, NULL);

  tb_form_rules_check_field (self, field, pointer, person, problems);
}

static void
check_birth (const TbFormRules *self, const json_t *person, GPtrArray *problems)
{
  static const char *const members[] = { "birth", "sex" };
  g_autoptr (json_t) bare = json_copy ((json_t *) person);
  g_autoptr (json_t) by_number = json_object ();
  g_autoptr (json_t) by_members = json_object ();

  /* The same givens with and without what the number says must agree. */
  tb_form_rules_add_givens (self, person, by_number);
  json_object_del (bare, "id_no");
  tb_form_rules_add_givens (self, bare, by_members);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    const char *given = i == 0 ? "applicant_age" : "applicant_sex";
    g_autofree char *pointer = g_strconcat ("/person/", members[i], NULL);

    if (json_object_get (by_members, given) != NULL &&
        !json_equal (json_object_get (by_members, given), json_object_get (by_number, given)))
      tb_form_rules_add (problems,
                         pointer,
                         "disagrees",
                         _ ("This does not agree with the document number"));
  }
}

static void
check_person (const TbFormRules *self,
              const json_t *person,
              const char *parent,
              GPtrArray *problems)
{
  gboolean is_employer = g_strcmp0 (tb_json_get_string (person, "id_type"), "uscc") == 0;

  check_member (self, is_employer ? &employer_name_field : &name_field, parent, person, problems);
  if (!is_employer)
    check_member (self, &type_field, parent, person, problems);
  check_member (self, &number_field, parent, person, problems);
}

static const char *
get_who (const TbFormRules *self, const char *member)
{
  return tb_json_get_string (json_object_get (tb_item_get_json (self->item), "who"), member);
}

static void
check_agent (const TbFormRules *self, const json_t *collected, GPtrArray *problems)
{
  const json_t *agent = json_object_get (collected, "agent");
  const char *rule = get_who (self, "agent");

  if (agent == NULL || json_is_null (agent)) {
    if (g_strcmp0 (rule, "required") == 0)
      tb_form_rules_add (problems,
                         "/agent",
                         "required",
                         _ ("Somebody must come for the applicant in this matter"));
    return;
  }
  if (g_strcmp0 (rule, "forbidden") == 0) {
    tb_form_rules_add (problems,
                       "/agent",
                       "forbidden",
                       _ ("In this matter the applicant must come in person"));
    return;
  }
  if (!json_is_object (agent)) {
    tb_form_rules_add (problems, "/agent", "type", _ ("The agent's document is missing"));
    return;
  }

  check_person (self, agent, "/agent", problems);
  if (g_strcmp0 (tb_json_get_string (agent, "id_no"),
                 tb_json_get_string (json_object_get (collected, "person"), "id_no")) == 0)
    tb_form_rules_add (problems,
                       "/agent/id_no",
                       "same-person",
                       _ ("Applicant and agent are the same person"));
}

/* Two people may share a desk, never a number: what the register answered is held against what was
 * typed, and whoever goes on says why (a new name, a slip in the register). */
static void
check_known_name (const TbFormRules *self, const json_t *person, GPtrArray *problems)
{
  const char *name = tb_json_get_string (person, "name");
  g_autofree char *known = NULL;
  g_autofree char *message = NULL;
  TbFormProblem *problem;

  if (self->known_name == NULL || name == NULL ||
      g_strcmp0 (self->known_id_no, tb_json_get_string (person, "id_no")) != 0 ||
      strcmp (self->known_name, name) == 0)
    return;

  known = tb_mask_apply (TB_MASK_NAME, self->known_name);
  message = g_strdup_printf (_ ("The register has another name for this number: %s"), known);
  problem = tb_form_problem_new ("/person/name", "name-differs", message);
  problem->is_warning = TRUE;
  g_ptr_array_add (problems, problem);
}

void
tb_form_rules_check_people (const TbFormRules *self, const json_t *collected, GPtrArray *problems)
{
  const json_t *person = tb_json_get_object (collected, "person");
  gboolean is_employer = g_strcmp0 (tb_json_get_string (person, "id_type"), "uscc") == 0;
  gboolean wants_employer = g_strcmp0 (get_who (self, "applicant"), "employer") == 0;

  if (person == NULL) {
    tb_form_rules_add (problems, "/person", "required", _ ("The applicant's document is missing"));
    return;
  }
  if (is_employer != wants_employer)
    tb_form_rules_add (problems,
                       "/person/id_type",
                       "applicant",
                       wants_employer ? _ ("An employer applies in this matter")
                                      : _ ("A person applies in this matter, no employer"));

  check_person (self, person, "/person", problems);
  check_known_name (self, person, problems);
  check_birth (self, person, problems);
  check_agent (self, collected, problems);
}
