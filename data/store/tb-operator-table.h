/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-store.h"

G_BEGIN_DECLS

/**
 * TbOperator:
 * @roles: JSON array of names, as the city sent it
 * @grant: what goes into commands as `actor.grant`; proves itself to every city
 * @verifier: (nullable): Argon2id string (crypto_pwhash_str) for signing in without the city
 * @offline_until_us: until when that is allowed
 * @n_failures: wrong secrets in a row, counted before each verification
 * @locked_until_us: no verification before that
 */
typedef struct {
  char *id;
  char *name;
  json_t *roles;
  TbArea area;
  char *hall;
  char *grant;
  char *verifier;
  gint64 offline_until_us;
  guint n_failures;
  gint64 locked_until_us;
  gint64 seen_us;
} TbOperator;

void tb_operator_free (TbOperator *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOperator, tb_operator_free)

/* After a sign-in at the city: everything but the counters, which it resets. Audited. */
gboolean tb_operator_table_put (TbStore *store, const TbOperator *who, GError **error);
/* TB_STORE_ERROR_MISSING. Bounded. */
TbOperator *tb_operator_table_get (TbStore *store,
                                   const char *id,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Those who signed in here, latest first. Bounded. (element-type TbOperator) */
GPtrArray *tb_operator_table_list (TbStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Signing in without the city. The attempt is counted and committed before the secret is looked
 * at; after 5 failures 15 minutes of lockout, doubling up to 24 h. Time never goes back: the
 * highest wall time ever seen counts. TB_STORE_ERROR_FORBIDDEN: wrong, expired or locked, the
 * message says which and until when. */
gboolean tb_operator_table_verify (TbStore *store,
                                   const char *id,
                                   const char *secret,
                                   GError **error);
/* A supervisor's unlock. Audited. */
gboolean tb_operator_table_unlock (TbStore *store, const char *id, const char *by, GError **error);
/* Takes the verifier and the grant away; the operator's commands stay and are sent. Audited. */
gboolean tb_operator_table_revoke (TbStore *store, const char *id, const char *by, GError **error);

G_END_DECLS
