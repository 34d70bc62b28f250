/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "city-fixture.h"
#include "tb-city-rbac.h"
#include "tb-city-sessions.h"
#include "tb-time.h"

#define SECRET  "a good secret"
#define MINUTE  ((gint64) 60)
#define SIGN_IN "POST", "/v1/session"

/* A clock of its own, and two connections as in the server: one signs in, the other asks. */
typedef struct {
  char *folder;
  gint64 now_s;
  TbClock clock;
  TbCityKey *key;
  TbCitySessions *sessions;
} Desk;

static gint64
get_us (gpointer data)
{
  return ((Desk *) data)->now_s * G_USEC_PER_SEC;
}

static TbCitySessions *
open_sessions (Desk *self)
{
  const TbCitySessionsOptions options = {
    .folder = self->folder,
    .area = TB_AREA_SHENYANG,
    .key = self->key,
    .clock = &self->clock,
    .random = tb_random_system (),
    .is_cheap = TRUE,
  };
  g_autoptr (GError) error = NULL;
  TbCitySessions *sessions = tb_city_sessions_open (&options, &error);

  g_assert_no_error (error);

  return sessions;
}

static void
add (Desk *self, const char *id, guint roles)
{
  const TbCityOperator who = { id, "张三", "hall-1", roles };
  g_autoptr (GError) error = NULL;

  tb_city_sessions_add_operator (self->sessions, &who, SECRET, &error);
  g_assert_no_error (error);
}

static void
set_up (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sodium_init (), >=, 0);
  self->folder = g_dir_make_tmp ("tb-sessions-XXXXXX", NULL);
  self->now_s = 1791600000;
  self->clock = (TbClock){ get_us, get_us, self };
  self->key = tb_city_key_open (self->folder, tb_random_system (), &error);
  g_assert_no_error (error);
  self->sessions = open_sessions (self);
  add (self, "zhang", 1u << TB_ROLE_STAFF);
  add (self, "admin", 1u << TB_ROLE_ADMIN);
}

static void
tear_down (Desk *self, gconstpointer data)
{
  tb_city_sessions_close (self->sessions);
  tb_city_key_unref (self->key);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
}

static TbCityRequest
new_request (const char *method, const char *path, const char *token)
{
  TbCityRequest request = { .method = method, .path = path, .device = "window-1" };

  request.headers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  if (token != NULL)
    g_hash_table_insert (request.headers,
                         (gpointer) "authorization",
                         g_strconcat ("Bearer ", token, NULL));

  return request;
}

/* The answer's JSON (NULL for none), after its status was compared. */
static json_t *
handle (Desk *self, TbCityRequest *request, guint status)
{
  TbCityResponse *response = tb_city_sessions_handle (self->sessions, request);
  json_t *json = response->body != NULL ? fixture_json (response) : NULL;

  g_assert_cmpuint (response->status, ==, status);
  tb_city_response_free (response);
  g_hash_table_unref (request->headers);
  g_clear_pointer (&request->body, g_bytes_unref);

  return json;
}

static json_t *
send (Desk *self, const char *body, guint status)
{
  TbCityRequest request = new_request (SIGN_IN, NULL);

  request.body = g_bytes_new (body, strlen (body));

  return handle (self, &request, status);
}

static json_t *
sign_in (Desk *self, const char *id, const char *secret, guint status)
{
  g_autofree char *body =
      g_strdup_printf ("{\"operator\":\"%s\",\"secret\":\"%s\",\"window\":\"03\"}", id, secret);

  return send (self, body, status);
}

static void
fail_to_sign_in (Desk *self, const char *id, guint status)
{
  g_autoptr (json_t) problem = sign_in (self, id, "a wrong secret", status);

  g_assert_nonnull (problem);
}

static json_t *
refresh (Desk *self, const char *token, guint status)
{
  TbCityRequest request = new_request ("POST", "/v1/session/refresh", token);

  return handle (self, &request, status);
}

static void
sign_out (Desk *self, const char *token, guint status)
{
  TbCityRequest request = new_request ("DELETE", "/v1/session", token);
  g_autoptr (json_t) json = handle (self, &request, status);

  g_assert_true (json == NULL || status != 204);
}

static gboolean
is_valid_at (Desk *self, TbCitySessions *sessions, const char *token, const char *device)
{
  TbCityRequest request = new_request ("GET", "/v1/cases/x", token);
  TbCityResponse *refusal = NULL;
  g_autoptr (TbGrant) grant = NULL;

  request.device = device;
  grant = tb_city_sessions_authenticate (sessions, &request, &refusal);
  g_assert_true ((grant == NULL) == (refusal != NULL));
  g_clear_pointer (&refusal, tb_city_response_free);
  g_hash_table_unref (request.headers);

  return grant != NULL;
}

