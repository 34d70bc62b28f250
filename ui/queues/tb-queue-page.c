/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-queue-page"

#include "config.h"

#include "tb-queue-page.h"

#include <glib/gi18n-lib.h>

#include "tb-case-view.h"
#include "tb-case-words.h"
#include "tb-page.h"
#include "tb-queue-list.h"
#include "tb-queue-names.h"

#define N_COLUMNS 2
/* Counting costs more than looking: at most so often, however much the cities tell. */
#define COUNT_PAUSE_MS  1000
#define SEARCH_PAUSE_MS 200

struct _TbQueuePage {
  GtkWidget parent_instance;

  TbWorkplace *workplace;
  char *queue;         /* the name of the one shown, or NULL */
  GHashTable *counts;  /* name → GtkLabel */
  GHashTable *buttons; /* name → GtkToggleButton */
  guint count_source;
  guint search_source;
  gboolean is_stale;    /* something came while another place was shown */
  gboolean is_choosing; /* nobody has said which queue: the first with something in it */
  gboolean wants_focus; /* the place was opened, its list is on the way */

  /* Template widgets */
  GtkWidget *root;
  GtkGrid *queues;
  GtkEditable *search;
  TbQueueList *list;
  GtkLabel *footer;
  TbCaseView *view;
};

static void page_init (TbPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TbQueuePage,
                               tb_queue_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (TB_TYPE_PAGE, page_init))

static void
show_count (TbQueuePage *self, const json_t *row)
{
  const char *name = tb_json_get_string (row, "name");
  GtkLabel *label = name != NULL ? g_hash_table_lookup (self->counts, name) : NULL;
  gint64 n = tb_json_get_int (row, "n", 0);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  g_autofree char *spoken = NULL;
  GtkWidget *button;

  if (label == NULL)
    return;
  button = g_hash_table_lookup (self->buttons, name);
  gtk_label_set_label (label, text);
  spoken = g_strdup_printf (_ ("%s, %s"),
                            (const char *) g_object_get_data (G_OBJECT (button), "title"),
                            text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
}

static void
show_list (TbQueuePage *self)
{
  tb_queue_list_open (self->list, self->queue, gtk_editable_get_text (self->search));
}

/* @name must be that of a queue. */
static void
open_queue (TbQueuePage *self, const char *name)
{
  GtkWidget *button = g_hash_table_lookup (self->buttons, name);
  g_autofree char *hint = NULL;

  if (button == NULL)
    return;
  g_free (self->queue);
  self->queue = g_strdup (name);
  hint = g_strdup_printf (_ ("Find in “%s” ( / )"),
                          (const char *) g_object_get_data (G_OBJECT (button), "title"));
  g_object_set (self->search, "placeholder-text", hint, NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  show_list (self);
}

static gint64
find_count (const json_t *answer, const char *name)
{
  json_t *row;
  gsize i;

  json_array_foreach (tb_json_get_array (answer, "rows"), i, row)
  {
    if (g_strcmp0 (tb_json_get_string (row, "name"), name) == 0)
      return tb_json_get_int (row, "n", 0);
  }

  return 0;
}

/* The most urgent queue that has something in it. */
static void
choose_queue (TbQueuePage *self, const json_t *answer)
{
  gsize n;
  const TbQueueName *names = tb_queue_names_get (&n);

  self->is_choosing = FALSE;
  for (gsize i = 0; i < n; i++) {
    if (find_count (answer, names[i].name) > 0) {
      open_queue (self, names[i].name);
      return;
    }
  }
  open_queue (self, names[0].name);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbQueuePage) self = user_data;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, NULL);
  json_t *row;
  gsize i;

  if (self->root == NULL)
    return;
  json_array_foreach (tb_json_get_array (answer, "rows"), i, row) show_count (self, row);
  if (self->is_choosing)
    choose_queue (self, answer);
}

static void
count (TbQueuePage *self)
{
  TbDeskRequest request = { "queues", NULL, NULL, NULL };

  self->is_stale = FALSE;
  tb_workplace_call_async (self->workplace, &request, NULL, counted_cb, g_object_ref (self));
}

static gboolean
count_cb (gpointer user_data)
{
  TbQueuePage *self = user_data;

  self->count_source = 0;
  count (self);
  tb_queue_list_refresh (self->list);

  return G_SOURCE_REMOVE;
}

