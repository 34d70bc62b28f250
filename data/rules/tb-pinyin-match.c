/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-pinyin"

#include "config.h"

#include <string.h>

#include "tb-identifier-private.h"
#include "tb-pinyin-private.h"
#include "tb-text.h"

#define MAX_KEYS  32
#define MAX_QUERY 127

struct _TbReadings {
  char *name;
  GPtrArray *syllables; /* of GStrv */
};

/* How much of a syllable a query may eat. */
typedef enum {
  EAT_FULL = 1 << 0,
  EAT_LETTER = 1 << 1,
  EAT_DIGRAPH = 1 << 2,
  EAT_BEGINNING = 1 << 3, /* at the end of the query only */
  EAT_ALL = EAT_FULL | EAT_LETTER | EAT_DIGRAPH | EAT_BEGINNING,
} Ways;

/* Offsets into a query that can be reached; one for each byte and its end. */
typedef struct {
  guint8 reached[MAX_QUERY + 1];
} Offsets;

TbReadings *
tb_readings_new_take (char *name, GPtrArray *syllables)
{
  TbReadings *self = g_new0 (TbReadings, 1);

  self->name = name;
  self->syllables = syllables;

  return self;
}

void
tb_readings_free (TbReadings *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->syllables);
  g_free (self);
}

const char *
tb_readings_get_name (TbReadings *self)
{
  return self->name;
}

guint
tb_readings_get_n_syllables (TbReadings *self)
{
  return self->syllables->len;
}

const char *const *
tb_readings_get_syllable (TbReadings *self, guint i)
{
  return g_ptr_array_index (self->syllables, i);
}

/* @keys grown by every reading of one more syllable; the likely readings stay when it is cut. */
static GPtrArray *
grow_keys (GPtrArray *keys, const char *const *readings, gboolean is_full)
{
  GPtrArray *grown = g_ptr_array_new_with_free_func (g_free);

  for (guint r = 0; readings[r] != NULL; r++) {
    gsize letter = (gsize) (g_utf8_next_char (readings[r]) - readings[r]);
    int length = (int) (is_full ? strlen (readings[r]) : letter);

    for (guint k = 0; k < keys->len && grown->len < MAX_KEYS; k++) {
      const char *key = g_ptr_array_index (keys, k);
      g_autofree char *longer = g_strdup_printf ("%s%.*s", key, length, readings[r]);

      if (!g_ptr_array_find_with_equal_func (grown, longer, g_str_equal, NULL))
        g_ptr_array_add (grown, g_steal_pointer (&longer));
    }
  }

  return grown;
}

static GStrv
dup_keys (TbReadings *self, gboolean is_full)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (keys, g_strdup (""));
  for (guint i = 0; i < self->syllables->len; i++) {
    GPtrArray *grown = grow_keys (keys, tb_readings_get_syllable (self, i), is_full);

    g_ptr_array_unref (keys);
    keys = grown;
  }
  g_ptr_array_add (keys, NULL);

  return (GStrv) g_ptr_array_steal (keys, NULL);
}

GStrv
tb_readings_dup_full (TbReadings *self)
{
  return dup_keys (self, TRUE);
}

GStrv
tb_readings_dup_initials (TbReadings *self)
{
  return dup_keys (self, FALSE);
}

static gboolean
has_digraph (const char *reading)
{
  return reading[0] != '\0' && strchr ("zcs", reading[0]) != NULL && reading[1] == 'h';
}

/* Marks in @next what is reached when one reading is eaten from @offset on. */
static void
eat_reading (const char *query, gsize offset, const char *reading, Ways ways, Offsets *next)
{
  const char *rest = query + offset;
  gsize left = strlen (rest);
  gsize length = strlen (reading);

  if (left == 0 || rest[0] != reading[0])
    return;

  if ((ways & EAT_LETTER) != 0)
    next->reached[offset + 1] = TRUE;
  if ((ways & EAT_DIGRAPH) != 0 && has_digraph (reading) && rest[1] == 'h')
    next->reached[offset + 2] = TRUE;
  if ((ways & EAT_FULL) != 0 && g_str_has_prefix (rest, reading))
    next->reached[offset + length] = TRUE;
  if ((ways & EAT_BEGINNING) != 0 && left < length && g_str_has_prefix (reading, rest))
    next->reached[offset + left] = TRUE;
}

