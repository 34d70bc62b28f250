/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-digests.h"

#include <stdlib.h>
#include <string.h>

#include "tb-content.h"

/* NULL with @error set when the file is wrong; an empty object when there is none. */
static json_t *
read_published (GHashTable *content, GError **error)
{
  GBytes *bytes = g_hash_table_lookup (content, TB_DIGESTS_FILE);
  g_autoptr (GError) why = NULL;
  g_autoptr (json_t) published = NULL;

  if (bytes == NULL)
    return json_object ();

  published =
      tb_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &why);
  if (json_is_object (published))
    return g_steal_pointer (&published);

  g_set_error (error,
               TB_CATALOGUE_ERROR,
               TB_CATALOGUE_ERROR_READ,
               "%s: %s",
               TB_DIGESTS_FILE,
               why != NULL ? why->message : "must be an object of paths and digests");
  return NULL;
}

/* "items/x.json" and "items/x@3.json" → the first name of a version that is not taken. */
static char *
dup_next_name (GHashTable *content, const char *path)
{
  const gsize stem = strcspn (path, "@.");

  for (int version = 2;; version++) {
    g_autofree char *name = g_strdup_printf ("%.*s@%d.json", (int) stem, path, version);

    if (!g_hash_table_contains (content, name))
      return g_steal_pointer (&name);
  }
}

static gboolean
check_file (GHashTable *content,
            GHashTable *digests,
            const char *path,
            const char *published,
            GError **error)
{
  const char *digest = g_hash_table_lookup (digests, path);
  g_autofree char *next = NULL;

  if (digest == NULL) {
    g_set_error (error,
                 TB_CATALOGUE_ERROR,
                 TB_CATALOGUE_ERROR_DIGEST,
                 "%s: was published and is gone, but cases may pin it: bring it back",
                 path);
    return FALSE;
  }
  if (g_strcmp0 (digest, published) == 0)
    return TRUE;

  next = dup_next_name (content, path);
  g_set_error (error,
               TB_CATALOGUE_ERROR,
               TB_CATALOGUE_ERROR_DIGEST,
               "%s: was published and then edited, but cases pin it: undo the edit and write the "
               "change as a new version into %s",
               path,
               next);
  return FALSE;
}

gboolean
tb_digests_check (GHashTable *content, GHashTable *digests, GError **error)
{
  g_autoptr (json_t) published = read_published (content, error);
  const char *path;
  json_t *digest;

  if (published == NULL)
    return FALSE;

  json_object_foreach (published, path, digest)
  {
    if (!check_file (content, digests, path, json_string_value (digest), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_versioned (const char *path)
{
  return g_str_has_prefix (path, "items/") || g_str_has_prefix (path, "machines/");
}

char *
tb_digests_to_text (GHashTable *content, GHashTable *digests, GError **error)
{
  g_autoptr (json_t) published = read_published (content, error);
  g_autoptr (GPtrArray) paths = tb_content_list_paths (content);
  g_autofree char *text = NULL;

  if (published == NULL)
    return NULL;

  for (guint i = 0; i < paths->len; i++) {
    const char *path = g_ptr_array_index (paths, i);

    if (is_versioned (path) && json_object_get (published, path) == NULL)
      tb_json_set_string (published, path, g_hash_table_lookup (digests, path));
  }
  text = json_dumps (published, JSON_INDENT (2) | JSON_SORT_KEYS);
  return g_strconcat (text, "\n", NULL);
}
