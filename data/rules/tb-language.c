/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-language"

#include "config.h"

#include "tb-language.h"

#include <glib/gi18n-lib.h>
#include <string.h>

TbLanguage
tb_language_get (void)
{
  /* Translators: which language of the catalogue's labels to show: "zh_CN" or "en". */
  return strcmp (C_ ("language of labels", "en"), "zh_CN") == 0 ? TB_LANGUAGE_ZH : TB_LANGUAGE_EN;
}

const char *
tb_language_pick_in (TbLanguage self, const char *zh, const char *en)
{
  if (self == TB_LANGUAGE_ZH)
    return zh != NULL ? zh : en;

  return en != NULL ? en : zh;
}

const char *
tb_language_pick (const char *zh, const char *en)
{
  return tb_language_pick_in (tb_language_get (), zh, en);
}
