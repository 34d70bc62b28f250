/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-row.h"
#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbCityStorage:
 *
 * What a city keeps, behind a table of functions: SQLite here (tb-city-storage-sqlite.h), later
 * PostgreSQL. It knows rows, not rules. Calls between @begin and @commit are one transaction; the
 * numbers that @read_state gave stay valid until it ends (SQLite: BEGIN IMMEDIATE; a server with
 * several writers locks the counter row), and @write_state comes last. Errors are of
 * TB_CITY_DB_ERROR. Thread of the city only. Call as `store->does->find_lane (store, …)`.
 */
typedef struct _TbCityStorageInterface TbCityStorageInterface;
typedef struct {
  const TbCityStorageInterface *does;
} TbCityStorage;

/* Called for each row in order; FALSE ends the walk early (no error). */
typedef gboolean (*TbCityLineFunc) (gpointer data, gint64 n, const char *h, const char *entry);
typedef gboolean (*TbCityChangeFunc) (gpointer data, const TbCityChange *change);
typedef gboolean (*TbCityTextFunc) (gpointer data, gint64 n, const char *text);

struct _TbCityStorageInterface {
  void (*close) (TbCityStorage *self);
  gboolean (*begin) (TbCityStorage *self, GError **error);
  gboolean (*commit) (TbCityStorage *self, GError **error);
  void (*rollback) (TbCityStorage *self);
  gboolean (*savepoint) (TbCityStorage *self, GError **error);
  gboolean (*release) (TbCityStorage *self, GError **error);
  gboolean (*rollback_to) (TbCityStorage *self, GError **error);

  /* Small settings by name; NULL without @error: not set. */
  char *(*dup_setting) (TbCityStorage *self, const char *key, GError **error);
  gboolean (*set_setting) (TbCityStorage *self, const char *key, const char *text, GError **error);
  gboolean (*read_state) (TbCityStorage *self, TbCityState *state, GError **error);
  gboolean (*write_state) (TbCityStorage *self, const TbCityState *state, GError **error);

  /* find_…: NULL without @error when there is none. */
  TbCityLane *(*find_lane) (TbCityStorage *self, const char *id, GError **error);
  /* The newest lane of @device. */
  TbCityLane *(*find_device) (TbCityStorage *self, const char *device, GError **error);
  gboolean (*add_lane) (TbCityStorage *self, const TbCityLane *lane, GError **error);
  gboolean (*set_lane_last) (TbCityStorage *self, gint64 lane, gint64 last, GError **error);
  char *(*find_outcome) (TbCityStorage *self, gint64 lane, gint64 lseq, char **fp, GError **error);
  gboolean (*add_outcome) (TbCityStorage *self,
                           const TbCityChange *command, /* command, lane, lseq; entry: outcome */
                           const char *fp,
                           gint64 at_s,
                           GError **error);
  gboolean (*list_outcomes) (TbCityStorage *self,
                             const TbCityChange *from, /* lane, lseq */
                             TbCityTextFunc func,
                             gpointer data,
                             GError **error);
  /* Outcomes older than @before_s go, the lanes' marks stay. */
  gboolean (*prune_outcomes) (TbCityStorage *self, gint64 before_s, GError **error);

  /* A log row, the lines of the views in @lines (n = 0: not involved), and the case as it is now.
   */
  gboolean (*append) (TbCityStorage *self,
                      const TbCityChange *change,
                      const TbCityRecord *record,
                      const TbCityChain *lines,
                      GError **error);
  TbCityChange *(*find_by_command) (TbCityStorage *self, const char *command, GError **error);
  TbCityChange *(*find_by_lane) (TbCityStorage *self, gint64 lane, gint64 lseq, GError **error);
  TbCityChange *(*find_by_seq) (TbCityStorage *self, gint64 seq, GError **error);
  /* Versions of a case after @ver, oldest first; from @seq (case_id NULL): the whole log. */
  gboolean (*list_changes) (TbCityStorage *self,
                            const TbCityChange *after,
                            TbCityChangeFunc func,
                            gpointer data,
                            GError **error);
  /* The link of line @n; NULL without @error when it is not kept. */
  char *(*find_line) (TbCityStorage *self, TbArea area, gint64 n, GError **error);
  gboolean (*list_lines) (TbCityStorage *self,
                          const TbCityRecord *after, /* areas: the TbArea; seq: the number */
                          TbCityLineFunc func,
                          gpointer data,
                          GError **error);
  /* Drops the views' lines and the entries' bytes before log number @lowest, but for the newest
   * version of each case; which commands were applied stays known for ever. */
  gboolean (*trim) (TbCityStorage *self, gint64 lowest, GError **error);

  TbCityRecord *(*find_case) (TbCityStorage *self, const char *id, GError **error);
  TbCityRecord *(*find_number) (TbCityStorage *self, const char *number, GError **error);
  /* Another open case with that key. */
  TbCityRecord *(*find_twin) (TbCityStorage *self, const char *twin, GError **error);
  /* Newest versions of the cases of an area's view, by id, after @after->id. */
  gboolean (*list_cases) (TbCityStorage *self,
                          const TbCityRecord *after, /* id, areas: the TbArea */
                          TbCityLineFunc func,
                          gpointer data,
                          GError **error);
  /* Cases of a person, newest first; @criteria: id_no, item?, open?. */
  gboolean (*find_cases) (TbCityStorage *self,
                          const json_t *criteria,
                          TbCityTextFunc func,
                          gpointer data,
                          GError **error);

  /* Inserts or replaces each object of @rows; FALSE names the row and member that is wrong. */
  gboolean (*upsert) (TbCityStorage *self,
                      TbCityRegister which,
                      const json_t *rows,
                      GError **error);
  /* New array of rows, best first, at most @limit. */
  json_t *(*query) (TbCityStorage *self,
                    TbCityRegister which,
                    const json_t *criteria,
                    int limit,
                    GError **error);
  gboolean (*add_read) (TbCityStorage *self, const TbCityRead *read, GError **error);
  gboolean (*verify_reads) (TbCityStorage *self, GError **error);
};

G_END_DECLS
