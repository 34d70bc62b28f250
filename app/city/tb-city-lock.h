/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tb_city_lock_folder:
 *
 * Makes @folder when it is missing (0700) and takes it for this process: an OFD lock on a file of
 * its own. A lock on the database would be lost as soon as anything in this process opened and
 * closed it. Closing the descriptor gives the folder back.
 *
 * Returns: a descriptor; −1 with %TB_CITY_DB_ERROR_BUSY when another process has the folder, or
 *   with %TB_CITY_DB_ERROR_IO
 */
int tb_city_lock_folder (const char *folder, GError **error);

G_END_DECLS
