/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-operator-table"

#include "config.h"

#include "tb-operator-table.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "tb-audit-table.h"
#include "tb-time.h"

/* trust.md SEC-6: five failures, 15 minutes, doubling up to a day. */
#define MAX_FAILURES 5
#define FIRST_LOCK   (15 * G_TIME_SPAN_MINUTE)
#define LONGEST_LOCK (24 * G_TIME_SPAN_HOUR)

#define COLUMNS                                                                                    \
  "SELECT id, name, roles, area, hall, grant_text, verifier, offline_until_us, failures, "         \
  "locked_until_us, seen_us FROM operator "

static const char get_sql[] = COLUMNS "WHERE id = :id";
static const char list_sql[] = COLUMNS "ORDER BY seen_us DESC, id LIMIT :limit";
static const char put_sql[] =
    "INSERT INTO operator (id, name, roles, area, hall, grant_text, verifier, offline_until_us, "
    "seen_us) VALUES (:id, :name, :roles, :area, :hall, :grant, :verifier, :until, :now) "
    "ON CONFLICT (id) DO UPDATE SET name = :name, roles = :roles, area = :area, hall = :hall, "
    "grant_text = :grant, verifier = :verifier, offline_until_us = :until, failures = 0, "
    "locked_until_us = 0, seen_us = :now";
static const char count_sql[] =
    "UPDATE operator SET failures = failures + 1, locked_until_us = :locked WHERE id = :id";
static const char clock_sql[] = "UPDATE store SET clock_us = :now WHERE clock_us < :now";
static const char good_sql[] =
    "UPDATE operator SET failures = 0, locked_until_us = 0, seen_us = :now WHERE id = :id";
static const char unlock_sql[] =
    "UPDATE operator SET failures = 0, locked_until_us = 0 WHERE id = :id";
static const char revoke_sql[] =
    "UPDATE operator SET grant_text = NULL, verifier = NULL, offline_until_us = 0 WHERE id = :id";

void
tb_operator_free (TbOperator *self)
{
  g_free (self->id);
  g_free (self->name);
  json_decref (self->roles);
  g_free (self->hall);
  g_free (self->grant);
  g_free (self->verifier);
  g_free (self);
}

static TbOperator *
operator_from_row (TbStatement *row)
{
  TbOperator *self = g_new0 (TbOperator, 1);

  self->id = g_strdup (tb_statement_peek_text (row, 0));
  self->name = g_strdup (tb_statement_peek_text (row, 1));
  self->roles = tb_json_parse (tb_statement_peek_text (row, 2), -1, NULL);
  self->area = tb_area_from_slug (tb_statement_peek_text (row, 3));
  self->hall = g_strdup (tb_statement_peek_text (row, 4));
  self->grant = g_strdup (tb_statement_peek_text (row, 5));
  self->verifier = g_strdup (tb_statement_peek_text (row, 6));
  self->offline_until_us = tb_statement_get_int64 (row, 7);
  self->n_failures = (guint) tb_statement_get_int64 (row, 8);
  self->locked_until_us = tb_statement_get_int64 (row, 9);
  self->seen_us = tb_statement_get_int64 (row, 10);

  return self;
}

TbOperator *
tb_operator_table_get (TbStore *store, const char *id, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && id != NULL, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), get_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":id", id);
  step = tb_statement_step (query, error);
  if (step == TB_STEP_DONE)
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_MISSING,
                 _ ("%s has never signed in at this window: the first time needs the city"),
                 id);

  return step == TB_STEP_ROW ? operator_from_row (query) : NULL;
}

GPtrArray *
tb_operator_table_list (TbStore *store, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_operator_free);
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), list_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_int64 (query, ":limit", TB_STORE_MAX_PAGE);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    g_ptr_array_add (rows, operator_from_row (query));

  return step == TB_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/* The highest wall time ever seen: turning the clock back extends no permission and ends no
 * lockout. */
static gboolean
get_firm_time (TbStore *store, gint64 *now_us, GError **error)
{
  TbDb *db = tb_store_get_desk (store);
  g_autoptr (TbStatement) update = tb_db_prepare (db, clock_sql, error);

  if (update == NULL)
    return FALSE;
  tb_statement_bind_int64 (update, ":now", tb_store_get_wall_us (store));

  return tb_statement_run (update, error) &&
         tb_db_get_int64 (db, "SELECT clock_us FROM store", now_us, error);
}

static gboolean
write_operator (TbStore *store, const TbOperator *who, gint64 now_us, GError **error)
{
  g_autoptr (TbStatement) put = tb_db_prepare (tb_store_get_desk (store), put_sql, error);
  g_autofree char *roles = tb_json_to_string (who->roles);

  if (put == NULL)
    return FALSE;
  tb_statement_bind_text (put, ":id", who->id);
  tb_statement_bind_text (put, ":name", who->name);
  tb_statement_bind_text (put, ":roles", roles);
  tb_statement_bind_text (put, ":area", tb_area_get_slug (who->area));
  tb_statement_bind_text (put, ":hall", who->hall != NULL ? who->hall : "");
  tb_statement_bind_text (put, ":grant", who->grant);
  tb_statement_bind_text (put, ":verifier", who->verifier);
  tb_statement_bind_int64 (put, ":until", who->offline_until_us);
  tb_statement_bind_int64 (put, ":now", now_us);

  return tb_statement_run (put, error);
}

