/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-table"

#include "config.h"

#include "tb-form-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-field-rules.h"

struct _TbFormTable {
  AdwBin parent_instance;

  TbFormModel *model;
  const TbField *definition;
  GtkWidget *grid;
  gsize n_rows; /* on the screen, with the empty one */
  gboolean is_setting;
};

G_DEFINE_FINAL_TYPE (TbFormTable, tb_form_table, ADW_TYPE_BIN)

static GtkWidget *
get_cell (TbFormTable *self, gsize row, gsize column)
{
  return gtk_grid_get_child_at (GTK_GRID (self->grid), (int) column, (int) row + 1);
}

/* FALSE when @cell is none of the table's. */
static gboolean
find_cell (TbFormTable *self, GtkWidget *cell, gsize *row, gsize *column)
{
  for (*row = 0; *row < self->n_rows; (*row)++) {
    for (*column = 0; *column < self->definition->n_columns; (*column)++) {
      if (get_cell (self, *row, *column) == cell)
        return TRUE;
    }
  }

  return FALSE;
}

static void
changed_cb (TbFormTable *self, GtkEditable *cell)
{
  gsize row;
  gsize column;

  if (self->is_setting || !find_cell (self, GTK_WIDGET (cell), &row, &column))
    return;
  tb_form_model_set_cell (self->model,
                          self->definition->id,
                          MIN (row,
                               tb_form_get_n_rows (tb_form_model_get_form (self->model),
                                                   self->definition->id)),
                          self->definition->columns[column].id,
                          gtk_editable_get_text (cell));
}

static void
add_row (TbFormTable *self)
{
  for (gsize i = 0; i < self->definition->n_columns; i++) {
    const TbField *column = &self->definition->columns[i];
    GtkWidget *entry = gtk_entry_new ();
    g_autofree char *name = g_strdup_printf (_ ("%s, row %d"),
                                             tb_language_pick (column->label_zh, column->label_en),
                                             (int) self->n_rows + 1);

    gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
    gtk_widget_set_hexpand (entry, TRUE);
    gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    name,
                                    -1);
    g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
    gtk_grid_attach (GTK_GRID (self->grid), entry, (int) i, (int) self->n_rows + 1, 1, 1);
  }
  self->n_rows++;
}

static void
show_cell (TbFormTable *self, gsize row, gsize i, gboolean is_forced)
{
  TbForm *form = tb_form_model_get_form (self->model);
  const TbField *column = &self->definition->columns[i];
  const json_t *rows = tb_form_get_value (form, self->definition->id);
  const json_t *value = json_object_get (json_array_get (rows, row), column->id);
  GtkWidget *cell = get_cell (self, row, i);
  GtkWidget *focus =
      is_forced ? NULL : gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *text = NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, cell))
    return;
  if (column->type == TB_FIELD_DATE || column->type == TB_FIELD_MONTH)
    text = g_strdup (json_string_value (value));
  else if (value != NULL)
    text = tb_field_print (tb_form_get_rules (form), column, value, tb_language_get ());
  if (g_strcmp0 (text != NULL ? text : "", gtk_editable_get_text (GTK_EDITABLE (cell))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (cell), text != NULL ? text : "");
}

void
tb_form_table_refresh (TbFormTable *self, gboolean is_forced)
{
  gsize n = tb_form_get_n_rows (tb_form_model_get_form (self->model), self->definition->id);

  self->is_setting = TRUE;
  while (self->n_rows > n + 1)
    gtk_grid_remove_row (GTK_GRID (self->grid), (int) self->n_rows--);
  while (self->n_rows < n + 1)
    add_row (self);
  for (gsize row = 0; row < self->n_rows; row++) {
    for (gsize i = 0; i < self->definition->n_columns; i++)
      show_cell (self, row, i, is_forced || gtk_widget_get_root (GTK_WIDGET (self)) == NULL);
  }
  self->is_setting = FALSE;
}

static gboolean
key_cb (TbFormTable *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gsize row;
  gsize column;

  if (keyval != GDK_KEY_Delete || (state & GDK_CONTROL_MASK) == 0 || focus == NULL ||
      !find_cell (self, gtk_widget_get_parent (focus), &row, &column) || row + 1 >= self->n_rows)
    return GDK_EVENT_PROPAGATE;
  tb_form_model_remove_row (self->model, self->definition->id, row);
  tb_form_table_refresh (self, TRUE);

  return GDK_EVENT_STOP;
}

static void
tb_form_table_dispose (GObject *object)
{
  g_clear_object (&TB_FORM_TABLE (object)->model);

  G_OBJECT_CLASS (tb_form_table_parent_class)->dispose (object);
}

static void
tb_form_table_class_init (TbFormTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_form_table_dispose;
}

static void
tb_form_table_init (TbFormTable *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  /* Before the entry, in which the same keys take out a word. */
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 6);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  adw_bin_set_child (ADW_BIN (self), self->grid);
}

GtkWidget *
tb_form_table_new (TbFormModel *model, const TbField *definition)
{
  TbFormTable *self = g_object_new (TB_TYPE_FORM_TABLE, NULL);

  self->model = g_object_ref (model);
  self->definition = definition;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self),
                               _ ("The last row is empty: type in it to add one. Ctrl+Delete takes "
                                  "a row out"));
  for (gsize i = 0; i < definition->n_columns; i++) {
    const TbField *column = &definition->columns[i];
    GtkWidget *label = gtk_label_new (tb_language_pick (column->label_zh, column->label_en));

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_widget_add_css_class (label, "caption");
    gtk_widget_add_css_class (label, "dim-label");
    gtk_grid_attach (GTK_GRID (self->grid), label, (int) i, 0, 1, 1);
  }
  tb_form_table_refresh (self, TRUE);

  return GTK_WIDGET (self);
}
