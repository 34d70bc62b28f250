/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-content.h"

#include <string.h>

#include "tb-catalogue-content.h"
#include "tb-catalogue.h"

#define RESOURCE_PREFIX "/tongban/catalogue"

static const char *const folders[] = {
  "calendar", "codes", "documents", "items", "machines", "pinyin",
};
static const char *const top_files[] = { "digests.json", "parameters.csv" };

static GHashTable *
new_content (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

static gboolean
add_resource_folder (GHashTable *content, const char *folder, GError **error)
{
  GResource *resource = tb_catalogue_content_get_resource ();
  g_autofree char *path = g_strdup_printf (RESOURCE_PREFIX "/%s", folder);
  g_auto (GStrv) names = NULL;

  names = g_resource_enumerate_children (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (names == NULL)
    return FALSE;

  for (gsize i = 0; names[i] != NULL; i++) {
    g_autofree char *file = g_strconcat (path, *folder != '\0' ? "/" : "", names[i], NULL);
    GBytes *bytes;

    if (g_str_has_suffix (names[i], "/"))
      continue;
    bytes = g_resource_lookup_data (resource, file, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
    if (bytes == NULL)
      return FALSE;
    g_hash_table_insert (content, g_strdup (file + strlen (RESOURCE_PREFIX "/")), bytes);
  }
  return TRUE;
}

GHashTable *
tb_content_new_from_resource (GError **error)
{
  g_autoptr (GHashTable) content = new_content ();
  g_auto (GStrv) names = NULL;

  names = g_resource_enumerate_children (tb_catalogue_content_get_resource (),
                                         RESOURCE_PREFIX,
                                         G_RESOURCE_LOOKUP_FLAGS_NONE,
                                         error);
  if (names == NULL || !add_resource_folder (content, "", error))
    return NULL;

  for (gsize i = 0; names[i] != NULL; i++) {
    if (!g_str_has_suffix (names[i], "/"))
      continue;
    names[i][strlen (names[i]) - 1] = '\0';
    if (!add_resource_folder (content, names[i], error))
      return NULL;
  }
  return g_steal_pointer (&content);
}

static gboolean
add_file (GHashTable *content, GFile *folder, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_resolve_relative_path (folder, path);
  g_autoptr (GError) why = NULL;
  char *text = NULL;
  gsize length;

  if (!g_file_load_contents (file, NULL, &text, &length, NULL, &why)) {
    g_set_error (error, TB_CATALOGUE_ERROR, TB_CATALOGUE_ERROR_READ, "%s: %s", path, why->message);
    return FALSE;
  }
  g_hash_table_insert (content, g_strdup (path), g_bytes_new_take (text, length));
  return TRUE;
}

static gboolean
is_content (const char *name)
{
  return *name != '.' && (g_str_has_suffix (name, ".json") || g_str_has_suffix (name, ".csv"));
}

static gboolean
add_folder (GHashTable *content, GFile *folder, const char *name, GError **error)
{
  g_autoptr (GFile) child = g_file_get_child (folder, name);
  g_autoptr (GFileEnumerator) files = NULL;

  if (!g_file_query_exists (child, NULL))
    return TRUE;

  files = g_file_enumerate_children (child,
                                     G_FILE_ATTRIBUTE_STANDARD_NAME,
                                     G_FILE_QUERY_INFO_NONE,
                                     NULL,
                                     error);
  while (files != NULL) {
    g_autofree char *path = NULL;
    GFileInfo *info = NULL;

    if (!g_file_enumerator_iterate (files, &info, NULL, NULL, error))
      return FALSE;
    if (info == NULL)
      return TRUE;
    path = g_build_filename (name, g_file_info_get_name (info), NULL);
    if (is_content (g_file_info_get_name (info)) && !add_file (content, folder, path, error))
      return FALSE;
  }
  return FALSE;
}

GHashTable *
tb_content_new_from_folder (GFile *folder, GError **error)
{
  g_autoptr (GHashTable) content = new_content ();

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    if (!add_folder (content, folder, folders[i], error))
      return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (top_files); i++) {
    g_autoptr (GFile) file = g_file_get_child (folder, top_files[i]);

    if (g_file_query_exists (file, NULL) && !add_file (content, folder, top_files[i], error))
      return NULL;
  }
  return g_steal_pointer (&content);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
tb_content_list_paths (GHashTable *content)
{
  GPtrArray *paths = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, content);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_ptr_array_add (paths, path);
  g_ptr_array_sort (paths, compare_paths);
  return paths;
}
