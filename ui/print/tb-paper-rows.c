/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-paper"

#include "config.h"

#include <string.h>

#include "tb-paper-private.h"

#define CAPTION_MM 46 /* below a code: a verification code in one line */
#define BLANK_MM   45 /* of a signature line without a width of its own */

void
tb_mark_free (TbMark *self)
{
  g_clear_object (&self->layout);
  g_clear_pointer (&self->modules, g_bytes_unref);
  g_free (self);
}

void
tb_row_free (TbRow *self)
{
  g_ptr_array_unref (self->marks);
  g_free (self);
}

TbRow *
tb_row_new (TbBuild *build, double space, double height)
{
  TbRow *self = g_new0 (TbRow, 1);

  self->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_mark_free);
  self->space = space;
  self->height = height;
  g_ptr_array_add (build->rows, self);

  return self;
}

TbMark *
tb_row_add (TbRow *self, TbMarkKind kind, double x, double y)
{
  TbMark *mark = g_new0 (TbMark, 1);

  mark->kind = kind;
  mark->x = x;
  mark->y = y;
  mark->line = -1;
  g_ptr_array_add (self->marks, mark);

  return mark;
}

TbMark *
tb_row_add_text (TbRow *self, PangoLayout *layout, double x, double y)
{
  TbMark *mark = tb_row_add (self, TB_MARK_TEXT, x, y);

  mark->layout = layout;
  tb_layout_get_size (layout, &mark->width, &mark->height);

  return mark;
}

void
tb_row_absorb (TbRow *self, GPtrArray *rows, double x)
{
  double y = 0;

  for (guint i = 0; i < rows->len; i++) {
    TbRow *row = g_ptr_array_index (rows, i);

    y += i > 0 ? row->space : 0;
    while (row->marks->len > 0) {
      TbMark *mark = g_ptr_array_steal_index (row->marks, 0);

      mark->x += x;
      mark->y += y;
      g_ptr_array_add (self->marks, mark);
    }
    y += row->height;
  }
  self->height = MAX (self->height, y);
  g_ptr_array_set_size (rows, 0);
}

void
tb_layout_get_size (PangoLayout *layout, double *width, double *height)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  *width = (double) logical.width / PANGO_SCALE;
  *height = (double) logical.height / PANGO_SCALE;
}

PangoLayout *
tb_build_layout_plain (TbBuild *build, const char *text, double size, double width)
{
  PangoLayout *layout = pango_layout_new (build->context);
  PangoFontDescription *font = tb_paper_font_new (size);
  g_autofree char *typeset = tb_paper_dup_typeset (text != NULL ? text : "");

  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  if (width > 0)
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_text (layout, typeset, -1);

  return layout;
}

/* The translation stands below, smaller. */
PangoLayout *
tb_build_layout (TbBuild *build, const TbDocumentText *text, double size, double width)
{
  g_autofree char *both = NULL;
  g_autofree char *typeset = NULL;
  PangoLayout *layout;
  PangoAttrList *attributes;
  PangoAttribute *smaller;

  if (text->translation == NULL)
    return tb_build_layout_plain (build, text->text, size, width);

  both = g_strdup_printf ("%s\n%s", text->text, text->translation);
  layout = tb_build_layout_plain (build, both, size, width);
  attributes = pango_attr_list_new ();
  smaller = pango_attr_scale_new (0.72);
  typeset = tb_paper_dup_typeset (text->text);
  smaller->start_index = (guint) strlen (typeset) + 1;
  pango_attr_list_insert (attributes, smaller);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);

  return layout;
}

void
tb_layout_set_strong (PangoLayout *layout)
{
  PangoFontDescription *font =
      pango_font_description_copy (pango_layout_get_font_description (layout));

  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
}

static void
set_align (PangoLayout *layout, TbAlign align)
{
  static const PangoAlignment alignments[] = {
    [TB_ALIGN_LEFT] = PANGO_ALIGN_LEFT,
    [TB_ALIGN_CENTER] = PANGO_ALIGN_CENTER,
    [TB_ALIGN_RIGHT] = PANGO_ALIGN_RIGHT,
  };

  pango_layout_set_alignment (layout, alignments[align]);
}

