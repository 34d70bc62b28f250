/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-document"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-document-private.h"
#include "tb-time.h"
#include "tb-workflow.h"

#define VERIFY_LENGTH 12

static const TbField id_type_field = {
  .id = "id_type",
  .type = TB_FIELD_CODE,
  .list = "aac058_id_document_type",
};
static const TbField sex_field = { .id = "sex", .type = TB_FIELD_CODE, .list = "gbt2261_1_sex" };
static const TbField date_field = { .id = "date", .type = TB_FIELD_DATE };
static const TbField area_field = { .id = "area", .type = TB_FIELD_AREA };

static const char *
get_setting (const TbDocumentSource *source, const char *key)
{
  const char *value = NULL;

  if (source->settings != NULL)
    value = g_hash_table_lookup (source->settings, key);
  if (value == NULL)
    value = tb_catalogue_get_parameter (source->catalogue, key);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* Each member named is there, null when @from has none. */
static json_t *
pick_members (const json_t *from, const char *const *names, gsize n)
{
  json_t *object = json_object ();

  for (gsize i = 0; i < n; i++) {
    json_t *value = json_object_get (from, names[i]);

    json_object_set_new (object, names[i], value != NULL ? json_incref (value) : json_null ());
  }

  return object;
}

/* Seven areas are cities; the eighth is no city and says what it is. */
static json_t *
new_area (TbArea area)
{
  g_autofree char *name = NULL;

  if (area == TB_AREA_NONE)
    return json_pack ("{s:n, s:n, s:n}", "slug", "name", "letters");

  name = g_strconcat (tb_area_get_name_zh (area), area == TB_AREA_SHENFU ? NULL : "市", NULL);

  return json_pack ("{s:s, s:s, s:s, s:s}",
                    "slug",
                    tb_area_get_slug (area),
                    "name_en",
                    tb_area_get_name_en (area),
                    "name",
                    name,
                    "letters",
                    tb_area_get_letters (area));
}

static json_t *
new_office (const TbDocumentSource *source, TbArea area)
{
  static const char *const members[] = {
    "office", "doc_code",     "phone",      "address", "postcode", "confidential_address",
    "bank",   "account_name", "account_no",
  };
  json_t *office = new_area (area);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    g_autofree char *key = g_strdup_printf ("office.%s.%s",
                                            area != TB_AREA_NONE ? tb_area_get_slug (area) : "",
                                            members[i]);

    json_object_set_new (office, members[i], json_pack ("s?", get_setting (source, key)));
  }

  return office;
}

static json_t *
new_case (const TbDocumentSource *source)
{
  static const char *const members[] = {
    "id", "number", "state", "opened_at", "changed_at", "closed_at", "home", "origin",
  };
  json_t *object = pick_members (tb_case_get_json (source->self), members, G_N_ELEMENTS (members));
  const TbState *state =
      tb_machine_get_state (tb_item_get_machine (source->item), tb_case_get_state (source->self));

  json_object_set_new (object, "state_name", json_pack ("s?", state ? state->name_zh : NULL));
  json_object_set_new (object, "state_name_en", json_pack ("s?", state ? state->name_en : NULL));

  return object;
}

/* Birth and sex follow from the number where it says them. */
static json_t *
new_person (TbDocumentScope *self, const char *member)
{
  static const char *const members[] = { "id_type", "id_no",  "name",    "sex",
                                         "birth",   "mobile", "relation" };
  const json_t *person = json_object_get (tb_case_get_json (self->source->self), member);
  json_t *object = pick_members (person, members, G_N_ELEMENTS (members));
  g_autoptr (json_t) givens = json_object ();

  tb_form_rules_add_givens (&self->rules, person, givens);
  if (tb_json_get_string (givens, "applicant_sex") != NULL)
    json_object_set (object, "sex", json_object_get (givens, "applicant_sex"));
  if (tb_json_get_string (givens, "applicant_birth") != NULL)
    json_object_set (object, "birth", json_object_get (givens, "applicant_birth"));

  return object;
}

static json_t *
new_verify (const TbDocumentSource *source, const char *digest, const GDate *today)
{
  const char *months = get_setting (source, "cert.valid.months");
  g_autofree char *code = digest != NULL ? g_ascii_strup (digest, VERIFY_LENGTH) : NULL;
  g_autofree char *until = NULL;
  GDate day = *today;

  if (months != NULL) {
    g_date_add_months (&day, (guint) g_ascii_strtoull (months, NULL, 10));
    until = tb_date_format (&day);
  }

  return json_pack ("{s:s?, s:s?, s:s?}", "code", code, "digest", digest, "valid_until", until);
}

