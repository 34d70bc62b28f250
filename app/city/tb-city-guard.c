/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-guard"

#include "config.h"

#include "tb-city-guard.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-city-authority.h"
#include "tb-city-problem.h"
#include "tb-city-rbac.h"
#include "tb-hash.h"
#include "tb-time.h"

/* Grants remembered: of the operators of a hall or two. */
#define MAX_KNOWN 256

struct _TbCityGuard {
  TbArea area;
  TbCatalogue *catalogue;
  const TbClock *clock;
  gboolean is_demo;
  TbCitySessions *sessions;
  char *keys[TB_N_AREAS];
  GHashTable *known; /* token → TbGrant whose signature was good */
};

TbCityGuard *
tb_city_guard_new (const TbCityOptions *city, const char *own_public_key, TbCitySessions *sessions)
{
  TbCityGuard *self = g_new0 (TbCityGuard, 1);

  self->area = city->area;
  self->catalogue = g_object_ref (city->catalogue);
  self->clock = city->clock;
  self->is_demo = city->is_demo;
  self->sessions = sessions;
  self->keys[city->area] = g_strdup (own_public_key);
  self->known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) tb_grant_free);

  return self;
}

void
tb_city_guard_free (TbCityGuard *self)
{
  g_clear_pointer (&self->sessions, tb_city_sessions_close);
  g_clear_object (&self->catalogue);
  g_hash_table_unref (self->known);
  for (int i = 0; i < TB_N_AREAS; i++)
    g_free (self->keys[i]);
  g_free (self);
}

TbCitySessions *
tb_city_guard_get_sessions (TbCityGuard *self)
{
  return self->sessions;
}

gboolean
tb_city_guard_set_peer (TbCityGuard *self, TbArea area, const char *public_key)
{
  g_return_val_if_fail (area >= 0 && area < TB_N_AREAS, FALSE);

  if (public_key != NULL && (strlen (public_key) != TB_HASH_HEX_LENGTH ||
                             strspn (public_key, "0123456789abcdef") != TB_HASH_HEX_LENGTH))
    return FALSE;
  g_free (self->keys[area]);
  self->keys[area] = g_strdup (public_key);
  g_hash_table_remove_all (self->known);

  return TRUE;
}

static TbGrant *
verify_new (TbCityGuard *self, const char *token)
{
  g_autoptr (TbGrant) claimed = tb_grant_parse (token, NULL);
  const char *key = claimed != NULL ? self->keys[claimed->issuer] : NULL;

  /* An issuer speaks for its own operators only. */
  if (key == NULL || claimed->area != claimed->issuer)
    return NULL;

  return tb_grant_verify (token, key, NULL);
}

/* Signed by the city that it names as its issuer, and that city is known here. The signature of
 * the same bytes under the same keys stays good: it was a fifth of the work on a command, and an
 * operator's grant comes with each of them. What may change, time, window and whether the operator
 * may still act, is looked at each time by whoever asks. */
static const TbGrant *
verify (TbCityGuard *self, const char *token)
{
  TbGrant *grant = token != NULL ? g_hash_table_lookup (self->known, token) : NULL;

  if (grant != NULL || token == NULL)
    return grant;

  grant = verify_new (self, token);
  if (grant == NULL)
    return NULL;
  if (g_hash_table_size (self->known) >= MAX_KNOWN)
    g_hash_table_remove_all (self->known);
  g_hash_table_insert (self->known, g_strdup (token), grant);

  return grant;
}

static void
fill_author (const TbGrant *grant, TbCityAuthor *author)
{
  g_strlcpy (author->operator, grant->operator, sizeof author->operator);
  author->area = grant->area;
  author->roles = tb_city_rbac_get_roles (grant);
}

/* A demo enrols every window that names itself; elsewhere nginx has verified a certificate. */
static gboolean
check_device (gpointer data, const char *device, TbArea area, const char *window, GError **error)
{
  TbCityGuard *self = data;
  gboolean is_certificate = device != NULL && strlen (device) == TB_HASH_HEX_LENGTH &&
                            strspn (device, "0123456789abcdef") == TB_HASH_HEX_LENGTH;

  if (is_certificate || (self->is_demo && device != NULL && *device != '\0'))
    return TRUE;
  tb_city_problem_set (error, TB_PROBLEM_UNKNOWN_DEVICE, NULL, "No certificate vouches for you");

  return FALSE;
}

/* The day on which the author acted, by the city's clock as far as the window knew it. */
static gint64
made_at_s (TbCommand *command)
{
  gint64 made_us = 0;

  tb_time_parse (tb_command_get_made_at (command), &made_us);

  return made_us / G_USEC_PER_SEC +
         tb_json_get_int (tb_command_get_json (command), "skew_ms", 0) / 1000;
}