/* A row a line: running text may go on overleaf. Takes @layout over. */
static void
add_lines (TbBuild *build, PangoLayout *layout, double space, double x)
{
  int n = pango_layout_get_line_count (layout);
  double factor = build->sizes->leading;

  pango_layout_set_line_spacing (layout, (float) factor);
  for (int i = 0; i < n; i++) {
    PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);
    PangoRectangle logical;
    TbRow *row;
    TbMark *mark;

    pango_layout_line_get_extents (line, NULL, &logical);
    row = tb_row_new (build, i == 0 ? space : 0, (double) logical.height / PANGO_SCALE);
    mark = tb_row_add (row, TB_MARK_TEXT, x, 0);
    mark->layout = g_object_ref (layout);
    mark->line = i;
    mark->width = (double) pango_layout_get_width (layout) / PANGO_SCALE;
    mark->height = row->height;
    /* No single line stands alone at the foot of a page. */
    row->keeps_next = n > 1 && (i == 0 || i == n - 2);
  }
  g_object_unref (layout);
}

static void
build_title (TbBuild *build, const TbDocumentNode *node)
{
  gboolean is_title = node->kind == TB_NODE_TITLE;
  PangoLayout *layout = tb_build_layout (build,
                                         &node->text,
                                         is_title ? build->sizes->title : build->sizes->body,
                                         build->width);
  TbRow *row = tb_row_new (build, build->sizes->body * 0.5, 0);
  double width;

  if (is_title)
    tb_layout_set_strong (layout);
  set_align (layout, node->align);
  tb_layout_get_size (layout, &width, &row->height);
  row->height += build->sizes->body * 0.4;
  row->keeps_next = TRUE;
  tb_row_add_text (row, layout, 0, 0);
}

static void
build_number (TbBuild *build, const TbDocumentNode *node)
{
  const char *mark = tb_document_get_copy_mark (build->document);
  g_autofree char *text = g_strconcat (node->text.text, mark != NULL ? "  " : NULL, mark, NULL);
  PangoLayout *layout = tb_build_layout_plain (build, text, build->sizes->cell, build->width);

  set_align (layout, node->align);
  add_lines (build, layout, build->sizes->body * 0.2, 0);
}

static void
build_paragraph (TbBuild *build, const TbDocumentNode *node)
{
  PangoLayout *layout = tb_build_layout (build, &node->text, build->sizes->body, build->width);

  if (node->is_strong)
    tb_layout_set_strong (layout);
  if (node->is_indented)
    pango_layout_set_indent (layout, (int) (2 * build->sizes->body * PANGO_SCALE));
  set_align (layout, node->align);
  add_lines (build, layout, build->sizes->body * 0.35, 0);
}

static void
build_items (TbBuild *build, const TbDocumentNode *node)
{
  gboolean is_checklist = node->kind == TB_NODE_CHECKLIST;
  double size = build->sizes->body;
  double box = is_checklist ? 1.6 * size : 0;

  if (node->items->len == 0 && node->text.text != NULL)
    build_paragraph (build, node);
  for (guint i = 0; i < node->items->len; i++) {
    g_autofree char *sign =
        is_checklist || node->is_numbered ? g_strdup_printf ("%u.", i + 1) : g_strdup ("·");
    PangoLayout *number = tb_build_layout_plain (build, sign, size, 0);
    guint first = build->rows->len;

    add_lines (build,
               tb_build_layout (build,
                                g_ptr_array_index (node->items, i),
                                size,
                                build->width - 2 * size - box),
               size * 0.35,
               2 * size);
    tb_row_add_text (g_ptr_array_index (build->rows, first), number, 0.4 * size, 0);
    if (is_checklist) {
      TbMark *tick = tb_row_add (g_ptr_array_index (build->rows, first),
                                 TB_MARK_BOX,
                                 build->width - 1.1 * size,
                                 0.25 * size);

      tick->width = tick->height = size;
    }
  }
}

/* The frame of a box goes on overleaf with its text. */
static void
frame_rows (TbBuild *build, guint first, double least)
{
  double height = 0;

  for (guint i = first; i < build->rows->len; i++) {
    TbRow *row = g_ptr_array_index (build->rows, i);

    height += row->height + (i > first ? row->space : 0);
  }
  if (height < least)
    tb_row_new (build, 0, least - height);
  for (guint i = first; i < build->rows->len; i++) {
    TbRow *row = g_ptr_array_index (build->rows, i);
    double above = i > first ? row->space : 0;

    for (int side = 0; side < 2; side++) {
      TbMark *line = tb_row_add (row, TB_MARK_LINE, side * build->width, -above);

      line->height = row->height + above;
    }
    if (i == first)
      tb_row_add (row, TB_MARK_LINE, 0, 0)->width = build->width;
    if (i + 1 == build->rows->len)
      tb_row_add (row, TB_MARK_LINE, 0, row->height)->width = build->width;
  }
}

