/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-paper"

#include "config.h"

#include <string.h>

#include "tb-paper-private.h"

#define FIRST_WIDE_CHARACTER 0x2e80

/* One ruled cell; @text borrowed. */
typedef struct {
  TbDocumentText text;
  double width;
  TbAlign align;
  gboolean is_strong;
} Cell;

/* Of what must not be broken: a number, a date, a code. 0 for running text. */
static double
measure_unbroken (TbBuild *build, const char *text)
{
  g_autoptr (PangoLayout) layout = NULL;
  double width, height;

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    /* Dates and sums such as 2026年10月10日 are not broken either. */
    if (c >= FIRST_WIDE_CHARACTER && c != 0x5e74 && c != 0x6708 && c != 0x65e5)
      return 0;
  }
  layout = tb_build_layout_plain (build, text, build->sizes->cell, 0);
  tb_layout_get_size (layout, &width, &height);

  return width + 2 * build->sizes->pad;
}

static double
measure_label (TbBuild *build, const TbDocumentText *label)
{
  g_autoptr (PangoLayout) layout = tb_build_layout (build, label, build->sizes->cell, 0);
  double width, height;

  tb_layout_get_size (layout, &width, &height);

  return width + 2 * build->sizes->pad;
}

static gboolean
is_box (const char *text)
{
  return g_strcmp0 (text, "☑") == 0 || g_strcmp0 (text, "☐") == 0;
}

static void
add_box (TbBuild *build, TbRow *row, const Cell *cell, double x)
{
  double size = build->sizes->cell * 0.9;
  TbMark *box = tb_row_add (row,
                            strcmp (cell->text.text, "☑") == 0 ? TB_MARK_TICK : TB_MARK_BOX,
                            x + (cell->width - size) / 2,
                            (row->height - size) / 2);

  box->width = box->height = size;
}

static PangoLayout *
make_cell (TbBuild *build, const Cell *cell)
{
  double pad = build->sizes->pad;
  PangoLayout *layout =
      tb_build_layout (build, &cell->text, build->sizes->cell, MAX (cell->width - 2 * pad, 1));
  static const PangoAlignment alignments[] = {
    [TB_ALIGN_LEFT] = PANGO_ALIGN_LEFT,
    [TB_ALIGN_CENTER] = PANGO_ALIGN_CENTER,
    [TB_ALIGN_RIGHT] = PANGO_ALIGN_RIGHT,
  };

  pango_layout_set_alignment (layout, alignments[cell->align]);
  if (cell->is_strong)
    tb_layout_set_strong (layout);

  return layout;
}

/* As high as its highest cell; text stands in the middle of its cell. */
static TbRow *
add_cells (TbBuild *build, const Cell *cells, guint n, double space)
{
  double pad = build->sizes->pad;
  TbRow *row = tb_row_new (build, space, build->sizes->row_min);
  g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func (g_object_unref);
  double x = 0;

  for (guint i = 0; i < n; i++) {
    PangoLayout *layout = make_cell (build, &cells[i]);
    double width, height;

    g_ptr_array_add (layouts, layout);
    tb_layout_get_size (layout, &width, &height);
    row->height = MAX (row->height, height + 1.2 * pad);
  }
  for (guint i = 0; i < n; i++) {
    PangoLayout *layout = g_ptr_array_index (layouts, i);
    TbMark *frame = tb_row_add (row, TB_MARK_RECT, x, 0);
    double width, height;

    frame->width = cells[i].width;
    frame->height = row->height;
    tb_layout_get_size (layout, &width, &height);
    if (is_box (cells[i].text.text))
      add_box (build, row, &cells[i], x);
    else
      tb_row_add_text (row, g_object_ref (layout), x + pad, (row->height - height) / 2);
    x += cells[i].width;
  }

  return row;
}

static void
fill_pair (Cell *cells, const TbDocumentPair *pair, double label_width, double width)
{
  cells[0] = (Cell){ pair->label, label_width, TB_ALIGN_CENTER, FALSE };
  cells[1] = (Cell){ { pair->value, NULL }, width - label_width, TB_ALIGN_LEFT, FALSE };
}

static gboolean
fits_half (TbBuild *build, const TbDocumentPair *pair, double room)
{
  return !pair->is_wide && measure_unbroken (build, pair->value) <= room;
}

static double
measure_labels (TbBuild *build, GPtrArray *pairs, double most)
{
  double width = 4 * build->sizes->cell + 2 * build->sizes->pad;

  for (guint i = 0; i < pairs->len; i++) {
    const TbDocumentPair *pair = g_ptr_array_index (pairs, i);

    width = MAX (width, measure_label (build, &pair->label));
  }

  return MIN (width, most);
}

