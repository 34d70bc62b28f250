/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "fault-vfs"

#include "config.h"

#include "fault-vfs.h"

#include <sqlite3.h>
#include <string.h>

static FaultVfs control;
static sqlite3_vfs *real;
static sqlite3_vfs shim;

typedef struct {
  sqlite3_file base;
  sqlite3_file *inner; /* stands behind this struct */
} FaultFile;

static sqlite3_file *
inner_of (sqlite3_file *file)
{
  return ((FaultFile *) file)->inner;
}

static gboolean
must_fail (int code)
{
  if (control.code != code || control.fail_at == 0 || --control.fail_at > 0)
    return FALSE;
  control.n_failed++;

  return TRUE;
}

static int
fault_close (sqlite3_file *file)
{
  return inner_of (file)->pMethods->xClose (inner_of (file));
}

static int
fault_read (sqlite3_file *file, void *bytes, int n, sqlite3_int64 offset)
{
  return inner_of (file)->pMethods->xRead (inner_of (file), bytes, n, offset);
}

static int
fault_write (sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
  sqlite3_int64 size = 0;

  if (must_fail (SQLITE_FULL))
    return SQLITE_FULL;
  if (must_fail (SQLITE_IOERR_WRITE))
    return SQLITE_IOERR_WRITE;
  if (control.ballast != NULL && g_file_test (control.ballast, G_FILE_TEST_EXISTS)) {
    inner_of (file)->pMethods->xFileSize (inner_of (file), &size);
    if (offset + n > size)
      return SQLITE_FULL;
  }

  return inner_of (file)->pMethods->xWrite (inner_of (file), bytes, n, offset);
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return inner_of (file)->pMethods->xTruncate (inner_of (file), size);
}

static int
fault_sync (sqlite3_file *file, int flags)
{
  if (must_fail (SQLITE_IOERR_FSYNC))
    return SQLITE_IOERR_FSYNC;

  return inner_of (file)->pMethods->xSync (inner_of (file), flags);
}

static int
fault_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return inner_of (file)->pMethods->xFileSize (inner_of (file), size);
}

static int
fault_lock (sqlite3_file *file, int level)
{
  return inner_of (file)->pMethods->xLock (inner_of (file), level);
}

static int
fault_unlock (sqlite3_file *file, int level)
{
  return inner_of (file)->pMethods->xUnlock (inner_of (file), level);
}

static int
fault_check_lock (sqlite3_file *file, int *is_reserved)
{
  return inner_of (file)->pMethods->xCheckReservedLock (inner_of (file), is_reserved);
}

static int
fault_control (sqlite3_file *file, int operation, void *argument)
{
  return inner_of (file)->pMethods->xFileControl (inner_of (file), operation, argument);
}

static int
fault_sector (sqlite3_file *file)
{
  return inner_of (file)->pMethods->xSectorSize (inner_of (file));
}

static int
fault_traits (sqlite3_file *file)
{
  return inner_of (file)->pMethods->xDeviceCharacteristics (inner_of (file));
}

static int
fault_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  return inner_of (file)->pMethods->xShmMap (inner_of (file), page, size, extend, memory);
}

static int
fault_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return inner_of (file)->pMethods->xShmLock (inner_of (file), offset, n, flags);
}

static void
fault_shm_barrier (sqlite3_file *file)
{
  inner_of (file)->pMethods->xShmBarrier (inner_of (file));
}

static int
fault_shm_unmap (sqlite3_file *file, int is_deleted)
{
  return inner_of (file)->pMethods->xShmUnmap (inner_of (file), is_deleted);
}

static const sqlite3_io_methods methods = {
  2,
  fault_close,
  fault_read,
  fault_write,
  fault_truncate,
  fault_sync,
  fault_size,
  fault_lock,
  fault_unlock,
  fault_check_lock,
  fault_control,
  fault_sector,
  fault_traits,
  fault_shm_map,
  fault_shm_lock,
  fault_shm_barrier,
  fault_shm_unmap,
};

static int
fault_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultFile *self = (FaultFile *) file;
  int code;

  self->inner = (sqlite3_file *) (self + 1);
  self->base.pMethods = NULL;
  code = real->xOpen (real, name, self->inner, flags, out_flags);
  if (self->inner->pMethods != NULL)
    self->base.pMethods = &methods;

  return code;
}

FaultVfs *
fault_vfs_register (void)
{
  if (real != NULL)
    return &control;
  real = sqlite3_vfs_find (NULL);
  shim = *real;
  shim.zName = FAULT_VFS;
  shim.szOsFile = (int) sizeof (FaultFile) + real->szOsFile;
  shim.pNext = NULL;
  shim.xOpen = fault_open;
  sqlite3_vfs_register (&shim, 0);

  return &control;
}
