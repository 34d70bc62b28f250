/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-answer-table"

#include "config.h"

#include "tb-answer-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-hash.h"

char *
tb_answer_table_make_key (const char *query, const json_t *criteria)
{
  g_autofree char *text = NULL;
  g_autofree char *whole = NULL;

  g_return_val_if_fail (query != NULL && criteria != NULL, NULL);

  text = tb_json_to_canonical (criteria);
  whole = g_strconcat (query, "\n", text, NULL);

  return tb_hash_blake2b (whole, strlen (whole));
}

gboolean
tb_answer_table_put (TbStore *store,
                     TbArea area,
                     const char *key,
                     const json_t *answer,
                     GError **error)
{
  g_autoptr (TbStatement) put = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (store != NULL && key != NULL && answer != NULL, FALSE);

  put = tb_db_prepare (tb_store_get_cache (store),
                       "REPLACE INTO answer VALUES (:area, :key, :answer, :now)",
                       error);
  if (put == NULL)
    return FALSE;
  text = tb_json_to_string (answer);
  tb_statement_bind_text (put, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (put, ":key", key);
  tb_statement_bind_text (put, ":answer", text);
  tb_statement_bind_int64 (put, ":now", tb_store_get_wall_us (store));

  return tb_statement_run (put, error);
}

json_t *
tb_answer_table_get (TbStore *store, TbArea area, const char *key, gint64 *at_us, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && key != NULL && at_us != NULL, NULL);

  query = tb_db_prepare (tb_store_get_cache (store),
                         "SELECT answer, at_us FROM answer WHERE area = :area AND key = :key",
                         error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":area", tb_area_get_slug (area));
  tb_statement_bind_text (query, ":key", key);
  step = tb_statement_step (query, error);
  if (step == TB_STEP_DONE)
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_MISSING,
                 _ ("%s was not asked this before: there is no older answer to show"),
                 tb_area_get_name_zh (area));
  if (step != TB_STEP_ROW)
    return NULL;
  *at_us = tb_statement_get_int64 (query, 1);

  return tb_json_parse (tb_statement_peek_text (query, 0), -1, error);
}

gboolean
tb_answer_table_forget (TbStore *store, gint64 before_us, GError **error)
{
  g_autoptr (TbStatement) remove = NULL;

  g_return_val_if_fail (store != NULL, FALSE);

  remove =
      tb_db_prepare (tb_store_get_cache (store), "DELETE FROM answer WHERE at_us < :before", error);
  if (remove == NULL)
    return FALSE;
  tb_statement_bind_int64 (remove, ":before", before_us);

  return tb_statement_run (remove, error);
}