static gboolean
is_valid (Desk *self, const char *token)
{
  return is_valid_at (self, self->sessions, token, "window-1");
}

static void
test_sign_in_gives_token_grant_and_verifier (Desk *self, gconstpointer data)
{
  g_autoptr (json_t) json = sign_in (self, "zhang", SECRET, 200);
  const json_t *offline = tb_json_get_object (json, "offline");
  const char *verifier = tb_json_get_string (offline, "verifier");
  const char *public_key = tb_city_key_get_public (self->key);
  g_autoptr (TbGrant) token =
      tb_grant_verify (tb_json_get_string (json, "token"), public_key, NULL);
  g_autoptr (TbGrant) grant =
      tb_grant_verify (tb_json_get_string (json, "grant"), public_key, NULL);

  g_assert_cmpint (token->expires_s, ==, self->now_s + 10 * MINUTE);
  g_assert_cmpint (grant->expires_s, ==, self->now_s + 7 * 24 * 60 * MINUTE);
  g_assert_cmpstr (grant->device, ==, "window-1");
  g_assert_cmpint (token->kind, ==, TB_GRANT_SESSION);
  g_assert_cmpint (grant->kind, ==, TB_GRANT_GRANT);
  g_assert_true (tb_grant_has_role (grant, "staff"));
  g_assert_cmpint (crypto_pwhash_str_verify (verifier, SECRET, strlen (SECRET)), ==, 0);
  g_assert_cmpint (crypto_pwhash_str_verify (verifier, "other", 5), !=, 0);
  g_assert_true (is_valid (self, tb_json_get_string (json, "token")));
}

/* Rule: trust §10: administrators do not sign in without the city. */
static void
test_admin_gets_no_verifier (Desk *self, gconstpointer data)
{
  g_autoptr (json_t) json = sign_in (self, "admin", SECRET, 200);

  g_assert_null (json_object_get (json, "offline"));
}

static void
test_wrong_operator_and_wrong_secret_look_the_same (Desk *self, gconstpointer data)
{
  g_autoptr (json_t) nobody = sign_in (self, "nobody", SECRET, 401);
  g_autoptr (json_t) wrong = sign_in (self, "zhang", "a wrong secret", 401);
  g_autoptr (json_t) disabled = NULL;

  tb_city_sessions_set_disabled (self->sessions, "admin", TRUE, NULL);
  disabled = sign_in (self, "admin", SECRET, 401);

  g_assert_true (json_equal (nobody, wrong));
  g_assert_true (json_equal (nobody, disabled));
}

/* What stands in operators.db never is a secret, nor anything that opens without Argon2id. */
static void
test_secrets_are_kept_as_argon2id (Desk *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "operators.db", NULL);
  g_autofree char *bytes = NULL;
  gsize n = 0;

  tb_city_sessions_close (self->sessions);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_null (memmem (bytes, n, SECRET, strlen (SECRET)));
  g_assert_nonnull (memmem (bytes, n, "$argon2id$", 10));
  self->sessions = open_sessions (self);
}

static void
test_requests_are_read_strictly (Desk *self, gconstpointer data)
{
  static const char *const bodies[] = {
    "",
    "[]",
    "{",
    "{\"operator\":\"zhang\",\"secret\":\"a good secret\"}",
    "{\"operator\":\"zhang\",\"secret\":7,\"window\":\"03\"}",
    "{\"operator\":\"zhang\",\"secret\":\"a good secret\",\"window\":\"03\",\"otp\":\"1\"}",
    "{\"operator\":\"zhang\",\"operator\":\"admin\",\"secret\":\"s\",\"window\":\"03\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (json_t) problem = send (self, bodies[i], 422);

    assert_member (problem, "type", "urn:tongban:problem:invalid");
  }
}

/* SEC-6: five failures, 15 minutes, doubling to a day; also the right secret is not looked at. */
static void
test_lockout_doubles_up_to_a_day (Desk *self, gconstpointer data)
{
  static const gint64 minutes[] = { 15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440 };

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++) {
    g_autoptr (json_t) locked = NULL;
    gint64 until_us = 0;

    for (int n = 0; n < 5; n++)
      fail_to_sign_in (self, "zhang", 401);
    locked = sign_in (self, "zhang", SECRET, 423);
    assert_member (locked, "type", "urn:tongban:problem:locked-out");
    g_assert_true (tb_time_parse (tb_json_get_string (locked, "retry_at"), &until_us));
    g_assert_cmpint (until_us / G_USEC_PER_SEC - self->now_s, ==, minutes[i] * MINUTE);

    self->now_s += minutes[i] * MINUTE - 1;
    fail_to_sign_in (self, "zhang", 423);
    self->now_s += 1;
  }
}

