/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "tb-paper.h"

G_BEGIN_DECLS

#define TB_MM(mm) ((mm) *72.0 / 25.4)

typedef enum {
  TB_INK_BLACK,
  TB_INK_GREY,  /* what a seal or a hand will cover */
  TB_INK_FAINT, /* below everything */
  TB_INK_RED,   /* letterheads */
} TbInk;

typedef enum {
  TB_MARK_TEXT,
  TB_MARK_RECT,
  TB_MARK_LINE,
  TB_MARK_DASHES,
  TB_MARK_CIRCLE,
  TB_MARK_TICK,    /* a box with a tick */
  TB_MARK_BOX,     /* a box to tick */
  TB_MARK_MODULES, /* a QR code or a bar code */
} TbMarkKind;

/* One thing on the page; x and y from the row's left upper corner. */
typedef struct {
  TbMarkKind kind;
  TbInk ink;
  double x;
  double y;
  double width;
  double height;
  double weight; /* of a line, 0: 0.5 pt */
  double angle;  /* of text around its middle, in radians */
  PangoLayout *layout;
  int line; /* the only line of the layout that is drawn, or −1 */
  GBytes *modules;
  int n_columns; /* of modules; rows follow from their number */
} TbMark;

/* What stands together on one page. */
typedef struct {
  GPtrArray *marks; /* TbMark */
  double space;     /* before it, unless it begins the page */
  double height;
  gboolean keeps_next; /* not the last on its page when the next one finds no room there */
  gboolean breaks_page;
  guint header; /* row number + 1 of the head repeated above it, or 0 */
} TbRow;

/* Sizes of type in points; papers are set in the largest that keeps them on one page. */
typedef struct {
  double title;
  double body;
  double cell;
  double small;
  double pad;     /* within cells */
  double row_min; /* height of a ruled row */
  double leading; /* line height to type size */
} TbSizes;

/* While a paper is laid out; @rows grows. */
typedef struct {
  TbDocument *document;
  PangoContext *context;
  const TbSizes *sizes;
  double width;
  double seal_mm;
  GPtrArray *rows;     /* TbRow */
  GPtrArray *floats;   /* TbMark on the first page, from the upper left corner of the text area */
  gboolean has_margin; /* above the text is room for a bar code */
  GError *error;
} TbBuild;

/* tb-paper-rows.c */
TbRow *tb_row_new (TbBuild *build, double space, double height);
void tb_row_free (TbRow *self);
TbMark *tb_row_add (TbRow *self, TbMarkKind kind, double x, double y);
void tb_mark_free (TbMark *self);
PangoLayout *tb_build_layout (TbBuild *build,
                              const TbDocumentText *text,
                              double size,
                              double width);
PangoLayout *tb_build_layout_plain (TbBuild *build, const char *text, double size, double width);
/* Chinese punctuation for that of a keyboard where it follows Chinese; else the same text. */
char *tb_paper_dup_typeset (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void tb_layout_set_strong (PangoLayout *layout);
void tb_layout_get_size (PangoLayout *layout, double *width, double *height);
/* Takes @layout over. */
TbMark *tb_row_add_text (TbRow *self, PangoLayout *layout, double x, double y);
/* The red head of a letter, when this is one. */
void tb_build_letterhead (TbBuild *build);
void tb_build_nodes (TbBuild *build, GPtrArray *nodes);
/* All rows of @rows as one, @x from the left. Empties @rows. */
void tb_row_absorb (TbRow *self, GPtrArray *rows, double x);

/* tb-paper-table.c */
void tb_build_pairs (TbBuild *build, const TbDocumentNode *node);
void tb_build_table (TbBuild *build, const TbDocumentNode *node);

/* tb-paper-codes.c: NULL with build->error. Height excludes the caption. */
TbMark *tb_build_code (TbBuild *build, const TbDocumentNode *node);

/* tb-paper-glyphs.c */
gboolean tb_paper_check_glyphs (TbDocument *document, PangoContext *context, GError **error);

/* tb-paper-fonts.c */
PangoContext *tb_paper_context_new (void);
PangoFontDescription *tb_paper_font_new (double size);

struct _TbPaper {
  gatomicrefcount ref_count;
  TbDocument *document;
  double width;
  double height;
  GPtrArray *pages;   /* (element-type GPtrArray<TbMark>): from the sheet's upper left corner */
  guint wanted_pages; /* as many as its layout asks for */
};

G_END_DECLS
