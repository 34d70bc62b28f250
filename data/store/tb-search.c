/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-search"

#include "config.h"

#include "tb-search.h"

#include <string.h>

#include "tb-record-private.h"
#include "tb-text.h"

/* Sorts after every other text: the end of a prefix range. */
#define LAST_CHARACTER "\xf4\x8f\xbf\xbf"
#define SEPARATOR      "\x1f"

/* One index range of a query. A query with several is answered range after range; `next` says in
 * which one the page ended, so no page reads more than it shows. */
typedef struct {
  const char *sql;
  char *from; /* prefix, or the character, or the words */
} Range;

#define RANGE(column, more)                                                                        \
  TB_RECORD_COLUMNS ", s." column " FROM search s WHERE s." column " >= :from AND s." column       \
                    " < :end AND (s." column ", s.rid) > (:key, :rid) " more                       \
                    "AND (:area IS NULL OR s.area = :area) ORDER BY s." column                     \
                    ", s.rid LIMIT :limit"

static const char id_sql[] = RANGE ("id_no", "");
static const char number_sql[] = RANGE ("number", "");
static const char name_sql[] = RANGE ("name", "");
static const char initials_sql[] = RANGE ("initials", "");
/* What the initials have shown already is not shown again. */
static const char pinyin_sql[] =
    RANGE ("pinyin", "AND NOT (s.initials >= :from AND s.initials < :end) ");
static const char alias_sql[] =
    TB_RECORD_COLUMNS ", a.key FROM search_alias a JOIN search s ON s.rid = a.rid "
                      "WHERE a.key >= :from AND a.key < :end AND (a.key, a.rid) > (:key, :rid) "
                      "AND NOT (s.initials >= :from AND s.initials < :end) "
                      "AND NOT (s.pinyin >= :from AND s.pinyin < :end) "
                      "AND (:area IS NULL OR s.area = :area) ORDER BY a.key, a.rid LIMIT :limit";
/* :end is not needed here; it is bound all the same. */
static const char first_sql[] =
    TB_RECORD_COLUMNS ", s.changed_us FROM search s WHERE substr (s.name, 1, 1) = :from "
                      "AND (s.changed_us, s.rid) < (CAST (:key AS INTEGER), :rid) "
                      "AND :end IS NOT NULL AND (:area IS NULL OR s.area = :area) "
                      "ORDER BY s.changed_us DESC, s.rid DESC LIMIT :limit";
static const char words_sql[] =
    TB_RECORD_COLUMNS ", '' FROM words JOIN search s ON s.rid = words.rowid "
                      "WHERE words MATCH :from AND words.rowid < :rid AND :key IS NOT NULL "
                      "AND :end IS NOT NULL AND (:area IS NULL OR s.area = :area) "
                      "ORDER BY words.rowid DESC LIMIT :limit";

static gboolean
is_descending (const Range *range)
{
  return range->sql == first_sql || range->sql == words_sql;
}

static void
clear_range (gpointer data)
{
  g_free (((Range *) data)->from);
}

static char *
normalise (const char *text)
{
  g_autofree char *folded = tb_text_fold_width (text);

  return tb_text_trim (folded);
}

static gboolean
is_digits (const char *text)
{
  gsize n = strspn (text, "0123456789");

  return n > 0 && (text[n] == '\0' || ((text[n] == 'x' || text[n] == 'X') && text[n + 1] == '\0'));
}

static gboolean
is_number (const char *text)
{
  g_autofree char *letters = g_ascii_strup (text, 2);

  return strlen (text) >= 3 && text[2] == '-' && tb_area_from_letters (letters, 2) != TB_AREA_NONE;
}

static gboolean
is_latin (const char *text)
{
  for (const char *c = text; *c != '\0'; c++) {
    if (!g_ascii_isalpha (*c) && *c != '\'')
      return FALSE;
  }

  return TRUE;
}

static TbSearchKind
classify (const char *text)
{
  if (*text == '\0')
    return TB_SEARCH_NOTHING;
  if (*text == '?' || strpbrk (text, " \t\n") != NULL)
    return TB_SEARCH_FULL_TEXT;
  if (is_digits (text))
    return TB_SEARCH_ID;
  if (is_number (text))
    return TB_SEARCH_NUMBER;
  if (is_latin (text))
    return TB_SEARCH_LATIN;
  if (tb_text_is_han (g_utf8_get_char (text)))
    return TB_SEARCH_NAME;

  return TB_SEARCH_FULL_TEXT;
}

TbSearchKind
tb_search_classify (const char *text)
{
  g_autofree char *plain = NULL;

  g_return_val_if_fail (text != NULL, TB_SEARCH_NOTHING);

  plain = normalise (text);
  return classify (plain);
}

static void
add_range (GArray *ranges, const char *sql, char *from)
{
  Range range = { sql, from };

  g_array_append_val (ranges, range);
}

/* Digits are the beginning of an ID number; eight that look like a date also of the date in a
 * case number of each area. */
static void
add_digit_ranges (GArray *ranges, const char *text)
{
  add_range (ranges, id_sql, g_ascii_strup (text, -1));
  if (!g_str_has_prefix (text, "20") || strlen (text) < 8)
    return;
  for (int area = 0; area < TB_N_AREAS; area++)
    add_range (ranges,
               number_sql,
               g_strconcat (tb_area_get_letters ((TbArea) area), "-", text, NULL));
}

static void
add_latin_ranges (GArray *ranges, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *joined = g_strjoinv ("", parts);
  g_autofree char *lower = g_ascii_strdown (joined, -1);

  add_range (ranges, initials_sql, g_strdup (lower));
  /* Of one letter the initials have shown all. */
  if (strlen (lower) > 1)
    add_range (ranges, pinyin_sql, g_strdup (lower));
  add_range (ranges, alias_sql, g_strdup (lower));
}