void
tb_build_pairs (TbBuild *build, const TbDocumentNode *node)
{
  double half = build->width / 2;
  double label = measure_labels (build, node->pairs, build->width * 0.2);
  double space = build->sizes->body * 0.6;

  for (guint i = 0; i < node->pairs->len; i++) {
    const TbDocumentPair *pair = g_ptr_array_index (node->pairs, i);
    const TbDocumentPair *next =
        i + 1 < node->pairs->len ? g_ptr_array_index (node->pairs, i + 1) : NULL;
    gboolean has_twin = node->n_columns == 2 && next != NULL &&
                        fits_half (build, pair, half - label) &&
                        fits_half (build, next, half - label);
    Cell cells[4];

    fill_pair (cells, pair, label, has_twin ? half : build->width);
    if (has_twin)
      fill_pair (&cells[2], next, label, half);
    add_cells (build, cells, has_twin ? 4 : 2, i == 0 ? space : 0);
    i += has_twin ? 1 : 0;
  }
}

/* What a column must have for its head and for what is not broken in it. */
static double *
measure_needs (TbBuild *build, const TbDocumentNode *node)
{
  guint n = node->columns->len;
  double *needs = g_new0 (double, n);

  for (guint i = 0; i < n; i++) {
    const TbDocumentColumn *column = g_ptr_array_index (node->columns, i);
    glong length = column->label.text != NULL ? g_utf8_strlen (column->label.text, -1) : 0;
    double most = (double) MIN (length, 4) * build->sizes->cell + 2 * build->sizes->pad;

    needs[i] = MAX (most, 2 * build->sizes->cell + 2 * build->sizes->pad);
  }
  for (guint i = 0; i < n * node->rows->len; i++) {
    char **row = g_ptr_array_index (node->rows, i / n);

    needs[i % n] = MAX (needs[i % n], measure_unbroken (build, row[i % n]));
  }

  return needs;
}

/* In proportion to the layout's parts; a column too narrow takes from the one with most to spare.
 */
static double *
share_width (TbBuild *build, const TbDocumentNode *node)
{
  guint n = node->columns->len;
  double *widths = g_new0 (double, n);
  g_autofree double *needs = measure_needs (build, node);
  int parts = 0;

  for (guint i = 0; i < n; i++)
    parts += ((TbDocumentColumn *) g_ptr_array_index (node->columns, i))->width;
  for (guint i = 0; i < n; i++)
    widths[i] =
        build->width * ((TbDocumentColumn *) g_ptr_array_index (node->columns, i))->width / parts;
  for (guint i = 0; i < n * n; i++) {
    guint poor = i % n;
    guint rich = 0;
    double moved;

    for (guint k = 1; k < n; k++)
      rich = widths[k] - needs[k] > widths[rich] - needs[rich] ? k : rich;
    moved = MIN (needs[poor] - widths[poor], widths[rich] - needs[rich]);
    if (moved <= 0)
      continue;
    widths[rich] -= moved;
    widths[poor] += moved;
  }

  return widths;
}

static guint
add_head (TbBuild *build, const TbDocumentNode *node, const double *widths)
{
  guint n = node->columns->len;
  g_autofree Cell *cells = g_new0 (Cell, n);
  TbRow *row;

  for (guint i = 0; i < n; i++) {
    const TbDocumentColumn *column = g_ptr_array_index (node->columns, i);

    cells[i] = (Cell){ column->label, widths[i], TB_ALIGN_CENTER, TRUE };
  }
  row = add_cells (build, cells, n, build->sizes->body * 0.6);
  row->keeps_next = TRUE;

  return build->rows->len;
}

void
tb_build_table (TbBuild *build, const TbDocumentNode *node)
{
  guint n = node->columns->len;
  g_autofree double *widths = NULL;
  g_autofree Cell *cells = g_new0 (Cell, n + 1);
  guint header;

  if (n == 0 || node->rows->len == 0) {
    Cell nothing = { node->text, build->width, TB_ALIGN_CENTER, FALSE };

    if (node->text.text != NULL)
      add_cells (build, &nothing, 1, build->sizes->body * 0.6);
    return;
  }

  widths = share_width (build, node);
  header = add_head (build, node, widths);
  for (guint i = 0; i < node->rows->len; i++) {
    char **row = g_ptr_array_index (node->rows, i);
    TbRow *added;

    for (guint k = 0; k < n; k++) {
      const TbDocumentColumn *column = g_ptr_array_index (node->columns, k);

      cells[k] = (Cell){ { row[k], NULL }, widths[k], column->align, FALSE };
    }
    added = add_cells (build, cells, n, 0);
    added->header = node->repeats_header ? header : 0;
  }
  for (guint i = 0; i < node->totals->len; i++) {
    double label = measure_labels (build, node->totals, build->width * 0.4);

    ((TbRow *) g_ptr_array_index (build->rows, build->rows->len - 1))->keeps_next = TRUE;
    fill_pair (cells, g_ptr_array_index (node->totals, i), label, build->width);
    add_cells (build, cells, 2, 0);
  }
}
