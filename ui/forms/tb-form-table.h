/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-model.h"

G_BEGIN_DECLS

/**
 * TbFormTable:
 *
 * A field of rows: one entry a cell, and always an empty row at the end: typing in it adds one.
 * Ctrl+Delete takes out the row that the cursor is in.
 */
#define TB_TYPE_FORM_TABLE (tb_form_table_get_type ())
G_DECLARE_FINAL_TYPE (TbFormTable, tb_form_table, TB, FORM_TABLE, AdwBin)

/* @definition outlives it. */
GtkWidget *tb_form_table_new (TbFormModel *model, const TbField *definition);
/* Shows the model's rows; @is_forced: also over the cell that is being typed in. */
void tb_form_table_refresh (TbFormTable *self, gboolean is_forced);

G_END_DECLS
