/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-candidates"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-answer-table.h"
#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-desk-view.h"
#include "tb-search.h"

/* Who may be meant by a name: the people of the cases that this window knows, each once. */

/* More are no help in front of a person: then the number is asked for. */
#define MAX_CANDIDATES 10
/* 110101 19900307 007 7: birth and sex inside a resident number. */
#define ID_LENGTH    18
#define BIRTH_OFFSET 6
#define BIRTH_LENGTH 8
#define SEX_OFFSET   16

static const char *
say_why (TbDeskCore *core, const TbSearchPage *page, const char *name, const char *text)
{
  static const char *const ways[] = {
    [TB_MATCH_EXACT] = "name",        [TB_MATCH_CHINESE] = "part", [TB_MATCH_FULL] = "pinyin",
    [TB_MATCH_INITIALS] = "initials", [TB_MATCH_MIXED] = "pinyin", [TB_MATCH_INSIDE] = "part",
    [TB_MATCH_NONE] = "case",
  };
  g_autoptr (TbReadings) readings = NULL;

  if (page->kind == TB_SEARCH_ID)
    return "number";
  if (page->kind != TB_SEARCH_NAME && page->kind != TB_SEARCH_LATIN)
    return "case";
  readings = tb_pinyin_read (core->pinyin, name);

  return ways[tb_pinyin_match (readings, text)];
}

/* @birth: "1990-03-07", or its beginning. */
static gboolean
is_born (const char *id_no, const char *birth)
{
  g_auto (GStrv) parts = birth != NULL ? g_strsplit (birth, "-", -1) : NULL;
  g_autofree char *digits = parts != NULL ? g_strjoinv ("", parts) : NULL;

  if (digits == NULL || *digits == '\0')
    return TRUE;

  return strlen (id_no) == ID_LENGTH && strlen (digits) <= BIRTH_LENGTH &&
         strncmp (id_no + BIRTH_OFFSET, digits, strlen (digits)) == 0;
}

/* The day of birth stays out: with the digits that a masked number shows it would be the number. */
static json_t *
describe (TbDeskCore *core, const TbRecordRow *row, const char *why)
{
  json_t *json = tb_desk_view_record (core, row);

  json_object_set (json, "case", json_object_get (json, "id"));
  tb_json_set_string (json, "area", tb_area_get_slug (row->area));
  tb_json_set_string (json, "why", why);
  tb_json_set_int (json, "n", 1);
  if (strlen (row->person_id) == ID_LENGTH) {
    g_autofree char *year = g_strndup (row->person_id + BIRTH_OFFSET, 4);

    tb_json_set_string (json, "year", year);
    tb_json_set_string (json, "sex", (row->person_id[SEX_OFFSET] - '0') % 2 == 1 ? "1" : "2");
  }

  return json;
}

/* What was searched for is on record as a hash: it may be a person's number (SEC-21). */
static gboolean
note_search (TbDeskCore *core, const TbOperator *who, const char *text, GError **error)
{
  g_autoptr (json_t) criteria = json_pack ("{s:s}", "text", text);
  g_autofree char *key = tb_answer_table_make_key ("search", criteria);

  return tb_desk_note_look (core, who, "searched", key, error);
}

/* {text, birth?, limit?}: {rows: [{case, area, person, id_no, sex, year, why, n, item_name …}]} */
json_t *
tb_desk_candidates (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *text = tb_desk_need_string (args, "text", error);
  const char *birth = tb_json_get_string (args, "birth");
  gsize most = (gsize) CLAMP (tb_json_get_int (args, "limit", MAX_CANDIDATES), 1, MAX_CANDIDATES);
  g_autoptr (TbOperator) who =
      text != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  TbSearchQuery query = { .text = text, .area = TB_AREA_NONE, .limit = TB_STORE_MAX_PAGE };
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (TbSearchPage) page = NULL;
  json_t *rows;

  if (who == NULL || !note_search (core, who, text, error))
    return NULL;
  page = tb_search_run (core->store, &query, NULL, error);
  if (page == NULL)
    return NULL;

  rows = json_array ();
  for (guint i = 0; i < page->rows->len; i++) {
    const TbRecordRow *row = g_ptr_array_index (page->rows, i);
    json_t *one = row->person_id != NULL ? g_hash_table_lookup (known, row->person_id) : NULL;

    if (one != NULL)
      tb_json_set_int (one, "n", tb_json_get_int (one, "n", 0) + 1);
    if (one != NULL || row->person_id == NULL || row->person_name == NULL ||
        json_array_size (rows) == most || !is_born (row->person_id, birth))
      continue;
    one = describe (core, row, say_why (core, page, row->person_name, text));
    json_array_append_new (rows, one);
    g_hash_table_insert (known, row->person_id, one);
  }

  return json_pack ("{s:o}", "rows", rows);
}
