/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-page"

#include "config.h"

#include "tb-page.h"

G_DEFINE_INTERFACE (TbPage, tb_page, GTK_TYPE_WIDGET)

static void
tb_page_default_init (TbPageInterface *iface)
{
}

void
tb_page_set_workplace (TbPage *self, TbWorkplace *workplace)
{
  TB_PAGE_GET_IFACE (self)->set_workplace (self, workplace);
}

void
tb_page_open (TbPage *self, const char *what)
{
  TB_PAGE_GET_IFACE (self)->open (self, what);
}

void
tb_page_clear (TbPage *self)
{
  if (TB_PAGE_GET_IFACE (self)->clear != NULL)
    TB_PAGE_GET_IFACE (self)->clear (self);
}

void
tb_page_go (GtkWidget *from, const char *place, const char *what)
{
  gtk_widget_activate_action (from, "win.open", "(ss)", place, what);
}
