/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-field.h"
#include "tb-reader.h"

G_BEGIN_DECLS

/* Reads an array of field definitions; @owner is the name of the file, for inline lists. */
const TbField *tb_field_read_all (TbReader *reader,
                                  const json_t *array,
                                  const char *owner,
                                  gsize *n);

G_END_DECLS
