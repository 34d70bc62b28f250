/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-form"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-answer-table.h"
#include "tb-date.h"
#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-desk-submit.h"
#include "tb-desk-view.h"
#include "tb-form.h"
#include "tb-identifier.h"
#include "tb-time.h"

static gboolean
set_rules (TbDeskCore *core, const char *item, TbFormRules *rules, GError **error)
{
  *rules = (TbFormRules){ .catalogue = core->catalogue, .window_area = core->config->area };
  rules->item = tb_catalogue_get_item (core->catalogue, item, 0);
  tb_date_of_time (tb_clock_wall_us (&core->clock), &rules->today);
  if (rules->item != NULL)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_NOT_FOUND,
               _ ("There is no matter “%s”; “new” without a name lists them"),
               item);

  return FALSE;
}

typedef struct {
  TbArea area;
  gint64 at_us;
} Origin;

/* The first row of what the cities answered last about @id_no, from the answers kept for the time
 * without them; NULL when nobody was asked. @origin may be NULL. */
static json_t *
find_known (TbDeskCore *core, const char *query, const char *id_no, Origin *origin)
{
  g_autoptr (json_t) criteria = json_pack ("{s:s}", "id_no", id_no);
  g_autofree char *key = tb_answer_table_make_key (query, criteria);

  for (int i = 0; i < TB_N_AREAS; i++) {
    gint64 at_us;
    g_autoptr (json_t) answer = tb_answer_table_get (core->store, (TbArea) i, key, &at_us, NULL);
    json_t *row = json_array_get (tb_json_get_array (answer, "rows"), 0);

    if (row == NULL)
      continue;
    if (origin != NULL)
      *origin = (Origin){ (TbArea) i, at_us };
    return json_deep_copy (row);
  }

  return NULL;
}

/* What the register says of the applicant; both are borrowed from @known. */
static void
set_known (TbFormRules *rules, const json_t *known)
{
  rules->known_id_no = tb_json_get_string (known, "id_no");
  rules->known_name = tb_json_get_string (known, "name");
}

/* The number as registers hold it; NULL when it is none. */
static char *
normalise_number (TbDeskCore *core, const char *id_no, const GDate *today)
{
  g_autoptr (TbIdentifier) parsed =
      id_no != NULL ? tb_identifier_check ("id18", id_no, core->regions, today) : NULL;

  return parsed != NULL && parsed->is_ok ? g_strdup (parsed->normal) : g_strdup (id_no);
}

/* (transfer full) (nullable) */
static json_t *
find_known_person (TbDeskCore *core, const json_t *person, const GDate *today)
{
  g_autofree char *id_no = normalise_number (core, tb_json_get_string (person, "id_no"), today);

  return id_no != NULL ? find_known (core, "persons", id_no, NULL) : NULL;
}

/* What was typed wins over what is known; sex and birth come from the number itself. */
static json_t *
make_person (TbDeskCore *core, const json_t *typed, const GDate *today)
{
  const char *id_no = tb_json_get_string (typed, "id_no");
  json_t *person = find_known_person (core, typed, today);
  g_autoptr (TbIdentifier) parsed = NULL;

  if (person == NULL)
    person = json_object ();
  json_object_update (person, (json_t *) typed);
  if (tb_json_get_string (person, "id_type") == NULL)
    tb_json_set_string (person, "id_type", "01");
  if (id_no != NULL)
    parsed = tb_identifier_check ("id18", id_no, core->regions, today);
  if (parsed != NULL && parsed->is_ok) {
    tb_json_set_string (person, "id_no", parsed->normal);
    tb_json_set_string (person, "sex", tb_json_get_string (parsed->parsed, "sex"));
    tb_json_set_string (person, "birth", tb_json_get_string (parsed->parsed, "birth"));
  }

  return person;
}

static const char *const queries[] = { "insurance", "benefits", "archives", "certificates" };

static json_t *
make_prefill (TbDeskCore *core, const json_t *typed, const GDate *today)
{
  json_t *prefill = json_pack ("{s:o}", "person", make_person (core, typed, today));
  const char *id_no = tb_json_get_string (json_object_get (prefill, "person"), "id_no");

  for (gsize i = 0; id_no != NULL && i < G_N_ELEMENTS (queries); i++) {
    json_t *row = find_known (core, queries[i], id_no, NULL);

    if (row != NULL)
      json_object_set_new (prefill, queries[i], row);
  }

  return prefill;
}

