/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An SQLite VFS over the default one whose n-th write, sync or truncate fails. */
#define FAULT_VFS "tb-fault"

typedef struct {
  int code;            /* what fails with: SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC */
  gint64 fail_at;      /* 0: nothing fails; counted down */
  const char *ballast; /* writes that grow a file fail as long as this file is there */
  guint n_failed;
} FaultVfs;

FaultVfs *fault_vfs_register (void);

G_END_DECLS
