/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-store.h"

G_BEGIN_DECLS

/**
 * TbSeal:
 *
 * An operator's key: drafts and keystrokes are encrypted with it, so that signing out leaves
 * nothing a colleague could read. The key is random, wrapped with the operator's secret
 * (Argon2id), and lives in memory that is wiped.
 */
typedef struct _TbSeal TbSeal;

/* Makes the key at the first sign-in. TB_STORE_ERROR_SEALED when the secret is another one than
 * last time: tb_seal_rewrap() with the old one. Slow on purpose (0.1 s). */
TbSeal *tb_seal_open (TbStore *store, const char *operator_id, const char *secret, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean tb_seal_rewrap (TbStore *store, TbSeal *self, const char *new_secret, GError **error);
const char *tb_seal_get_operator (const TbSeal *self);
void tb_seal_free (TbSeal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSeal, tb_seal_free)

/**
 * TbDraft:
 * @id: UUID
 * @title: what the operator called it, or the matter
 * @body: the form as it was last saved, with every keystroke since applied: member → value
 * @n_keystrokes: how many were restored from the journal
 */
typedef struct {
  char *id;
  char *title;
  char *item;
  int item_version;
  json_t *body;
  guint n_keystrokes;
  gint64 changed_us;
} TbDraft;

void tb_draft_free (TbDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDraft, tb_draft_free)

/* Saves @draft whole (id, title, item, item_version, body) and clears its journal. */
gboolean tb_draft_table_save (TbStore *store,
                              const TbSeal *seal,
                              const TbDraft *draft,
                              GError **error);
/* One change of one field, safe when it returns. @field is a JSON pointer; @value NULL takes the
 * member out. */
gboolean tb_journal_table_append (TbStore *store,
                                  const TbSeal *seal,
                                  const char *draft,
                                  const char *field,
                                  const json_t *value,
                                  GError **error);
/* With the journal applied. TB_STORE_ERROR_FORBIDDEN for a colleague's. */
TbDraft *tb_draft_table_get (TbStore *store, const TbSeal *seal, const char *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The operator's own, newest first, with their content. At most TB_STORE_MAX_PAGE.
 * (element-type TbDraft) */
GPtrArray *tb_draft_table_list (TbStore *store,
                                const TbSeal *seal,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tb_draft_table_remove (TbStore *store, const TbSeal *seal, const char *id, GError **error);
/* Takes away what was submitted, in the transaction that accepts it; needs no key. A draft that is
 * not there, or is a colleague's, changes nothing. */
gboolean tb_draft_table_forget (TbStore *store,
                                const char *operator_id,
                                const char *id,
                                GError **error);
/* How many drafts wait for an operator; needs no key. Bounded. */
gboolean tb_draft_table_count (TbStore *store, const char *operator_id, guint *n, GError **error);

G_END_DECLS
