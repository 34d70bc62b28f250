/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-outbox-table.h"

G_BEGIN_DECLS

/* The transitions T1 to T6 of protocol.md §10: each one commit, each with its audit row. */

#define TB_OUTBOX_MAX_BATCH       50
#define TB_OUTBOX_MAX_BATCH_BYTES (256 * 1024)

/**
 * TbAcceptance:
 * @area: whose case it is
 * @command: every member but `lane` and `lseq`; for a submit `args.case` without `number`
 * @base_entry: (nullable): the entry (JSON as the city sent it) that the author saw; NULL takes
 *     it from the cache. Needed for a base with a vid: a conflict must be able to show it
 * @subject: (nullable): the person's name, for lists
 * @draft: (nullable): the author's draft that this was written in: gone in the same commit
 */
typedef struct {
  TbArea area;
  const json_t *command;
  const json_t *base_entry;
  const char *subject;
  const char *draft;
} TbAcceptance;

/* T1. Assigns `lane`, `lseq` and, to a submit, the case's number; when it returns a command, that
 * is safely on the disk, and when it does not, nothing of it is. A command after a dead one is
 * TB_STORE_ERROR_STATE; disk full is TB_STORE_ERROR_FULL. */
TbCommand *tb_outbox_accept (TbStore *store,
                             const TbAcceptance *what,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All or none, in one commit. (element-type TbCommand) */
GPtrArray *tb_outbox_accept_all (TbStore *store, const TbAcceptance *what, guint n, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * TbOutboxBatch:
 *
 * The oldest commands of a lane whose outcome is not known, with contiguous lseq, at most
 * TB_OUTBOX_MAX_BATCH and TB_OUTBOX_MAX_BATCH_BYTES (one alone may be larger).
 */
typedef struct _TbOutboxBatch TbOutboxBatch;

/* NULL without an error when nothing waits or the lane is stopped. @limit: 1 to
 * TB_OUTBOX_MAX_BATCH. */
TbOutboxBatch *tb_outbox_next_batch (TbStore *store, TbArea area, guint limit, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* T2: attempt + 1, committed. Only a batch that went through it gives its bytes away (I11). */
gboolean tb_outbox_mark_sent (TbStore *store, TbOutboxBatch *batch, GError **error);

guint tb_outbox_batch_get_n (const TbOutboxBatch *self);
gint64 tb_outbox_batch_get_first_lseq (const TbOutboxBatch *self);
gint64 tb_outbox_batch_get_last_lseq (const TbOutboxBatch *self);
const char *tb_outbox_batch_get_lane (const TbOutboxBatch *self);
const char *tb_outbox_batch_get_log_id (const TbOutboxBatch *self); /* NULL: not known yet */
/* `{"commands":[…]}`; NULL before tb_outbox_mark_sent(). */
GBytes *tb_outbox_batch_dup_body (const TbOutboxBatch *self) G_GNUC_WARN_UNUSED_RESULT;
void tb_outbox_batch_free (TbOutboxBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOutboxBatch, tb_outbox_batch_free)

/* T3. @outcomes is the array that the city sent (data/wire/README.md). TB_STORE_ERROR_LOG when
 * @log_id is not the lane's: nothing is changed, the answer is to be ignored. An outcome for a
 * lseq or id that is not waiting changes nothing; one that contradicts what is recorded is
 * TB_STORE_ERROR_DISAGREES, and the lane is stopped with an alarm. @n_settled may be NULL. */
gboolean tb_outbox_record_outcomes (TbStore *store,
                                    TbArea area,
                                    const char *log_id,
                                    const json_t *outcomes,
                                    guint *n_settled,
                                    GError **error);
/* The same from the feed: entries (JSON objects) with this lane's `lane`, `lseq`, `cmd`. Others
 * are passed over. Call it after tb_cache_apply_page(): it can be repeated. */
gboolean tb_outbox_settle_from_feed (TbStore *store,
                                     TbArea area,
                                     const char *log_id,
                                     const json_t *entries,
                                     guint *n_settled,
                                     GError **error);

/* T5. A person's decision about a conflict or a refusal: the old command is superseded by a new
 * one, whose `resolves` must name it, or by nothing (@what NULL: mine is given up). Returns the
 * new command in @resolution (nullable). */
gboolean tb_outbox_decide (TbStore *store,
                           const char *command,
                           const char *operator_id,
                           const TbAcceptance *what,
                           TbCommand **resolution,
                           GError **error);

/* T6. The city's history is another one now. What is not final, and what was applied above the
 * old durable_seq, is queued again with the same lseq, id and bytes. @city_last is the lane's
 * last lseq there (GET /v1/lanes), −1 when not known: above it also conflicts and refusals are
 * offered again, and superseded ones as a noop, so that no lseq is missing. Call
 * tb_cache_drop_city() as well. @n_queued may be NULL. */
gboolean tb_outbox_requeue (TbStore *store,
                            TbArea area,
                            const char *log_id,
                            gint64 city_last,
                            guint *n_queued,
                            GError **error);

/* Takes a command back that was never sent (TB_STORE_ERROR_STATE otherwise): its lseq goes out as
 * a noop. Commands that follow it on the case are cancelled with it. */
gboolean tb_outbox_cancel (TbStore *store,
                           const char *command,
                           const char *operator_id,
                           GError **error);
/* Applied, seq ≤ durable_seq and settled 30 days ago: content deleted. */
gboolean tb_outbox_archive (TbStore *store, TbArea area, guint *n_archived, GError **error);

G_END_DECLS
