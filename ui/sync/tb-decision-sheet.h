/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "tb-json.h"

G_BEGIN_DECLS

typedef enum {
  TB_CHOICE_NONE,
  TB_CHOICE_MINE,
  TB_CHOICE_THEIRS,
  TB_CHOICE_OWN, /* a third value, typed */
} TbChoice;

/**
 * TbDecisionRow:
 * @field: JSON pointer into the case
 * @type: type of the field as the catalogue names it, or the group it stands in
 * @base: what the author saw; texts are what people read, "" for nothing
 * @is_open: a person has to choose; else only the city changed it, and its value stands
 * @own: (nullable): what was typed
 */
typedef struct {
  const char *field;
  const char *label;
  const char *type;
  gboolean has_list;
  const char *base;
  const char *mine;
  const char *theirs;
  gboolean is_open;
  TbChoice choice;
  char *own;
} TbDecisionRow;

/**
 * TbDecisionSheet:
 *
 * What a person decides about one dead command, field by field, without a display: the answer of
 * `conflict` and the choices so far. Nothing is chosen by itself in a conflict; of a refused
 * command everything of mine is, as it is repaired and issued again.
 *
 * Signals:
 * - `changed`: a choice is another
 */
#define TB_TYPE_DECISION_SHEET (tb_decision_sheet_get_type ())
G_DECLARE_FINAL_TYPE (TbDecisionSheet, tb_decision_sheet, TB, DECISION_SHEET, GObject)

/* @answer: of `conflict`. @is_refused: the city did not take the command at all. */
TbDecisionSheet *tb_decision_sheet_new (const json_t *answer, gboolean is_refused);
/* Takes over the choices that @from has for the same fields. */
void tb_decision_sheet_keep_choices (TbDecisionSheet *self, TbDecisionSheet *from);

const json_t *tb_decision_sheet_get_answer (TbDecisionSheet *self);
gboolean tb_decision_sheet_is_refused (TbDecisionSheet *self);
guint tb_decision_sheet_get_n_rows (TbDecisionSheet *self);
const TbDecisionRow *tb_decision_sheet_get_row (TbDecisionSheet *self, guint i);

/* Rows that are not open stay as they are. */
void tb_decision_sheet_choose (TbDecisionSheet *self, guint i, TbChoice choice);
/* "" takes the typed value back. */
void tb_decision_sheet_choose_own (TbDecisionSheet *self, guint i, const char *text);
void tb_decision_sheet_choose_all (TbDecisionSheet *self, TbChoice choice);
/* Whether a value of this row can be typed in one line. */
gboolean tb_decision_sheet_can_type (TbDecisionSheet *self, guint i);

guint tb_decision_sheet_count (TbDecisionSheet *self, TbChoice choice);
guint tb_decision_sheet_count_open (TbDecisionSheet *self);
/* The first open row from @from on without a choice; −1 for none. */
int tb_decision_sheet_find_undecided (TbDecisionSheet *self, guint from);
/* Everything open was decided for the city: nothing goes out. */
gboolean tb_decision_sheet_gives_up (TbDecisionSheet *self);

/* Arguments of `decide`. @gives_up: mine is given up whatever was chosen. */
json_t *tb_decision_sheet_dup_args (TbDecisionSheet *self,
                                    const char *reason,
                                    gboolean gives_up) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
