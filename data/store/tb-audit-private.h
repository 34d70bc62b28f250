/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-audit-table.h"

G_BEGIN_DECLS

/* A row of a damaged file, put behind the head when it is the next one and its hash fits. FALSE
 * without a change otherwise: there the old chain ends. @columns: operator, verb, subject, area,
 * detail. */
gboolean tb_audit_restore_row (TbStore *store,
                               gint64 n,
                               gint64 at_us,
                               const char *const columns[5],
                               const char *h);

G_END_DECLS
