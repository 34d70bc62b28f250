/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-queue-list"

#include "config.h"

#include "tb-queue-list.h"

#include <glib/gi18n-lib.h>

#include "tb-case-words.h"
#include "tb-page-model.h"
#include "tb-page.h"
#include "tb-queue-row.h"
#include "tb-tab-stop.h"

/* Every look at a case is on record: passing by with the arrow keys is none. */
#define LINGER_MS 250

struct _TbQueueList {
  GtkWidget parent_instance;

  TbWorkplace *workplace;
  GCancellable *asking;
  char *name;    /* of the queue, or NULL */
  char *text;    /* nullable */
  json_t *first; /* nullable: an answer for the first page that has just come */
  char *chosen;  /* the case told last, or NULL */
  guint linger_source;
  TbPageModel *model;
  GtkSingleSelection *selection;
  GtkStack *stack;
  GtkListView *view;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (TbQueueList, tb_queue_list, GTK_TYPE_WIDGET)

enum { CHOSEN, COUNTED, N_SIGNALS };

static guint signals[N_SIGNALS];

typedef struct {
  TbQueueList *self;
  guint page;
  guint stamp;
  gboolean resets; /* a first page that also says how many there are */
} Question;

/* Borrowed from what the model keeps; NULL while it is on the way. */
static const json_t *
get_json (TbQueueList *self, guint position)
{
  g_autoptr (TbPageRow) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  return row != NULL ? tb_page_row_get_json (row) : NULL;
}

static const char *
get_case (TbQueueList *self, guint position)
{
  return tb_json_get_string (get_json (self, position), "id");
}

/* A draft is no case yet: it goes on where forms are filled in. */
static void
open_draft (TbQueueList *self, const char *draft)
{
  g_autofree char *what = g_strdup_printf ("draft:%s", draft);

  tb_page_go (GTK_WIDGET (self), "counter", what);
}

static void
tell_chosen (TbQueueList *self, gboolean is_entered)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  const char *id = position != GTK_INVALID_LIST_POSITION ? get_case (self, position) : NULL;

  g_clear_handle_id (&self->linger_source, g_source_remove);
  if (is_entered && position != GTK_INVALID_LIST_POSITION) {
    const char *draft = tb_json_get_string (get_json (self, position), "draft");

    if (draft != NULL)
      open_draft (self, draft);
  }
  if (id == NULL || (!is_entered && g_strcmp0 (id, self->chosen) == 0))
    return;
  g_free (self->chosen);
  self->chosen = g_strdup (id);
  g_signal_emit (self, signals[CHOSEN], 0, self->chosen, is_entered);
}

static gboolean
lingered_cb (gpointer user_data)
{
  TbQueueList *self = user_data;
  guint position = gtk_single_selection_get_selected (self->selection);

  /* Its page is still on the way. */
  if (position != GTK_INVALID_LIST_POSITION && get_json (self, position) == NULL)
    return G_SOURCE_CONTINUE;
  self->linger_source = 0;
  tell_chosen (self, FALSE);

  return G_SOURCE_REMOVE;
}

static void
selected_cb (TbQueueList *self)
{
  g_clear_handle_id (&self->linger_source, g_source_remove);
  if (gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION)
    self->linger_source = g_timeout_add (LINGER_MS, lingered_cb, self);
}

static void
activated_cb (TbQueueList *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  tell_chosen (self, TRUE);
}

static void
say (TbQueueList *self, const char *text)
{
  gtk_label_set_label (self->message, text);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
take_first (TbQueueList *self, const json_t *answer, gboolean resets)
{
  gint64 n = tb_json_get_int (answer, "n", 0);
  guint n_rows = (guint) CLAMP (n, 0, G_MAXINT);

  json_decref (self->first);
  self->first = json_incref ((json_t *) answer);
  if (resets)
    tb_page_model_reset (self->model, n_rows);
  else
    tb_page_model_refresh (self->model, n_rows);
  g_clear_pointer (&self->first, json_decref);
  if (n_rows == 0)
    say (self, self->text != NULL ? _ ("Nothing here fits") : _ ("Nothing waits here"));
  else
    gtk_stack_set_visible_child_name (self->stack, "list");
  g_signal_emit (self, signals[COUNTED], 0, (int) n_rows);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (TbQueueList) self = question->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL && question->page == 0) {
    say (self, error->message);
    g_signal_emit (self, signals[COUNTED], 0, -1);
  }
  if (question->page == 0 && answer != NULL)
    take_first (self, answer, question->resets);
  else
    tb_page_model_take (self->model,
                        question->page,
                        question->stamp,
                        tb_json_get_array (answer, "rows"),
                        tb_json_get_string (answer, "next"));
}

