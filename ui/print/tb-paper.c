/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-paper"

#include "config.h"

#include "tb-paper.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "tb-paper-private.h"

#define LETTER_MM 170 /* of the lines of a letter */

/* A sheet in millimetres, margins after GB/T 9704: the binding side has more. */
typedef struct {
  const char *name;
  double width;
  double height; /* 0: as long as the text */
  double left;
  double right;
  double top;
  double bottom;
  double seal;
  guint first_sizes; /* in sizes[] */
  guint n_sizes;
} Sheet;

static const Sheet sheets[] = {
  { "A4", 210, 297, 28, 26, 30, 24, 40, 0, 4 },
  { "A4-landscape", 297, 210, 22, 22, 26, 20, 40, 1, 3 },
  { "A6", 105, 148, 9, 9, 9, 11, 24, 4, 1 },
  { "80mm", 80, 0, 4, 4, 4, 6, 24, 5, 1 },
};

/* 三号, 四号, 小四, 五号 with tables one step smaller; then the small sheets. */
static const TbSizes sizes[] = {
  { 22, 16, 12, 10.5, 5, 26, 1.35 }, { 22, 14, 11, 9.5, 4, 22, 1.25 },
  { 20, 12, 10.5, 9, 3, 18, 1.15 },  { 18, 10.5, 9.5, 8.5, 2.2, 15, 1.1 },
  { 14, 9, 8, 7, 2.5, 14, 1.15 },    { 14, 10, 9, 8, 2.5, 15, 1.15 },
};

G_DEFINE_QUARK (tb_paper_error_quark, tb_paper_error)

static const Sheet *
find_sheet (TbDocument *document)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++) {
    if (g_strcmp0 (sheets[i].name, tb_document_get_paper (document)) == 0)
      return &sheets[i];
  }

  return &sheets[0];
}

static TbMark *
copy_mark (const TbMark *from, double x, double y)
{
  TbMark *mark = g_memdup2 (from, sizeof *from);

  mark->x += x;
  mark->y += y;
  if (mark->layout != NULL)
    g_object_ref (mark->layout);
  if (mark->modules != NULL)
    g_bytes_ref (mark->modules);

  return mark;
}

/* Where the next row goes. */
typedef struct {
  const Sheet *sheet;
  TbBuild *build;
  GPtrArray *pages;
  double y;
  double bottom;
} Flow;

static void
begin_page (Flow *flow)
{
  g_ptr_array_add (flow->pages, g_ptr_array_new_with_free_func ((GDestroyNotify) tb_mark_free));
  flow->y = TB_MM (flow->sheet->top);
}

static void
put_row (Flow *flow, const TbRow *row)
{
  GPtrArray *page = g_ptr_array_index (flow->pages, flow->pages->len - 1);

  for (guint i = 0; i < row->marks->len; i++)
    g_ptr_array_add (page,
                     copy_mark (g_ptr_array_index (row->marks, i),
                                TB_MM (flow->sheet->left),
                                flow->y));
  flow->y += row->height;
}

/* The row with all that must not be parted from it, as far as a page can hold that. */
static double
measure_chain (Flow *flow, guint i)
{
  double room = flow->bottom - TB_MM (flow->sheet->top);
  double height = 0;

  for (guint k = i; k < flow->build->rows->len; k++) {
    const TbRow *row = g_ptr_array_index (flow->build->rows, k);
    double more = row->height + (k > i ? row->space : 0);

    if (height + more > room)
      break;
    height += more;
    if (!row->keeps_next)
      break;
  }

  return height;
}

static gboolean
place_rows (Flow *flow, GError **error)
{
  gboolean is_first = TRUE;

  begin_page (flow);
  for (guint i = 0; i < flow->build->rows->len; i++) {
    const TbRow *row = g_ptr_array_index (flow->build->rows, i);
    double space = is_first ? 0 : row->space;

    if (row->height > flow->bottom - TB_MM (flow->sheet->top)) {
      g_set_error (error,
                   TB_PAPER_ERROR,
                   TB_PAPER_ERROR_ROOM,
                   _ ("A part of this paper is longer than a page and cannot be printed"));
      return FALSE;
    }
    if (row->breaks_page || flow->y + space + measure_chain (flow, i) > flow->bottom + 0.5) {
      if (!is_first)
        begin_page (flow);
      is_first = TRUE;
      if (row->breaks_page)
        continue;
      space = 0;
      if (row->header > 0)
        put_row (flow, g_ptr_array_index (flow->build->rows, row->header - 1));
    }
    flow->y += space;
    put_row (flow, row);
    is_first = FALSE;
  }

  return TRUE;
}

