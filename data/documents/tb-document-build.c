/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-document"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-document-private.h"

/* Members of a block, read into a node: kinds share most of them. */
typedef struct {
  TbDocumentScope *scope;
  const json_t *block;
  TbDocumentNode *node;
} Build;

static gboolean
is_shown (TbDocumentScope *scope, const json_t *block)
{
  const char *when = tb_json_get_string (block, "when");

  return when == NULL ||
         tb_conditions_eval (tb_item_get_conditions (scope->source->item), when, scope->values) ==
             TB_TRUTH_TRUE;
}

static char *
expand_in (TbDocumentScope *scope, const char *template, TbLanguage language, GError **error)
{
  TbLanguage before = scope->language;
  char *text;

  scope->language = language;
  text = tb_document_expand (scope, template, error);
  scope->language = before;

  return text;
}

gboolean
tb_document_build_text (TbDocumentScope *scope,
                        const json_t *text,
                        TbDocumentText *out,
                        GError **error)
{
  const char *zh = tb_json_get_string (text, "zh_CN");
  const char *en = tb_json_get_string (text, "en");

  memset (out, 0, sizeof *out);
  if (zh == NULL)
    return TRUE;

  out->text = expand_in (scope, zh, TB_LANGUAGE_ZH, error);
  if (out->text == NULL)
    return FALSE;
  if (!scope->source->is_bilingual || en == NULL)
    return TRUE;

  out->translation = expand_in (scope, en, TB_LANGUAGE_EN, error);
  if (out->translation == NULL) {
    tb_document_text_clear (out);
    return FALSE;
  }
  if (strcmp (out->translation, out->text) == 0)
    g_clear_pointer (&out->translation, g_free);

  return TRUE;
}

static gboolean
set_text (Build *build, const char *member, TbDocumentText *out, GError **error)
{
  return tb_document_build_text (build->scope, json_object_get (build->block, member), out, error);
}

/* A value is one string, the same in both languages: a date, a number. NULL when absent. */
static gboolean
set_value (TbDocumentScope *scope,
           const json_t *object,
           const char *member,
           char **out,
           GError **error)
{
  const char *template = tb_json_get_string (object, member);

  *out = NULL;
  if (template == NULL)
    return TRUE;

  *out = tb_document_expand (scope, template, error);

  return *out != NULL;
}

static TbAlign
read_align (const json_t *object, TbAlign fallback)
{
  const char *align = tb_json_get_string (object, "align");

  if (g_strcmp0 (align, "left") == 0)
    return TB_ALIGN_LEFT;
  if (g_strcmp0 (align, "center") == 0)
    return TB_ALIGN_CENTER;
  if (g_strcmp0 (align, "right") == 0)
    return TB_ALIGN_RIGHT;

  return fallback;
}

static void
pair_free (gpointer data)
{
  TbDocumentPair *pair = data;

  tb_document_text_clear (&pair->label);
  g_free (pair->value);
  g_free (pair);
}

static void
column_free (gpointer data)
{
  TbDocumentColumn *column = data;

  tb_document_text_clear (&column->label);
  g_free (column);
}

static void
text_free (gpointer data)
{
  tb_document_text_clear (data);
  g_free (data);
}

static gboolean
add_pairs (Build *build, const char *member, GPtrArray *pairs, GError **error)
{
  const json_t *rows = json_object_get (build->block, member);

  for (gsize i = 0; i < json_array_size (rows); i++) {
    const json_t *row = json_array_get (rows, i);
    TbDocumentPair *pair;

    if (!is_shown (build->scope, row))
      continue;
    pair = g_new0 (TbDocumentPair, 1);
    g_ptr_array_add (pairs, pair);
    pair->is_wide = tb_json_get_bool (row, "wide");
    pair->width_mm = (int) tb_json_get_int (row, "width_mm", 0);
    if (!tb_document_build_text (build->scope,
                                 json_object_get (row, "label"),
                                 &pair->label,
                                 error) ||
        !set_value (build->scope, row, "value", &pair->value, error))
      return FALSE;
  }

  return TRUE;
}

/* The rows behind "over" and "as"; table columns of the form print by their types. */
static json_t *
dup_rows (Build *build, GError **error)
{
  const char *list = tb_json_get_string (build->block, "as");
  const char *over = tb_json_get_string (build->block, "over");
  TbDocumentValue value = { 0 };
  json_t *rows;

  build->scope->table = NULL;
  if (list != NULL) {
    rows = tb_document_list_new (build->scope, list);
    if (rows == NULL)
      g_set_error (error,
                   TB_DOCUMENT_ERROR,
                   TB_DOCUMENT_ERROR_NAME,
                   _ ("The layout names the list “%s”, which does not exist"),
                   list);
    return rows;
  }
  if (!tb_document_scope_find (build->scope, over != NULL ? over : "", &value, error))
    return NULL;

  build->scope->table = value.field;
  rows = json_is_array (value.value) ? json_copy (value.value) : json_array ();
  g_clear_pointer (&value.value, json_decref);
  for (gsize i = 0; i < json_array_size (rows); i++) {
    json_t *row = json_copy (json_array_get (rows, i));

    tb_json_set_int (row, "index", (gint64) i + 1);
    json_array_set_new (rows, i, row);
  }

  return rows;
}