static void
ask (TbQueueList *self, Question *question, const char *after, guint skip)
{
  g_autoptr (json_t) args = json_pack ("{s:s, s:s*, s:i, s:i, s:s*}",
                                       "name",
                                       self->name,
                                       "after",
                                       after,
                                       "skip",
                                       (int) skip,
                                       "limit",
                                       TB_PAGE_MODEL_ROWS,
                                       "text",
                                       self->text);
  TbDeskRequest request = { "queue", args, NULL, NULL };

  question->self = g_object_ref (self);
  question->stamp = tb_page_model_get_stamp (self->model);
  tb_workplace_call_async (self->workplace, &request, self->asking, answered_cb, question);
}

/* A TbPageModelAsk. The first page has come with the count. */
static void
ask_page (guint page, const char *after, guint skip, gpointer user_data)
{
  TbQueueList *self = user_data;
  Question *question;

  if (page == 0 && self->first != NULL) {
    tb_page_model_take (self->model,
                        0,
                        tb_page_model_get_stamp (self->model),
                        tb_json_get_array (self->first, "rows"),
                        tb_json_get_string (self->first, "next"));
    return;
  }
  question = g_new0 (Question, 1);
  question->page = page;
  ask (self, question, after, skip);
}

static void
ask_first (TbQueueList *self, gboolean resets)
{
  Question *question;

  if (self->name == NULL || tb_workplace_get_operator (self->workplace) == NULL)
    return;
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  question = g_new0 (Question, 1);
  question->resets = resets;
  ask (self, question, NULL, 0);
}

void
tb_queue_list_open (TbQueueList *self, const char *name, const char *text)
{
  g_free (self->name);
  self->name = g_strdup (name);
  g_free (self->text);
  self->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  g_clear_pointer (&self->chosen, g_free);
  if (name == NULL) {
    if (self->asking != NULL)
      g_cancellable_cancel (self->asking);
    tb_page_model_reset (self->model, 0);
    return;
  }
  ask_first (self, TRUE);
}

void
tb_queue_list_refresh (TbQueueList *self)
{
  ask_first (self, FALSE);
}

void
tb_queue_list_step (TbQueueList *self, int step)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint position = gtk_single_selection_get_selected (self->selection);
  gboolean is_there = position != GTK_INVALID_LIST_POSITION && position < n;

  if (n == 0)
    return;
  /* A case that was dealt with has left the queue: what took its place comes next. */
  if (!is_there)
    position = step > 0 ? 0 : n - 1;
  else if (g_strcmp0 (get_case (self, position), self->chosen) == 0 || step < 0)
    position = (guint) CLAMP ((gint64) position + step, 0, (gint64) n - 1);
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
  tell_chosen (self, FALSE);
}

void
tb_queue_list_set_workplace (TbQueueList *self, TbWorkplace *workplace)
{
  g_set_object (&self->workplace, workplace);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, g_object_new (TB_TYPE_QUEUE_ROW, NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  tb_queue_row_set_row (TB_QUEUE_ROW (gtk_list_item_get_child (item)),
                        gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  tb_queue_row_set_row (TB_QUEUE_ROW (gtk_list_item_get_child (item)), NULL);
}

static gboolean
tb_queue_list_grab_focus (GtkWidget *widget)
{
  TbQueueList *self = TB_QUEUE_LIST (widget);

  return g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0 &&
         gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
tb_queue_list_dispose (GObject *object)
{
  TbQueueList *self = TB_QUEUE_LIST (object);

  g_clear_handle_id (&self->linger_source, g_source_remove);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_object (&self->model);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (tb_queue_list_parent_class)->dispose (object);
}

static void
tb_queue_list_finalize (GObject *object)
{
  TbQueueList *self = TB_QUEUE_LIST (object);

  g_free (self->name);
  g_free (self->text);
  g_free (self->chosen);
  json_decref (self->first);

  G_OBJECT_CLASS (tb_queue_list_parent_class)->finalize (object);
}

static void
tb_queue_list_class_init (TbQueueListClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_queue_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_queue_list_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = tb_queue_list_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen",
                                  type,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_STRING,
                                  G_TYPE_BOOLEAN);
  signals[COUNTED] = g_signal_new ("counted",
                                   type,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_INT);
}

static GtkListView *
new_view (TbQueueList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *view;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, FALSE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (self->selection,
                           "notify::selected",
                           G_CALLBACK (selected_cb),
                           self,
                           G_CONNECT_SWAPPED);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  g_signal_connect_object (view, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Cases of this queue"),
                                  -1);

  return GTK_LIST_VIEW (view);
}

static void
tb_queue_list_init (TbQueueList *self)
{
  GtkWidget *stop = g_object_new (TB_TYPE_TAB_STOP, "vexpand", TRUE, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->model = tb_page_model_new (ask_page, self);
  self->view = new_view (self);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->message = GTK_LABEL (tb_case_words_new_label (_ ("Nothing waits here"), "dim-label"));
  gtk_label_set_xalign (self->message, 0.5f);
  gtk_widget_set_focusable (scroller, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (scroller, stop);
  gtk_stack_add_named (self->stack, stop, "list");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->message), "message");
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
}
