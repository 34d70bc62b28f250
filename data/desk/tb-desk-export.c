/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-export"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-audit-table.h"
#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-desk-view.h"
#include "tb-mask.h"
#include "tb-record-table.h"

/* A list leaves the window masked, by a supervisor, with a reason. With full values it needs a
 * second supervisor, who gives their own secret (trust.md §10: two persons). */

static gboolean
check_second (TbDeskCore *core, const TbOperator *who, const json_t *args, GError **error)
{
  const char *second = tb_desk_need_string (args, "second", error);
  const char *secret = second != NULL ? tb_desk_need_string (args, "secret", error) : NULL;
  g_autoptr (TbOperator) other = NULL;

  if (secret == NULL)
    return FALSE;
  other = tb_operator_table_get (core->store, second, NULL);
  if (other != NULL && g_strcmp0 (second, who->id) != 0 &&
      (tb_desk_get_roles (other) & TB_DESK_SUPERVISOR) != 0)
    return tb_operator_table_verify (core->store, second, secret, error);

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_FORBIDDEN,
               _ ("Full values need a second supervisor, another person than %s, who has signed in "
                  "at this window before"),
               who->id);

  return FALSE;
}

static gboolean
may_export (TbDeskCore *core, const TbOperator *who, const json_t *args, GError **error)
{
  gboolean is_full = tb_json_get_bool (args, "full");
  const char *reason = tb_desk_need_string (args, "reason", error);
  g_autoptr (json_t) detail = NULL;
  TbAuditAct act = { .verb = "export", .subject = is_full ? "full" : "masked" };

  if (reason == NULL || !tb_desk_check_reason (reason, error) ||
      (is_full && !check_second (core, who, args, error)))
    return FALSE;

  detail = json_pack ("{s:s, s:s*, s:s*, s:s*}",
                      "reason",
                      reason,
                      "area",
                      tb_json_get_string (args, "area"),
                      "item",
                      tb_json_get_string (args, "item"),
                      "second",
                      is_full ? tb_json_get_string (args, "second") : NULL);
  act.operator_id = who->id;
  act.area = TB_AREA_NONE;
  act.detail = detail;

  return tb_audit_table_append (core->store, &act, NULL, error);
}

static json_t *
describe (TbDeskCore *core, const TbRecordRow *row, gboolean is_full)
{
  json_t *json = tb_desk_view_record (core, row);

  if (is_full) {
    tb_json_set_string (json, "person", row->person_name);
    tb_json_set_string (json, "id_no", row->person_id);
  }

  return json;
}

/* What waits here is sealed for who accepted it: a colleague's case leaves without its person. */
static void
describe_waiting (TbDeskCore *core, json_t *row, gboolean is_full)
{
  g_autoptr (TbProjection) seen = tb_projection_load (core, tb_json_get_string (row, "id"), NULL);
  const char *id_no = seen != NULL ? tb_case_get_person_id (seen->shown) : NULL;
  const char *name = seen != NULL ? tb_case_get_person_name (seen->shown) : NULL;
  g_autofree char *masked = NULL;

  tb_json_set_string (row, "state", seen != NULL ? tb_case_get_state (seen->shown) : "");
  if (id_no != NULL && !is_full)
    masked = tb_mask_apply (TB_MASK_ID, id_no);
  tb_json_set_string (row, "id_no", masked != NULL ? masked : id_no != NULL ? id_no : "");
  if (is_full)
    tb_json_set_string (row, "person", name != NULL ? name : "");
}

/* {area?, owner?, item?, state?, reason, full?, second?, secret?}: open cases; who took them away
 * is on record before the first line is. */
json_t *
tb_desk_export (TbDeskCore *core, const json_t *args, GError **error)
{
  TbRecordFilter filter = { .order = TB_RECORD_ORDER_CHANGED, .limit = TB_STORE_MAX_PAGE };
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_SUPERVISOR, error);
  gboolean is_full = tb_json_get_bool (args, "full");
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (json_t) rows = json_array ();
  json_t *row;
  gsize n_waiting;

  if (who == NULL || !tb_desk_read_filter (core, args, &filter, error) ||
      !may_export (core, who, args, error) || !tb_desk_add_unconfirmed (core, &filter, rows, error))
    return NULL;

  json_array_foreach (rows, n_waiting, row) describe_waiting (core, row, is_full);
  do {
    g_autoptr (GPtrArray) before = g_steal_pointer (&page);

    filter.after =
        before != NULL && before->len > 0 ? g_ptr_array_index (before, before->len - 1) : NULL;
    page = tb_record_table_page (core->store, &filter, error);
    if (page == NULL)
      return NULL;
    for (guint i = 0; i < page->len; i++)
      json_array_append_new (rows, describe (core, g_ptr_array_index (page, i), is_full));
  } while (page->len == filter.limit);

  return json_pack ("{s:O}", "rows", rows);
}
