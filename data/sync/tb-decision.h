/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"

G_BEGIN_DECLS

#define TB_DECISION_ERROR (tb_decision_error_quark ())
GQuark tb_decision_error_quark (void);

typedef enum {
  TB_DECISION_ERROR_UNDECIDED, /* a field is not chosen yet: the message begins with its pointer */
  TB_DECISION_ERROR_NOTHING,   /* nothing of mine was chosen: give it up instead */
  TB_DECISION_ERROR_GONE,      /* the city has no such case any more: collect it anew */
  TB_DECISION_ERROR_COMMAND,   /* the dead command cannot be read */
} TbDecisionError;

typedef enum {
  TB_DIFF_SAME,   /* mine and theirs agree, whatever base was */
  TB_DIFF_MINE,   /* only mine differs from base */
  TB_DIFF_THEIRS, /* only theirs does */
  TB_DIFF_CLASH,  /* both do, differently */
} TbDiffKind;

/**
 * TbDiffField:
 * @pointer: JSON pointer into the case, such as `/form/phone` or `/materials/id-card`; what an
 *     advance asks for stands under `/fields/`
 * @base: (nullable): what the author saw; NULL for nothing
 * @mine: (nullable): what the command would make of it
 * @theirs: (nullable): what stands at the city
 */
typedef struct {
  char *pointer;
  TbDiffKind kind;
  json_t *base;
  json_t *mine;
  json_t *theirs;
} TbDiffField;

/**
 * TbVersions:
 * @base: (nullable): the entry that the author saw; none for a submit
 * @mine: the dead command
 * @theirs: (nullable): the entry that is current at the city
 *
 * The three versions that a conflict keeps (TbConflict). JSON null is the same as none.
 */
typedef struct {
  const json_t *base;
  const json_t *mine;
  const json_t *theirs;
} TbVersions;

/* What conflicts are shown as: fields in the order of their pointers. Nothing is merged by itself
 * (protocol.md §4). Any thread. (element-type TbDiffField) */
GPtrArray *tb_decision_diff (const TbVersions *versions) G_GNUC_WARN_UNUSED_RESULT;

/**
 * TbDecisionAuthor:
 * @id: of the new command
 *
 * Who decides, and when.
 */
typedef struct {
  const char *id;
  const char *operator_id;
  const char *window;
  const char *grant;
  const char *made_at;
  gint64 skew_ms;
} TbDecisionAuthor;

/**
 * tb_decision_build:
 * @choices: pointer → "mine", "theirs", or `{"value": …}` for a third answer; every field of mine
 *     that differs from theirs must be chosen, unless the city has no such case (a refused submit)
 *
 * The new command that carries the content of a dead one again, on the version that is current
 * now, with `resolves`. Without `lane` and `lseq`: for tb_outbox_decide().
 *
 * Returns: (transfer full): the command, or NULL with an error of TB_DECISION_ERROR
 */
json_t *tb_decision_build (const TbVersions *versions,
                           const json_t *choices,
                           const TbDecisionAuthor *author,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
