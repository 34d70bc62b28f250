/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-tables"

#include "config.h"

#include "tb-desk-tables.h"

#include <glib/gi18n-lib.h>

#include "tb-audit-table.h"
#include "tb-case-number.h"
#include "tb-date.h"

/* Numbers */

gboolean
tb_number_table_set_window (TbStore *store, TbArea area, guint window, GError **error)
{
  TbDb *db = tb_store_get_desk (store);
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbStatement) insert = NULL;

  g_return_val_if_fail (store != NULL && area != TB_AREA_NONE, FALSE);

  transaction = tb_db_begin (db, error);
  if (transaction == NULL ||
      !tb_db_run (db, "UPDATE number SET current = 0 WHERE current = 1", error))
    return FALSE;
  insert = tb_db_prepare (db,
                          "INSERT INTO number (area, window, serial, current) "
                          "VALUES (:area, :window, 0, 1) ON CONFLICT DO UPDATE SET current = 1",
                          error);
  if (insert == NULL)
    return FALSE;
  tb_statement_bind_text (insert, ":area", tb_area_get_slug (area));
  tb_statement_bind_int64 (insert, ":window", window);

  return tb_statement_run (insert, error) && tb_transaction_commit (transaction, error);
}

static gboolean
set_no_window (GError **error)
{
  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_MISSING,
               _ ("This window has no code yet: enrol it before accepting cases"));
  return FALSE;
}

gboolean
tb_number_table_get_window (TbStore *store, TbArea *area, guint *window, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && area != NULL && window != NULL, FALSE);

  query = tb_db_prepare (tb_store_get_desk (store),
                         "SELECT area, window FROM number WHERE current = 1",
                         error);
  step = query != NULL ? tb_statement_step (query, error) : TB_STEP_FAILED;
  if (step == TB_STEP_DONE)
    set_no_window (error);
  if (step != TB_STEP_ROW)
    return FALSE;
  *area = tb_area_from_slug (tb_statement_peek_text (query, 0));
  *window = (guint) tb_statement_get_int64 (query, 1);

  return TRUE;
}

char *
tb_number_table_reserve (TbStore *store, GError **error)
{
  g_autoptr (TbStatement) update = NULL;
  TbCaseNumber number;
  TbStep step;

  g_return_val_if_fail (store != NULL, NULL);

  update = tb_db_prepare (tb_store_get_desk (store),
                          "UPDATE number SET serial = serial + 1 WHERE current = 1 RETURNING area, "
                          "window, serial",
                          error);
  step = update != NULL ? tb_statement_step (update, error) : TB_STEP_FAILED;
  if (step == TB_STEP_DONE)
    set_no_window (error);
  if (step != TB_STEP_ROW)
    return NULL;
  number.area = tb_area_from_slug (tb_statement_peek_text (update, 0));
  number.window = (guint) tb_statement_get_int64 (update, 1);
  number.serial = (guint) tb_statement_get_int64 (update, 2);
  tb_date_of_time (tb_store_get_wall_us (store), &number.date);

  return tb_case_number_format (&number);
}

/* Settings */

gboolean
tb_setting_table_set (TbStore *store, const char *key, const char *value, GError **error)
{
  g_autoptr (TbStatement) change = NULL;

  g_return_val_if_fail (store != NULL && key != NULL, FALSE);

  change = tb_db_prepare (tb_store_get_desk (store),
                          value != NULL ? "INSERT INTO setting VALUES (:key, :value) "
                                          "ON CONFLICT DO UPDATE SET value = excluded.value"
                                        : "DELETE FROM setting WHERE key = :key",
                          error);
  if (change == NULL)
    return FALSE;
  tb_statement_bind_text (change, ":key", key);
  if (value != NULL)
    tb_statement_bind_text (change, ":value", value);

  return tb_statement_run (change, error);
}

char *
tb_setting_table_dup (TbStore *store, const char *key, GError **error)
{
  g_autoptr (TbStatement) query = NULL;

  g_return_val_if_fail (store != NULL && key != NULL, NULL);

  query = tb_db_prepare (tb_store_get_desk (store),
                         "SELECT value FROM setting WHERE key = :key",
                         error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":key", key);
  if (tb_statement_step (query, error) != TB_STEP_ROW)
    return NULL;

  return g_strdup (tb_statement_peek_text (query, 0));
}

/* Attachments */

gboolean
tb_blob_table_add (TbStore *store,
                   TbArea area,
                   const char *sha256,
                   gint64 n_bytes,
                   const char *media_type,
                   GError **error)
{
  g_autoptr (TbStatement) insert = NULL;

  g_return_val_if_fail (store != NULL && sha256 != NULL && area != TB_AREA_NONE, FALSE);

  insert = tb_db_prepare (tb_store_get_desk (store),
                          "INSERT INTO blob (area, sha256, size, media_type, at_us) VALUES (:area, "
                          ":sha256, :size, :media_type, :now) ON CONFLICT DO NOTHING",
                          error);
  if (insert == NULL)
    return FALSE;
  tb_statement_bind_text (insert, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (insert, ":sha256", sha256);
  tb_statement_bind_int64 (insert, ":size", n_bytes);
  tb_statement_bind_text (insert, ":media_type", media_type);
  tb_statement_bind_int64 (insert, ":now", tb_store_get_wall_us (store));

  return tb_statement_run (insert, error);
}

gboolean
tb_blob_table_set_sent (TbStore *store,
                        TbArea area,
                        const char *sha256,
                        gint64 n_sent,
                        GError **error)
{
  g_autoptr (TbStatement) update = NULL;

  g_return_val_if_fail (store != NULL && sha256 != NULL && area != TB_AREA_NONE, FALSE);

  update = tb_db_prepare (tb_store_get_desk (store),
                          "UPDATE blob SET sent = :sent WHERE area = :area AND sha256 = :sha256",
                          error);
  if (update == NULL)
    return FALSE;
  tb_statement_bind_text (update, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (update, ":sha256", sha256);
  tb_statement_bind_int64 (update, ":sent", n_sent);

  return tb_statement_run (update, error);
}

json_t *
tb_blob_table_list_waiting (TbStore *store, TbArea area, GError **error)
{
  g_autoptr (json_t) rows = json_array ();
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && area != TB_AREA_NONE, NULL);

  query = tb_db_prepare (tb_store_get_desk (store),
                         "SELECT sha256, size, sent, media_type FROM blob WHERE area = :area AND "
                         "sent < size ORDER BY at_us LIMIT :limit",
                         error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  tb_statement_bind_int64 (query, ":limit", TB_STORE_MAX_PAGE);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW)
    json_array_append_new (rows,
                           json_pack ("{s:s, s:I, s:I, s:s}",
                                      "sha256",
                                      tb_statement_peek_text (query, 0),
                                      "size",
                                      (json_int_t) tb_statement_get_int64 (query, 1),
                                      "sent",
                                      (json_int_t) tb_statement_get_int64 (query, 2),
                                      "media_type",
                                      tb_statement_peek_text (query, 3)));

  return step == TB_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}