static void
build_box (TbBuild *build, const TbDocumentNode *node)
{
  double pad = build->sizes->pad;
  guint first = build->rows->len;
  PangoLayout *label =
      tb_build_layout (build, &node->label, build->sizes->cell, build->width - 4 * pad);
  TbRow *head = tb_row_new (build, build->sizes->body * 0.5, 0);
  double width;

  tb_layout_set_strong (label);
  tb_layout_get_size (label, &width, &head->height);
  head->height += 2 * pad;
  head->keeps_next = TRUE;
  tb_row_add_text (head, label, 2 * pad, pad);
  if (node->text.text != NULL)
    add_lines (build,
               tb_build_layout (build, &node->text, build->sizes->body, build->width - 4 * pad),
               0,
               2 * pad);
  tb_row_new (build, 0, pad);
  frame_rows (build, first, TB_MM (node->size_mm));
}

static double
add_signature (TbBuild *build, TbRow *row, const TbDocumentPair *pair, double y)
{
  double size = build->sizes->body;
  double step = size * 2;
  double width, height;
  PangoLayout *label = tb_build_layout (build, &pair->label, size, 0);
  gboolean is_blank = pair->value == NULL || *pair->value == '\0';
  PangoLayout *colon;

  tb_layout_get_size (label, &width, &height);
  tb_row_add_text (row, label, 0, y + (step - height) / 2);
  colon = tb_build_layout_plain (build, is_blank ? "：" : pair->value, size, 0);
  if (!is_blank) {
    g_autofree char *value = tb_paper_dup_typeset (pair->value);
    g_autofree char *text = g_strconcat ("：", value, NULL);

    pango_layout_set_text (colon, text, -1);
  }
  tb_row_add_text (row, colon, width, y + (step - height) / 2);
  if (is_blank) {
    double room = TB_MM (pair->width_mm > 0 ? pair->width_mm : BLANK_MM);
    TbMark *line = tb_row_add (row, TB_MARK_LINE, width + size, y + step - 0.4 * size);

    line->width = MIN (room, build->width - width - size);
  }

  return y + MAX (step, height);
}

/* The place of the seal: its name, and the date that it covers. */
static void
add_seal (TbBuild *build, TbRow *row, const TbDocumentNode *node, double x, double size)
{
  TbMark *circle = tb_row_add (row, TB_MARK_CIRCLE, x, 0);
  double width, height;

  circle->width = circle->height = size;
  circle->ink = TB_INK_GREY;
  if (node->label.text != NULL) {
    PangoLayout *name = tb_build_layout (build, &node->label, build->sizes->small, size * 0.8);

    set_align (name, TB_ALIGN_CENTER);
    tb_layout_get_size (name, &width, &height);
    tb_row_add_text (row, name, x + size * 0.1, MAX (size * 0.42 - height, size * 0.08))->ink =
        TB_INK_GREY;
  }
  if (node->text.text != NULL) {
    PangoLayout *date = tb_build_layout_plain (build, node->text.text, build->sizes->body, 0);

    tb_layout_get_size (date, &width, &height);
    tb_row_add_text (row, date, x + (size - width) / 2, size * 0.52);
  }
}

static void
build_signatures (TbBuild *build, const TbDocumentNode *node)
{
  gboolean has_seal = node->label.text != NULL || node->text.text != NULL;
  double seal = has_seal ? TB_MM (build->seal_mm) : 0;
  double whole = build->width;
  TbRow *row = tb_row_new (build, build->sizes->body * 0.8, seal);
  double y = 0;

  /* The date may stand out of the seal at both sides. */
  build->width -= has_seal ? seal + 2.5 * build->sizes->body : 0;
  for (guint i = 0; i < node->pairs->len; i++)
    y = add_signature (build, row, g_ptr_array_index (node->pairs, i), y);
  build->width = whole;
  row->height = MAX (row->height, y);
  if (has_seal)
    add_seal (build, row, node, whole - seal - build->sizes->body * 0.5, seal);
}

