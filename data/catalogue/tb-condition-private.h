/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Puts date(), julianday() and strftime() that know no "now" and no local time zone into @db;
 * @calculator is a second connection, whose own functions do the work. It must outlive @db. */
void tb_condition_add_dates (sqlite3 *db, sqlite3 *calculator);

G_END_DECLS
