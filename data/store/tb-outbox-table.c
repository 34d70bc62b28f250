/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox-table"

#include "config.h"

#include "tb-outbox-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-outbox-private.h"

static const char *const state_names[TB_N_OUTBOX_STATES] = {
  "queued", "sent", "applied", "conflict", "refused", "superseded", "cancelled", "archived",
};

static const char get_sql[] = TB_OUTBOX_COLUMNS "WHERE id = :id";
static const char lseq_sql[] = TB_OUTBOX_COLUMNS "WHERE lane = :lane AND lseq = :lseq";
static const char content_sql[] =
    "SELECT coalesce (original, bytes), operator FROM outbox WHERE id = :id";
static const char wire_sql[] = "SELECT bytes FROM outbox WHERE id = :id";
static const char open_sql[] =
    "SELECT bytes, ver FROM outbox WHERE case_id = :case_id AND area = :area "
    "AND state IN ('queued', 'sent', 'applied') ORDER BY lseq LIMIT :limit";
static const char version_sql[] =
    "SELECT ver FROM record WHERE area = :area AND id = :id AND kind = 'case'";
static const char blocked_sql[] =
    "WITH RECURSIVE dead (id) AS ("
    "  SELECT id FROM outbox WHERE case_id = :case_id AND area = :area"
    "    AND state IN ('conflict', 'refused')"
    "  UNION SELECT o.id FROM outbox o JOIN dead ON o.follows = dead.id"
    "    WHERE o.case_id = :case_id AND o.state IN ('queued', 'sent')) "
    "SELECT o.id FROM outbox o JOIN dead USING (id) WHERE o.case_id = :case_id "
    "AND o.state IN ('queued', 'sent') ORDER BY o.lseq LIMIT :limit";
static const char counts_sql[] = "SELECT area, state, n FROM outbox_count";
static const char oldest_sql[] =
    "SELECT o.accepted_us FROM lane l JOIN outbox o ON o.lane = l.lane AND o.settled_us IS NULL "
    "WHERE l.area = :area AND l.current = 1 ORDER BY o.lseq LIMIT 1";

const char *
tb_outbox_state_get_name (TbOutboxState self)
{
  g_return_val_if_fail ((guint) self < TB_N_OUTBOX_STATES, NULL);

  return state_names[self];
}

int
tb_outbox_state_from_name (const char *name)
{
  for (int i = 0; name != NULL && i < TB_N_OUTBOX_STATES; i++) {
    if (strcmp (state_names[i], name) == 0)
      return i;
  }

  return -1;
}

void
tb_outbox_row_free (TbOutboxRow *self)
{
  g_free (self->command);
  g_free (self->case_id);
  g_free (self->item);
  g_free (self->operator_id);
  g_free (self->subject);
  g_free (self->number);
  g_free (self->reason);
  g_free (self->problem);
  g_free (self->resolves);
  g_free (self->vid);
  g_free (self);
}

TbOutboxRow *
tb_outbox_row_from_statement (TbStatement *row)
{
  TbOutboxRow *self = g_new0 (TbOutboxRow, 1);

  self->position = tb_statement_get_int64 (row, 0);
  self->area = tb_area_from_slug (tb_statement_peek_text (row, 1));
  self->lseq = tb_statement_get_int64 (row, 2);
  self->command = g_strdup (tb_statement_peek_text (row, 3));
  self->kind = (TbCommandKind) tb_command_kind_from_name (tb_statement_peek_text (row, 4));
  self->case_id = g_strdup (tb_statement_peek_text (row, 5));
  self->item = g_strdup (tb_statement_peek_text (row, 6));
  self->operator_id = g_strdup (tb_statement_peek_text (row, 7));
  self->subject = g_strdup (tb_statement_peek_text (row, 8));
  self->number = g_strdup (tb_statement_peek_text (row, 9));
  self->state = (TbOutboxState) tb_outbox_state_from_name (tb_statement_peek_text (row, 10));
  self->reason = g_strdup (tb_statement_peek_text (row, 11));
  self->problem = g_strdup (tb_statement_peek_text (row, 12));
  self->resolves = g_strdup (tb_statement_peek_text (row, 13));
  self->n_attempts = (int) tb_statement_get_int64 (row, 14);
  self->is_waiting = tb_statement_get_int64 (row, 15) != 0;
  self->ver = tb_statement_get_int64 (row, 16);
  self->vid = g_strdup (tb_statement_peek_text (row, 17));
  self->seq = tb_statement_get_int64 (row, 18);
  self->accepted_us = tb_statement_get_int64 (row, 19);
  self->sent_us = tb_statement_get_int64 (row, 20);
  self->settled_us = tb_statement_get_int64 (row, 21);

  return self;
}

