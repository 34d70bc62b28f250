/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include "tb-city-key.h"
#include "tb-cityd.h"

/* Makes the key when there is none, so that the eight cities can be introduced to each other
 * before the first of them is started. */
int
tb_cityd_key (int argc, char **argv)
{
  g_auto (TbCityd) self = { TB_AREA_NONE };
  g_autoptr (TbCityKey) key = NULL;
  g_autoptr (GError) error = NULL;

  if (!tb_cityd_parse (&self, NULL, FALSE, &argc, &argv))
    return TB_CITYD_USAGE;
  if (g_mkdir_with_parents (self.folder, 0700) == 0)
    key = tb_city_key_open (self.folder, tb_random_system (), &error);
  if (key == NULL)
    return (
        int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error != NULL ? error->message : self.folder);

  g_print ("%s\n", tb_city_key_get_public (key));

  return TB_CITYD_OK;
}
