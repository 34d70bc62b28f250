/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-main-window.h"
#include "tb-metropolis.h"
#include "tb-workplace.h"

G_BEGIN_DECLS

/* A small metropolis and the Shenyang window onto it, in this process. Needs a display. */
typedef struct {
  char *folder;
  TbMetropolis *cities;
  TbDesk *desk;
  TbWorkplace *workplace;
  TbMainWindow *window;
} TestScreen;

#define TEST_SCREEN_OPERATOR "sy-staff-1"
#define TEST_SCREEN_SECRET   "tongban-demo"

/* For g_test_add(). The window is shown and asks for the sign-in. */
void test_screen_set_up (TestScreen *self, gconstpointer unused);
void test_screen_tear_down (TestScreen *self, gconstpointer unused);

/* Through the page, as a clerk does. */
void test_screen_sign_in (TestScreen *self);

typedef gboolean (*TestScreenLook) (TestScreen *self);
/* Lets the main loop run until @look is satisfied; fails after 20 s with @what. */
void test_screen_wait (TestScreen *self, TestScreenLook look, const char *what);

/* The first visible widget under @root whose type name is @type and, unless @name is NULL, whose
 * buildable id, label or text holds @name; NULL when there is none. Borrowed. */
GtkWidget *test_screen_find (GtkWidget *root, const char *type, const char *name);

G_END_DECLS
