/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-identifier.h"

G_BEGIN_DECLS

/**
 * TbCheck:
 * @text: the value, normalised as its kind asks
 * @out: what the check fills in
 *
 * One check under way. A checker stops at its first error, so that a person reads one reason.
 */
typedef struct {
  const char *text;
  TbRegions *regions; /* or NULL */
  const GDate *today;
  TbIdentifier *out;
} TbCheck;

typedef void (*TbCheckFunc) (TbCheck *self);

/* Adds a problem; @message is taken over. */
void tb_check_add (TbCheck *self, TbFlawLevel level, const char *code, char *message);
/* An error; @message is translated and stays the caller's. */
void tb_check_refuse (TbCheck *self, const char *code, const char *message);
void tb_check_warn (TbCheck *self, const char *code, const char *message);
/* Whether the whole text fits an anchored pattern; byte classes only, so ASCII in, ASCII out. */
gboolean tb_check_fits (const TbCheck *self, const char *pattern);
gboolean tb_check_has_length (const TbCheck *self, glong length);
/* Adds what the tables say about six digits; never an error. */
void tb_check_region (TbCheck *self, const char *code);
/* Sets a member of the parsed object to @length bytes at @start. */
void tb_check_set (TbCheck *self, const char *member, const char *start, gsize length);

/* tb-identifier-person.c */
void tb_check_id18 (TbCheck *self);
void tb_check_fpr (TbCheck *self);
/* tb-identifier-unit.c */
void tb_check_uscc (TbCheck *self);
void tb_check_docno (TbCheck *self);
/* tb-identifier-number.c */
void tb_check_bank (TbCheck *self);
void tb_check_mobile (TbCheck *self);
void tb_check_empcert (TbCheck *self);
void tb_check_ssc_card_no (TbCheck *self);
void tb_check_hkmo_permit (TbCheck *self);
void tb_check_tw_permit (TbCheck *self);
void tb_check_cn_passport (TbCheck *self);
/* tb-identifier-name.c */
void tb_check_name (TbCheck *self);
/* NFC, and every dot that people type between the parts of a name is U+00B7. */
char *tb_name_normalise (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
