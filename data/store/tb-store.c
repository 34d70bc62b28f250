/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-store"

#include "config.h"

#include "tb-store.h"

#include <glib/gi18n-lib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tb-store-private.h"

G_DEFINE_QUARK (tb_store_error_quark, tb_store_error)

#define DEFAULT_BALLAST  ((gint64) 64 << 20)
#define DEFAULT_MIN_FREE (200 * 1024 * 1024)

static TbStore *
store_new (const TbStoreOptions *options)
{
  TbStore *self = g_new0 (TbStore, 1);

  self->folder = g_strdup (options->folder);
  self->vfs = g_strdup (options->vfs);
  self->clock = options->clock != NULL ? options->clock : tb_clock_system ();
  self->random = options->random != NULL ? options->random : tb_random_system ();
  self->record_keys = options->record_keys;
  self->record_keys_data = options->record_keys_data;
  self->is_sandbox = options->is_sandbox;
  self->ballast_bytes = options->ballast_bytes == 0 ? DEFAULT_BALLAST : options->ballast_bytes;
  self->min_free_bytes = options->min_free_bytes == 0 ? DEFAULT_MIN_FREE : options->min_free_bytes;
  self->report = g_string_new (NULL);
  self->lock_fd = -1;

  return self;
}

void
tb_store_close (TbStore *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->cache, tb_db_close);
  g_clear_pointer (&self->desk, tb_db_close);
  g_clear_pointer (&self->mirror, tb_outbox_mirror_close);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_string_free (self->report, TRUE);
  g_free (self->folder);
  g_free (self->vfs);
  g_free (self);
}

static gboolean
is_corrupt (const GError *error)
{
  return g_error_matches (error, TB_DB_ERROR, TB_DB_ERROR_CORRUPT);
}

static gboolean
write_identity (TbStore *self, GError **error)
{
  g_autoptr (TbStatement) insert =
      tb_db_prepare (self->desk,
                     "INSERT INTO store VALUES (1, :sandbox, :now, :now) ON CONFLICT (id) DO "
                     "UPDATE SET clock_us = max (clock_us, excluded.clock_us)",
                     error);
  gint64 sandbox;

  if (insert == NULL)
    return FALSE;
  tb_statement_bind_int64 (insert, ":sandbox", self->is_sandbox);
  tb_statement_bind_int64 (insert, ":now", tb_store_get_wall_us (self));
  if (!tb_statement_run (insert, error) ||
      !tb_db_get_int64 (self->desk, "SELECT sandbox FROM store", &sandbox, error))
    return FALSE;
  if ((sandbox != 0) != self->is_sandbox) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_SANDBOX,
                 sandbox ? _ ("%s holds practice data and cannot be used for real work")
                         : _ ("%s holds real work and cannot be used for practice"),
                 self->folder);
    return FALSE;
  }

  return TRUE;
}

/* Makes the new desk.db and fills it; the marker goes when that is done, so that a start that is
 * cut off in between is taken up by the next one. */
static gboolean
rebuild_desk (TbStore *self, const char *moved, GError **error)
{
  self->desk = tb_store_open_file (self, tb_store_get_desk_file (), error);

  return self->desk != NULL && write_identity (self, error) &&
         tb_store_salvage (self, moved, error) && tb_store_unmark_salvage (self, error);
}

