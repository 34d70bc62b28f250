/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Copies of a city's city.db: log, views, lanes, cases, registers, read audit. The folder's other
 * files are not in it: the key and the operators outlive every restore, blobs are only ever
 * added. Errors are of TB_CITY_DB_ERROR. Blocking; any thread, none of them the city's. */

/**
 * tb_city_backup_make:
 * @folder: of the city, served or not
 * @path: file to write, outside of @folder and best on another machine's disk; an older file of
 *     that name is replaced as one step, when the new one is whole and synced
 *
 * Copies the city as it stands at one moment while commits go on, checks the copy, and then tells
 * the city that everything up to the copy's head is durable (durable_seq): windows begin to
 * forget what they kept as witnesses. So the file must not be thrown away before a newer one
 * exists.
 */
gboolean tb_city_backup_make (const char *folder, const char *path, GError **error);

/**
 * tb_city_backup_restore:
 * @folder: of a city that is not being served (%TB_CITY_DB_ERROR_BUSY)
 * @path: what tb_city_backup_make wrote
 *
 * Checks the backup (whose file it is, version, SQLite's integrity, every chain) and only then
 * puts it in the place of city.db, which stays beside it as "city.db.replaced-<time>". The city
 * always gets a new log_id (protocol.md §1): windows offer again what lies after the backup.
 * A crash at any moment leaves the old or the restored city, whole, and with a new log_id as soon
 * as anything was touched; the restore can simply be repeated.
 */
gboolean tb_city_backup_restore (const char *folder, const char *path, GError **error);

G_END_DECLS