static void
fill_roots (TbDocumentScope *self, const char *digest)
{
  const TbDocumentSource *source = self->source;
  const json_t *partners = json_object_get (tb_case_get_json (source->self), "partners");
  gboolean is_home = strcmp (self->issuer, "origin") != 0;
  TbArea home = tb_case_get_home (source->self);
  TbArea origin = tb_case_get_origin (source->self);
  TbArea partner = tb_area_from_slug (json_string_value (json_array_get (partners, 0)));

  json_object_set_new (self->roots, "case", new_case (source));
  json_object_set_new (self->roots,
                       "item",
                       json_pack ("{s:s, s:s?, s:i, s:s, s:s}",
                                  "id",
                                  tb_item_get_id (source->item),
                                  "name_en",
                                  tb_item_get_name_en (source->item),
                                  "version",
                                  tb_item_get_version (source->item),
                                  "name",
                                  tb_item_get_name_zh (source->item),
                                  "family",
                                  tb_item_get_family (source->item)));
  json_object_set_new (self->roots, "person", new_person (self, "person"));
  json_object_set_new (self->roots, "agent", new_person (self, "agent"));
  json_object_set_new (self->roots, "home", new_area (home));
  json_object_set_new (self->roots, "origin", new_area (origin));
  json_object_set_new (self->roots, "partner", new_area (partner));
  json_object_set_new (self->roots, "issuer", new_office (source, is_home ? home : origin));
  json_object_set_new (self->roots, "verify", new_verify (source, digest, &self->rules.today));
}

static void
fill_printing (TbDocumentScope *self)
{
  const TbDocumentSource *source = self->source;
  g_autofree char *today = tb_date_format (&self->rules.today);

  json_object_set_new (self->roots,
                       "operator",
                       json_pack ("{s:s?, s:s?}",
                                  "name",
                                  source->operator_name,
                                  "code",
                                  source->operator_code));
  json_object_set_new (self->roots,
                       "window",
                       json_pack ("{s:s?, s:s?}",
                                  "code",
                                  source->window_code,
                                  "hall",
                                  source->hall));
  json_object_set_new (self->roots, "today", json_string (today));
  json_object_set_new (self->roots, "now", json_string (source->at));
  json_object_set_new (self->roots, "copy", json_integer (source->copy));
  /* Known only when the paper is drawn: tb_document_dup_footer() puts them in. */
  json_object_set_new (self->roots, "page", json_string ("{page}"));
  json_object_set_new (self->roots, "pages", json_string ("{pages}"));
}

void
tb_document_scope_init (TbDocumentScope *self,
                        const TbDocumentSource *source,
                        const char *issuer,
                        const char *digest)
{
  const TbWorkflowActor actor = { .area = tb_case_get_origin (source->self), .at = source->at };
  gint64 wall_us = 0;

  memset (self, 0, sizeof *self);
  self->source = source;
  self->issuer = issuer;
  self->rules.catalogue = source->catalogue;
  self->rules.regions = source->regions;
  self->rules.item = source->item;
  self->rules.window_area = actor.area;
  g_date_clear (&self->rules.today, 1);
  tb_time_parse (source->at, &wall_us);
  tb_date_of_time (wall_us, &self->rules.today);
  self->values = tb_workflow_dup_values (source->self, NULL, &actor);
  self->roots = json_object ();
  fill_roots (self, digest);
  fill_printing (self);
}

void
tb_document_scope_clear (TbDocumentScope *self)
{
  g_clear_pointer (&self->roots, json_decref);
  g_clear_pointer (&self->values, json_decref);
}

gboolean
tb_document_value_is_empty (const TbDocumentValue *self)
{
  return self->value == NULL || json_is_null (self->value) ||
         (json_is_string (self->value) && *json_string_value (self->value) == '\0') ||
         (json_is_array (self->value) && json_array_size (self->value) == 0);
}

static gboolean
set_name_error (GError **error, const char *path)
{
  g_set_error (error,
               TB_DOCUMENT_ERROR,
               TB_DOCUMENT_ERROR_NAME,
               _ ("The layout names “%s”, which does not exist"),
               path);
  return FALSE;
}

/* A field of the form or of one of the machine's steps: layouts serve several matters. */
static const TbField *
find_field (const TbItem *item, const char *id)
{
  const TbField *field = tb_item_get_field (item, id);
  gsize n;
  const TbTransition *all = tb_machine_get_transitions (tb_item_get_machine (item), &n);

  for (gsize i = 0; field == NULL && i < n; i++) {
    for (gsize k = 0; k < all[i].n_form; k++) {
      if (strcmp (all[i].form[k].id, id) == 0)
        field = &all[i].form[k];
    }
  }

  return field;
}

static void
find_form (TbDocumentScope *self, const char *id, TbDocumentValue *out)
{
  json_t *value = json_object_get (tb_case_get_form (self->source->self), id);

  out->value = json_incref (value);
  out->field = find_field (self->source->item, id);
}

/* The newest step made by a transition, or the newest clock of a leg. */
static const json_t *
find_last (const json_t *array, const char *member, const char *value)
{
  for (gsize i = json_array_size (array); i > 0; i--) {
    const json_t *entry = json_array_get (array, i - 1);

    if (g_strcmp0 (tb_json_get_string (entry, member), value) == 0)
      return entry;
  }

  return NULL;
}

