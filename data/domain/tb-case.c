/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-case"

#include "config.h"

#include "tb-case.h"

#include <string.h>

#include "tb-uuid.h"

/* Owns the body; every getter borrows from it. */
struct _TbCase {
  GObject parent_instance;

  json_t *body;
};

G_DEFINE_QUARK (tb_case_error_quark, tb_case_error)
G_DEFINE_FINAL_TYPE (TbCase, tb_case, G_TYPE_OBJECT)

static const struct {
  const char *name;
  json_type type;
} required[] = {
  { "id", JSON_STRING },        { "number", JSON_STRING }, { "item", JSON_OBJECT },
  { "home", JSON_STRING },      { "origin", JSON_STRING }, { "owner", JSON_STRING },
  { "state", JSON_STRING },     { "person", JSON_OBJECT }, { "form", JSON_OBJECT },
  { "materials", JSON_OBJECT }, { "clocks", JSON_ARRAY },
};

static gboolean
set_member_error (GError **error, const char *member, const char *problem)
{
  g_set_error (error, TB_CASE_ERROR, TB_CASE_ERROR_MEMBER, "/%s: %s", member, problem);
  return FALSE;
}

static gboolean
check_areas (const json_t *body, GError **error)
{
  static const char *const names[] = { "home", "origin", "owner" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (tb_area_from_slug (tb_json_get_string (body, names[i])) == TB_AREA_NONE)
      return set_member_error (error, names[i], "is none of the eight areas");
  }

  return TRUE;
}

static gboolean
check_body (const json_t *body, GError **error)
{
  const json_t *item;

  if (!json_is_object (body))
    return set_member_error (error, "", "a case is an object");

  for (gsize i = 0; i < G_N_ELEMENTS (required); i++) {
    const json_t *value = json_object_get (body, required[i].name);

    if (value == NULL || json_typeof (value) != required[i].type)
      return set_member_error (error, required[i].name, "is missing or has the wrong type");
  }

  item = json_object_get (body, "item");
  if (tb_json_get_string (item, "id") == NULL || tb_json_get_int (item, "version", 0) < 1)
    return set_member_error (error, "item", "names a matter and its version");
  if (!tb_uuid_is_valid (tb_json_get_string (body, "id")))
    return set_member_error (error, "id", "is no UUID in lower case");

  return check_areas (body, error);
}

TbCase *
tb_case_new_take (json_t *body, GError **error)
{
  g_autoptr (json_t) owned = body;
  TbCase *self;

  if (!check_body (owned, error))
    return NULL;

  self = g_object_new (TB_TYPE_CASE, NULL);
  self->body = g_steal_pointer (&owned);

  return self;
}

static void
tb_case_finalize (GObject *object)
{
  TbCase *self = TB_CASE (object);

  g_clear_pointer (&self->body, json_decref);

  G_OBJECT_CLASS (tb_case_parent_class)->finalize (object);
}

static void
tb_case_class_init (TbCaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_case_finalize;
}

static void
tb_case_init (TbCase *self)
{
}

const json_t *
tb_case_get_json (TbCase *self)
{
  return self->body;
}

json_t *
tb_case_dup_json (TbCase *self)
{
  return json_deep_copy (self->body);
}

const char *
tb_case_get_id (TbCase *self)
{
  return tb_json_get_string (self->body, "id");
}

const char *
tb_case_get_number (TbCase *self)
{
  return tb_json_get_string (self->body, "number");
}

const char *
tb_case_get_item (TbCase *self)
{
  return tb_json_get_string (json_object_get (self->body, "item"), "id");
}

int
tb_case_get_item_version (TbCase *self)
{
  return (int) tb_json_get_int (json_object_get (self->body, "item"), "version", 0);
}

const char *
tb_case_get_state (TbCase *self)
{
  return tb_json_get_string (self->body, "state");
}

TbArea
tb_case_get_home (TbCase *self)
{
  return tb_area_from_slug (tb_json_get_string (self->body, "home"));
}

TbArea
tb_case_get_origin (TbCase *self)
{
  return tb_area_from_slug (tb_json_get_string (self->body, "origin"));
}

TbArea
tb_case_get_owner (TbCase *self)
{
  return tb_area_from_slug (tb_json_get_string (self->body, "owner"));
}

gboolean
tb_case_involves (TbCase *self, TbArea area)
{
  const json_t *partners = json_object_get (self->body, "partners");
  json_t *partner;
  gsize i;

  if (tb_case_get_home (self) == area || tb_case_get_origin (self) == area ||
      tb_case_get_owner (self) == area)
    return TRUE;

  json_array_foreach ((json_t *) partners, i, partner)
  {
    if (tb_area_from_slug (json_string_value (partner)) == area)
      return TRUE;
  }

  return FALSE;
}

gboolean
tb_case_is_closed (TbCase *self)
{
  return tb_json_get_bool (self->body, "closed");
}

const char *
tb_case_get_person_name (TbCase *self)
{
  return tb_json_get_string (json_object_get (self->body, "person"), "name");
}

const char *
tb_case_get_person_id (TbCase *self)
{
  return tb_json_get_string (json_object_get (self->body, "person"), "id_no");
}

const json_t *
tb_case_get_form (TbCase *self)
{
  return json_object_get (self->body, "form");
}

const json_t *
tb_case_get_clocks (TbCase *self)
{
  return json_object_get (self->body, "clocks");
}
