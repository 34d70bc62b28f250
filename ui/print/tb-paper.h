/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "tb-document.h"

G_BEGIN_DECLS

#define TB_PAPER_ERROR (tb_paper_error_quark ())
GQuark tb_paper_error_quark (void);

typedef enum {
  TB_PAPER_ERROR_GLYPHS, /* a character that no font here has; the message names it */
  TB_PAPER_ERROR_ROOM,   /* a block higher than a page */
  TB_PAPER_ERROR_CODE,   /* what a code would carry does not fit into it */
  TB_PAPER_ERROR_FILE,
} TbPaperError;

/**
 * TbPaper:
 *
 * A document laid out on its pages: what the preview, the printer and the PDF draw alike. Needs no
 * display. Immutable; one thread.
 */
typedef struct _TbPaper TbPaper;

/* Lays @document out, after it is known that every character of it has a glyph: nothing is drawn
 * with a box in place of a name. */
TbPaper *tb_paper_new (TbDocument *document, GError **error) G_GNUC_WARN_UNUSED_RESULT;
TbPaper *tb_paper_ref (TbPaper *self);
void tb_paper_unref (TbPaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPaper, tb_paper_unref)

guint tb_paper_get_n_pages (TbPaper *self);
/* In points, 72 to the inch. */
void tb_paper_get_size (TbPaper *self, double *width, double *height);
/* @page: from 0. The origin of @cr is the upper left corner of the sheet, its unit the point.
 * The sheet itself is not painted. */
void tb_paper_draw (TbPaper *self, cairo_t *cr, guint page);
/* The same bytes for the same document: the file carries the time of the print, not of now. */
GBytes *tb_paper_to_pdf (TbPaper *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