static void
test_success_forgives (Desk *self, gconstpointer data)
{
  for (int round = 0; round < 3; round++) {
    g_autoptr (json_t) json = NULL;

    for (int n = 0; n < 4; n++)
      fail_to_sign_in (self, "zhang", 401);
    json = sign_in (self, "zhang", SECRET, 200);
    g_assert_nonnull (json);
  }
}

/* A city that is killed and started between the attempts has forgotten none of them. */
static void
test_failures_survive_restarts (Desk *self, gconstpointer data)
{
  for (int n = 0; n < 5; n++) {
    fail_to_sign_in (self, "zhang", 401);
    tb_city_sessions_close (self->sessions);
    self->sessions = open_sessions (self);
  }
  fail_to_sign_in (self, "zhang", 423);
}

static void
test_unlocking_is_possible (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = NULL;

  for (int n = 0; n < 5; n++)
    fail_to_sign_in (self, "zhang", 401);
  g_assert_true (tb_city_sessions_unlock (self->sessions, "zhang", &error));
  json = sign_in (self, "zhang", SECRET, 200);
  g_assert_nonnull (json);

  g_assert_false (tb_city_sessions_unlock (self->sessions, "nobody", &error));
  g_assert_error (error, TB_CITY_SESSIONS_ERROR, TB_CITY_SESSIONS_ERROR_UNKNOWN);
}

/* Whoever guesses must not learn from a lockout which names exist. */
static void
test_unknown_names_lock_like_known_ones (Desk *self, gconstpointer data)
{
  for (int n = 0; n < 5; n++)
    fail_to_sign_in (self, "nobody", 401);
  fail_to_sign_in (self, "nobody", 423);
  fail_to_sign_in (self, "somebody", 401);
  self->now_s += 15 * MINUTE;
  fail_to_sign_in (self, "nobody", 401);
}

static void
test_tokens_end (Desk *self, gconstpointer data)
{
  g_autoptr (json_t) json = sign_in (self, "zhang", SECRET, 200);
  const char *token = tb_json_get_string (json, "token");

  self->now_s += 10 * MINUTE - 1;
  g_assert_true (is_valid (self, token));
  self->now_s += 1;
  g_assert_false (is_valid (self, token));
}

static void
test_tokens_are_for_their_window_only (Desk *self, gconstpointer data)
{
  g_autoptr (json_t) json = sign_in (self, "zhang", SECRET, 200);
  const char *token = tb_json_get_string (json, "token");

  g_assert_false (is_valid_at (self, self->sessions, token, "window-2"));
  g_assert_false (is_valid_at (self, self->sessions, token, NULL));
  g_assert_false (is_valid (self, tb_json_get_string (json, "grant")));
  g_assert_false (is_valid (self, "v1.x.y"));
  g_assert_false (is_valid (self, NULL));
}

static void
test_refresh_works_once (Desk *self, gconstpointer data)
{
  g_autoptr (json_t) first = sign_in (self, "zhang", SECRET, 200);
  g_autoptr (json_t) second = refresh (self, tb_json_get_string (first, "token"), 200);
  g_autoptr (json_t) stranger = sign_in (self, "zhang", SECRET, 200);
  g_autoptr (json_t) problem = NULL;

  g_assert_null (json_object_get (second, "offline"));
  g_assert_true (is_valid (self, tb_json_get_string (second, "token")));

  /* Somebody copied the first token: all that grew from it ends (SEC-3), nothing else. */
  problem = refresh (self, tb_json_get_string (first, "token"), 401);
  assert_member (problem, "type", "urn:tongban:problem:signed-out");
  g_assert_false (is_valid (self, tb_json_get_string (first, "token")));
  g_assert_false (is_valid (self, tb_json_get_string (second, "token")));
  g_assert_true (is_valid (self, tb_json_get_string (stranger, "token")));
}

static void
test_sign_out_ends_the_family (Desk *self, gconstpointer data)
{
  g_autoptr (json_t) first = sign_in (self, "zhang", SECRET, 200);
  g_autoptr (json_t) second = refresh (self, tb_json_get_string (first, "token"), 200);
  g_autoptr (TbCitySessions) other = open_sessions (self);
  const char *token = tb_json_get_string (second, "token");

  sign_out (self, token, 204);
  g_assert_false (is_valid (self, token));
  g_assert_false (is_valid (self, tb_json_get_string (first, "token")));
  g_assert_false (is_valid_at (self, other, token, "window-1"));
  sign_out (self, token, 401);
}

