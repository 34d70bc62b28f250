/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-pinyin"

#include "config.h"

#include "tb-pinyin.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "tb-identifier-private.h"
#include "tb-pinyin-private.h"
#include "tb-rule-table.h"
#include "tb-text.h"

#define DOT            0x00B7
#define MAX_COMPOUND   4
#define MAX_READ_UNITS 64

/* A single character of the surname table. */
typedef struct {
  GStrv as_surname; /* the readings of a person whose surname it is */
  GStrv extra;      /* what is added to it inside a given name; may be empty */
} Surname;

struct _TbPinyin {
  UTransliterator *common; /* running text */
  UTransliterator *names;  /* surnames that our own table does not have */
  GHashTable *surnames;    /* gunichar → Surname* */
  GHashTable *compounds;   /* char* → GStrv, one syllable a character */
  GHashTable *given;       /* gunichar → GStrv, remembered */
  GHashTable *first;       /* gunichar → GStrv, remembered */
};

G_DEFINE_QUARK (tb_pinyin_error_quark, tb_pinyin_error)

static void
surname_free (Surname *self)
{
  g_strfreev (self->as_surname);
  g_strfreev (self->extra);
  g_free (self);
}

static UTransliterator *
open_transliterator (const char *id, GError **error)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar name[32];
  UTransliterator *made;

  u_uastrcpy (name, id);
  made = utrans_openU (name, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  if (U_SUCCESS (status))
    return made;

  g_set_error (error,
               TB_PINYIN_ERROR,
               TB_PINYIN_ERROR_ICU,
               _ ("ICU cannot read Chinese aloud here (%s: %s); install its whole data"),
               id,
               u_errorName (status));
  return NULL;
}

static void
add_once (GPtrArray *readings, char *reading)
{
  if (*reading == '\0' || g_ptr_array_find_with_equal_func (readings, reading, g_str_equal, NULL))
    g_free (reading);
  else
    g_ptr_array_add (readings, reading);
}

