/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-paper-view"

#include "config.h"

#include "tb-paper-view.h"

#include <glib/gi18n-lib.h>

#define MARGIN    24
#define MIN_WIDTH 240
/* Wider than this, lines are hard to follow. */
#define MAX_FIT 1.5

struct _TbPaperView {
  GtkWidget parent_instance;

  TbPaper *paper;
  double zoom; /* 0: follows the width */
};

G_DEFINE_FINAL_TYPE (TbPaperView, tb_paper_view, GTK_TYPE_WIDGET)

static double
find_scale (TbPaperView *self, int width)
{
  double paper_width, paper_height;

  if (self->zoom > 0 || self->paper == NULL)
    return self->zoom > 0 ? self->zoom : 1;

  tb_paper_get_size (self->paper, &paper_width, &paper_height);

  return CLAMP ((width - 2 * MARGIN) / paper_width, 0.2, MAX_FIT);
}

static GtkSizeRequestMode
tb_paper_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tb_paper_view_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  TbPaperView *self = TB_PAPER_VIEW (widget);
  double width = 0;
  double height = 0;
  double scale;

  *minimum = *natural = MIN_WIDTH;
  if (self->paper == NULL)
    return;

  tb_paper_get_size (self->paper, &width, &height);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *natural = (int) (width * (self->zoom > 0 ? self->zoom : MAX_FIT)) + 2 * MARGIN;
    *minimum = self->zoom > 0 ? *natural : MIN_WIDTH;
    return;
  }
  scale = find_scale (self, for_size > 0 ? for_size : MIN_WIDTH);
  *minimum = *natural =
      (int) (tb_paper_get_n_pages (self->paper) * (height * scale + MARGIN)) + MARGIN;
}

static void
draw_page (TbPaperView *self, GtkSnapshot *snapshot, guint page, const graphene_rect_t *sheet)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  static const GdkRGBA shade = { 0, 0, 0, 0.3 };
  GskRoundedRect outline;
  cairo_t *cr;
  double width, height;

  tb_paper_get_size (self->paper, &width, &height);
  gsk_rounded_rect_init_from_rect (&outline, sheet, 0);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &shade, 0, 2, 0, 6);
  gtk_snapshot_append_color (snapshot, &white, sheet);
  cr = gtk_snapshot_append_cairo (snapshot, sheet);
  cairo_translate (cr, sheet->origin.x, sheet->origin.y);
  cairo_scale (cr, sheet->size.width / width, sheet->size.height / height);
  tb_paper_draw (self->paper, cr, page);
  cairo_destroy (cr);
}

static void
tb_paper_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbPaperView *self = TB_PAPER_VIEW (widget);
  int room = gtk_widget_get_width (widget);
  double scale = find_scale (self, room);
  double width, height;

  if (self->paper == NULL)
    return;

  tb_paper_get_size (self->paper, &width, &height);
  for (guint i = 0; i < tb_paper_get_n_pages (self->paper); i++) {
    const graphene_rect_t sheet =
        GRAPHENE_RECT_INIT ((float) ((room - width * scale) / 2),
                            (float) (MARGIN + i * (height * scale + MARGIN)),
                            (float) (width * scale),
                            (float) (height * scale));

    draw_page (self, snapshot, i, &sheet);
  }
}

void
tb_paper_view_set_paper (TbPaperView *self, TbPaper *paper, const char *words)
{
  g_return_if_fail (TB_IS_PAPER_VIEW (self));

  if (paper != NULL)
    tb_paper_ref (paper);
  g_clear_pointer (&self->paper, tb_paper_unref);
  self->paper = paper;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "",
                                  -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
tb_paper_view_set_zoom (TbPaperView *self, double zoom)
{
  g_return_if_fail (TB_IS_PAPER_VIEW (self));

  self->zoom = zoom;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

double
tb_paper_view_get_zoom (TbPaperView *self)
{
  g_return_val_if_fail (TB_IS_PAPER_VIEW (self), 1);

  return find_scale (self, gtk_widget_get_width (GTK_WIDGET (self)));
}

static void
tb_paper_view_finalize (GObject *object)
{
  g_clear_pointer (&TB_PAPER_VIEW (object)->paper, tb_paper_unref);

  G_OBJECT_CLASS (tb_paper_view_parent_class)->finalize (object);
}

static void
tb_paper_view_class_init (TbPaperViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tb_paper_view_finalize;
  widget_class->get_request_mode = tb_paper_view_get_request_mode;
  widget_class->measure = tb_paper_view_measure;
  widget_class->snapshot = tb_paper_view_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tb_paper_view_init (TbPaperView *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Preview of the paper"),
                                  -1);
}
