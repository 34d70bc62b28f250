/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk-private.h"
#include "tb-outbox-table.h"
#include "tb-record-table.h"

G_BEGIN_DECLS

/* What leaves the desk towards a person: names in the locale's language, personal values masked
 * unless somebody asked with a reason (domain rule 06). */

/* @zh in a Chinese locale, else @en. Borrowed. */
const char *tb_desk_view_pick (const char *zh, const char *en);
/* "已受理" or "accepted"; the id when the item does not know it. */
const char *tb_desk_view_state (const TbItem *item, const char *state);
const char *tb_desk_view_area (TbArea area);

/* A line of a list of cases. */
json_t *tb_desk_view_record (TbDeskCore *core, const TbRecordRow *row);
/* A line of the outbox. */
json_t *tb_desk_view_outbox (TbDeskCore *core, const TbOutboxRow *row);
/* A case's body with person, agent and form masked as the item's fields say. */
json_t *tb_desk_view_masked (const TbItem *item, const json_t *body);
/* A copy of a city's row, personal values masked by what their members are called. */
json_t *tb_desk_view_masked_row (TbDeskCore *core, const json_t *row);
/* Puts beside each code of a register's row its name in words: scheme_name for scheme. @query: a
 * name of the call `query` (tb-desk-names.c). */
void tb_desk_view_name_codes (TbDeskCore *core, const char *query, json_t *row);
/* One value of a case at a JSON pointer such as "/form/mobile"; never NULL. */
json_t *tb_desk_view_masked_value (const TbItem *item, const char *pointer, json_t *value);
/* [{leg, name, owner, days, used, due, running, paused, stopped, overdue, uncertain}] */
json_t *tb_desk_view_deadlines (TbDeskCore *core, const TbItem *item, TbCase *shown);

/* {area?, owner?, item?, state?}: matters and states by id or by name, which @filter borrows. */
gboolean tb_desk_read_filter (TbDeskCore *core,
                              const json_t *args,
                              TbRecordFilter *filter,
                              GError **error);
/* Appends the cases that @filter wants and that no city has confirmed yet. */
gboolean tb_desk_add_unconfirmed (TbDeskCore *core,
                                  const TbRecordFilter *filter,
                                  json_t *rows,
                                  GError **error);

G_END_DECLS
