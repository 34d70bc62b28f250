/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-document"

#include "config.h"

#include "tb-document.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-document-private.h"

/* Names are those of the layouts where a layout has one; the tree never leaves this machine. */

static const char *const kinds[] = {
  [TB_NODE_TITLE] = "title",
  [TB_NODE_SUBTITLE] = "subtitle",
  [TB_NODE_NUMBER] = "number",
  [TB_NODE_PARAGRAPH] = "paragraph",
  [TB_NODE_PAIRS] = "pairs",
  [TB_NODE_TABLE] = "table",
  [TB_NODE_CHECKLIST] = "checklist",
  [TB_NODE_LIST] = "list",
  [TB_NODE_BOX] = "box",
  [TB_NODE_SIGNATURES] = "signatures",
  [TB_NODE_CODE] = "code",
  [TB_NODE_PART] = "part",
  [TB_NODE_CUT] = "cut",
  [TB_NODE_SPACE] = "space",
  [TB_NODE_PAGE_BREAK] = "page",
};

static json_t *nodes_to_json (GPtrArray *nodes);

static void
put_text (json_t *object, const char *member, const TbDocumentText *text)
{
  g_autofree char *translated = g_strconcat (member, "_translation", NULL);

  tb_json_set_string (object, member, text->text);
  tb_json_set_string (object, translated, text->translation);
}

static void
put_array (json_t *object, const char *member, json_t *rows)
{
  if (json_array_size (rows) > 0)
    json_object_set_new (object, member, rows);
  else
    json_decref (rows);
}

static json_t *
pairs_to_json (GPtrArray *pairs)
{
  json_t *rows = json_array ();

  for (guint i = 0; i < pairs->len; i++) {
    const TbDocumentPair *pair = g_ptr_array_index (pairs, i);
    json_t *row = json_object ();

    put_text (row, "label", &pair->label);
    tb_json_set_string (row, "value", pair->value);
    json_object_set_new (row, "wide", json_boolean (pair->is_wide));
    tb_json_set_int (row, "width_mm", pair->width_mm);
    json_array_append_new (rows, row);
  }

  return rows;
}

static json_t *
columns_to_json (GPtrArray *columns)
{
  json_t *rows = json_array ();

  for (guint i = 0; i < columns->len; i++) {
    const TbDocumentColumn *column = g_ptr_array_index (columns, i);
    json_t *row = json_object ();

    put_text (row, "label", &column->label);
    tb_json_set_int (row, "width", column->width);
    tb_json_set_int (row, "align", column->align);
    json_array_append_new (rows, row);
  }

  return rows;
}

static json_t *
cells_to_json (GPtrArray *all)
{
  json_t *rows = json_array ();

  for (guint i = 0; i < all->len; i++) {
    char **cells = g_ptr_array_index (all, i);
    json_t *row = json_array ();

    for (guint k = 0; cells[k] != NULL; k++)
      json_array_append_new (row, json_string (cells[k]));
    json_array_append_new (rows, row);
  }

  return rows;
}

static json_t *
items_to_json (GPtrArray *items)
{
  json_t *rows = json_array ();

  for (guint i = 0; i < items->len; i++) {
    json_t *row = json_object ();

    put_text (row, "text", g_ptr_array_index (items, i));
    json_array_append_new (rows, row);
  }

  return rows;
}

