/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-decision-view"

#include "config.h"

#include "tb-decision-view.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-decision-grid.h"
#include "tb-decision-words.h"
#include "tb-key-button.h"
#include "tb-sync-words.h"
#include "tb-toast.h"

/* Full values are for one look, not for the next person at the window. */
#define REVEAL_S 60

struct _TbDecisionView {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  json_t *row; /* of `outbox`, or NULL */
  TbDecisionSheet *sheet;
  TbDecisionSheet *kept; /* choices of a sheet whose values are not to be shown any more, or NULL */
  GCancellable *asking;  /* cancelled: nothing is awaited, and it is asked when mapped */
  guint mask_source;     /* while full values are shown */
  gboolean asks_full;
  GHashTable *sending;  /* commands whose decision is not answered yet */
  gboolean wants_focus; /* as soon as there is something to decide */

  /* Template widgets */
  GtkLabel *title;
  GtkImage *mark_icon;
  GtkLabel *mark;
  GtkLabel *subtitle;
  GtkLabel *story;
  GtkLabel *scope;
  GtkWidget *fields;
  TbDecisionGrid *grid;
  GtkWidget *tools;
  GtkLabel *tally;
  GtkEditable *reason;
  GtkListBox *next;
  GtkLabel *message;
  GtkWidget *give_up;
  GtkLabel *hint;
  GtkWidget *send;
};

G_DEFINE_FINAL_TYPE (TbDecisionView, tb_decision_view, ADW_TYPE_BIN)

enum { LATER, DECIDED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void ask (TbDecisionView *self, const char *reveal);

static gboolean
is_refused (TbDecisionView *self)
{
  return g_strcmp0 (tb_json_get_string (self->row, "state"), "refused") == 0;
}

static gboolean
is_shown (TbDecisionView *self, const char *command)
{
  return g_strcmp0 (tb_json_get_string (self->row, "command"), command) == 0;
}

static gboolean
is_sending (TbDecisionView *self)
{
  const char *command = tb_json_get_string (self->row, "command");

  return command != NULL && g_hash_table_contains (self->sending, command);
}

static const json_t *
get_city (TbDecisionView *self)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (self->row, "area"));

  return tb_workplace_get_city (self->workplace, area);
}

static void
show_message (TbDecisionView *self, const char *text)
{
  gtk_label_set_label (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
update_next (TbDecisionView *self)
{
  g_auto (GStrv) lines = NULL;
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->next))) != NULL)
    gtk_list_box_remove (self->next, old);
  if (self->sheet == NULL)
    return;

  lines = tb_decision_words_dup_next (self->row, self->sheet, get_city (self));
  for (char **line = lines; *line != NULL; line++) {
    GtkWidget *label = gtk_label_new (*line);
    GtkWidget *row = gtk_list_box_row_new ();

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_widget_add_css_class (label, "decision-next");
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
    gtk_widget_set_focusable (row, FALSE);
    gtk_list_box_append (self->next, row);
  }
}

/* What is still to be done before it can go, or "" */
static const char *
get_missing (TbDecisionView *self)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));

  if (self->sheet == NULL)
    return _ ("Loading");
  if (tb_decision_sheet_find_undecided (self->sheet, 0) >= 0)
    return _ ("Choose in every row first");

  return *reason == '\0' ? _ ("Give a reason first") : "";
}

static void
update_footer (TbDecisionView *self)
{
  const char *missing = get_missing (self);
  gboolean is_given_up = self->sheet != NULL && tb_decision_sheet_gives_up (self->sheet);

  gtk_widget_set_sensitive (self->send, *missing == '\0' && !is_sending (self));
  gtk_widget_set_sensitive (self->give_up,
                            self->sheet != NULL && !is_sending (self) &&
                                *gtk_editable_get_text (self->reason) != '\0');
  gtk_label_set_label (self->hint,
                       *missing != '\0' ? missing : _ ("Can be withdrawn until it is sent"));
  tb_key_button_set_text (TB_KEY_BUTTON (self->send),
                          is_given_up ? _ ("Keep Theirs") : _ ("Issue as a New Command"));
}