static void
work_changed_cb (TbQueuePage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->is_stale = TRUE;
  else if (self->count_source == 0)
    self->count_source = g_timeout_add (COUNT_PAUSE_MS, count_cb, self);
}

static void
toggled_cb (TbQueuePage *self, GtkToggleButton *button)
{
  const char *name = gtk_widget_get_name (GTK_WIDGET (button));

  if (gtk_toggle_button_get_active (button) && g_strcmp0 (name, self->queue) != 0)
    open_queue (self, name);
}

static GtkWidget *
new_queue_button (TbQueuePage *self, const TbQueueName *queue)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = tb_case_words_new_label (_ (queue->title), NULL);
  GtkWidget *n = tb_case_words_new_label ("", "numeric dim-label");

  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_wrap (GTK_LABEL (n), FALSE);
  /* Chinese can wrap after every character; the window would have to be as high as that. */
  gtk_label_set_width_chars (GTK_LABEL (title), 9);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (queue->icon));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), n);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_name (button, queue->name);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "queue-button");
  gtk_widget_set_hexpand (button, TRUE);
  g_object_set_data_full (G_OBJECT (button), "title", g_strdup (_ (queue->title)), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  g_hash_table_insert (self->counts, (gpointer) queue->name, n);
  g_hash_table_insert (self->buttons, (gpointer) queue->name, button);

  return button;
}

static void
fill_queues (TbQueuePage *self)
{
  GtkToggleButton *first = NULL;
  gsize n;
  const TbQueueName *names = tb_queue_names_get (&n);

  for (gsize i = 0; i < n; i++) {
    GtkWidget *button = new_queue_button (self, &names[i]);

    if (first == NULL)
      first = GTK_TOGGLE_BUTTON (button);
    else
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
    gtk_grid_attach (self->queues, button, (int) (i % N_COLUMNS), (int) (i / N_COLUMNS), 1, 1);
  }
}

static gboolean
search_cb (gpointer user_data)
{
  TbQueuePage *self = user_data;

  self->search_source = 0;
  show_list (self);

  return G_SOURCE_REMOVE;
}

static void
search_changed_cb (TbQueuePage *self)
{
  g_clear_handle_id (&self->search_source, g_source_remove);
  if (self->queue != NULL)
    self->search_source = g_timeout_add (SEARCH_PAUSE_MS, search_cb, self);
}

static void
search_done_cb (TbQueuePage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* The list, or what chooses one when it is empty. */
static void
focus (TbQueuePage *self)
{
  GtkWidget *button = self->queue != NULL ? g_hash_table_lookup (self->buttons, self->queue) : NULL;

  self->wants_focus = FALSE;
  if (!gtk_widget_grab_focus (GTK_WIDGET (self->list)) && button != NULL)
    gtk_widget_grab_focus (button);
}

static void
list_counted_cb (TbQueuePage *self, int n)
{
  g_autofree char *text =
      n < 0 ? g_strdup ("")
            : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                            "%d case, counted and listed by one query",
                                            "%d cases, counted and listed by one query",
                                            (gulong) n),
                               n);

  gtk_label_set_label (self->footer, text);
  if (self->wants_focus)
    focus (self);
}

static void
chosen_cb (TbQueuePage *self, const char *id, gboolean is_entered)
{
  tb_case_view_open (self->view, id);
  if (is_entered)
    tb_case_view_focus (self->view);
}

static void
previous_cb (TbQueuePage *self)
{
  tb_queue_list_step (self->list, -1);
}

static void
next_cb (TbQueuePage *self)
{
  tb_queue_list_step (self->list, 1);
}

