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
    "VALUES (:area, :id, :kind, :ver, :vid, :gone, :words, :entry) ON CONFLICT DO NOTHING";
static const char update_sql[] = "UPDATE record SET ver = :ver, vid = :vid, gone = :gone, "
                                 "words = :words, entry = :entry WHERE rid = :rid";
static const char search_sql[] =
    "INSERT INTO search (rid, area, id, ver, vid, number, item, state, closed, home, owner, "
    "name, id_no, pinyin, initials, due, missing, returned, changed_us) VALUES (:rid, :area, :id, "
    ":ver, :vid, "
    ":number, :item, :state, :closed, :home, :owner, :name, :id_no, :pinyin, :initials, :due, "
    ":missing, :returned, :changed_us)";
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

/* The members of an entry that the tables have columns for. */
typedef struct {
  const TbJsonScan *scan;
  TbJsonNode id;
  TbJsonNode kind;
  TbJsonNode vid;
  TbJsonNode body;
  gint64 ver;
  gboolean is_gone;
  gboolean is_searched;
  const char *bytes; /* as the city sent them */
  gsize length;
} Entry;

static void
bind_node (TbStatement *statement, const char *name, const TbJsonScan *scan, TbJsonNode node)
{
  gsize length;
  const char *text = tb_json_scan_text (scan, node, &length);

  tb_statement_bind_text_length (statement, name, text != NULL ? text : "", length);
}

