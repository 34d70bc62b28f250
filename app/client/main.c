/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban"

#include "config.h"

#include <sodium.h>

#include "tb-application.h"
#include "tb-locale.h"

int
main (int argc, char *argv[])
{
  g_autoptr (TbApplication) application = NULL;

  tb_locale_init ();
  if (sodium_init () < 0)
    return 1;
  application = tb_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