static gboolean
open_desk (TbStore *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *moved = NULL;

  if (!tb_store_resume_salvage (self, &moved, error))
    return FALSE;
  if (moved != NULL)
    return rebuild_desk (self, moved, error);

  self->desk = tb_store_open_file (self, tb_store_get_desk_file (), &failure);
  if (self->desk != NULL && tb_store_check_waiting (self, &failure))
    return write_identity (self, error);
  g_clear_pointer (&self->desk, tb_db_close);
  if (!is_corrupt (failure)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  moved = tb_store_move_aside (self, "desk.db", TRUE, error);
  if (moved == NULL)
    return FALSE;
  tb_store_add_report (self, _ ("desk.db was damaged (%s) and is now %s"), failure->message, moved);

  return rebuild_desk (self, moved, error);
}

/* Checkpoints every 1,000 pages would cost a third of the speed of pulling a city. */
static gboolean
tune_cache (TbStore *self, GError **error)
{
  return tb_db_run (self->cache,
                    "PRAGMA wal_autocheckpoint=20000; PRAGMA cache_size=-32768;",
                    error);
}

static gboolean
replace_cache (TbStore *self, const char *why, GError **error)
{
  g_autofree char *moved = NULL;

  g_clear_pointer (&self->cache, tb_db_close);
  moved = tb_store_move_aside (self, "cache.db", FALSE, error);
  if (moved == NULL)
    return FALSE;
  tb_store_add_report (self,
                       _ ("cache.db was moved to %s (%s); records are fetched again"),
                       moved,
                       why);
  self->cache = tb_store_open_file (self, tb_store_get_cache_file (), error);

  return self->cache != NULL && tune_cache (self, error);
}

static gboolean
open_cache (TbStore *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  self->cache = tb_store_open_file (self, tb_store_get_cache_file (), &failure);
  if (self->cache != NULL)
    return tune_cache (self, error);
  if (!is_corrupt (failure)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  return replace_cache (self, failure->message, error);
}

gboolean
tb_store_reset_cache (TbStore *self, const char *why, GError **error)
{
  g_return_val_if_fail (self != NULL && !self->is_reader && why != NULL, FALSE);

  return replace_cache (self, why, error);
}

static gboolean
open_mirror (TbStore *self, gboolean has_no_mirror, GError **error)
{
  g_autofree char *path = tb_store_dup_path (self, "outbox.journal");

  if (has_no_mirror)
    return TRUE;
  self->mirror = tb_outbox_mirror_open (path, error);

  return self->mirror != NULL;
}

/* A full disk is no reason not to start: answers can still be recorded, staff are told. */
static void
prepare_space (TbStore *self)
{
  g_autoptr (GError) error = NULL;

  if (!tb_store_make_ballast (self, &error)) {
    tb_store_release_ballast (self);
    tb_store_add_report (self, "%s", error->message);
    g_clear_error (&error);
  }
  if (self->mirror != NULL && !tb_store_repair_mirror (self, &error)) {
    self->is_mirror_behind = TRUE;
    tb_store_add_report (self, "%s", error->message);
  }
}

TbStore *
tb_store_open (const TbStoreOptions *options, GError **error)
{
  g_autoptr (TbStore) self = NULL;

  g_return_val_if_fail (options != NULL && options->folder != NULL, NULL);

  self = store_new (options);
  if (!tb_store_prepare_folder (self->folder, error))
    return NULL;
  self->lock_fd = tb_store_take_lock (self->folder, error);
  if (self->lock_fd < 0 || !open_mirror (self, options->has_no_mirror, error) ||
      !open_desk (self, error) || !open_cache (self, error))
    return NULL;
  prepare_space (self);
  tb_store_remove_old_copies (self);

  return g_steal_pointer (&self);
}

TbStore *
tb_store_open_reader (const char *folder, const char *vfs, GError **error)
{
  TbStoreOptions options = { .folder = folder, .vfs = vfs, .ballast_bytes = -1 };
  g_autoptr (TbStore) self = NULL;
  g_autofree char *desk_path = NULL;
  g_autofree char *cache_path = NULL;
  gint64 sandbox;

  g_return_val_if_fail (folder != NULL, NULL);

  self = store_new (&options);
  self->is_reader = TRUE;
  desk_path = tb_store_dup_path (self, "desk.db");
  cache_path = tb_store_dup_path (self, "cache.db");
  self->desk = tb_db_open_reader (desk_path, vfs, error);
  if (self->desk == NULL)
    return NULL;
  self->cache = tb_db_open_reader (cache_path, vfs, error);
  if (self->cache == NULL ||
      !tb_db_get_int64 (self->desk, "SELECT sandbox FROM store", &sandbox, error))
    return NULL;
  self->is_sandbox = sandbox != 0;

  return g_steal_pointer (&self);
}

TbDb *
tb_store_get_desk (TbStore *self)
{
  return self->desk;
}

TbDb *
tb_store_get_cache (TbStore *self)
{
  return self->cache;
}

const char *
tb_store_get_folder (TbStore *self)
{
  return self->folder;
}

gboolean
tb_store_is_sandbox (TbStore *self)
{
  return self->is_sandbox;
}

gint64
tb_store_get_wall_us (TbStore *self)
{
  return tb_clock_wall_us (self->clock);
}

const char *
tb_store_get_report (TbStore *self)
{
  return self->report->len > 0 ? self->report->str : NULL;
}

gboolean
tb_store_note_failure (TbStore *self, const GError *failure)
{
  if (!g_error_matches (failure, TB_DB_ERROR, TB_DB_ERROR_FULL) || self->is_full)
    return FALSE;
  tb_store_release_ballast (self);

  return TRUE;
}

gboolean
tb_store_recover_space (TbStore *self, GError **error)
{
  g_return_val_if_fail (self != NULL && !self->is_reader, FALSE);

  if (self->is_full && !tb_store_make_ballast (self, error))
    return FALSE;
  self->is_full = FALSE;
  if (self->is_mirror_behind && !tb_store_repair_mirror (self, error))
    return FALSE;
  self->is_mirror_behind = FALSE;

  return TRUE;
}

gint64
tb_store_get_free_bytes (TbStore *self)
{
  struct statvfs disk;

  g_return_val_if_fail (self != NULL, -1);

  if (statvfs (self->folder, &disk) != 0)
    return -1;

  return (gint64) disk.f_bavail * (gint64) disk.f_frsize;
}

/* Rule: design decision trust §7: what is already accepted must still find room for its answers. */
static gboolean
has_room (TbStore *self, GError **error)
{
  gint64 free_bytes = self->min_free_bytes > 0 ? tb_store_get_free_bytes (self) : -1;

  if (free_bytes < 0 || free_bytes >= self->min_free_bytes)
    return TRUE;
  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_FULL,
               _ ("Only %d MiB are free on the disk: nothing new is accepted below %d MiB. What "
                  "was "
                  "accepted is safe and will be sent; make room, then try again"),
               (int) (free_bytes >> 20),
               (int) (self->min_free_bytes >> 20));

  return FALSE;
}

gboolean
tb_store_may_accept (TbStore *self, GError **error)
{
  g_return_val_if_fail (self != NULL && !self->is_reader, FALSE);

  if (tb_db_is_stopped (self->desk)) {
    g_set_error (error,
                 TB_DB_ERROR,
                 TB_DB_ERROR_IO,
                 _ ("Writing to the disk failed: nothing new can be accepted until the program "
                    "starts again"));
    return FALSE;
  }

  return has_room (self, error) && tb_store_recover_space (self, error);
}

gboolean
tb_store_checkpoint (TbStore *self, gboolean is_thorough, GError **error)
{
  static const char sql[] = "PRAGMA wal_checkpoint (TRUNCATE)";

  g_return_val_if_fail (self != NULL && !self->is_reader, FALSE);

  if (is_thorough && !tb_db_run (self->cache, "VACUUM", error))
    return FALSE;

  return tb_db_run (self->desk, sql, error) && tb_db_run (self->cache, sql, error);
}
