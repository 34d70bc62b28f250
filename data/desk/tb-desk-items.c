/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-items"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-desk-calls.h"
#include "tb-desk-view.h"
#include "tb-record-table.h"

/* One matter and how near it is to what was asked for; a smaller rank is nearer. */
typedef struct {
  const TbItem *item;
  guint rank;
  guint place;
} Found;

static json_t *
describe_item (const TbItem *item)
{
  char mode[2] = { (char) tb_item_get_mode (item), '\0' };

  return json_pack ("{s:s, s:i, s:s, s:s, s:s}",
                    "id",
                    tb_item_get_id (item),
                    "version",
                    tb_item_get_version (item),
                    "name",
                    tb_desk_view_pick (tb_item_get_name_zh (item), tb_item_get_name_en (item)),
                    "family",
                    tb_item_get_family (item),
                    "mode",
                    mode);
}

/* Whether @letters are among the initials in their order: people leave words out. */
static gboolean
has_scattered (TbReadings *readings, const char *letters)
{
  guint n = tb_readings_get_n_syllables (readings);

  for (guint i = 0; i < n && *letters != '\0'; i++) {
    const char *const *syllable = tb_readings_get_syllable (readings, i);

    for (gsize r = 0; syllable[r] != NULL; r++) {
      if (syllable[r][0] == g_ascii_tolower (*letters)) {
        letters++;
        break;
      }
    }
  }

  return *letters == '\0';
}

/* The lower, the nearer; twice TB_MATCH_NONE and more is no match. */
static guint
rank_word (TbDeskCore *core, const char *word, const char *text)
{
  g_autoptr (TbReadings) readings = tb_pinyin_read (core->pinyin, word);
  TbMatch match = tb_pinyin_match (readings, text);

  if (match != TB_MATCH_NONE)
    return 2 * match;
  if (strstr (word, text) != NULL)
    return 2 * TB_MATCH_INSIDE;

  return strlen (text) >= 2 && has_scattered (readings, text) ? 2 * TB_MATCH_NONE
                                                              : 2 * TB_MATCH_NONE + 2;
}

static guint
rank_item (TbDeskCore *core, const TbItem *item, const char *text)
{
  const char *const *keywords = tb_item_get_keywords (item);
  g_autofree char *name_en = g_utf8_casefold (tb_item_get_name_en (item), -1);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  guint rank = rank_word (core, tb_item_get_name_zh (item), text);

  if (strlen (text) >= 2 && strstr (name_en, folded) != NULL)
    rank = MIN (rank, 2 * TB_MATCH_CHINESE);
  /* A matter's own name comes before the same match in another's keywords. */
  for (gsize i = 0; keywords != NULL && keywords[i] != NULL; i++)
    rank = MIN (rank, rank_word (core, keywords[i], text) + 1);

  return rank;
}

/* How often each matter is among what changed last: 0 for the most used one. */
static guint
rank_use (const TbItem *item, GPtrArray *newest)
{
  guint n = 0;

  for (guint i = 0; newest != NULL && i < newest->len; i++) {
    const TbRecordRow *row = g_ptr_array_index (newest, i);

    n += g_strcmp0 (row->item, tb_item_get_id (item)) == 0;
  }

  return TB_STORE_MAX_PAGE - MIN (n, TB_STORE_MAX_PAGE);
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *first = a;
  const Found *second = b;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;

  return first->place < second->place ? -1 : 1;
}

static GArray *
find_items (TbDeskCore *core, const char *text, gboolean is_by_use)
{
  TbRecordFilter filter = { .area = core->config->area,
                            .owner = TB_AREA_NONE,
                            .order = TB_RECORD_ORDER_CHANGED,
                            .limit = TB_STORE_MAX_PAGE };
  g_autoptr (GPtrArray) newest =
      is_by_use ? tb_record_table_page (core->store, &filter, NULL) : NULL;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Found));
  gsize n;
  const TbItem *const *items = tb_catalogue_get_items (core->catalogue, &n);

  for (gsize i = 0; i < n; i++) {
    Found one = { items[i], 0, (guint) i };

    if (text != NULL)
      one.rank = rank_item (core, items[i], text);
    else if (is_by_use)
      one.rank = rank_use (items[i], newest);
    if (text == NULL || one.rank <= 2 * TB_MATCH_NONE + 1)
      g_array_append_val (found, one);
  }
  g_array_sort (found, compare_found);

  return found;
}

/* The matters this window can take, or one of them whole: the guide. */
json_t *
tb_desk_items (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *id = tb_json_get_string (args, "item");
  const char *text = tb_json_get_string (args, "text");
  g_autofree char *typed = text != NULL ? g_strstrip (g_strdup (text)) : NULL;
  g_autoptr (GArray) found = NULL;
  json_t *rows;

  if (id != NULL) {
    const TbItem *item = tb_catalogue_get_item (core->catalogue, id, 0);

    if (item != NULL)
      return json_incref ((json_t *) tb_item_get_json (item));
    g_set_error (error, TB_DESK_ERROR, TB_DESK_ERROR_NOT_FOUND, _ ("There is no matter “%s”"), id);
    return NULL;
  }

  rows = json_array ();
  found = find_items (core,
                      typed != NULL && *typed != '\0' ? typed : NULL,
                      tb_json_get_bool (args, "used"));
  for (guint i = 0; i < found->len; i++)
    json_array_append_new (rows, describe_item (g_array_index (found, Found, i).item));

  return json_pack ("{s:o}", "rows", rows);
}
