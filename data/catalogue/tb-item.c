/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-item-private.h"

#include <string.h>

#include "tb-field-private.h"

#define ITEM_MEMBERS                                                                               \
  "id version name family keywords basis confidence note seed mode home partners channels who "    \
  "form materials duplicates machine limits prints outputs"

static void
read_mode (TbReader *reader, const json_t *json, TbItem *self)
{
  const char *mode = tb_reader_need_string (reader, json, "mode");

  if (mode != NULL && (mode[1] != '\0' || strchr ("QDLT", *mode) == NULL))
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, "mode", "“%s” is none of Q D L T", mode);
  self->mode = mode != NULL ? (TbMode) *mode : TB_MODE_LOCAL;
}

static void
need_word (TbReader *reader, const json_t *json, const char *member, const char *const *words)
{
  const char *word = tb_reader_need_string (reader, json, member);
  g_autofree char *all = g_strjoinv (", ", (char **) words);

  if (word != NULL && !g_strv_contains (words, word))
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, member, "“%s” is none of %s", word, all);
}

static void
read_who (TbReader *reader, const json_t *json)
{
  static const char *const applicants[] = { "person", "employer", NULL };
  static const char *const agents[] = { "allowed", "forbidden", "required", NULL };
  const json_t *who = tb_reader_get_object (reader, json, "who");

  tb_reader_enter (reader, "who");
  tb_reader_check_members (reader, who, "applicant agent");
  need_word (reader, who, "applicant", applicants);
  need_word (reader, who, "agent", agents);
  tb_reader_leave (reader);
}

static void
read_section (TbReader *reader, const json_t *json, const char *owner, TbSection *section)
{
  const json_t *fields;

  tb_reader_check_members (reader, json, "section fields");
  tb_reader_need_texts (reader, json, "section", &section->title_zh, &section->title_en);
  fields = tb_reader_get_array (reader, json, "fields");
  tb_reader_enter (reader, "fields");
  section->fields = tb_field_read_all (reader, fields, owner, &section->n_fields);
  tb_reader_leave (reader);
}

static void
read_form (TbReader *reader, const json_t *json, TbItem *self)
{
  const json_t *form = tb_reader_get_array (reader, json, "form");
  const gsize n = json_array_size (form);
  TbSection *sections = tb_reader_alloc (reader, n, sizeof *sections);

  if (form == NULL)
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, "form", "is missing; it may be []");

  tb_reader_enter (reader, "form");
  for (gsize i = 0; i < n && reader->error == NULL; i++) {
    tb_reader_enter_index (reader, i);
    read_section (reader, json_array_get (form, i), self->name, &sections[i]);
    tb_reader_leave (reader);
  }
  tb_reader_leave (reader);
  self->sections = sections;
  self->n_sections = n;
}

static void
read_material (TbReader *reader, const json_t *json, TbMaterial *material)
{
  tb_reader_check_members (reader,
                           json,
                           "id label original tolerable replaced_by required how note");
  material->id = tb_reader_get_id (reader, json, "id");
  tb_reader_need_texts (reader, json, "label", &material->label_zh, &material->label_en);
  tb_reader_get_texts (reader, json, "how", &material->how_zh, &material->how_en);
  material->is_original = tb_reader_get_bool (reader, json, "original");
  material->is_tolerable = tb_reader_get_bool (reader, json, "tolerable");
  material->replaced_by = tb_reader_get_string (reader, json, "replaced_by");
  material->required = tb_reader_get_condition (reader, json, "required");
  if (g_strcmp0 (material->required, "1") == 0)
    material->required = NULL;
}

static void
read_materials (TbReader *reader, const json_t *json, TbItem *self)
{
  const json_t *array = tb_reader_get_array (reader, json, "materials");
  const gsize n = json_array_size (array);
  TbMaterial *materials = tb_reader_alloc (reader, n, sizeof *materials);

  tb_reader_enter (reader, "materials");
  for (gsize i = 0; i < n && reader->error == NULL; i++) {
    tb_reader_enter_index (reader, i);
    read_material (reader, json_array_get (array, i), &materials[i]);
    tb_reader_leave (reader);
  }
  tb_reader_leave (reader);
  self->materials = materials;
  self->n_materials = n;
}