static gboolean
set_missing (GError **error, const char *what)
{
  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_MISSING,
               _ ("No command %s in the outbox of this window"),
               what);
  return FALSE;
}

TbOutboxRow *
tb_outbox_table_get (TbStore *store, const char *command, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && command != NULL, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), get_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":id", command);
  step = tb_statement_step (query, error);
  if (step == TB_STEP_DONE)
    set_missing (error, command);

  return step == TB_STEP_ROW ? tb_outbox_row_from_statement (query) : NULL;
}

TbOutboxRow *
tb_outbox_find_lseq (TbStore *store, const char *lane, gint64 lseq, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), lseq_sql, error);
  TbStep step;

  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":lane", lane);
  tb_statement_bind_int64 (query, ":lseq", lseq);
  step = tb_statement_step (query, error);
  if (step == TB_STEP_DONE)
    set_missing (error, lane);

  return step == TB_STEP_ROW ? tb_outbox_row_from_statement (query) : NULL;
}

/* A condition for each part of the filter that is set; which ones decides the text, so that
 * SQLite plans each shape for itself. */
static char *
page_text (const TbOutboxFilter *filter)
{
  g_autoptr (GString) sql = g_string_new (TB_OUTBOX_COLUMNS "WHERE position < :after ");

  if (filter->area != TB_AREA_NONE)
    g_string_append (sql, "AND area = :area ");
  if (filter->operator_id != NULL)
    g_string_append (sql, "AND operator = :operator ");
  if (filter->text != NULL)
    g_string_append (sql,
                     "AND ((subject >= :text AND subject < :end) OR (number >= :text AND "
                     "number < :end) OR id = :text OR case_id = :text) ");
  if (filter->states != 0) {
    g_string_append (sql, "AND state IN (''");
    for (guint i = 0; i < TB_N_OUTBOX_STATES; i++) {
      if (filter->states & (1u << i))
        g_string_append_printf (sql, ", '%s'", state_names[i]);
    }
    g_string_append (sql, ") ");
  }
  g_string_append (sql, "ORDER BY position DESC LIMIT :limit");

  return g_string_free (g_steal_pointer (&sql), FALSE);
}

GPtrArray *
tb_outbox_table_page (TbStore *store, const TbOutboxFilter *filter, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_outbox_row_free);
  g_autofree char *sql = NULL;
  g_autoptr (TbStatement) query = NULL;
  g_autofree char *end = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && filter != NULL, NULL);
  g_return_val_if_fail (filter->limit >= 1 && filter->limit <= TB_STORE_MAX_PAGE, NULL);

  sql = page_text (filter);
  query = tb_db_prepare (tb_store_get_desk (store), sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_int64 (query, ":after", filter->after > 0 ? filter->after : G_MAXINT64);
  tb_statement_bind_int64 (query, ":limit", filter->limit);
  if (filter->area != TB_AREA_NONE)
    tb_statement_bind_text (query, ":area", tb_area_get_slug (filter->area));
  if (filter->operator_id != NULL)
    tb_statement_bind_text (query, ":operator", filter->operator_id);
  if (filter->text != NULL) {
    end = g_strconcat (filter->text, "\xf4\x8f\xbf\xbf", NULL);
    tb_statement_bind_text (query, ":text", filter->text);
    tb_statement_bind_text (query, ":end", end);
  }
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    g_ptr_array_add (rows, tb_outbox_row_from_statement (query));

  return step == TB_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

static TbCommand *
read_bytes (TbStatement *query, const char *id, GError **error)
{
  TbStep step = tb_statement_step (query, error);

  if (step == TB_STEP_DONE)
    set_missing (error, id);
  if (step != TB_STEP_ROW)
    return NULL;
  if (tb_statement_is_null (query, 0)) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_MISSING,
                 _ ("Command %s is archived: its content is at the city only"),
                 id);
    return NULL;
  }

  return tb_command_new_from_bytes (tb_statement_peek_text (query, 0), -1, error);
}

