/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-key.h"
#include "tb-city.h"
#include "tb-grant.h"

G_BEGIN_DECLS

#define TB_CITY_SESSIONS_ERROR (tb_city_sessions_error_quark ())
GQuark tb_city_sessions_error_quark (void);

typedef enum {
  TB_CITY_SESSIONS_ERROR_STORAGE,
  TB_CITY_SESSIONS_ERROR_EXISTS,  /* an operator of that name is there already */
  TB_CITY_SESSIONS_ERROR_UNKNOWN, /* no such operator */
  TB_CITY_SESSIONS_ERROR_INVALID, /* a bad name, role, hall, or two roles that exclude each other */
} TbCitySessionsError;

/**
 * TbCitySessions:
 *
 * Operators, their secrets (Argon2id), lockout and sessions of one city, in operators.db beside
 * city.db: a file of its own, so that a restore of the city's history keeps operators, a slow
 * password check never waits for a command batch, and failures are counted durably before the
 * secret is looked at (SEC-6). Several of these may be open on one folder; each belongs to the
 * thread that made it.
 */
typedef struct _TbCitySessions TbCitySessions;

/* @is_cheap: password hashes of the lowest cost: for tests and the demo only. */
typedef struct {
  const char *folder;
  TbArea area;
  TbCityKey *key;
  const TbClock *clock;
  const TbRandom *random;
  const char *vfs;
  gboolean is_cheap;
} TbCitySessionsOptions;

TbCitySessions *tb_city_sessions_open (const TbCitySessionsOptions *options,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_city_sessions_close (TbCitySessions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCitySessions, tb_city_sessions_close)

/* POST /v1/session, POST /v1/session/refresh, DELETE /v1/session: always an answer. */
TbCityResponse *tb_city_sessions_handle (TbCitySessions *self, const TbCityRequest *request);

/**
 * tb_city_sessions_authenticate:
 *
 * The operator behind the request's Bearer token: signed by this city, not expired, made for this
 * device, not revoked, operator not disabled.
 *
 * Returns: (transfer full): the token's content; NULL with @refusal set to the answer to give
 */
TbGrant *tb_city_sessions_authenticate (TbCitySessions *self,
                                        const TbCityRequest *request,
                                        TbCityResponse **refusal);

/* Whether an operator of this city is known here and disabled; FALSE for another city's. */
gboolean tb_city_sessions_is_disabled (TbCitySessions *self, const char *operator);

typedef struct {
  const char *id; /* what is typed at sign-in: 1–32 of a–z 0–9 . _ - */
  const char *name;
  const char *hall;
  guint roles; /* bits: 1 << TbRole */
} TbCityOperator;

gboolean tb_city_sessions_add_operator (TbCitySessions *self,
                                        const TbCityOperator *
                                        operator,
                                        const char * secret,
                                        GError **error);
gboolean tb_city_sessions_set_disabled (TbCitySessions *self,
                                        const char *id,
                                        gboolean is_disabled,
                                        GError **error);
gboolean tb_city_sessions_unlock (TbCitySessions *self, const char *id, GError **error);
/* (transfer full): array of {id, name, hall, roles, disabled, failures, locked_until?}. */
json_t *tb_city_sessions_list (TbCitySessions *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a sign-in at @device would be given: for tests and the simulator. */
char *tb_city_sessions_issue_grant (TbCitySessions *self,
                                    const char *id,
                                    const char *device,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
