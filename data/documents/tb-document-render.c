/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-document"

#include "config.h"

#include <string.h>

#include "tb-document-private.h"

#define MIN_WIDTH 40

typedef struct {
  TbDocument *document;
  GString *out;
  guint width;
} Render;

static void render_nodes (Render *render, GPtrArray *nodes);

/* Without blanks at the end: editors and golden files agree on such lines. */
static void
add_line (Render *render, const char *text, guint width, TbAlign align)
{
  g_autoptr (GString) line = g_string_new (NULL);

  tb_cells_append (line, text, width, align);
  g_strchomp (line->str);
  g_string_append_printf (render->out, "%s\n", line->str);
}

static void
add_wrapped (Render *render, const char *prefix, const char *text, TbAlign align)
{
  guint indent = tb_cells_width (prefix);
  g_autoptr (GPtrArray) lines = tb_cells_wrap (text, render->width - indent);

  for (guint i = 0; i < lines->len; i++) {
    g_autofree char *line = NULL;

    if (align != TB_ALIGN_LEFT) {
      add_line (render, g_ptr_array_index (lines, i), render->width, align);
      continue;
    }
    line = g_strdup_printf ("%*s%s",
                            i == 0 ? 0 : (int) indent,
                            "",
                            (char *) g_ptr_array_index (lines, i));
    g_string_append (render->out, i == 0 ? prefix : "");
    add_line (render, line, 0, TB_ALIGN_LEFT);
  }
}

static void
add_text (Render *render, const TbDocumentText *text, TbAlign align)
{
  if (text->text != NULL)
    add_wrapped (render, "", text->text, align);
  if (text->translation != NULL)
    add_wrapped (render, "", text->translation, align);
}

/* Blocks that stand one below the other share the rule between them. */
static void
add_rule (Render *render, const char *sign)
{
  g_autoptr (GString) rule = g_string_new (NULL);

  for (guint i = 0; i < render->width; i++)
    g_string_append (rule, sign);
  g_string_append_c (rule, '\n');
  if (!g_str_has_suffix (render->out->str, rule->str))
    g_string_append (render->out, rule->str);
}

static char *
join_label (const TbDocumentText *label)
{
  if (label->translation != NULL)
    return g_strdup_printf ("%s %s", label->text, label->translation);

  return g_strdup (label->text != NULL ? label->text : "");
}

static void
render_paragraph (Render *render, const TbDocumentNode *node)
{
  g_autofree char *indented = g_strconcat (node->is_indented ? "    " : "", node->text.text, NULL);

  add_wrapped (render, "", indented, node->align);
  if (node->text.translation != NULL)
    add_wrapped (render, "", node->text.translation, node->align);
}

/* Cells side by side, each wrapped in its own width; rows are as high as their highest cell. */
static void
add_cells (Render *render, const char *const *cells, const guint *widths, const TbAlign *aligns)
{
  g_autoptr (GPtrArray) wrapped =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  guint height = 1;

  for (guint i = 0; cells[i] != NULL; i++) {
    GPtrArray *lines = tb_cells_wrap (cells[i], widths[i]);

    height = MAX (height, lines->len);
    g_ptr_array_add (wrapped, lines);
  }
  for (guint row = 0; row < height; row++) {
    g_autoptr (GString) line = g_string_new (NULL);

    for (guint i = 0; i < wrapped->len; i++) {
      const GPtrArray *lines = g_ptr_array_index (wrapped, i);
      const char *text = row < lines->len ? g_ptr_array_index (lines, row) : "";

      g_string_append (line, i == 0 ? "" : " │ ");
      tb_cells_append (line, text, widths[i], aligns[i]);
    }
    add_line (render, line->str, 0, TB_ALIGN_LEFT);
  }
}

