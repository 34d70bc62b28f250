/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-record-table"

#include "config.h"

#include "tb-record-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-record-private.h"

static const char get_sql[] =
    "SELECT entry FROM record WHERE area = :area AND id = :id AND kind = 'case'";
static const char count_sql[] = "SELECT records FROM cursor WHERE area = :area";

void
tb_record_row_free (TbRecordRow *self)
{
  g_free (self->id);
  g_free (self->vid);
  g_free (self->number);
  g_free (self->item);
  g_free (self->state);
  g_free (self->person_name);
  g_free (self->person_id);
  g_free (self->due);
  g_free (self);
}

TbRecordRow *
tb_record_row_from_statement (TbStatement *row)
{
  TbRecordRow *self = g_new0 (TbRecordRow, 1);
  const char *due = tb_statement_peek_text (row, 13);

  self->row = tb_statement_get_int64 (row, 0);
  self->area = tb_area_from_slug (tb_statement_peek_text (row, 1));
  self->id = g_strdup (tb_statement_peek_text (row, 2));
  self->ver = tb_statement_get_int64 (row, 3);
  self->vid = g_strdup (tb_statement_peek_text (row, 4));
  self->number = g_strdup (tb_statement_peek_text (row, 5));
  self->item = g_strdup (tb_statement_peek_text (row, 6));
  self->state = g_strdup (tb_statement_peek_text (row, 7));
  self->is_closed = tb_statement_get_int64 (row, 8) != 0;
  self->home = tb_area_from_slug (tb_statement_peek_text (row, 9));
  self->owner = tb_area_from_slug (tb_statement_peek_text (row, 10));
  self->person_name = g_strdup (tb_statement_peek_text (row, 11));
  self->person_id = g_strdup (tb_statement_peek_text (row, 12));
  self->due = strcmp (due, TB_RECORD_NO_DUE) != 0 ? g_strdup (due) : NULL;
  self->changed_us = tb_statement_get_int64 (row, 14);

  return self;
}

json_t *
tb_record_table_get (TbStore *store, TbArea area, const char *id, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && id != NULL && area != TB_AREA_NONE, NULL);

  query = tb_db_prepare (tb_store_get_cache (store), get_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (query, ":id", id);
  step = tb_statement_step (query, error);
  if (step == TB_STEP_DONE)
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_MISSING,
                 _ ("%s has told this window nothing about case %s"),
                 tb_area_get_name_zh (area),
                 id);
  if (step != TB_STEP_ROW)
    return NULL;

  return tb_json_parse (tb_statement_peek_text (query, 0), -1, error);
}

/* Due order by index (closed, owner, due) for one owner, by (closed, changed) otherwise. A list
 * of all owners in due order asks each owner's index range and merges. */
static char *
page_text (const TbRecordFilter *filter)
{
  gboolean by_due = filter->order == TB_RECORD_ORDER_DUE;
  GString *sql = g_string_new (TB_RECORD_COLUMNS "FROM search s WHERE s.closed = :closed ");

  if (filter->owner != TB_AREA_NONE)
    g_string_append (sql, "AND s.owner = :owner ");
  if (filter->area != TB_AREA_NONE)
    g_string_append (sql, "AND s.area = :area ");
  if (filter->item != NULL)
    g_string_append (sql, "AND s.item = :item ");
  if (filter->state != NULL)
    g_string_append (sql, "AND s.state = :state ");
  if (filter->after != NULL)
    g_string_append (sql,
                     by_due ? "AND (s.due, s.rid) > (:key, :rid) "
                            : "AND (s.changed_us, s.rid) < (:key, :rid) ");
  g_string_append (sql,
                   by_due ? "ORDER BY s.due, s.rid LIMIT :limit"
                          : "ORDER BY s.changed_us DESC, s.rid DESC LIMIT :limit");

  return g_string_free (sql, FALSE);
}

