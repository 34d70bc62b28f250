/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-draft-table"

#include "config.h"

#include "tb-draft-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-seal-private.h"

static const char save_sql[] =
    "INSERT INTO draft (id, operator, sealed, changed_us) VALUES (:id, :operator, :sealed, :now) "
    "ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, changed_us = excluded.changed_us "
    "WHERE operator = excluded.operator";
static const char clear_sql[] = "DELETE FROM keystroke WHERE draft = :id";
static const char append_sql[] = "INSERT INTO keystroke (draft, sealed) SELECT id, :sealed "
                                 "FROM draft WHERE id = :id AND operator = :operator";
static const char get_sql[] = "SELECT operator, sealed, changed_us FROM draft WHERE id = :id";
static const char journal_sql[] = "SELECT sealed FROM keystroke WHERE draft = :id ORDER BY n";
static const char list_sql[] = "SELECT id FROM draft WHERE operator = :operator "
                               "ORDER BY changed_us DESC LIMIT :limit";
static const char remove_sql[] = "DELETE FROM draft WHERE id = :id AND operator = :operator";
static const char count_sql[] = "SELECT count (*) FROM draft WHERE operator = :operator";

void
tb_draft_free (TbDraft *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->item);
  json_decref (self->body);
  g_free (self);
}

static gboolean
set_not_own (GError **error, const char *id)
{
  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_FORBIDDEN,
               _ ("Draft %s is not there, or is a colleague's"),
               id);
  return FALSE;
}

/* One changed row, or the draft is somebody else's. */
static gboolean
run_on_own (TbStore *store, TbStatement *statement, const char *id, GError **error)
{
  if (!tb_statement_run (statement, error))
    return FALSE;

  return tb_db_get_n_changed (tb_store_get_desk (store)) > 0 || set_not_own (error, id);
}

static gboolean
write_draft (TbStore *store, const TbSeal *seal, const TbDraft *draft, GError **error)
{
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:i, s:O}",
                                       "title",
                                       draft->title != NULL ? draft->title : "",
                                       "item",
                                       draft->item != NULL ? draft->item : "",
                                       "item_version",
                                       draft->item_version,
                                       "body",
                                       draft->body);
  g_autoptr (GBytes) sealed = tb_seal_close_json (store, seal, json);
  g_autoptr (TbStatement) save = tb_db_prepare (tb_store_get_desk (store), save_sql, error);
  gsize length;
  const void *bytes = g_bytes_get_data (sealed, &length);

  if (save == NULL)
    return FALSE;
  tb_statement_bind_text (save, ":id", draft->id);
  tb_statement_bind_text (save, ":operator", tb_seal_get_operator (seal));
  tb_statement_bind_blob (save, ":sealed", bytes, length);
  tb_statement_bind_int64 (save, ":now", tb_store_get_wall_us (store));

  return run_on_own (store, save, draft->id, error);
}

gboolean
tb_draft_table_save (TbStore *store, const TbSeal *seal, const TbDraft *draft, GError **error)
{
  g_autoptr (TbTransaction) transaction = NULL;
  g_autoptr (TbStatement) clear = NULL;

  g_return_val_if_fail (store != NULL && seal != NULL && draft != NULL, FALSE);
  g_return_val_if_fail (draft->id != NULL && json_is_object (draft->body), FALSE);

  transaction = tb_db_begin (tb_store_get_desk (store), error);
  if (transaction == NULL || !write_draft (store, seal, draft, error))
    return FALSE;
  clear = tb_db_prepare (tb_store_get_desk (store), clear_sql, error);
  if (clear == NULL)
    return FALSE;
  tb_statement_bind_text (clear, ":id", draft->id);

  return tb_statement_run (clear, error) && tb_transaction_commit (transaction, error);
}

gboolean
tb_journal_table_append (TbStore *store,
                         const TbSeal *seal,
                         const char *draft,
                         const char *field,
                         const json_t *value,
                         GError **error)
{
  g_autoptr (json_t) json = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (TbStatement) append = NULL;
  const void *bytes;
  gsize length;

  g_return_val_if_fail (store != NULL && seal != NULL && draft != NULL && field != NULL, FALSE);

  json = json_pack ("{s:s}", "field", field);
  if (value != NULL)
    json_object_set (json, "value", (json_t *) value);
  sealed = tb_seal_close_json (store, seal, json);
  bytes = g_bytes_get_data (sealed, &length);
  append = tb_db_prepare (tb_store_get_desk (store), append_sql, error);
  if (append == NULL)
    return FALSE;
  tb_statement_bind_text (append, ":id", draft);
  tb_statement_bind_text (append, ":operator", tb_seal_get_operator (seal));
  tb_statement_bind_blob (append, ":sealed", bytes, length);

  return run_on_own (store, append, draft, error);
}

