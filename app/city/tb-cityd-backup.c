/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include <glib/gi18n.h>

#include "tb-city-backup.h"
#include "tb-cityd.h"

typedef gboolean (*Work) (const char *folder, const char *path, GError **error);

static int
run (int argc, char **argv, Work work, const char *done)
{
  g_auto (TbCityd) self = { TB_AREA_NONE };
  g_autoptr (GError) error = NULL;

  if (!tb_cityd_parse (&self, NULL, FALSE, &argc, &argv))
    return TB_CITYD_USAGE;
  if (argc != 2)
    return (int) tb_cityd_fail (TB_CITYD_USAGE, _ ("%s needs one file"), argv[0]);
  if (!work (self.folder, argv[1], &error))
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);

  g_print ("%s\n", done);

  return TB_CITYD_OK;
}

int
tb_cityd_backup (int argc, char **argv)
{
  return run (argc,
              argv,
              tb_city_backup_make,
              _ ("The backup is whole; what it holds counts as durable from now on."));
}

int
tb_cityd_restore (int argc, char **argv)
{
  return run (argc,
              argv,
              tb_city_backup_restore,
              _ ("The city is restored and has a new log: windows will offer again what came "
                 "after the backup. The replaced database stays in the folder."));
}
