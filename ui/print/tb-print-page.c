/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-print-page"

#include "config.h"

#include "tb-print-page.h"

#include <glib/gi18n-lib.h>

#include "tb-page.h"
#include "tb-paper-view.h"
#include "tb-print-job.h"
#include "tb-tab-stop.h"
#include "tb-time.h"

#define ZOOM_STEP 1.2
#define MIN_ZOOM  0.4
#define MAX_ZOOM  4.0

struct _TbPrintPage {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  GCancellable *cancellable; /* of what is asked for the paper that is shown */
  char *case_id;
  char *print;
  char *file_name;
  TbPaper *paper;
  GtkFileChooserNative *chooser; /* while it is open */
  gboolean is_busy;
  int unconfirmed; /* the newest copy that went out and nobody has looked at, or 0 */

  /* Template widgets */
  GtkLabel *title;
  GtkLabel *subtitle;
  TbPaperView *view;
  GtkWidget *provisional;
  GtkLabel *provisional_text;
  GtkLabel *message;
  GtkWidget *question;
  GtkLabel *question_text;
  GtkListBox *copies;
  GtkWidget *send_button;
};

static void page_init (TbPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TbPrintPage,
                               tb_print_page,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TB_TYPE_PAGE, page_init))

static void
show_message (TbPrintPage *self, const char *text)
{
  gtk_label_set_label (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
update_actions (TbPrintPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_ready = self->paper != NULL && !self->is_busy;

  gtk_widget_action_set_enabled (widget, "print.print", is_ready);
  gtk_widget_action_set_enabled (widget, "print.save", is_ready);
  gtk_widget_action_set_enabled (widget, "print.confirm", is_ready && self->unconfirmed > 0);
}

static void
set_busy (TbPrintPage *self, gboolean is_busy)
{
  self->is_busy = is_busy;
  update_actions (self);
}

/* Copies */

static char *
format_clock (const json_t *copy, const char *member)
{
  const char *at = tb_json_get_string (copy, member);
  g_autoptr (GDateTime) when = NULL;
  g_autoptr (GDateTime) here = NULL;
  gint64 us;

  if (at == NULL || !tb_time_parse (at, &us))
    return NULL;
  when = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  here = g_date_time_to_local (when);

  /* Translators: when a copy was made, sent, looked at. */
  return g_date_time_format (here, _ ("%-d %b %H:%M"));
}

static char *
describe_copy (const json_t *copy)
{
  g_autofree char *made = format_clock (copy, "made");
  g_autofree char *spooled = format_clock (copy, "spooled");
  g_autofree char *confirmed = format_clock (copy, "confirmed");
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Made %s"), made != NULL ? made : "");
  g_string_append_c (text, '\n');
  if (spooled != NULL)
    g_string_append_printf (text, _ ("Sent %s"), spooled);
  else
    g_string_append (text, _ ("Not sent: the next attempt has this number"));
  g_string_append_c (text, '\n');
  if (confirmed != NULL)
    g_string_append_printf (text, _ ("Came out right %s"), confirmed);
  else
    g_string_append (text, _ ("Nobody has said that it came out right"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
new_copy_row (const json_t *copy)
{
  gboolean is_confirmed = tb_json_get_string (copy, "confirmed") != NULL;
  gboolean is_spooled = tb_json_get_string (copy, "spooled") != NULL;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (is_confirmed ? "tb-ok-symbolic"
                                                  : is_spooled ? "tb-waiting-symbolic"
                                                               : "tb-todo-symbolic");
  int number = (int) tb_json_get_int (copy, "copy", 0);
  g_autofree char *title =
      number > 1 ? g_strdup_printf (_ ("Copy %d"), number) : g_strdup (_ ("Original"));
  g_autofree char *facts = describe_copy (copy);
  g_autofree char *spoken = g_strdup_printf ("%s\n%s", title, facts);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (icon, is_confirmed ? "success" : "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);

  return row;
}

/* Only the newest is asked about: of an older one nobody knows any more. */
static void
update_question (TbPrintPage *self, const json_t *copies)
{
  const json_t *newest = json_array_get (copies, 0);
  gboolean is_open = tb_json_get_string (newest, "spooled") != NULL &&
                     tb_json_get_string (newest, "confirmed") == NULL;
  g_autofree char *text = NULL;

  self->unconfirmed = is_open ? (int) tb_json_get_int (newest, "copy", 0) : 0;
  text = self->unconfirmed > 1
             ? g_strdup_printf (_ ("Copy %d was sent. Look at it: is it whole and readable?"),
                                self->unconfirmed)
             : g_strdup (_ ("The original was sent. Look at it: is it whole and readable?"));
  gtk_label_set_label (self->question_text, text);
  gtk_widget_set_visible (self->question, is_open);
  update_actions (self);
}

static void
show_copies (TbPrintPage *self, const json_t *copies)
{
  GtkWidget *row;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->copies, 0))) != NULL)
    gtk_list_box_remove (self->copies, row);
  for (gsize i = 0; i < json_array_size (copies); i++)
    gtk_list_box_append (self->copies, new_copy_row (json_array_get (copies, i)));
  update_question (self, copies);
}

/* The paper */

static void
show_nothing (TbPrintPage *self)
{
  g_clear_pointer (&self->paper, tb_paper_unref);
  g_clear_pointer (&self->file_name, g_free);
  tb_paper_view_set_paper (self->view, NULL, NULL);
  gtk_label_set_label (self->title, _ ("Print"));
  gtk_label_set_label (self->subtitle, "");
  gtk_widget_set_visible (self->provisional, FALSE);
  show_message (self, NULL);
  show_copies (self, NULL);
}

static void
show_head (TbPrintPage *self, const json_t *answer)
{
  const json_t *tree = json_object_get (answer, "tree");
  const char *title = tb_json_get_string (answer, "title");
  const char *number = tb_json_get_string (answer, "number");
  const char *watermark = tb_json_get_string (tree, "watermark");
  int copy = (int) tb_json_get_int (answer, "copy", 1);
  g_autofree char *next = copy > 1 ? g_strdup_printf (_ ("this will be copy %d"), copy)
                                   : g_strdup (_ ("this will be the original"));
  guint n_pages = self->paper != NULL ? tb_paper_get_n_pages (self->paper) : 0;
  g_autofree char *pages =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u page", "%u pages", n_pages), n_pages);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s", number, pages, next);

  if (title == NULL)
    title = tb_json_get_string (tree, "title");
  gtk_label_set_label (self->title, title != NULL ? title : self->print);
  gtk_label_set_label (self->subtitle, subtitle);
  g_free (self->file_name);
  self->file_name = copy > 1 ? g_strdup_printf ("%s-%s-%d.pdf", self->print, number, copy)
                             : g_strdup_printf ("%s-%s.pdf", self->print, number);
  gtk_label_set_label (self->provisional_text, watermark != NULL ? watermark : "");
  gtk_widget_set_visible (self->provisional, watermark != NULL);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbPrintPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (answer != NULL) {
    g_clear_pointer (&self->paper, tb_paper_unref);
    self->paper = tb_print_job_read_paper (answer, &error);
    tb_paper_view_set_paper (self->view, self->paper, tb_json_get_string (answer, "text"));
    show_head (self, answer);
    show_copies (self, json_object_get (answer, "copies"));
  }
  if (error != NULL)
    show_message (self, error->message);
  update_actions (self);
  /* While a copy waits for a look, Enter alone neither confirms it nor prints another. */
  if (self->paper != NULL)
    gtk_widget_grab_focus (self->unconfirmed > 0 ? GTK_WIDGET (self->view) : self->send_button);
}

static void
ask_preview (TbPrintPage *self)
{
  g_autoptr (json_t) args =
      json_pack ("{s:s, s:s, s:b}", "case", self->case_id, "print", self->print, "preview", 1);
  TbDeskRequest request = { "print", args, NULL, NULL };

  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->cancellable,
                           previewed_cb,
                           g_object_ref (self));
}

