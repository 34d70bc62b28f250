/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk-private.h"

G_BEGIN_DECLS

/* What a role may do at a window (trust.md §10). A convenience: every city decides again. */

#define TB_DESK_STAFF      (1u << TB_ROLE_STAFF)
#define TB_DESK_SUPERVISOR (1u << TB_ROLE_SUPERVISOR)
#define TB_DESK_AUDITOR    (1u << TB_ROLE_AUDITOR)
#define TB_DESK_ADMIN      (1u << TB_ROLE_ADMIN)
#define TB_DESK_CASES      (TB_DESK_STAFF | TB_DESK_SUPERVISOR)

/* A reason that says something (SEC-11). */
#define TB_DESK_MIN_REASON 6

guint tb_desk_get_roles (const TbOperator *who);
/* Who is signed in, when one of @roles is theirs; TB_DESK_ERROR_SIGN_IN, TB_DESK_ERROR_FORBIDDEN.
 */
TbOperator *tb_desk_require_role (TbDeskCore *core, guint roles, GError **error);
/* NULL or a text of at least TB_DESK_MIN_REASON characters passes. */
gboolean tb_desk_check_reason (const char *reason, GError **error);
/* The author alone reads what they wrote, a supervisor everybody's (protocol.md I21): the reader
 * for the store's functions. Borrowed. */
const char *tb_desk_get_reader (const TbOperator *who);
/* A look at full values: leaves its trace first (SEC-15, SEC-21), and asks for the secret again
 * after ten within ten minutes (SEC-8). @subject: a case or a command; NULL for a query. */
gboolean tb_desk_reveal (TbDeskCore *core,
                         const TbOperator *who,
                         const char *subject,
                         const char *reason,
                         GError **error);
/* One row of the audit about a look; nothing while another process has the store. */
gboolean tb_desk_note_look (TbDeskCore *core,
                            const TbOperator *who,
                            const char *verb,
                            const char *subject,
                            GError **error);

G_END_DECLS
