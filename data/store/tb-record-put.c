/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-record-table"

#include "config.h"

#include <string.h>

#include "tb-record-private.h"
#include "tb-store-private.h"
#include "tb-text.h"
#include "tb-time.h"

/* Words taken from one entry: long threads are found by their beginning. */
#define MAX_WORDS 4096

static const char old_sql[] = "SELECT rid, ver, words, gone, kind FROM record "
                              "WHERE area = :area AND id = :id AND kind = :kind";
static const char insert_sql[] =
    "INSERT INTO record (area, id, kind, ver, vid, gone, words, entry) "
    "VALUES (:area, :id, :kind, :ver, :vid, :gone, :words, :entry)";
static const char update_sql[] = "UPDATE record SET ver = :ver, vid = :vid, gone = :gone, "
                                 "words = :words, entry = :entry WHERE rid = :rid";
static const char search_sql[] =
    "REPLACE INTO search (rid, area, id, ver, vid, number, item, state, closed, home, owner, "
    "name, id_no, pinyin, initials, due, changed_us) VALUES (:rid, :area, :id, :ver, :vid, "
    ":number, :item, :state, :closed, :home, :owner, :name, :id_no, :pinyin, :initials, :due, "
    ":changed_us)";
static const char unsearch_sql[] = "DELETE FROM search WHERE rid = :rid";
static const char unalias_sql[] = "DELETE FROM search_alias WHERE rid = :rid";
static const char alias_sql[] =
    "INSERT INTO search_alias (key, rid) VALUES (:key, :rid) ON CONFLICT DO NOTHING";
static const char words_sql[] = "INSERT INTO words (rowid, text) VALUES (:rid, :words)";
static const char unwords_sql[] =
    "INSERT INTO words (words, rowid, text) VALUES ('delete', :rid, :words)";
static const char remove_sql[] = "DELETE FROM record WHERE rid = :rid";
static const char get_words_sql[] = "SELECT words, gone, kind FROM record WHERE rid = :rid";

typedef struct {
  gint64 rid; /* 0: not there yet */
  gint64 ver;
  char *words;
  gboolean is_searched;
} OldRecord;

static void
clear_old (OldRecord *old)
{
  g_free (old->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OldRecord, clear_old)

static gboolean
find_old (TbStore *store,
          const char *area,
          const char *id,
          const char *kind,
          OldRecord *old,
          GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_cache (store), old_sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":area", area);
  tb_statement_bind_text (query, ":id", id);
  tb_statement_bind_text (query, ":kind", kind);
  step = tb_statement_step (query, error);
  if (step == TB_STEP_ROW) {
    old->rid = tb_statement_get_int64 (query, 0);
    old->ver = tb_statement_get_int64 (query, 1);
    old->words = g_strdup (tb_statement_peek_text (query, 2));
    old->is_searched = tb_statement_get_int64 (query, 3) == 0 &&
                       strcmp (tb_statement_peek_text (query, 4), "case") == 0;
  }

  return step != TB_STEP_FAILED;
}

static void
add_words (GString *words, const char *text)
{
  if (text == NULL || words->len > MAX_WORDS)
    return;
  if (words->len > 0)
    g_string_append_c (words, '\n');
  g_string_append (words, text);
}

static void
add_form (GString *words, const json_t *form)
{
  const char *member;
  json_t *value;

  json_object_foreach ((json_t *) form, member, value)
  {
    if (json_is_string (value))
      add_words (words, json_string_value (value));
  }
}

static char *
collect_words (const json_t *body, const TbRecordKeys *keys)
{
  GString *words = g_string_new (NULL);
  const json_t *thread = tb_json_get_array (body, "thread");
  gsize index;
  json_t *line;

  add_words (words, tb_json_get_string (body, "number"));
  add_words (words, tb_json_get_string (tb_json_get_object (body, "person"), "name"));
  add_words (words, keys->matter);
  add_form (words, tb_json_get_object (body, "form"));
  json_array_foreach ((json_t *) thread, index, line)
      add_words (words, tb_json_get_string (line, "text"));

  return g_string_free (words, FALSE);
}

static void
clear_keys (TbRecordKeys *keys)
{
  g_strfreev (keys->readings);
  g_free (keys->due);
  g_free (keys->matter);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbRecordKeys, clear_keys)

static gboolean
run_with_rid (TbStore *store, const char *sql, gint64 rid, const char *words, GError **error)
{
  g_autoptr (TbStatement) statement = tb_db_prepare (tb_store_get_cache (store), sql, error);

  if (statement == NULL)
    return FALSE;
  tb_statement_bind_int64 (statement, ":rid", rid);
  if (words != NULL)
    tb_statement_bind_text (statement, ":words", words);

  return tb_statement_run (statement, error);
}

