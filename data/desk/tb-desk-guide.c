/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-guide"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-desk-calls.h"
#include "tb-desk-view.h"

/* What a matter asks for, for whoever fills it in by its names. */

static const TbItem *
find_item (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *id = tb_desk_need_string (args, "item", error);
  const TbItem *item = id != NULL ? tb_catalogue_get_item (core->catalogue, id, 0) : NULL;

  if (id != NULL && item == NULL)
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_NOT_FOUND,
                 _ ("There is no matter “%s”; “new” without a name lists them"),
                 id);

  return item;
}

/* A condition cannot be answered before there is a form. */
static const char *
say_required (const char *condition)
{
  if (condition == NULL || strcmp (condition, "0") == 0)
    return _ ("no");

  return strcmp (condition, "1") == 0 ? _ ("yes") : _ ("at times");
}

static void
add_field (json_t *rows, const TbField *field, const char *table)
{
  g_autofree char *id =
      table != NULL ? g_strdup_printf ("%s[].%s", table, field->id) : g_strdup (field->id);

  json_array_append_new (rows,
                         json_pack ("{s:s, s:s, s:s, s:s, s:s*}",
                                    "id",
                                    id,
                                    "label",
                                    tb_desk_view_pick (field->label_zh, field->label_en),
                                    "type",
                                    tb_field_type_get_name (field->type),
                                    "required",
                                    say_required (field->required),
                                    "list",
                                    field->list));
  for (gsize i = 0; i < field->n_columns; i++)
    add_field (rows, &field->columns[i], field->id);
}

static json_t *
list_materials (const TbItem *item)
{
  json_t *rows = json_array ();
  gsize n;
  const TbMaterial *materials = tb_item_get_materials (item, &n);

  for (gsize i = 0; i < n; i++) {
    const TbMaterial *paper = &materials[i];
    g_autoptr (GString) states = g_string_new ("seen");

    if (paper->is_tolerable)
      g_string_append (states, " promised:YYYY-MM-DD");
    if (paper->replaced_by != NULL)
      g_string_append (states, " replaced");
    json_array_append_new (rows,
                           json_pack ("{s:s, s:s, s:s, s:s}",
                                      "id",
                                      paper->id,
                                      "label",
                                      tb_desk_view_pick (paper->label_zh, paper->label_en),
                                      "required",
                                      paper->required != NULL ? say_required (paper->required)
                                                              : _ ("yes"),
                                      "states",
                                      states->str));
  }

  return rows;
}

static json_t *
list_prints (const TbItem *item)
{
  json_t *rows = json_array ();
  gsize n;
  const TbPrint *prints = tb_item_get_prints (item, &n);

  for (gsize i = 0; i < n; i++)
    json_array_append_new (rows,
                           json_pack ("{s:s, s:s}",
                                      "id",
                                      prints[i].id,
                                      "label",
                                      tb_desk_view_pick (prints[i].title_zh, prints[i].title_en)));

  return rows;
}

/* {item}: {fields: [{id, label, type, required, list?}], materials: [{id, label, required,
 * states}], prints: [{id, label}]} */
json_t *
tb_desk_fields (TbDeskCore *core, const json_t *args, GError **error)
{
  const TbItem *item = find_item (core, args, error);
  g_autoptr (json_t) fields = json_array ();
  const TbSection *sections;
  gsize n;

  if (item == NULL)
    return NULL;
  sections = tb_item_get_sections (item, &n);
  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < sections[i].n_fields; k++)
      add_field (fields, &sections[i].fields[k], NULL);
  }

  return json_pack ("{s:O, s:o, s:o}",
                    "fields",
                    fields,
                    "materials",
                    list_materials (item),
                    "prints",
                    list_prints (item));
}

/* "periods[].kind" is the column kind of the table periods. */
static const TbField *
find_field (const TbItem *item, const char *id)
{
  g_auto (GStrv) parts = g_strsplit (id, "[].", 2);
  const TbField *field = tb_item_get_field (item, parts[0]);

  if (field == NULL || parts[1] == NULL)
    return field;
  for (gsize i = 0; i < field->n_columns; i++) {
    if (strcmp (field->columns[i].id, parts[1]) == 0)
      return &field->columns[i];
  }

  return NULL;
}

/* {item, field}: {rows: [{code, label}]} */
json_t *
tb_desk_codes (TbDeskCore *core, const json_t *args, GError **error)
{
  const TbItem *item = find_item (core, args, error);
  const char *id = item != NULL ? tb_desk_need_string (args, "field", error) : NULL;
  const TbField *field = id != NULL ? find_field (item, id) : NULL;
  const TbCode *codes;
  json_t *rows;
  gsize n = 0;

  if (id == NULL)
    return NULL;
  codes = field != NULL && field->list != NULL
              ? tb_catalogue_get_codes (core->catalogue, field->list, &n)
              : NULL;
  if (codes == NULL) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_NOT_FOUND,
                 _ ("The matter has no field “%s” with a list of codes; --fields lists them"),
                 id);
    return NULL;
  }
  rows = json_array ();
  for (gsize i = 0; i < n; i++)
    json_array_append_new (rows,
                           json_pack ("{s:s, s:s}",
                                      "code",
                                      codes[i].code,
                                      "label",
                                      tb_desk_view_pick (codes[i].label_zh, codes[i].label_en)));

  return json_pack ("{s:o}", "rows", rows);
}
