/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "tb-catalogue-private.h"
#include "tb-code-list.h"
#include "tb-content.h"
#include "tb-digests.h"
#include "tb-hash.h"
#include "tb-item-private.h"
#include "tb-layout.h"
#include "tb-machine-private.h"

G_DEFINE_QUARK (tb_catalogue_error_quark, tb_catalogue_error)

/* All structs lie in @arena and borrow their texts from @documents; the hash tables only point.
 * Nothing changes after loading. */
struct _TbCatalogue {
  GObject parent_instance;

  GHashTable *content;    /* path → GBytes */
  GHashTable *digests;    /* path → SHA-256 */
  GPtrArray *arena;       /* blocks */
  GPtrArray *documents;   /* json_t */
  GHashTable *lists;      /* list id → TbCodeList */
  GHashTable *machines;   /* name of the file → TbMachine */
  GHashTable *items;      /* name of the file → TbItem */
  GHashTable *newest;     /* id → TbItem */
  GPtrArray *sorted;      /* newest items by family and id */
  GHashTable *layouts;    /* id → json_t */
  GHashTable *parameters; /* key → value */
  TbConditions *conditions;
  char *digest;
  gboolean is_trusted; /* built in: the build's check has looked through it */
};

G_DEFINE_FINAL_TYPE (TbCatalogue, tb_catalogue, G_TYPE_OBJECT)

static void
tb_catalogue_finalize (GObject *object)
{
  TbCatalogue *self = TB_CATALOGUE (object);

  g_clear_pointer (&self->layouts, g_hash_table_unref);
  g_clear_pointer (&self->lists, g_hash_table_unref);
  g_clear_pointer (&self->machines, g_hash_table_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->newest, g_hash_table_unref);
  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  g_clear_pointer (&self->arena, g_ptr_array_unref);
  g_clear_pointer (&self->documents, g_ptr_array_unref);
  g_clear_pointer (&self->parameters, g_hash_table_unref);
  g_clear_pointer (&self->digests, g_hash_table_unref);
  g_clear_pointer (&self->content, g_hash_table_unref);
  g_clear_pointer (&self->conditions, tb_conditions_unref);
  g_clear_pointer (&self->digest, g_free);

  G_OBJECT_CLASS (tb_catalogue_parent_class)->finalize (object);
}

static void
tb_catalogue_class_init (TbCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_catalogue_finalize;
}

static void
tb_catalogue_init (TbCatalogue *self)
{
  self->digests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->arena = g_ptr_array_new_with_free_func (g_free);
  self->documents = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);
  self->lists =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) tb_code_list_free);
  self->machines = g_hash_table_new (g_str_hash, g_str_equal);
  self->items = g_hash_table_new (g_str_hash, g_str_equal);
  self->newest = g_hash_table_new (g_str_hash, g_str_equal);
  self->sorted = g_ptr_array_new ();
  self->layouts = g_hash_table_new (g_str_hash, g_str_equal);
  self->conditions = tb_conditions_new ();
}

static char *
keep (TbCatalogue *self, char *text)
{
  g_ptr_array_add (self->arena, text);
  return text;
}

/* "codes/areas.csv" → "areas". */
static char *
dup_name (const char *path)
{
  const char *name = strchr (path, '/') + 1;

  return g_strndup (name, strcspn (name, "."));
}

static const char *
get_text (GBytes *bytes, gsize *length)
{
  const char *text = g_bytes_get_data (bytes, length);

  return text != NULL ? text : "";
}

static gboolean
load_list (TbCatalogue *self, const char *path, GError **error)
{
  gsize length;
  const char *text = get_text (g_hash_table_lookup (self->content, path), &length);
  TbCodeList *list = tb_code_list_new_from_csv (path, text, length, self->arena, error);

  if (list == NULL)
    return FALSE;

  g_hash_table_insert (self->lists, keep (self, dup_name (path)), list);
  return TRUE;
}

static const json_t *
load_json (TbCatalogue *self, const char *path, GError **error)
{
  g_autoptr (GError) why = NULL;
  gsize length;
  const char *text = get_text (g_hash_table_lookup (self->content, path), &length);
  json_t *json = tb_json_parse (text, (gssize) length, &why);

  if (json == NULL) {
    g_set_error (error, TB_CATALOGUE_ERROR, TB_CATALOGUE_ERROR_READ, "%s: %s", path, why->message);
    return NULL;
  }
  g_ptr_array_add (self->documents, json);
  return json;
}

/* "x" is version 1, "x@2" version 2: the file says the same. */
static void
check_name (TbReader *reader, const char *name, const char *id, int version)
{
  g_autofree char *expected = version == 1 ? g_strdup (id) : g_strdup_printf ("%s@%d", id, version);

  if (id != NULL && strcmp (name, expected) != 0)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    "id",
                    "“%s” in version %d belongs into a file named “%s.json”",
                    id,
                    version,
                    expected);
}

