/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-uuid"

#include "config.h"

#include "tb-uuid.h"

#include <string.h>

char *
tb_uuid_new (const TbClock *clock, const TbRandom *random)
{
  guint64 unix_ms = (guint64) (tb_clock_wall_us (clock) / 1000);
  guint8 b[16];

  tb_random_fill (random, b, sizeof b);
  for (int i = 0; i < 6; i++)
    b[i] = (guint8) (unix_ms >> (8 * (5 - i)));
  b[6] = 0x70 | (b[6] & 0x0f);
  b[8] = 0x80 | (b[8] & 0x3f);

  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          b[0],
                          b[1],
                          b[2],
                          b[3],
                          b[4],
                          b[5],
                          b[6],
                          b[7],
                          b[8],
                          b[9],
                          b[10],
                          b[11],
                          b[12],
                          b[13],
                          b[14],
                          b[15]);
}

gboolean
tb_uuid_is_valid (const char *text)
{
  if (text == NULL || strlen (text) != TB_UUID_LENGTH)
    return FALSE;

  for (int i = 0; i < TB_UUID_LENGTH; i++) {
    gboolean is_dash = i == 8 || i == 13 || i == 18 || i == 23;

    if (is_dash ? text[i] != '-' : !g_ascii_isxdigit (text[i]) || g_ascii_isupper (text[i]))
      return FALSE;
  }

  return TRUE;
}
