/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-rbac"

#include "config.h"

#include "tb-city-rbac.h"

#include <string.h>

#define N_SCOPES 3

/* One letter a permission: - denied, q may ask, 2 with a second person, R with a reason, + yes.
 * Three letters a role: own, own hall, elsewhere. Columns: staff, trainer, supervisor, admin,
 * auditor. This is the matrix of design decision trust §10, line by line. */
typedef struct {
  const char *name;
  const char *cells[TB_N_ROLES];
} Row;

static const Row matrix[TB_N_ACTIONS] = {
  [TB_ACTION_SIGN_IN] = { "sign-in", { "+++", "+++", "+++", "+++", "+++" } },
  [TB_ACTION_SIGN_IN_OFFLINE] = { "sign-in-offline", { "+++", "---", "+++", "---", "---" } },
  [TB_ACTION_LIST_HALL] = { "list-hall", { "++-", "---", "++-", "---", "---" } },
  [TB_ACTION_SEARCH_ELSEWHERE] = { "search-elsewhere", { "RRR", "---", "RRR", "---", "---" } },
  [TB_ACTION_OPEN_CASE] = { "open-case", { "++-", "---", "++-", "---", "RRR" } },
  [TB_ACTION_REVEAL] = { "reveal", { "R--", "---", "RR-", "---", "---" } },
  [TB_ACTION_HANDLE_CASE] = { "handle-case", { "++-", "---", "++-", "---", "---" } },
  [TB_ACTION_DECIDE] = { "decide", { "---", "---", "-+-", "---", "---" } },
  [TB_ACTION_CANCEL_OWN] = { "cancel-own", { "+--", "---", "++-", "---", "---" } },
  [TB_ACTION_RESOLVE_OWN] = { "resolve-own", { "+--", "---", "++-", "---", "---" } },
  [TB_ACTION_RESOLVE_OTHERS] = { "resolve-others", { "---", "---", "RR-", "---", "---" } },
  [TB_ACTION_REASSIGN] = { "reassign", { "---", "---", "RR-", "---", "---" } },
  [TB_ACTION_RELEASE_LANE] = { "release-lane", { "---", "---", "22-", "222", "---" } },
  [TB_ACTION_PRINT_RECEIPT] = { "print-receipt", { "++-", "---", "++-", "---", "---" } },
  [TB_ACTION_EXPORT] = { "export", { "---", "---", "22-", "---", "RRR" } },
  [TB_ACTION_TRAINING] = { "training", { "+++", "+++", "+++", "---", "---" } },
  [TB_ACTION_SCENARIOS] = { "scenarios", { "---", "+++", "+++", "---", "---" } },
  [TB_ACTION_UNLOCK_OPERATOR] = { "unlock-operator", { "---", "---", "++-", "---", "---" } },
  [TB_ACTION_MANAGE_OPERATOR] = { "manage-operator", { "---", "---", "qq-", "222", "---" } },
  [TB_ACTION_ENROL_DEVICE] = { "enrol-device", { "---", "---", "qq-", "222", "---" } },
  [TB_ACTION_CONFIGURE] = { "configure", { "---", "---", "---", "+++", "---" } },
  [TB_ACTION_SEE_CONTENT] = { "see-content", { "++-", "---", "++-", "---", "RRR" } },
  [TB_ACTION_BACKUP] = { "backup", { "---", "---", "---", "222", "---" } },
  [TB_ACTION_QUARANTINE] = { "quarantine", { "---", "---", "qq-", "RRR", "---" } },
  [TB_ACTION_READ_AUDIT] = { "read-audit", { "+--", "---", "++-", "---", "+++" } },
  [TB_ACTION_CHANGE_AUDIT] = { "change-audit", { "---", "---", "---", "---", "---" } },
};

static TbPermission
read_cell (char c)
{
  switch (c) {
  case '+':
    return TB_PERMISSION_ALLOWED;
  case 'R':
    return TB_PERMISSION_REASON;
  case '2':
    return TB_PERMISSION_TWO;
  case 'q':
    return TB_PERMISSION_REQUEST;
  default:
    return TB_PERMISSION_DENIED;
  }
}

TbPermission
tb_city_rbac_get (int role, int action, int scope)
{
  if (role < 0 || role >= TB_N_ROLES || action < 0 || action >= TB_N_ACTIONS || scope < 0 ||
      scope >= N_SCOPES)
    return TB_PERMISSION_DENIED;

  return read_cell (matrix[action].cells[role][scope]);
}

