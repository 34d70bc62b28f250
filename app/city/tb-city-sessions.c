/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-sessions"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "tb-city-problem.h"
#include "tb-city-rbac.h"
#include "tb-city-sessions-private.h"
#include "tb-time.h"
#include "tb-uuid.h"

static const char add_sql[] = "INSERT INTO sessions (token, family, operator, device, expires_s)"
                              " VALUES (:token, :family, :operator, :device, :expires_s)";
static const char find_sql[] =
    "SELECT family, refreshed, revoked FROM sessions WHERE token = :token";
static const char refresh_sql[] = "UPDATE sessions SET refreshed = 1 WHERE token = :token";
static const char revoke_sql[] = "UPDATE sessions SET revoked = 1 WHERE family = :family";
static const char prune_sql[] = "DELETE FROM sessions WHERE expires_s < :before_s";

G_DEFINE_QUARK (tb_city_sessions_error_quark, tb_city_sessions_error)

gint64
tb_city_sessions_now_s (TbCitySessions *self)
{
  return tb_clock_wall_us (self->clock) / G_USEC_PER_SEC;
}

TbCitySessions *
tb_city_sessions_open (const TbCitySessionsOptions *options, GError **error)
{
  g_autoptr (TbCitySessions) self = g_new0 (TbCitySessions, 1);
  g_autofree char *path = g_build_filename (options->folder, "operators.db", NULL);

  self->area = options->area;
  self->key = tb_city_key_ref (options->key);
  self->clock = options->clock;
  self->random = options->random;
  self->is_cheap = options->is_cheap;
  self->decoy = tb_city_sessions_hash (self, "nobody has this secret");
  self->db = tb_city_db_open_schema (path, "operators", options->vfs, error);

  return self->db != NULL ? g_steal_pointer (&self) : NULL;
}

void
tb_city_sessions_close (TbCitySessions *self)
{
  g_clear_pointer (&self->db, tb_city_db_close);
  g_clear_pointer (&self->key, tb_city_key_unref);
  g_free (self->decoy);
  g_free (self);
}

static char *
sign (TbCitySessions *self,
      const TbCityOperatorRow *row,
      const char *device,
      TbGrantKind kind,
      const char *id)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) roles = NULL;
  gint64 now_s = tb_city_sessions_now_s (self);
  TbGrant grant = {
    .kind = kind,
    .issuer = self->area,
    .area = self->area,
    .operator= row->id,
    .name = row->name,
    .hall = row->hall,
    .device = (char *) device,
    .id = (char *) id,
    .issued_s = now_s,
    .expires_s = now_s + (kind == TB_GRANT_SESSION ? TB_GRANT_SESSION_AGE_S : TB_GRANT_MAX_AGE_S),
  };

  for (int role = 0; role < TB_N_ROLES; role++) {
    if ((row->roles & 1u << role) != 0)
      g_strv_builder_add (names, tb_role_get_name ((TbRole) role));
  }
  roles = g_strv_builder_end (names);
  grant.roles = roles;

  return tb_grant_sign (&grant, tb_city_key_peek_secret (self->key));
}

char *
tb_city_sessions_issue_grant (TbCitySessions *self,
                              const char *id,
                              const char *device,
                              GError **error)
{
  g_autoptr (TbCityOperatorRow) row = tb_city_sessions_find (self, id, error);
  g_autofree char *token = tb_uuid_new (self->clock, self->random);

  if (row == NULL) {
    if (error != NULL && *error == NULL)
      g_set_error (error,
                   TB_CITY_SESSIONS_ERROR,
                   TB_CITY_SESSIONS_ERROR_UNKNOWN,
                   "No operator %s",
                   id);
    return NULL;
  }

  return sign (self, row, device, TB_GRANT_GRANT, token);
}