/* As wide as the longest label, up to a quarter of the line. */
static guint
measure_labels (Render *render, GPtrArray *pairs)
{
  guint width = 0;

  for (guint i = 0; i < pairs->len; i++) {
    const TbDocumentPair *pair = g_ptr_array_index (pairs, i);
    g_autofree char *label = join_label (&pair->label);

    width = MAX (width, tb_cells_width (label));
  }

  return MIN (width, MIN (16, render->width / 4));
}

static guint
measure_half (Render *render, guint label_width)
{
  return (render->width - 9 - 2 * label_width) / 2;
}

static void
add_pair (Render *render,
          guint label_width,
          const TbDocumentPair *left,
          const TbDocumentPair *right)
{
  static const TbAlign aligns[] = { TB_ALIGN_LEFT, TB_ALIGN_LEFT, TB_ALIGN_LEFT, TB_ALIGN_LEFT };
  g_autofree char *label = join_label (&left->label);
  g_autofree char *other = right != NULL ? join_label (&right->label) : NULL;
  guint half = measure_half (render, label_width);
  const guint narrow[] = { label_width, half, label_width, half };
  const guint wide[] = { label_width, render->width - 3 - label_width };
  const char *cells[] = { label, left->value, other, right != NULL ? right->value : NULL, NULL };

  add_cells (render, cells, right != NULL ? narrow : wide, aligns);
}

/* Whether the value may stand in half a line: no number or date of it is broken there. */
static gboolean
fits_half (const TbDocumentPair *pair, guint half)
{
  return !pair->is_wide && (pair->value == NULL || tb_cells_longest (pair->value) <= half);
}

static void
render_pairs (Render *render, const TbDocumentNode *node)
{
  guint label_width = measure_labels (render, node->pairs);
  guint half = measure_half (render, label_width);

  add_rule (render, "─");
  for (guint i = 0; i < node->pairs->len; i++) {
    const TbDocumentPair *pair = g_ptr_array_index (node->pairs, i);
    const TbDocumentPair *next =
        i + 1 < node->pairs->len ? g_ptr_array_index (node->pairs, i + 1) : NULL;
    gboolean has_twin =
        node->n_columns == 2 && next != NULL && fits_half (pair, half) && fits_half (next, half);

    add_pair (render, label_width, pair, has_twin ? next : NULL);
    i += has_twin ? 1 : 0;
  }
  add_rule (render, "─");
}

/* Widths in proportion to the layout's parts; what rounding leaves goes to the last column. */
static guint *
share_width (const TbDocumentNode *node, guint width)
{
  guint n = node->columns->len;
  guint *widths = g_new0 (guint, n);
  guint room = width > 3 * (n - 1) ? width - 3 * (n - 1) : n;
  guint parts = 0;
  guint used = 0;

  for (guint i = 0; i < n; i++)
    parts += (guint) ((TbDocumentColumn *) g_ptr_array_index (node->columns, i))->width;
  for (guint i = 0; i < n; i++) {
    const TbDocumentColumn *column = g_ptr_array_index (node->columns, i);

    widths[i] = MAX (room * (guint) column->width / parts, 2);
    used += widths[i];
  }
  if (used < room)
    widths[n - 1] += room - used;

  return widths;
}

/* The column that can spare most for another one; @n when none can. */
static guint
find_richest (const guint *widths, const guint *needs, guint n)
{
  guint richest = n;
  guint spare = 0;

  for (guint i = 0; i < n; i++) {
    guint least = MAX (needs[i], 4);

    if (widths[i] > least && widths[i] - least > spare) {
      spare = widths[i] - least;
      richest = i;
    }
  }

  return richest;
}

/* A column too narrow for a number of its own takes from the others. */
static void
make_room (const TbDocumentNode *node, guint *widths)
{
  guint n = node->columns->len;
  g_autofree guint *needs = g_new0 (guint, n);

  for (guint i = 0; i < n * node->rows->len; i++) {
    char **row = g_ptr_array_index (node->rows, i / n);

    needs[i % n] = MAX (needs[i % n], tb_cells_longest (row[i % n]));
  }
  for (guint i = 0; i < n; i++) {
    guint richest = find_richest (widths, needs, n);

    while (widths[i] < needs[i] && richest < n) {
      widths[richest]--;
      widths[i]++;
      richest = find_richest (widths, needs, n);
    }
  }
}

