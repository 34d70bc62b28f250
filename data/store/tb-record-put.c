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
    "INSERT INTO search (rid, area, id, ver, vid, number, item, state, closed, home, owner, "
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
  const char *sql; /* words_sql or unwords_sql */
  gint64 rid;
  char *words;
} WordsChange;

typedef struct {
  gint64 rid; /* 0: not there yet */
  gint64 ver;
  char *words;
  gboolean is_searched;
} OldRecord;

typedef struct {
  const char *sql;
  TbStatement *statement;
} Prepared;

/* Found by its address: hashing the text for each row would cost a tenth of the speed. */
static TbStatement *
get_statement (TbRecordBatch *self, const char *sql, GError **error)
{
  Prepared prepared = { sql, NULL };

  for (guint i = 0; i < self->statements->len; i++) {
    Prepared *known = &g_array_index (self->statements, Prepared, i);

    if (known->sql != sql)
      continue;
    tb_statement_reset (known->statement);
    return known->statement;
  }
  prepared.statement = tb_db_prepare (tb_store_get_cache (self->store), sql, error);
  if (prepared.statement != NULL)
    g_array_append_val (self->statements, prepared);

  return prepared.statement;
}

static void
clear_prepared (gpointer data)
{
  tb_statement_free (((Prepared *) data)->statement);
}