/* RFC 6901: "~1" is a slash, "~0" a tilde. */
static char *
unescape (const char *part)
{
  g_autoptr (GString) text = g_string_new (part);

  g_string_replace (text, "~1", "/", 0);
  g_string_replace (text, "~0", "~", 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Sets what a JSON pointer names; objects on the way are made, an array is replaced whole. */
static void
apply_keystroke (json_t *body, const char *field, json_t *value)
{
  g_auto (GStrv) parts = g_strsplit (*field == '/' ? field + 1 : field, "/", -1);
  json_t *object = body;
  char **part = parts;

  for (; part[0] != NULL && part[1] != NULL; part++) {
    g_autofree char *name = unescape (*part);
    json_t *member = json_object_get (object, name);

    if (!json_is_object (member)) {
      member = json_object ();
      json_object_set_new (object, name, member);
    }
    object = member;
  }
  if (part[0] != NULL) {
    g_autofree char *name = unescape (*part);

    if (value != NULL)
      json_object_set (object, name, value);
    else
      json_object_del (object, name);
  }
}

static gboolean
replay (TbStore *store, const TbSeal *seal, TbDraft *draft, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_desk (store), journal_sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":id", draft->id);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    gsize length;
    const guint8 *sealed = tb_statement_peek_blob (query, 0, &length);
    g_autoptr (json_t) json = tb_seal_open_json (seal, sealed, length, error);

    if (json == NULL)
      return FALSE;
    apply_keystroke (draft->body,
                     tb_json_get_string (json, "field"),
                     json_object_get (json, "value"));
    draft->n_keystrokes++;
  }

  return step == TB_STEP_DONE;
}

static TbDraft *
draft_from_row (TbStatement *row, const TbSeal *seal, const char *id, GError **error)
{
  gsize length;
  const guint8 *sealed = tb_statement_peek_blob (row, 1, &length);
  g_autoptr (json_t) json = tb_seal_open_json (seal, sealed, length, error);
  TbDraft *draft;

  if (json == NULL)
    return NULL;
  draft = g_new0 (TbDraft, 1);
  draft->id = g_strdup (id);
  draft->title = g_strdup (tb_json_get_string (json, "title"));
  draft->item = g_strdup (tb_json_get_string (json, "item"));
  draft->item_version = (int) tb_json_get_int (json, "item_version", 0);
  draft->body = json_incref (json_object_get (json, "body"));
  draft->changed_us = tb_statement_get_int64 (row, 2);

  return draft;
}

TbDraft *
tb_draft_table_get (TbStore *store, const TbSeal *seal, const char *id, GError **error)
{
  g_autoptr (TbStatement) query = NULL;
  g_autoptr (TbDraft) draft = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && seal != NULL && id != NULL, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), get_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":id", id);
  step = tb_statement_step (query, error);
  if (step == TB_STEP_FAILED)
    return NULL;
  if (step == TB_STEP_DONE ||
      strcmp (tb_statement_peek_text (query, 0), tb_seal_get_operator (seal)) != 0) {
    set_not_own (error, id);
    return NULL;
  }
  draft = draft_from_row (query, seal, id, error);
  if (draft == NULL || !replay (store, seal, draft, error))
    return NULL;

  return g_steal_pointer (&draft);
}

GPtrArray *
tb_draft_table_list (TbStore *store, const TbSeal *seal, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_draft_free);
  g_autoptr (TbStatement) query = NULL;
  TbStep step;

  g_return_val_if_fail (store != NULL && seal != NULL, NULL);

  query = tb_db_prepare (tb_store_get_desk (store), list_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":operator", tb_seal_get_operator (seal));
  tb_statement_bind_int64 (query, ":limit", TB_STORE_MAX_PAGE);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    TbDraft *draft = tb_draft_table_get (store, seal, tb_statement_peek_text (query, 0), error);

    if (draft == NULL)
      return NULL;
    g_ptr_array_add (drafts, draft);
  }

  return step == TB_STEP_DONE ? g_steal_pointer (&drafts) : NULL;
}

gboolean
tb_draft_table_remove (TbStore *store, const TbSeal *seal, const char *id, GError **error)
{
  g_autoptr (TbStatement) remove = NULL;

  g_return_val_if_fail (store != NULL && seal != NULL && id != NULL, FALSE);

  remove = tb_db_prepare (tb_store_get_desk (store), remove_sql, error);
  if (remove == NULL)
    return FALSE;
  tb_statement_bind_text (remove, ":id", id);
  tb_statement_bind_text (remove, ":operator", tb_seal_get_operator (seal));

  return run_on_own (store, remove, id, error);
}

gboolean
tb_draft_table_forget (TbStore *store, const char *operator_id, const char *id, GError **error)
{
  g_autoptr (TbStatement) remove = NULL;

  g_return_val_if_fail (store != NULL && operator_id != NULL && id != NULL, FALSE);

  remove = tb_db_prepare (tb_store_get_desk (store), remove_sql, error);
  if (remove == NULL)
    return FALSE;
  tb_statement_bind_text (remove, ":id", id);
  tb_statement_bind_text (remove, ":operator", operator_id);

  return tb_statement_run (remove, error);
}

gboolean
tb_draft_table_count (TbStore *store, const char *operator_id, guint *n, GError **error)
{
  g_autoptr (TbStatement) query = NULL;

  g_return_val_if_fail (store != NULL && operator_id != NULL && n != NULL, FALSE);

  query = tb_db_prepare (tb_store_get_desk (store), count_sql, error);
  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":operator", operator_id);
  if (tb_statement_step (query, error) != TB_STEP_ROW)
    return FALSE;
  *n = (guint) tb_statement_get_int64 (query, 0);

  return TRUE;
}
