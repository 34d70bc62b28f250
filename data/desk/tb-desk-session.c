/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-session"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tb-audit-table.h"
#include "tb-city-client-session.h"
#include "tb-city-error.h"
#include "tb-desk-draft.h"
#include "tb-desk-private.h"
#include "tb-desk-rights.h"
#include "tb-grant.h"
#include "tb-time.h"

#define SESSION_FILE "session.json"
/* A working day and some; the lock after idle minutes is the screen's. */
#define SESSION_US     (12 * G_TIME_SPAN_HOUR)
#define TOKEN_SPARE_US (60 * G_USEC_PER_SEC)
#define BOOT_ID        "/proc/sys/kernel/random/boot_id"

/* Who is signed in stands in a file of the window's folder (mode 0600), so that one process after
 * another can work for the same operator: `{operator, token?, expires_at?, boot, boot_us, at_us}`,
 * the last two from when the secret was given: renewing a token extends nothing. It is
 * bound to this boot of this machine: turning the clock back extends nothing (protocol.md §6). */

static char *
session_path (TbDeskCore *core)
{
  return g_build_filename (core->folder, SESSION_FILE, NULL);
}

static char *
read_boot_id (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (BOOT_ID, &text, NULL, NULL))
    return g_strdup ("unknown");

  return g_strdup (g_strstrip (text));
}

static gboolean
save (TbDeskCore *core, const json_t *session, GError **error)
{
  g_autofree char *path = session_path (core);
  g_autofree char *text = tb_json_to_string (session);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static json_t *
load (TbDeskCore *core, GError **error)
{
  g_autofree char *path = session_path (core);
  g_autofree char *text = NULL;
  g_autofree char *boot = read_boot_id ();
  g_autoptr (json_t) session = NULL;
  gint64 age_us;

  if (g_file_get_contents (path, &text, NULL, NULL))
    session = tb_json_parse (text, -1, NULL);
  age_us = tb_clock_boot_us (&core->clock) - tb_json_get_int (session, "boot_us", 0);
  if (session != NULL && g_strcmp0 (tb_json_get_string (session, "boot"), boot) == 0 &&
      age_us >= 0 && age_us < SESSION_US)
    return g_steal_pointer (&session);

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_SIGN_IN,
               session == NULL ? _ ("Nobody is signed in at this window; sign in first")
                               : _ ("The sign-in has run out; sign in again"));

  return NULL;
}

guint
tb_desk_roles_from_json (const json_t *roles)
{
  guint bits = 0;
  json_t *name;
  gsize i;

  json_array_foreach ((json_t *) roles, i, name)
  {
    int role = json_is_string (name) ? tb_role_from_name (json_string_value (name)) : -1;

    if (role >= 0)
      bits |= 1u << role;
  }

  return bits;
}

/* What is accepted after the end of the grant would be refused by every city, long after the
 * citizen went home. The city's clock counts, as far as it is known. */
static gboolean
check_grant (TbDeskCore *core, const TbOperator *who, GError **error)
{
  g_autoptr (TbGrant) grant = who->grant != NULL ? tb_grant_parse (who->grant, NULL) : NULL;
  gint64 now_s = tb_clock_wall_us (&core->clock) / G_USEC_PER_SEC +
                 tb_desk_core_get_skew_ms (core, core->config->area) / 1000;

  if (grant != NULL && now_s < grant->expires_s)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_SIGN_IN,
               _ ("What the city allowed %s for the time without it has ended: sign in while it "
                  "can be reached"),
               who->name);

  return FALSE;
}

TbOperator *
tb_desk_session_require (TbDeskCore *core, GError **error)
{
  g_autoptr (json_t) session = load (core, error);
  g_autoptr (TbOperator) who = NULL;

  if (session == NULL)
    return NULL;
  who = tb_operator_table_get (core->store, tb_json_get_string (session, "operator"), error);

  return who != NULL && check_grant (core, who, error) ? g_steal_pointer (&who) : NULL;
}

static json_t *
describe (const TbOperator *who, gboolean is_online)
{
  g_autofree char *until = tb_time_format (who->offline_until_us);

  return json_pack ("{s:s, s:s, s:O, s:s, s:s*, s:s, s:b}",
                    "operator",
                    who->id,
                    "name",
                    who->name,
                    "roles",
                    who->roles,
                    "area",
                    tb_area_get_slug (who->area),
                    "hall",
                    who->hall,
                    "offline_until",
                    until,
                    "online",
                    is_online);
}