/* Each word a phrase, quoted: nothing that was typed is an operator of FTS5. */
static char *
quote_words (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\n?\"", -1);
  GString *query = g_string_new (NULL);

  for (char **word = words; *word != NULL; word++) {
    if (**word == '\0')
      continue;
    g_string_append_printf (query, "%s\"%s\"", query->len > 0 ? " AND " : "", *word);
  }

  return g_string_free (query, FALSE);
}

static GArray *
plan (const char *text, TbSearchKind kind)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (Range));

  g_array_set_clear_func (ranges, clear_range);
  switch (kind) {
  case TB_SEARCH_ID:
    add_digit_ranges (ranges, text);
    break;
  case TB_SEARCH_NUMBER:
    add_range (ranges, number_sql, g_ascii_strup (text, -1));
    break;
  case TB_SEARCH_NAME:
    add_range (ranges, g_utf8_strlen (text, -1) == 1 ? first_sql : name_sql, g_strdup (text));
    break;
  case TB_SEARCH_LATIN:
    add_latin_ranges (ranges, text);
    break;
  case TB_SEARCH_FULL_TEXT:
    add_range (ranges, words_sql, quote_words (text));
    break;
  case TB_SEARCH_NOTHING:
  default:
    break;
  }

  return ranges;
}

/* Where the page before ended; the beginning of the first range without one. */
typedef struct {
  guint range;
  char *key;
  gint64 rid;
} Position;

static void
clear_position (Position *self)
{
  g_free (self->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Position, clear_position)

static gboolean
parse_position (const char *after, Position *position, GError **error)
{
  g_auto (GStrv) parts = after != NULL ? g_strsplit (after, SEPARATOR, 3) : NULL;

  if (after == NULL)
    return TRUE;
  if (g_strv_length (parts) != 3) {
    g_set_error (error, TB_STORE_ERROR, TB_STORE_ERROR_DATA, "The key of a page is malformed");
    return FALSE;
  }
  position->range = (guint) g_ascii_strtoull (parts[0], NULL, 10);
  position->rid = g_ascii_strtoll (parts[1], NULL, 10);
  position->key = g_strdup (parts[2]);

  return TRUE;
}

static void
bind_range (TbStatement *query, const Range *range, const Position *position, TbArea area)
{
  g_autofree char *end = g_strconcat (range->from, LAST_CHARACTER, NULL);
  gboolean is_start = position->key == NULL;

  tb_statement_bind_text (query, ":from", range->from);
  tb_statement_bind_text (query, ":end", end);
  tb_statement_bind_text (query, ":area", area != TB_AREA_NONE ? tb_area_get_slug (area) : NULL);
  if (is_descending (range)) {
    tb_statement_bind_text (query, ":key", is_start ? "9223372036854775807" : position->key);
    tb_statement_bind_int64 (query, ":rid", is_start ? G_MAXINT64 : position->rid);
  } else {
    tb_statement_bind_text (query, ":key", is_start ? "" : position->key);
    tb_statement_bind_int64 (query, ":rid", is_start ? 0 : position->rid);
  }
}

/* Adds rows of one range until the page is full; @position moves to the last one. */
static gboolean
read_range (TbStore *store,
            const Range *range,
            const TbSearchQuery *search,
            GPtrArray *rows,
            Position *position,
            GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (tb_store_get_cache (store), range->sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  bind_range (query, range, position, search->area);
  tb_statement_bind_int64 (query, ":limit", search->limit - rows->len);
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    TbRecordRow *row = tb_record_row_from_statement (query);

    g_ptr_array_add (rows, row);
    g_free (position->key);
    position->key = g_strdup (tb_statement_peek_text (query, 15));
    position->rid = row->row;
  }

  return step == TB_STEP_DONE;
}

static gboolean
read_page (TbStore *store,
           const TbSearchQuery *query,
           GArray *ranges,
           TbSearchPage *page,
           GError **error)
{
  g_auto (Position) position = { 0 };

  if (!parse_position (query->after, &position, error))
    return FALSE;
  while (position.range < ranges->len && page->rows->len < query->limit) {
    const Range *range = &g_array_index (ranges, Range, position.range);

    if (*range->from != '\0' && !read_range (store, range, query, page->rows, &position, error))
      return FALSE;
    if (page->rows->len == query->limit)
      break;
    position.range++;
    g_clear_pointer (&position.key, g_free);
  }
  if (page->rows->len == query->limit)
    page->next = g_strdup_printf ("%u" SEPARATOR "%" G_GINT64_FORMAT SEPARATOR "%s",
                                  position.range,
                                  position.rid,
                                  position.key);

  return TRUE;
}

void
tb_search_page_free (TbSearchPage *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->next);
  g_free (self);
}

TbSearchPage *
tb_search_run (TbStore *store,
               const TbSearchQuery *query,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (TbSearchPage) page = NULL;
  g_autoptr (GArray) ranges = NULL;
  g_autofree char *text = NULL;
  gboolean is_read;

  g_return_val_if_fail (store != NULL && query != NULL && query->text != NULL, NULL);
  g_return_val_if_fail (query->limit >= 1 && query->limit <= TB_STORE_MAX_PAGE, NULL);

  text = normalise (query->text);
  page = g_new0 (TbSearchPage, 1);
  page->kind = classify (text);
  page->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_record_row_free);
  ranges = plan (text, page->kind);

  tb_db_set_cancellable (tb_store_get_cache (store), cancellable);
  is_read = read_page (store, query, ranges, page, error);
  tb_db_set_cancellable (tb_store_get_cache (store), NULL);

  return is_read ? g_steal_pointer (&page) : NULL;
}
