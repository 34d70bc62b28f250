/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-record-table.h"

G_BEGIN_DECLS

/* What the text in the search box is taken for. */
typedef enum {
  TB_SEARCH_NOTHING,   /* empty */
  TB_SEARCH_ID,        /* digits, or digits and X: beginning of an ID number, or of a date part */
  TB_SEARCH_NUMBER,    /* SY-2026…: beginning of a case number */
  TB_SEARCH_NAME,      /* Han: beginning of a name */
  TB_SEARCH_LATIN,     /* letters: beginning of pinyin or initials */
  TB_SEARCH_FULL_TEXT, /* several words, or after a "?" */
} TbSearchKind;

TbSearchKind tb_search_classify (const char *text);

/**
 * TbSearchQuery:
 * @text: what was typed
 * @area: TB_AREA_NONE for all cities
 * @after: (nullable): `next` of the page before
 * @limit: 1 to TB_STORE_MAX_PAGE
 */
typedef struct {
  const char *text;
  TbArea area;
  const char *after;
  guint limit;
} TbSearchQuery;

/**
 * TbSearchPage:
 * @rows: (element-type TbRecordRow)
 * @next: (nullable): opaque key of the next page
 */
typedef struct {
  TbSearchKind kind;
  GPtrArray *rows;
  char *next;
} TbSearchPage;

void tb_search_page_free (TbSearchPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSearchPage, tb_search_page_free)

/* Width folded, case ignored. One Han character comes newest first, everything else in the order
 * of its key. Bounded, except for full text: that one obeys @cancellable. */
TbSearchPage *tb_search_run (TbStore *store,
                             const TbSearchQuery *query,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
