/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbPageRow:
 *
 * A row of a TbPageModel: empty until its page arrives.
 *
 * Signals:
 * - `changed`: it holds something else now
 */
#define TB_TYPE_PAGE_ROW (tb_page_row_get_type ())
G_DECLARE_FINAL_TYPE (TbPageRow, tb_page_row, TB, PAGE_ROW, GObject)

/* NULL while it is not known. Borrowed. */
const json_t *tb_page_row_get_json (TbPageRow *self);

/**
 * TbPageModel:
 *
 * A list of any length of which only a few pages are in memory: rows are asked for when somebody
 * looks at them, page by page, from the nearest key that is known. The number of rows comes from
 * whoever counts them.
 */
#define TB_TYPE_PAGE_MODEL (tb_page_model_get_type ())
G_DECLARE_FINAL_TYPE (TbPageModel, tb_page_model, TB, PAGE_MODEL, GObject)

#define TB_PAGE_MODEL_ROWS 100

/**
 * TbPageModelAsk:
 * @page: for tb_page_model_take()
 * @after: (nullable): key of the row after which to begin
 * @skip: rows to leave out after it
 *
 * One question is asked at a time; it is answered by tb_page_model_take(), now or later.
 */
typedef void (*TbPageModelAsk) (guint page, const char *after, guint skip, gpointer user_data);

TbPageModel *tb_page_model_new (TbPageModelAsk ask, gpointer user_data);
/* Another list of @n rows: everything is forgotten. */
void tb_page_model_reset (TbPageModel *self, guint n);
/* The same list, with @n rows now: what is in memory is asked for again, and rows stay the objects
 * that they are, so that nothing jumps. */
void tb_page_model_refresh (TbPageModel *self, guint n);
/**
 * tb_page_model_take:
 * @rows: (nullable): what the page holds; NULL when it could not be had: it is asked for again when
 *     somebody looks
 * @next: (nullable): key of the rows after these
 *
 * An answer to a question from before the last reset is left alone by giving @stamp.
 */
void tb_page_model_take (TbPageModel *self,
                         guint page,
                         guint stamp,
                         const json_t *rows,
                         const char *next);
/* Changes with every reset and refresh; what a question is answered with. */
guint tb_page_model_get_stamp (TbPageModel *self);
/* How many pages are in memory. */
guint tb_page_model_get_n_pages (TbPageModel *self);

G_END_DECLS
