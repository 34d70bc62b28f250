/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-matter-ask"

#include "config.h"

#include "tb-matter-ask.h"

#include <glib/gi18n-lib.h>

#define N_COMMON   4
#define MATTER_KEY "tb-matter"

struct _TbMatterAsk {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  GCancellable *cancellable; /* of the newest search */
  GCancellable *life;

  /* Template widgets */
  GtkEditable *entry;
  GtkBox *common;
  GtkLabel *message;
  GtkWidget *results_stop;
  GtkListBox *results;
  GtkWidget *start_button;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (TbMatterAsk, tb_matter_ask, ADW_TYPE_BIN)

static void
choose (TbMatterAsk *self, const json_t *matter)
{
  if (matter != NULL)
    g_signal_emit (self,
                   chosen_signal,
                   0,
                   tb_json_get_string (matter, "id"),
                   tb_json_get_string (matter, "name"));
}

static void
common_clicked_cb (TbMatterAsk *self, GtkWidget *button)
{
  choose (self, g_object_get_data (G_OBJECT (button), MATTER_KEY));
}

static void
add_common (TbMatterAsk *self, json_t *matter, guint digit)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (tb_json_get_string (matter, "name"));
  g_autofree char *text = g_strdup_printf ("%u", digit);
  GtkWidget *cap = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 12);
  gtk_widget_set_tooltip_text (button, tb_json_get_string (matter, "name"));
  gtk_widget_add_css_class (cap, "keycap");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), cap);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tb_json_get_string (matter, "name"),
                                  -1);
  g_object_set_data_full (G_OBJECT (button),
                          MATTER_KEY,
                          json_incref (matter),
                          (GDestroyNotify) json_decref);
  g_signal_connect_object (button,
                           "clicked",
                           G_CALLBACK (common_clicked_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->common, button);
}

static void
common_told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbMatterAsk) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  GtkWidget *child;

  if (answer == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->common))) != NULL)
    gtk_box_remove (self->common, child);
  for (guint i = 0; i < N_COMMON; i++) {
    json_t *matter = json_array_get (tb_json_get_array (answer, "rows"), i);

    if (matter != NULL)
      add_common (self, matter, i + 1);
  }
}

static void
ask_common (TbMatterAsk *self)
{
  g_autoptr (json_t) args = json_pack ("{s:b}", "used", TRUE);
  TbDeskRequest request = { "items", args, NULL, NULL };

  tb_workplace_call_async (self->workplace,
                           &request,
                           self->life,
                           common_told_cb,
                           g_object_ref (self));
}

static void
empty_results (TbMatterAsk *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->results, 0)) != NULL)
    gtk_list_box_remove (self->results, GTK_WIDGET (row));
  gtk_widget_set_visible (self->results_stop, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  gtk_widget_set_sensitive (self->start_button, FALSE);
}

static void
add_result (TbMatterAsk *self, json_t *matter)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tb_json_get_string (matter, "name"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tb_json_get_string (matter, "name"),
                                  -1);
  g_object_set_data_full (G_OBJECT (row),
                          MATTER_KEY,
                          json_incref (matter),
                          (GDestroyNotify) json_decref);
  gtk_list_box_append (self->results, row);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbMatterAsk) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  const json_t *rows = tb_json_get_array (answer, "rows");
  json_t *matter;
  gsize i;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  empty_results (self);
  if (json_array_size (rows) == 0) {
    gtk_label_set_label (self->message,
                         answer == NULL ? error->message
                                        : _ ("No matter is called so. A shorter text finds more"));
    gtk_widget_set_visible (GTK_WIDGET (self->message), TRUE);
    return;
  }
  json_array_foreach ((json_t *) rows, i, matter) add_result (self, matter);
  gtk_list_box_select_row (self->results, gtk_list_box_get_row_at_index (self->results, 0));
  gtk_widget_set_visible (self->results_stop, TRUE);
  gtk_widget_set_sensitive (self->start_button, TRUE);
}

