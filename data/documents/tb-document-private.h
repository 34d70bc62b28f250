/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-document.h"
#include "tb-field-rules.h"

G_BEGIN_DECLS

/* What placeholders see while one paper is made. */
typedef struct {
  const TbDocumentSource *source;
  TbFormRules rules;
  json_t *roots;        /* root → object, all known members there, null when empty */
  json_t *values;       /* for conditions */
  TbLanguage language;  /* of what is being written now */
  const json_t *row;    /* inside a table */
  const TbField *table; /* whose rows these are, or NULL */
  const char *issuer;   /* "home" or "origin" */
} TbDocumentScope;

/* What a placeholder stands for. */
typedef struct {
  json_t *value;        /* owned; NULL or null: empty */
  const TbField *field; /* how it prints, or NULL: as it stands */
} TbDocumentValue;

/* A document as it was sent. Strings are copied; the title and the nodes are taken. */
typedef struct {
  const char *layout;
  TbDocumentText title;
  const char *paper;
  GPtrArray *nodes;
  const char *watermark;
  const char *copy_mark;
  const char *footer;
  const char *digest;
  const char *at;
  const char *letterhead;
  gboolean has_border;
} TbDocumentParts;

TbDocument *tb_document_new_from_parts (TbDocumentParts *parts);
/* With {page} and {pages} still in it. */
const char *tb_document_get_footer (TbDocument *self);

void tb_document_scope_init (TbDocumentScope *self,
                             const TbDocumentSource *source,
                             const char *issuer,
                             const char *digest);
void tb_document_scope_clear (TbDocumentScope *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbDocumentScope, tb_document_scope_clear)

gboolean tb_document_scope_find (TbDocumentScope *self,
                                 const char *path,
                                 TbDocumentValue *out,
                                 GError **error);
gboolean tb_document_value_is_empty (const TbDocumentValue *self);

/* tb-document-lists.c: rows of a built-in list; NULL for an unknown name. */
json_t *tb_document_list_new (TbDocumentScope *scope, const char *name);

/* tb-document-filter.c: @filter: "mask:id" …; changes @value. */
gboolean tb_document_filter (TbDocumentScope *scope,
                             const char *filter,
                             TbDocumentValue *value,
                             GError **error);
char *tb_document_value_print (TbDocumentScope *scope, const TbDocumentValue *value);

/* tb-document-expand.c: @template with every placeholder resolved; NULL with @error. */
char *tb_document_expand (TbDocumentScope *scope, const char *template, GError **error);
gboolean tb_document_is_empty (TbDocumentScope *scope, const char *path, GError **error);

/* tb-document-build.c */
GPtrArray *tb_document_build (TbDocumentScope *scope, const json_t *blocks, GError **error);
gboolean tb_document_build_text (TbDocumentScope *scope,
                                 const json_t *text,
                                 TbDocumentText *out,
                                 GError **error);
void tb_document_text_clear (TbDocumentText *self);
TbDocumentNode *tb_document_node_new (TbNodeKind kind);
void tb_document_node_free (TbDocumentNode *self);

/* tb-document-cells.c: text in columns. */
guint tb_cells_width (const char *text);
/* Width of the widest piece that is not to be broken: a word, a number, a date. */
guint tb_cells_longest (const char *text);
/* Lines of at most @width columns. (element-type utf8) */
GPtrArray *tb_cells_wrap (const char *text, guint width);
void tb_cells_append (GString *out, const char *text, guint width, TbAlign align);

G_END_DECLS
