/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <adwaita.h>

#include "tb-decision-grid.h"

/* The grid of a decision with the keyboard alone. */

typedef struct {
  GtkWindow *window;
  TbDecisionGrid *grid;
  TbDecisionSheet *sheet;
  guint n_done;
} Fixture;

static json_t *
new_row (const char *field, const char *type, const char *kind)
{
  return json_pack ("{s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s}}",
                    "field",
                    field,
                    "label",
                    field,
                    "type",
                    type,
                    "kind",
                    kind,
                    "text",
                    "base",
                    "",
                    "mine",
                    "mine",
                    "theirs",
                    "theirs");
}

static void
done_cb (TbDecisionGrid *grid, Fixture *self)
{
  self->n_done++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const char *const heads[] = { "Before", "Mine\n10:18", "Theirs" };
  g_autoptr (json_t) answer = json_pack ("{s:s, s:[o, o, o, o]}",
                                         "command",
                                         "c-1",
                                         "rows",
                                         new_row ("/form/a", "text", "clash"),
                                         new_row ("/form/b", "text", "only-theirs"),
                                         new_row ("/form/c", "table", "clash"),
                                         new_row ("/form/d", "text", "only-mine"));

  self->window = GTK_WINDOW (g_object_ref_sink (gtk_window_new ()));
  self->grid = g_object_new (TB_TYPE_DECISION_GRID, NULL);
  self->sheet = tb_decision_sheet_new (answer, FALSE);
  gtk_window_set_child (self->window, GTK_WIDGET (self->grid));
  g_signal_connect (self->grid, "done", G_CALLBACK (done_cb), self);
  tb_decision_grid_set_sheet (self->grid, NULL, self->sheet, heads, "unemp-reg");
  gtk_window_present (self->window);
  while (!gtk_widget_get_mapped (GTK_WIDGET (self->grid)))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (self->grid), (gpointer *) &self->grid);
  gtk_window_destroy (self->window);
  g_object_unref (self->window);
  while (self->grid != NULL)
    g_main_context_iteration (NULL, FALSE);
  g_object_unref (self->sheet);
}

/* As the grid's own controller is told of a key. */
static gboolean
press (Fixture *self, guint key)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (self->grid));
  gboolean is_handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (GtkEventController) one = g_list_model_get_item (all, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (one))
      g_signal_emit_by_name (one, "key-pressed", key, 0, 0, &is_handled);
  }

  return is_handled;
}

static TbChoice
choice (Fixture *self, guint i)
{
  return tb_decision_sheet_get_row (self->sheet, i)->choice;
}

static void
test_arrows_and_enter (Fixture *self, gconstpointer data)
{
  g_assert_true (tb_decision_grid_focus_first (self->grid));
  g_assert_true (press (self, GDK_KEY_Right));
  g_assert_cmpint (choice (self, 0), ==, TB_CHOICE_THEIRS);
  g_assert_true (press (self, GDK_KEY_Left));
  g_assert_cmpint (choice (self, 0), ==, TB_CHOICE_MINE);
  /* Enter goes to the next row that is open. */
  g_assert_true (press (self, GDK_KEY_Return));
  g_assert_true (press (self, GDK_KEY_Right));
  g_assert_cmpint (choice (self, 2), ==, TB_CHOICE_THEIRS);
  g_assert_true (press (self, GDK_KEY_Return));
  g_assert_true (press (self, GDK_KEY_Left));
  g_assert_cmpint (choice (self, 3), ==, TB_CHOICE_MINE);
  g_assert_cmpuint (self->n_done, ==, 0);
  g_assert_true (press (self, GDK_KEY_Return));
  g_assert_cmpuint (self->n_done, ==, 1);
}

static void
test_digits (Fixture *self, gconstpointer data)
{
  g_assert_true (tb_decision_grid_focus_first (self->grid));
  g_assert_true (press (self, GDK_KEY_4));
  g_assert_true (press (self, GDK_KEY_Right));
  g_assert_cmpint (choice (self, 3), ==, TB_CHOICE_THEIRS);
  /* Nothing is to be chosen in the second row. */
  g_assert_false (press (self, GDK_KEY_2));
  g_assert_true (press (self, GDK_KEY_KP_1));
  g_assert_true (press (self, GDK_KEY_Left));
  g_assert_cmpint (choice (self, 0), ==, TB_CHOICE_MINE);
  g_assert_cmpint (choice (self, 2), ==, TB_CHOICE_NONE);
}

static void
test_typed (Fixture *self, gconstpointer data)
{
  GtkWidget *focus;

  g_assert_true (tb_decision_grid_focus_first (self->grid));
  g_assert_true (tb_decision_grid_type_own (self->grid));
  focus = gtk_window_get_focus (self->window);
  g_assert_true (GTK_IS_EDITABLE (focus));
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_parent (focus)), "3");
  g_assert_cmpint (choice (self, 0), ==, TB_CHOICE_OWN);
  /* A digit is typed here, and no row. */
  g_assert_false (press (self, GDK_KEY_4));
  g_assert_true (press (self, GDK_KEY_Return));
  /* A table cannot be typed. */
  g_assert_false (tb_decision_grid_type_own (self->grid));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/decision-grid/arrows", Fixture, NULL, set_up, test_arrows_and_enter, tear_down);
  g_test_add ("/decision-grid/digits", Fixture, NULL, set_up, test_digits, tear_down);
  g_test_add ("/decision-grid/typed", Fixture, NULL, set_up, test_typed, tear_down);

  return g_test_run ();
}
