/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-reader.h"

#include <string.h>

void
tb_reader_init (TbReader *self, const char *path, GPtrArray *arena, GHashTable *lists)
{
  *self = (TbReader){ .path = path, .arena = arena, .lists = lists };
  self->pointer = g_ptr_array_new_with_free_func (g_free);
}

gboolean
tb_reader_finish (TbReader *self, GError **error)
{
  g_clear_pointer (&self->pointer, g_ptr_array_unref);
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

void
tb_reader_enter (TbReader *self, const char *member)
{
  g_ptr_array_add (self->pointer, g_strdup (member));
}

void
tb_reader_enter_index (TbReader *self, gsize index)
{
  g_ptr_array_add (self->pointer, g_strdup_printf ("%" G_GSIZE_FORMAT, index));
}

void
tb_reader_leave (TbReader *self)
{
  g_ptr_array_remove_index (self->pointer, self->pointer->len - 1);
}

void
tb_reader_fail (TbReader *self, TbCatalogueError code, const char *member, const char *format, ...)
{
  g_autoptr (GString) message = NULL;
  va_list arguments;

  if (self->error != NULL)
    return;

  message = g_string_new (self->path);
  g_string_append (message, ": ");
  for (guint i = 0; i < self->pointer->len; i++)
    g_string_append_printf (message, "/%s", (char *) g_ptr_array_index (self->pointer, i));
  if (member != NULL)
    g_string_append_printf (message, "/%s", member);
  if (self->pointer->len > 0 || member != NULL)
    g_string_append (message, ": ");

  va_start (arguments, format);
  g_string_append_vprintf (message, format, arguments);
  va_end (arguments);
  self->error = g_error_new_literal (TB_CATALOGUE_ERROR, code, message->str);
}

gpointer
tb_reader_alloc (TbReader *self, gsize n, gsize size)
{
  gpointer block = g_malloc0_n (MAX (n, 1), size);

  g_ptr_array_add (self->arena, block);
  return block;
}

char *
tb_reader_take_string (TbReader *self, char *text)
{
  g_ptr_array_add (self->arena, text);
  return text;
}

static gboolean
is_word_of (const char *word, const char *words)
{
  const gsize length = strlen (word);

  for (const char *at = words; (at = strstr (at, word)) != NULL; at += length) {
    gboolean begins = at == words || at[-1] == ' ';

    if (begins && (at[length] == ' ' || at[length] == '\0'))
      return TRUE;
  }
  return FALSE;
}

void
tb_reader_check_members (TbReader *self, const json_t *object, const char *names)
{
  const char *member;
  json_t *value;

  if (!json_is_object (object)) {
    tb_reader_fail (self, TB_CATALOGUE_ERROR_FORMAT, NULL, "an object is expected here");
    return;
  }
  json_object_foreach ((json_t *) object, member, value)
  {
    if (is_word_of (member, names))
      continue;
    tb_reader_fail (self,
                    TB_CATALOGUE_ERROR_FORMAT,
                    member,
                    "no such member; known are: %s",
                    names);
    return;
  }
}

gboolean
tb_reader_is_id (const char *text)
{
  if (!g_ascii_islower (*text) || strlen (text) > 64)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && *c != '_' && *c != '-')
      return FALSE;
  return TRUE;
}

const char *
tb_reader_get_id (TbReader *self, const json_t *object, const char *member)
{
  const char *id = tb_reader_need_string (self, object, member);

  if (id == NULL || tb_reader_is_id (id))
    return id;

  tb_reader_fail (self,
                  TB_CATALOGUE_ERROR_FORMAT,
                  member,
                  "“%s” is no id: lower-case letters, digits, “_” and “-”, a letter first",
                  id);
  return NULL;
}