TbPermission
tb_city_rbac_get_for_roles (guint roles, TbAction action, TbScope scope)
{
  TbPermission best = TB_PERMISSION_DENIED;

  for (int role = 0; role < TB_N_ROLES; role++) {
    if ((roles & 1u << role) != 0)
      best = MAX (best, tb_city_rbac_get (role, (int) action, (int) scope));
  }

  return best;
}

const char *
tb_action_get_name (TbAction self)
{
  g_return_val_if_fail ((guint) self < TB_N_ACTIONS, NULL);

  return matrix[self].name;
}

guint
tb_city_rbac_get_roles (const TbGrant *grant)
{
  guint roles = 0;

  for (guint i = 0; grant->roles[i] != NULL; i++) {
    int role = tb_role_from_name (grant->roles[i]);

    if (role >= 0)
      roles |= 1u << role;
  }

  return roles;
}

gboolean
tb_city_rbac_roles_are_compatible (guint roles)
{
  const guint case_roles = 1u << TB_ROLE_STAFF | 1u << TB_ROLE_SUPERVISOR;
  gboolean is_admin = (roles & 1u << TB_ROLE_ADMIN) != 0;
  gboolean is_auditor = (roles & 1u << TB_ROLE_AUDITOR) != 0;
  gboolean handles_cases = (roles & case_roles) != 0;

  return !(is_admin && is_auditor) && !(is_admin && handles_cases) &&
         !(is_auditor && handles_cases);
}

/* Whether the operator has left a step in the case's history. Ids are unique in a city only. */
static gboolean
has_touched (const TbGrant *grant, TbCase *before)
{
  const json_t *history = tb_json_get_array (tb_case_get_json (before), "history");
  json_t *step;
  gsize i;

  json_array_foreach ((json_t *) history, i, step)
  {
    if (g_strcmp0 (tb_json_get_string (step, "operator"), grant->operator) == 0 &&
        tb_area_from_slug (tb_json_get_string (step, "area")) == grant->area)
      return TRUE;
  }

  return FALSE;
}

TbScope
tb_city_rbac_get_scope (const TbGrant *grant, TbCase *before)
{
  if (before == NULL || has_touched (grant, before))
    return TB_SCOPE_OWN;

  return tb_case_involves (before, grant->area) ? TB_SCOPE_HALL : TB_SCOPE_ELSEWHERE;
}

static gboolean
is_decision (TbCommand *command, const TbItem *item)
{
  const char *id = tb_json_get_string (tb_command_get_args (command), "transition");
  const TbTransition *step =
      id != NULL ? tb_machine_get_transition (tb_item_get_machine (item), id) : NULL;

  return step != NULL && (step->roles & 1u << TB_ROLE_STAFF) == 0;
}

TbAction
tb_city_rbac_get_action (TbCommand *command, const TbItem *item)
{
  switch (tb_command_get_kind (command)) {
  case TB_COMMAND_ADVANCE:
    return item != NULL && is_decision (command, item) ? TB_ACTION_DECIDE : TB_ACTION_HANDLE_CASE;
  case TB_COMMAND_FORWARD:
  case TB_COMMAND_INVALIDATE:
  case TB_COMMAND_REOPEN:
  case TB_COMMAND_CLOSE:
  case TB_COMMAND_SUBMIT:
  case TB_COMMAND_UPDATE:
  case TB_COMMAND_SUPPLEMENT:
  case TB_COMMAND_REQUEST:
  case TB_COMMAND_ANSWER:
  case TB_COMMAND_CANCEL_REQUEST:
  case TB_COMMAND_CLARIFY:
  case TB_COMMAND_REJECT:
  case TB_COMMAND_ADD_PARTICIPANT:
  case TB_COMMAND_REMOVE_PARTICIPANT:
  case TB_COMMAND_NOTE:
  case TB_COMMAND_ATTACH:
  case TB_COMMAND_RATE:
  case TB_COMMAND_REMIND:
    return TB_ACTION_HANDLE_CASE;
  case TB_COMMAND_PRINT_CONFIRMED:
    return TB_ACTION_PRINT_RECEIPT;
  case TB_COMMAND_NOOP:
  default:
    return TB_ACTION_CANCEL_OWN;
  }
}
