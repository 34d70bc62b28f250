/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbOwnValue:
 *
 * Where a third value is given: an entry, or a list where the field takes one of a list of codes.
 *
 * Signals:
 * - `changed` (const char *text): what was given, "" for nothing
 */
#define TB_TYPE_OWN_VALUE (tb_own_value_get_type ())
G_DECLARE_FINAL_TYPE (TbOwnValue, tb_own_value, TB, OWN_VALUE, GtkBox)

/**
 * TbOwnValueField:
 * @item: the matter
 * @field: JSON pointer into the case
 * @type: of the field, as the catalogue names it
 * @label: what people call it
 */
typedef struct {
  const char *item;
  const char *field;
  const char *type;
  const char *label;
} TbOwnValueField;

GtkWidget *tb_own_value_new (TbWorkplace *workplace, const TbOwnValueField *field);

G_END_DECLS