static void
render_header (Render *render, const TbDocumentNode *node, const guint *widths, TbAlign *aligns)
{
  g_auto (GStrv) labels = g_new0 (char *, node->columns->len + 1);

  for (guint i = 0; i < node->columns->len; i++) {
    const TbDocumentColumn *column = g_ptr_array_index (node->columns, i);

    labels[i] = join_label (&column->label);
    aligns[i] = column->align;
  }
  add_cells (render, (const char *const *) labels, widths, aligns);
}

static void
render_table (Render *render, const TbDocumentNode *node)
{
  g_autofree guint *widths = NULL;
  g_autofree TbAlign *aligns = g_new0 (TbAlign, node->columns->len);

  if (node->rows->len == 0) {
    add_text (render, &node->text, TB_ALIGN_LEFT);
    return;
  }

  widths = share_width (node, render->width);
  make_room (node, widths);
  add_rule (render, "─");
  render_header (render, node, widths, aligns);
  add_rule (render, "─");
  for (guint i = 0; i < node->rows->len; i++)
    add_cells (render, g_ptr_array_index (node->rows, i), widths, aligns);
  add_rule (render, "─");
  for (guint i = 0; i < node->totals->len; i++)
    add_pair (render,
              measure_labels (render, node->totals),
              g_ptr_array_index (node->totals, i),
              NULL);
}

static void
render_items (Render *render, const TbDocumentNode *node)
{
  gboolean is_checklist = node->kind == TB_NODE_CHECKLIST;

  if (node->items->len == 0)
    add_text (render, &node->text, TB_ALIGN_LEFT);
  for (guint i = 0; i < node->items->len; i++) {
    const TbDocumentText *item = g_ptr_array_index (node->items, i);
    g_autofree char *number =
        is_checklist || node->is_numbered ? g_strdup_printf ("%u. ", i + 1) : g_strdup ("· ");
    g_autofree char *text =
        is_checklist ? g_strdup_printf ("%s  ☐", item->text) : g_strdup (item->text);

    add_wrapped (render, number, text, TB_ALIGN_LEFT);
    if (item->translation != NULL)
      add_wrapped (render, "   ", item->translation, TB_ALIGN_LEFT);
  }
}

static void
render_box (Render *render, const TbDocumentNode *node)
{
  g_autofree char *label = join_label (&node->label);
  g_autofree char *head = g_strdup_printf ("【%s】", label);

  add_rule (render, "─");
  add_wrapped (render, "", head, TB_ALIGN_LEFT);
  add_text (render, &node->text, TB_ALIGN_LEFT);
  add_rule (render, "─");
}

static void
render_signatures (Render *render, const TbDocumentNode *node)
{
  g_string_append_c (render->out, '\n');
  for (guint i = 0; i < node->pairs->len; i++) {
    const TbDocumentPair *pair = g_ptr_array_index (node->pairs, i);
    g_autofree char *label = join_label (&pair->label);
    g_autofree char *line = NULL;
    gboolean is_blank = pair->value == NULL || *pair->value == '\0';

    line = g_strdup_printf ("%s：%s", label, is_blank ? "____________________" : pair->value);
    add_wrapped (render, "", line, TB_ALIGN_LEFT);
  }
  if (node->label.text != NULL) {
    g_autofree char *label = join_label (&node->label);
    g_autofree char *seal = g_strdup_printf ("（%s）", label);

    add_wrapped (render, "", seal, TB_ALIGN_RIGHT);
  }
  if (node->text.text != NULL)
    add_wrapped (render, "", node->text.text, TB_ALIGN_RIGHT);
}

