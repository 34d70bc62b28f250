/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-decision-sheet"

#include "config.h"

#include "tb-decision-sheet.h"

#include <string.h>

struct _TbDecisionSheet {
  GObject parent_instance;
  json_t *answer;
  GArray *rows; /* (element-type TbDecisionRow) texts are borrowed from @answer */
  gboolean is_refused;
};

G_DEFINE_FINAL_TYPE (TbDecisionSheet, tb_decision_sheet, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static const char *
get_text (const json_t *object, const char *member)
{
  const char *text = tb_json_get_string (object, member);

  return text != NULL ? text : "";
}

/* A single member such as `/state` is set by the workflow, never by a choice. */
static gboolean
is_open (const json_t *json)
{
  const char *field = get_text (json, "field");

  return g_strcmp0 (tb_json_get_string (json, "kind"), "only-theirs") != 0 && *field == '/' &&
         strchr (field + 1, '/') != NULL;
}

static void
add_row (TbDecisionSheet *self, const json_t *json)
{
  const json_t *text = tb_json_get_object (json, "text");
  TbDecisionRow row = {
    .field = get_text (json, "field"),
    .label = get_text (json, "label"),
    .type = get_text (json, "type"),
    .has_list = tb_json_get_string (json, "list") != NULL,
    .base = get_text (text, "base"),
    .mine = get_text (text, "mine"),
    .theirs = get_text (text, "theirs"),
    .is_open = is_open (json),
  };

  if (row.is_open && self->is_refused)
    row.choice = TB_CHOICE_MINE;
  g_array_append_val (self->rows, row);
}

static void
clear_row (gpointer data)
{
  g_clear_pointer (&((TbDecisionRow *) data)->own, g_free);
}

TbDecisionSheet *
tb_decision_sheet_new (const json_t *answer, gboolean is_refused)
{
  TbDecisionSheet *self = g_object_new (TB_TYPE_DECISION_SHEET, NULL);
  const json_t *row;
  size_t i;

  self->answer = json_deep_copy (answer);
  self->is_refused = is_refused;
  json_array_foreach (tb_json_get_array (self->answer, "rows"), i, row) add_row (self, row);

  return self;
}

static TbDecisionRow *
peek (TbDecisionSheet *self, guint i)
{
  return i < self->rows->len ? &g_array_index (self->rows, TbDecisionRow, i) : NULL;
}

void
tb_decision_sheet_keep_choices (TbDecisionSheet *self, TbDecisionSheet *from)
{
  for (guint i = 0; i < from->rows->len; i++) {
    const TbDecisionRow *old = peek (from, i);

    for (guint k = 0; k < self->rows->len; k++) {
      TbDecisionRow *row = peek (self, k);

      if (!row->is_open || strcmp (row->field, old->field) != 0)
        continue;
      row->choice = old->choice;
      g_free (row->own);
      row->own = g_strdup (old->own);
    }
  }
}

const json_t *
tb_decision_sheet_get_answer (TbDecisionSheet *self)
{
  return self->answer;
}

gboolean
tb_decision_sheet_is_refused (TbDecisionSheet *self)
{
  return self->is_refused;
}

guint
tb_decision_sheet_get_n_rows (TbDecisionSheet *self)
{
  return self->rows->len;
}

const TbDecisionRow *
tb_decision_sheet_get_row (TbDecisionSheet *self, guint i)
{
  return peek (self, i);
}

static gboolean
set_choice (TbDecisionRow *row, TbChoice choice)
{
  if (row == NULL || !row->is_open || row->choice == choice)
    return FALSE;
  row->choice = choice;

  return TRUE;
}

void
tb_decision_sheet_choose (TbDecisionSheet *self, guint i, TbChoice choice)
{
  g_return_if_fail (choice != TB_CHOICE_OWN);

  if (set_choice (peek (self, i), choice))
    g_signal_emit (self, signals[CHANGED], 0);
}

void
tb_decision_sheet_choose_own (TbDecisionSheet *self, guint i, const char *text)
{
  TbDecisionRow *row = peek (self, i);

  if (row == NULL || !row->is_open || g_strcmp0 (row->own != NULL ? row->own : "", text) == 0)
    return;

  g_free (row->own);
  row->own = *text != '\0' ? g_strdup (text) : NULL;
  row->choice = row->own != NULL ? TB_CHOICE_OWN : TB_CHOICE_NONE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tb_decision_sheet_choose_all (TbDecisionSheet *self, TbChoice choice)
{
  gboolean is_changed = FALSE;

  g_return_if_fail (choice != TB_CHOICE_OWN);

  for (guint i = 0; i < self->rows->len; i++)
    is_changed = set_choice (peek (self, i), choice) || is_changed;
  if (is_changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
tb_decision_sheet_can_type (TbDecisionSheet *self, guint i)
{
  static const char *const structured[] = { "table", "attachment", "materials", NULL };
  const TbDecisionRow *row = peek (self, i);

  return row != NULL && row->is_open && !g_strv_contains (structured, row->type);
}

guint
tb_decision_sheet_count (TbDecisionSheet *self, TbChoice choice)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n += peek (self, i)->is_open && peek (self, i)->choice == choice;

  return n;
}

guint
tb_decision_sheet_count_open (TbDecisionSheet *self)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n += peek (self, i)->is_open ? 1 : 0;

  return n;
}

int
tb_decision_sheet_find_undecided (TbDecisionSheet *self, guint from)
{
  for (guint i = from; i < self->rows->len; i++) {
    if (peek (self, i)->is_open && peek (self, i)->choice == TB_CHOICE_NONE)
      return (int) i;
  }

  return -1;
}

gboolean
tb_decision_sheet_gives_up (TbDecisionSheet *self)
{
  guint n_open = tb_decision_sheet_count_open (self);

  return n_open > 0 && tb_decision_sheet_count (self, TB_CHOICE_THEIRS) == n_open;
}

static json_t *
dup_choices (TbDecisionSheet *self)
{
  json_t *choices = json_object ();

  for (guint i = 0; i < self->rows->len; i++) {
    const TbDecisionRow *row = peek (self, i);
    g_autofree char *typed = NULL;

    if (!row->is_open || row->choice == TB_CHOICE_NONE)
      continue;
    if (row->choice == TB_CHOICE_OWN)
      typed = g_strconcat ("=", row->own, NULL);
    tb_json_set_string (choices,
                        row->field,
                        typed != NULL                   ? typed
                        : row->choice == TB_CHOICE_MINE ? "mine"
                                                        : "theirs");
  }

  return choices;
}

json_t *
tb_decision_sheet_dup_args (TbDecisionSheet *self, const char *reason, gboolean gives_up)
{
  const char *command = get_text (self->answer, "command");
  const char *seen = tb_json_get_string (self->answer, "seen");

  /* Without choices the desk gives mine up whatever its kind; a step would be taken again. */
  if (gives_up || tb_decision_sheet_gives_up (self))
    return json_pack ("{s:s, s:s*, s:s, s:s}",
                      "command",
                      command,
                      "seen",
                      seen,
                      "take",
                      "theirs",
                      "reason",
                      reason);

  return json_pack ("{s:s, s:s*, s:o, s:s}",
                    "command",
                    command,
                    "seen",
                    seen,
                    "choices",
                    dup_choices (self),
                    "reason",
                    reason);
}

static void
tb_decision_sheet_finalize (GObject *object)
{
  TbDecisionSheet *self = TB_DECISION_SHEET (object);

  g_array_unref (self->rows);
  json_decref (self->answer);

  G_OBJECT_CLASS (tb_decision_sheet_parent_class)->finalize (object);
}

static void
tb_decision_sheet_class_init (TbDecisionSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_decision_sheet_finalize;
  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
tb_decision_sheet_init (TbDecisionSheet *self)
{
  self->rows = g_array_new (FALSE, TRUE, sizeof (TbDecisionRow));
  g_array_set_clear_func (self->rows, clear_row);
}
