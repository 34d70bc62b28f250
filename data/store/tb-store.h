/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-clock.h"
#include "tb-db.h"
#include "tb-json-scan.h"
#include "tb-json.h"
#include "tb-random.h"

G_BEGIN_DECLS

#define TB_STORE_ERROR (tb_store_error_quark ())
GQuark tb_store_error_quark (void);

typedef enum {
  TB_STORE_ERROR_LOCKED,    /* another process drives this installation */
  TB_STORE_ERROR_FOREIGN,   /* the file belongs to another program; it was not touched */
  TB_STORE_ERROR_NEWER,     /* made by a newer version; it was not touched */
  TB_STORE_ERROR_FOLDER,    /* the folder or a file in it cannot be used */
  TB_STORE_ERROR_SANDBOX,   /* practice data and real data do not mix */
  TB_STORE_ERROR_FULL,      /* no room: nothing is accepted until there is again */
  TB_STORE_ERROR_MISSING,   /* names something that is not there */
  TB_STORE_ERROR_STATE,     /* not allowed in the state in which it is */
  TB_STORE_ERROR_BASE,      /* the version that the author saw is not readable here */
  TB_STORE_ERROR_FORBIDDEN, /* a colleague's work: it can be sent, not read */
  TB_STORE_ERROR_LOG,       /* an answer of another history: ignore it */
  TB_STORE_ERROR_HOLE,      /* a page does not follow the cursor: stop the lane */
  TB_STORE_ERROR_CHAIN,     /* a hash does not fit: stop the lane, or the audit was changed */
  TB_STORE_ERROR_DISAGREES, /* answer and feed tell different stories: stop the lane */
  TB_STORE_ERROR_SEALED,    /* the secret does not open the operator's drafts */
  TB_STORE_ERROR_DATA,      /* a value given or read does not have the form it must have */
} TbStoreError;

/**
 * TbRecordKeys:
 * @readings: (nullable): pinyin and initials of the person's name in its usual reading, then any
 *     further keys under which it should be found: {"shanxiongxin", "sxx", "danxiongxin", "dxx",
 *     NULL}; owned
 * @due: (nullable): `YYYY-MM-DD`, the day on which the owner's running clock ends; owned
 * @matter: (nullable): words for the full text, such as the matter's title; owned
 *
 * What a cached record is found by and the store cannot know itself.
 */
typedef struct {
  char **readings;
  char *due;
  char *matter;
} TbRecordKeys;

/* @body: the record's, in @entry, which is the city's text. Called for each record that comes: it
 * is to be quick. */
typedef void (*TbRecordKeysFunc) (const TbJsonScan *entry,
                                  TbJsonNode body,
                                  TbRecordKeys *keys,
                                  gpointer data);

/**
 * TbStoreOptions:
 * @folder: made with mode 0700 when missing
 * @clock: (nullable): the system's
 * @random: (nullable): the system's
 * @vfs: (nullable): name of an SQLite VFS
 * @ballast_bytes: 0 for the default of 64 MiB, −1 for none
 * @min_free_bytes: below so much free space nothing new is accepted; 0 for the default of
 *     200 MiB, −1 for no such limit (practice, simulated disks)
 * @is_sandbox: practice data; a store never changes sides
 * @has_no_mirror: without `outbox.journal` (the simulator's files live in its own VFS)
 * @record_keys: (nullable): asked for each record on its way into the cache
 * @record_keys_data: passed to it
 */
typedef struct {
  const char *folder;
  const TbClock *clock;
  const TbRandom *random;
  const char *vfs;
  gint64 ballast_bytes;
  gint64 min_free_bytes;
  gboolean is_sandbox;
  gboolean has_no_mirror;
  TbRecordKeysFunc record_keys;
  gpointer record_keys_data;
} TbStoreOptions;

/**
 * TbStore:
 *
 * The two files of an installation: `desk.db` (precious: what people did) and `cache.db`
 * (disposable: what cities said), the lock, the ballast and the mirror of the outbox. All table
 * functions take it, on the thread that opened it.
 */
typedef struct _TbStore TbStore;

#define TB_STORE_WARN_BYTES (G_GINT64_CONSTANT (1) << 30)

TbStore *tb_store_open (const TbStoreOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Read-only connections for another thread, while a writer has the store open. Only functions
 * that say "bounded" may be called with it: a page of at most TB_STORE_MAX_PAGE rows. */
TbStore *tb_store_open_reader (const char *folder,
                               const char *vfs,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_store_close (TbStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbStore, tb_store_close)

#define TB_STORE_MAX_PAGE 200

TbDb *tb_store_get_desk (TbStore *self);
TbDb *tb_store_get_cache (TbStore *self);
const char *tb_store_get_folder (TbStore *self);
gboolean tb_store_is_sandbox (TbStore *self);
gint64 tb_store_get_wall_us (TbStore *self);

/* What opening had to do, for staff to read: NULL when all was well. Lines of text, among them
 * how many commands were saved from a damaged file and where the damaged file is now. */
const char *tb_store_get_report (TbStore *self);

/* Whether new work may be accepted: the ballast is there, no write has failed, the mirror is
 * whole. FALSE with TB_STORE_ERROR_FULL (or the error that stopped writing) otherwise. */
gboolean tb_store_may_accept (TbStore *self, GError **error);
/* Free space on the store's disk, in bytes; −1 when it cannot be known. Staff are warned below
 * TB_STORE_WARN_BYTES. */
gint64 tb_store_get_free_bytes (TbStore *self);
/* Tries to get the ballast and the mirror back after the disk was full. */
gboolean tb_store_recover_space (TbStore *self, GError **error);

/* Moves cache.db aside and starts an empty one: every cursor is 0 afterwards. */
gboolean tb_store_reset_cache (TbStore *self, const char *why, GError **error);
/* A consistent copy of desk.db, made by SQLite's backup; never copy the file itself. */
gboolean tb_store_backup_desk (TbStore *self, const char *path, GError **error);
/* The weekly check when idle: integrity, foreign keys, outbox hashes, audit chain. */
gboolean tb_store_check (TbStore *self, GCancellable *cancellable, GError **error);
/* Folds the WAL into the files and truncates it; weekly with @is_thorough, which also VACUUMs the
 * cache so that deleted personal data is gone from the disk. */
gboolean tb_store_checkpoint (TbStore *self, gboolean is_thorough, GError **error);

G_END_DECLS
