/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-case-deadline"

#include "config.h"

#include "tb-case-deadline.h"

#include <glib/gi18n-lib.h>

#include "tb-case-words.h"
#include "tb-city-words.h"

struct _TbCaseDeadline {
  GtkBox parent_instance;

  TbWorkplace *workplace;
  char *case_id;
  gboolean has_clocks;
  GtkButton *button;
  GtkImage *icon;
  GtkLabel *label;
  GtkPopover *popover;
  GtkBox *lines;
};

G_DEFINE_FINAL_TYPE (TbCaseDeadline, tb_case_deadline, GTK_TYPE_BOX)

/* The lines of one clock: what it is, its days, what comes of them. */
static void
add_clock (TbCaseDeadline *self, const json_t *clock)
{
  const json_t *lines = tb_json_get_array (clock, "lines");
  gsize n = json_array_size (lines);

  if (gtk_widget_get_first_child (GTK_WIDGET (self->lines)) != NULL)
    gtk_box_append (self->lines, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  for (gsize i = 0; i < n; i++) {
    const char *style = i == 0 || i + 1 == n ? "heading" : "numeric";

    gtk_box_append (self->lines,
                    tb_case_words_new_label (json_string_value (json_array_get (lines, i)), style));
  }
}

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbCaseDeadline) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  json_t *clock;
  gsize i;

  if (self->popover == NULL)
    return;
  tb_case_words_empty_box (self->lines);
  if (answer == NULL) {
    gtk_box_append (self->lines, tb_case_words_new_label (error->message, "error"));
    return;
  }
  json_array_foreach (tb_json_get_array (answer, "legs"), i, clock) add_clock (self, clock);
}

static void
ask (TbCaseDeadline *self)
{
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "explain", NULL, NULL, NULL };

  if (self->case_id == NULL)
    return;
  args = json_pack ("{s:s}", "case", self->case_id);
  request.args = args;
  tb_workplace_call_async (self->workplace, &request, NULL, explained_cb, g_object_ref (self));
}

/* The running clock of whoever must act; else any running one; else any. */
static const json_t *
find_deadline (const json_t *answer)
{
  const char *owner = tb_json_get_string (tb_json_get_object (answer, "case"), "owner");
  const json_t *best = NULL;
  int best_rank = 0;
  json_t *row;
  gsize i;

  json_array_foreach (tb_json_get_array (answer, "deadlines"), i, row)
  {
    gboolean is_owners = g_strcmp0 (tb_json_get_string (row, "owner"), owner) == 0;
    int rank = 1 + (tb_json_get_bool (row, "paused") ? 1 : 0) +
               (tb_json_get_bool (row, "running") ? 2 + (is_owners ? 2 : 0) : 0);

    if (rank > best_rank) {
      best_rank = rank;
      best = row;
    }
  }

  return best;
}

static char *
dup_words (const json_t *answer, const json_t *row)
{
  const char *owner = tb_json_get_string (tb_json_get_object (answer, "case"), "owner");
  const char *city = tb_city_words_get_name (tb_area_from_slug (
      tb_json_get_bool (row, "running") ? tb_json_get_string (row, "owner") : owner));
  g_autofree char *day = tb_case_words_dup_day (tb_json_get_string (row, "due"));

  if (tb_json_get_bool (tb_json_get_object (answer, "case"), "closed"))
    return g_strdup (_ ("Closed: nobody has to act"));
  if (row == NULL)
    return g_strdup_printf (_ ("%s must act, without a limit"), city);
  if (tb_json_get_bool (row, "paused"))
    return g_strdup_printf (_ ("The limit rests; %s acts when it goes on"), city);
  if (!tb_json_get_bool (row, "running"))
    return g_strdup_printf (_ ("%s must act; no limit runs"), city);
  if (tb_json_get_bool (row, "overdue"))
    return g_strdup_printf (_ ("%s should have acted by %s"), city, day);

  return g_strdup_printf (_ ("%s must act by %s"), city, day);
}

void
tb_case_deadline_show (TbCaseDeadline *self, const json_t *answer)
{
  const json_t *row = find_deadline (answer);
  gboolean is_late = tb_json_get_bool (row, "running") && tb_json_get_bool (row, "overdue");
  g_autofree char *words = NULL;

  g_free (self->case_id);
  self->case_id = g_strdup (tb_json_get_string (tb_json_get_object (answer, "case"), "id"));
  self->has_clocks = row != NULL;
  if (answer == NULL) {
    gtk_popover_popdown (self->popover);
    tb_case_words_empty_box (self->lines);
    return;
  }

  words = dup_words (answer, row);
  gtk_label_set_label (self->label, words);
  gtk_image_set_from_icon_name (self->icon,
                                is_late ? "tb-overdue-symbolic" : "tb-waiting-symbolic");
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), row != NULL);
  if (is_late)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words,
                                  -1);
  /* Asked beforehand: a popover that grows while it is open jumps. */
  if (self->has_clocks)
    ask (self);
}

gboolean
tb_case_deadline_explain (TbCaseDeadline *self)
{
  if (!self->has_clocks)
    return FALSE;
  gtk_popover_popup (self->popover);

  return TRUE;
}

void
tb_case_deadline_set_workplace (TbCaseDeadline *self, TbWorkplace *workplace)
{
  g_set_object (&self->workplace, workplace);
}

static void
tb_case_deadline_dispose (GObject *object)
{
  TbCaseDeadline *self = TB_CASE_DEADLINE (object);

  g_clear_object (&self->workplace);
  if (self->popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  self->popover = NULL;

  G_OBJECT_CLASS (tb_case_deadline_parent_class)->dispose (object);
}

static void
tb_case_deadline_finalize (GObject *object)
{
  g_free (TB_CASE_DEADLINE (object)->case_id);

  G_OBJECT_CLASS (tb_case_deadline_parent_class)->finalize (object);
}

static void
tb_case_deadline_class_init (TbCaseDeadlineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_case_deadline_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_case_deadline_finalize;
}

static GtkWidget *
new_face (TbCaseDeadline *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *cap;

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->label = GTK_LABEL (tb_case_words_new_label (NULL, NULL));
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  cap = tb_case_words_new_label (_ ("Alt+D"), "keycap");
  gtk_label_set_wrap (GTK_LABEL (cap), FALSE);
  gtk_box_append (GTK_BOX (box), tb_case_words_new_label (_ ("Day by day"), "accent"));
  gtk_box_append (GTK_BOX (box), cap);
  gtk_widget_set_hexpand (box, TRUE);

  return box;
}

static void
tb_case_deadline_init (TbCaseDeadline *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->button = GTK_BUTTON (gtk_button_new ());
  self->popover = GTK_POPOVER (gtk_popover_new ());
  self->lines = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_set_size_request (GTK_WIDGET (self->lines), 420, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 240);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 480);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->lines));
  gtk_popover_set_child (self->popover, scroller);
  /* A menu button of GTK 4.8 gives its child no more than its natural width. */
  gtk_button_set_child (self->button, new_face (self));
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self->button));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (gtk_popover_popup), self->popover);
  gtk_widget_set_hexpand (GTK_WIDGET (self->button), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->button));
}
