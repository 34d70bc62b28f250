/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-authority.h"
#include "tb-city-db-private.h"
#include "tb-city-epoch.h"
#include "tb-city-key.h"
#include "tb-city-problem.h"
#include "tb-city-request.h"
#include "tb-city-storage.h"
#include "tb-city.h"

G_BEGIN_DECLS

#define TB_CITY_MAX_BATCH       50
#define TB_CITY_MAX_BATCH_BYTES (256 * 1024)
#define TB_CITY_MAX_BLOB_BYTES  (20 * 1024 * 1024)
#define TB_CITY_MAX_PAGE        5000
#define TB_CITY_MAX_PAGE_BYTES  (8 * 1024 * 1024)
#define TB_CITY_MAX_OUTCOMES    200
#define TB_CITY_MAX_ROWS        50

/* What one call of tb_city_handle shares among its requests. */
typedef struct {
  TbCityState state; /* raised in memory, written last */
  gint64 wall_us;
  char *now;
  guint advanced; /* bits: 1 << TbArea of the views that got lines */
} TbCityGroup;

struct _TbCity {
  GObject parent_instance;

  char *folder;
  TbArea area;
  TbCatalogue *catalogue;
  TbCalendar *calendar;
  const TbClock *clock;
  const TbRandom *random;
  const TbCityRules *rules;
  gboolean is_demo;
  gboolean is_local;

  int lock;
  TbCityDb *db;
  TbCityStorage *storage;
  TbCityEpoch *epoch;
  TbCityState state; /* as committed */
  GArray *routes;
  GHashTable *cases; /* case id → TbCityCached: bodies that were parsed lately */

  const TbCityAuthority *authority;
  gpointer authority_data;
  TbCityKey *key;
  char *audit_key; /* 64 hex digits */
};

/* Reads where the log stands, and gives it a new identity when history was cut. */
gboolean tb_city_check_history (TbCity *self, GError **error);
/* Notes in the side record how far the log has come: after each commit, before the answer. */
gboolean tb_city_write_mark (TbCity *self, GError **error);
void tb_city_emit_advanced (TbCity *self, guint advanced);

/* The open database, for other files of this folder that own tables in it. */
TbCityDb *tb_city_get_db (TbCity *self);

/**
 * TbCityHandler:
 * @parts: the parts of the path that matched a `*`, in order; NULL-terminated
 * @group: of this call; its state is what readers see
 *
 * Answers one request. A handler of a route that writes runs inside the group's transaction and
 * must not begin or end one; its answer is thrown away for a 503 when the commit fails.
 *
 * Returns: (transfer full): the answer, or NULL with @error set: a problem, or TB_CITY_DB_ERROR,
 *   which undoes the whole group
 */
typedef TbCityResponse *(*TbCityHandler) (TbCity *self,
                                          const TbCityRequest *request,
                                          const char *const *parts,
                                          TbCityGroup *group,
                                          GError **error);

typedef enum {
  TB_CITY_ROUTE_READS = 0,
  TB_CITY_ROUTE_WRITES = 1 << 0, /* inside the group's transaction */
  TB_CITY_ROUTE_WINDOW = 1 << 1, /* needs a device that the transport vouches for */
  TB_CITY_ROUTE_OPEN = 1 << 2,   /* answers any protocol version */
} TbCityRouteFlags;

/* @pattern such as "/v1/lanes/{}/commands": `{}` stands for one part without a slash. Exact
 * otherwise. @method and @pattern are static. */
void tb_city_add_route (TbCity *self,
                        const char *method,
                        const char *pattern,
                        TbCityRouteFlags flags,
                        TbCityHandler handler);

/* Each resource adds its routes; called by tb_city_open. */
void tb_city_about_add_routes (TbCity *self);
void tb_city_lanes_add_routes (TbCity *self);
void tb_city_commands_add_routes (TbCity *self);
void tb_city_changes_add_routes (TbCity *self);
void tb_city_cases_add_routes (TbCity *self);
void tb_city_queries_add_routes (TbCity *self);
void tb_city_blobs_add_routes (TbCity *self);

/* Where a request goes; @parts is owned by whoever asked. */
typedef struct {
  TbCityRouteFlags flags;
  TbCityHandler handler;
  GStrv parts;
} TbCityTarget;

/* FALSE with a problem when there is no such route, or it may not be taken so. */
gboolean tb_city_find_target (TbCity *self,
                              const TbCityRequest *request,
                              TbCityTarget *target,
                              GError **error);

/* Verifies session and purpose of a read of personal data. */
gboolean tb_city_check_reader (TbCity *self,
                               const TbCityRequest *request,
                               const char *what,
                               TbCityAuthor *author,
                               GError **error);
/* Leaves the audit row of a read; @criteria is kept as a keyed hash only. */
gboolean tb_city_note_read (TbCity *self,
                            const TbCityRequest *request,
                            const TbCityRead *read, /* at, operator, name, criteria, n_rows */
                            GError **error);
/* The area whose view the asking window reads; TB_AREA_NONE with @error. */
TbArea tb_city_find_reader_area (TbCity *self, const TbCityRequest *request, GError **error);
/* The lane of that id, when it belongs to the asking window. */
TbCityLane *tb_city_find_own_lane (TbCity *self,
                                   const TbCityRequest *request,
                                   const char *id,
                                   GError **error);
/* Whether the city holds the whole blob. */
gboolean tb_city_has_blob (TbCity *self, const char *sha256);

G_END_DECLS