static void
test_disabling_ends_sessions (Desk *self, gconstpointer data)
{
  g_autoptr (json_t) json = sign_in (self, "zhang", SECRET, 200);
  const char *token = tb_json_get_string (json, "token");
  g_autoptr (json_t) problem = NULL;

  g_assert_true (tb_city_sessions_set_disabled (self->sessions, "zhang", TRUE, NULL));
  g_assert_true (tb_city_sessions_is_disabled (self->sessions, "zhang"));
  g_assert_false (is_valid (self, token));
  problem = refresh (self, token, 401);
  g_assert_nonnull (problem);
}

static void
test_bad_operators_are_not_added (Desk *self, gconstpointer data)
{
  static const struct {
    TbCityOperator who;
    const char *secret;
    int code;
  } bad[] = {
    { { "zhang", "张", "h", 1 }, SECRET, TB_CITY_SESSIONS_ERROR_EXISTS },
    { { "", "张", "h", 1 }, SECRET, TB_CITY_SESSIONS_ERROR_INVALID },
    { { "Zhang", "张", "h", 1 }, SECRET, TB_CITY_SESSIONS_ERROR_INVALID },
    { { "a b", "张", "h", 1 }, SECRET, TB_CITY_SESSIONS_ERROR_INVALID },
    { { "a", "", "h", 1 }, SECRET, TB_CITY_SESSIONS_ERROR_INVALID },
    { { "a", "张", "", 1 }, SECRET, TB_CITY_SESSIONS_ERROR_INVALID },
    { { "a", "张", "h", 0 }, SECRET, TB_CITY_SESSIONS_ERROR_INVALID },
    { { "a", "张", "h", 1u << TB_N_ROLES }, SECRET, TB_CITY_SESSIONS_ERROR_INVALID },
    { { "a", "张", "h", 1u << TB_ROLE_ADMIN | 1u << TB_ROLE_STAFF },
      SECRET,
      TB_CITY_SESSIONS_ERROR_INVALID },
    { { "a", "张", "h", 1 }, "short", TB_CITY_SESSIONS_ERROR_INVALID },
    { { "a", "张", "h", 1 }, NULL, TB_CITY_SESSIONS_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (
        tb_city_sessions_add_operator (self->sessions, &bad[i].who, bad[i].secret, &error));
    g_assert_error (error, TB_CITY_SESSIONS_ERROR, bad[i].code);
  }
}

static void
test_list_tells_no_secret (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) list = NULL;
  g_autofree char *text = NULL;

  fail_to_sign_in (self, "zhang", 401);
  list = tb_city_sessions_list (self->sessions, &error);
  g_assert_no_error (error);
  text = tb_json_to_string (list);
  g_assert_cmpuint (json_array_size (list), ==, 2);
  g_assert_null (strstr (text, "argon2"));
  g_assert_cmpint (tb_json_get_int (json_array_get (list, 1), "failures", -1), ==, 1);
}

#define ADD(path, func) g_test_add ("/city/sessions/" path, Desk, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("sign-in-gives-token-grant-and-verifier", test_sign_in_gives_token_grant_and_verifier);
  ADD ("admin-gets-no-verifier", test_admin_gets_no_verifier);
  ADD ("wrong-operator-and-wrong-secret-look-the-same",
       test_wrong_operator_and_wrong_secret_look_the_same);
  ADD ("secrets-are-kept-as-argon2id", test_secrets_are_kept_as_argon2id);
  ADD ("requests-are-read-strictly", test_requests_are_read_strictly);
  ADD ("lockout-doubles-up-to-a-day", test_lockout_doubles_up_to_a_day);
  ADD ("success-forgives", test_success_forgives);
  ADD ("failures-survive-restarts", test_failures_survive_restarts);
  ADD ("unlocking-is-possible", test_unlocking_is_possible);
  ADD ("unknown-names-lock-like-known-ones", test_unknown_names_lock_like_known_ones);
  ADD ("tokens-end", test_tokens_end);
  ADD ("tokens-are-for-their-window-only", test_tokens_are_for_their_window_only);
  ADD ("refresh-works-once", test_refresh_works_once);
  ADD ("sign-out-ends-the-family", test_sign_out_ends_the_family);
  ADD ("disabling-ends-sessions", test_disabling_ends_sessions);
  ADD ("bad-operators-are-not-added", test_bad_operators_are_not_added);
  ADD ("list-tells-no-secret", test_list_tells_no_secret);

  return g_test_run ();
}