static void
add_steps (TbQueuePage *self)
{
  GtkWidget *previous = tb_case_words_new_button (_ ("Previous"), _ ("Alt+↑"));
  GtkWidget *next = tb_case_words_new_button (_ ("Next"), _ ("Alt+↓"));

  g_signal_connect_object (previous, "clicked", G_CALLBACK (previous_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (next, "clicked", G_CALLBACK (next_cb), self, G_CONNECT_SWAPPED);
  tb_case_view_add_button (self->view, previous);
  tb_case_view_add_button (self->view, next);
}

static gboolean
is_typing (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && GTK_IS_EDITABLE (focus);
}

static gboolean
key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  TbQueuePage *self = TB_QUEUE_PAGE (widget);

  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (g_variant_get_int32 (args) != 0) {
    tb_queue_list_step (self->list, g_variant_get_int32 (args));
    return TRUE;
  }

  return !is_typing (widget) && gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
add_key (GtkShortcutController *keys, guint key, GdkModifierType modifiers, int what)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers),
                                            gtk_callback_action_new (key_cb, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (what));
  gtk_shortcut_controller_add_shortcut (keys, shortcut);
}

static void
add_keys (TbQueuePage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutController *keys = GTK_SHORTCUT_CONTROLLER (controller);

  gtk_shortcut_controller_set_scope (keys, GTK_SHORTCUT_SCOPE_GLOBAL);
  add_key (keys, GDK_KEY_Down, GDK_ALT_MASK, 1);
  add_key (keys, GDK_KEY_Up, GDK_ALT_MASK, -1);
  add_key (keys, GDK_KEY_slash, 0, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
set_workplace (TbPage *page, TbWorkplace *workplace)
{
  TbQueuePage *self = TB_QUEUE_PAGE (page);

  g_return_if_fail (self->workplace == NULL);
  self->workplace = g_object_ref (workplace);
  tb_queue_list_set_workplace (self->list, workplace);
  tb_case_view_set_workplace (self->view, workplace);
  g_signal_connect_object (workplace,
                           "work-changed",
                           G_CALLBACK (work_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
open_page (TbPage *page, const char *what)
{
  TbQueuePage *self = TB_QUEUE_PAGE (page);

  self->wants_focus = TRUE;
  if (*what != '\0')
    open_queue (self, what);
  else if (self->queue == NULL)
    self->is_choosing = TRUE;
  else if (self->is_stale)
    tb_queue_list_refresh (self->list);
  count (self);
  if (*what == '\0' && self->queue != NULL)
    focus (self);
}

static void
clear (TbPage *page)
{
  TbQueuePage *self = TB_QUEUE_PAGE (page);

  g_clear_pointer (&self->queue, g_free);
  gtk_editable_set_text (self->search, "");
  g_clear_handle_id (&self->search_source, g_source_remove);
  tb_queue_list_open (self->list, NULL, NULL);
  tb_case_view_open (self->view, NULL);
  gtk_label_set_label (self->footer, "");
}

static void
page_init (TbPageInterface *iface)
{
  iface->set_workplace = set_workplace;
  iface->open = open_page;
  iface->clear = clear;
}

static void
tb_queue_page_dispose (GObject *object)
{
  TbQueuePage *self = TB_QUEUE_PAGE (object);

  g_clear_handle_id (&self->count_source, g_source_remove);
  g_clear_handle_id (&self->search_source, g_source_remove);
  g_clear_object (&self->workplace);
  if (self->root != NULL)
    gtk_widget_unparent (self->root);
  self->root = NULL;

  G_OBJECT_CLASS (tb_queue_page_parent_class)->dispose (object);
}

static void
tb_queue_page_finalize (GObject *object)
{
  TbQueuePage *self = TB_QUEUE_PAGE (object);

  g_free (self->queue);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->buttons);

  G_OBJECT_CLASS (tb_queue_page_parent_class)->finalize (object);
}

static void
tb_queue_page_class_init (TbQueuePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_queue_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_queue_page_finalize;
  g_type_ensure (TB_TYPE_QUEUE_LIST);
  g_type_ensure (TB_TYPE_CASE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/queues/tb-queue-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TbQueuePage, root);
  gtk_widget_class_bind_template_child (widget_class, TbQueuePage, queues);
  gtk_widget_class_bind_template_child (widget_class, TbQueuePage, search);
  gtk_widget_class_bind_template_child (widget_class, TbQueuePage, list);
  gtk_widget_class_bind_template_child (widget_class, TbQueuePage, footer);
  gtk_widget_class_bind_template_child (widget_class, TbQueuePage, view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_counted_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
tb_queue_page_init (TbQueuePage *self)
{
  self->counts = g_hash_table_new (g_str_hash, g_str_equal);
  self->buttons = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_queues (self);
  add_steps (self);
  add_keys (self);
}
