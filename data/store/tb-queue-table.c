/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-queue-table"

#include "config.h"

#include "tb-queue-table.h"

#include <string.h>

#include "tb-record-private.h"
#include "tb-store-private.h"
#include "tb-text.h"

#define SEPARATOR "/"

/* One query a queue: the count and the list cannot say different things. ⚠ Without the name of the
 * index SQLite takes that of all open cases and sorts them for every page. */
static const struct {
  const char *name;
  gboolean is_of_outbox;
  const char *where;
  const char *index; /* nullable: SQLite finds it */
} queues[TB_N_QUEUES] = {
  [TB_QUEUE_TODAY] = { "today", FALSE, "s.closed = 0 AND s.owner = :ours AND s.due = :today" },
  [TB_QUEUE_OVERDUE] = { "overdue", FALSE, "s.closed = 0 AND s.due < :today", "search_open" },
  [TB_QUEUE_RETURNED] = { "returned",
                          FALSE,
                          "s.closed = 0 AND s.returned = 1 AND s.owner = :ours",
                          "search_returned" },
  [TB_QUEUE_MISSING] = { "missing", FALSE, "s.closed = 0 AND s.missing = 1", "search_missing" },
  [TB_QUEUE_OURS] = { "ours", FALSE, "s.closed = 0 AND s.owner = :ours" },
  [TB_QUEUE_WAITING] = { "waiting", FALSE, "s.closed = 0 AND s.owner <> :ours", "search_open" },
  [TB_QUEUE_UNSENT] = { "unsent", TRUE, "s.kind = 'submit' AND s.state IN ('queued', 'sent')" },
  [TB_QUEUE_DECIDE] = { "decide",
                        TRUE,
                        "(s.state = 'conflict' OR (s.state = 'refused' AND s.kind <> 'submit'))" },
  [TB_QUEUE_INVALID] = { "invalid", TRUE, "s.state = 'refused' AND s.kind = 'submit'" },
};

static const char record_text[] =
    " AND (instr (s.name, :text) > 0 OR instr (s.number, :upper) > 0 OR "
    "substr (s.id_no, 1, length (:upper)) = :upper OR "
    "substr (s.pinyin, 1, length (:lower)) = :lower OR "
    "substr (s.initials, 1, length (:lower)) = :lower)";
static const char outbox_text[] =
    " AND (instr (s.subject, :text) > 0 OR instr (s.number, :upper) > 0)";

const char *
tb_queue_get_name (TbQueue self)
{
  return queues[self].name;
}

int
tb_queue_from_name (const char *name)
{
  for (int i = 0; i < TB_N_QUEUES; i++) {
    if (g_strcmp0 (name, queues[i].name) == 0)
      return i;
  }

  return -1;
}

gboolean
tb_queue_is_of_outbox (TbQueue self)
{
  return queues[self].is_of_outbox;
}

static TbDb *
get_db (TbStore *store, const TbQueueQuery *query)
{
  return queues[query->queue].is_of_outbox ? tb_store_get_desk (store) : tb_store_get_cache (store);
}

static gboolean
has_text (const TbQueueQuery *query)
{
  return query->text != NULL && *query->text != '\0';
}

/* From FROM to the end of WHERE. */
static GString *
begin (const char *columns, const TbQueueQuery *query)
{
  gboolean is_of_outbox = queues[query->queue].is_of_outbox;
  GString *sql = g_string_new (columns);

  g_string_append (sql, is_of_outbox ? "FROM outbox s " : "FROM search s ");
  if (queues[query->queue].index != NULL)
    g_string_append_printf (sql, "INDEXED BY %s ", queues[query->queue].index);
  g_string_append (sql, "WHERE ");
  g_string_append (sql, queues[query->queue].where);
  if (query->area != TB_AREA_NONE)
    g_string_append (sql, " AND s.area = :area");
  if (query->item != NULL)
    g_string_append (sql, " AND s.item = :item");
  if (has_text (query))
    g_string_append (sql, is_of_outbox ? outbox_text : record_text);

  return sql;
}

static void
bind (TbStatement *statement, const TbQueueQuery *query)
{
  const char *where = queues[query->queue].where;
  g_autofree char *text = has_text (query) ? tb_text_fold_width (query->text) : NULL;
  g_autofree char *upper = text != NULL ? g_ascii_strup (text, -1) : NULL;
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  if (strstr (where, ":ours") != NULL)
    tb_statement_bind_text (statement, ":ours", tb_area_get_slug (query->ours));
  if (strstr (where, ":today") != NULL)
    tb_statement_bind_text (statement, ":today", query->today);
  if (query->area != TB_AREA_NONE)
    tb_statement_bind_text (statement, ":area", tb_area_get_slug (query->area));
  if (query->item != NULL)
    tb_statement_bind_text (statement, ":item", query->item);
  if (text == NULL)
    return;
  tb_statement_bind_text (statement, ":text", text);
  tb_statement_bind_text (statement, ":upper", upper);
  if (!queues[query->queue].is_of_outbox)
    tb_statement_bind_text (statement, ":lower", lower);
}