static void
add_origin (TbDeskCore *core, json_t *origins, const char *name, const json_t *person)
{
  const char *id_no = tb_json_get_string (person, "id_no");
  gboolean is_person = strcmp (name, "person") == 0;
  Origin origin = { TB_AREA_NONE, 0 };
  g_autoptr (json_t) row =
      id_no != NULL ? find_known (core, is_person ? "persons" : name, id_no, &origin) : NULL;
  g_autofree char *as_of = tb_time_format (origin.at_us);

  if (row != NULL)
    json_object_set_new (origins,
                         name,
                         json_pack ("{s:s, s:s, s:s}",
                                    "area",
                                    tb_area_get_slug (origin.area),
                                    "area_name",
                                    tb_desk_view_area (origin.area),
                                    "as_of",
                                    as_of));
}

json_t *
tb_desk_form_dup_origins (TbDeskCore *core, const json_t *person)
{
  json_t *origins = json_object ();

  add_origin (core, origins, "person", person);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    add_origin (core, origins, queries[i], person);

  return origins;
}

static void
replace (TbForm **form, TbForm *with)
{
  tb_form_unref (*form);
  *form = with;
}

/* How many letters must be typed anew, taken out or changed to get from @a to @b. */
static guint
distance (const char *a, const char *b)
{
  gsize n = strlen (b);
  g_autofree guint *row = g_new (guint, n + 1);

  for (gsize j = 0; j <= n; j++)
    row[j] = (guint) j;
  for (gsize i = 0; a[i] != '\0'; i++) {
    guint corner = row[0]++;

    for (gsize j = 0; j < n; j++) {
      guint change = corner + (a[i] != b[j]);

      corner = row[j + 1];
      row[j + 1] = MIN (change, MIN (row[j], row[j + 1]) + 1);
    }
  }

  return row[n];
}

/* The field whose name is nearest to what was typed; NULL when none is near. */
static const char *
find_nearest (const TbItem *item, const char *typed)
{
  gsize n_sections;
  const TbSection *sections = tb_item_get_sections (item, &n_sections);
  guint least = strlen (typed) > 64 ? 0 : MAX (3u, (guint) strlen (typed) / 2 + 1);
  const char *nearest = NULL;

  for (gsize s = 0; s < n_sections; s++) {
    for (gsize f = 0; f < sections[s].n_fields; f++) {
      guint d = least > 0 ? distance (typed, sections[s].fields[f].id) : 0;

      if (d < least) {
        least = d;
        nearest = sections[s].fields[f].id;
      }
    }
  }

  return nearest;
}

static void
set_no_field (GError **error, const TbItem *item, const char *id)
{
  const char *nearest = find_nearest (item, id);

  if (nearest != NULL)
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("The form has no field “%s”; is “%s” meant?"),
                 id,
                 nearest);
  else
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("The form has no field “%s”"),
                 id);
}

static gboolean
set_field (TbDeskCore *core, TbForm **form, const char *id, const json_t *value, GError **error)
{
  const TbField *field = tb_item_get_field (tb_form_get_item (*form), id);
  g_autofree char *text = NULL;

  if (field == NULL) {
    set_no_field (error, tb_form_get_item (*form), id);
    return FALSE;
  }
  if (!json_is_string (value)) {
    replace (form, tb_form_set_value (*form, id, value));
    return TRUE;
  }
  text = field->type == TB_FIELD_ATTACHMENT
             ? tb_desk_attach_keep (core, json_string_value (value), error)
             : g_strdup (json_string_value (value));
  if (text == NULL)
    return FALSE;
  replace (form, tb_form_set (*form, id, text));

  return TRUE;
}

static gboolean
set_fields (TbDeskCore *core, TbForm **form, const json_t *fields, GError **error)
{
  const char *id;
  json_t *text;

  json_object_foreach ((json_t *) fields, id, text)
  {
    if (!set_field (core, form, id, text, error))
      return FALSE;
  }

  return TRUE;
}

static void
set_rest (TbForm **form, const json_t *args)
{
  const json_t *agent = tb_json_get_object (args, "agent");
  const char *key;
  json_t *value;

  if (agent != NULL)
    replace (form, tb_form_set_person (*form, "agent", agent));
  json_object_foreach (tb_json_get_object (args, "materials"), key, value)
  {
    replace (form,
             tb_form_set_material (*form,
                                   key,
                                   tb_json_get_string (value, "state"),
                                   tb_json_get_string (value, "due")));
  }
}

