/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-db-private.h"
#include "tb-city-epoch.h"

G_BEGIN_DECLS

/* Whole copies of a city's database, for backups and restores. */

/* FALSE with @error: @what, @path and what errno says. */
gboolean tb_city_copy_set_errno (GError **error, const char *what, const char *path);

/* Copies the database @from, as it stands at one moment, to @to (replaced), checks whose file it
 * is and that SQLite finds it sound, and syncs it. @to has no journal and needs none. @mark
 * receives how far the copied log goes; its log_id is empty when the city never ran. */
gboolean tb_city_copy_database (const char *from, const char *to, TbCityMark *mark, GError **error);

/* Syncs a folder, or a file that no database connection of this process has open. */
gboolean tb_city_copy_sync (const char *path, GError **error);

G_END_DECLS