static json_t *
node_to_json (const TbDocumentNode *node)
{
  json_t *object = json_object ();

  tb_json_set_string (object, "kind", kinds[node->kind]);
  put_text (object, "text", &node->text);
  put_text (object, "label", &node->label);
  tb_json_set_int (object, "align", node->align);
  json_object_set_new (object, "indent", json_boolean (node->is_indented));
  json_object_set_new (object, "strong", json_boolean (node->is_strong));
  json_object_set_new (object, "numbered", json_boolean (node->is_numbered));
  json_object_set_new (object, "repeat_header", json_boolean (node->repeats_header));
  tb_json_set_int (object, "n_columns", node->n_columns);
  tb_json_set_int (object, "size_mm", node->size_mm);
  tb_json_set_int (object, "symbology", node->symbology);
  tb_json_set_int (object, "place", node->place);
  tb_json_set_string (object, "payload", node->payload);
  put_array (object, "pairs", pairs_to_json (node->pairs));
  put_array (object, "columns", columns_to_json (node->columns));
  put_array (object, "rows", cells_to_json (node->rows));
  put_array (object, "totals", pairs_to_json (node->totals));
  put_array (object, "items", items_to_json (node->items));
  put_array (object, "blocks", nodes_to_json (node->children));

  return object;
}

static json_t *
nodes_to_json (GPtrArray *nodes)
{
  json_t *rows = json_array ();

  for (guint i = 0; i < nodes->len; i++)
    json_array_append_new (rows, node_to_json (g_ptr_array_index (nodes, i)));

  return rows;
}

json_t *
tb_document_to_json (TbDocument *self)
{
  json_t *tree = json_object ();

  tb_json_set_string (tree, "layout", tb_document_get_layout (self));
  put_text (tree, "title", tb_document_get_title (self));
  tb_json_set_string (tree, "paper", tb_document_get_paper (self));
  tb_json_set_string (tree, "watermark", tb_document_get_watermark (self));
  tb_json_set_string (tree, "copy_mark", tb_document_get_copy_mark (self));
  tb_json_set_string (tree, "footer", tb_document_get_footer (self));
  tb_json_set_string (tree, "digest", tb_document_get_digest (self));
  tb_json_set_string (tree, "at", tb_document_get_at (self));
  tb_json_set_string (tree, "letterhead", tb_document_get_letterhead (self));
  json_object_set_new (tree, "border", json_boolean (tb_document_has_border (self)));
  json_object_set_new (tree, "blocks", nodes_to_json (tb_document_get_nodes (self)));

  return tree;
}

/* Back */

static GPtrArray *nodes_from_json (const json_t *rows);

static void
take_text (const json_t *object, const char *member, TbDocumentText *text)
{
  g_autofree char *translated = g_strconcat (member, "_translation", NULL);

  text->text = g_strdup (tb_json_get_string (object, member));
  text->translation = g_strdup (tb_json_get_string (object, translated));
}

/* Numbers of an enumeration are checked: what draws them takes them for indexes. */
static int
take_choice (const json_t *object, const char *member, int last)
{
  return (int) CLAMP (tb_json_get_int (object, member, 0), 0, last);
}

static void
take_pairs (const json_t *object, const char *member, GPtrArray *pairs)
{
  const json_t *rows = tb_json_get_array (object, member);

  for (gsize i = 0; i < json_array_size (rows); i++) {
    const json_t *row = json_array_get (rows, i);
    TbDocumentPair *pair = g_new0 (TbDocumentPair, 1);

    take_text (row, "label", &pair->label);
    pair->value = g_strdup (tb_json_get_string (row, "value"));
    pair->is_wide = tb_json_get_bool (row, "wide");
    pair->width_mm = (int) tb_json_get_int (row, "width_mm", 0);
    g_ptr_array_add (pairs, pair);
  }
}

static void
take_columns (const json_t *object, TbDocumentNode *node)
{
  const json_t *rows = tb_json_get_array (object, "columns");

  for (gsize i = 0; i < json_array_size (rows); i++) {
    const json_t *row = json_array_get (rows, i);
    TbDocumentColumn *column = g_new0 (TbDocumentColumn, 1);

    take_text (row, "label", &column->label);
    column->width = (int) MAX (tb_json_get_int (row, "width", 1), 1);
    column->align = (TbAlign) take_choice (row, "align", TB_ALIGN_RIGHT);
    g_ptr_array_add (node->columns, column);
  }
}

