/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <gtk/gtk.h>

#include "tb-decision-sheet.h"
#include "tb-outbox-entry.h"
#include "tb-sync-words.h"

/* What is chosen about a conflict, and what the desk is told, without a display. */

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
                    "a",
                    "mine",
                    "b",
                    "theirs",
                    "c");
}

/* Two fields are open, a table among them; one the city changed alone; one the workflow sets. */
static TbDecisionSheet *
new_sheet (gboolean is_refused)
{
  g_autoptr (json_t) answer = json_pack ("{s:s, s:s, s:[o, o, o, o]}",
                                         "command",
                                         "c-1",
                                         "seen",
                                         "v-1",
                                         "rows",
                                         new_row ("/form/mobile", "phone", "clash"),
                                         new_row ("/form/periods", "table", "only-mine"),
                                         new_row ("/form/remark", "text", "only-theirs"),
                                         new_row ("/state", "state", "clash"));

  return tb_decision_sheet_new (answer, is_refused);
}

static void
count_cb (TbDecisionSheet *sheet, guint *n)
{
  (*n)++;
}

static void
test_nothing_is_chosen_by_itself (void)
{
  g_autoptr (TbDecisionSheet) sheet = new_sheet (FALSE);

  g_assert_cmpuint (tb_decision_sheet_get_n_rows (sheet), ==, 4);
  g_assert_cmpuint (tb_decision_sheet_count_open (sheet), ==, 2);
  g_assert_cmpuint (tb_decision_sheet_count (sheet, TB_CHOICE_NONE), ==, 2);
  g_assert_cmpint (tb_decision_sheet_find_undecided (sheet, 0), ==, 0);
  tb_decision_sheet_choose (sheet, 0, TB_CHOICE_MINE);
  g_assert_cmpint (tb_decision_sheet_find_undecided (sheet, 0), ==, 1);
  tb_decision_sheet_choose (sheet, 2, TB_CHOICE_MINE);
  g_assert_cmpuint (tb_decision_sheet_count (sheet, TB_CHOICE_MINE), ==, 1);
}

static void
test_choices_go_out (void)
{
  g_autoptr (TbDecisionSheet) sheet = new_sheet (FALSE);
  g_autoptr (json_t) args = NULL;
  const json_t *choices;
  guint n = 0;

  g_signal_connect (sheet, "changed", G_CALLBACK (count_cb), &n);
  g_assert_true (tb_decision_sheet_can_type (sheet, 0));
  g_assert_false (tb_decision_sheet_can_type (sheet, 1));
  g_assert_false (tb_decision_sheet_can_type (sheet, 2));
  tb_decision_sheet_choose_all (sheet, TB_CHOICE_THEIRS);
  tb_decision_sheet_choose_all (sheet, TB_CHOICE_THEIRS);
  tb_decision_sheet_choose_own (sheet, 0, "13800000000");
  g_assert_cmpuint (n, ==, 2);
  g_assert_false (tb_decision_sheet_gives_up (sheet));

  args = tb_decision_sheet_dup_args (sheet, "why", FALSE);
  choices = tb_json_get_object (args, "choices");
  g_assert_cmpstr (tb_json_get_string (args, "command"), ==, "c-1");
  g_assert_cmpstr (tb_json_get_string (args, "reason"), ==, "why");
  g_assert_cmpstr (tb_json_get_string (args, "seen"), ==, "v-1");
  g_assert_null (json_object_get (args, "take"));
  g_assert_cmpuint (json_object_size (choices), ==, 2);
  g_assert_cmpstr (tb_json_get_string (choices, "/form/mobile"), ==, "=13800000000");
  g_assert_cmpstr (tb_json_get_string (choices, "/form/periods"), ==, "theirs");

  tb_decision_sheet_choose_own (sheet, 0, "");
  g_assert_cmpint (tb_decision_sheet_find_undecided (sheet, 0), ==, 0);
}

/* A step of which everything is theirs must not be taken again. */
static void
test_all_theirs_gives_up (void)
{
  g_autoptr (TbDecisionSheet) sheet = new_sheet (FALSE);
  g_autoptr (json_t) args = NULL;

  tb_decision_sheet_choose_all (sheet, TB_CHOICE_THEIRS);
  g_assert_true (tb_decision_sheet_gives_up (sheet));
  args = tb_decision_sheet_dup_args (sheet, "why", FALSE);
  g_assert_cmpstr (tb_json_get_string (args, "take"), ==, "theirs");
  g_assert_null (json_object_get (args, "choices"));
}

static void
test_refused_starts_with_mine (void)
{
  g_autoptr (TbDecisionSheet) sheet = new_sheet (TRUE);
  g_autoptr (TbDecisionSheet) again = new_sheet (TRUE);

  g_assert_cmpint (tb_decision_sheet_find_undecided (sheet, 0), ==, -1);
  g_assert_cmpuint (tb_decision_sheet_count (sheet, TB_CHOICE_MINE), ==, 2);
  tb_decision_sheet_choose_own (sheet, 0, "x");
  tb_decision_sheet_keep_choices (again, sheet);
  g_assert_cmpuint (tb_decision_sheet_count (again, TB_CHOICE_OWN), ==, 1);
  g_assert_cmpstr (tb_decision_sheet_get_row (again, 0)->own, ==, "x");
}