json_t *
tb_desk_session_who (TbDeskCore *core, const json_t *args, GError **error)
{
  g_autoptr (json_t) session = load (core, error);
  g_autoptr (TbOperator) who = NULL;
  json_t *answer;

  if (session == NULL)
    return NULL;
  who = tb_operator_table_get (core->store, tb_json_get_string (session, "operator"), error);
  if (who == NULL)
    return NULL;

  answer = describe (who, tb_json_get_string (session, "token") != NULL);
  json_object_set_new (answer, "drafts", json_boolean (tb_desk_draft_is_unlocked (core, who->id)));

  return answer;
}

static void
set_token (json_t *session, const json_t *answer)
{
  tb_json_set_string (session, "token", tb_json_get_string (answer, "token"));
  tb_json_set_string (session, "expires_at", tb_json_get_string (answer, "expires_at"));
}

static gboolean
remember (TbDeskCore *core, const char *operator_id, const json_t *answer, GError **error)
{
  g_autofree char *boot = read_boot_id ();
  g_autoptr (json_t) session = json_pack ("{s:s, s:s, s:I, s:I}",
                                          "operator",
                                          operator_id,
                                          "boot",
                                          boot,
                                          "boot_us",
                                          (json_int_t) tb_clock_boot_us (&core->clock),
                                          "at_us",
                                          (json_int_t) tb_clock_wall_us (&core->clock));

  set_token (session, answer);

  return save (core, session, error);
}

gint64
tb_desk_session_get_start_us (TbDeskCore *core)
{
  g_autoptr (json_t) session = load (core, NULL);

  return tb_json_get_int (session, "at_us", 0);
}

/* Who the city says it is, and what they may do; all borrowed from @answer. */
static void
read_operator (const json_t *answer, TbOperator *who)
{
  const json_t *person = tb_json_get_object (answer, "operator");

  *who = (TbOperator){
    .id = (char *) tb_json_get_string (person, "id"),
    .name = (char *) tb_json_get_string (person, "name"),
    .roles = tb_json_get_array (person, "roles"),
    .area = tb_area_from_slug (tb_json_get_string (person, "area")),
    .hall = (char *) tb_json_get_string (person, "hall"),
    .grant = (char *) tb_json_get_string (answer, "grant"),
  };
}

/* Keeps what the city granted, with the verifier for the days without it. */
static gboolean
store_operator (TbDeskCore *core, const json_t *answer, GError **error)
{
  const json_t *offline = tb_json_get_object (answer, "offline");
  TbOperator who;

  read_operator (answer, &who);
  who.verifier = (char *) tb_json_get_string (offline, "verifier");
  if (who.id == NULL || who.roles == NULL || who.area == TB_AREA_NONE) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_SIGN_IN,
                 _ ("The city's answer names no operator; nobody is signed in"));
    return FALSE;
  }
  tb_time_parse (tb_json_get_string (offline, "until"), &who.offline_until_us);

  return tb_operator_table_put (core->store, &who, error) && remember (core, who.id, answer, error);
}

/* A renewed token says nothing about the time without the city, nor about when the secret was
 * given: both stay as they are. */
static gboolean
renew_operator (TbDeskCore *core, const json_t *answer, GError **error)
{
  g_autoptr (json_t) session = load (core, error);
  const char *id = tb_json_get_string (session, "operator");
  g_autoptr (TbOperator) known = id != NULL ? tb_operator_table_get (core->store, id, error) : NULL;
  TbOperator who;

  if (known == NULL)
    return FALSE;
  read_operator (answer, &who);
  if (g_strcmp0 (who.id, id) != 0 || who.roles == NULL || who.area == TB_AREA_NONE) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_SIGN_IN,
                 _ ("The city renewed another session than this one; sign in again"));
    return FALSE;
  }

  who.verifier = known->verifier;
  who.offline_until_us = known->offline_until_us;
  set_token (session, answer);

  return tb_operator_table_put (core->store, &who, error) && save (core, session, error);
}

typedef struct {
  TbDeskCore *core;
  char *operator_id;
  char *secret;
} SignIn;

static void
sign_in_free (SignIn *self)
{
  g_free (self->operator_id);
  if (self->secret != NULL)
    explicit_bzero (self->secret, strlen (self->secret));
  g_free (self->secret);
  g_free (self);
}

/* What the verifier says no to is a matter of the sign-in, not of the store. */
static void
explain_offline (GError **error, GError *reason)
{
  if (g_error_matches (reason, TB_STORE_ERROR, TB_STORE_ERROR_FORBIDDEN))
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_SECRET,
                 _ ("The home city cannot be reached. %s"),
                 reason->message);
  else if (g_error_matches (reason, TB_STORE_ERROR, TB_STORE_ERROR_MISSING))
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_SECRET,
                 _ ("The home city cannot be reached, and without it only those can sign in who "
                    "did so at this window within the last seven days"));
  else {
    g_propagate_error (error, reason);
    return;
  }
  g_error_free (reason);
}