/* Out of the window */

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbPrintPage) self = user_data;
  g_autoptr (GError) error = NULL;

  tb_print_job_finish (TB_PRINT_JOB (source), result, &error);
  set_busy (self, FALSE);
  if (self->case_id == NULL)
    return;

  show_message (self,
                error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                    ? error->message
                    : NULL);
  ask_preview (self);
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TbPrintPage *self = TB_PRINT_PAGE (widget);
  g_autoptr (TbPrintJob) job = tb_print_job_new (self->workplace, self->case_id, self->print);

  set_busy (self, TRUE);
  show_message (self, NULL);
  tb_print_job_print_async (job,
                            GTK_WINDOW (gtk_widget_get_root (widget)),
                            self->paper,
                            finished_cb,
                            g_object_ref (self));
}

static void
close_chooser (TbPrintPage *self)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);

  if (chooser == NULL)
    return;
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (chooser));
  set_busy (self, FALSE);
}

/* What is written is what the file was named for, whatever the page shows by now. */
static void
chosen_cb (TbPrintPage *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;
  g_autoptr (TbPrintJob) job = g_object_steal_data (G_OBJECT (chooser), "job");

  close_chooser (self);
  if (file == NULL)
    return;

  set_busy (self, TRUE);
  show_message (self, NULL);
  tb_print_job_save_async (job, file, finished_cb, g_object_ref (self));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TbPrintPage *self = TB_PRINT_PAGE (widget);
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Save as PDF"),
                                   GTK_WINDOW (gtk_widget_get_root (widget)),
                                   GTK_FILE_CHOOSER_ACTION_SAVE,
                                   _ ("_Save"),
                                   NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), self->file_name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_object_set_data_full (G_OBJECT (chooser),
                          "job",
                          tb_print_job_new (self->workplace, self->case_id, self->print),
                          g_object_unref);
  self->chooser = chooser;
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  set_busy (self, TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbPrintPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  set_busy (self, FALSE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->case_id == NULL)
    return;
  show_message (self, error != NULL ? error->message : NULL);
  if (answer != NULL)
    ask_preview (self);
}