static void
sheet_changed_cb (TbDecisionView *self)
{
  g_autofree char *tally = tb_decision_words_dup_tally (self->row, self->sheet);

  gtk_label_set_label (self->tally, tally);
  update_next (self);
  update_footer (self);
}

static void
show_sheet (TbDecisionView *self)
{
  g_autofree char *story = tb_decision_words_dup_story (self->row, self->sheet);
  g_autofree char *scope = tb_decision_words_dup_scope (self->sheet);
  g_auto (GStrv) heads = tb_decision_words_dup_heads (self->row, self->sheet);
  gboolean has_choice = tb_decision_sheet_count_open (self->sheet) > 0;

  gtk_label_set_label (self->story, story);
  gtk_label_set_label (self->scope, scope);
  gtk_widget_set_visible (self->fields, tb_decision_sheet_get_n_rows (self->sheet) > 0);
  gtk_widget_set_visible (self->tools, has_choice);
  gtk_widget_set_visible (GTK_WIDGET (self->tally), has_choice);
  tb_decision_grid_set_sheet (self->grid,
                              self->workplace,
                              self->sheet,
                              (const char *const *) heads,
                              tb_json_get_string (self->row, "item"));
  sheet_changed_cb (self);
  if (self->wants_focus)
    tb_decision_view_take_focus (self);
}

static void
drop_sheet (TbDecisionView *self)
{
  g_clear_handle_id (&self->mask_source, g_source_remove);
  tb_decision_grid_clear (self->grid);
  if (self->sheet != NULL)
    g_signal_handlers_disconnect_by_data (self->sheet, self);
  g_clear_object (&self->sheet);
  gtk_widget_set_visible (self->fields, FALSE);
  update_next (self);
}

/* Full values go; what was chosen stays. */
static void
mask (TbDecisionView *self)
{
  g_set_object (&self->kept, self->sheet);
  drop_sheet (self);
  g_cancellable_cancel (self->asking);
  update_footer (self);
}

static gboolean
mask_cb (gpointer user_data)
{
  TbDecisionView *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->mask_source = 0;
  self->wants_focus = focus != NULL && gtk_widget_is_ancestor (focus, self->fields);
  mask (self);
  ask (self, NULL);

  return G_SOURCE_REMOVE;
}

/* Takes @sheet. */
static void
take_sheet (TbDecisionView *self, TbDecisionSheet *sheet)
{
  TbDecisionSheet *before = self->sheet != NULL ? self->sheet : self->kept;

  if (before != NULL)
    tb_decision_sheet_keep_choices (sheet, before);
  if (self->sheet != NULL)
    g_signal_handlers_disconnect_by_data (self->sheet, self);
  g_clear_object (&self->sheet);
  g_clear_object (&self->kept);
  g_clear_handle_id (&self->mask_source, g_source_remove);
  if (self->asks_full)
    self->mask_source = g_timeout_add_seconds (REVEAL_S, mask_cb, self);
  self->sheet = sheet;
  g_signal_connect_object (sheet,
                           "changed",
                           G_CALLBACK (sheet_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  show_sheet (self);
}

static void
conflict_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbDecisionView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    show_message (self, error->message);
  if (error != NULL && self->sheet == NULL)
    g_cancellable_cancel (self->asking);
  if (answer != NULL && self->row != NULL)
    take_sheet (self, tb_decision_sheet_new (answer, is_refused (self)));
}

/* @reveal: (nullable): why the full values are to be shown. */
static void
ask (TbDecisionView *self, const char *reveal)
{
  g_autoptr (json_t) args = json_pack ("{s:s, s:s*}",
                                       "command",
                                       tb_json_get_string (self->row, "command"),
                                       "reveal",
                                       reveal);
  TbDeskRequest request = { "conflict", args, NULL, NULL };

  g_cancellable_cancel (self->asking);
  g_object_unref (self->asking);
  self->asking = g_cancellable_new ();
  self->asks_full = reveal != NULL;
  show_message (self, NULL);
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->asking,
                           conflict_cb,
                           g_object_ref (self));
}