TbCommand *
tb_outbox_table_dup_command (TbStore *store,
                             const char *command,
                             const char *reader,
                             GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  g_autoptr (TbCommand) content = NULL;

  g_return_val_if_fail (store != NULL && command != NULL, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), content_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":id", command);
  content = read_bytes (query, command, error);
  if (content != NULL && reader != NULL &&
      strcmp (tb_statement_peek_text (query, 1), reader) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_FORBIDDEN,
                 _ ("Command %s is a colleague's work: it is sent, but only its author or a "
                    "supervisor may read it"),
                 command);
    return NULL;
  }

  return g_steal_pointer (&content);
}

TbCommand *
tb_outbox_read_command (TbStore *store, const char *id, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), wire_sql, error);

  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":id", id);

  return read_bytes (query, id, error);
}

/* The version that the cache shows of a case; 0 when it has none. */
static gboolean
get_cached_version (TbStore *store, TbArea area, const char *id, gint64 *ver, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_cache (store), version_sql, error);
  TbStep step;

  *ver = 0;
  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (query, ":id", id);
  step = tb_statement_step (query, error);
  if (step == TB_STEP_ROW)
    *ver = tb_statement_get_int64 (query, 0);

  return step != TB_STEP_FAILED;
}

GPtrArray *
tb_outbox_table_list_open (TbStore *store, TbArea area, const char *case_id, GError **error)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (TbStatement) query = NULL;
  gint64 cached;
  TbStep step;

  g_return_val_if_fail (store != NULL && case_id != NULL && area != TB_AREA_NONE, NULL);

  if (!get_cached_version (store, area, case_id, &cached, error))
    return NULL;
  query = tb_db_prepare (tb_store_get_desk (store), open_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (query, ":case_id", case_id);
  tb_statement_bind_int64 (query, ":limit", TB_STORE_MAX_PAGE);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    TbCommand *command;

    if (!tb_statement_is_null (query, 1) && tb_statement_get_int64 (query, 1) <= cached)
      continue;
    command = tb_command_new_from_bytes (tb_statement_peek_text (query, 0), -1, error);
    if (command == NULL)
      return NULL;
    g_ptr_array_add (commands, command);
  }

  return step == TB_STEP_DONE ? g_steal_pointer (&commands) : NULL;
}

char **
tb_outbox_table_list_blocked (TbStore *store, TbArea area, const char *case_id, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && case_id != NULL && area != TB_AREA_NONE, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), blocked_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (query, ":case_id", case_id);
  tb_statement_bind_int64 (query, ":limit", TB_STORE_MAX_PAGE);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    g_strv_builder_add (ids, tb_statement_peek_text (query, 0));

  return step == TB_STEP_DONE ? g_strv_builder_end (ids) : NULL;
}

static gboolean
read_oldest (TbStore *store, TbArea area, gint64 *accepted_us, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), oldest_sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  step = tb_statement_step (query, error);
  if (step == TB_STEP_ROW)
    *accepted_us = tb_statement_get_int64 (query, 0);

  return step != TB_STEP_FAILED;
}

gboolean
tb_outbox_table_count (TbStore *store, TbOutboxCounts *counts, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && counts != NULL, FALSE);

  *counts = (TbOutboxCounts){ 0 };
  query = tb_db_prepare (tb_store_get_desk (store), counts_sql, error);
  if (query == NULL)
    return FALSE;
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    TbArea area = tb_area_from_slug (tb_statement_peek_text (query, 0));
    int state = tb_outbox_state_from_name (tb_statement_peek_text (query, 1));
    guint n = (guint) tb_statement_get_int64 (query, 2);

    if (area == TB_AREA_NONE || state == TB_OUTBOX_ARCHIVED)
      continue;
    if (state >= 0)
      counts->n[area][state] = n;
    else
      counts->n_waiting[area] = n;
  }
  for (int area = 0; area < TB_N_AREAS && step == TB_STEP_DONE; area++) {
    if (counts->n_waiting[area] > 0 &&
        !read_oldest (store, (TbArea) area, &counts->oldest_us[area], error))
      return FALSE;
  }

  return step == TB_STEP_DONE;
}
