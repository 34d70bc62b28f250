/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-time"

#include "config.h"

#include "tb-time.h"

#include <string.h>

#define FORM "dddd-dd-ddTdd:dd:dd.dddZ"

char *
tb_time_format (gint64 wall_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autofree char *seconds = NULL;

  g_return_val_if_fail (wall_us >= 0 && time != NULL, NULL);

  seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", seconds, (int) (wall_us % G_USEC_PER_SEC / 1000));
}

gboolean
tb_time_parse (const char *text, gint64 *wall_us)
{
  g_autoptr (GDateTime) time = NULL;

  if (text == NULL || strlen (text) != strlen (FORM))
    return FALSE;
  for (int i = 0; FORM[i] != '\0'; i++) {
    if (FORM[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != FORM[i])
      return FALSE;
  }

  /* GLib reads a leap second, which could not be written again. */
  if (text[17] > '5')
    return FALSE;

  time = g_date_time_new_from_iso8601 (text, NULL);
  if (time == NULL)
    return FALSE;

  *wall_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);

  return TRUE;
}