static gboolean
may_withdraw (const char *operator_id, const char *state, int attempts)
{
  g_autoptr (json_t) who = json_pack ("{s:s}", "operator", "me");
  g_autoptr (json_t) row =
      json_pack ("{s:s, s:s, s:i}", "operator", operator_id, "state", state, "attempts", attempts);
  g_autofree char *why = NULL;
  gboolean may = tb_sync_words_may_withdraw (row, who, &why);

  /* Who may not is told why. */
  g_assert_true (may == (why == NULL));

  return may;
}

static void
test_withdraw (void)
{
  g_assert_true (may_withdraw ("me", "queued", 0));
  g_assert_false (may_withdraw ("you", "queued", 0));
  g_assert_false (may_withdraw ("me", "queued", 1));
  g_assert_false (may_withdraw ("me", "sent", 1));
  g_assert_false (may_withdraw ("me", "conflict", 1));
  g_assert_false (may_withdraw ("me", "applied", 1));
}

static void
test_shapes (void)
{
  g_autoptr (json_t) away = json_pack ("{s:s}", "state", "unreachable");
  g_autoptr (json_t) online = json_pack ("{s:s}", "state", "up-to-date");
  g_autoptr (json_t) queued = json_pack ("{s:s, s:s}", "state", "queued", "area", "fushun");
  g_autoptr (json_t) conflict = json_pack ("{s:s, s:s}", "state", "conflict", "area", "fushun");

  g_assert_cmpstr (tb_sync_words_get_icon (queued, away), ==, "tb-unreachable-symbolic");
  g_assert_cmpstr (tb_sync_words_get_icon (queued, online), ==, "tb-waiting-symbolic");
  g_assert_cmpstr (tb_sync_words_get_icon (conflict, away), ==, "tb-decision-symbolic");
  g_assert_true (tb_sync_words_needs_decision (conflict));
  g_assert_false (tb_sync_words_needs_decision (queued));
}

static TbOutboxEntry *
new_entry (const char *command, int attempts)
{
  g_autoptr (json_t) row = json_pack ("{s:s, s:i}", "command", command, "attempts", attempts);

  return tb_outbox_entry_new (row);
}

static void
count_change_cb (guint *n)
{
  (*n)++;
}

static void
check_chosen_cb (GtkSingleSelection *selection, GParamSpec *spec, gpointer chosen)
{
  g_assert_true (gtk_single_selection_get_selected_item (selection) == chosen);
}

/* A reload that comes while a decision is typed must not take it away. */
static void
test_chosen_stays (void)
{
  GListStore *store = g_list_store_new (TB_TYPE_OUTBOX_ENTRY);
  g_autoptr (GtkSingleSelection) selection = NULL;
  g_autoptr (GPtrArray) first = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) second = g_ptr_array_new_with_free_func (g_object_unref);
  TbOutboxEntry *chosen;
  guint n_changed = 0;

  g_ptr_array_add (first, new_entry ("a", 0));
  g_ptr_array_add (first, new_entry ("b", 0));
  g_ptr_array_add (first, new_entry ("c", 0));
  tb_outbox_entry_update_store (store, first);
  selection = gtk_single_selection_new (G_LIST_MODEL (store));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_selected (selection, 1);
  chosen = gtk_single_selection_get_selected_item (selection);
  g_signal_connect (selection, "notify::selected-item", G_CALLBACK (check_chosen_cb), chosen);
  g_signal_connect_swapped (chosen, "changed", G_CALLBACK (count_change_cb), &n_changed);

  g_ptr_array_add (second, new_entry ("c", 1));
  g_ptr_array_add (second, new_entry ("new", 0));
  g_ptr_array_add (second, new_entry ("b", 2));
  tb_outbox_entry_update_store (store, second);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 3);
  g_assert_true (gtk_single_selection_get_selected_item (selection) == chosen);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 2);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpint (tb_json_get_int (tb_outbox_entry_get_row (chosen), "attempts", 0), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decision/nothing-by-itself", test_nothing_is_chosen_by_itself);
  g_test_add_func ("/decision/choices-go-out", test_choices_go_out);
  g_test_add_func ("/decision/all-theirs-gives-up", test_all_theirs_gives_up);
  g_test_add_func ("/decision/refused-starts-with-mine", test_refused_starts_with_mine);
  g_test_add_func ("/decision/withdraw", test_withdraw);
  g_test_add_func ("/decision/shapes", test_shapes);
  g_test_add_func ("/decision/chosen-stays", test_chosen_stays);

  return g_test_run ();
}
