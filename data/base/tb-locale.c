/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-locale"

#include "config.h"

#include "tb-locale.h"

#include <libintl.h>
#include <locale.h>

void
tb_locale_init (void)
{
  const char *folder = g_getenv ("TEXTDOMAINDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL && *folder != '\0' ? folder : LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