static gboolean
add_columns (Build *build, GError **error)
{
  const json_t *columns = json_object_get (build->block, "columns");

  for (gsize i = 0; i < json_array_size (columns); i++) {
    const json_t *from = json_array_get (columns, i);
    TbDocumentColumn *column = g_new0 (TbDocumentColumn, 1);

    g_ptr_array_add (build->node->columns, column);
    column->width = (int) MAX (tb_json_get_int (from, "width", 1), 1);
    column->align = read_align (from, TB_ALIGN_LEFT);
    if (!tb_document_build_text (build->scope,
                                 json_object_get (from, "label"),
                                 &column->label,
                                 error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
add_row (Build *build, GError **error)
{
  const json_t *columns = json_object_get (build->block, "columns");
  GStrv cells = g_new0 (char *, json_array_size (columns) + 1);

  g_ptr_array_add (build->node->rows, cells);
  for (gsize i = 0; i < json_array_size (columns); i++) {
    if (!set_value (build->scope, json_array_get (columns, i), "value", &cells[i], error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
add_line (Build *build, const json_t *text, GError **error)
{
  TbDocumentText *item = g_new0 (TbDocumentText, 1);

  g_ptr_array_add (build->node->items, item);

  return tb_document_build_text (build->scope, text, item, error);
}

/* Empty rows keep room for what is written by hand. */
static void
add_blank_rows (Build *build)
{
  gsize n_cells = json_array_size (json_object_get (build->block, "columns"));
  gint64 wanted = tb_json_get_int (build->block, "rows_min", 0);

  while (build->node->rows->len > 0 && build->node->rows->len < wanted) {
    GStrv cells = g_new0 (char *, n_cells + 1);

    for (gsize i = 0; i < n_cells; i++)
      cells[i] = g_strdup ("");
    g_ptr_array_add (build->node->rows, cells);
  }
}

static gboolean
build_rows (Build *build, GError **error)
{
  g_autoptr (json_t) rows = dup_rows (build, error);
  const json_t *line = json_object_get (build->block, "line");
  gboolean is_good = rows != NULL;

  for (gsize i = 0; is_good && i < json_array_size (rows); i++) {
    build->scope->row = json_array_get (rows, i);
    is_good = line != NULL ? add_line (build, line, error) : add_row (build, error);
  }
  build->scope->row = NULL;
  build->scope->table = NULL;

  return is_good;
}

static gboolean
build_table (Build *build, GError **error)
{
  build->node->repeats_header = tb_json_get_bool (build->block, "repeat_header");
  if (!add_columns (build, error) || !build_rows (build, error))
    return FALSE;
  add_blank_rows (build);

  /* Said in words when there is nothing: an empty frame could be filled in later. */
  if (build->node->rows->len == 0 && build->node->items->len == 0)
    return set_text (build, "empty", &build->node->text, error);

  return add_pairs (build, "totals", build->node->totals, error);
}

static gboolean
build_list (Build *build, GError **error)
{
  const json_t *items = json_object_get (build->block, "items");

  build->node->is_numbered = tb_json_get_bool (build->block, "numbered");
  for (gsize i = 0; i < json_array_size (items); i++) {
    if (!add_line (build, json_array_get (items, i), error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
build_plain (Build *build, GError **error)
{
  TbDocumentNode *node = build->node;

  node->align =
      read_align (build->block,
                  node->kind == TB_NODE_TITLE || node->kind == TB_NODE_SUBTITLE ? TB_ALIGN_CENTER
                                                                                : TB_ALIGN_LEFT);
  node->is_indented =
      node->kind == TB_NODE_PARAGRAPH && !json_is_false (json_object_get (build->block, "indent"));
  node->is_strong = tb_json_get_bool (build->block, "strong");
  node->size_mm =
      (int) tb_json_get_int (build->block, node->kind == TB_NODE_BOX ? "height_mm" : "mm", 0);

  return set_text (build, "label", &node->label, error) &&
         set_text (build, "text", &node->text, error);
}

static gboolean
build_number (Build *build, GError **error)
{
  build->node->align = read_align (build->block, TB_ALIGN_RIGHT);

  return set_value (build->scope, build->block, "value", &build->node->text.text, error);
}

static gboolean
build_pairs (Build *build, GError **error)
{
  build->node->n_columns = (int) tb_json_get_int (build->block, "columns", 2);

  return add_pairs (build, "rows", build->node->pairs, error);
}

static gboolean
build_signatures (Build *build, GError **error)
{
  return add_pairs (build, "fields", build->node->pairs, error) &&
         set_text (build, "seal", &build->node->label, error) &&
         set_value (build->scope, build->block, "date", &build->node->text.text, error);
}

static gboolean
build_code (Build *build, GError **error)
{
  static const char *const places[] = { "flow", "top-right", "bottom-left", "bottom-right" };
  const char *place = tb_json_get_string (build->block, "place");
  TbDocumentNode *node = build->node;

  node->symbology = g_strcmp0 (tb_json_get_string (build->block, "symbology"), "code128") == 0
                        ? TB_SYMBOLOGY_CODE128
                        : TB_SYMBOLOGY_QR;
  node->size_mm = (int) tb_json_get_int (build->block, "size_mm", 25);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    if (g_strcmp0 (places[i], place) == 0)
      node->place = (TbPlace) i;
  }

  return set_text (build, "caption", &node->label, error) &&
         set_value (build->scope, build->block, "payload", &node->payload, error);
}

static gboolean
build_part (Build *build, GError **error)
{
  GPtrArray *children =
      tb_document_build (build->scope, json_object_get (build->block, "blocks"), error);

  if (children == NULL)
    return FALSE;
  g_ptr_array_unref (build->node->children);
  build->node->children = children;

  return set_text (build, "label", &build->node->label, error);
}

static const struct {
  const char *name;
  TbNodeKind kind;
  gboolean (*build) (Build *build, GError **error);
} kinds[] = {
  { "title", TB_NODE_TITLE, build_plain },
  { "subtitle", TB_NODE_SUBTITLE, build_plain },
  { "number", TB_NODE_NUMBER, build_number },
  { "paragraph", TB_NODE_PARAGRAPH, build_plain },
  { "pairs", TB_NODE_PAIRS, build_pairs },
  { "table", TB_NODE_TABLE, build_table },
  { "checklist", TB_NODE_CHECKLIST, build_table },
  { "list", TB_NODE_LIST, build_list },
  { "box", TB_NODE_BOX, build_plain },
  { "signatures", TB_NODE_SIGNATURES, build_signatures },
  { "code", TB_NODE_CODE, build_code },
  { "part", TB_NODE_PART, build_part },
  { "cut", TB_NODE_CUT, build_plain },
  { "space", TB_NODE_SPACE, build_plain },
  { "page", TB_NODE_PAGE_BREAK, build_plain },
};

void
tb_document_text_clear (TbDocumentText *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->translation, g_free);
}

TbDocumentNode *
tb_document_node_new (TbNodeKind kind)
{
  TbDocumentNode *self = g_new0 (TbDocumentNode, 1);

  self->kind = kind;
  self->pairs = g_ptr_array_new_with_free_func (pair_free);
  self->columns = g_ptr_array_new_with_free_func (column_free);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->totals = g_ptr_array_new_with_free_func (pair_free);
  self->items = g_ptr_array_new_with_free_func (text_free);
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_document_node_free);

  return self;
}

void
tb_document_node_free (TbDocumentNode *self)
{
  tb_document_text_clear (&self->text);
  tb_document_text_clear (&self->label);
  g_free (self->payload);
  g_ptr_array_unref (self->pairs);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->totals);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->children);
  g_free (self);
}

static gboolean
add_block (TbDocumentScope *scope, const json_t *block, GPtrArray *nodes, GError **error)
{
  const char *name = tb_json_get_string (block, "kind");

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    Build build = { .scope = scope, .block = block };

    if (g_strcmp0 (kinds[i].name, name) != 0)
      continue;
    build.node = tb_document_node_new (kinds[i].kind);
    g_ptr_array_add (nodes, build.node);
    return kinds[i].build (&build, error);
  }

  g_set_error (error,
               TB_DOCUMENT_ERROR,
               TB_DOCUMENT_ERROR_LAYOUT,
               _ ("The layout has a block of the unknown kind “%s”"),
               name != NULL ? name : "");
  return FALSE;
}

GPtrArray *
tb_document_build (TbDocumentScope *scope, const json_t *blocks, GError **error)
{
  g_autoptr (GPtrArray) nodes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tb_document_node_free);

  for (gsize i = 0; i < json_array_size (blocks); i++) {
    const json_t *block = json_array_get (blocks, i);

    if (is_shown (scope, block) && !add_block (scope, block, nodes, error))
      return NULL;
  }

  return g_steal_pointer (&nodes);
}