gboolean
tb_queue_table_count (TbStore *store, const TbQueueQuery *query, gint64 *n, GError **error)
{
  g_autoptr (GString) sql = begin ("SELECT count(*) ", query);
  g_autoptr (TbStatement) statement = tb_db_prepare (get_db (store, query), sql->str, error);

  *n = 0;
  if (statement == NULL)
    return FALSE;
  bind (statement, query);
  if (tb_statement_step (statement, error) != TB_STEP_ROW)
    return FALSE;
  *n = tb_statement_get_int64 (statement, 0);

  return TRUE;
}

/* "2026-11-25/1234", or "/1234" for a queue of the outbox. */
static gboolean
bind_after (TbStatement *statement, const TbQueueQuery *query, GError **error)
{
  g_auto (GStrv) parts = NULL;
  gint64 id;

  if (query->after == NULL)
    return TRUE;
  parts = g_strsplit (query->after, SEPARATOR, 2);
  if (g_strv_length (parts) != 2 ||
      !g_ascii_string_to_signed (parts[1], 10, 0, G_MAXINT64, &id, NULL)) {
    g_set_error (error, TB_STORE_ERROR, TB_STORE_ERROR_DATA, "The key of a page is malformed");
    return FALSE;
  }
  if (!queues[query->queue].is_of_outbox)
    tb_statement_bind_text (statement, ":key", parts[0]);
  tb_statement_bind_int64 (statement, ":id", id);

  return TRUE;
}

static TbStatement *
prepare_page (TbStore *store, const TbQueueQuery *query, GError **error)
{
  gboolean is_of_outbox = queues[query->queue].is_of_outbox;
  g_autoptr (GString) sql =
      begin (is_of_outbox ? "SELECT s.id, s.position " : TB_RECORD_COLUMNS, query);
  g_autoptr (TbStatement) statement = NULL;

  if (query->after != NULL)
    g_string_append (sql,
                     is_of_outbox ? " AND s.position < :id" : " AND (s.due, s.rid) > (:key, :id)");
  g_string_append (sql,
                   is_of_outbox ? " ORDER BY s.position DESC LIMIT :limit OFFSET :skip"
                                : " ORDER BY s.due, s.rid LIMIT :limit OFFSET :skip");
  statement = tb_db_prepare (get_db (store, query), sql->str, error);
  if (statement == NULL)
    return NULL;
  bind (statement, query);
  tb_statement_bind_int64 (statement, ":limit", query->limit);
  tb_statement_bind_int64 (statement, ":skip", query->skip);

  return bind_after (statement, query, error) ? g_steal_pointer (&statement) : NULL;
}

static GPtrArray *
read_records (TbStore *store, const TbQueueQuery *query, char **next, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_record_row_free);
  g_autoptr (TbStatement) statement = prepare_page (store, query, error);
  const TbRecordRow *last = NULL;
  TbStep step;

  if (statement == NULL)
    return NULL;
  while ((step = tb_statement_step (statement, error)) == TB_STEP_ROW) {
    g_ptr_array_add (rows, tb_record_row_from_statement (statement));
    last = g_ptr_array_index (rows, rows->len - 1);
  }
  if (step != TB_STEP_DONE)
    return NULL;
  if (rows->len == query->limit)
    *next = g_strdup_printf ("%s" SEPARATOR "%" G_GINT64_FORMAT,
                             last->due != NULL ? last->due : TB_RECORD_NO_DUE,
                             last->row);

  return g_steal_pointer (&rows);
}

static GPtrArray *
read_commands (TbStore *store, const TbQueueQuery *query, char **next, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_outbox_row_free);
  g_autoptr (TbStatement) statement = prepare_page (store, query, error);
  gint64 position = 0;
  TbStep step;

  if (statement == NULL)
    return NULL;
  while ((step = tb_statement_step (statement, error)) == TB_STEP_ROW) {
    TbOutboxRow *row = tb_outbox_table_get (store, tb_statement_peek_text (statement, 0), error);

    if (row == NULL)
      return NULL;
    position = tb_statement_get_int64 (statement, 1);
    g_ptr_array_add (rows, row);
  }
  if (step != TB_STEP_DONE)
    return NULL;
  if (rows->len == query->limit)
    *next = g_strdup_printf (SEPARATOR "%" G_GINT64_FORMAT, position);

  return g_steal_pointer (&rows);
}

GPtrArray *
tb_queue_table_page (TbStore *store, const TbQueueQuery *query, char **next, GError **error)
{
  g_return_val_if_fail (store != NULL && query != NULL, NULL);
  g_return_val_if_fail (query->limit >= 1 && query->limit <= TB_STORE_MAX_PAGE, NULL);

  *next = NULL;

  return queues[query->queue].is_of_outbox ? read_commands (store, query, next, error)
                                           : read_records (store, query, next, error);
}
