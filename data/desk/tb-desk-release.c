/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-release"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-audit-table.h"
#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-lane-table.h"

/* The alarm of the lane to @area. */
static char *
find_alarm (TbDeskCore *core, TbArea area, GError **error)
{
  g_autoptr (TbLane) lane = tb_lane_table_get (core->store, area, error);

  if (lane == NULL)
    return NULL;
  if (lane->is_stopped)
    return g_strdup (lane->alarm != NULL ? lane->alarm : "");

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("The lane to %s is not stopped"),
               tb_area_get_name_zh (area));

  return NULL;
}

static gboolean
audit_reason (TbDeskCore *core,
              TbArea area,
              const TbOperator *who,
              const char *reason,
              GError **error)
{
  g_autoptr (json_t) detail = json_pack ("{s:s}", "reason", reason);
  TbAuditAct act = {
    .verb = "lane.release",
    .operator_id = who->id,
    .area = area,
    .detail = detail,
  };

  return tb_audit_table_append (core->store, &act, NULL, error);
}

/* {area, reason}: nothing is skipped by it. The lane asks the city about all that it is not sure
 * of, and stops again when the cause is still there. */
json_t *
tb_desk_release (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *slug = tb_desk_need_string (args, "area", error);
  const char *reason = slug != NULL ? tb_desk_need_string (args, "reason", error) : NULL;
  g_autoptr (TbOperator) who =
      reason != NULL ? tb_desk_require_role (core, TB_DESK_SUPERVISOR | 1u << TB_ROLE_ADMIN, error)
                     : NULL;
  TbLaneDriver *driver = NULL;
  TbArea area;
  g_autofree char *alarm = NULL;

  if (who == NULL || !tb_desk_read_area (args, "area", &area, error) ||
      !tb_desk_check_reason (reason, error))
    return NULL;
  driver = tb_sync_get_driver (core->sync, area);
  if (driver == NULL) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("This window has no lane to “%s”"),
                 slug);
    return NULL;
  }
  alarm = find_alarm (core, area, error);
  if (alarm == NULL || !audit_reason (core, area, who, reason, error) ||
      !tb_lane_driver_resume (driver, who->id, error))
    return NULL;

  return json_pack ("{s:s, s:s}", "area", tb_area_get_slug (area), "was", alarm);
}
