/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-search-hit"

#include "config.h"

#include "tb-search-hit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-identifier.h"
#include "tb-mask.h"

/* Of the people that a row names; more are only hinted at. */
#define MAX_NAMES 4

void
tb_search_hit_free (TbSearchHit *self)
{
  g_free (self->title);
  g_free (self->line);
  g_free (self->what);
  g_free (self);
}

TbSearchHit *
tb_search_hit_new_person (const char *text, const GDate *today)
{
  g_autoptr (TbIdentifier) checked = tb_identifier_check ("id18", text, NULL, today);
  TbSearchHit *self;

  if (!checked->is_ok)
    return NULL;

  self = g_new0 (TbSearchHit, 1);
  self->kind = C_ ("search", "Person");
  self->title = tb_mask_apply (TB_MASK_ID, checked->normal);
  self->line = g_strdup (_ ("What the eight cities know"));
  self->place = "counter";
  self->what = g_strconcat ("person:", checked->normal, NULL);

  return self;
}

/* Without those that are not there. */
static char *
join (const char *const *parts, gsize n)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++) {
    if (parts[i] == NULL || *parts[i] == '\0')
      continue;
    if (text->len > 0)
      g_string_append (text, " · ");
    g_string_append (text, parts[i]);
  }

  return g_string_free (text, FALSE);
}

/* Letters or characters, and no number of anything. */
static gboolean
is_name (const char *text)
{
  return *text != '\0' && strpbrk (text, "0123456789-?") == NULL;
}

/* The different ones, as masked as they came, at most MAX_NAMES. */
static char *
dup_names (const json_t *rows)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *names = g_string_new (NULL);
  const json_t *row;
  size_t i;

  json_array_foreach (rows, i, row)
  {
    const char *name = tb_json_get_string (row, "person");
    const char *id_no = tb_json_get_string (row, "id_no");
    char *key;

    if (name == NULL || *name == '\0' || id_no == NULL)
      continue;
    key = g_strconcat (name, id_no, NULL);
    if (!g_hash_table_add (known, key))
      continue;
    if (g_hash_table_size (known) > MAX_NAMES) {
      g_string_append (names, " …");
      break;
    }
    g_string_append_printf (names, "%s%s", names->len > 0 ? " · " : "", name);
  }

  return g_string_free (names, FALSE);
}

TbSearchHit *
tb_search_hit_new_people (const char *text, const json_t *rows)
{
  g_autofree char *names = dup_names (rows);
  TbSearchHit *self;

  if (!is_name (text) || *names == '\0')
    return NULL;

  self = g_new0 (TbSearchHit, 1);
  self->kind = C_ ("search", "Person");
  self->title = g_steal_pointer (&names);
  self->line = g_strdup (_ ("Choose at the counter who it is"));
  self->place = "counter";
  self->what = g_strconcat ("person:", text, NULL);

  return self;
}

TbSearchHit *
tb_search_hit_new_case (const json_t *row)
{
  TbSearchHit *self = g_new0 (TbSearchHit, 1);
  const char *const title[] = { tb_json_get_string (row, "person"),
                                tb_json_get_string (row, "item_name") };
  const char *const line[] = { tb_json_get_string (row, "number"),
                               tb_json_get_string (row, "state_name"),
                               tb_json_get_string (row, "id_no") };

  self->kind = C_ ("search", "Case");
  self->title = join (title, G_N_ELEMENTS (title));
  self->line = join (line, G_N_ELEMENTS (line));
  self->place = "case";
  self->what = g_strdup (tb_json_get_string (row, "id"));

  return self;
}

TbSearchHit *
tb_search_hit_new_matter (const json_t *row)
{
  TbSearchHit *self = g_new0 (TbSearchHit, 1);

  self->kind = C_ ("search", "Matter");
  self->title = g_strdup (tb_json_get_string (row, "name"));
  self->line = g_strdup (_ ("Guide and form"));
  self->place = "counter";
  self->what = g_strconcat ("item:", tb_json_get_string (row, "id"), NULL);

  return self;
}