static gboolean
check_author (gpointer data,
              TbCommand *command,
              const char *device,
              TbCityAuthor *author,
              GError **error)
{
  TbCityGuard *self = data;
  const TbGrant *grant = verify (self, tb_command_get_grant (command));
  g_autoptr (GError) reason = NULL;

  if (grant == NULL || strcmp (grant->operator, tb_command_get_operator (command)) != 0) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    "/actor/grant",
                    "%s",
                    _ ("This city does not accept the author's grant: sign in again and repeat the "
                       "step"));
    return FALSE;
  }
  if (!tb_grant_check (grant, TB_GRANT_GRANT, device, made_at_s (command), &reason)) {
    tb_refusal_set (error, TB_REFUSAL_FORBIDDEN, "/actor/grant", "%s", reason->message);
    return FALSE;
  }
  if (grant->issuer == self->area &&
      tb_city_sessions_is_disabled (self->sessions, grant->operator)) {
    tb_refusal_set (error,
                    TB_REFUSAL_FORBIDDEN,
                    "/actor/operator",
                    "%s",
                    _ ("The operator was disabled in this city: ask its administrator"));
    return FALSE;
  }
  fill_author (grant, author);

  return TRUE;
}

/* What the workflow calls one's own case when it comes to deciding: the one that one collected
 * (tb_workflow_is_own_case()). Having handled it otherwise is no reason to keep away. */
static gboolean
is_collector (const TbCityAuthor *author, TbCase *before)
{
  const json_t *history =
      before != NULL ? tb_json_get_array (tb_case_get_json (before), "history") : NULL;
  const json_t *first = json_array_get (history, 0);

  return g_strcmp0 (tb_json_get_string (first, "operator"), author->operator) == 0 &&
         tb_area_from_slug (tb_json_get_string (first, "area")) == author->area;
}

static gboolean
check_command (gpointer data,
               const TbCityAuthor *author,
               TbCommand *command,
               TbCase *before,
               GError **error)
{
  TbCityGuard *self = data;
  const TbItem *item = tb_catalogue_get_item (self->catalogue,
                                              tb_command_get_item (command),
                                              tb_command_get_item_version (command));
  TbGrant who = { .operator= (char *) author->operator, .area = author->area };
  TbAction action = tb_city_rbac_get_action (command, item);
  TbScope scope = tb_city_rbac_get_scope (&who, before);

  /* A cancelled command is its author's own, whatever the case. */
  if (action == TB_ACTION_CANCEL_OWN)
    scope = TB_SCOPE_OWN;
  if (action == TB_ACTION_DECIDE && scope == TB_SCOPE_OWN && !is_collector (author, before) &&
      before != NULL && tb_case_involves (before, author->area))
    scope = TB_SCOPE_HALL;
  if (tb_city_rbac_get_for_roles (author->roles, action, scope) >= TB_PERMISSION_REASON)
    return TRUE;
  tb_refusal_set (error,
                  TB_REFUSAL_FORBIDDEN,
                  "/actor/operator",
                  _ ("The operator's roles do not allow this here (%s)"),
                  tb_action_get_name (action));

  return FALSE;
}

/* One case, as evidence, is also the auditor's; lists are not. A reason is always recorded: no read
 * without Tongban-Purpose. */
static gboolean
may_read (guint roles, const char *what, gboolean is_home)
{
  gboolean is_case = strcmp (what, "case") == 0 || strcmp (what, "history") == 0;
  TbAction action = is_case ? TB_ACTION_OPEN_CASE : TB_ACTION_LIST_HALL;

  if (!is_home)
    return tb_city_rbac_get_for_roles (roles, TB_ACTION_SEARCH_ELSEWHERE, TB_SCOPE_ELSEWHERE) >=
           TB_PERMISSION_REASON;

  return tb_city_rbac_get_for_roles (roles, action, TB_SCOPE_HALL) >= TB_PERMISSION_REASON;
}

/* A session token of any of the eight cities: an operator asks all of them with one sign-in. */
static gboolean
check_reader (gpointer data,
              const TbCityRequest *request,
              const char *what,
              TbCityAuthor *author,
              GError **error)
{
  TbCityGuard *self = data;
  const char *header = g_hash_table_lookup (request->headers, "authorization");
  const TbGrant *token = NULL;
  gboolean is_home;

  if (header != NULL && g_str_has_prefix (header, "Bearer "))
    token = verify (self, header + strlen ("Bearer "));
  if (token == NULL || request->device == NULL ||
      !tb_grant_check (token,
                       TB_GRANT_SESSION,
                       request->device,
                       tb_clock_wall_us (self->clock) / G_USEC_PER_SEC,
                       NULL)) {
    tb_city_problem_set (error, TB_PROBLEM_SIGNED_OUT, NULL, "No valid session");
    return FALSE;
  }
  is_home = token->issuer == self->area;
  if (is_home) {
    TbCityResponse *refusal = NULL;
    g_autoptr (TbGrant) known = tb_city_sessions_authenticate (self->sessions, request, &refusal);

    if (known == NULL) {
      tb_city_response_free (refusal);
      tb_city_problem_set (error, TB_PROBLEM_SIGNED_OUT, NULL, "The session was ended");
      return FALSE;
    }
  }
  fill_author (token, author);
  if (may_read (author->roles, what, is_home))
    return TRUE;
  tb_city_problem_set (error, TB_PROBLEM_FORBIDDEN, NULL, "The roles do not allow %s", what);

  return FALSE;
}

const TbCityAuthority *
tb_city_guard_get_authority (void)
{
  static const TbCityAuthority authority = {
    check_device,
    check_author,
    check_command,
    check_reader,
  };

  return &authority;
}
