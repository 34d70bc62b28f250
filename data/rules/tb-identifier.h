/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"
#include "tb-regions.h"

G_BEGIN_DECLS

typedef enum {
  TB_FLAW_HINT,    /* worth showing, asks for nothing */
  TB_FLAW_WARNING, /* to be acknowledged with a reason */
  TB_FLAW_ERROR,   /* the value is refused */
} TbFlawLevel;

/* "hint", "warning", "error" */
const char *tb_flaw_level_get_name (TbFlawLevel self);

/**
 * TbFlaw:
 * @code: stable reason for programs: LEN CHARSET REGION BIRTH BIRTH_RANGE CHECK DEPT FORMAT EMPTY
 *   DOT SPACE PUA UTF8; warnings LUHN ORG_CHECK CATEGORY REGION OLD_FORM YEAR; hint REGION_OLD
 * @message: what is wrong and the way out, in the language of the current locale
 */
typedef struct {
  TbFlawLevel level;
  const char *code;
  char *message;
} TbFlaw;

/**
 * TbIdentifier:
 * @is_ok: no problem is an error
 * @normal: the value as it is to be stored: trimmed, half-width, upper case where the kind has
 *   letters, a name in NFC with its dots folded (domain rule 03, general input rules)
 * @problems: (element-type TbFlaw): at most one error, any number of others
 * @parsed: what the value says: members as the kind has them; empty when it was refused
 */
typedef struct {
  gboolean is_ok;
  char *normal;
  GPtrArray *problems;
  json_t *parsed;
} TbIdentifier;

void tb_identifier_free (TbIdentifier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbIdentifier, tb_identifier_free)

/**
 * tb_identifier_check:
 * @kind: one of tb_identifier_get_kinds()
 * @value: what was typed or read; any bytes
 * @regions: (nullable): without it no region is called unknown or abolished
 * @today: no birth may lie after it
 *
 * Normalises and checks a value (domain rule 03). Pure; any thread.
 *
 * Kinds and the members of @parsed: id18 `region birth sex kind(cn hk mo tw)`; fpr 2023
 * `version accept_prov nation_num birth sex`, 2017 `version nation accept_area birth6`; uscc
 * `dept kind region org_code_ok category_known`; mobile `norm`; empcert `region year local`;
 * hkmo_permit `area`; name `norm rare`; bank ssc_card_no tw_permit cn_passport docno: none.
 *
 * Returns: (transfer full) (nullable): NULL exactly when @kind is unknown
 */
TbIdentifier *tb_identifier_check (const char *kind,
                                   const char *value,
                                   TbRegions *regions,
                                   const GDate *today) G_GNUC_WARN_UNUSED_RESULT;

/* NULL-terminated. */
const char *const *tb_identifier_get_kinds (void);

/* The first problem of level error, or NULL. */
const TbFlaw *tb_identifier_get_error (const TbIdentifier *self);

/* The 18-digit number of a 15-digit one from before 1999 (GB 11643-1989): inserts the century 19
 * and appends the check character. NULL for everything that makes no possible number. For the
 * search of old records only: 15 digits stopped being an identity document in 2013. */
char *tb_identifier_upgrade15 (const char *old) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
