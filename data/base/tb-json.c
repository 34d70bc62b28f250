/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-json"

#include "config.h"

#include "tb-json.h"

#include <string.h>

G_DEFINE_QUARK (tb_json_error_quark, tb_json_error)

static gboolean check (const json_t *json, int depth, GError **error);

static gboolean
check_children (const json_t *json, int depth, GError **error)
{
  const char *member;
  json_t *child;
  gsize i;

  if (json_is_array (json)) {
    json_array_foreach ((json_t *) json, i, child)
    {
      if (!check (child, depth + 1, error))
        return FALSE;
    }
    return TRUE;
  }

  json_object_foreach ((json_t *) json, member, child)
  {
    if (!check (child, depth + 1, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check (const json_t *json, int depth, GError **error)
{
  if (json_is_real (json)) {
    g_set_error (error,
                 TB_JSON_ERROR,
                 TB_JSON_ERROR_NUMBER,
                 "A number is not a whole number: amounts are written in fen or as text");
    return FALSE;
  }
  if (!json_is_object (json) && !json_is_array (json))
    return TRUE;
  if (depth > TB_JSON_MAX_DEPTH) {
    g_set_error (error,
                 TB_JSON_ERROR,
                 TB_JSON_ERROR_DEPTH,
                 "Nested deeper than %d levels",
                 TB_JSON_MAX_DEPTH);
    return FALSE;
  }

  return check_children (json, depth, error);
}

json_t *
tb_json_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (json_t) json = NULL;
  json_error_t where;

  g_return_val_if_fail (text != NULL, NULL);

  json = json_loadb (text,
                     length < 0 ? strlen (text) : (gsize) length,
                     JSON_REJECT_DUPLICATES | JSON_DECODE_ANY,
                     &where);
  if (json == NULL) {
    gboolean is_number = json_error_code (&where) == json_error_numeric_overflow;

    g_set_error (error,
                 TB_JSON_ERROR,
                 is_number ? TB_JSON_ERROR_NUMBER : TB_JSON_ERROR_SYNTAX,
                 "Line %d, column %d: %s",
                 where.line,
                 where.column,
                 where.text);
    return NULL;
  }
  if (!check (json, 1, error))
    return NULL;

  return g_steal_pointer (&json);
}

/* jansson allocates with malloc, our callers free with g_free: the same since GLib 2.46. */
char *
tb_json_to_string (const json_t *json)
{
  return json_dumps (json, JSON_COMPACT | JSON_ENCODE_ANY);
}

char *
tb_json_to_canonical (const json_t *json)
{
  return json_dumps (json, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
}

const char *
tb_json_get_string (const json_t *object, const char *member)
{
  return json_string_value (json_object_get (object, member));
}

gint64
tb_json_get_int (const json_t *object, const char *member, gint64 fallback)
{
  const json_t *value = json_object_get (object, member);

  return json_is_integer (value) ? json_integer_value (value) : fallback;
}

gboolean
tb_json_get_bool (const json_t *object, const char *member)
{
  return json_is_true (json_object_get (object, member));
}

json_t *
tb_json_get_object (const json_t *object, const char *member)
{
  json_t *value = json_object_get (object, member);

  return json_is_object (value) ? value : NULL;
}

json_t *
tb_json_get_array (const json_t *object, const char *member)
{
  json_t *value = json_object_get (object, member);

  return json_is_array (value) ? value : NULL;
}

void
tb_json_set_string (json_t *object, const char *member, const char *text)
{
  if (text == NULL)
    json_object_del (object, member);
  else
    json_object_set_new (object, member, json_string (text));
}

void
tb_json_set_int (json_t *object, const char *member, gint64 value)
{
  json_object_set_new (object, member, json_integer (value));
}