static gboolean
add_session (TbCitySessions *self,
             const char *token,
             const char *family,
             const TbCityOperatorRow *row,
             const char *device)
{
  g_autoptr (TbCityQuery) prune = tb_city_db_query (self->db, prune_sql);
  g_autoptr (TbCityQuery) query = tb_city_db_query (self->db, add_sql);
  gint64 now_s = tb_city_sessions_now_s (self);

  tb_city_query_bind_int (prune, ":before_s", now_s - 24 * 3600);
  tb_city_query_bind_text (query, ":token", token);
  tb_city_query_bind_text (query, ":family", family);
  tb_city_query_bind_text (query, ":operator", row->id);
  tb_city_query_bind_text (query, ":device", device);
  tb_city_query_bind_int (query, ":expires_s", now_s + TB_GRANT_SESSION_AGE_S);

  return tb_city_query_run (prune, NULL) && tb_city_query_run (query, NULL);
}

static json_t *
describe_operator (TbCitySessions *self, const TbCityOperatorRow *row)
{
  json_t *roles = json_array ();

  for (int role = 0; role < TB_N_ROLES; role++) {
    if ((row->roles & 1u << role) != 0)
      json_array_append_new (roles, json_string (tb_role_get_name ((TbRole) role)));
  }

  return json_pack ("{s:s, s:s, s:o, s:s, s:s}",
                    "id",
                    row->id,
                    "name",
                    row->name,
                    "roles",
                    roles,
                    "area",
                    tb_area_get_slug (self->area),
                    "hall",
                    row->hall);
}

/* @verifier: for signing in without the city; NULL for operators who may not. */
static TbCityResponse *
answer (TbCitySessions *self,
        const TbCityOperatorRow *row,
        const char *device,
        const char *family,
        const char *verifier)
{
  g_autofree char *id = tb_uuid_new (self->clock, self->random);
  g_autofree char *grant_id = tb_uuid_new (self->clock, self->random);
  g_autofree char *token = sign (self, row, device, TB_GRANT_SESSION, id);
  g_autofree char *grant = sign (self, row, device, TB_GRANT_GRANT, grant_id);
  gint64 now_us = tb_city_sessions_now_s (self) * G_USEC_PER_SEC;
  g_autofree char *expires =
      tb_time_format (now_us + (gint64) TB_GRANT_SESSION_AGE_S * G_USEC_PER_SEC);
  g_autofree char *until = tb_time_format (now_us + (gint64) TB_GRANT_MAX_AGE_S * G_USEC_PER_SEC);
  json_t *json;

  if (!add_session (self, id, family != NULL ? family : id, row, device)) {
    g_autoptr (GError) error = NULL;

    tb_city_problem_set (&error, TB_PROBLEM_BUSY, NULL, "The session could not be stored");
    return tb_city_response_new_problem (error);
  }
  json = json_pack ("{s:s, s:s, s:o, s:s}",
                    "token",
                    token,
                    "expires_at",
                    expires,
                    "operator",
                    describe_operator (self, row),
                    "grant",
                    grant);
  if (verifier != NULL)
    json_object_set_new (json,
                         "offline",
                         json_pack ("{s:s, s:s}", "until", until, "verifier", verifier));

  return tb_city_response_new_json_take (200, json);
}

static TbCityResponse *
refuse (TbProblem problem, const char *detail, gint64 retry_at_s)
{
  g_autoptr (GError) error = NULL;
  json_t *json;

  tb_city_problem_set (&error, problem, NULL, "%s", detail);
  json = tb_city_problem_to_json (error);
  if (retry_at_s > 0) {
    g_autofree char *at = tb_time_format (retry_at_s * G_USEC_PER_SEC);

    tb_json_set_string (json, "retry_at", at);
  }

  return tb_city_response_new_problem_take (json);
}

/* The same work and the same words whether the operator, the secret or both are wrong. */
static gboolean
is_right (TbCitySessions *self, const TbCityOperatorRow *row, const char *secret)
{
  const char *hash = row != NULL ? row->secret : self->decoy;
  gboolean fits = crypto_pwhash_str_verify (hash, secret, strlen (secret)) == 0;

  return fits && row != NULL && !row->is_disabled;
}

