/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-number-view"

#include "config.h"

#include "tb-number-view.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-page.h"

/* What `submit` makes of every accepted case. */
#define RECEIPT "collect-receipt"

struct _TbNumberView {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  GCancellable *cancellable;
  char *case_id;
  char *command;
  TbArea home;

  /* Template widgets */
  GtkLabel *matter;
  GtkLabel *number;
  GtkImage *icon;
  GtkLabel *state;
  GtkLabel *receipt_note;
  GtkWidget *print_button;
  GtkWidget *case_button;
  GtkWidget *next_button;
};

static guint next_signal;

G_DEFINE_FINAL_TYPE (TbNumberView, tb_number_view, ADW_TYPE_BIN)

static void
show_state (TbNumberView *self, const char *outbox)
{
  const char *city = self->home != TB_AREA_NONE ? tb_city_words_get_name (self->home) : "";
  g_autofree char *text = NULL;

  if (g_strcmp0 (outbox, "applied") == 0) {
    text = g_strdup_printf (_ ("Confirmed by %s"), city);
    gtk_image_set_from_icon_name (self->icon, "tb-ok-symbolic");
  } else if (g_strcmp0 (outbox, "queued") == 0 || g_strcmp0 (outbox, "sent") == 0) {
    text = g_strdup_printf (_ ("Provisional, pending %s. Safe on this window and sent as soon as "
                               "the city can be reached"),
                            city);
    gtk_image_set_from_icon_name (self->icon, "tb-waiting-symbolic");
  } else {
    text = g_strdup_printf (_ ("%s did not take it: open the case and decide"), city);
    gtk_image_set_from_icon_name (self->icon, "tb-decision-symbolic");
  }
  gtk_label_set_label (self->state, text);
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbNumberView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  json_t *row;
  gsize i;

  if (answer == NULL || self->command == NULL)
    return;
  json_array_foreach (tb_json_get_array (answer, "rows"), i, row)
  {
    if (g_strcmp0 (tb_json_get_string (row, "command"), self->command) == 0)
      show_state (self, tb_json_get_string (row, "state"));
  }
}

static void
work_changed_cb (TbNumberView *self)
{
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "outbox", NULL, NULL, NULL };

  if (self->command == NULL)
    return;
  args = json_pack ("{s:s}", "text", gtk_label_get_label (self->number));
  request.args = args;
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->cancellable,
                           told_cb,
                           g_object_ref (self));
}

static void
print_cb (TbNumberView *self)
{
  g_autofree char *what = NULL;

  if (self->case_id == NULL)
    return;
  what = g_strdup_printf ("%s %s", self->case_id, RECEIPT);
  tb_page_go (GTK_WIDGET (self), "print", what);
}

static void
case_cb (TbNumberView *self)
{
  if (self->case_id != NULL)
    tb_page_go (GTK_WIDGET (self), "case", self->case_id);
}

static void
next_cb (TbNumberView *self)
{
  g_signal_emit (self, next_signal, 0);
}

static gboolean
print_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  print_cb (TB_NUMBER_VIEW (widget));

  return TRUE;
}

void
tb_number_view_set_workplace (TbNumberView *self, TbWorkplace *workplace)
{
  g_set_object (&self->workplace, workplace);
  g_signal_connect_object (workplace,
                           "work-changed",
                           G_CALLBACK (work_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

void
tb_number_view_clear (TbNumberView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->case_id, g_free);
  g_clear_pointer (&self->command, g_free);
  gtk_label_set_label (self->matter, "");
  gtk_label_set_label (self->number, "");
  gtk_label_set_label (self->state, "");
}

void
tb_number_view_show (TbNumberView *self, const char *name, const json_t *answer)
{
  gboolean has_receipt = tb_json_get_string (answer, "receipt") != NULL;

  tb_number_view_clear (self);
  self->case_id = g_strdup (tb_json_get_string (answer, "case"));
  self->command = g_strdup (tb_json_get_string (answer, "command"));
  self->home = tb_area_from_slug (tb_json_get_string (answer, "home"));
  gtk_label_set_label (self->matter, name != NULL ? name : "");
  gtk_label_set_label (self->number, tb_json_get_string (answer, "number"));
  gtk_label_set_label (self->receipt_note,
                       has_receipt ? _ ("The receipt is ready to be printed")
                                   : _ ("There is no receipt for this matter"));
  gtk_widget_set_visible (self->print_button, has_receipt);
  show_state (self, tb_json_get_string (answer, "outbox"));
  gtk_widget_grab_focus (has_receipt ? self->print_button : self->next_button);
  work_changed_cb (self);
}

static void
tb_number_view_dispose (GObject *object)
{
  TbNumberView *self = TB_NUMBER_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workplace);
  g_clear_pointer (&self->case_id, g_free);
  g_clear_pointer (&self->command, g_free);

  G_OBJECT_CLASS (tb_number_view_parent_class)->dispose (object);
}

static void
tb_number_view_class_init (TbNumberViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_number_view_dispose;
  next_signal = g_signal_new ("next",
                              TB_TYPE_NUMBER_VIEW,
                              G_SIGNAL_RUN_LAST,
                              0,
                              NULL,
                              NULL,
                              NULL,
                              G_TYPE_NONE,
                              0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/visit/tb-number-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TbNumberView, matter);
  gtk_widget_class_bind_template_child (widget_class, TbNumberView, number);
  gtk_widget_class_bind_template_child (widget_class, TbNumberView, icon);
  gtk_widget_class_bind_template_child (widget_class, TbNumberView, state);
  gtk_widget_class_bind_template_child (widget_class, TbNumberView, receipt_note);
  gtk_widget_class_bind_template_child (widget_class, TbNumberView, print_button);
  gtk_widget_class_bind_template_child (widget_class, TbNumberView, case_button);
  gtk_widget_class_bind_template_child (widget_class, TbNumberView, next_button);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, case_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, print_shortcut_cb, NULL);
}

static void
tb_number_view_init (TbNumberView *self)
{
  self->cancellable = g_cancellable_new ();
  self->home = TB_AREA_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
}