static void
bind_after (TbStatement *query, const TbRecordFilter *filter)
{
  const TbRecordRow *after = filter->after;

  if (after == NULL)
    return;
  tb_statement_bind_int64 (query, ":rid", after->row);
  if (filter->order == TB_RECORD_ORDER_DUE)
    tb_statement_bind_text (query, ":key", after->due != NULL ? after->due : TB_RECORD_NO_DUE);
  else
    tb_statement_bind_int64 (query, ":key", after->changed_us);
}

static gboolean
add_rows (TbStore *store, const TbRecordFilter *filter, GPtrArray *rows, GError **error)
{
  g_autofree char *sql = page_text (filter);
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_cache (store), sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  tb_statement_bind_int64 (query, ":closed", filter->is_closed);
  tb_statement_bind_int64 (query, ":limit", filter->limit);
  if (filter->owner != TB_AREA_NONE)
    tb_statement_bind_text (query, ":owner", tb_area_get_slug (filter->owner));
  if (filter->area != TB_AREA_NONE)
    tb_statement_bind_text (query, ":area", tb_area_get_slug (filter->area));
  if (filter->item != NULL)
    tb_statement_bind_text (query, ":item", filter->item);
  if (filter->state != NULL)
    tb_statement_bind_text (query, ":state", filter->state);
  bind_after (query, filter);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    g_ptr_array_add (rows, tb_record_row_from_statement (query));

  return step == TB_STEP_DONE;
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const TbRecordRow *one = *(TbRecordRow *const *) a;
  const TbRecordRow *other = *(TbRecordRow *const *) b;
  int order = g_strcmp0 (one->due != NULL ? one->due : TB_RECORD_NO_DUE,
                         other->due != NULL ? other->due : TB_RECORD_NO_DUE);

  if (order != 0)
    return order;

  return one->row < other->row ? -1 : one->row > other->row;
}

/* The first page of each owner holds the first page of all. */
static gboolean
add_rows_of_all_owners (TbStore *store,
                        const TbRecordFilter *filter,
                        GPtrArray *rows,
                        GError **error)
{
  TbRecordFilter one = *filter;

  for (int area = 0; area < TB_N_AREAS; area++) {
    one.owner = (TbArea) area;
    if (!add_rows (store, &one, rows, error))
      return FALSE;
  }
  g_ptr_array_sort (rows, compare_due);
  if (rows->len > filter->limit)
    g_ptr_array_set_size (rows, (int) filter->limit);

  return TRUE;
}

GPtrArray *
tb_record_table_page (TbStore *store, const TbRecordFilter *filter, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_record_row_free);
  gboolean is_merged;
  gboolean is_read;

  g_return_val_if_fail (store != NULL && filter != NULL, NULL);
  g_return_val_if_fail (filter->limit >= 1 && filter->limit <= TB_STORE_MAX_PAGE, NULL);

  is_merged = filter->owner == TB_AREA_NONE && filter->order == TB_RECORD_ORDER_DUE;
  is_read = is_merged ? add_rows_of_all_owners (store, filter, rows, error)
                      : add_rows (store, filter, rows, error);

  return is_read ? g_steal_pointer (&rows) : NULL;
}

gboolean
tb_record_table_count (TbStore *store, TbArea area, gint64 *n, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && n != NULL && area != TB_AREA_NONE, FALSE);

  *n = 0;
  query = tb_db_prepare (tb_store_get_cache (store), count_sql, error);
  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  step = tb_statement_step (query, error);
  if (step == TB_STEP_ROW)
    *n = tb_statement_get_int64 (query, 0);

  return step != TB_STEP_FAILED;
}

gboolean
tb_record_table_set_due (TbStore *store,
                         TbArea area,
                         const char *id,
                         const char *due,
                         GError **error)
{
  g_autoptr (TbStatement) update =
      tb_db_prepare (tb_store_get_cache (store),
                     "UPDATE search SET due = :due WHERE area = :area AND id = :id",
                     error);

  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":due", due != NULL ? due : TB_RECORD_NO_DUE);
  tb_statement_bind_text (update, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (update, ":id", id);

  return tb_statement_run (update, error);
}