/* Every row gets a cell a column, whatever was sent. */
static void
take_cells (const json_t *object, TbDocumentNode *node)
{
  const json_t *rows = tb_json_get_array (object, "rows");

  for (gsize i = 0; i < json_array_size (rows); i++) {
    const json_t *row = json_array_get (rows, i);
    GStrv cells = g_new0 (char *, node->columns->len + 1);

    for (guint k = 0; k < node->columns->len; k++) {
      const char *cell = json_string_value (json_array_get (row, k));

      cells[k] = g_strdup (cell != NULL ? cell : "");
    }
    g_ptr_array_add (node->rows, cells);
  }
}

static void
take_items (const json_t *object, TbDocumentNode *node)
{
  const json_t *rows = tb_json_get_array (object, "items");

  for (gsize i = 0; i < json_array_size (rows); i++) {
    TbDocumentText *item = g_new0 (TbDocumentText, 1);

    take_text (json_array_get (rows, i), "text", item);
    g_ptr_array_add (node->items, item);
  }
}

static TbDocumentNode *
node_from_json (const json_t *object, TbNodeKind kind)
{
  TbDocumentNode *node = tb_document_node_new (kind);

  take_text (object, "text", &node->text);
  take_text (object, "label", &node->label);
  node->align = (TbAlign) take_choice (object, "align", TB_ALIGN_RIGHT);
  node->is_indented = tb_json_get_bool (object, "indent");
  node->is_strong = tb_json_get_bool (object, "strong");
  node->is_numbered = tb_json_get_bool (object, "numbered");
  node->repeats_header = tb_json_get_bool (object, "repeat_header");
  node->n_columns = (int) tb_json_get_int (object, "n_columns", 2);
  node->size_mm = (int) tb_json_get_int (object, "size_mm", 0);
  node->symbology = (TbSymbology) take_choice (object, "symbology", TB_SYMBOLOGY_CODE128);
  node->place = (TbPlace) take_choice (object, "place", TB_PLACE_BOTTOM_RIGHT);
  node->payload = g_strdup (tb_json_get_string (object, "payload"));
  take_pairs (object, "pairs", node->pairs);
  take_columns (object, node);
  take_cells (object, node);
  take_pairs (object, "totals", node->totals);
  take_items (object, node);
  g_ptr_array_unref (node->children);
  node->children = nodes_from_json (tb_json_get_array (object, "blocks"));

  return node;
}

static GPtrArray *
nodes_from_json (const json_t *rows)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_document_node_free);

  for (gsize i = 0; i < json_array_size (rows); i++) {
    const json_t *row = json_array_get (rows, i);
    const char *name = tb_json_get_string (row, "kind");

    for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++) {
      if (g_strcmp0 (kinds[k], name) == 0)
        g_ptr_array_add (nodes, node_from_json (row, (TbNodeKind) k));
    }
  }

  return nodes;
}

TbDocument *
tb_document_new_from_json (const json_t *tree, GError **error)
{
  TbDocumentParts parts = { 0 };

  if (tb_json_get_string (tree, "paper") == NULL || tb_json_get_array (tree, "blocks") == NULL) {
    g_set_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_LAYOUT, _ ("This is not a paper"));
    return NULL;
  }

  parts.layout = tb_json_get_string (tree, "layout");
  parts.paper = tb_json_get_string (tree, "paper");
  parts.watermark = tb_json_get_string (tree, "watermark");
  parts.copy_mark = tb_json_get_string (tree, "copy_mark");
  parts.footer = tb_json_get_string (tree, "footer");
  parts.digest = tb_json_get_string (tree, "digest");
  parts.at = tb_json_get_string (tree, "at");
  parts.letterhead = tb_json_get_string (tree, "letterhead");
  parts.has_border = tb_json_get_bool (tree, "border");
  take_text (tree, "title", &parts.title);
  parts.nodes = nodes_from_json (tb_json_get_array (tree, "blocks"));

  return tb_document_new_from_parts (&parts);
}