/* "code=reason": answers the warning of that code, wherever it stands. */
static void
acknowledge (TbForm **form, const json_t *warnings)
{
  const char *code;
  json_t *reason;

  json_object_foreach ((json_t *) warnings, code, reason)
  {
    GPtrArray *problems = tb_form_get_problems (*form);
    g_autofree char *field = NULL;

    for (guint i = 0; i < problems->len && field == NULL; i++) {
      const TbFormProblem *problem = g_ptr_array_index (problems, i);

      if (problem->is_warning && g_str_equal (problem->code, code))
        field = g_strdup (problem->field);
    }
    if (field != NULL)
      replace (form, tb_form_acknowledge (*form, field, code, json_string_value (reason)));
  }
}

/* From {item, person, fields, materials, warnings, agent}. */
static TbForm *
form_from_said (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *item = tb_desk_need_string (args, "item", error);
  g_autoptr (json_t) prefill = NULL;
  g_autoptr (json_t) known = NULL;
  g_autoptr (TbForm) form = NULL;
  TbFormRules rules;

  if (item == NULL || !set_rules (core, item, &rules, error))
    return NULL;

  prefill = make_prefill (core, tb_json_get_object (args, "person"), &rules.today);
  known = find_known_person (core, tb_json_get_object (args, "person"), &rules.today);
  set_known (&rules, known);
  form = tb_form_new (&rules, prefill);
  if (!set_fields (core, &form, tb_json_get_object (args, "fields"), error))
    return NULL;
  set_rest (&form, args);
  acknowledge (&form, tb_json_get_object (args, "warnings"));

  return g_steal_pointer (&form);
}

/* From what `new` printed: {item: {id, version}, person, form, materials, warnings, agent?}. */
static TbForm *
form_from_collected (TbDeskCore *core, const json_t *collected, GError **error)
{
  const char *item = tb_json_get_string (tb_json_get_object (collected, "item"), "id");
  g_autoptr (json_t) known = NULL;
  TbFormRules rules;

  if (item == NULL) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("The file names no matter; it must be one that “new” printed"));
    return NULL;
  }
  if (!set_rules (core, item, &rules, error))
    return NULL;

  known = find_known_person (core, tb_json_get_object (collected, "person"), &rules.today);
  set_known (&rules, known);

  return tb_form_new_for_case (&rules, collected);
}

TbForm *
tb_desk_form_build (TbDeskCore *core, const json_t *args, GError **error)
{
  const json_t *collected = tb_json_get_object (args, "collected");

  if (collected != NULL)
    return form_from_collected (core, collected, error);

  return form_from_said (core, args, error);
}

json_t *
tb_desk_form_dup_problems (TbForm *form)
{
  GPtrArray *problems = tb_form_get_problems (form);
  json_t *rows = json_array ();

  for (guint i = 0; i < problems->len; i++) {
    const TbFormProblem *problem = g_ptr_array_index (problems, i);

    if (problem->is_acknowledged)
      continue;
    json_array_append_new (rows,
                           json_pack ("{s:s, s:s, s:s, s:s*, s:b}",
                                      "field",
                                      problem->field,
                                      "code",
                                      problem->code,
                                      "message",
                                      problem->message,
                                      "instead",
                                      problem->instead,
                                      "warning",
                                      problem->is_warning));
  }

  return rows;
}

/* {collected, problems, complete}; accepts nothing. */
json_t *
tb_desk_form_new (TbDeskCore *core, const json_t *args, GError **error)
{
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_CASES, error);
  g_autoptr (TbForm) form = who != NULL ? tb_desk_form_build (core, args, error) : NULL;
  g_autoptr (json_t) collected = NULL;
  const TbItem *item;

  if (form == NULL)
    return NULL;

  item = tb_form_get_item (form);
  collected = tb_form_dup_payload (form);
  json_object_set_new (collected,
                       "item",
                       json_pack ("{s:s, s:i}",
                                  "id",
                                  tb_item_get_id (item),
                                  "version",
                                  tb_item_get_version (item)));

  return json_pack ("{s:O, s:o, s:b}",
                    "collected",
                    collected,
                    "problems",
                    tb_desk_form_dup_problems (form),
                    "complete",
                    tb_form_can_submit (form));
}