static void
show_header (TbDecisionView *self)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (self->row, "area"));
  const json_t *city = get_city (self);
  const char *classes[] = { tb_sync_words_get_style (self->row, city), NULL };
  g_autofree char *title = tb_decision_words_dup_title (self->row, is_refused (self));
  g_autofree char *subtitle = tb_decision_words_dup_subtitle (self->row);
  g_autofree char *mark =
      g_strdup_printf (is_refused (self) ? _ ("%s: not taken") : _ ("%s: needs a decision"),
                       tb_city_words_get_name (area));

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, subtitle);
  gtk_label_set_label (self->mark, mark);
  gtk_image_set_from_icon_name (self->mark_icon, tb_sync_words_get_icon (self->row, city));
  gtk_widget_set_css_classes (GTK_WIDGET (self->mark_icon), classes);
}

void
tb_decision_view_show (TbDecisionView *self, const json_t *row)
{
  if (self->row != NULL && json_equal (self->row, row))
    return;
  if (g_strcmp0 (tb_json_get_string (self->row, "command"), tb_json_get_string (row, "command")) !=
      0)
    tb_decision_view_clear (self);

  json_decref (self->row);
  self->row = json_deep_copy (row);
  show_header (self);
  update_footer (self);
  ask (self, NULL);
}

