/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-outbox-mirror.h"
#include "tb-store.h"

G_BEGIN_DECLS

/* Shared by the files of tb-store and asked by tables for the clock and the like. */
struct _TbStore {
  char *folder;
  char *vfs;
  const TbClock *clock;
  const TbRandom *random;
  TbRecordKeysFunc record_keys;
  gpointer record_keys_data;

  TbDb *desk;
  TbDb *cache;
  TbOutboxMirror *mirror; /* NULL: has none, or a reader */
  GString *report;
  gint64 ballast_bytes;
  gint64 min_free_bytes;
  int lock_fd; /* −1 for a reader */
  gboolean is_sandbox;
  gboolean is_reader;
  gboolean is_full;          /* the ballast was given up */
  gboolean is_mirror_behind; /* an accepted command is missing there */
};

/* tb-store-folder.c: everything about the folder that is not SQLite. */
gboolean tb_store_prepare_folder (const char *folder, GError **error);
int tb_store_take_lock (const char *folder, GError **error);
char *tb_store_dup_path (TbStore *self, const char *name);
gboolean tb_store_create_file (const char *path, GError **error);
gboolean tb_store_sync_folder (const char *folder, GError **error);
gboolean tb_store_make_ballast (TbStore *self, GError **error);
void tb_store_release_ballast (TbStore *self);
/* Moves @name with its -wal and -shm to quarantine/<time>/; the new path of @name. With @is_marked
 * the folder remembers that its content is still to be salvaged. */
char *tb_store_move_aside (TbStore *self, const char *name, gboolean is_marked, GError **error);
/* @moved: the damaged desk.db whose salvage an earlier start did not finish, or NULL. */
gboolean tb_store_resume_salvage (TbStore *self, char **moved, GError **error);
gboolean tb_store_unmark_salvage (TbStore *self, GError **error);
void tb_store_add_report (TbStore *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* What an open row needs of the mirror is written there; a mirror that grew large is renewed. */
gboolean tb_store_repair_mirror (TbStore *self, GError **error);
/* Old copies that migrations left, after 30 days. */
void tb_store_remove_old_copies (TbStore *self);

/**
 * TbStoreFile:
 * @name: in the folder
 * @application_id: what makes the file ours
 * @steps: (array length=n_steps): resource paths; step i makes user_version i + 1
 */
typedef struct {
  const char *name;
  gint64 application_id;
  const char *const *steps;
  guint n_steps;
} TbStoreFile;

/* tb-store-schema.c */
const TbStoreFile *tb_store_get_desk_file (void);
const TbStoreFile *tb_store_get_cache_file (void);
/* Refuses what is foreign or newer without touching it, migrates a copy of what is older, makes
 * what is missing. TB_DB_ERROR_CORRUPT when it must be moved aside. */
TbDb *tb_store_open_file (TbStore *self, const TbStoreFile *file, GError **error);
/* Steps up to @version, each in one transaction. */
gboolean tb_store_migrate (TbDb *db, const TbStoreFile *file, guint version, GError **error);

/* tb-store-salvage.c: fills the new desk.db of @self with what the damaged file at @path and the
 * mirror still hold. */
gboolean tb_store_salvage (TbStore *self, const char *path, GError **error);

/* tb-store-check.c: every row hash of the outbox and the audit chain. */
gboolean tb_store_check_rows (TbStore *self, GCancellable *cancellable, GError **error);
/* Only the bytes that will be sent: TB_DB_ERROR_CORRUPT when one was changed. */
gboolean tb_store_check_waiting (TbStore *self, GError **error);

/* Looks at a failure of a write: a full disk gives the ballast up. TRUE when the caller should
 * try once more. */
gboolean tb_store_note_failure (TbStore *self, const GError *failure);

G_END_DECLS
