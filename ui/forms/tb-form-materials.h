/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-form-model.h"

G_BEGIN_DECLS

/**
 * TbFormMaterials:
 *
 * The papers of a case and what became of each: seen, promised by a day where the matter tolerates
 * that (容缺), replaced by what a register says, or still to do.
 */
#define TB_TYPE_FORM_MATERIALS (tb_form_materials_get_type ())
G_DECLARE_FINAL_TYPE (TbFormMaterials, tb_form_materials, TB, FORM_MATERIALS, AdwBin)

GtkWidget *tb_form_materials_new (TbFormModel *model);
/* The cursor to the paper at @pointer ("/materials/voucher"); NULL: the first one to do. */
gboolean tb_form_materials_focus_at (TbFormMaterials *self, const char *pointer);

G_END_DECLS
