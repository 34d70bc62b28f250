/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbStepField:
 *
 * One field that a step of a case asks for, with its label above it: an entry, a list of codes, a
 * tick, or lines of a table. The desk reads what was typed and says what is wrong with it.
 *
 * Signals:
 * - `activate`: Enter was pressed in it
 */
#define TB_TYPE_STEP_FIELD (tb_step_field_get_type ())
G_DECLARE_FINAL_TYPE (TbStepField, tb_step_field, TB, STEP_FIELD, GtkBox)

/* @ask: an element of an action's `asks`; a reference is taken. */
GtkWidget *tb_step_field_new (json_t *ask);
const char *tb_step_field_get_id (TbStepField *self);
/* NULL when nothing was given. */
json_t *tb_step_field_dup_value (TbStepField *self);
gboolean tb_step_field_is_required (TbStepField *self);

G_END_DECLS