static gboolean
unsearch (TbStore *store, gint64 rid, const char *words, GError **error)
{
  return run_with_rid (store, unsearch_sql, rid, NULL, error) &&
         run_with_rid (store, unalias_sql, rid, NULL, error) &&
         run_with_rid (store, unwords_sql, rid, words, error);
}

static gboolean
add_aliases (TbStore *store, gint64 rid, char **readings, GError **error)
{
  g_autoptr (TbStatement) insert = NULL;

  if (readings == NULL || readings[0] == NULL || readings[1] == NULL)
    return TRUE;
  for (char **key = readings + 2; *key != NULL; key++) {
    if (insert == NULL)
      insert = tb_db_prepare (tb_store_get_cache (store), alias_sql, error);
    if (insert == NULL)
      return FALSE;
    tb_statement_reset (insert);
    tb_statement_bind_text (insert, ":key", *key);
    tb_statement_bind_int64 (insert, ":rid", rid);
    if (!tb_statement_run (insert, error))
      return FALSE;
  }

  return TRUE;
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static void
bind_body (TbStatement *insert, const json_t *body, const TbRecordKeys *keys)
{
  const json_t *person = tb_json_get_object (body, "person");
  g_autofree char *name = tb_text_fold_width (or_empty (tb_json_get_string (person, "name")));
  g_autofree char *folded = tb_text_fold_width (or_empty (tb_json_get_string (person, "id_no")));
  g_autofree char *id_no = g_ascii_strup (folded, -1);
  gboolean has_keys = keys->readings != NULL && keys->readings[0] != NULL;

  tb_statement_bind_text (insert, ":number", or_empty (tb_json_get_string (body, "number")));
  tb_statement_bind_text (insert,
                          ":item",
                          or_empty (tb_json_get_string (tb_json_get_object (body, "item"), "id")));
  tb_statement_bind_text (insert, ":state", or_empty (tb_json_get_string (body, "state")));
  tb_statement_bind_int64 (insert, ":closed", tb_json_get_bool (body, "closed"));
  tb_statement_bind_text (insert, ":home", or_empty (tb_json_get_string (body, "home")));
  tb_statement_bind_text (insert, ":owner", or_empty (tb_json_get_string (body, "owner")));
  tb_statement_bind_text (insert, ":name", name);
  tb_statement_bind_text (insert, ":id_no", id_no);
  tb_statement_bind_text (insert, ":pinyin", has_keys ? keys->readings[0] : "");
  tb_statement_bind_text (insert, ":initials", has_keys ? or_empty (keys->readings[1]) : "");
  tb_statement_bind_text (insert, ":due", keys->due != NULL ? keys->due : TB_RECORD_NO_DUE);
}

static gboolean
add_search (TbStore *store,
            const char *area,
            const json_t *entry,
            gint64 rid,
            const TbRecordKeys *keys,
            GError **error)
{
  g_autoptr (TbStatement) insert = tb_db_prepare (tb_store_get_cache (store), search_sql, error);
  gint64 at_us = 0;

  if (insert == NULL)
    return FALSE;
  tb_time_parse (or_empty (tb_json_get_string (entry, "at")), &at_us);
  tb_statement_bind_int64 (insert, ":rid", rid);
  tb_statement_bind_text (insert, ":area", area);
  tb_statement_bind_text (insert, ":id", tb_json_get_string (entry, "id"));
  tb_statement_bind_int64 (insert, ":ver", tb_json_get_int (entry, "ver", 0));
  tb_statement_bind_text (insert, ":vid", tb_json_get_string (entry, "vid"));
  tb_statement_bind_int64 (insert, ":changed_us", at_us);
  bind_body (insert, tb_json_get_object (entry, "body"), keys);

  return tb_statement_run (insert, error) && add_aliases (store, rid, keys->readings, error);
}

static gboolean
write_record (TbStore *store,
              const char *area,
              const json_t *entry,
              const char *bytes,
              OldRecord *old,
              const char *words,
              GError **error)
{
  TbDb *db = tb_store_get_cache (store);
  g_autoptr (TbStatement) write =
      tb_db_prepare (db, old->rid != 0 ? update_sql : insert_sql, error);

  if (write == NULL)
    return FALSE;
  if (old->rid != 0) {
    tb_statement_bind_int64 (write, ":rid", old->rid);
  } else {
    tb_statement_bind_text (write, ":area", area);
    tb_statement_bind_text (write, ":id", tb_json_get_string (entry, "id"));
    tb_statement_bind_text (write, ":kind", tb_json_get_string (entry, "kind"));
  }
  tb_statement_bind_int64 (write, ":ver", tb_json_get_int (entry, "ver", 0));
  tb_statement_bind_text (write, ":vid", tb_json_get_string (entry, "vid"));
  tb_statement_bind_int64 (write, ":gone", tb_json_get_bool (entry, "gone"));
  tb_statement_bind_text (write, ":words", words);
  tb_statement_bind_text (write, ":entry", bytes);
  if (!tb_statement_run (write, error))
    return FALSE;
  if (old->rid == 0)
    old->rid = tb_db_get_last_rowid (db);

  return TRUE;
}

static gboolean
check_entry (const json_t *entry, GError **error)
{
  if (tb_json_get_string (entry, "id") != NULL && tb_json_get_string (entry, "kind") != NULL &&
      tb_json_get_string (entry, "vid") != NULL && tb_json_get_int (entry, "ver", -1) >= 0)
    return TRUE;

  g_set_error (error, TB_STORE_ERROR, TB_STORE_ERROR_DATA, "An entry lacks id, kind, ver or vid");
  return FALSE;
}

gboolean
tb_record_put (TbStore *store,
               TbArea area,
               const json_t *entry,
               const char *bytes,
               gint64 *n_new,
               GError **error)
{
  const char *slug = tb_area_get_slug (area);
  const json_t *body = tb_json_get_object (entry, "body");
  const char *kind = tb_json_get_string (entry, "kind");
  g_auto (OldRecord) old = { 0 };
  g_auto (TbRecordKeys) keys = { 0 };
  g_autofree char *words = NULL;
  gboolean is_searched;

  if (!check_entry (entry, error) ||
      !find_old (store, slug, tb_json_get_string (entry, "id"), kind, &old, error))
    return FALSE;
  if (old.rid != 0 && tb_json_get_int (entry, "ver", 0) <= old.ver)
    return TRUE;
  is_searched = body != NULL && strcmp (kind, "case") == 0 && !tb_json_get_bool (entry, "gone");
  if (is_searched && store->record_keys != NULL)
    store->record_keys (body, &keys, store->record_keys_data);
  words = is_searched ? collect_words (body, &keys) : g_strdup ("");
  *n_new += is_searched - old.is_searched;

  if (old.is_searched && !unsearch (store, old.rid, old.words, error))
    return FALSE;
  if (!write_record (store, slug, entry, bytes, &old, words, error))
    return FALSE;

  return !is_searched || (add_search (store, slug, entry, old.rid, &keys, error) &&
                          run_with_rid (store, words_sql, old.rid, words, error));
}

gboolean
tb_record_remove (TbStore *store, gint64 rid, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_cache (store), get_words_sql, error);
  g_autofree char *words = NULL;
  gboolean is_searched;

  if (query == NULL)
    return FALSE;
  tb_statement_bind_int64 (query, ":rid", rid);
  if (tb_statement_step (query, error) != TB_STEP_ROW)
    return FALSE;
  words = g_strdup (tb_statement_peek_text (query, 0));
  is_searched = tb_statement_get_int64 (query, 1) == 0 &&
                strcmp (tb_statement_peek_text (query, 2), "case") == 0;

  return (!is_searched || unsearch (store, rid, words, error)) &&
         run_with_rid (store, remove_sql, rid, NULL, error);
}

static gboolean
run_with_area (TbStore *store, const char *sql, TbArea area, GError **error)
{
  g_autoptr (TbStatement) statement = tb_db_prepare (tb_store_get_cache (store), sql, error);

  if (statement == NULL)
    return FALSE;
  tb_statement_bind_text (statement, ":area", tb_area_get_slug (area));

  return tb_statement_run (statement, error);
}

gboolean
tb_record_drop_area (TbStore *store, TbArea area, GError **error)
{
  static const char *const steps[] = {
    "INSERT INTO words (words, rowid, text) SELECT 'delete', r.rid, r.words FROM record r "
    "JOIN search s USING (rid) WHERE r.area = :area",
    "DELETE FROM search_alias WHERE rid IN (SELECT rid FROM search WHERE area = :area)",
    "DELETE FROM search WHERE area = :area",
    "DELETE FROM record WHERE area = :area",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (!run_with_area (store, steps[i], area, error))
      return FALSE;
  }

  return TRUE;
}
