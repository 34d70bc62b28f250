/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-conflict-table"

#include "config.h"

#include "tb-conflict-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The newest round: what an earlier history said is over. */
static const char get_sql[] =
    "SELECT c.area, c.command, c.case_id, c.base, c.mine, c.theirs, c.since, c.at_us, "
    "o.decided_by, c.decided_us, o.operator FROM conflict c JOIN outbox o ON o.id = c.command "
    "WHERE c.command = :id ORDER BY c.round DESC LIMIT 1";

void
tb_conflict_free (TbConflict *self)
{
  g_free (self->command);
  g_free (self->case_id);
  json_decref (self->base);
  json_decref (self->mine);
  json_decref (self->theirs);
  json_decref (self->since);
  g_free (self->decided_by);
  g_free (self);
}

static TbConflict *
conflict_from_row (TbStatement *row, GError **error)
{
  g_autoptr (TbConflict) self = g_new0 (TbConflict, 1);

  self->area = tb_area_from_slug (tb_statement_peek_text (row, 0));
  self->command = g_strdup (tb_statement_peek_text (row, 1));
  self->case_id = g_strdup (tb_statement_peek_text (row, 2));
  self->base = tb_json_parse (tb_statement_peek_text (row, 3), -1, error);
  if (self->base != NULL)
    self->mine = tb_json_parse (tb_statement_peek_text (row, 4), -1, error);
  if (self->mine != NULL)
    self->theirs = tb_json_parse (tb_statement_peek_text (row, 5), -1, error);
  if (self->theirs != NULL)
    self->since = tb_json_parse (tb_statement_peek_text (row, 6), -1, error);
  self->at_us = tb_statement_get_int64 (row, 7);
  self->decided_by = g_strdup (tb_statement_peek_text (row, 8));
  self->decided_us = tb_statement_get_int64 (row, 9);

  return self->since != NULL ? g_steal_pointer (&self) : NULL;
}

TbConflict *
tb_conflict_table_get (TbStore *store, const char *command, const char *reader, GError **error)
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
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_MISSING,
                 _ ("Command %s met no conflict"),
                 command);
  if (step != TB_STEP_ROW)
    return NULL;
  if (reader != NULL && strcmp (tb_statement_peek_text (query, 10), reader) != 0) {
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_FORBIDDEN,
                 _ ("The conflict of command %s is for its author or a supervisor"),
                 command);
    return NULL;
  }

  return conflict_from_row (query, error);
}