static void
add_marked (GPtrArray *readings, const char *marked)
{
  g_auto (GStrv) parts = g_strsplit (marked, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    add_once (readings, tb_pinyin_plain (parts[i]));
}

static GStrv
steal_strv (GPtrArray *array)
{
  g_ptr_array_add (array, NULL);

  return (GStrv) g_ptr_array_steal (array, NULL);
}

/* Both readings where families use both, or where the table stands alone against a package: a
 * wrong row of the table must never hide a person (domain rule 05 §2). */
static Surname *
read_single (const TbRuleTable *csv)
{
  g_autoptr (GPtrArray) readings = g_ptr_array_new_with_free_func (g_free);
  gboolean is_both = strcmp (tb_rule_table_get (csv, "index_both"), "1") == 0;
  gboolean is_disputed = strcmp (tb_rule_table_get (csv, "agrees"), "0") == 0;
  Surname *surname = g_new0 (Surname, 1);

  add_once (readings, g_strdup (tb_rule_table_get (csv, "plain")));
  if (is_both || is_disputed) {
    add_marked (readings, tb_rule_table_get (csv, "other_readings"));
    add_marked (readings, tb_rule_table_get (csv, "pinyin_pro_3_29_surname_mode"));
  }
  surname->as_surname = steal_strv (readings);
  surname->extra = is_both || is_disputed ? g_strdupv (surname->as_surname) : g_new0 (char *, 1);

  return surname;
}

static gboolean
read_row (TbPinyin *self, const TbRuleTable *csv, GError **error)
{
  const char *surname = tb_rule_table_get (csv, "surname");
  const char *plain = tb_rule_table_get (csv, "plain");
  glong length = g_utf8_validate (surname, -1, NULL) ? g_utf8_strlen (surname, -1) : 0;
  g_auto (GStrv) syllables =
      length >= 1 && length <= MAX_COMPOUND ? tb_pinyin_split (plain, (guint) length) : NULL;

  if (syllables == NULL) {
    g_set_error (error,
                 TB_PINYIN_ERROR,
                 TB_PINYIN_ERROR_FORMAT,
                 _ ("Surnames, line %u: column “plain” has not one syllable for each character "
                    "of the surname; write ü as v"),
                 csv->line);
    return FALSE;
  }

  if (length == 1)
    g_hash_table_insert (self->surnames,
                         GUINT_TO_POINTER (g_utf8_get_char (surname)),
                         read_single (csv));
  else
    g_hash_table_insert (self->compounds, g_strdup (surname), g_steal_pointer (&syllables));

  return TRUE;
}

static gboolean
read_table (TbPinyin *self, const char *text, GError **error)
{
  g_auto (TbRuleTable) csv = { 0 };

  tb_rule_table_init (&csv, text, -1);
  while (tb_rule_table_next (&csv)) {
    if (!read_row (self, &csv, error))
      return FALSE;
  }

  return TRUE;
}

TbPinyin *
tb_pinyin_new (const char *surnames, GError **error)
{
  g_autoptr (TbPinyin) self = g_new0 (TbPinyin, 1);

  self->surnames = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) surname_free);
  self->compounds =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->given = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_strfreev);
  self->first = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_strfreev);
  self->common = open_transliterator ("Han-Latin", error);
  if (self->common == NULL)
    return NULL;
  self->names = open_transliterator ("Han-Latin/Names", error);
  if (self->names == NULL || !read_table (self, surnames, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
tb_pinyin_free (TbPinyin *self)
{
  g_clear_pointer (&self->common, utrans_close);
  g_clear_pointer (&self->names, utrans_close);
  g_hash_table_unref (self->surnames);
  g_hash_table_unref (self->compounds);
  g_hash_table_unref (self->given);
  g_hash_table_unref (self->first);
  g_free (self);
}

/* One character through ICU; the character itself when ICU has no reading for it. */
static char *
transliterate (UTransliterator *transliterator, gunichar c)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar units[MAX_READ_UNITS];
  char marked[MAX_READ_UNITS * 3 + 1];
  char itself[7] = { 0 };
  int32_t n = 0;
  int32_t limit;
  g_autofree char *plain = NULL;

  g_unichar_to_utf8 (c, itself);
  u_strFromUTF8 (units, MAX_READ_UNITS, &n, itself, -1, &status);
  limit = n;
  utrans_transUChars (transliterator, units, &n, MAX_READ_UNITS, 0, &limit, &status);
  u_strToUTF8 (marked, sizeof marked, NULL, units, n, &status);
  if (U_SUCCESS (status))
    plain = tb_pinyin_plain (marked);

  return plain != NULL && *plain != '\0' ? g_steal_pointer (&plain) : g_strdup (itself);
}

static GStrv
make_given (TbPinyin *self, gunichar c)
{
  g_autoptr (GPtrArray) readings = g_ptr_array_new_with_free_func (g_free);
  const Surname *surname = g_hash_table_lookup (self->surnames, GUINT_TO_POINTER (c));
  const char *special = tb_pinyin_find_given (c);

  if (special != NULL)
    add_marked (readings, special);
  else
    add_once (readings, transliterate (self->common, c));
  for (guint i = 0; surname != NULL && surname->extra[i] != NULL; i++)
    add_once (readings, g_strdup (surname->extra[i]));

  return steal_strv (readings);
}

static const char *const *
find_given (TbPinyin *self, gunichar c)
{
  GStrv readings = g_hash_table_lookup (self->given, GUINT_TO_POINTER (c));

  if (readings == NULL) {
    readings = make_given (self, c);
    g_hash_table_insert (self->given, GUINT_TO_POINTER (c), readings);
  }

  return (const char *const *) readings;
}

static const char *const *
find_surname (TbPinyin *self, gunichar c)
{
  const Surname *surname = g_hash_table_lookup (self->surnames, GUINT_TO_POINTER (c));
  GStrv readings;

  if (surname != NULL)
    return (const char *const *) surname->as_surname;

  readings = g_hash_table_lookup (self->first, GUINT_TO_POINTER (c));
  if (readings == NULL) {
    readings = g_new0 (char *, 2);
    readings[0] = transliterate (self->names, c);
    g_hash_table_insert (self->first, GUINT_TO_POINTER (c), readings);
  }

  return (const char *const *) readings;
}

static void
add_syllable (GPtrArray *syllables, const char *const *readings)
{
  g_ptr_array_add (syllables, g_strdupv ((GStrv) readings));
}

/* Adds the compound that @name starts with and returns what follows it; NULL when there is none. */
static const char *
read_compound (TbPinyin *self, const char *name, GPtrArray *syllables)
{
  for (glong length = MIN (MAX_COMPOUND, g_utf8_strlen (name, -1)); length >= 2; length--) {
    const char *end = g_utf8_offset_to_pointer (name, length);
    g_autofree char *start = g_strndup (name, (gsize) (end - name));
    GStrv compound = g_hash_table_lookup (self->compounds, start);

    for (guint i = 0; compound != NULL && compound[i] != NULL; i++)
      add_syllable (syllables, (const char *const[]){ compound[i], NULL });
    if (compound != NULL)
      return end;
  }

  return NULL;
}

/* A name of parts has no Chinese surname, but its first part may be taken for one: 那·…. */
static void
add_first_of_parts (TbPinyin *self, gunichar c, GPtrArray *syllables)
{
  g_autoptr (GPtrArray) readings = g_ptr_array_new_with_free_func (g_free);
  const char *const *lists[] = { find_given (self, c), find_surname (self, c) };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
    for (guint j = 0; lists[i][j] != NULL; j++)
      add_once (readings, g_strdup (lists[i][j]));
  }
  g_ptr_array_add (syllables, steal_strv (readings));
}

static const char *
read_surname (TbPinyin *self, const char *name, GPtrArray *syllables)
{
  gunichar c = g_utf8_get_char (name);
  const char *rest;

  if (!tb_text_is_han (c))
    return name;

  rest = read_compound (self, name, syllables);
  if (rest != NULL)
    return rest;

  if (g_utf8_strchr (name, -1, DOT) != NULL)
    add_first_of_parts (self, c, syllables);
  else
    add_syllable (syllables, find_surname (self, c));

  return g_utf8_next_char (name);
}

/* A run of Latin letters is one syllable; every sign between words is left out. */
static const char *
read_latin (const char *p, GPtrArray *syllables)
{
  gsize length = 0;
  g_autofree char *word = NULL;

  while (g_ascii_isalpha (p[length]))
    length++;
  word = g_ascii_strdown (p, (gssize) length);
  add_syllable (syllables, (const char *const[]){ word, NULL });

  return p + length;
}

TbReadings *
tb_pinyin_read (TbPinyin *self, const char *name)
{
  g_autofree char *normal = tb_name_normalise (name);
  GPtrArray *syllables = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  const char *p = read_surname (self, normal, syllables);

  while (*p != '\0') {
    gunichar c = g_utf8_get_char (p);

    if (g_ascii_isalpha (*p)) {
      p = read_latin (p, syllables);
      continue;
    }
    if (tb_text_is_han (c))
      add_syllable (syllables, find_given (self, c));
    p = g_utf8_next_char (p);
  }

  return tb_readings_new_take (g_steal_pointer (&normal), syllables);
}
