/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* The city's SQLite file and its statements, for the files of this folder that own tables: the
 * storage, and operators, sessions, lock-outs and imports. Migrations are the numbered files of
 * migrations/ (GResource, no gap in the numbers): 001 to 003 belong to the storage, others
 * follow. Thread of the city only. */

#define TB_CITY_APPLICATION_ID 0x54424359 /* "TBCY" */

#define TB_CITY_DB_ERROR (tb_city_db_error_quark ())
GQuark tb_city_db_error_quark (void);

typedef enum {
  TB_CITY_DB_ERROR_FAILED,  /* SQL or constraint: a programming error */
  TB_CITY_DB_ERROR_FULL,    /* the disk is full; passes when there is room again */
  TB_CITY_DB_ERROR_IO,      /* reading or writing failed, or the file is damaged: no more writing */
  TB_CITY_DB_ERROR_BUSY,    /* another process holds the folder or the file */
  TB_CITY_DB_ERROR_NEWER,   /* made by a newer version of the program */
  TB_CITY_DB_ERROR_FOREIGN, /* not a city's file */
  TB_CITY_DB_ERROR_SETTINGS, /* a PRAGMA that durability needs was not accepted */
} TbCityDbError;

typedef struct _TbCityDb TbCityDb;

/* Opens or makes the file with every PRAGMA of trust.md §7, read back, and migrates it. */
TbCityDb *tb_city_db_open (const char *path, const char *vfs, GError **error);
/* The same for a file of its own with the numbered files of the folder @schema. */
TbCityDb *tb_city_db_open_schema (const char *path,
                                  const char *schema,
                                  const char *vfs,
                                  GError **error);
void tb_city_db_close (TbCityDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityDb, tb_city_db_close)

/* After an I/O error nothing is written any more: what is on the disk is unknown (fail-stop). */
gboolean tb_city_db_is_stopped (TbCityDb *self);
void tb_city_db_stop (TbCityDb *self);
gboolean tb_city_db_is_in_transaction (TbCityDb *self);
sqlite3 *tb_city_db_get_handle (TbCityDb *self);

/* BEGIN IMMEDIATE … COMMIT. Rolling back always succeeds. */
gboolean tb_city_db_begin (TbCityDb *self, GError **error);
gboolean tb_city_db_commit (TbCityDb *self, GError **error);
void tb_city_db_rollback (TbCityDb *self);

/**
 * TbCityQuery:
 *
 * A statement that is prepared once: tb_city_db_query gives it reset and without binds, the end
 * of its g_autoptr scope resets it. Never NULL; what goes wrong in preparing or binding is
 * remembered and fails the next step. The same statement is not used twice at a time.
 */
typedef struct _TbCityQuery TbCityQuery;

/* @sql must be a static string: its address is the key. */
TbCityQuery *tb_city_db_query (TbCityDb *self, const char *sql);
void tb_city_query_reset (TbCityQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityQuery, tb_city_query_reset)

/* @name with its colon. NULL text binds NULL; the text must live until the reset. */
void tb_city_query_bind_text (TbCityQuery *self, const char *name, const char *text);
void tb_city_query_bind_int (TbCityQuery *self, const char *name, gint64 value);
void tb_city_query_bind_null (TbCityQuery *self, const char *name);

typedef enum {
  TB_CITY_STEP_ROW,
  TB_CITY_STEP_DONE,
  TB_CITY_STEP_FAILED,
} TbCityStep;

TbCityStep tb_city_query_step (TbCityQuery *self, GError **error);
/* Steps to the end; for statements whose rows, if any, do not matter. */
gboolean tb_city_query_run (TbCityQuery *self, GError **error);

gboolean tb_city_query_is_null (TbCityQuery *self, int column);
gint64 tb_city_query_get_int (TbCityQuery *self, int column);
/* Until the next step; NULL for NULL. */
const char *tb_city_query_peek_text (TbCityQuery *self, int column);
gsize tb_city_query_get_length (TbCityQuery *self, int column);
char *tb_city_query_dup_text (TbCityQuery *self, int column);
/* Rows that the last run changed. */
int tb_city_db_get_changes (TbCityDb *self);

G_END_DECLS
