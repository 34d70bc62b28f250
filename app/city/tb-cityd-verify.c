/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include <glib/gi18n.h>

#include "tb-cityd.h"

static int
verify (const TbCityOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCity) city = tb_city_open (options, &error);
  g_autofree char *head = NULL;

  if (city == NULL || !tb_city_verify (city, &error))
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);

  head = g_strdup_printf ("%" G_GINT64_FORMAT, tb_city_get_head (city));
  g_print (_ ("%s: all chains are whole up to position %s of log %s\n"),
           tb_area_get_slug (options->area),
           head,
           tb_city_get_log_id (city));

  return TB_CITYD_OK;
}

int
tb_cityd_verify (int argc, char **argv)
{
  g_auto (TbCityd) self = { TB_AREA_NONE };
  TbCityOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  int code;

  if (!tb_cityd_parse (&self, NULL, TRUE, &argc, &argv))
    return TB_CITYD_USAGE;
  if (!tb_cityd_fill_options (&self, &options, &error))
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);

  code = verify (&options);
  tb_cityd_clear_options (&options);

  return code;
}
