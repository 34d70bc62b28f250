/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk-private.h"

G_BEGIN_DECLS

/* Opens the key to @operator_id's drafts while the secret is at hand, after a sign-in. Slow (0.1
 * s). When it cannot, no draft is kept until the next sign-in, and every call about one says why.
 */
void tb_desk_draft_unlock (TbDeskCore *core, const char *operator_id, const char *secret);
/* Takes the key out of memory. */
void tb_desk_draft_lock (TbDeskCore *core);
gboolean tb_desk_draft_is_unlocked (TbDeskCore *core, const char *operator_id);

G_END_DECLS