/* The home city cannot be asked: the verifier that it granted decides (trust.md SEC-5). */
static json_t *
sign_in_offline (SignIn *self, GError **error)
{
  g_autoptr (TbOperator) who = NULL;
  g_autoptr (GError) reason = NULL;

  if (!tb_operator_table_verify (self->core->store, self->operator_id, self->secret, &reason)) {
    explain_offline (error, g_steal_pointer (&reason));
    return NULL;
  }
  if (!remember (self->core, self->operator_id, NULL, error))
    return NULL;

  who = tb_operator_table_get (self->core->store, self->operator_id, error);
  if (who == NULL)
    return NULL;

  return describe (who, FALSE);
}

/* The city knows this sign-in and says no. */
static void
explain_refusal (GError **error, GError *reason)
{
  const TbCityProblem *problem = tb_city_error_get_problem (reason);
  const char *retry_at = tb_json_get_string (problem->json, "retry_at");

  if (g_strcmp0 (problem->name, "locked-out") == 0)
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_SECRET,
                 _ ("Too many wrong attempts: locked until %s; a supervisor can unlock it"),
                 retry_at != NULL ? retry_at : "?");
  else if (g_strcmp0 (problem->name, "wrong-credentials") == 0)
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_SECRET,
                 _ ("Operator or secret is wrong; after five wrong attempts it is locked"));
  else {
    g_propagate_error (error, reason);
    return;
  }
  g_error_free (reason);
}

static json_t *
finish_sign_in (SignIn *self, GAsyncResult *result, TbCityClient *client, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (TbCityAnswer) answer = tb_city_client_finish (client, result, &reason);
  g_autoptr (TbOperator) who = NULL;

  if (answer != NULL) {
    if (!store_operator (self->core, answer->json, error))
      return NULL;
    who = tb_operator_table_get (self->core->store, self->operator_id, error);
    return who != NULL ? describe (who, TRUE) : NULL;
  }
  if (tb_city_error_is_retryable (reason))
    return sign_in_offline (self, error);
  explain_refusal (error, g_steal_pointer (&reason));

  return NULL;
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SignIn *self = tb_desk_get_kept (task);
  g_autoptr (GError) error = NULL;
  json_t *who = finish_sign_in (self, result, TB_CITY_CLIENT (source), &error);

  if (who != NULL) {
    tb_desk_draft_unlock (self->core, self->operator_id, self->secret);
    json_object_set_new (who,
                         "drafts",
                         json_boolean (tb_desk_draft_is_unlocked (self->core, self->operator_id)));
    tb_desk_return_json (task, who);
    return;
  }
  g_task_return_error (task, g_steal_pointer (&error));
  g_object_unref (task);
}

static void
fail_without_home (GTask *task)
{
  g_task_return_new_error (task,
                           TB_DESK_ERROR,
                           TB_DESK_ERROR_CONFIG,
                           _ ("window.ini names no address of this window's own city: add base to "
                              "its [city …] group"));
  g_object_unref (task);
}

/* Freed memory is read again by whatever comes next (trust.md SEC-14). */
static void
wipe_secret (const json_t *object)
{
  const json_t *secret = json_object_get (object, "secret");

  if (json_is_string (secret))
    explicit_bzero ((char *) json_string_value (secret), json_string_length (secret));
}

void
tb_desk_session_sign_in (TbDeskCore *core, const json_t *args, TbDeskSteps *s, GTask *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) credentials = NULL;
  g_autofree char *window = g_strdup_printf ("%02u", core->config->code);
  const char *operator_id = tb_desk_need_string (args, "operator", &error);
  const char *secret = operator_id != NULL ? tb_desk_need_string (args, "secret", &error) : NULL;
  TbCityClient *home = tb_sync_get_client (core->sync, core->config->area);
  SignIn *self;

  if (secret == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }

  if (home == NULL) {
    fail_without_home (task);
    return;
  }

  self = g_new0 (SignIn, 1);
  self->core = core;
  self->operator_id = g_strdup (operator_id);
  self->secret = g_strdup (secret);
  tb_desk_keep (task, self, (GDestroyNotify) sign_in_free);

  credentials =
      json_pack ("{s:s, s:s, s:s}", "operator", operator_id, "secret", secret, "window", window);
  tb_city_client_sign_in_async (home,
                                credentials,
                                g_task_get_cancellable (task),
                                signed_in_cb,
                                task);
  wipe_secret (credentials);
  wipe_secret (args);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  const char *id = tb_desk_get_kept (task);
  g_autoptr (TbCityAnswer) answer = tb_city_client_finish (TB_CITY_CLIENT (source), result, NULL);

  tb_desk_return_json (task,
                       json_pack ("{s:s, s:b}", "signed_out", id, "told_the_city", answer != NULL));
}