static gboolean
load_machine (TbCatalogue *self, const char *path, GError **error)
{
  const json_t *json = load_json (self, path, error);
  const char *name = keep (self, dup_name (path));
  TbMachine *machine;
  TbReader reader;

  if (json == NULL)
    return FALSE;

  tb_reader_init (&reader, path, self->arena, self->lists);
  machine = tb_machine_read (&reader, json, name, g_hash_table_lookup (self->digests, path));
  check_name (&reader, name, machine->id, machine->version);
  if (reader.error == NULL)
    tb_machine_check (machine, &reader);
  g_hash_table_insert (self->machines, (gpointer) name, machine);
  return tb_reader_finish (&reader, error);
}

static void
pin_machine (TbCatalogue *self, TbReader *reader, TbItem *item)
{
  item->machine = g_hash_table_lookup (self->machines, item->machine_name);
  if (item->machine == NULL)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_NAME,
                    "machine",
                    "there is no machines/%s.json",
                    item->machine_name);
}

static gboolean
load_item (TbCatalogue *self, const char *path, GError **error)
{
  const json_t *json = load_json (self, path, error);
  const char *name = keep (self, dup_name (path));
  const TbItem *newest;
  TbItem *item;
  TbReader reader;

  if (json == NULL)
    return FALSE;

  tb_reader_init (&reader, path, self->arena, self->lists);
  item = tb_item_read (&reader, json, name, g_hash_table_lookup (self->digests, path));
  item->conditions = self->conditions;
  check_name (&reader, name, item->id, item->version);
  if (reader.error == NULL)
    pin_machine (self, &reader, item);
  if (!tb_reader_finish (&reader, error))
    return FALSE;

  g_hash_table_insert (self->items, (gpointer) name, item);
  newest = g_hash_table_lookup (self->newest, item->id);
  if (newest == NULL || newest->version < item->version)
    g_hash_table_insert (self->newest, (gpointer) item->id, item);
  return TRUE;
}

static gboolean
load_layout (TbCatalogue *self, const char *path, GError **error)
{
  const json_t *json = load_json (self, path, error);
  const char *name = keep (self, dup_name (path));
  TbReader reader;

  if (json == NULL)
    return FALSE;

  tb_reader_init (&reader, path, self->arena, self->lists);
  tb_layout_check (&reader, json, name, self->is_trusted ? NULL : self->conditions);
  g_hash_table_insert (self->layouts, (gpointer) name, (gpointer) json);
  return tb_reader_finish (&reader, error);
}

static gboolean
load_parameters (TbCatalogue *self, const char *path, GError **error)
{
  gsize length;
  const char *text = get_text (g_hash_table_lookup (self->content, path), &length);

  self->parameters = tb_code_list_read_parameters (path, text, length, error);
  return self->parameters != NULL;
}

typedef gboolean (*Load) (TbCatalogue *self, const char *path, GError **error);

/* Loads every file whose path begins with @prefix, in the order of their names. */
static gboolean
load_all (TbCatalogue *self, GPtrArray *paths, const char *prefix, Load load, GError **error)
{
  for (guint i = 0; i < paths->len; i++) {
    const char *path = g_ptr_array_index (paths, i);

    if (g_str_has_prefix (path, prefix) && !load (self, path, error))
      return FALSE;
  }
  return TRUE;
}

/* A print without a title of its own has that of its layout. */
static void
complete_prints (TbCatalogue *self, const TbItem *item)
{
  TbPrint *prints = (TbPrint *) item->prints;

  for (gsize i = 0; i < item->n_prints; i++) {
    const json_t *layout = g_hash_table_lookup (self->layouts, prints[i].template);
    const json_t *title = json_object_get (layout, "title");

    if (prints[i].title_zh != NULL)
      continue;
    prints[i].title_zh = tb_json_get_string (title, "zh_CN");
    prints[i].title_en = tb_json_get_string (title, "en");
  }
}

static gboolean
check_item (TbCatalogue *self, const char *path, GError **error)
{
  const TbItemSurroundings surroundings = { .lists = self->lists,
                                            .items = self->newest,
                                            .files = self->content };
  g_autofree char *name = dup_name (path);
  const TbItem *item = g_hash_table_lookup (self->items, name);
  TbReader reader;

  tb_reader_init (&reader, path, self->arena, self->lists);
  if (!self->is_trusted)
    tb_item_check (item, &reader, &surroundings);
  complete_prints (self, item);
  return tb_reader_finish (&reader, error);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const TbItem *first = *(const TbItem *const *) a;
  const TbItem *second = *(const TbItem *const *) b;
  const int order = strcmp (first->family, second->family);

  return order != 0 ? order : strcmp (first->id, second->id);
}

static void
sort_items (TbCatalogue *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->newest);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_ptr_array_add (self->sorted, item);
  g_ptr_array_sort (self->sorted, compare_items);
}

static void
compute_digests (TbCatalogue *self, GPtrArray *paths)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < paths->len; i++) {
    char *path = g_ptr_array_index (paths, i);
    gsize length;
    const char *text = get_text (g_hash_table_lookup (self->content, path), &length);
    char *digest = tb_hash_sha256 (text, length);

    g_string_append_printf (all, "%s  %s\n", digest, path);
    g_hash_table_insert (self->digests, path, digest);
  }
  self->digest = tb_hash_sha256 (all->str, all->len);
}

