/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a paper consists of. Belongs to its document and never changes. */

typedef enum {
  TB_NODE_TITLE,
  TB_NODE_SUBTITLE,
  TB_NODE_NUMBER,
  TB_NODE_PARAGRAPH,
  TB_NODE_PAIRS,      /* pairs */
  TB_NODE_TABLE,      /* columns, rows, totals */
  TB_NODE_CHECKLIST,  /* items, a box to tick at the right of each */
  TB_NODE_LIST,       /* items */
  TB_NODE_BOX,        /* label, text, size_mm: least height */
  TB_NODE_SIGNATURES, /* pairs; label: the seal; text: the date */
  TB_NODE_CODE,       /* payload; label: the caption */
  TB_NODE_PART,       /* label, children */
  TB_NODE_CUT,
  TB_NODE_SPACE, /* size_mm */
  TB_NODE_PAGE_BREAK,
} TbNodeKind;

typedef enum {
  TB_ALIGN_LEFT,
  TB_ALIGN_CENTER,
  TB_ALIGN_RIGHT,
} TbAlign;

typedef enum {
  TB_SYMBOLOGY_QR,
  TB_SYMBOLOGY_CODE128,
} TbSymbology;

typedef enum {
  TB_PLACE_FLOW,
  TB_PLACE_TOP_RIGHT,
  TB_PLACE_BOTTOM_LEFT,
  TB_PLACE_BOTTOM_RIGHT,
} TbPlace;

/* Chinese, and its translation on a bilingual paper, else NULL. */
typedef struct {
  char *text;
  char *translation;
} TbDocumentText;

/* A label with its value: of a key–value table, a total, a signature line. */
typedef struct {
  TbDocumentText label;
  char *value;
  gboolean is_wide;
  int width_mm; /* of a signature line */
} TbDocumentPair;

typedef struct {
  TbDocumentText label;
  int width; /* parts of the whole */
  TbAlign align;
} TbDocumentColumn;

/* One block of a paper; members that its kind does not name are empty. */
typedef struct {
  TbNodeKind kind;
  TbDocumentText text;
  TbDocumentText label;
  TbAlign align;
  gboolean is_indented; /* by two characters */
  gboolean is_strong;
  gboolean is_numbered;
  gboolean repeats_header;
  int n_columns; /* of pairs: 1 or 2 */
  int size_mm;
  TbSymbology symbology;
  TbPlace place;
  char *payload;
  GPtrArray *pairs;    /* TbDocumentPair */
  GPtrArray *columns;  /* TbDocumentColumn */
  GPtrArray *rows;     /* GStrv, a cell a column */
  GPtrArray *totals;   /* TbDocumentPair */
  GPtrArray *items;    /* TbDocumentText */
  GPtrArray *children; /* TbDocumentNode */
} TbDocumentNode;

G_END_DECLS
