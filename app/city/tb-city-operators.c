/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-operators"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "tb-city-rbac.h"
#include "tb-city-sessions-private.h"
#include "tb-time.h"

#define MAX_FAILURES   5
#define FIRST_LOCK_S   (15 * 60)
#define LONGEST_LOCK_S (24 * 3600)
#define MAX_ID         32
#define MIN_SECRET     8

static const char find_sql[] = "SELECT id, name, hall, roles, secret, disabled, failures, lockouts,"
                               " locked_until_s FROM operators WHERE id = :id";
static const char list_sql[] = "SELECT id, name, hall, roles, secret, disabled, failures, lockouts,"
                               " locked_until_s FROM operators ORDER BY id";
static const char add_sql[] = "INSERT INTO operators (id, name, hall, roles, secret)"
                              " VALUES (:id, :name, :hall, :roles, :secret)";
static const char count_sql[] = "UPDATE operators SET failures = :failures, lockouts = :lockouts,"
                                " locked_until_s = :locked_until_s WHERE id = :id";
static const char disable_sql[] = "UPDATE operators SET disabled = :disabled WHERE id = :id";

void
tb_city_operator_row_free (TbCityOperatorRow *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->hall);
  g_free (self->secret);
  g_free (self);
}

static TbCityOperatorRow *
read_row (TbCityQuery *query)
{
  TbCityOperatorRow *row = g_new0 (TbCityOperatorRow, 1);

  row->id = tb_city_query_dup_text (query, 0);
  row->name = tb_city_query_dup_text (query, 1);
  row->hall = tb_city_query_dup_text (query, 2);
  row->roles = (guint) tb_city_query_get_int (query, 3);
  row->secret = tb_city_query_dup_text (query, 4);
  row->is_disabled = tb_city_query_get_int (query, 5) != 0;
  row->n_failures = tb_city_query_get_int (query, 6);
  row->n_lockouts = tb_city_query_get_int (query, 7);
  row->locked_until_s = tb_city_query_get_int (query, 8);

  return row;
}

TbCityOperatorRow *
tb_city_sessions_find (TbCitySessions *self, const char *id, GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (self->db, find_sql);

  tb_city_query_bind_text (query, ":id", id);

  return tb_city_query_step (query, error) == TB_CITY_STEP_ROW ? read_row (query) : NULL;
}

static gboolean
write_counters (TbCitySessions *self, const TbCityOperatorRow *row, GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (self->db, count_sql);

  tb_city_query_bind_text (query, ":id", row->id);
  tb_city_query_bind_int (query, ":failures", row->n_failures);
  tb_city_query_bind_int (query, ":lockouts", row->n_lockouts);
  tb_city_query_bind_int (query, ":locked_until_s", row->locked_until_s);

  return tb_city_query_run (query, error);
}

TbCityOperatorRow
tb_city_operator_row_after_attempt (const TbCityOperatorRow *row, gint64 now_s)
{
  TbCityOperatorRow after = *row;

  after.n_failures++;
  if (after.n_failures >= MAX_FAILURES) {
    gint64 length_s = FIRST_LOCK_S << MIN (after.n_lockouts, 8);

    after.locked_until_s = now_s + MIN (length_s, LONGEST_LOCK_S);
    after.n_lockouts++;
    after.n_failures = 0;
  }

  return after;
}

gboolean
tb_city_sessions_count_attempt (TbCitySessions *self, const TbCityOperatorRow *row, GError **error)
{
  TbCityOperatorRow after = tb_city_operator_row_after_attempt (row, tb_city_sessions_now_s (self));

  return write_counters (self, &after, error);
}

gboolean
tb_city_sessions_forgive (TbCitySessions *self, const char *id, GError **error)
{
  TbCityOperatorRow clean = { .id = (char *) id };

  return write_counters (self, &clean, error);
}

char *
tb_city_sessions_hash (TbCitySessions *self, const char *secret)
{
  char *text = g_malloc0 (crypto_pwhash_STRBYTES);
  int code = crypto_pwhash_str (text,
                                secret,
                                strlen (secret),
                                self->is_cheap ? crypto_pwhash_OPSLIMIT_MIN
                                               : crypto_pwhash_OPSLIMIT_MODERATE,
                                self->is_cheap ? crypto_pwhash_MEMLIMIT_MIN
                                               : crypto_pwhash_MEMLIMIT_MODERATE);

  /* Fails only without memory: what GLib's own allocations do then, too. */
  if (code != 0)
    g_error ("Argon2id found no memory");

  return text;
}

static gboolean
set_invalid (GError **error, const char *message)
{
  g_set_error (error, TB_CITY_SESSIONS_ERROR, TB_CITY_SESSIONS_ERROR_INVALID, "%s", message);
  return FALSE;
}