static gboolean
count (TbCitySessions *self, const TbCityOperatorRow *row, const TbCityOperatorRow *stranger)
{
  return row != NULL ? tb_city_sessions_count_attempt (self, row, NULL)
                     : tb_city_sessions_count_stranger (self, stranger, NULL);
}

static TbCityResponse *
sign_in (TbCitySessions *self, const char *device, const char *id, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityOperatorRow) row = tb_city_sessions_find (self, id, &error);
  g_autoptr (TbCityOperatorRow) stranger = NULL;
  g_autofree char *verifier = NULL;
  const TbCityOperatorRow *counted = row;

  if (row == NULL && error == NULL)
    counted = stranger = tb_city_sessions_find_stranger (self, id, &error);
  if (error != NULL)
    return refuse (TB_PROBLEM_BUSY, "Operators cannot be read now", 0);
  if (counted->locked_until_s > tb_city_sessions_now_s (self))
    return refuse (TB_PROBLEM_LOCKED_OUT, "Too many wrong secrets", counted->locked_until_s);
  /* Counted on the disk before the look, so that killing the city forgets no attempt. */
  if (!count (self, row, stranger))
    return refuse (TB_PROBLEM_BUSY, "The attempt cannot be counted now", 0);
  if (!is_right (self, row, secret))
    return refuse (TB_PROBLEM_WRONG_CREDENTIALS, "Operator or secret is wrong", 0);
  if (!tb_city_sessions_forgive (self, id, NULL))
    return refuse (TB_PROBLEM_BUSY, "The session could not be stored", 0);

  if (tb_city_rbac_get_for_roles (row->roles, TB_ACTION_SIGN_IN_OFFLINE, TB_SCOPE_OWN) ==
      TB_PERMISSION_ALLOWED)
    verifier = tb_city_sessions_hash (self, secret);

  return answer (self, row, device, NULL, verifier);
}

static TbCityResponse *
handle_sign_in (TbCitySessions *self, const TbCityRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = NULL;
  const char *id;
  const char *secret;

  if (request->body != NULL && g_bytes_get_size (request->body) > 0)
    json = tb_json_parse (g_bytes_get_data (request->body, NULL),
                          (gssize) g_bytes_get_size (request->body),
                          &error);
  id = tb_json_get_string (json, "operator");
  secret = tb_json_get_string (json, "secret");
  if (id == NULL || secret == NULL || tb_json_get_string (json, "window") == NULL ||
      json_object_size (json) != 3)
    return refuse (TB_PROBLEM_INVALID, "operator, secret and window are needed, no more", 0);

  return sign_in (self, request->device, id, secret);
}

/* A token ends after ten minutes, but a working day is longer: so long after its end it still
 * renews itself, once, and does nothing else. */
#define REFRESH_GRACE_S (12 * 3600)

/* What the token says when this city signed it for this window and it ended at most @grace_s ago,
 * whatever its state. */
static TbGrant *
read_token (TbCitySessions *self, const TbCityRequest *request, gint64 grace_s)
{
  gint64 now_s = tb_city_sessions_now_s (self);
  const char *header = g_hash_table_lookup (request->headers, "authorization");
  g_autoptr (TbGrant) token = NULL;

  if (header == NULL || !g_str_has_prefix (header, "Bearer "))
    return NULL;
  token = tb_grant_verify (header + strlen ("Bearer "), tb_city_key_get_public (self->key), NULL);
  if (token == NULL)
    return NULL;
  if (now_s >= token->expires_s && now_s - token->expires_s < grace_s)
    now_s = token->expires_s - 1;
  if (!tb_grant_check (token, TB_GRANT_SESSION, request->device, now_s, NULL))
    return NULL;

  return g_steal_pointer (&token);
}

/* The row of a token: its family, and whether it may still be used. */
static char *
find_family (TbCitySessions *self, const char *token, gboolean *refreshed, gboolean *revoked)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (self->db, find_sql);

  tb_city_query_bind_text (query, ":token", token);
  if (tb_city_query_step (query, NULL) != TB_CITY_STEP_ROW)
    return NULL;
  *refreshed = tb_city_query_get_int (query, 1) != 0;
  *revoked = tb_city_query_get_int (query, 2) != 0;

  return tb_city_query_dup_text (query, 0);
}