/* Of a code with its caption. */
static double
measure_code (TbBuild *build, const TbDocumentNode *node)
{
  g_autoptr (PangoLayout) caption = tb_build_layout (build, &node->label, build->sizes->small, 0);
  double width, height;

  tb_layout_get_size (caption, &width, &height);

  return MAX (TB_MM (node->size_mm), MIN (width + 2, TB_MM (CAPTION_MM)));
}

static TbRow *
add_code_row (TbBuild *build, const TbDocumentNode *node)
{
  TbMark *code = tb_build_code (build, node);
  double used = measure_code (build, node);
  PangoLayout *caption;
  TbRow *row;
  double width, height;

  if (code == NULL)
    return NULL;

  row = tb_row_new (build, build->sizes->body * 0.5, code->height);
  width = code->width;
  g_ptr_array_add (row->marks, code);
  caption = tb_build_layout (build, &node->label, build->sizes->small, used);
  set_align (caption, TB_ALIGN_CENTER);
  tb_layout_get_size (caption, &width, &height);
  code->x = (used - code->width) / 2;
  tb_row_add_text (row, caption, 0, code->height + 1);
  row->height += node->label.text != NULL ? height + 1 : 0;

  return row;
}

static void
build_code (TbBuild *build, const TbDocumentNode *node)
{
  TbRow *row = add_code_row (build, node);
  double used = measure_code (build, node);
  double left = build->width - used;

  if (row == NULL)
    return;
  if (node->place == TB_PLACE_FLOW)
    left /= 2;
  else if (node->place == TB_PLACE_BOTTOM_LEFT)
    left = 0;
  for (guint i = 0; i < row->marks->len; i++)
    ((TbMark *) g_ptr_array_index (row->marks, i))->x += left;
  if (node->place != TB_PLACE_TOP_RIGHT || node->symbology != TB_SYMBOLOGY_CODE128 ||
      !build->has_margin)
    return;

  /* A bar code stands above the text, where scanners and clerks look for it. */
  for (guint i = 0; i < row->marks->len; i++)
    ((TbMark *) g_ptr_array_index (row->marks, i))->y -= row->height + TB_MM (2);
  while (row->marks->len > 0)
    g_ptr_array_add (build->floats, g_ptr_array_steal_index (row->marks, 0));
  g_ptr_array_set_size (build->rows, (int) build->rows->len - 1);
}

static void
build_part (TbBuild *build, const TbDocumentNode *node)
{
  if (node->label.text != NULL) {
    PangoLayout *label = tb_build_layout (build, &node->label, build->sizes->body, build->width);
    TbRow *row = tb_row_new (build, build->sizes->body * 0.5, 0);
    double width;

    tb_layout_set_strong (label);
    set_align (label, TB_ALIGN_CENTER);
    tb_layout_get_size (label, &width, &row->height);
    row->height += build->sizes->body * 0.3;
    row->keeps_next = TRUE;
    tb_row_add_text (row, label, 0, 0);
  }
  tb_build_nodes (build, node->children);
}

static void
build_cut (TbBuild *build, const TbDocumentNode *node)
{
  double height = build->sizes->small * 1.6;
  TbRow *row = tb_row_new (build, build->sizes->body * 0.6, height);
  TbMark *dashes = tb_row_add (row, TB_MARK_DASHES, 0, height / 2);
  gboolean is_named = node->text.text != NULL && strcmp (node->text.text, "—") != 0;
  double width, text_height;
  PangoLayout *name;

  dashes->width = build->width;
  row->keeps_next = TRUE;
  if (!is_named)
    return;

  name = tb_build_layout (build, &node->text, build->sizes->small, 0);
  tb_layout_get_size (name, &width, &text_height);
  dashes->width = (build->width - width) / 2 - 6;
  tb_row_add_text (row, name, (build->width - width) / 2, (height - text_height) / 2);
  dashes = tb_row_add (row, TB_MARK_DASHES, (build->width + width) / 2 + 6, height / 2);
  dashes->width = (build->width - width) / 2 - 6;
}

static void
build_space (TbBuild *build, const TbDocumentNode *node)
{
  tb_row_new (build, 0, TB_MM (node->size_mm));
}

