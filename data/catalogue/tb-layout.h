/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-reader.h"

G_BEGIN_DECLS

/* Checks what the loader must know of documents/<name>.json: its id, its title, kinds of blocks,
 * and that conditions compile (@conditions NULL: they did when the program was built). What stands
 * inside the blocks is the schema's and the documents engine's business. Private to the loader. */
void tb_layout_check (TbReader *reader,
                      const json_t *json,
                      const char *name,
                      TbConditions *conditions);

G_END_DECLS