const char *
tb_reader_get_string (TbReader *self, const json_t *object, const char *member)
{
  const json_t *value = json_object_get (object, member);

  if (value == NULL)
    return NULL;
  if (json_is_string (value) && *json_string_value (value) != '\0')
    return json_string_value (value);

  tb_reader_fail (self, TB_CATALOGUE_ERROR_FORMAT, member, "must be a text that is not empty");
  return NULL;
}

const char *
tb_reader_need_string (TbReader *self, const json_t *object, const char *member)
{
  if (json_object_get (object, member) == NULL)
    tb_reader_fail (self, TB_CATALOGUE_ERROR_FORMAT, member, "is missing");
  return tb_reader_get_string (self, object, member);
}

gboolean
tb_reader_get_bool (TbReader *self, const json_t *object, const char *member)
{
  const json_t *value = json_object_get (object, member);

  if (value != NULL && !json_is_boolean (value))
    tb_reader_fail (self, TB_CATALOGUE_ERROR_FORMAT, member, "must be true or false");
  return json_is_true (value);
}

int
tb_reader_get_int (TbReader *self, const json_t *object, const char *member, int fallback)
{
  const json_t *value = json_object_get (object, member);

  if (value == NULL)
    return fallback;
  if (json_is_integer (value) && json_integer_value (value) >= 0 &&
      json_integer_value (value) <= 100000)
    return (int) json_integer_value (value);

  tb_reader_fail (self,
                  TB_CATALOGUE_ERROR_FORMAT,
                  member,
                  "must be a whole number from 0 to 100000");
  return fallback;
}

const json_t *
tb_reader_get_array (TbReader *self, const json_t *object, const char *member)
{
  const json_t *value = json_object_get (object, member);

  if (value == NULL || json_is_array (value))
    return value;

  tb_reader_fail (self, TB_CATALOGUE_ERROR_FORMAT, member, "must be an array");
  return NULL;
}

const json_t *
tb_reader_get_object (TbReader *self, const json_t *object, const char *member)
{
  const json_t *value = json_object_get (object, member);

  if (value == NULL || json_is_object (value))
    return value;

  tb_reader_fail (self, TB_CATALOGUE_ERROR_FORMAT, member, "must be an object");
  return NULL;
}

const char *const *
tb_reader_get_strings (TbReader *self, const json_t *object, const char *member)
{
  const json_t *array = tb_reader_get_array (self, object, member);
  const gsize n = json_array_size (array);
  const char **strings = tb_reader_alloc (self, n + 1, sizeof *strings);

  for (gsize i = 0; i < n; i++) {
    strings[i] = json_string_value (json_array_get (array, i));
    if (strings[i] != NULL && *strings[i] != '\0')
      continue;
    tb_reader_fail (self, TB_CATALOGUE_ERROR_FORMAT, member, "must be an array of texts");
    strings[i] = "";
  }
  return strings;
}

void
tb_reader_get_texts (TbReader *self,
                     const json_t *object,
                     const char *member,
                     const char **zh,
                     const char **en)
{
  const json_t *texts = json_object_get (object, member);

  if (texts == NULL)
    return;

  tb_reader_enter (self, member);
  tb_reader_check_members (self, texts, "zh_CN en");
  *zh = tb_reader_need_string (self, texts, "zh_CN");
  *en = tb_reader_need_string (self, texts, "en");
  tb_reader_leave (self);
}

void
tb_reader_need_texts (TbReader *self,
                      const json_t *object,
                      const char *member,
                      const char **zh,
                      const char **en)
{
  if (json_object_get (object, member) == NULL)
    tb_reader_fail (self,
                    TB_CATALOGUE_ERROR_FORMAT,
                    member,
                    "is missing: a text in both languages, zh_CN and en");
  tb_reader_get_texts (self, object, member, zh, en);
}

const char *
tb_reader_get_condition (TbReader *self, const json_t *object, const char *member)
{
  const json_t *value = json_object_get (object, member);

  if (json_is_boolean (value))
    return json_is_true (value) ? "1" : "0";
  return tb_reader_get_string (self, object, member);
}
