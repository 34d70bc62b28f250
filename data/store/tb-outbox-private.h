/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-lane-table.h"
#include "tb-outbox.h"

G_BEGIN_DECLS

/* Shared by the files of the six transitions. All inside the caller's transaction. */

/* BLAKE2b over what never changes in a row, bytes (as @fp) included. */
char *tb_outbox_row_hash (TbCommand *command, TbArea area, const char *fp);

/* The audit row that a change to @state needs before it; its number. */
gboolean tb_outbox_audit_change (TbStore *store,
                                 const TbOutboxRow *row,
                                 const char *state,
                                 const char *operator_id,
                                 gint64 *n,
                                 GError **error);

/* Where command (lane, lseq) stands; TB_STORE_ERROR_MISSING. */
TbOutboxRow *tb_outbox_find_lseq (TbStore *store, const char *lane, gint64 lseq, GError **error);
/* Rows of a statement that begins with TB_OUTBOX_COLUMNS. */
#define TB_OUTBOX_COLUMNS                                                                          \
  "SELECT position, area, lseq, id, kind, case_id, item, operator, subject, number, state, "       \
  "reason, problem, resolves, attempts, settled_us IS NULL, ver, vid, seq, accepted_us, sent_us, " \
  "settled_us FROM outbox "
TbOutboxRow *tb_outbox_row_from_statement (TbStatement *row);

/* T1 inside a transaction. @line (nullable) receives the mirror's line. */
TbCommand *tb_outbox_insert (TbStore *store, const TbAcceptance *what, char **line, GError **error);
/* After the commit: never fails the acceptance, only remembers. */
void tb_outbox_write_mirror (TbStore *store, const char *lines);

/* The noop that takes @command's place: same lane, lseq, id, case, item and actor. */
TbCommand *tb_outbox_make_noop (TbCommand *command, GError **error);
/* The command of a row as it is sent now. */
TbCommand *tb_outbox_read_command (TbStore *store, const char *id, GError **error);

G_END_DECLS
