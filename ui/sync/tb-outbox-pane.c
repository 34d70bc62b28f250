/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox-pane"

#include "config.h"

#include "tb-outbox-pane.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-key-button.h"
#include "tb-outbox-line.h"
#include "tb-outbox-list.h"
#include "tb-page.h"
#include "tb-sync-words.h"
#include "tb-tab-stop.h"
#include "tb-toast.h"

/* How long a city is waited for after “send now”. It goes on being tried afterwards. */
#define SEND_TIMEOUT_MS 10000
/* Frames in which a list that was just filled is asked to take the focus. */
#define MAX_FOCUS_TRIES 10

struct _TbOutboxPane {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  TbOutboxList *entries;
  GtkSingleSelection *selection;
  TbOutboxEntry *chosen; /* the one that is followed, or NULL */
  TbArea area;
  char *wanted; /* command to be chosen as soon as it is listed, or NULL */
  guint n_focus_tries;
  gboolean wants_focus; /* as soon as something is listed */

  /* Template widgets */
  GtkLabel *heading;
  GtkLabel *count;
  GtkWidget *all_cities;
  GtkDropDown *shown;
  GtkEditable *search;
  GtkStack *stack;
  GtkListView *list;
  GtkLabel *empty;
  GtkLabel *message;
  GtkWidget *send;
  GtkWidget *edit;
  GtkWidget *withdraw;
  GtkLabel *subject;
};

G_DEFINE_FINAL_TYPE (TbOutboxPane, tb_outbox_pane, ADW_TYPE_BIN)

enum { CHOSEN, OPENED, ALL_CITIES, N_SIGNALS };

static guint signals[N_SIGNALS];

static const json_t *
get_chosen (TbOutboxPane *self)
{
  TbOutboxEntry *entry = gtk_single_selection_get_selected_item (self->selection);

  return entry != NULL ? tb_outbox_entry_get_row (entry) : NULL;
}

static void
show_message (TbOutboxPane *self, const char *text)
{
  gtk_label_set_label (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
show_chosen (TbOutboxPane *self)
{
  const json_t *row = get_chosen (self);
  g_autofree char *subject = row != NULL ? g_strdup_printf (_ ("For the chosen one: %s · %s"),
                                                            tb_json_get_string (row, "person"),
                                                            tb_json_get_string (row, "item_name"))
                                         : NULL;

  gtk_label_set_label (self->subject, subject != NULL ? subject : _ ("Nothing is chosen"));
  gtk_widget_set_sensitive (self->send, row != NULL);
  gtk_widget_set_sensitive (self->edit, row != NULL);
  gtk_widget_set_sensitive (self->withdraw, row != NULL);
  show_message (self, NULL);
  g_signal_emit (self, signals[CHOSEN], 0, row);
}

static void
follow (TbOutboxPane *self, TbOutboxEntry *entry)
{
  if (self->chosen != NULL)
    g_signal_handlers_disconnect_by_func (self->chosen, show_chosen, self);
  g_set_object (&self->chosen, entry);
  if (entry != NULL)
    g_signal_connect_object (entry, "changed", G_CALLBACK (show_chosen), self, G_CONNECT_SWAPPED);
}

static void
chosen_cb (TbOutboxPane *self)
{
  TbOutboxEntry *entry = gtk_single_selection_get_selected_item (self->selection);

  /* A list that only moves its rows leaves the one that is chosen alone. */
  if (entry != NULL && entry == self->chosen)
    return;
  follow (self, entry);
  show_chosen (self);
}

static void
show_count (TbOutboxPane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->entries));
  gboolean is_done = gtk_drop_down_get_selected (self->shown) == 1;
  g_autofree char *count =
      tb_outbox_list_has_more (self->entries)
          ? g_strdup_printf (_ ("the first %u commands"), n)
          : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u command", "%u commands", n), n);
  g_autofree char *heading =
      self->area != TB_AREA_NONE
          ? g_strdup_printf (_ ("Outbox to %s"), tb_city_words_get_name (self->area))
          : g_strdup (_ ("Outbox"));

  gtk_label_set_label (self->heading, heading);
  if (!is_done && n > 0) {
    g_autofree char *safe = g_strdup_printf (_ ("%s · all safe on this machine"), count);

    gtk_label_set_label (self->count, safe);
  } else {
    gtk_label_set_label (self->count, count);
  }
  if (*gtk_editable_get_text (self->search) != '\0')
    gtk_label_set_label (self->empty, _ ("Nothing here begins like this."));
  else
    gtk_label_set_label (self->empty,
                         is_done ? _ ("Nothing was done at this window yet.")
                                 : _ ("Everything has arrived: nothing waits and nothing is to be "
                                      "decided."));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

static void
choose_wanted (TbOutboxPane *self)
{
  GListModel *model = G_LIST_MODEL (self->entries);

  for (guint i = 0; self->wanted != NULL && i < g_list_model_get_n_items (model); i++) {
    g_autoptr (TbOutboxEntry) entry = g_list_model_get_item (model, i);

    if (g_strcmp0 (tb_outbox_entry_get_command (entry), self->wanted) == 0) {
      g_clear_pointer (&self->wanted, g_free);
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", i);
      g_signal_emit (self, signals[OPENED], 0);
    }
  }
}

/* What needs a decision comes first in the list, and is what the page was opened for. */
static void
choose_first (TbOutboxPane *self)
{
  TbOutboxEntry *first;

  if (get_chosen (self) != NULL)
    return;
  first = g_list_model_get_item (G_LIST_MODEL (self->entries), 0);
  if (first == NULL)
    return;
  if (tb_sync_words_needs_decision (tb_outbox_entry_get_row (first)))
    gtk_single_selection_set_selected (self->selection, 0);
  g_object_unref (first);
}

/* A list that was just filled has rows that can take the focus only after a frame or two. */
static gboolean
focus_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TbOutboxPane *self = TB_OUTBOX_PANE (widget);

  if (!gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD) &&
      ++self->n_focus_tries < MAX_FOCUS_TRIES)
    return G_SOURCE_CONTINUE;
  choose_first (self);

  return G_SOURCE_REMOVE;
}