static void
changed_cb (TbMatterAsk *self)
{
  const char *text = gtk_editable_get_text (self->entry);
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "items", NULL, NULL, NULL };

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_set_visible (GTK_WIDGET (self->common), *text == '\0');
  if (*text == '\0') {
    empty_results (self);
    return;
  }

  self->cancellable = g_cancellable_new ();
  args = json_pack ("{s:s}", "text", text);
  request.args = args;
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->cancellable,
                           searched_cb,
                           g_object_ref (self));
}

static void
activate_cb (TbMatterAsk *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->results);

  if (row != NULL)
    choose (self, g_object_get_data (G_OBJECT (row), MATTER_KEY));
}

static void
row_activated_cb (TbMatterAsk *self, GtkListBoxRow *row)
{
  choose (self, g_object_get_data (G_OBJECT (row), MATTER_KEY));
}

static gboolean
pick_common (TbMatterAsk *self, guint digit)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->common));

  for (guint i = 0; i < digit && button != NULL; i++)
    button = gtk_widget_get_next_sibling (button);
  if (button == NULL)
    return GDK_EVENT_PROPAGATE;
  common_clicked_cb (self, button);

  return GDK_EVENT_STOP;
}

static gboolean
move (TbMatterAsk *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->results);
  int i = row != NULL ? gtk_list_box_row_get_index (row) + step : 0;

  row = gtk_list_box_get_row_at_index (self->results, MAX (i, 0));
  if (row != NULL)
    gtk_list_box_select_row (self->results, row);

  return GDK_EVENT_STOP;
}

static gboolean
key_pressed_cb (TbMatterAsk *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean is_empty = *gtk_editable_get_text (self->entry) == '\0';

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (is_empty && keyval >= GDK_KEY_1 && keyval < GDK_KEY_1 + N_COMMON)
    return pick_common (self, keyval - GDK_KEY_1);
  if (is_empty && keyval >= GDK_KEY_KP_1 && keyval < GDK_KEY_KP_1 + N_COMMON)
    return pick_common (self, keyval - GDK_KEY_KP_1);
  if (!is_empty && keyval == GDK_KEY_Down)
    return move (self, 1);
  if (!is_empty && keyval == GDK_KEY_Up)
    return move (self, -1);

  return GDK_EVENT_PROPAGATE;
}

void
tb_matter_ask_set_workplace (TbMatterAsk *self, TbWorkplace *workplace)
{
  g_set_object (&self->workplace, workplace);
}

void
tb_matter_ask_prepare (TbMatterAsk *self)
{
  gtk_editable_set_text (self->entry, "");
  empty_results (self);
  ask_common (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
tb_matter_ask_dispose (GObject *object)
{
  TbMatterAsk *self = TB_MATTER_ASK (object);

  g_cancellable_cancel (self->life);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (tb_matter_ask_parent_class)->dispose (object);
}

static void
tb_matter_ask_finalize (GObject *object)
{
  g_object_unref (TB_MATTER_ASK (object)->life);

  G_OBJECT_CLASS (tb_matter_ask_parent_class)->finalize (object);
}

static void
tb_matter_ask_class_init (TbMatterAskClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_matter_ask_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_matter_ask_finalize;
  chosen_signal = g_signal_new ("chosen",
                                TB_TYPE_MATTER_ASK,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                2,
                                G_TYPE_STRING,
                                G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/visit/tb-matter-ask.ui");
  gtk_widget_class_bind_template_child (widget_class, TbMatterAsk, entry);
  gtk_widget_class_bind_template_child (widget_class, TbMatterAsk, common);
  gtk_widget_class_bind_template_child (widget_class, TbMatterAsk, message);
  gtk_widget_class_bind_template_child (widget_class, TbMatterAsk, results_stop);
  gtk_widget_class_bind_template_child (widget_class, TbMatterAsk, results);
  gtk_widget_class_bind_template_child (widget_class, TbMatterAsk, start_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
tb_matter_ask_init (TbMatterAsk *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  self->life = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the entry's own text takes the digit. */
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), key);
}
