/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk-private.h"

G_BEGIN_DECLS

/* The calls of README.md, one or a few a file; the session's stand in tb-desk-private.h. */

json_t *tb_desk_form_new (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_submit (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_list (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_queues (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_queue (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_show (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_prints (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_printed (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_print (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_explain (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_act (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_search (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_outbox (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_conflict (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_decide (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_cancel (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_status (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_attach (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_calendar (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_audit (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_export (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_release (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_draft_new (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_draft_open (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_draft_keep (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_draft_name (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_draft_drop (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_drafts (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_keep_file (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_doctor (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_candidates (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_items (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_fields (TbDeskCore *core, const json_t *args, GError **error);
json_t *tb_desk_codes (TbDeskCore *core, const json_t *args, GError **error);
void tb_desk_query (TbDeskCore *core, const json_t *args, TbDeskSteps *steps, GTask *task);
void tb_desk_sync (TbDeskCore *core, const json_t *args, TbDeskSteps *steps, GTask *task);

G_END_DECLS