static gboolean
load_content (TbCatalogue *self, GError **error)
{
  g_autoptr (GPtrArray) paths = tb_content_list_paths (self->content);

  compute_digests (self, paths);
  if (!load_all (self, paths, "codes/", load_list, error) ||
      !load_all (self, paths, "machines/", load_machine, error) ||
      !load_all (self, paths, "items/", load_item, error) ||
      !load_all (self, paths, "documents/", load_layout, error) ||
      !load_all (self, paths, "items/", check_item, error) ||
      !load_all (self, paths, "parameters.csv", load_parameters, error) ||
      !tb_digests_check (self->content, self->digests, error))
    return FALSE;

  sort_items (self);
  return TRUE;
}

TbCatalogue *
tb_catalogue_new (GError **error)
{
  g_autoptr (TbCatalogue) self = g_object_new (TB_TYPE_CATALOGUE, NULL);

  self->is_trusted = TRUE;
  self->content = tb_content_new_from_resource (error);
  if (self->content == NULL || !load_content (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

TbCatalogue *
tb_catalogue_new_from_folder (GFile *folder, GError **error)
{
  g_autoptr (TbCatalogue) self = NULL;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  self = g_object_new (TB_TYPE_CATALOGUE, NULL);
  self->content = tb_content_new_from_folder (folder, error);
  if (self->content == NULL || !load_content (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

const TbItem *
tb_catalogue_get_item (TbCatalogue *self, const char *id, int version)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (TB_IS_CATALOGUE (self) && id != NULL, NULL);

  if (version == 0)
    return g_hash_table_lookup (self->newest, id);
  name = version == 1 ? g_strdup (id) : g_strdup_printf ("%s@%d", id, version);
  return g_hash_table_lookup (self->items, name);
}

const TbItem *const *
tb_catalogue_get_items (TbCatalogue *self, gsize *n)
{
  g_return_val_if_fail (TB_IS_CATALOGUE (self), NULL);

  *n = self->sorted->len;
  return (const TbItem *const *) self->sorted->pdata;
}

const TbMachine *
tb_catalogue_get_machine (TbCatalogue *self, const char *id, int version)
{
  const TbMachine *newest = NULL;
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (TB_IS_CATALOGUE (self) && id != NULL, NULL);

  g_hash_table_iter_init (&iter, self->machines);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const TbMachine *machine = value;

    if (strcmp (machine->id, id) != 0 || (version != 0 && machine->version != version))
      continue;
    if (newest == NULL || newest->version < machine->version)
      newest = machine;
  }
  return newest;
}

const TbCode *
tb_catalogue_get_codes (TbCatalogue *self, const char *list, gsize *n)
{
  const TbCodeList *codes;

  g_return_val_if_fail (TB_IS_CATALOGUE (self) && list != NULL, NULL);

  codes = g_hash_table_lookup (self->lists, list);
  *n = codes != NULL ? codes->n_codes : 0;
  return codes != NULL ? codes->codes : NULL;
}

const TbCode *
tb_catalogue_find_code (TbCatalogue *self, const char *list, const char *code)
{
  const TbCodeList *codes;

  g_return_val_if_fail (TB_IS_CATALOGUE (self) && list != NULL, NULL);

  codes = g_hash_table_lookup (self->lists, list);
  return codes != NULL && code != NULL ? g_hash_table_lookup (codes->index, code) : NULL;
}

const char *
tb_catalogue_get_file (TbCatalogue *self, const char *path, gsize *length)
{
  GBytes *bytes;
  gsize size;
  const char *text;

  g_return_val_if_fail (TB_IS_CATALOGUE (self) && path != NULL, NULL);

  bytes = g_hash_table_lookup (self->content, path);
  if (bytes == NULL)
    return NULL;

  text = get_text (bytes, &size);
  if (length != NULL)
    *length = size;
  return text;
}

const char *
tb_catalogue_get_parameter (TbCatalogue *self, const char *key)
{
  g_return_val_if_fail (TB_IS_CATALOGUE (self) && key != NULL, NULL);

  return self->parameters != NULL ? g_hash_table_lookup (self->parameters, key) : NULL;
}

const char *
tb_catalogue_get_digest (TbCatalogue *self)
{
  g_return_val_if_fail (TB_IS_CATALOGUE (self), NULL);

  return self->digest;
}

char *
tb_catalogue_dup_digests (TbCatalogue *self, GError **error)
{
  g_return_val_if_fail (TB_IS_CATALOGUE (self), NULL);

  return tb_digests_to_text (self->content, self->digests, error);
}

GPtrArray *
tb_catalogue_list_files (TbCatalogue *self)
{
  g_return_val_if_fail (TB_IS_CATALOGUE (self), NULL);

  return tb_content_list_paths (self->content);
}
