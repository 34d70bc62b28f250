/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-store.h"

G_BEGIN_DECLS

/**
 * TbAuditAct:
 * @verb: "outbox.accepted", "session.in", "reveal" …
 * @subject: (nullable): what it was done to: a command id, a case id, an operator
 * @operator_id: (nullable): who; NULL for the program itself
 * @area: TB_AREA_NONE when no city is concerned
 * @detail: (nullable): JSON without personal data
 */
typedef struct {
  const char *verb;
  const char *subject;
  const char *operator_id;
  TbArea area;
  const json_t *detail;
} TbAuditAct;

/* Appends to the chain. Inside the transaction of the act when one is open (the outbox does so),
 * otherwise in one of its own. @n (nullable) receives the row's number. */
gboolean tb_audit_table_append (TbStore *store, const TbAuditAct *act, gint64 *n, GError **error);

/* The end of the chain, to be told to a city or another witness. Bounded. */
gboolean tb_audit_table_get_head (TbStore *store, gint64 *n, char **h, GError **error);

/* Recomputes the chain. TB_STORE_ERROR_CHAIN names the first row that was edited, inserted,
 * reordered or cut off. @witness_n and @witness_h are a head recorded elsewhere (0 and NULL for
 * none): the chain must still contain it. */
gboolean tb_audit_table_verify (TbStore *store,
                                gint64 witness_n,
                                const char *witness_h,
                                GCancellable *cancellable,
                                GError **error);

/* Rows as JSON objects {n, at, verb, subject, operator, area, detail, h}, newest first, before
 * @before (0: from the end). Bounded. */
json_t *tb_audit_table_page (TbStore *store, gint64 before, guint limit, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Rows older than @before_us go, at least TB_AUDIT_MIN_DAYS old; the chain's beginning moves on
 * and stays verifiable. */
#define TB_AUDIT_MIN_DAYS 183
gboolean tb_audit_table_retain (TbStore *store, gint64 before_us, guint *n, GError **error);

/* A city's signed head {log_id, seq, h, time, signature}: the last 1,000 a city are kept. */
gboolean tb_witness_table_add (TbStore *store, TbArea area, const json_t *head, GError **error);
/* Newest first. Bounded. */
json_t *tb_witness_table_list (TbStore *store, TbArea area, guint limit, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
