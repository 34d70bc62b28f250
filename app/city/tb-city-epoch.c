/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-epoch"

#include "config.h"

#include "tb-city-epoch.h"

#include <stdio.h>
#include <string.h>

#include "tb-city-db-private.h"
#include "tb-hash.h"

#define N_SLOTS      2
#define SLOT_BYTES   256
#define SLOT_STRIDE  4096 /* no two slots in one sector of any disk */
#define FIELDS_BYTES (SLOT_BYTES - TB_HASH_HEX_LENGTH - 1)

struct _TbCityEpoch {
  sqlite3_file *file;
  char *path; /* must outlive the file */
  TbCityMark mark;
  gint64 count; /* writes so far; 0: no record */
};

static gboolean
fail (const char *what, int code, GError **error)
{
  g_set_error (error,
               TB_CITY_DB_ERROR,
               (code & 0xff) == SQLITE_FULL ? TB_CITY_DB_ERROR_FULL : TB_CITY_DB_ERROR_IO,
               "%s the side record: %s",
               what,
               sqlite3_errstr (code));
  return FALSE;
}

/* `tongban-epoch <count> <log_id> <seq> <h>`, blanks, then BLAKE2b-256 of all that. */
static void
format_slot (const TbCityMark *mark, gint64 count, char slot[SLOT_BYTES])
{
  g_autofree char *fields =
      g_strdup_printf ("tongban-epoch %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %s ",
                       count,
                       mark->log_id,
                       mark->seq,
                       mark->h);
  g_autofree char *sum = NULL;

  memset (slot, ' ', SLOT_BYTES);
  memcpy (slot, fields, MIN (strlen (fields), FIELDS_BYTES));
  sum = tb_hash_blake2b (slot, FIELDS_BYTES);
  memcpy (slot + FIELDS_BYTES, sum, TB_HASH_HEX_LENGTH);
  slot[SLOT_BYTES - 1] = '\n';
}

static gboolean
parse_slot (const char slot[SLOT_BYTES], TbCityMark *mark, gint64 *count)
{
  g_autofree char *fields = g_strndup (slot, FIELDS_BYTES);
  g_autofree char *sum = tb_hash_blake2b (slot, FIELDS_BYTES);

  return memcmp (sum, slot + FIELDS_BYTES, TB_HASH_HEX_LENGTH) == 0 &&
         sscanf (fields,
                 "tongban-epoch %" G_GINT64_FORMAT " %32s %" G_GINT64_FORMAT " %64s",
                 count,
                 mark->log_id,
                 &mark->seq,
                 mark->h) == 4;
}

static gboolean
read_slot (TbCityEpoch *self, int i, GError **error)
{
  char slot[SLOT_BYTES];
  TbCityMark mark = { 0 };
  gint64 count = 0;
  int code =
      self->file->pMethods->xRead (self->file, slot, SLOT_BYTES, (sqlite3_int64) i * SLOT_STRIDE);

  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
    return fail ("Reading", code, error);
  if (code == SQLITE_OK && parse_slot (slot, &mark, &count) && count > self->count) {
    self->mark = mark;
    self->count = count;
  }

  return TRUE;
}

TbCityEpoch *
tb_city_epoch_open (const char *path, const char *name, GError **error)
{
  g_autoptr (TbCityEpoch) self = g_new0 (TbCityEpoch, 1);
  sqlite3_vfs *vfs = sqlite3_vfs_find (name);
  int code;

  if (vfs == NULL) {
    fail ("Finding the VFS of", SQLITE_ERROR, error);
    return NULL;
  }

  self->path = g_malloc0 ((gsize) vfs->mxPathname + 8);
  self->file = g_malloc0 ((gsize) vfs->szOsFile);
  code = vfs->xFullPathname (vfs, path, vfs->mxPathname, self->path);
  if (code == SQLITE_OK)
    code = vfs->xOpen (vfs,
                       self->path,
                       self->file,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_SUPER_JOURNAL,
                       NULL);
  if (code != SQLITE_OK) {
    fail ("Opening", code, error);
    return NULL;
  }

  for (int i = 0; i < N_SLOTS; i++) {
    if (!read_slot (self, i, error))
      return NULL;
  }

  return g_steal_pointer (&self);
}

void
tb_city_epoch_close (TbCityEpoch *self)
{
  if (self == NULL)
    return;

  if (self->file != NULL && self->file->pMethods != NULL)
    self->file->pMethods->xClose (self->file);
  g_free (self->file);
  g_free (self->path);
  g_free (self);
}

const TbCityMark *
tb_city_epoch_get (TbCityEpoch *self)
{
  return self->count > 0 ? &self->mark : NULL;
}

gboolean
tb_city_epoch_write (TbCityEpoch *self, const TbCityMark *mark, GError **error)
{
  gint64 count = self->count + 1;
  char slot[SLOT_BYTES];
  int code;

  format_slot (mark, count, slot);
  code = self->file->pMethods->xWrite (self->file,
                                       slot,
                                       SLOT_BYTES,
                                       (sqlite3_int64) (count % N_SLOTS) * SLOT_STRIDE);
  if (code == SQLITE_OK)
    code = self->file->pMethods->xSync (self->file, SQLITE_SYNC_NORMAL);
  if (code != SQLITE_OK)
    return fail ("Writing", code, error);

  self->mark = *mark;
  self->count = count;

  return TRUE;
}