static gboolean
forget_session (TbDeskCore *core, GError **error)
{
  g_autofree char *path = session_path (core);

  tb_sync_set_token (core->sync, NULL);
  tb_desk_draft_lock (core);
  if (g_unlink (path) == 0)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_SIGN_IN,
               _ ("%s could not be removed, so the sign-in still counts: %s"),
               path,
               g_strerror (errno));

  return FALSE;
}

/* Here at once, whatever the city does; it is told, so that a copy of the token is worth nothing
 * (SEC-9). Without an answer the token ends by itself within ten minutes. */
void
tb_desk_session_sign_out (TbDeskCore *core, const json_t *args, TbDeskSteps *steps, GTask *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) session = load (core, &error);
  TbAuditAct act = { .verb = "session.out", .area = TB_AREA_NONE };
  TbCityClient *home = tb_sync_get_client (core->sync, core->config->area);
  const char *token = tb_json_get_string (session, "token");

  act.operator_id = tb_json_get_string (session, "operator");
  if (session == NULL || !tb_audit_table_append (core->store, &act, NULL, &error) ||
      !forget_session (core, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }
  if (home == NULL || token == NULL) {
    tb_desk_return_json (task,
                         json_pack ("{s:s, s:b}",
                                    "signed_out",
                                    act.operator_id,
                                    "told_the_city",
                                    FALSE));
    return;
  }

  tb_desk_keep (task, g_strdup (act.operator_id), g_free);
  tb_city_client_set_token (home, token);
  tb_city_client_sign_out_async (home, g_task_get_cancellable (task), signed_out_cb, task);
}

/* Whether the token that was renewed is still the one at this window: meanwhile its operator may
 * have signed out, or a colleague in. */
static gboolean
check_unchanged (TbDeskCore *core, const char *token, GError **error)
{
  g_autoptr (json_t) session = load (core, error);

  if (session == NULL)
    return FALSE;
  if (g_strcmp0 (tb_json_get_string (session, "token"), token) == 0)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_SIGN_IN,
               _ ("Somebody else has signed in meanwhile: ask again"));

  return FALSE;
}

/* One renewal for all who wait: a token that is renewed twice counts as stolen (SEC-3). */
static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) first = user_data;
  TbDeskCore *core = g_task_get_task_data (first);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = tb_city_client_finish (TB_CITY_CLIENT (source), result, &error);
  gboolean is_renewed;
  GQueue waiting = core->renewals;

  if (g_error_matches (error, TB_CITY_ERROR, TB_CITY_ERROR_SIGNED_OUT)) {
    g_clear_error (&error);
    g_set_error (&error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_SIGN_IN,
                 _ ("The session at the home city has run out; sign in again"));
  }
  is_renewed = answer != NULL && check_unchanged (core, tb_desk_get_kept (first), &error) &&
               renew_operator (core, answer->json, &error);
  g_queue_init (&core->renewals);
  while (!g_queue_is_empty (&waiting)) {
    g_autoptr (GTask) task = g_queue_pop_head (&waiting);

    if (is_renewed)
      g_task_return_pointer (task,
                             json_string (tb_json_get_string (answer->json, "token")),
                             (GDestroyNotify) json_decref);
    else
      g_task_return_error (task, g_error_copy (error));
  }
}

/* Not cancelled with the one who asked first: others may wait for it. */
static void
renew (TbDeskCore *core, GTask *task, const char *token)
{
  TbCityClient *home = tb_sync_get_client (core->sync, core->config->area);

  g_queue_push_tail (&core->renewals, g_object_ref (task));
  if (core->renewals.length > 1)
    return;

  g_task_set_task_data (task, core, NULL);
  tb_desk_keep (task, g_strdup (token), g_free);
  tb_city_client_set_token (home, token);
  tb_city_client_refresh_async (home, NULL, refreshed_cb, g_object_ref (task));
}

void
tb_desk_session_token (TbDeskCore *core, GTask *task)
{
  g_autoptr (GTask) owned G_GNUC_UNUSED = task;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) session = load (core, &error);
  TbCityClient *home = tb_sync_get_client (core->sync, core->config->area);
  const char *token = tb_json_get_string (session, "token");
  gint64 expires_us = 0;

  if (session == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (token == NULL) {
    g_task_return_new_error (task,
                             TB_DESK_ERROR,
                             TB_DESK_ERROR_SIGN_IN,
                             _ ("Signed in without the city: cities can be asked only after "
                                "signing in again when it can be reached"));
    return;
  }
  tb_time_parse (tb_json_get_string (session, "expires_at"), &expires_us);
  if (home == NULL || expires_us > tb_clock_wall_us (&core->clock) + TOKEN_SPARE_US) {
    g_task_return_pointer (task, json_string (token), (GDestroyNotify) json_decref);
    return;
  }

  renew (core, task, token);
}
