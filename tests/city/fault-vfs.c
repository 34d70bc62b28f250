/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include "fault-vfs.h"

#include <sqlite3.h>

/* Follows its sqlite3_file with the real one. */
typedef struct {
  sqlite3_file parent;
  sqlite3_file *real;
} File;

static struct {
  sqlite3_vfs *real;
  int left; /* operations until the failure; 0: not armed */
  int code;
  gboolean is_lasting;
  gboolean has_failed;
} fault;

static int
meet_fault (void)
{
  if (fault.left == 0 || (--fault.left > 0 && !fault.has_failed))
    return SQLITE_OK;

  fault.has_failed = TRUE;
  fault.left = fault.is_lasting ? 1 : 0;

  return fault.code;
}

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((File *) file)->real;
}

static int
close_file (sqlite3_file *file)
{
  return real_of (file)->pMethods->xClose (real_of (file));
}

static int
read_file (sqlite3_file *file, void *bytes, int n, sqlite3_int64 at)
{
  return real_of (file)->pMethods->xRead (real_of (file), bytes, n, at);
}

/* Half of it reaches the disk before it fails, as on a real one. */
static int
write_file (sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
  int code = meet_fault ();

  if (code == SQLITE_OK)
    return real_of (file)->pMethods->xWrite (real_of (file), bytes, n, at);
  real_of (file)->pMethods->xWrite (real_of (file), bytes, n / 2, at);

  return code;
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  int code = meet_fault ();

  return code != SQLITE_OK ? code : real_of (file)->pMethods->xTruncate (real_of (file), size);
}

static int
sync_file (sqlite3_file *file, int flags)
{
  int code = meet_fault ();

  return code != SQLITE_OK ? code : real_of (file)->pMethods->xSync (real_of (file), flags);
}

static int
get_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
lock_file (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xLock (real_of (file), level);
}

static int
unlock_file (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), level);
}

static int
check_lock (sqlite3_file *file, int *result)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), result);
}

static int
control (sqlite3_file *file, int op, void *arg)
{
  return real_of (file)->pMethods->xFileControl (real_of (file), op, arg);
}

static int
get_sector_size (sqlite3_file *file)
{
  return real_of (file)->pMethods->xSectorSize (real_of (file));
}

static int
get_traits (sqlite3_file *file)
{
  return real_of (file)->pMethods->xDeviceCharacteristics (real_of (file));
}

static int
map_shm (sqlite3_file *file, int page, int size, int extend, void volatile **map)
{
  return real_of (file)->pMethods->xShmMap (real_of (file), page, size, extend, map);
}

static int
lock_shm (sqlite3_file *file, int offset, int n, int flags)
{
  return real_of (file)->pMethods->xShmLock (real_of (file), offset, n, flags);
}

static void
put_barrier (sqlite3_file *file)
{
  real_of (file)->pMethods->xShmBarrier (real_of (file));
}

static int
unmap_shm (sqlite3_file *file, int is_deleted)
{
  return real_of (file)->pMethods->xShmUnmap (real_of (file), is_deleted);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = get_size,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = control,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_traits,
  .xShmMap = map_shm,
  .xShmLock = lock_shm,
  .xShmBarrier = put_barrier,
  .xShmUnmap = unmap_shm,
};

static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
  File *self = (File *) file;
  int code;

  self->real = (sqlite3_file *) (self + 1);
  code = fault.real->xOpen (fault.real, name, self->real, flags, out);
  file->pMethods = self->real->pMethods != NULL ? &methods : NULL;

  return code;
}

void
fault_vfs_register (void)
{
  static sqlite3_vfs vfs;

  if (fault.real != NULL)
    return;

  fault.real = sqlite3_vfs_find (NULL);
  vfs = *fault.real;
  vfs.zName = FAULT_VFS;
  vfs.pNext = NULL;
  vfs.szOsFile = (int) sizeof (File) + fault.real->szOsFile;
  vfs.xOpen = open_file;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 0), ==, SQLITE_OK);
}

void
fault_vfs_arm (int n, int code, gboolean is_lasting)
{
  fault.left = n;
  fault.code = code;
  fault.is_lasting = is_lasting;
  fault.has_failed = FALSE;
}

gboolean
fault_vfs_disarm (void)
{
  gboolean has_failed = fault.has_failed;

  fault.left = 0;
  fault.has_failed = FALSE;

  return has_failed;
}
