/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-decision-grid"

#include "config.h"

#include "tb-decision-grid.h"

#include <glib/gi18n-lib.h>

#include "tb-own-value.h"

enum { MINE, THEIRS, N_SIDES };

typedef struct {
  GtkCheckButton *cells[N_SIDES]; /* NULL in a row that is not open */
  GtkWidget *own;                 /* TbOwnValue, made when it is wanted, or NULL */
} Row;

struct _TbDecisionGrid {
  GtkWidget parent_instance;

  TbWorkplace *workplace;
  TbDecisionSheet *sheet;
  char *item;
  GtkGrid *grid;
  GArray *rows; /* (element-type Row) */
  int current;  /* the row that had the focus last */
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (TbDecisionGrid, tb_decision_grid, GTK_TYPE_WIDGET)

enum { DONE, N_SIGNALS };

static guint signals[N_SIGNALS];

static const TbChoice choice_of[N_SIDES] = { TB_CHOICE_MINE, TB_CHOICE_THEIRS };

static Row *
peek (TbDecisionGrid *self, int i)
{
  return i >= 0 && (guint) i < self->rows->len ? &g_array_index (self->rows, Row, i) : NULL;
}

/* Each field takes two lines of the grid: the second is for a typed value. */
static int
line_of (int row)
{
  return 1 + 2 * row;
}

static GtkWidget *
new_text (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (*text != '\0' ? text : _ ("nothing"));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "numeric");
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

/* The first line names the side, the second says which version it is. */
static GtkWidget *
new_head (const char *head)
{
  g_auto (GStrv) lines = g_strsplit (head, "\n", 2);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *version;

  gtk_box_append (GTK_BOX (box), new_text (lines[0], "heading"));
  if (lines[1] == NULL || *lines[1] == '\0')
    return box;
  version = new_text (lines[1], "caption");
  gtk_widget_add_css_class (version, "dim-label");
  gtk_box_append (GTK_BOX (box), version);

  return box;
}

static void
toggled_cb (GtkCheckButton *cell, GParamSpec *pspec, TbDecisionGrid *self)
{
  if (self->is_showing || !gtk_check_button_get_active (cell))
    return;
  for (guint i = 0; i < self->rows->len; i++) {
    for (int side = 0; side < N_SIDES; side++) {
      if (peek (self, (int) i)->cells[side] == cell)
        tb_decision_sheet_choose (self->sheet, i, choice_of[side]);
    }
  }
}

static void
show_choices (TbDecisionGrid *self)
{
  self->is_showing = TRUE;
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = peek (self, (int) i);
    const TbDecisionRow *field = tb_decision_sheet_get_row (self->sheet, i);

    for (int side = 0; side < N_SIDES && row->cells[side] != NULL; side++) {
      gboolean is_chosen = field->choice == choice_of[side];

      gtk_check_button_set_active (row->cells[side], is_chosen);
      if (is_chosen)
        gtk_widget_add_css_class (GTK_WIDGET (row->cells[side]), "chosen");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (row->cells[side]), "chosen");
    }
  }
  self->is_showing = FALSE;
}