/* Keyboards without ü write v or u for it. */
static void
eat_syllable (const char *query,
              gsize offset,
              const char *const *readings,
              Ways ways,
              Offsets *next)
{
  for (guint i = 0; readings[i] != NULL; i++) {
    eat_reading (query, offset, readings[i], ways, next);
    if (strchr (readings[i], 'v') != NULL) {
      g_autofree char *with_u = g_strdelimit (g_strdup (readings[i]), "v", 'u');

      eat_reading (query, offset, with_u, ways, next);
    }
  }
}

/* Whether the whole query is eaten from syllable @from on; with @is_whole by the whole name. */
static gboolean
meets (TbReadings *self, guint from, const char *query, Ways ways, gboolean is_whole)
{
  gsize length = strlen (query);
  Offsets here = { { FALSE } };

  here.reached[0] = TRUE;
  for (guint i = from; i < self->syllables->len; i++) {
    Offsets next = { { FALSE } };

    for (gsize offset = 0; offset < length; offset++) {
      if (here.reached[offset])
        eat_syllable (query, offset, tb_readings_get_syllable (self, i), ways, &next);
    }
    if (next.reached[length] && (!is_whole || i == self->syllables->len - 1))
      return TRUE;
    if (memchr (next.reached, TRUE, length + 1) == NULL)
      return FALSE;
    here = next;
  }

  return FALSE;
}

static TbMatch
match_letters (TbReadings *self, const char *query)
{
  if (*query == '\0' || strlen (query) > MAX_QUERY)
    return TB_MATCH_NONE;
  if (meets (self, 0, query, EAT_FULL, TRUE))
    return TB_MATCH_FULL;
  if (meets (self, 0, query, EAT_LETTER, FALSE))
    return TB_MATCH_INITIALS;
  if (meets (self, 0, query, EAT_ALL, FALSE))
    return TB_MATCH_MIXED;

  for (guint i = 1; i < self->syllables->len; i++) {
    if (meets (self, i, query, EAT_ALL, FALSE))
      return TB_MATCH_INSIDE;
  }

  return TB_MATCH_NONE;
}

static TbMatch
match_written (TbReadings *self, const char *query)
{
  if (strcmp (self->name, query) == 0)
    return TB_MATCH_EXACT;

  return strstr (self->name, query) != NULL ? TB_MATCH_CHINESE : TB_MATCH_NONE;
}

static gboolean
is_written (const char *query)
{
  for (const char *p = query; *p != '\0'; p = g_utf8_next_char (p)) {
    if (tb_text_is_han (g_utf8_get_char (p)))
      return TRUE;
  }

  return strstr (query, "·") != NULL;
}

/* A typed full stop is a dot of a name wherever the query is Chinese. */
static char *
fold_full_stops (const char *query)
{
  g_auto (GStrv) parts = g_strsplit (query, ".", -1);

  return g_strjoinv ("·", parts);
}

static gboolean
is_ignored (gunichar c)
{
  return g_unichar_isspace (c) || c == '\'' || c == 0x2018 || c == 0x2019 || c == '-' ||
         c == 0x2010 || c == 0x2011 || c == '.' || c == '`';
}

static char *
fold_letters (const char *query)
{
  g_autofree char *lower = g_utf8_strdown (query, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!is_ignored (c))
      g_string_append_unichar (out, c == 0x00FC ? 'v' : c);
  }

  return g_string_free (out, FALSE);
}

TbMatch
tb_pinyin_match (TbReadings *readings, const char *query)
{
  g_autofree char *normal = NULL;
  g_autofree char *trimmed = NULL;
  g_autofree char *folded = NULL;

  if (!g_utf8_validate (query, -1, NULL))
    return TB_MATCH_NONE;

  normal = tb_name_normalise (query);
  trimmed = tb_text_trim (normal);
  if (is_written (trimmed)) {
    folded = fold_full_stops (trimmed);
    return match_written (readings, folded);
  }
  folded = fold_letters (trimmed);

  return match_letters (readings, folded);
}
