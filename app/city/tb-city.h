/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-calendar.h"
#include "tb-catalogue.h"
#include "tb-clock.h"
#include "tb-random.h"
#include "tb-workflow.h"

G_BEGIN_DECLS

/**
 * TbCityRequest:
 * @method: "GET", "POST", "PUT", "HEAD" or "DELETE"
 * @path: decoded, valid UTF-8, such as "/v1/changes"; no query part
 * @query: (element-type utf8 utf8) (nullable): parameters, each at most once
 * @headers: (element-type utf8 utf8): names in lower case
 * @device: (nullable): whom the transport vouches for: a certificate's SHA-256, or in the demo
 *     what Tongban-Device says
 * @body: (nullable): whole body, already within the limits
 *
 * A request as the transport hands it over. The transport (SoupServer, or the simulator) has
 * checked the HTTP; the city checks everything else.
 */
typedef struct {
  const char *method;
  const char *path;
  GHashTable *query;
  GHashTable *headers;
  const char *device;
  GBytes *body;
} TbCityRequest;

/**
 * TbCityResponse:
 * @status: HTTP status; 0 while the answer has to wait (a long poll with nothing new)
 * @content_type: static
 * @body: (nullable): owned
 * @headers: (element-type utf8 utf8): owned; without Content-Type and Content-Length
 */
typedef struct {
  guint status;
  const char *content_type;
  GBytes *body;
  GHashTable *headers;
} TbCityResponse;

TbCityResponse *tb_city_response_new (guint status);
void tb_city_response_free (TbCityResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityResponse, tb_city_response_free)

/**
 * TbCity:
 *
 * The reference city backend without its transport: log, views, lanes, workflow, sessions,
 * queries. No threads, no sockets, no clock but the one given: the server and the simulator run
 * the same code. All calls on the thread that made it.
 */
#define TB_TYPE_CITY (tb_city_get_type ())
G_DECLARE_FINAL_TYPE (TbCity, tb_city, TB, CITY, GObject)

/* The seam to catalogue and workflow, so that the log can be tested without them. */
typedef struct {
  const TbItem *(*find_item) (TbCatalogue *catalogue, const char *id, int version);
  TbCase *(*apply) (const TbItem *item,
                    TbCase *before,
                    TbCommand *command,
                    const TbWorkflowActor *actor,
                    GError **error);
  const char *const *(*get_duplicates) (const TbItem *item);
  const json_t *(*get_json) (const TbItem *item);
  const char *(*get_digest) (TbCatalogue *catalogue);
} TbCityRules;

typedef struct {
  const char *folder; /* holds city.db, blobs/, key; made when missing */
  TbArea area;
  TbCatalogue *catalogue;
  TbCalendar *calendar;
  const TbClock *clock;
  const TbRandom *random;
  const char *vfs;   /* name of the SQLite VFS, NULL for the default */
  gboolean is_demo;  /* believes Tongban-Device, enrols any window */
  gboolean is_local; /* a commit here is as durable as it gets: durable_seq is the head. Else it
                        is what the last backup reported (tb_city_set_durable_seq) */
  const TbCityRules *rules; /* NULL: tb_workflow_apply over @catalogue, the only rules in use */
} TbCityOptions;

TbCity *tb_city_open (const TbCityOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Answers @n requests. All command batches among them are committed in one transaction, and
 * only then answered: group commit. @responses receives @n owned responses in order. */
void tb_city_handle (TbCity *self,
                     const TbCityRequest *requests,
                     TbCityResponse **responses,
                     gsize n);

/* Emitted ("view-advanced", TbArea area) after a commit that gave @area's view new lines. */

/* Public key (Ed25519, hex) of this city. Those of the others are the authority's business
 * (tb-city-guard.h). */
const char *tb_city_get_public_key (TbCity *self);

const char *tb_city_get_log_id (TbCity *self);
gint64 tb_city_get_head (TbCity *self);
gint64 tb_city_get_durable_seq (TbCity *self);
TbArea tb_city_get_area (TbCity *self);

/* The city after an I/O error: it answers reads, and every write with 503, until it is opened
 * again. */
gboolean tb_city_is_stopped (TbCity *self);

/* What a backup has carried off this machine; never lowered. */
gboolean tb_city_set_durable_seq (TbCity *self, gint64 seq, GError **error);
/* History may have been cut (restore, fail-over): a new log_id, known to the side record. */
gboolean tb_city_renew_log (TbCity *self, GError **error);
/* Forgets the entries of log and views before @lowest but for the newest version of each case,
 * and stored outcomes older than 400 days. The lanes' marks and which commands were applied stay
 * for ever. */
gboolean tb_city_compact (TbCity *self, gint64 lowest, GError **error);
/* (element-type json): what /about tells: array of objects; NULL for none. */
gboolean tb_city_set_notices (TbCity *self, const json_t *notices, GError **error);

/* Inserts or replaces the rows (array of objects, columns as data/wire/README.md has them) of the
 * register "persons", "insurance", "benefits", "archives" or "certificates": all of them, or none
 * with @error naming row and member ("/17/birth: is missing"). For imports and the demo; some
 * thousand rows a call. */
gboolean tb_city_upsert (TbCity *self, const char *name, const json_t *rows, GError **error);

/* Recomputes every chain; FALSE with @error naming the first bad line. */
gboolean tb_city_verify (TbCity *self, GError **error);

G_END_DECLS