static void
render_code (Render *render, const TbDocumentNode *node)
{
  g_autofree char *label = join_label (&node->label);
  g_autofree char *line = g_strdup_printf ("[%s %s] %s",
                                           node->symbology == TB_SYMBOLOGY_QR ? "QR" : "Code 128",
                                           node->payload != NULL ? node->payload : "",
                                           label);

  add_wrapped (render,
               "",
               line,
               node->place == TB_PLACE_TOP_RIGHT || node->place == TB_PLACE_BOTTOM_RIGHT
                   ? TB_ALIGN_RIGHT
                   : TB_ALIGN_LEFT);
}

static void
render_number (Render *render, const TbDocumentNode *node)
{
  const char *mark = tb_document_get_copy_mark (render->document);
  g_autofree char *line = g_strconcat (node->text.text, mark != NULL ? "  " : NULL, mark, NULL);

  add_wrapped (render, "", line, node->align);
}

static void
render_part (Render *render, const TbDocumentNode *node)
{
  add_text (render, &node->label, TB_ALIGN_CENTER);
  render_nodes (render, node->children);
}

static void
render_cut (Render *render, const TbDocumentNode *node)
{
  g_autofree char *label = g_strdup_printf ("✂ %s", node->text.text != NULL ? node->text.text : "");

  add_rule (render, "┄");
  add_wrapped (render, "", label, TB_ALIGN_LEFT);
}

static void
render_plain (Render *render, const TbDocumentNode *node)
{
  add_text (render, &node->text, node->align);
}

static void
render_space (Render *render, const TbDocumentNode *node)
{
  g_string_append_c (render->out, '\n');
}

static void
render_page_break (Render *render, const TbDocumentNode *node)
{
  add_rule (render, "═");
}

static void (*const renderers[]) (Render *, const TbDocumentNode *) = {
  [TB_NODE_TITLE] = render_plain,
  [TB_NODE_SUBTITLE] = render_plain,
  [TB_NODE_NUMBER] = render_number,
  [TB_NODE_PARAGRAPH] = render_paragraph,
  [TB_NODE_PAIRS] = render_pairs,
  [TB_NODE_TABLE] = render_table,
  [TB_NODE_CHECKLIST] = render_items,
  [TB_NODE_LIST] = render_items,
  [TB_NODE_BOX] = render_box,
  [TB_NODE_SIGNATURES] = render_signatures,
  [TB_NODE_CODE] = render_code,
  [TB_NODE_PART] = render_part,
  [TB_NODE_CUT] = render_cut,
  [TB_NODE_SPACE] = render_space,
  [TB_NODE_PAGE_BREAK] = render_page_break,
};

static void
render_nodes (Render *render, GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++) {
    const TbDocumentNode *node = g_ptr_array_index (nodes, i);

    renderers[node->kind](render, node);
  }
}

static gboolean
has_number (GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++) {
    if (((TbDocumentNode *) g_ptr_array_index (nodes, i))->kind == TB_NODE_NUMBER)
      return TRUE;
  }

  return FALSE;
}

char *
tb_document_to_text (TbDocument *self, guint width)
{
  Render render = { .document = self, .width = MAX (width, MIN_WIDTH) };
  const char *watermark = tb_document_get_watermark (self);
  const char *mark = tb_document_get_copy_mark (self);
  g_autofree char *footer = tb_document_dup_footer (self, 1, 1);

  render.out = g_string_new (NULL);
  if (watermark != NULL) {
    g_autofree char *line = g_strdup_printf ("※ %s ※", watermark);

    add_wrapped (&render, "", line, TB_ALIGN_CENTER);
  }
  if (mark != NULL && !has_number (tb_document_get_nodes (self)))
    add_wrapped (&render, "", mark, TB_ALIGN_RIGHT);
  if (tb_document_get_letterhead (self) != NULL)
    add_wrapped (&render, "", tb_document_get_letterhead (self), TB_ALIGN_CENTER);
  render_nodes (&render, tb_document_get_nodes (self));
  if (*footer != '\0')
    add_wrapped (&render, "", footer, TB_ALIGN_CENTER);

  return g_string_free (render.out, FALSE);
}
