/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-sign-in-page"

#include "config.h"

#include "tb-sign-in-page.h"

#include <glib/gi18n-lib.h>

struct _TbSignInPage {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  gboolean is_asking;

  /* Template widgets */
  GtkLabel *hint;
  GtkEditable *operator_entry;
  GtkEditable *secret_entry;
  GtkLabel *message;
  GtkWidget *sign_in_button;
};

G_DEFINE_FINAL_TYPE (TbSignInPage, tb_sign_in_page, ADW_TYPE_BIN)

static void
show_message (TbSignInPage *self, const char *text)
{
  gtk_label_set_label (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
update_button (TbSignInPage *self)
{
  gtk_widget_set_sensitive (self->sign_in_button,
                            !self->is_asking &&
                                *gtk_editable_get_text (self->operator_entry) != '\0' &&
                                *gtk_editable_get_text (self->secret_entry) != '\0');
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbSignInPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) who = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  self->is_asking = FALSE;
  update_button (self);
  if (who != NULL)
    return;

  show_message (self, error->message);
  gtk_editable_set_text (self->secret_entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->secret_entry));
}

static void
sign_in_cb (TbSignInPage *self)
{
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "sign-in", NULL, NULL, NULL };

  if (!gtk_widget_get_sensitive (self->sign_in_button))
    return;

  args = json_pack ("{s:s, s:s}",
                    "operator",
                    gtk_editable_get_text (self->operator_entry),
                    "secret",
                    gtk_editable_get_text (self->secret_entry));
  request.args = args;
  self->is_asking = TRUE;
  show_message (self, NULL);
  update_button (self);
  tb_workplace_call_async (self->workplace, &request, NULL, signed_in_cb, g_object_ref (self));
}

static void
operator_activated_cb (TbSignInPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->secret_entry));
}

static void
entry_changed_cb (TbSignInPage *self)
{
  update_button (self);
}

void
tb_sign_in_page_set_workplace (TbSignInPage *self, TbWorkplace *workplace)
{
  g_set_object (&self->workplace, workplace);
}

void
tb_sign_in_page_prepare (TbSignInPage *self, const char *operator_id, const char *hint)
{
  gtk_label_set_label (self->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
  gtk_editable_set_text (self->operator_entry, operator_id != NULL ? operator_id : "");
  gtk_editable_set_text (self->secret_entry, "");
  show_message (self, NULL);
  gtk_widget_grab_focus (
      GTK_WIDGET (operator_id != NULL ? self->secret_entry : self->operator_entry));
}

void
tb_sign_in_page_show_error (TbSignInPage *self, const char *text)
{
  show_message (self, text);
}

static void
tb_sign_in_page_dispose (GObject *object)
{
  g_clear_object (&TB_SIGN_IN_PAGE (object)->workplace);

  G_OBJECT_CLASS (tb_sign_in_page_parent_class)->dispose (object);
}

static void
tb_sign_in_page_class_init (TbSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_sign_in_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/shell/tb-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TbSignInPage, hint);
  gtk_widget_class_bind_template_child (widget_class, TbSignInPage, operator_entry);
  gtk_widget_class_bind_template_child (widget_class, TbSignInPage, secret_entry);
  gtk_widget_class_bind_template_child (widget_class, TbSignInPage, message);
  gtk_widget_class_bind_template_child (widget_class, TbSignInPage, sign_in_button);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, operator_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
}

static void
tb_sign_in_page_init (TbSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
