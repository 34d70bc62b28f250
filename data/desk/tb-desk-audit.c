/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-audit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-audit-table.h"
#include "tb-desk-calls.h"
#include "tb-desk-rights.h"

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

/* Auditors read everything; a supervisor who does what in the hall, not on what; everybody their
 * own acts (trust.md §10). NULL: not this row. */
static json_t *
dup_readable (const TbOperator *who, const json_t *row)
{
  guint roles = tb_desk_get_roles (who);
  gboolean is_own = g_strcmp0 (tb_json_get_string (row, "operator"), who->id) == 0;
  json_t *copy;

  if (!is_own && (roles & (TB_DESK_AUDITOR | TB_DESK_SUPERVISOR)) == 0)
    return NULL;

  copy = json_deep_copy (row);
  if (!is_own && (roles & TB_DESK_AUDITOR) == 0) {
    json_object_del (copy, "subject");
    json_object_del (copy, "detail");
  }

  return copy;
}

/* {rows, next}: @limit readable rows before @before, however many others lie between. */
static json_t *
page (TbDeskCore *core, const json_t *args, GError **error)
{
  guint limit = (guint) CLAMP (tb_json_get_int (args, "limit", 50), 1, TB_STORE_MAX_PAGE);
  gint64 before = tb_json_get_int (args, "before", 0);
  g_autoptr (TbOperator) who = tb_desk_session_require (core, error);
  g_autoptr (json_t) rows = json_array ();
  gboolean is_over = FALSE;

  if (who == NULL)
    return NULL;

  while (!is_over && json_array_size (rows) < limit) {
    g_autoptr (json_t) all = tb_audit_table_page (core->store, before, TB_STORE_MAX_PAGE, error);
    json_t *row;
    gsize i;

    if (all == NULL)
      return NULL;
    is_over = json_array_size (all) < TB_STORE_MAX_PAGE;
    json_array_foreach (all, i, row)
    {
      json_t *copy = dup_readable (who, row);

      if (copy != NULL)
        json_array_append_new (rows, copy);
      before = tb_json_get_int (row, "n", 0);
      if (json_array_size (rows) == limit)
        break;
    }
  }

  return json_pack ("{s:O, s:I}",
                    "rows",
                    rows,
                    "next",
                    (json_int_t) (json_array_size (rows) == limit ? before : 0));
}

json_t *
tb_desk_audit (TbDeskCore *core, const json_t *args, GError **error)
{
  if (tb_json_get_bool (args, "verify"))
    return verify (core, error);

  return page (core, args, error);
}
