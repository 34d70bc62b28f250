/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-store.h"

G_BEGIN_DECLS

/* Answers to queries, kept for the time without the city. They say how old they are. */

/* @key is a hash of name and criteria: no personal data in it. */
gboolean tb_answer_table_put (TbStore *store,
                              TbArea area,
                              const char *key,
                              const json_t *answer,
                              GError **error);
/* @at_us: when the city gave it. TB_STORE_ERROR_MISSING. Bounded. */
json_t *tb_answer_table_get (TbStore *store,
                             TbArea area,
                             const char *key,
                             gint64 *at_us,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *tb_answer_table_make_key (const char *query,
                                const json_t *criteria) G_GNUC_WARN_UNUSED_RESULT;
gboolean tb_answer_table_forget (TbStore *store, gint64 before_us, GError **error);

G_END_DECLS