static void
focus_list (TbOutboxPane *self)
{
  self->wants_focus = FALSE;
  self->n_focus_tries = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), focus_cb, NULL, NULL);
}

static void
loaded_cb (TbOutboxPane *self, const char *error)
{
  if (error != NULL)
    show_message (self, error);
  show_count (self);
  if (self->wants_focus && g_list_model_get_n_items (G_LIST_MODEL (self->entries)) > 0)
    focus_list (self);
  choose_wanted (self);
}

static void
apply_filter (TbOutboxPane *self)
{
  if (self->entries == NULL)
    return;
  gtk_widget_set_visible (self->all_cities, self->area != TB_AREA_NONE);
  tb_outbox_list_set_filter (self->entries,
                             gtk_drop_down_get_selected (self->shown) == 1 ? TB_OUTBOX_SETTLED
                                                                           : TB_OUTBOX_OPEN,
                             self->area,
                             gtk_editable_get_text (self->search));
}

static void
filter_changed_cb (TbOutboxPane *self)
{
  self->wants_focus = FALSE;
  apply_filter (self);
}

static void
all_cities_cb (TbOutboxPane *self)
{
  g_signal_emit (self, signals[ALL_CITIES], 0);
}

static void
edge_reached_cb (TbOutboxPane *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM)
    tb_outbox_list_load_more (self->entries);
}

static void
open_chosen (TbOutboxPane *self)
{
  g_signal_emit (self, signals[OPENED], 0);
}

static void
activated_cb (TbOutboxPane *self)
{
  open_chosen (self);
}

/* What needs a decision is edited there, everything else on the page of its case. */
static void
edit_cb (TbOutboxPane *self)
{
  const json_t *row = get_chosen (self);

  if (row == NULL)
    return;
  if (tb_sync_words_needs_decision (row))
    open_chosen (self);
  else
    tb_page_go (GTK_WIDGET (self), "case", tb_json_get_string (row, "case"));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbOutboxPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (answer == NULL)
    show_message (self, error->message);
}

static void
send_cb (TbOutboxPane *self)
{
  const json_t *row = get_chosen (self);
  const char *slug = tb_json_get_string (row, "area");
  g_autoptr (json_t) args = NULL;
  g_autofree char *text = NULL;
  TbDeskRequest request = { "sync", NULL, NULL, NULL };

  if (row == NULL)
    return;
  if (tb_sync_words_needs_decision (row)) {
    show_message (self, _ ("The city has answered this one: it goes again only once you decide"));
    return;
  }
  args = json_pack ("{s:s, s:i}", "area", slug, "timeout_ms", SEND_TIMEOUT_MS);
  request.args = args;
  text = g_strdup_printf (_ ("%s is being tried now"),
                          tb_city_words_get_name (tb_area_from_slug (slug)));
  show_message (self, text);
  tb_workplace_call_async (self->workplace, &request, NULL, sent_cb, g_object_ref (self));
}

