/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-case.h"
#include "tb-catalogue.h"
#include "tb-deadline.h"
#include "tb-document-node.h"
#include "tb-regions.h"

G_BEGIN_DECLS

#define TB_DOCUMENT_ERROR (tb_document_error_quark ())
GQuark tb_document_error_quark (void);

typedef enum {
  TB_DOCUMENT_ERROR_LAYOUT,  /* no such layout, or one that cannot be read */
  TB_DOCUMENT_ERROR_NAME,    /* a placeholder or filter that does not exist; the message names it */
  TB_DOCUMENT_ERROR_MISSING, /* what the paper needs is empty; the message names it */
} TbDocumentError;

/**
 * TbDocumentSource:
 *
 * What a paper is made of, and who prints it when. Only borrowed while the document is made.
 */
typedef struct {
  TbCatalogue *catalogue;
  TbCalendar *calendar;
  TbRegions *regions; /* (nullable) */
  const TbItem *item;
  TbCase *self;
  gboolean is_confirmed;     /* the record is the home city's word; else a provisional paper */
  gboolean is_sandbox;       /* every paper of a practice run says so */
  gboolean is_bilingual;     /* English beside the Chinese, as a translation */
  int copy;                  /* from 1 */
  const char *at;            /* RFC 3339 */
  const char *operator_code; /* who prints, where */
  const char *operator_name;
  const char *window_code;
  const char *hall;
  GHashTable *settings; /* (nullable) (element-type utf8 utf8): over the catalogue's parameters */
} TbDocumentSource;

/**
 * TbDocument:
 *
 * A paper with every placeholder resolved: a tree that a window draws and tongbanctl writes as
 * text. Knows no font. Immutable; any thread.
 */
typedef struct _TbDocument TbDocument;

/* @print: one of the item's prints, or the id of a layout. Fails when the layout needs something
 * that is empty: nothing is left out silently. */
TbDocument *tb_document_new (const TbDocumentSource *source,
                             const char *print,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @print of the item may be made now by its condition; it may still lack something. */
gboolean tb_document_is_offered (const TbDocumentSource *source, const TbPrint *print);
/* The tree on its way from the desk to whoever draws it, and back. */
json_t *tb_document_to_json (TbDocument *self) G_GNUC_WARN_UNUSED_RESULT;
TbDocument *tb_document_new_from_json (const json_t *tree,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
TbDocument *tb_document_ref (TbDocument *self);
void tb_document_unref (TbDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDocument, tb_document_unref)

const char *tb_document_get_layout (TbDocument *self);
const TbDocumentText *tb_document_get_title (TbDocument *self);
/* "A4", "A4-landscape", "A6", "80mm" */
const char *tb_document_get_paper (TbDocument *self);
/* (element-type TbDocumentNode) */
GPtrArray *tb_document_get_nodes (TbDocument *self);
/* The body whose letter this is, in red above it, or NULL. */
const char *tb_document_get_letterhead (TbDocument *self);
/* A certificate has a frame around the page. */
gboolean tb_document_has_border (TbDocument *self);
/* Provisional text across the page, or NULL. */
const char *tb_document_get_watermark (TbDocument *self);
/* "副本 2", or NULL for the first copy. */
const char *tb_document_get_copy_mark (TbDocument *self);
/* When it was printed (RFC 3339), or NULL: two files of the same print are the same bytes. */
const char *tb_document_get_at (TbDocument *self);
char *tb_document_dup_footer (TbDocument *self, int page, int n_pages);
/* SHA-256 of what is printed, and its first twelve digits as people read them. */
const char *tb_document_get_digest (TbDocument *self);

/* As text, @width columns wide (Chinese characters take two), lines ending in LF. */
char *tb_document_to_text (TbDocument *self, guint width) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
