/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-case-page"

#include "config.h"

#include "tb-case-page.h"

#include <glib/gi18n-lib.h>

#include "tb-case-view.h"
#include "tb-case-words.h"
#include "tb-page.h"

struct _TbCasePage {
  GtkWidget parent_instance;
  TbCaseView *view;
};

static void
set_workplace (TbPage *page, TbWorkplace *workplace)
{
  tb_case_view_set_workplace (TB_CASE_PAGE (page)->view, workplace);
}

static void
open_case (TbPage *page, const char *what)
{
  TbCasePage *self = TB_CASE_PAGE (page);

  if (*what != '\0')
    tb_case_view_open (self->view, what);
  tb_case_view_focus (self->view);
}

static void
clear (TbPage *page)
{
  tb_case_view_open (TB_CASE_PAGE (page)->view, NULL);
}

static void
page_init (TbPageInterface *iface)
{
  iface->set_workplace = set_workplace;
  iface->open = open_case;
  iface->clear = clear;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TbCasePage,
                               tb_case_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (TB_TYPE_PAGE, page_init))

static void
tb_case_page_dispose (GObject *object)
{
  TbCasePage *self = TB_CASE_PAGE (object);

  if (self->view != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->view));
  self->view = NULL;

  G_OBJECT_CLASS (tb_case_page_parent_class)->dispose (object);
}

static void
tb_case_page_class_init (TbCasePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_case_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tb_case_page_init (TbCasePage *self)
{
  GtkWidget *back = tb_case_words_new_button (_ ("Back"), _ ("Alt+←"));

  self->view = g_object_new (TB_TYPE_CASE_VIEW, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->view), GTK_WIDGET (self));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (back), "win.back");
  tb_case_view_add_button (self->view, back);
}
