/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-paper"

#include "config.h"

#include <cairo-pdf.h>
#include <string.h>

#include "tb-paper-private.h"

#define HAIRLINE 0.5

static void
set_ink (cairo_t *cr, TbInk ink)
{
  /* Printers have no dark style. */
  static const double colours[][3] = {
    [TB_INK_BLACK] = { 0, 0, 0 },
    [TB_INK_GREY] = { 0.55, 0.55, 0.55 },
    [TB_INK_FAINT] = { 0.88, 0.88, 0.88 },
    [TB_INK_RED] = { 0.85, 0.05, 0.05 },
  };

  cairo_set_source_rgb (cr, colours[ink][0], colours[ink][1], colours[ink][2]);
}

static void
draw_text (cairo_t *cr, const TbMark *mark)
{
  PangoLayoutLine *line;
  PangoRectangle logical;

  cairo_save (cr);
  cairo_translate (cr, mark->x, mark->y);
  if (mark->angle != 0) {
    cairo_translate (cr, mark->width / 2, mark->height / 2);
    cairo_rotate (cr, mark->angle);
    cairo_translate (cr, -mark->width / 2, -mark->height / 2);
  }
  if (mark->line < 0) {
    cairo_move_to (cr, 0, 0);
    pango_cairo_show_layout (cr, mark->layout);
  } else {
    PangoLayoutIter *iter = pango_layout_get_iter (mark->layout);

    for (int i = 0; i < mark->line; i++)
      pango_layout_iter_next_line (iter);
    line = pango_layout_iter_get_line_readonly (iter);
    pango_layout_iter_get_line_extents (iter, NULL, &logical);
    cairo_move_to (cr,
                   (double) logical.x / PANGO_SCALE,
                   (double) (pango_layout_iter_get_baseline (iter) - logical.y) / PANGO_SCALE);
    pango_cairo_show_layout_line (cr, line);
    pango_layout_iter_free (iter);
  }
  cairo_restore (cr);
}

static void
draw_line (cairo_t *cr, const TbMark *mark)
{
  static const double dashes[] = { 4, 3 };

  if (mark->kind == TB_MARK_DASHES)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, mark->x, mark->y);
  cairo_rel_line_to (cr, mark->width, mark->height);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_circle (cairo_t *cr, const TbMark *mark)
{
  static const double dashes[] = { 2, 3 };

  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_new_sub_path (cr);
  cairo_arc (cr,
             mark->x + mark->width / 2,
             mark->y + mark->height / 2,
             mark->width / 2,
             0,
             2 * G_PI);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_box (cairo_t *cr, const TbMark *mark)
{
  cairo_rectangle (cr, mark->x, mark->y, mark->width, mark->height);
  cairo_stroke (cr);
  if (mark->kind != TB_MARK_TICK)
    return;

  cairo_set_line_width (cr, mark->width / 8);
  cairo_move_to (cr, mark->x + mark->width * 0.2, mark->y + mark->height * 0.5);
  cairo_rel_line_to (cr, mark->width * 0.22, mark->height * 0.28);
  cairo_rel_line_to (cr, mark->width * 0.42, -mark->height * 0.56);
  cairo_stroke (cr);
}

/* Bars touch: one path, not smoothed, so that no hair of white runs between them. */
static void
draw_modules (cairo_t *cr, const TbMark *mark)
{
  gsize n;
  const guint8 *modules = g_bytes_get_data (mark->modules, &n);
  int n_columns = mark->n_columns;
  int n_rows = (int) n / n_columns;
  double width = mark->width / n_columns;
  double height = mark->height / n_rows;

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (int row = 0; row < n_rows; row++) {
    for (int i = 0; i < n_columns; i++) {
      int run = 0;

      while (i + run < n_columns && modules[row * n_columns + i + run])
        run++;
      if (run > 0)
        cairo_rectangle (cr, mark->x + i * width, mark->y + row * height, run * width, height);
      i += run;
    }
  }
  cairo_fill (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void
draw_mark (cairo_t *cr, const TbMark *mark)
{
  set_ink (cr, mark->ink);
  cairo_set_line_width (cr, mark->weight > 0 ? mark->weight : HAIRLINE);
  switch (mark->kind) {
  case TB_MARK_TEXT:
    draw_text (cr, mark);
    break;
  case TB_MARK_LINE:
  case TB_MARK_DASHES:
    draw_line (cr, mark);
    break;
  case TB_MARK_CIRCLE:
    draw_circle (cr, mark);
    break;
  case TB_MARK_RECT:
  case TB_MARK_TICK:
  case TB_MARK_BOX:
    draw_box (cr, mark);
    break;
  case TB_MARK_MODULES:
    draw_modules (cr, mark);
    break;
  default:
    g_assert_not_reached ();
  }
}

void
tb_paper_draw (TbPaper *self, cairo_t *cr, guint page)
{
  GPtrArray *marks;

  g_return_if_fail (page < self->pages->len);

  marks = g_ptr_array_index (self->pages, page);
  cairo_save (cr);
  for (guint i = 0; i < marks->len; i++)
    draw_mark (cr, g_ptr_array_index (marks, i));
  cairo_restore (cr);
}

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

/* Without a part of a second, which the format does not know. */
static void
set_metadata (TbPaper *self, cairo_surface_t *surface)
{
  const char *at = tb_document_get_at (self->document);
  g_autofree char *second = at != NULL ? g_strndup (at, 19) : NULL;
  const char *zone = at != NULL && strlen (at) > 19 ? strpbrk (at + 19, "Z+-") : NULL;
  g_autofree char *created = g_strconcat (second != NULL ? second : "1970-01-01T00:00:00",
                                          zone != NULL ? zone : "Z",
                                          NULL);

  cairo_pdf_surface_set_metadata (surface,
                                  CAIRO_PDF_METADATA_TITLE,
                                  tb_document_get_title (self->document)->text);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Tongban");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
}

GBytes *
tb_paper_to_pdf (TbPaper *self, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (write_cb, bytes, self->width, self->height);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  set_metadata (self, surface);
  for (guint i = 0; i < self->pages->len; i++) {
    tb_paper_draw (self, cr, i);
    cairo_show_page (cr);
  }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error_literal (error,
                         TB_PAPER_ERROR,
                         TB_PAPER_ERROR_FILE,
                         cairo_status_to_string (status));
    return NULL;
  }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
