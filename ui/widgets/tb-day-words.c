/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-day-words"

#include "config.h"

#include "tb-day-words.h"

#include <glib/gi18n-lib.h>

static const char *const weekdays[] = {
  N_ ("Monday"), N_ ("Tuesday"),  N_ ("Wednesday"), N_ ("Thursday"),
  N_ ("Friday"), N_ ("Saturday"), N_ ("Sunday"),
};

char *
tb_day_words_format (GDateTime *when, const char *format)
{
  const char *weekday = _ (weekdays[g_date_time_get_day_of_week (when) - 1]);
  g_autoptr (GString) own = g_string_new (format);

  g_string_replace (own, "%A", weekday, 0);
  g_string_replace (own, "%a", weekday, 0);

  return g_date_time_format (when, own->str);
}
