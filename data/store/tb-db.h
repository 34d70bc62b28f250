/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TB_DB_ERROR (tb_db_error_quark ())
GQuark tb_db_error_quark (void);

typedef enum {
  TB_DB_ERROR_OPEN,       /* the file cannot be opened or its settings did not take */
  TB_DB_ERROR_SQL,        /* a statement is wrong: a mistake in this program */
  TB_DB_ERROR_CONSTRAINT, /* a CHECK, UNIQUE, foreign key or trigger of the schema says no */
  TB_DB_ERROR_CORRUPT,    /* the file is damaged: move it aside, salvage */
  TB_DB_ERROR_FULL,       /* the disk is full: nothing was written */
  TB_DB_ERROR_IO,         /* reading or writing failed: writing stops until a restart */
  TB_DB_ERROR_BUSY,       /* another connection writes; try again */
  TB_DB_ERROR_CANCELLED,  /* the GCancellable said so */
} TbDbError;

/**
 * TbDb:
 *
 * One connection to one SQLite file, on the thread that opened it (asserted in every function).
 * Statements are prepared once and cached by their text. After an I/O error of a write, a failed
 * fsync or a sign of damage the connection refuses to write again: a second fsync may succeed
 * although data was dropped.
 */
typedef struct _TbDb TbDb;
typedef struct _TbStatement TbStatement;
typedef struct _TbTransaction TbTransaction;

typedef enum {
  TB_STEP_ROW,
  TB_STEP_DONE,
  TB_STEP_FAILED,
} TbStep;

/* @vfs names the SQLite VFS, NULL for the default: the crash simulator's way in. Existing and new
 * files get the same settings: WAL, synchronous=FULL (read back), foreign keys, defensive. */
TbDb *tb_db_open (const char *path, const char *vfs, GError **error) G_GNUC_WARN_UNUSED_RESULT;
TbDb *tb_db_open_reader (const char *path,
                         const char *vfs,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_db_close (TbDb *self);

/* Several statements without parameters: schema and pragmas only. */
gboolean tb_db_run (TbDb *self, const char *sql, GError **error);
/* The first column of the first row; FALSE with an error when there is none. */
gboolean tb_db_get_int64 (TbDb *self, const char *sql, gint64 *value, GError **error);
char *tb_db_dup_text (TbDb *self, const char *sql, GError **error);
/* Rows that the last INSERT, UPDATE or DELETE changed. */
gint64 tb_db_get_n_changed (TbDb *self);
gint64 tb_db_get_last_rowid (TbDb *self);
/* The sqlite3 handle, for tests, backup and the tokenizer. */
gpointer tb_db_get_handle (TbDb *self);

/* Whether writing was stopped, and the error that every further write gets. */
gboolean tb_db_is_stopped (TbDb *self);
/* Statements that run longer than a moment give up when @cancellable is; NULL takes it out. */
void tb_db_set_cancellable (TbDb *self, GCancellable *cancellable);

/* BEGIN IMMEDIATE; rolled back when freed without a commit. Does not nest. */
TbTransaction *tb_db_begin (TbDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A deferred BEGIN for several reads of one state. */
TbTransaction *tb_db_begin_read (TbDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tb_transaction_commit (TbTransaction *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_transaction_free (TbTransaction *self);

/* From the cache when the same @sql was freed before; free it before preparing it again. */
TbStatement *tb_db_prepare (TbDb *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_statement_free (TbStatement *self);

/* Binds never fail at run time: an unknown name or a value of the wrong kind is a programming
 * error, is remembered, and makes the next step() return TB_STEP_FAILED. NULL text binds NULL. */
void tb_statement_bind_text (TbStatement *self, const char *name, const char *value);
void tb_statement_bind_text_length (TbStatement *self,
                                    const char *name,
                                    const char *value,
                                    gsize length);
void tb_statement_bind_blob (TbStatement *self, const char *name, const void *bytes, gsize length);
void tb_statement_bind_int64 (TbStatement *self, const char *name, gint64 value);
void tb_statement_bind_null (TbStatement *self, const char *name);

TbStep tb_statement_step (TbStatement *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* For statements without rows. */
gboolean tb_statement_run (TbStatement *self, GError **error);
/* Ready to be bound and run again; values stay bound. */
void tb_statement_reset (TbStatement *self);

/* Valid until the next step; NULL for SQL NULL. */
const char *tb_statement_peek_text (TbStatement *self, int column);
const void *tb_statement_peek_blob (TbStatement *self, int column, gsize *length);
gint64 tb_statement_get_int64 (TbStatement *self, int column);
gboolean tb_statement_is_null (TbStatement *self, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDb, tb_db_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbStatement, tb_statement_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbTransaction, tb_transaction_free)

G_END_DECLS