gboolean
tb_operator_table_put (TbStore *store, const TbOperator *who, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  TbAuditAct act = { .verb = "session.in" };
  gint64 now_us;

  g_return_val_if_fail (store != NULL && who != NULL && who->id != NULL, FALSE);
  g_return_val_if_fail (who->area != TB_AREA_NONE && json_is_array (who->roles), FALSE);

  act.subject = act.operator_id = who->id;
  act.area = who->area;
  transaction = tb_db_begin (tb_store_get_desk (store), error);

  return transaction != NULL && get_firm_time (store, &now_us, error) &&
         write_operator (store, who, now_us, error) &&
         tb_audit_table_append (store, &act, NULL, error) &&
         tb_transaction_commit (transaction, error);
}

static gboolean
check_allowed (const TbOperator *who, gint64 now_us, GError **error)
{
  g_autofree char *until = tb_time_format (who->locked_until_us);

  if (who->locked_until_us > now_us) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_FORBIDDEN,
                 _ ("Too many wrong secrets: locked until %s. A supervisor can unlock"),
                 until);
    return FALSE;
  }
  if (who->verifier == NULL || who->offline_until_us <= now_us) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_FORBIDDEN,
                 _ ("Signing in without the city is not allowed any more: connect to it first"));
    return FALSE;
  }

  return TRUE;
}

/* From the fifth failure on each one locks, twice as long as the one before. */
static gint64
lock_after (guint n_failures, gint64 now_us)
{
  guint doublings = n_failures >= MAX_FAILURES ? MIN (n_failures - MAX_FAILURES, 10) : 0;

  if (n_failures < MAX_FAILURES)
    return 0;

  return now_us + MIN (FIRST_LOCK << doublings, LONGEST_LOCK);
}

/* Committed before the secret is looked at: killing the program gains no attempt. */
static gboolean
count_attempt (TbStore *store, const char *id, TbOperator **who, GError **error)
{
  g_autoptr (TbTransaction) transaction = tb_db_begin (tb_store_get_desk (store), error);
  g_autoptr (TbOperator) row = NULL;
  g_autoptr (TbStatement) update = NULL;
  TbAuditAct act = { "session.attempt", id, id, TB_AREA_NONE, NULL };
  gint64 now_us;

  if (transaction == NULL || !get_firm_time (store, &now_us, error))
    return FALSE;
  row = tb_operator_table_get (store, id, error);
  if (row == NULL || !check_allowed (row, now_us, error))
    return FALSE;
  update = tb_db_prepare (tb_store_get_desk (store), count_sql, error);
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":id", id);
  tb_statement_bind_int64 (update, ":locked", lock_after (row->n_failures + 1, now_us));
  if (!tb_statement_run (update, error) || !tb_audit_table_append (store, &act, NULL, error) ||
      !tb_transaction_commit (transaction, error))
    return FALSE;
  *who = g_steal_pointer (&row);

  return TRUE;
}

/* @sql on one operator with its audit row. */
static gboolean
change (TbStore *store, const char *sql, const TbAuditAct *act, GError **error)
{
  TbDb *db = tb_store_get_desk (store);
  g_autoptr (TbTransaction) transaction = tb_db_begin (db, error);
  g_autoptr (TbStatement) update = NULL;

  if (transaction == NULL)
    return FALSE;
  update = tb_db_prepare (db, sql, error);
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":id", act->subject);
  if (sql == good_sql)
    tb_statement_bind_int64 (update, ":now", tb_store_get_wall_us (store));
  if (!tb_statement_run (update, error))
    return FALSE;
  if (tb_db_get_n_changed (db) != 1) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_MISSING,
                 _ ("Nobody with the id %s has signed in here"),
                 act->subject);
    return FALSE;
  }

  return tb_audit_table_append (store, act, NULL, error) &&
         tb_transaction_commit (transaction, error);
}

gboolean
tb_operator_table_verify (TbStore *store, const char *id, const char *secret, GError **error)
{
  TbAuditAct act = { "session.in-offline", id, id, TB_AREA_NONE, NULL };
  g_autoptr (TbOperator) who = NULL;

  g_return_val_if_fail (store != NULL && id != NULL && secret != NULL, FALSE);

  if (!count_attempt (store, id, &who, error))
    return FALSE;
  if (crypto_pwhash_str_verify (who->verifier, secret, strlen (secret)) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_FORBIDDEN,
                 _ ("The secret is wrong (%u of %d attempts)"),
                 who->n_failures + 1,
                 MAX_FAILURES);
    return FALSE;
  }

  return change (store, good_sql, &act, error);
}

gboolean
tb_operator_table_unlock (TbStore *store, const char *id, const char *by, GError **error)
{
  TbAuditAct act = { "operator.unlocked", id, by, TB_AREA_NONE, NULL };

  g_return_val_if_fail (store != NULL && id != NULL && by != NULL, FALSE);

  return change (store, unlock_sql, &act, error);
}

gboolean
tb_operator_table_revoke (TbStore *store, const char *id, const char *by, GError **error)
{
  TbAuditAct act = { "operator.revoked", id, by, TB_AREA_NONE, NULL };

  g_return_val_if_fail (store != NULL && id != NULL && by != NULL, FALSE);

  return change (store, revoke_sql, &act, error);
}