static gboolean
run_with_text (TbCitySessions *self, const char *sql, const char *name, const char *text)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (self->db, sql);

  tb_city_query_bind_text (query, name, text);

  return tb_city_query_run (query, NULL);
}

static TbGrant *
authenticate (TbCitySessions *self,
              const TbCityRequest *request,
              gint64 grace_s,
              TbCityResponse **refusal)
{
  g_autoptr (TbGrant) token = read_token (self, request, grace_s);
  g_autofree char *family = NULL;
  gboolean refreshed = FALSE;
  gboolean revoked = FALSE;

  if (token != NULL)
    family = find_family (self, token->id, &refreshed, &revoked);
  if (family == NULL || revoked || tb_city_sessions_is_disabled (self, token->operator)) {
    *refusal = refuse (TB_PROBLEM_SIGNED_OUT, "The session is not valid here", 0);
    return NULL;
  }

  return g_steal_pointer (&token);
}

TbGrant *
tb_city_sessions_authenticate (TbCitySessions *self,
                               const TbCityRequest *request,
                               TbCityResponse **refusal)
{
  return authenticate (self, request, 0, refusal);
}

/* A token that is refreshed twice was copied: the whole family ends (trust.md SEC-3). */
static TbCityResponse *
handle_refresh (TbCitySessions *self, const TbCityRequest *request)
{
  TbCityResponse *refusal = NULL;
  g_autoptr (TbGrant) token = authenticate (self, request, REFRESH_GRACE_S, &refusal);
  g_autoptr (TbCityOperatorRow) row = NULL;
  g_autofree char *family = NULL;
  gboolean refreshed = FALSE;
  gboolean revoked = FALSE;

  if (token == NULL)
    return refusal;
  family = find_family (self, token->id, &refreshed, &revoked);
  if (refreshed) {
    if (!run_with_text (self, revoke_sql, ":family", family))
      return refuse (TB_PROBLEM_BUSY, "The session could not be ended", 0);
    return refuse (TB_PROBLEM_SIGNED_OUT, "The session was renewed twice and is ended", 0);
  }
  row = tb_city_sessions_find (self, token->operator, NULL);
  if (row == NULL)
    return refuse (TB_PROBLEM_SIGNED_OUT, "The session is not valid here", 0);
  if (!run_with_text (self, refresh_sql, ":token", token->id))
    return refuse (TB_PROBLEM_BUSY, "The session could not be stored", 0);

  return answer (self, row, request->device, family, NULL);
}

static TbCityResponse *
handle_sign_out (TbCitySessions *self, const TbCityRequest *request)
{
  TbCityResponse *refusal = NULL;
  g_autoptr (TbGrant) token = tb_city_sessions_authenticate (self, request, &refusal);
  g_autofree char *family = NULL;
  gboolean refreshed;
  gboolean revoked;

  if (token == NULL)
    return refusal;
  family = find_family (self, token->id, &refreshed, &revoked);
  if (!run_with_text (self, revoke_sql, ":family", family))
    return refuse (TB_PROBLEM_BUSY, "The session could not be ended", 0);

  return tb_city_response_new (204);
}

TbCityResponse *
tb_city_sessions_handle (TbCitySessions *self, const TbCityRequest *request)
{
  if (request->device == NULL)
    return refuse (TB_PROBLEM_UNKNOWN_DEVICE, "No window is named", 0);
  if (strcmp (request->path, "/v1/session/refresh") == 0)
    return strcmp (request->method, "POST") == 0
               ? handle_refresh (self, request)
               : refuse (TB_PROBLEM_METHOD_NOT_ALLOWED, "POST", 0);
  if (strcmp (request->method, "POST") == 0)
    return handle_sign_in (self, request);
  if (strcmp (request->method, "DELETE") == 0)
    return handle_sign_out (self, request);

  return refuse (TB_PROBLEM_METHOD_NOT_ALLOWED, "POST or DELETE", 0);
}