static GtkCheckButton *
add_cell (TbDecisionGrid *self, int i, int side, const char *const heads[3])
{
  const TbDecisionRow *field = tb_decision_sheet_get_row (self->sheet, (guint) i);
  const char *text = side == MINE ? field->mine : field->theirs;
  GtkWidget *cell = gtk_check_button_new ();
  g_autofree char *label = g_strdup_printf ("%s, %s: %s",
                                            field->label,
                                            heads[1 + side],
                                            *text != '\0' ? text : _ ("nothing"));

  gtk_check_button_set_child (GTK_CHECK_BUTTON (cell), new_text (text, NULL));
  gtk_widget_add_css_class (cell, "decision-cell");
  gtk_widget_set_hexpand (cell, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_grid_attach (self->grid, cell, 2 + side, line_of (i), 1, 1);

  return GTK_CHECK_BUTTON (cell);
}

static void
add_field_name (TbDecisionGrid *self, int i)
{
  const TbDecisionRow *field = tb_decision_sheet_get_row (self->sheet, (guint) i);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_append (GTK_BOX (box), new_text (field->label, "heading"));
  if (field->is_open && i < 9) {
    g_autofree char *digit = g_strdup_printf ("%d", i + 1);
    GtkWidget *key = gtk_label_new (digit);

    gtk_widget_add_css_class (key, "keycap");
    gtk_widget_set_halign (key, GTK_ALIGN_START);
    gtk_box_append (GTK_BOX (box), key);
  }
  gtk_grid_attach (self->grid, box, 0, line_of (i), 1, 1);
}

static void
add_row (TbDecisionGrid *self, int i, const char *const heads[3])
{
  const TbDecisionRow *field = tb_decision_sheet_get_row (self->sheet, (guint) i);
  Row row = { 0 };

  add_field_name (self, i);
  gtk_grid_attach (self->grid, new_text (field->base, "dim-label"), 1, line_of (i), 1, 1);
  if (field->is_open) {
    for (int side = 0; side < N_SIDES; side++)
      row.cells[side] = add_cell (self, i, side, heads);
    gtk_check_button_set_group (row.cells[THEIRS], row.cells[MINE]);
  } else {
    gtk_grid_attach (self->grid,
                     new_text (_ ("not changed by you"), "dim-label"),
                     2,
                     line_of (i),
                     1,
                     1);
    gtk_grid_attach (self->grid, new_text (field->theirs, NULL), 3, line_of (i), 1, 1);
  }
  g_array_append_val (self->rows, row);
  for (int side = 0; side < N_SIDES && row.cells[side] != NULL; side++)
    g_signal_connect_object (row.cells[side], "notify::active", G_CALLBACK (toggled_cb), self, 0);
}

void
tb_decision_grid_clear (TbDecisionGrid *self)
{
  GtkWidget *child;

  if (self->sheet != NULL)
    g_signal_handlers_disconnect_by_data (self->sheet, self);
  g_clear_object (&self->sheet);
  g_clear_object (&self->workplace);
  g_clear_pointer (&self->item, g_free);
  g_array_set_size (self->rows, 0);
  self->current = -1;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
}

void
tb_decision_grid_set_sheet (TbDecisionGrid *self,
                            TbWorkplace *workplace,
                            TbDecisionSheet *sheet,
                            const char *const heads[3],
                            const char *item)
{
  tb_decision_grid_clear (self);
  g_set_object (&self->workplace, workplace);
  self->sheet = g_object_ref (sheet);
  self->item = g_strdup (item);
  for (int i = 0; i < 3; i++)
    gtk_grid_attach (self->grid, new_head (heads[i]), 1 + i, 0, 1, 1);
  for (guint i = 0; i < tb_decision_sheet_get_n_rows (sheet); i++)
    add_row (self, (int) i, heads);
  show_choices (self);
  g_signal_connect_object (sheet, "changed", G_CALLBACK (show_choices), self, G_CONNECT_SWAPPED);
}

static gboolean
has_focus (TbDecisionGrid *self, gpointer widget)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return widget != NULL && focus != NULL &&
         (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* The row with the focus, else the last one that had it. */
static int
find_current (TbDecisionGrid *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = peek (self, (int) i);

    if (has_focus (self, row->cells[MINE]) || has_focus (self, row->cells[THEIRS]) ||
        has_focus (self, row->own))
      self->current = (int) i;
  }

  return self->current;
}

static gboolean
focus_row (TbDecisionGrid *self, int i)
{
  const Row *row = peek (self, i);
  const TbDecisionRow *field;

  if (row == NULL || row->cells[MINE] == NULL)
    return FALSE;

  field = tb_decision_sheet_get_row (self->sheet, (guint) i);
  self->current = i;
  gtk_widget_grab_focus (
      GTK_WIDGET (row->cells[field->choice == TB_CHOICE_THEIRS ? THEIRS : MINE]));

  return TRUE;
}

/* The next open row in a direction. */
static gboolean
move_focus (TbDecisionGrid *self, int from, int step)
{
  for (int i = from + step; i >= 0 && i < (int) self->rows->len; i += step) {
    if (focus_row (self, i))
      return TRUE;
  }

  return FALSE;
}

gboolean
tb_decision_grid_focus_first (TbDecisionGrid *self)
{
  int i = self->sheet != NULL ? tb_decision_sheet_find_undecided (self->sheet, 0) : -1;

  return i >= 0 ? focus_row (self, i) : move_focus (self, -1, 1);
}

static void
own_changed_cb (TbDecisionGrid *self, const char *text, GtkWidget *own)
{
  for (guint i = 0; i < self->rows->len; i++) {
    if (peek (self, (int) i)->own == own)
      tb_decision_sheet_choose_own (self->sheet, i, text);
  }
}

gboolean
tb_decision_grid_type_own (TbDecisionGrid *self)
{
  int i = find_current (self);
  Row *row;

  if (self->sheet == NULL)
    return FALSE;
  if (i < 0)
    i = MAX (0, tb_decision_sheet_find_undecided (self->sheet, 0));
  row = peek (self, i);
  if (row == NULL || !tb_decision_sheet_can_type (self->sheet, (guint) i))
    return FALSE;
  if (row->own == NULL) {
    const TbDecisionRow *field = tb_decision_sheet_get_row (self->sheet, (guint) i);
    TbOwnValueField what = { self->item, field->field, field->type, field->label };

    row->own = tb_own_value_new (self->workplace, &what);
    gtk_grid_attach (self->grid, row->own, 2, line_of (i) + 1, N_SIDES, 1);
    g_signal_connect_object (row->own,
                             "changed",
                             G_CALLBACK (own_changed_cb),
                             self,
                             G_CONNECT_SWAPPED);
  }
  self->current = i;
  gtk_widget_grab_focus (row->own);

  return TRUE;
}

static gboolean
go_on (TbDecisionGrid *self, int from)
{
  int next = tb_decision_sheet_find_undecided (self->sheet, (guint) (from + 1));

  if (next >= 0 ? focus_row (self, next) : move_focus (self, from, 1))
    return TRUE;
  g_signal_emit (self, signals[DONE], 0);

  return TRUE;
}

static gboolean
choose (TbDecisionGrid *self, int i, int side)
{
  const Row *row = peek (self, i);

  if (row == NULL || row->cells[side] == NULL)
    return FALSE;
  tb_decision_sheet_choose (self->sheet, (guint) i, choice_of[side]);

  return focus_row (self, i);
}

static gboolean
run_key (TbDecisionGrid *self, int i, guint key)
{
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    return choose (self, i, MINE);
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    return choose (self, i, THEIRS);
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    return move_focus (self, i, -1);
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    return move_focus (self, i, 1);
  default:
    break;
  }
  if (key >= GDK_KEY_KP_1 && key <= GDK_KEY_KP_9)
    return focus_row (self, (int) (key - GDK_KEY_KP_1));
  if (key >= GDK_KEY_1 && key <= GDK_KEY_9)
    return focus_row (self, (int) (key - GDK_KEY_1));

  return GDK_EVENT_PROPAGATE;
}

