/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-language"

#include "config.h"

#include "tb-language.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
tb_language_is_chinese (void)
{
  /* Translators: which language of the catalogue's labels to show: "zh_CN" or "en". */
  return strcmp (C_ ("language of labels", "en"), "zh_CN") == 0;
}

const char *
tb_language_pick (const char *zh, const char *en)
{
  if (tb_language_is_chinese ())
    return zh != NULL ? zh : en;

  return en != NULL ? en : zh;
}
