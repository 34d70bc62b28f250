/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk-private.h"

G_BEGIN_DECLS

/* A case as people read it: every code by its name. Not a way to change anything. */

/**
 * tb_desk_dossier_add:
 * @is_full: personal values as they are; else masked, as the fields say
 * @answer: gains `sections`, `papers`, `prints`, `events` and `tasks` (README.md, “A case to
 *     read”)
 */
void tb_desk_dossier_add (TbDeskCore *core,
                          const TbProjection *seen,
                          const TbOperator *who,
                          gboolean is_full,
                          json_t *answer);

/* The fields that @step asks for: [{id, label, type, required, codes?, columns?}]; empty for none.
 */
json_t *tb_desk_dossier_asks (TbDeskCore *core, const TbTransition *step);

/* Newest first: [{at, area, operator, author, kind, title?, text?, to?, command, pending?}], where
 * `pending` is the outbox row of what no city has confirmed. */
json_t *tb_desk_dossier_events (TbDeskCore *core, const TbProjection *seen);

G_END_DECLS