static gboolean
key_cb (TbDecisionGrid *self, guint key, guint code, GdkModifierType state)
{
  const guint modifiers = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK;
  int i = self->sheet != NULL ? find_current (self) : -1;
  const Row *row = peek (self, i);
  gboolean is_typing = row != NULL && has_focus (self, row->own);

  if (row == NULL || (state & modifiers) != 0)
    return GDK_EVENT_PROPAGATE;
  /* In a list of codes Enter takes a code. */
  if (is_typing && GTK_IS_DROP_DOWN (gtk_widget_get_first_child (row->own)))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    return go_on (self, i);

  return is_typing ? GDK_EVENT_PROPAGATE : run_key (self, i, key);
}

static void
tb_decision_grid_dispose (GObject *object)
{
  TbDecisionGrid *self = TB_DECISION_GRID (object);

  if (self->grid != NULL) {
    tb_decision_grid_clear (self);
    gtk_widget_unparent (GTK_WIDGET (self->grid));
    self->grid = NULL;
  }

  G_OBJECT_CLASS (tb_decision_grid_parent_class)->dispose (object);
}

static void
tb_decision_grid_finalize (GObject *object)
{
  g_array_unref (TB_DECISION_GRID (object)->rows);

  G_OBJECT_CLASS (tb_decision_grid_parent_class)->finalize (object);
}

static void
tb_decision_grid_class_init (TbDecisionGridClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_decision_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_decision_grid_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[DONE] = g_signal_new ("done",
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
tb_decision_grid_init (TbDecisionGrid *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->rows = g_array_new (FALSE, TRUE, sizeof (Row));
  self->current = -1;
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 15);
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_homogeneous (self->grid, TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->grid), GTK_WIDGET (self));
  /* Before the check buttons, which take Enter and the arrows for themselves. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