static gboolean
check_new (const TbCityOperator *who, const char *secret, GError **error)
{
  const char *id = who->id;

  if (id == NULL || *id == '\0' || strlen (id) > MAX_ID ||
      strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen (id))
    return set_invalid (error, _ ("An operator's id has 1 to 32 of a–z 0–9 . _ -"));
  if (who->name == NULL || *who->name == '\0' || who->hall == NULL || *who->hall == '\0')
    return set_invalid (error, _ ("An operator needs a name and a hall"));
  if (who->roles == 0 || (who->roles >> TB_N_ROLES) != 0)
    return set_invalid (error, _ ("An operator needs at least one role"));
  if (!tb_city_rbac_roles_are_compatible (who->roles))
    return set_invalid (error,
                        _ ("Administrators, auditors and those who handle cases are three people"));
  if (secret == NULL || strlen (secret) < MIN_SECRET)
    return set_invalid (error, _ ("A secret has at least 8 characters"));

  return TRUE;
}

gboolean
tb_city_sessions_add_operator (TbCitySessions *self,
                               const TbCityOperator *who,
                               const char *secret,
                               GError **error)
{
  g_autoptr (TbCityOperatorRow) there = NULL;
  g_autoptr (TbCityQuery) query = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *hash = NULL;

  if (!check_new (who, secret, error))
    return FALSE;
  there = tb_city_sessions_find (self, who->id, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (there != NULL) {
    g_set_error (error,
                 TB_CITY_SESSIONS_ERROR,
                 TB_CITY_SESSIONS_ERROR_EXISTS,
                 _ ("There is an operator “%s” already"),
                 who->id);
    return FALSE;
  }

  hash = tb_city_sessions_hash (self, secret);
  query = tb_city_db_query (self->db, add_sql);
  tb_city_query_bind_text (query, ":id", who->id);
  tb_city_query_bind_text (query, ":name", who->name);
  tb_city_query_bind_text (query, ":hall", who->hall);
  tb_city_query_bind_int (query, ":roles", who->roles);
  tb_city_query_bind_text (query, ":secret", hash);

  return tb_city_query_run (query, error);
}

static gboolean
require_change (TbCitySessions *self, const char *id, GError **error)
{
  if (tb_city_db_get_changes (self->db) > 0)
    return TRUE;

  g_set_error (error,
               TB_CITY_SESSIONS_ERROR,
               TB_CITY_SESSIONS_ERROR_UNKNOWN,
               _ ("There is no operator “%s”"),
               id);

  return FALSE;
}

gboolean
tb_city_sessions_set_disabled (TbCitySessions *self,
                               const char *id,
                               gboolean is_disabled,
                               GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (self->db, disable_sql);

  tb_city_query_bind_text (query, ":id", id);
  tb_city_query_bind_int (query, ":disabled", is_disabled ? 1 : 0);

  return tb_city_query_run (query, error) && require_change (self, id, error);
}

gboolean
tb_city_sessions_unlock (TbCitySessions *self, const char *id, GError **error)
{
  return tb_city_sessions_forgive (self, id, error) && require_change (self, id, error);
}

gboolean
tb_city_sessions_is_disabled (TbCitySessions *self, const char *operator)
{
  g_autoptr (TbCityOperatorRow) row = tb_city_sessions_find (self, operator, NULL);

  return row != NULL && row->is_disabled;
}

static json_t *
describe (const TbCityOperatorRow *row)
{
  json_t *roles = json_array ();
  json_t *json;

  for (int role = 0; role < TB_N_ROLES; role++) {
    if ((row->roles & 1u << role) != 0)
      json_array_append_new (roles, json_string (tb_role_get_name ((TbRole) role)));
  }
  json = json_pack ("{s:s, s:s, s:s, s:o, s:b, s:I}",
                    "id",
                    row->id,
                    "name",
                    row->name,
                    "hall",
                    row->hall,
                    "roles",
                    roles,
                    "disabled",
                    row->is_disabled,
                    "failures",
                    (json_int_t) row->n_failures);
  if (row->locked_until_s > 0) {
    g_autofree char *until = tb_time_format (row->locked_until_s * G_USEC_PER_SEC);

    tb_json_set_string (json, "locked_until", until);
  }

  return json;
}

json_t *
tb_city_sessions_list (TbCitySessions *self, GError **error)
{
  g_autoptr (TbCityQuery) query = tb_city_db_query (self->db, list_sql);
  g_autoptr (json_t) rows = json_array ();
  TbCityStep step;

  while ((step = tb_city_query_step (query, error)) == TB_CITY_STEP_ROW) {
    g_autoptr (TbCityOperatorRow) row = read_row (query);

    json_array_append_new (rows, describe (row));
  }

  return step == TB_CITY_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}
