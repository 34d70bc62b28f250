/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk-private.h"

G_BEGIN_DECLS

/* Adds to @row, one field in dispute with its `base`, `mine` and `theirs` as they may be shown,
 * what people read: `label`, `type` and `text`: {base, mine, theirs}; for a field with a list of
 * codes also `list`. @pointer: where the field stands in the case, such as "/form/mobile". */
void tb_desk_compare_name (TbDeskCore *core, const TbItem *item, const char *pointer, json_t *row);

G_END_DECLS
