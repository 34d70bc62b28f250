/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-audit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-audit-table.h"
#include "tb-desk-private.h"

static json_t *
verify (TbDeskCore *core, GError **error)
{
  g_autofree char *h = NULL;
  gint64 n = 0;

  if (!tb_audit_table_verify (core->store, 0, NULL, NULL, error) ||
      !tb_audit_table_get_head (core->store, &n, &h, error))
    return NULL;

  return json_pack ("{s:b, s:I, s:s}", "ok", TRUE, "n", (json_int_t) n, "h", h);
}

/* Supervisors read a summary of their hall, auditors everything, others their own acts. */
static gboolean
may_read (const TbOperator *who, const json_t *row)
{
  guint roles = tb_desk_roles_from_json (who->roles);

  if ((roles & (1u << TB_ROLE_AUDITOR | 1u << TB_ROLE_SUPERVISOR)) != 0)
    return TRUE;

  return g_strcmp0 (tb_json_get_string (row, "operator"), who->id) == 0;
}

static json_t *
page (TbDeskCore *core, const json_t *args, GError **error)
{
  guint limit = (guint) CLAMP (tb_json_get_int (args, "limit", 50), 1, TB_STORE_MAX_PAGE);
  g_autoptr (TbOperator) who = tb_desk_session_require (core, error);
  g_autoptr (json_t) all = NULL;
  json_t *rows;
  json_t *row;
  gsize i;

  if (who == NULL)
    return NULL;
  all = tb_audit_table_page (core->store, tb_json_get_int (args, "before", 0), limit, error);
  if (all == NULL)
    return NULL;

  rows = json_array ();
  json_array_foreach (all, i, row)
  {
    if (may_read (who, row))
      json_array_append (rows, row);
  }

  return json_pack ("{s:o}", "rows", rows);
}

json_t *
tb_desk_audit (TbDeskCore *core, const json_t *args, GError **error)
{
  if (tb_json_get_bool (args, "verify"))
    return verify (core, error);

  return page (core, args, error);
}