static guint
count_breaks (GPtrArray *rows)
{
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += ((TbRow *) g_ptr_array_index (rows, i))->breaks_page ? 1 : 0;

  return n;
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

static TbMark *
add_page_text (TbBuild *build, GPtrArray *page, const char *text, double size)
{
  TbMark *mark = g_new0 (TbMark, 1);

  mark->kind = TB_MARK_TEXT;
  mark->line = -1;
  mark->layout = tb_build_layout_plain (build, text, size, 0);
  tb_layout_get_size (mark->layout, &mark->width, &mark->height);
  g_ptr_array_add (page, mark);

  return mark;
}

/* Below the text, so first: large across the sheet, and once in black at its head. */
static void
add_watermark (TbBuild *build, TbPaper *self, const Sheet *sheet, GPtrArray *page)
{
  const char *text = tb_document_get_watermark (self->document);
  g_autofree char *line = NULL;
  guint n = self->height > self->width ? 3 : 2;
  double size = self->width / ((double) g_utf8_strlen (text, -1) + 2);
  TbMark *head;

  for (guint i = 0; i < n; i++) {
    TbMark *mark = add_page_text (build, page, text, MIN (size, 54));

    mark->ink = TB_INK_FAINT;
    mark->angle = -G_PI / 7;
    mark->x = (self->width - mark->width) / 2;
    mark->y = self->height * (2 * i + 1) / (2 * n) - mark->height / 2;
    g_ptr_array_insert (page, 0, g_ptr_array_steal_index (page, page->len - 1));
  }
  line = g_strdup_printf ("※ %s ※", text);
  head = add_page_text (build, page, line, build->sizes->small);
  tb_layout_set_strong (head->layout);
  head->x = TB_MM (sheet->left);
  head->y = MAX (TB_MM (sheet->top) - head->height * 1.6, 3);
}

static TbMark *
add_shape (GPtrArray *page, TbMarkKind kind, double x, double y)
{
  TbMark *mark = g_new0 (TbMark, 1);

  mark->kind = kind;
  mark->line = -1;
  mark->x = x;
  mark->y = y;
  g_ptr_array_add (page, mark);

  return mark;
}

/* GB/T 9704: a letter ends as it begins, in a red double line, the thick one outside. */
static void
add_frame (TbPaper *self, GPtrArray *page)
{
  for (int i = 0; tb_document_get_letterhead (self->document) != NULL && i < 2; i++) {
    TbMark *line = add_shape (page,
                              TB_MARK_LINE,
                              (self->width - TB_MM (LETTER_MM)) / 2,
                              self->height - TB_MM (20) - (i == 0 ? 3 : 0));

    line->width = TB_MM (LETTER_MM);
    line->weight = i == 0 ? 0.75 : 2;
    line->ink = TB_INK_RED;
  }
  for (int i = 0; tb_document_has_border (self->document) && i < 2; i++) {
    double margin = TB_MM (i == 0 ? 8 : 9.4);
    TbMark *frame = add_shape (page, TB_MARK_RECT, margin, margin);

    frame->width = self->width - 2 * margin;
    frame->height = self->height - 2 * margin;
    frame->weight = i == 0 ? 2 : 0.5;
  }
}

static void
add_furniture (TbBuild *build, TbPaper *self, const Sheet *sheet, guint i)
{
  GPtrArray *page = g_ptr_array_index (self->pages, i);
  g_autofree char *footer =
      tb_document_dup_footer (self->document, (int) i + 1, (int) self->pages->len);
  const char *mark = tb_document_get_copy_mark (self->document);

  if (mark != NULL && !has_number (tb_document_get_nodes (self->document))) {
    TbMark *text = add_page_text (build, page, mark, build->sizes->small);

    /* On the right stands the bar code, where there is one. */
    text->x = build->floats->len > 0 ? TB_MM (sheet->left)
                                     : self->width - TB_MM (sheet->right) - text->width;
    text->y = TB_MM (sheet->top) * 0.4 - text->height / 2;
  }
  if (*footer != '\0') {
    TbMark *text = add_page_text (build, page, footer, build->sizes->small);

    text->x = (self->width - text->width) / 2;
    text->y = self->height - TB_MM (sheet->bottom) * 0.7;
  }
  for (guint k = 0; i == 0 && k < build->floats->len; k++)
    g_ptr_array_add (page,
                     copy_mark (g_ptr_array_index (build->floats, k),
                                TB_MM (sheet->left),
                                TB_MM (sheet->top)));
  add_frame (self, page);
  if (tb_document_get_watermark (self->document) != NULL)
    add_watermark (build, self, sheet, page);
}

/* One try in one size of type. */
static gboolean
set_in (TbPaper *self,
        const Sheet *sheet,
        const TbSizes *type,
        PangoContext *context,
        GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_row_free);
  g_autoptr (GPtrArray) floats = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_mark_free);
  TbBuild build = {
    .document = self->document,
    .context = context,
    .sizes = type,
    .width = TB_MM (sheet->width - sheet->left - sheet->right),
    .seal_mm = sheet->seal,
    .rows = rows,
    .floats = floats,
    .has_margin = sheet->top >= 20,
  };
  Flow flow = { .sheet = sheet, .build = &build };

  tb_build_letterhead (&build);
  tb_build_nodes (&build, tb_document_get_nodes (self->document));
  if (build.error != NULL) {
    g_propagate_error (error, build.error);
    return FALSE;
  }

  g_clear_pointer (&self->pages, g_ptr_array_unref);
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  flow.pages = self->pages;
  flow.bottom = sheet->height > 0 ? TB_MM (sheet->height - sheet->bottom) : G_MAXDOUBLE;
  if (!place_rows (&flow, error))
    return FALSE;
  self->width = TB_MM (sheet->width);
  self->height = sheet->height > 0 ? TB_MM (sheet->height) : flow.y + TB_MM (sheet->bottom + 4);
  for (guint i = 0; i < self->pages->len; i++)
    add_furniture (&build, self, sheet, i);
  self->wanted_pages = 1 + count_breaks (rows);

  return TRUE;
}