static void
read_print (TbReader *reader, const char *id, const json_t *json, TbPrint *print)
{
  tb_reader_enter (reader, id);
  tb_reader_check_members (reader, json, "template title when final");
  print->id = id;
  print->template = tb_reader_get_id (reader, json, "template");
  tb_reader_get_texts (reader, json, "title", &print->title_zh, &print->title_en);
  print->when = tb_reader_get_string (reader, json, "when");
  print->is_final = tb_reader_get_bool (reader, json, "final");
  if (!tb_reader_is_id (id))
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, NULL, "“%s” is no id of a print", id);
  tb_reader_leave (reader);
}

static void
read_prints (TbReader *reader, const json_t *json, TbItem *self)
{
  const json_t *object = tb_reader_get_object (reader, json, "prints");
  TbPrint *prints = tb_reader_alloc (reader, json_object_size (object), sizeof *prints);
  const char *id;
  json_t *print;

  tb_reader_enter (reader, "prints");
  json_object_foreach ((json_t *) object, id, print)
      read_print (reader, id, print, &prints[self->n_prints++]);
  tb_reader_leave (reader);
  self->prints = prints;
}

static void
read_head (TbReader *reader, const json_t *json, TbItem *self)
{
  self->id = tb_reader_get_id (reader, json, "id");
  self->version = tb_reader_get_int (reader, json, "version", 0);
  tb_reader_need_texts (reader, json, "name", &self->name_zh, &self->name_en);
  self->family = tb_reader_get_id (reader, json, "family");
  self->keywords = tb_reader_get_strings (reader, json, "keywords");
  self->home = tb_reader_need_string (reader, json, "home");
  self->partners = tb_reader_get_string (reader, json, "partners");
  self->channels = tb_reader_get_strings (reader, json, "channels");
  self->machine_name = tb_reader_need_string (reader, json, "machine");
  self->limits = tb_reader_get_object (reader, json, "limits");
  self->duplicates = tb_reader_get_strings (reader, json, "duplicates");
  read_mode (reader, json, self);
  read_who (reader, json);
}

TbItem *
tb_item_read (TbReader *reader, const json_t *json, const char *name, const char *digest)
{
  TbItem *self = tb_reader_alloc (reader, 1, sizeof *self);

  self->name = name;
  self->json = json;
  self->digest = digest;
  tb_reader_check_members (reader, json, ITEM_MEMBERS);
  read_head (reader, json, self);
  read_form (reader, json, self);
  read_materials (reader, json, self);
  read_prints (reader, json, self);

  return self;
}

const char *
tb_item_get_id (const TbItem *self)
{
  return self->id;
}

int
tb_item_get_version (const TbItem *self)
{
  return self->version;
}

const char *
tb_item_get_name_zh (const TbItem *self)
{
  return self->name_zh;
}

const char *
tb_item_get_name_en (const TbItem *self)
{
  return self->name_en;
}

const char *
tb_item_get_family (const TbItem *self)
{
  return self->family;
}

const char *const *
tb_item_get_keywords (const TbItem *self)
{
  return self->keywords;
}

TbMode
tb_item_get_mode (const TbItem *self)
{
  return self->mode;
}

const char *
tb_item_get_home (const TbItem *self)
{
  return self->home;
}

const char *
tb_item_get_partners (const TbItem *self)
{
  return self->partners;
}

const TbMachine *
tb_item_get_machine (const TbItem *self)
{
  return self->machine;
}

int
tb_item_get_limit (const TbItem *self, const char *leg)
{
  const TbLeg *own = tb_machine_get_leg (self->machine, leg);

  return own != NULL ? (int) tb_json_get_int (self->limits, leg, own->days) : -1;
}

const TbSection *
tb_item_get_sections (const TbItem *self, gsize *n)
{
  *n = self->n_sections;
  return self->sections;
}

const TbField *
tb_item_get_field (const TbItem *self, const char *id)
{
  for (gsize i = 0; id != NULL && i < self->n_sections; i++)
    for (gsize j = 0; j < self->sections[i].n_fields; j++)
      if (strcmp (self->sections[i].fields[j].id, id) == 0)
        return &self->sections[i].fields[j];
  return NULL;
}

const TbMaterial *
tb_item_get_materials (const TbItem *self, gsize *n)
{
  *n = self->n_materials;
  return self->materials;
}

const TbPrint *
tb_item_get_prints (const TbItem *self, gsize *n)
{
  *n = self->n_prints;
  return self->prints;
}

const char *const *
tb_item_get_duplicates (const TbItem *self)
{
  return self->duplicates;
}

const json_t *
tb_item_get_json (const TbItem *self)
{
  return self->json;
}

const char *
tb_item_get_digest (const TbItem *self)
{
  return self->digest;
}

TbConditions *
tb_item_get_conditions (const TbItem *self)
{
  return self->conditions;
}
