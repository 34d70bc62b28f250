/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbPage:
 *
 * One place of the window. Places do not know each other: who wants to go somewhere activates
 * `win.open` with a place of tb-main-window.c and what to show there, or `win.back`.
 */
#define TB_TYPE_PAGE (tb_page_get_type ())
G_DECLARE_INTERFACE (TbPage, tb_page, TB, PAGE, GtkWidget)

/**
 * TbPageInterface:
 * @set_workplace: called once, before the page is shown for the first time
 * @open: the page is to be shown. @what: "" for what it showed last, else what this place takes,
 *     such as a case id. Puts the keyboard focus where it belongs
 * @clear: (nullable): an operator leaves: nothing of their work may stay on the page
 */
struct _TbPageInterface {
  GTypeInterface parent_iface;

  void (*set_workplace) (TbPage *self, TbWorkplace *workplace);
  void (*open) (TbPage *self, const char *what);
  void (*clear) (TbPage *self);
};

void tb_page_set_workplace (TbPage *self, TbWorkplace *workplace);
void tb_page_open (TbPage *self, const char *what);
void tb_page_clear (TbPage *self);

/* Activates `win.open` from a widget on a page. */
void tb_page_go (GtkWidget *from, const char *place, const char *what);

G_END_DECLS
