/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_PINYIN_ERROR (tb_pinyin_error_quark ())
GQuark tb_pinyin_error_quark (void);

typedef enum {
  TB_PINYIN_ERROR_FORMAT, /* a line of the surname table is wrong; the message names it */
  TB_PINYIN_ERROR_ICU,    /* ICU has no Han-Latin data on this machine */
} TbPinyinError;

/**
 * TbPinyin:
 *
 * Reads names aloud, as data/catalogue/pinyin/surnames.csv and ICU have it, surname readings
 * first (domain rule 05). Remembers each character it has read, so one object belongs to one
 * thread at a time.
 */
typedef struct _TbPinyin TbPinyin;

/* @surnames: the surname table, ends in NUL. */
TbPinyin *tb_pinyin_new (const char *surnames, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_pinyin_free (TbPinyin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPinyin, tb_pinyin_free)

/**
 * TbReadings:
 *
 * A name syllable by syllable, each with all its readings in plain letters (ü is v), the most
 * likely one first: 盖文华 is (ge gai) (wen) (hua). A Latin word of a name is one syllable.
 * Immutable; any thread.
 */
typedef struct _TbReadings TbReadings;

/* @name: UTF-8 */
TbReadings *tb_pinyin_read (TbPinyin *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void tb_readings_free (TbReadings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbReadings, tb_readings_free)

const char *tb_readings_get_name (TbReadings *self);
guint tb_readings_get_n_syllables (TbReadings *self);
/* NULL-terminated, at least one; borrowed. */
const char *const *tb_readings_get_syllable (TbReadings *self, guint i);

/* Keys for an index: every full pinyin and every row of initials, without repetition, at most 32
 * of each (the less likely ones are left out): "gewenhua" "gaiwenhua", "gwh". */
GStrv tb_readings_dup_full (TbReadings *self) G_GNUC_WARN_UNUSED_RESULT;
GStrv tb_readings_dup_initials (TbReadings *self) G_GNUC_WARN_UNUSED_RESULT;

/* How a query meets a name; the lower, the nearer to the top of a list. */
typedef enum {
  TB_MATCH_EXACT,    /* the whole name in Chinese */
  TB_MATCH_CHINESE,  /* a part of the name in Chinese */
  TB_MATCH_FULL,     /* its whole pinyin */
  TB_MATCH_INITIALS, /* first letters only, from the start */
  TB_MATCH_MIXED,    /* from the start in any other way */
  TB_MATCH_INSIDE,   /* only from a later character */
  TB_MATCH_NONE,
} TbMatch;

/**
 * tb_pinyin_match:
 * @query: UTF-8 as typed
 *
 * The query rules of domain rule 05 §3. A query with a Chinese character or a dot between the
 * parts of a name is a part of the name as written, a typed full stop being such a dot. Any other
 * is eaten syllable by syllable: by the full pinyin, the first letter, zh ch sh, and at the end of
 * the query by any beginning of a syllable; lv and lu both reach ü; blanks, apostrophes, hyphens
 * and dots in it mean nothing. Nothing is skipped. Pinyin is never identity.
 */
TbMatch tb_pinyin_match (TbReadings *readings, const char *query);

G_END_DECLS