static void
clear_old (OldRecord *old)
{
  g_free (old->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OldRecord, clear_old)

static gboolean
find_old (TbRecordBatch *self, const json_t *entry, OldRecord *old, GError **error)
{
  TbStatement *query = get_statement (self, old_sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":area", self->area);
  tb_statement_bind_text (query, ":id", tb_json_get_string (entry, "id"));
  tb_statement_bind_text (query, ":kind", tb_json_get_string (entry, "kind"));
  step = tb_statement_step (query, error);
  if (step == TB_STEP_ROW) {
    old->rid = tb_statement_get_int64 (query, 0);
    old->ver = tb_statement_get_int64 (query, 1);
    old->words = g_strdup (tb_statement_peek_text (query, 2));
    old->is_searched = tb_statement_get_int64 (query, 3) == 0 &&
                       strcmp (tb_statement_peek_text (query, 4), "case") == 0;
  }
  tb_statement_reset (query);

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
run_with_rid (TbRecordBatch *self, const char *sql, gint64 rid, const char *words, GError **error)
{
  TbStatement *statement = get_statement (self, sql, error);

  if (statement == NULL)
    return FALSE;
  tb_statement_bind_int64 (statement, ":rid", rid);
  if (words != NULL)
    tb_statement_bind_text (statement, ":words", words);

  return tb_statement_run (statement, error);
}

static gboolean
unsearch (TbRecordBatch *self, gint64 rid, GError **error)
{
  return run_with_rid (self, unsearch_sql, rid, NULL, error) &&
         run_with_rid (self, unalias_sql, rid, NULL, error);
}

static void
clear_change (gpointer data)
{
  g_free (((WordsChange *) data)->words);
}

void
tb_record_batch_init (TbRecordBatch *self, TbStore *store, TbArea area)
{
  self->store = store;
  self->area = tb_area_get_slug (area);
  self->n_new = 0;
  self->statements = g_array_new (FALSE, FALSE, sizeof (Prepared));
  g_array_set_clear_func (self->statements, clear_prepared);
  self->words = g_array_new (FALSE, FALSE, sizeof (WordsChange));
  g_array_set_clear_func (self->words, clear_change);
}

void
tb_record_batch_clear (TbRecordBatch *self)
{
  g_clear_pointer (&self->words, g_array_unref);
  g_clear_pointer (&self->statements, g_array_unref);
}

/* Takes @words over. */
static void
change_words (TbRecordBatch *self, const char *sql, gint64 rid, char *words)
{
  WordsChange change = { sql, rid, words };

  g_array_append_val (self->words, change);
}

gboolean
tb_record_batch_finish (TbRecordBatch *self, GError **error)
{
  for (guint i = 0; i < self->words->len; i++) {
    const WordsChange *change = &g_array_index (self->words, WordsChange, i);

    if (!run_with_rid (self, change->sql, change->rid, change->words, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
add_aliases (TbRecordBatch *self, gint64 rid, char **readings, GError **error)
{
  TbStatement *insert;

  if (readings == NULL || readings[0] == NULL || readings[1] == NULL)
    return TRUE;
  for (char **key = readings + 2; *key != NULL; key++) {
    insert = get_statement (self, alias_sql, error);
    if (insert == NULL)
      return FALSE;
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
add_search (TbRecordBatch *self,
            const json_t *entry,
            gint64 rid,
            const TbRecordKeys *keys,
            GError **error)
{
  TbStatement *insert = get_statement (self, search_sql, error);
  gint64 at_us = 0;

  if (insert == NULL)
    return FALSE;
  tb_time_parse (or_empty (tb_json_get_string (entry, "at")), &at_us);
  tb_statement_bind_int64 (insert, ":rid", rid);
  tb_statement_bind_text (insert, ":area", self->area);
  tb_statement_bind_text (insert, ":id", tb_json_get_string (entry, "id"));
  tb_statement_bind_int64 (insert, ":ver", tb_json_get_int (entry, "ver", 0));
  tb_statement_bind_text (insert, ":vid", tb_json_get_string (entry, "vid"));
  tb_statement_bind_int64 (insert, ":changed_us", at_us);
  bind_body (insert, tb_json_get_object (entry, "body"), keys);

  return tb_statement_run (insert, error) && add_aliases (self, rid, keys->readings, error);
}

static gboolean
write_record (TbRecordBatch *self,
              const json_t *entry,
              const char *bytes,
              OldRecord *old,
              const char *words,
              GError **error)
{
  TbDb *db = tb_store_get_cache (self->store);
  TbStatement *write = get_statement (self, old->rid != 0 ? update_sql : insert_sql, error);

  if (write == NULL)
    return FALSE;
  if (old->rid != 0) {
    tb_statement_bind_int64 (write, ":rid", old->rid);
  } else {
    tb_statement_bind_text (write, ":area", self->area);
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

/* The newer version in the place of the old one. */
static gboolean
replace_record (TbRecordBatch *self,
                const json_t *entry,
                const char *bytes,
                OldRecord *old,
                GError **error)
{
  const json_t *body = tb_json_get_object (entry, "body");
  gboolean is_searched = body != NULL && !tb_json_get_bool (entry, "gone") &&
                         strcmp (tb_json_get_string (entry, "kind"), "case") == 0;
  g_auto (TbRecordKeys) keys = { 0 };
  g_autofree char *words = NULL;

  if (is_searched && self->store->record_keys != NULL)
    self->store->record_keys (body, &keys, self->store->record_keys_data);
  words = is_searched ? collect_words (body, &keys) : g_strdup ("");
  self->n_new += is_searched - old->is_searched;
  if (old->is_searched) {
    if (!unsearch (self, old->rid, error))
      return FALSE;
    change_words (self, unwords_sql, old->rid, g_steal_pointer (&old->words));
  }
  if (!write_record (self, entry, bytes, old, words, error))
    return FALSE;
  if (!is_searched)
    return TRUE;
  change_words (self, words_sql, old->rid, g_steal_pointer (&words));

  return add_search (self, entry, old->rid, &keys, error);
}

gboolean
tb_record_batch_put (TbRecordBatch *self, const json_t *entry, const char *bytes, GError **error)
{
  g_auto (OldRecord) old = { 0 };

  if (!check_entry (entry, error) || !find_old (self, entry, &old, error))
    return FALSE;
  if (old.rid != 0 && tb_json_get_int (entry, "ver", 0) <= old.ver)
    return TRUE;

  return replace_record (self, entry, bytes, &old, error);
}

gboolean
tb_record_remove (TbStore *store, gint64 rid, GError **error)
{
  g_auto (TbRecordBatch) batch = { 0 };
  g_autofree char *words = NULL;
  TbStatement *query;
  gboolean is_searched;

  /* The area plays no part: the row's number says it all. */
  tb_record_batch_init (&batch, store, TB_AREA_SHENYANG);
  query = get_statement (&batch, get_words_sql, error);
  if (query == NULL)
    return FALSE;
  tb_statement_bind_int64 (query, ":rid", rid);
  if (tb_statement_step (query, error) != TB_STEP_ROW)
    return FALSE;
  words = g_strdup (tb_statement_peek_text (query, 0));
  is_searched = tb_statement_get_int64 (query, 1) == 0 &&
                strcmp (tb_statement_peek_text (query, 2), "case") == 0;
  tb_statement_reset (query);

  return (!is_searched || (unsearch (&batch, rid, error) &&
                           run_with_rid (&batch, unwords_sql, rid, words, error))) &&
         run_with_rid (&batch, remove_sql, rid, NULL, error);
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