static gboolean
find_step (TbDocumentScope *self, const char *const *names, TbDocumentValue *out)
{
  static const char *const members[] = { "at", "area", "operator", "reason" };
  const json_t *history = json_object_get (tb_case_get_json (self->source->self), "history");
  const json_t *step = find_last (history, "transition", names[0]);

  if (names[0] == NULL || names[1] == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    if (strcmp (members[i], names[1]) != 0)
      continue;
    out->value = json_incref (json_object_get (step, names[1]));
    out->field = strcmp (names[1], "area") == 0 ? &area_field : NULL;
    return TRUE;
  }

  return FALSE;
}

static gboolean
find_clock (TbDocumentScope *self, const char *const *names, TbDocumentValue *out)
{
  const json_t *clock = find_last (tb_case_get_clocks (self->source->self), "leg", names[0]);
  const TbLeg *leg = tb_machine_get_leg (tb_item_get_machine (self->source->item), names[0]);
  const char *member = names[0] != NULL ? names[1] : NULL;
  TbDeadline deadline;

  if (member == NULL)
    return FALSE;
  if (strcmp (member, "name") == 0) {
    out->value = leg != NULL ? json_string (leg->name_zh) : NULL;
    return TRUE;
  }
  if (strcmp (member, "started") != 0 && strcmp (member, "due") != 0 &&
      strcmp (member, "days") != 0 && strcmp (member, "used") != 0)
    return FALSE;
  if (clock == NULL)
    return TRUE;

  tb_deadline_compute (self->source->calendar, clock, &self->rules.today, &deadline);
  if (strcmp (member, "due") == 0) {
    g_autofree char *due = tb_date_format (&deadline.due);

    out->value = json_string (due);
  } else if (strcmp (member, "started") == 0) {
    out->value = json_incref (json_object_get (clock, "started"));
  } else {
    out->value = json_integer (strcmp (member, "days") == 0 ? deadline.days : deadline.used);
  }
  out->field = json_is_string (out->value) ? &date_field : NULL;

  return TRUE;
}

static gboolean
find_row (TbDocumentScope *self, const char *name, TbDocumentValue *out)
{
  if (self->row == NULL || name == NULL)
    return FALSE;

  out->value = json_incref (json_object_get (self->row, name));
  for (gsize i = 0; self->table != NULL && i < self->table->n_columns; i++) {
    if (strcmp (self->table->columns[i].id, name) == 0)
      out->field = &self->table->columns[i];
  }

  /* A row of the case has its columns' names; a built-in list has all of its members. */
  return out->value != NULL || out->field != NULL || self->table != NULL;
}

static gboolean
find_plain (TbDocumentScope *self, const char *const *names, TbDocumentValue *out)
{
  json_t *root = json_object_get (self->roots, names[0]);

  if (names[1] == NULL) {
    out->value = json_incref (root);
    return root != NULL && !json_is_object (root);
  }

  if (self->language == TB_LANGUAGE_EN) {
    g_autofree char *english = g_strconcat (names[1], "_en", NULL);

    out->value = json_incref (json_object_get (root, english));
  }
  if (out->value == NULL)
    out->value = json_incref (json_object_get (root, names[1]));
  if (strcmp (names[1], "id_type") == 0)
    out->field = &id_type_field;
  else if (strcmp (names[1], "sex") == 0)
    out->field = &sex_field;
  else if (strcmp (names[1], "birth") == 0)
    out->field = &date_field;
  else if (strcmp (names[0], "case") == 0 &&
           (strcmp (names[1], "home") == 0 || strcmp (names[1], "origin") == 0))
    out->field = &area_field;

  return out->value != NULL;
}

gboolean
tb_document_scope_find (TbDocumentScope *self,
                        const char *path,
                        TbDocumentValue *out,
                        GError **error)
{
  g_auto (GStrv) split = g_strsplit (path, ".", -1);
  const char *const *names = (const char *const *) split;
  gboolean is_known = FALSE;

  memset (out, 0, sizeof *out);
  if (names[0] == NULL)
    return set_name_error (error, path);

  if (strcmp (names[0], "form") == 0 && names[1] != NULL) {
    find_form (self, names[1], out);
    is_known = TRUE;
  } else if (strcmp (names[0], "param") == 0) {
    const char *setting = get_setting (self->source, path + strlen ("param."));

    out->value = setting != NULL ? json_string (setting) : NULL;
    is_known =
        tb_catalogue_get_parameter (self->source->catalogue, path + strlen ("param.")) != NULL;
  } else if (strcmp (names[0], "step") == 0) {
    is_known = find_step (self, names + 1, out);
  } else if (strcmp (names[0], "clock") == 0) {
    is_known = find_clock (self, names + 1, out);
  } else if (strcmp (names[0], "row") == 0) {
    is_known = find_row (self, names[1], out);
  } else {
    is_known = find_plain (self, names, out);
  }

  return is_known || set_name_error (error, path);
}
