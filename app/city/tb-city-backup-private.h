/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-backup.h"

G_BEGIN_DECLS

/* The steps of a restore in order, so that tests can stop after each. */
typedef enum {
  TB_CITY_RESTORE_COPIED,  /* the backup's copy stands in the folder "restoring" */
  TB_CITY_RESTORE_CHECKED, /* and is a whole city with a new log_id */
  TB_CITY_RESTORE_MARKED,  /* the side record fits no history: the next start makes a new log_id */
  TB_CITY_RESTORE_KEPT,    /* the old city.db has a second name */
  TB_CITY_RESTORE_SWAPPED, /* the new one has its place */
  TB_CITY_RESTORE_DONE,    /* the side record says where the restored log stands */
} TbCityRestoreStep;

gboolean tb_city_backup_restore_until (const char *folder,
                                       const char *path,
                                       TbCityRestoreStep last,
                                       GError **error);

G_END_DECLS
