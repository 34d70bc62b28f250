/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-store.h"

G_BEGIN_DECLS

/**
 * TbConflict:
 * @command: the dead command
 * @base: the entry that its author saw; JSON null for a submit
 * @mine: the command
 * @theirs: the entry that is current at the city; JSON null when it has none
 * @since: array of what happened in between, as the city told it
 * @decided_by: (nullable): the command that took its place
 * @decided_us: 0 while it needs a decision
 */
typedef struct {
  TbArea area;
  char *command;
  char *case_id;
  json_t *base;
  json_t *mine;
  json_t *theirs;
  json_t *since;
  gint64 at_us;
  char *decided_by;
  gint64 decided_us;
} TbConflict;

void tb_conflict_free (TbConflict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbConflict, tb_conflict_free)

/* By command id. Bounded. @reader as in tb_outbox_table_dup_command(). */
TbConflict *tb_conflict_table_get (TbStore *store,
                                   const char *command,
                                   const char *reader,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