static void
confirm_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TbPrintPage *self = TB_PRINT_PAGE (widget);
  g_autoptr (json_t) args = json_pack ("{s:s, s:s, s:i, s:s}",
                                       "case",
                                       self->case_id,
                                       "print",
                                       self->print,
                                       "copy",
                                       self->unconfirmed,
                                       "fact",
                                       "confirmed");
  TbDeskRequest request = { "printed", args, NULL, NULL };

  set_busy (self, TRUE);
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->cancellable,
                           confirmed_cb,
                           g_object_ref (self));
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TbPrintPage *self = TB_PRINT_PAGE (widget);
  double zoom = tb_paper_view_get_zoom (self->view);

  if (g_str_equal (name, "print.fit"))
    zoom = 0;
  else if (g_str_equal (name, "print.larger"))
    zoom = MIN (zoom * ZOOM_STEP, MAX_ZOOM);
  else
    zoom = MAX (zoom / ZOOM_STEP, MIN_ZOOM);
  tb_paper_view_set_zoom (self->view, zoom);
}

/* TbPage */

static void
tb_print_page_set_workplace (TbPage *page, TbWorkplace *workplace)
{
  g_set_object (&TB_PRINT_PAGE (page)->workplace, workplace);
}

static void
tb_print_page_open (TbPage *page, const char *what)
{
  TbPrintPage *self = TB_PRINT_PAGE (page);
  g_auto (GStrv) parts = g_strsplit (what, " ", 2);

  if (g_strv_length (parts) == 2) {
    show_nothing (self);
    tb_paper_view_set_zoom (self->view, 0);
    g_free (self->case_id);
    g_free (self->print);
    self->case_id = g_strdup (parts[0]);
    self->print = g_strdup (parts[1]);
  }
  if (self->case_id != NULL)
    ask_preview (self);
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
tb_print_page_clear (TbPage *page)
{
  TbPrintPage *self = TB_PRINT_PAGE (page);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->case_id, g_free);
  g_clear_pointer (&self->print, g_free);
  close_chooser (self);
  show_nothing (self);
}

static void
page_init (TbPageInterface *iface)
{
  iface->set_workplace = tb_print_page_set_workplace;
  iface->open = tb_print_page_open;
  iface->clear = tb_print_page_clear;
}

static void
tb_print_page_dispose (GObject *object)
{
  TbPrintPage *self = TB_PRINT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workplace);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (tb_print_page_parent_class)->dispose (object);
}

static void
tb_print_page_finalize (GObject *object)
{
  TbPrintPage *self = TB_PRINT_PAGE (object);

  g_clear_pointer (&self->paper, tb_paper_unref);
  g_free (self->case_id);
  g_free (self->print);
  g_free (self->file_name);

  G_OBJECT_CLASS (tb_print_page_parent_class)->finalize (object);
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  static const struct {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } bindings[] = {
    { GDK_KEY_p, GDK_CONTROL_MASK, "print.print" },
    { GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "print.save" },
    { GDK_KEY_Return, GDK_CONTROL_MASK, "print.confirm" },
    { GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "print.confirm" },
    { GDK_KEY_plus, GDK_CONTROL_MASK, "print.larger" },
    { GDK_KEY_equal, GDK_CONTROL_MASK, "print.larger" },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "print.larger" },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "print.smaller" },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "print.smaller" },
    { GDK_KEY_0, GDK_CONTROL_MASK, "print.fit" },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "print.fit" },
    { GDK_KEY_Escape, 0, "win.back" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bindings); i++)
    gtk_widget_class_add_binding_action (widget_class,
                                         bindings[i].key,
                                         bindings[i].modifiers,
                                         bindings[i].action,
                                         NULL);
}

static void
tb_print_page_class_init (TbPrintPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_print_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_print_page_finalize;

  gtk_widget_class_install_action (widget_class, "print.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "print.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "print.confirm", NULL, confirm_action);
  gtk_widget_class_install_action (widget_class, "print.larger", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "print.smaller", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "print.fit", NULL, zoom_action);
  add_bindings (widget_class);

  g_type_ensure (TB_TYPE_PAPER_VIEW);
  g_type_ensure (TB_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/print/tb-print-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, title);
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, view);
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, provisional);
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, provisional_text);
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, message);
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, question);
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, question_text);
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, copies);
  gtk_widget_class_bind_template_child (widget_class, TbPrintPage, send_button);
}

static void
tb_print_page_init (TbPrintPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_actions (self);
}