static void
build_page_break (TbBuild *build, const TbDocumentNode *node)
{
  tb_row_new (build, 0, 0)->breaks_page = TRUE;
}

static void (*const builders[]) (TbBuild *, const TbDocumentNode *) = {
  [TB_NODE_TITLE] = build_title,
  [TB_NODE_SUBTITLE] = build_title,
  [TB_NODE_NUMBER] = build_number,
  [TB_NODE_PARAGRAPH] = build_paragraph,
  [TB_NODE_PAIRS] = tb_build_pairs,
  [TB_NODE_TABLE] = tb_build_table,
  [TB_NODE_CHECKLIST] = build_items,
  [TB_NODE_LIST] = build_items,
  [TB_NODE_BOX] = build_box,
  [TB_NODE_SIGNATURES] = build_signatures,
  [TB_NODE_CODE] = build_code,
  [TB_NODE_PART] = build_part,
  [TB_NODE_CUT] = build_cut,
  [TB_NODE_SPACE] = build_space,
  [TB_NODE_PAGE_BREAK] = build_page_break,
};

/* A code at the foot stands beside what comes before it when that leaves room. */
static gboolean
goes_beside (TbBuild *build, const TbDocumentNode *node, const TbDocumentNode *next)
{
  return (node->kind == TB_NODE_PARAGRAPH || node->kind == TB_NODE_SIGNATURES) &&
         next->kind == TB_NODE_CODE && next->symbology == TB_SYMBOLOGY_QR &&
         (next->place == TB_PLACE_BOTTOM_LEFT || next->place == TB_PLACE_BOTTOM_RIGHT) &&
         build->width > TB_MM (120);
}

static void
build_beside (TbBuild *build, const TbDocumentNode *node, const TbDocumentNode *code)
{
  double used = measure_code (build, code) + TB_MM (4);
  gboolean is_left = code->place == TB_PLACE_BOTTOM_LEFT;
  GPtrArray *rows = build->rows;
  g_autoptr (GPtrArray) text = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_row_free);
  g_autoptr (GPtrArray) mark = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_row_free);
  TbRow *row = tb_row_new (build, build->sizes->body * 0.6, 0);

  build->rows = text;
  build->width -= used;
  builders[node->kind](build, node);
  build->width += used;
  build->rows = mark;
  add_code_row (build, code);
  build->rows = rows;

  tb_row_absorb (row, text, is_left ? used : 0);
  tb_row_absorb (row, mark, is_left ? 0 : build->width - used + TB_MM (4));
}

void
tb_build_letterhead (TbBuild *build)
{
  const char *name = tb_document_get_letterhead (build->document);
  PangoLayout *layout;
  TbRow *row;
  double width, height;

  if (name == NULL)
    return;

  layout = tb_build_layout_plain (build, name, build->sizes->title + 4, build->width);
  tb_layout_set_strong (layout);
  set_align (layout, TB_ALIGN_CENTER);
  tb_layout_get_size (layout, &width, &height);
  row = tb_row_new (build, 0, height + TB_MM (4) + 5);
  row->keeps_next = TRUE;
  tb_row_add_text (row, layout, 0, 0)->ink = TB_INK_RED;
  for (int i = 0; i < 2; i++) {
    double reach = TB_MM (7);
    TbMark *line = tb_row_add (row, TB_MARK_LINE, -reach, height + TB_MM (4) + (i == 0 ? 0 : 3));

    line->width = build->width + 2 * reach;
    line->weight = i == 0 ? 2 : 0.75;
    line->ink = TB_INK_RED;
  }
}

/* What is cut off stays on one page. */
static void
keep_together (TbBuild *build, guint first)
{
  for (guint i = first; i + 1 < build->rows->len; i++)
    ((TbRow *) g_ptr_array_index (build->rows, i))->keeps_next = TRUE;
}

void
tb_build_nodes (TbBuild *build, GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len && build->error == NULL; i++) {
    const TbDocumentNode *node = g_ptr_array_index (nodes, i);
    const TbDocumentNode *next = i + 1 < nodes->len ? g_ptr_array_index (nodes, i + 1) : NULL;
    guint first = build->rows->len;

    if (next != NULL && goes_beside (build, node, next)) {
      build_beside (build, node, next);
      i++;
      continue;
    }
    builders[node->kind](build, node);
    if (node->kind == TB_NODE_PART)
      keep_together (build, first);
  }
}