static void
withdrawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbOutboxPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (answer == NULL)
    show_message (self, error->message);
  else
    tb_toast_show (GTK_WIDGET (self), _ ("Withdrawn; the city will never see it"));
}

static void
withdraw_cb (TbOutboxPane *self)
{
  const json_t *row = get_chosen (self);
  g_autofree char *why = NULL;
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "cancel", NULL, NULL, NULL };

  if (row == NULL)
    return;
  if (!tb_sync_words_may_withdraw (row, tb_workplace_get_operator (self->workplace), &why)) {
    show_message (self, why);
    return;
  }
  args = json_pack ("{s:s}", "command", tb_json_get_string (row, "command"));
  request.args = args;
  tb_workplace_call_async (self->workplace, &request, NULL, withdrawn_cb, g_object_ref (self));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, g_object_new (TB_TYPE_OUTBOX_LINE, NULL));
}

static void
bind_cb (TbOutboxPane *self, GtkListItem *item)
{
  GtkWidget *line = gtk_list_item_get_child (item);

  tb_outbox_line_show (TB_OUTBOX_LINE (line), self->workplace, gtk_list_item_get_item (item));
}

static void
unbind_cb (TbOutboxPane *self, GtkListItem *item)
{
  tb_outbox_line_show (TB_OUTBOX_LINE (gtk_list_item_get_child (item)), NULL, NULL);
}

void
tb_outbox_pane_set_workplace (TbOutboxPane *self, TbWorkplace *workplace)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_return_if_fail (self->workplace == NULL);

  self->workplace = g_object_ref (workplace);
  self->entries = tb_outbox_list_new (workplace);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->entries)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (factory);
  g_signal_connect_object (self->selection,
                           "notify::selected-item",
                           G_CALLBACK (chosen_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entries,
                           "loaded",
                           G_CALLBACK (loaded_cb),
                           self,
                           G_CONNECT_SWAPPED);
  show_count (self);
  chosen_cb (self);
}

void
tb_outbox_pane_set_area (TbOutboxPane *self, TbArea area)
{
  if (self->area == area)
    return;
  self->area = area;
  apply_filter (self);
}

void
tb_outbox_pane_choose (TbOutboxPane *self, const char *command)
{
  g_free (self->wanted);
  self->wanted = g_strdup (command);
  if (gtk_drop_down_get_selected (self->shown) != 0)
    gtk_drop_down_set_selected (self->shown, 0);
  gtk_editable_set_text (self->search, "");
  tb_outbox_pane_reload (self);
}

void
tb_outbox_pane_reload (TbOutboxPane *self)
{
  gtk_widget_set_visible (self->all_cities, self->area != TB_AREA_NONE);
  tb_outbox_list_reload (self->entries);
}

void
tb_outbox_pane_go_on (TbOutboxPane *self)
{
  tb_outbox_pane_reload (self);
  self->wants_focus = TRUE;
}

void
tb_outbox_pane_take_focus (TbOutboxPane *self)
{
  self->wants_focus = TRUE;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->entries)) > 0)
    focus_list (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
tb_outbox_pane_clear (TbOutboxPane *self)
{
  g_clear_pointer (&self->wanted, g_free);
  gtk_editable_set_text (self->search, "");
  gtk_drop_down_set_selected (self->shown, 0);
  if (self->entries != NULL)
    tb_outbox_list_clear (self->entries);
  show_message (self, NULL);
}

static void
tb_outbox_pane_dispose (GObject *object)
{
  TbOutboxPane *self = TB_OUTBOX_PANE (object);

  follow (self, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->entries);
  g_clear_object (&self->workplace);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (tb_outbox_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/sync/tb-outbox-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, heading);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, count);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, all_cities);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, shown);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, search);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, stack);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, list);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, empty);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, message);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, send);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, edit);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, withdraw);
  gtk_widget_class_bind_template_child (widget_class, TbOutboxPane, subject);
  gtk_widget_class_bind_template_callback (widget_class, all_cities_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_reached_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, withdraw_cb);
}

static void
tb_outbox_pane_class_init (TbOutboxPaneClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_outbox_pane_dispose;
  signals[CHOSEN] = g_signal_new ("chosen",
                                  type,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_POINTER);
  signals[OPENED] =
      g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ALL_CITIES] =
      g_signal_new ("all-cities", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TB_TYPE_KEY_BUTTON);
  g_type_ensure (TB_TYPE_TAB_STOP);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
tb_outbox_pane_init (TbOutboxPane *self)
{
  self->area = TB_AREA_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->all_cities, FALSE);
}