static gboolean
find_old (TbRecordBatch *self, const Entry *entry, OldRecord *old, GError **error)
{
  TbStatement *query = get_statement (self, old_sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  tb_statement_bind_text (query, ":area", self->area);
  bind_node (query, ":id", entry->scan, entry->id);
  bind_node (query, ":kind", entry->scan, entry->kind);
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
add_words (GString *words, const char *text, gsize length)
{
  if (text == NULL || words->len > MAX_WORDS)
    return;
  if (words->len > 0)
    g_string_append_c (words, '\n');
  g_string_append_len (words, text, (gssize) length);
}

static void
add_node (GString *words, const TbJsonScan *scan, TbJsonNode node)
{
  gsize length;
  const char *text = tb_json_scan_text (scan, node, &length);

  add_words (words, text, length);
}

/* What @member of each value says; the values themselves when it is NULL. */
static void
add_all (GString *words, const TbJsonScan *scan, TbJsonNode container, const char *member)
{
  TbJsonNode value = TB_JSON_ABSENT;

  while ((value = tb_json_scan_next (scan, container, value)) != TB_JSON_ABSENT)
    add_node (words, scan, member != NULL ? tb_json_scan_get (scan, value, member) : value);
}

static char *
collect_words (const Entry *entry, const TbRecordKeys *keys)
{
  const TbJsonScan *scan = entry->scan;
  TbJsonNode person = tb_json_scan_get (scan, entry->body, "person");
  GString *words = g_string_sized_new (256);

  add_node (words, scan, tb_json_scan_get (scan, entry->body, "number"));
  add_node (words, scan, tb_json_scan_get (scan, person, "name"));
  if (keys->matter != NULL)
    add_words (words, keys->matter, strlen (keys->matter));
  add_all (words, scan, tb_json_scan_get (scan, entry->body, "form"), NULL);
  add_all (words, scan, tb_json_scan_get (scan, entry->body, "thread"), "text");

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
  self->expects_new = TRUE;
  self->scan = tb_json_scan_new ();
  self->statements = g_array_new (FALSE, FALSE, sizeof (Prepared));
  g_array_set_clear_func (self->statements, clear_prepared);
  self->words = g_array_new (FALSE, FALSE, sizeof (WordsChange));
  g_array_set_clear_func (self->words, clear_change);
}

void
tb_record_batch_clear (TbRecordBatch *self)
{
  g_clear_pointer (&self->scan, tb_json_scan_free);
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

static char *
dup_folded (const TbJsonScan *scan, TbJsonNode node)
{
  g_autofree char *text = tb_json_scan_dup (scan, node);

  return tb_text_fold_width (text != NULL ? text : "");
}

static gboolean
is_text (const TbJsonScan *scan, TbJsonNode node, const char *text)
{
  gsize length;
  const char *said = tb_json_scan_text (scan, node, &length);

  return said != NULL && length == strlen (text) && memcmp (said, text, length) == 0;
}

/* Papers that are not here: missing, or promised for later. */
static gboolean
is_missing_papers (const TbJsonScan *scan, TbJsonNode body)
{
  TbJsonNode papers = tb_json_scan_get (scan, body, "materials");
  TbJsonNode paper = TB_JSON_ABSENT;

  while ((paper = tb_json_scan_next (scan, papers, paper)) != TB_JSON_ABSENT) {
    TbJsonNode state = tb_json_scan_get (scan, paper, "state");

    if (is_text (scan, state, "missing") || is_text (scan, state, "promised"))
      return TRUE;
  }

  return FALSE;
}

/* Collected by its owner, was with another area, came back. */
static gboolean
is_returned (const TbJsonScan *scan, TbJsonNode body)
{
  g_autofree char *owner = tb_json_scan_dup (scan, tb_json_scan_get (scan, body, "owner"));
  TbJsonNode sender = tb_json_scan_get (scan, body, "sender");

  return owner != NULL && is_text (scan, tb_json_scan_get (scan, body, "origin"), owner) &&
         sender != TB_JSON_ABSENT && !is_text (scan, sender, owner);
}

static void
bind_body (TbStatement *insert, const Entry *entry, const TbRecordKeys *keys)
{
  const TbJsonScan *scan = entry->scan;
  TbJsonNode body = entry->body;
  TbJsonNode person = tb_json_scan_get (scan, body, "person");
  TbJsonNode item = tb_json_scan_get (scan, body, "item");
  g_autofree char *name = dup_folded (scan, tb_json_scan_get (scan, person, "name"));
  g_autofree char *folded = dup_folded (scan, tb_json_scan_get (scan, person, "id_no"));
  g_autofree char *id_no = g_ascii_strup (folded, -1);
  gboolean has_keys = keys->readings != NULL && keys->readings[0] != NULL;
  gboolean has_initials = has_keys && keys->readings[1] != NULL;

  bind_node (insert, ":number", scan, tb_json_scan_get (scan, body, "number"));
  bind_node (insert, ":item", scan, tb_json_scan_get (scan, item, "id"));
  bind_node (insert, ":state", scan, tb_json_scan_get (scan, body, "state"));
  tb_statement_bind_int64 (insert,
                           ":closed",
                           tb_json_scan_bool (scan, tb_json_scan_get (scan, body, "closed")));
  bind_node (insert, ":home", scan, tb_json_scan_get (scan, body, "home"));
  bind_node (insert, ":owner", scan, tb_json_scan_get (scan, body, "owner"));
  tb_statement_bind_int64 (insert, ":missing", is_missing_papers (scan, body));
  tb_statement_bind_int64 (insert, ":returned", is_returned (scan, body));
  tb_statement_bind_text (insert, ":name", name);
  tb_statement_bind_text (insert, ":id_no", id_no);
  tb_statement_bind_text (insert, ":pinyin", has_keys ? keys->readings[0] : "");
  tb_statement_bind_text (insert, ":initials", has_initials ? keys->readings[1] : "");
  tb_statement_bind_text (insert, ":due", keys->due != NULL ? keys->due : TB_RECORD_NO_DUE);
}

static gboolean
add_search (TbRecordBatch *self,
            const Entry *entry,
            gint64 rid,
            const TbRecordKeys *keys,
            GError **error)
{
  TbStatement *insert = get_statement (self, search_sql, error);
  g_autofree char *at =
      tb_json_scan_dup (entry->scan, tb_json_scan_get (entry->scan, TB_JSON_ROOT, "at"));
  gint64 at_us = 0;

  if (insert == NULL)
    return FALSE;
  tb_time_parse (at != NULL ? at : "", &at_us);
  tb_statement_bind_int64 (insert, ":rid", rid);
  tb_statement_bind_text (insert, ":area", self->area);
  bind_node (insert, ":id", entry->scan, entry->id);
  tb_statement_bind_int64 (insert, ":ver", entry->ver);
  bind_node (insert, ":vid", entry->scan, entry->vid);
  tb_statement_bind_int64 (insert, ":changed_us", at_us);
  bind_body (insert, entry, keys);

  return tb_statement_run (insert, error) && add_aliases (self, rid, keys->readings, error);
}

static void
bind_version (TbStatement *write, const Entry *entry, const char *words)
{
  tb_statement_bind_int64 (write, ":ver", entry->ver);
  bind_node (write, ":vid", entry->scan, entry->vid);
  tb_statement_bind_int64 (write, ":gone", entry->is_gone);
  tb_statement_bind_text (write, ":words", words);
  tb_statement_bind_text_length (write, ":entry", entry->bytes, entry->length);
}

/* @rid: 0 when the record is there already. */
static gboolean
insert_record (TbRecordBatch *self,
               const Entry *entry,
               const char *words,
               gint64 *rid,
               GError **error)
{
  TbDb *db = tb_store_get_cache (self->store);
  TbStatement *insert = get_statement (self, insert_sql, error);

  if (insert == NULL)
    return FALSE;
  tb_statement_bind_text (insert, ":area", self->area);
  bind_node (insert, ":id", entry->scan, entry->id);
  bind_node (insert, ":kind", entry->scan, entry->kind);
  bind_version (insert, entry, words);
  if (!tb_statement_run (insert, error))
    return FALSE;
  *rid = tb_db_get_n_changed (db) == 1 ? tb_db_get_last_rowid (db) : 0;

  return TRUE;
}

static gboolean
update_record (TbRecordBatch *self,
               const Entry *entry,
               const char *words,
               gint64 rid,
               GError **error)
{
  TbStatement *update = get_statement (self, update_sql, error);

  if (update == NULL)
    return FALSE;
  tb_statement_bind_int64 (update, ":rid", rid);
  bind_version (update, entry, words);

  return tb_statement_run (update, error);
}

static gboolean
read_entry (const TbJsonScan *scan, Entry *entry, GError **error)
{
  TbJsonNode body = tb_json_scan_get (scan, TB_JSON_ROOT, "body");
  gsize length;
  gsize kind_length;
  const char *kind;

  entry->scan = scan;
  entry->id = tb_json_scan_get (scan, TB_JSON_ROOT, "id");
  entry->kind = tb_json_scan_get (scan, TB_JSON_ROOT, "kind");
  entry->vid = tb_json_scan_get (scan, TB_JSON_ROOT, "vid");
  entry->ver = tb_json_scan_int (scan, tb_json_scan_get (scan, TB_JSON_ROOT, "ver"), -1);
  entry->is_gone = tb_json_scan_bool (scan, tb_json_scan_get (scan, TB_JSON_ROOT, "gone"));
  entry->body = tb_json_scan_is_object (scan, body) ? body : TB_JSON_ABSENT;
  kind = tb_json_scan_text (scan, entry->kind, &kind_length);
  if (tb_json_scan_text (scan, entry->id, &length) == NULL || kind == NULL ||
      tb_json_scan_text (scan, entry->vid, &length) == NULL || entry->ver < 0) {
    g_set_error (error, TB_STORE_ERROR, TB_STORE_ERROR_DATA, "An entry lacks id, kind, ver or vid");
    return FALSE;
  }
  entry->is_searched = entry->body != TB_JSON_ABSENT && !entry->is_gone && kind_length == 4 &&
                       memcmp (kind, "case", 4) == 0;

  return TRUE;
}

/* The newer version in the place of the old one. */
static gboolean
replace_record (TbRecordBatch *self,
                const Entry *entry,
                OldRecord *old,
                const char *words,
                GError **error)
{
  if (old->is_searched) {
    if (!unsearch (self, old->rid, error))
      return FALSE;
    change_words (self, unwords_sql, old->rid, g_steal_pointer (&old->words));
  }
  self->n_new -= old->is_searched;

  return update_record (self, entry, words, old->rid, error);
}

/* Writes the record when it is new or newer; @rid: 0 when it is neither. */
static gboolean
write_record (TbRecordBatch *self,
              const Entry *entry,
              const char *words,
              gint64 *rid,
              GError **error)
{
  g_auto (OldRecord) old = { 0 };

  *rid = 0;
  /* On the first pull nothing is there: to look for it would cost as much as to insert it. */
  if (self->expects_new && !insert_record (self, entry, words, rid, error))
    return FALSE;
  if (*rid != 0)
    return TRUE;

  if (!find_old (self, entry, &old, error))
    return FALSE;
  self->expects_new = old.rid == 0;
  if (old.rid == 0)
    return insert_record (self, entry, words, rid, error);
  if (entry->ver <= old.ver)
    return TRUE;
  *rid = old.rid;

  return replace_record (self, entry, &old, words, error);
}

gboolean
tb_record_batch_put (TbRecordBatch *self, const char *bytes, gsize length, GError **error)
{
  Entry entry = { .bytes = bytes, .length = length };
  g_auto (TbRecordKeys) keys = { 0 };
  g_autofree char *words = NULL;
  gint64 rid;

  if (!tb_json_scan_read (self->scan, bytes, length, error) ||
      !read_entry (self->scan, &entry, error))
    return FALSE;

  if (entry.is_searched && self->store->record_keys != NULL)
    self->store->record_keys (self->scan, entry.body, &keys, self->store->record_keys_data);
  words = entry.is_searched ? collect_words (&entry, &keys) : g_strdup ("");
  if (!write_record (self, &entry, words, &rid, error))
    return FALSE;
  if (rid == 0 || !entry.is_searched)
    return TRUE;
  self->n_new++;
  change_words (self, words_sql, rid, g_steal_pointer (&words));

  return add_search (self, &entry, rid, &keys, error);
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
    ("INSERT INTO words (words, rowid, text) SELECT 'delete', r.rid, r.words FROM record r "
     "JOIN search s USING (rid) WHERE r.area = :area"),
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