void
tb_decision_view_take_focus (TbDecisionView *self)
{
  self->wants_focus = self->sheet == NULL;
  if (self->sheet != NULL && !tb_decision_grid_focus_first (self->grid))
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

void
tb_decision_view_clear (TbDecisionView *self)
{
  g_cancellable_cancel (self->asking);
  drop_sheet (self);
  g_clear_object (&self->kept);
  g_clear_pointer (&self->row, json_decref);
  gtk_editable_set_text (self->reason, "");
  gtk_label_set_label (self->story, "");
  gtk_label_set_label (self->scope, "");
  self->wants_focus = FALSE;
  show_message (self, NULL);
}

static void
all_mine_cb (TbDecisionView *self)
{
  if (self->sheet == NULL)
    return;
  tb_decision_sheet_choose_all (self->sheet, TB_CHOICE_MINE);
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

static void
all_theirs_cb (TbDecisionView *self)
{
  if (self->sheet == NULL)
    return;
  tb_decision_sheet_choose_all (self->sheet, TB_CHOICE_THEIRS);
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

static void
type_own_cb (TbDecisionView *self)
{
  if (tb_decision_grid_type_own (self->grid))
    show_message (self, NULL);
  else
    show_message (self, _ ("This field cannot be typed in one line: choose a side"));
}

static void
reveal_cb (TbDecisionView *self)
{
  const char *reason = gtk_editable_get_text (self->reason);

  if (*reason != '\0') {
    ask (self, reason);
    return;
  }
  show_message (self, _ ("Give the reason first: a look at full values is kept in the audit"));
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

static void
grid_done_cb (TbDecisionView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

static void
later_cb (TbDecisionView *self)
{
  g_signal_emit (self, signals[LATER], 0);
}

typedef struct {
  TbDecisionView *self;
  char *command; /* what was decided about */
} Sent;

static void
sent_free (Sent *sent)
{
  g_object_unref (sent->self);
  g_free (sent->command);
  g_free (sent);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sent, sent_free)

/* Another command may be shown by now: its choices are not touched. */
static void
decided_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sent) sent = user_data;
  TbDecisionView *self = sent->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  g_hash_table_remove (self->sending, sent->command);
  update_footer (self);
  if (answer == NULL && is_shown (self, sent->command)) {
    if (g_error_matches (error, TB_DESK_ERROR, TB_DESK_ERROR_CHANGED))
      ask (self, NULL);
    show_message (self, error->message);
    return;
  }
  if (answer == NULL) {
    tb_toast_show (GTK_WIDGET (self), error->message);
    return;
  }
  tb_toast_show (GTK_WIDGET (self),
                 tb_json_get_string (answer, "command") != NULL
                     ? _ ("Decided: a new command is in the outbox")
                     : _ ("Decided: what the city has stands"));
  if (!is_shown (self, sent->command))
    return;
  tb_decision_view_clear (self);
  g_signal_emit (self, signals[DECIDED], 0);
}

static void
decide (TbDecisionView *self, gboolean gives_up)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
  g_autoptr (json_t) args = tb_decision_sheet_dup_args (self->sheet, reason, gives_up);
  TbDeskRequest request = { "decide", args, NULL, NULL };
  Sent *sent = g_new0 (Sent, 1);

  sent->self = g_object_ref (self);
  sent->command = g_strdup (tb_json_get_string (self->row, "command"));
  g_hash_table_add (self->sending, g_strdup (sent->command));
  show_message (self, NULL);
  update_footer (self);
  tb_workplace_call_async (self->workplace, &request, NULL, decided_cb, sent);
}

static void
give_up_cb (TbDecisionView *self)
{
  decide (self, TRUE);
}

static void
send_cb (TbDecisionView *self)
{
  decide (self, FALSE);
}

void
tb_decision_view_set_workplace (TbDecisionView *self, TbWorkplace *workplace)
{
  g_set_object (&self->workplace, workplace);
}

static void
tb_decision_view_map (GtkWidget *widget)
{
  TbDecisionView *self = TB_DECISION_VIEW (widget);

  GTK_WIDGET_CLASS (tb_decision_view_parent_class)->map (widget);
  if (self->row != NULL && self->sheet == NULL && g_cancellable_is_cancelled (self->asking))
    ask (self, NULL);
}

static void
tb_decision_view_unmap (GtkWidget *widget)
{
  TbDecisionView *self = TB_DECISION_VIEW (widget);

  GTK_WIDGET_CLASS (tb_decision_view_parent_class)->unmap (widget);
  if (self->mask_source != 0)
    mask (self);
  else if (self->asks_full)
    g_cancellable_cancel (self->asking);
}

static void
tb_decision_view_dispose (GObject *object)
{
  TbDecisionView *self = TB_DECISION_VIEW (object);

  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->mask_source, g_source_remove);
  g_clear_object (&self->kept);
  g_clear_object (&self->sheet);
  g_clear_object (&self->workplace);
  g_clear_pointer (&self->row, json_decref);

  G_OBJECT_CLASS (tb_decision_view_parent_class)->dispose (object);
}

static void
tb_decision_view_finalize (GObject *object)
{
  g_hash_table_unref (TB_DECISION_VIEW (object)->sending);

  G_OBJECT_CLASS (tb_decision_view_parent_class)->finalize (object);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, all_mine_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_theirs_cb);
  gtk_widget_class_bind_template_callback (widget_class, type_own_cb);
  gtk_widget_class_bind_template_callback (widget_class, reveal_cb);
  gtk_widget_class_bind_template_callback (widget_class, grid_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_up_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_footer);
}

static void
tb_decision_view_class_init (TbDecisionViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_decision_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_decision_view_finalize;
  widget_class->map = tb_decision_view_map;
  widget_class->unmap = tb_decision_view_unmap;
  signals[LATER] = g_signal_new ("later",
                                 G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 0);
  signals[DECIDED] = g_signal_new ("decided",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
  g_type_ensure (TB_TYPE_KEY_BUTTON);
  g_type_ensure (TB_TYPE_DECISION_GRID);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/sync/tb-decision-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, title);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, mark_icon);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, mark);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, subtitle);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, story);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, scope);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, fields);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, grid);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, tools);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, tally);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, reason);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, next);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, message);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, give_up);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, hint);
  gtk_widget_class_bind_template_child (widget_class, TbDecisionView, send);
  bind_callbacks (widget_class);
}

static void
tb_decision_view_init (TbDecisionView *self)
{
  self->asking = g_cancellable_new ();
  self->sending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  tb_decision_view_clear (self);
}
