/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A SQLite VFS over the machine's own that lets one write, sync or truncation fail. */
#define FAULT_VFS "tb-fault"

void fault_vfs_register (void);

/* The @n-th (from 1) write, sync or truncation from now on gives @code (SQLITE_FULL,
 * SQLITE_IOERR_WRITE …), and so do all after it when @is_lasting. */
void fault_vfs_arm (int n, int code, gboolean is_lasting);
/* No more failures; whether there was one. */
gboolean fault_vfs_disarm (void);

G_END_DECLS