/* The largest type that keeps the paper on the pages it asks for. Longer papers are read on several
 * pages, in a size that is easy to read. */
static gboolean
set_well (TbPaper *self, PangoContext *context, GError **error)
{
  const Sheet *sheet = find_sheet (self->document);
  const TbSizes *first = &sizes[sheet->first_sizes];

  for (guint i = 0; i < sheet->n_sizes; i++) {
    if (!set_in (self, sheet, &first[i], context, error))
      return FALSE;
    if (self->pages->len <= self->wanted_pages)
      return TRUE;
  }

  return set_in (self, sheet, &first[MIN (1, sheet->n_sizes - 1)], context, error);
}

TbPaper *
tb_paper_new (TbDocument *document, GError **error)
{
  g_autoptr (TbPaper) self = g_new0 (TbPaper, 1);
  PangoContext *context = tb_paper_context_new ();
  gboolean is_set;

  g_atomic_ref_count_init (&self->ref_count);
  self->document = tb_document_ref (document);
  is_set = tb_paper_check_glyphs (document, context, error) && set_well (self, context, error);
  g_object_unref (context);

  return is_set ? g_steal_pointer (&self) : NULL;
}

TbPaper *
tb_paper_ref (TbPaper *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tb_paper_unref (TbPaper *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->document, tb_document_unref);
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_free (self);
}

guint
tb_paper_get_n_pages (TbPaper *self)
{
  return self->pages->len;
}

void
tb_paper_get_size (TbPaper *self, double *width, double *height)
{
  *width = self->width;
  *height = self->height;
}
