/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <string.h>

#include "tb-city-rbac.h"

/* Rule: trust §10, written down a second time, by hand: whoever changes a cell of the product
 * changes it here too, or is stopped. Columns: staff, trainer, supervisor, admin, auditor; in
 * each: own, own hall, elsewhere. */
static const char *const rows[TB_N_ACTIONS] = {
  [TB_ACTION_SIGN_IN] = "+++ +++ +++ +++ +++",
  [TB_ACTION_SIGN_IN_OFFLINE] = "+++ --- +++ --- ---",
  [TB_ACTION_LIST_HALL] = "++- --- ++- --- ---",
  [TB_ACTION_SEARCH_ELSEWHERE] = "RRR --- RRR --- ---",
  [TB_ACTION_OPEN_CASE] = "++- --- ++- --- RRR",
  [TB_ACTION_REVEAL] = "R-- --- RR- --- ---",
  [TB_ACTION_HANDLE_CASE] = "++- --- ++- --- ---",
  [TB_ACTION_DECIDE] = "--- --- -+- --- ---",
  [TB_ACTION_CANCEL_OWN] = "+-- --- ++- --- ---",
  [TB_ACTION_RESOLVE_OWN] = "+-- --- ++- --- ---",
  [TB_ACTION_RESOLVE_OTHERS] = "--- --- RR- --- ---",
  [TB_ACTION_REASSIGN] = "--- --- RR- --- ---",
  [TB_ACTION_RELEASE_LANE] = "--- --- 22- 222 ---",
  [TB_ACTION_PRINT_RECEIPT] = "++- --- ++- --- ---",
  [TB_ACTION_EXPORT] = "--- --- 22- --- RRR",
  [TB_ACTION_TRAINING] = "+++ +++ +++ --- ---",
  [TB_ACTION_SCENARIOS] = "--- +++ +++ --- ---",
  [TB_ACTION_UNLOCK_OPERATOR] = "--- --- ++- --- ---",
  [TB_ACTION_MANAGE_OPERATOR] = "--- --- qq- 222 ---",
  [TB_ACTION_ENROL_DEVICE] = "--- --- qq- 222 ---",
  [TB_ACTION_CONFIGURE] = "--- --- --- +++ ---",
  [TB_ACTION_SEE_CONTENT] = "++- --- ++- --- RRR",
  [TB_ACTION_BACKUP] = "--- --- --- 222 ---",
  [TB_ACTION_QUARANTINE] = "--- --- qq- RRR ---",
  [TB_ACTION_READ_AUDIT] = "+-- --- ++- --- +++",
  [TB_ACTION_CHANGE_AUDIT] = "--- --- --- --- ---",
};

static char
letter (TbPermission permission)
{
  static const char letters[] = { '-', 'q', '2', 'R', '+' };

  g_assert_cmpuint (permission, <, sizeof letters);

  return letters[permission];
}

static void
test_every_cell (void)
{
  for (int action = 0; action < TB_N_ACTIONS; action++) {
    for (int i = 0; i < TB_N_ROLES * TB_N_SCOPES; i++) {
      int role = i / TB_N_SCOPES;
      int scope = i % TB_N_SCOPES;
      char wanted = rows[action][role * (TB_N_SCOPES + 1) + scope];

      g_test_message ("%s %s %d", tb_action_get_name (action), tb_role_get_name (role), scope);
      g_assert_cmpint (letter (tb_city_rbac_get (role, action, scope)), ==, wanted);
      g_assert_cmpint (letter (tb_city_rbac_get_for_roles (1u << role, action, scope)), ==, wanted);
    }
  }
}

static void
test_what_is_not_in_the_table_is_denied (void)
{
  static const int values[] = { G_MININT, -1, 0, 1, 3, 5, 26, 1000, G_MAXINT };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (values); j++) {
      g_assert_cmpint (tb_city_rbac_get (-1, values[i], values[j]), ==, TB_PERMISSION_DENIED);
      g_assert_cmpint (tb_city_rbac_get (TB_N_ROLES, values[i], values[j]),
                       ==,
                       TB_PERMISSION_DENIED);
      g_assert_cmpint (tb_city_rbac_get (values[i], -1, values[j]), ==, TB_PERMISSION_DENIED);
      g_assert_cmpint (tb_city_rbac_get (values[i], TB_N_ACTIONS, values[j]),
                       ==,
                       TB_PERMISSION_DENIED);
      g_assert_cmpint (tb_city_rbac_get (values[i], values[j], -1), ==, TB_PERMISSION_DENIED);
      g_assert_cmpint (tb_city_rbac_get (values[i], values[j], TB_N_SCOPES),
                       ==,
                       TB_PERMISSION_DENIED);
    }
  }
  g_assert_cmpint (tb_city_rbac_get_for_roles (0, TB_ACTION_SIGN_IN, TB_SCOPE_OWN),
                   ==,
                   TB_PERMISSION_DENIED);
  g_assert_cmpint (tb_city_rbac_get_for_roles (1u << 31, TB_ACTION_SIGN_IN, TB_SCOPE_OWN),
                   ==,
                   TB_PERMISSION_DENIED);
}

/* SEC-40: no combination of roles that one person may hold can both act on cases and wipe out, or
 * watch over, its own traces; and whatever is held, nobody changes the audit. */
static void
test_powers_are_separated (void)
{
  const guint handlers = 1u << TB_ROLE_STAFF | 1u << TB_ROLE_SUPERVISOR;
  guint n_allowed = 0;

  for (guint roles = 0; roles < 1u << TB_N_ROLES; roles++) {
    gboolean is_admin = (roles & 1u << TB_ROLE_ADMIN) != 0;
    gboolean is_auditor = (roles & 1u << TB_ROLE_AUDITOR) != 0;
    gboolean is_handler = (roles & handlers) != 0;

    g_assert_cmpint (tb_city_rbac_roles_are_compatible (roles),
                     ==,
                     is_admin + is_auditor + is_handler <= 1);
    for (int scope = 0; scope < TB_N_SCOPES; scope++)
      g_assert_cmpint (tb_city_rbac_get_for_roles (roles, TB_ACTION_CHANGE_AUDIT, scope),
                       ==,
                       TB_PERMISSION_DENIED);
    if (!tb_city_rbac_roles_are_compatible (roles) || !is_admin)
      continue;
    n_allowed++;
    g_assert_cmpint (tb_city_rbac_get_for_roles (roles, TB_ACTION_SEE_CONTENT, TB_SCOPE_HALL),
                     ==,
                     TB_PERMISSION_DENIED);
    g_assert_cmpint (tb_city_rbac_get_for_roles (roles, TB_ACTION_READ_AUDIT, TB_SCOPE_HALL),
                     ==,
                     TB_PERMISSION_DENIED);
  }
  g_assert_cmpuint (n_allowed, >, 0);
}

static void
test_more_roles_never_allow_less (void)
{
  for (guint roles = 0; roles < 1u << TB_N_ROLES; roles++) {
    for (int i = 0; i < TB_N_ACTIONS * TB_N_SCOPES * TB_N_ROLES; i++) {
      TbAction action = i % TB_N_ACTIONS;
      TbScope scope = i / TB_N_ACTIONS % TB_N_SCOPES;
      guint more = roles | 1u << i / TB_N_ACTIONS / TB_N_SCOPES;

      g_assert_cmpint (tb_city_rbac_get_for_roles (roles, action, scope),
                       <=,
                       tb_city_rbac_get_for_roles (more, action, scope));
    }
  }
}

static void
test_unknown_role_names_give_nothing (void)
{
  static char *names[] = { (char *) "staff", (char *) "emperor", (char *) "", NULL };
  const TbGrant grant = { .roles = names };

  g_assert_cmpuint (tb_city_rbac_get_roles (&grant), ==, 1u << TB_ROLE_STAFF);
}

static TbCase *
new_case (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) body = tb_json_parse (
      "{\"id\":\"00000000-0000-7000-8000-000000000001\",\"number\":\"AS-20261010-03-00017-4\","
      "\"item\":{\"id\":\"x\",\"version\":1},\"home\":\"fushun\",\"origin\":\"anshan\","
      "\"owner\":\"fushun\",\"partners\":[\"benxi\"],\"state\":\"s\",\"person\":{},\"form\":{},"
      "\"materials\":{},\"clocks\":[],\"history\":[{\"operator\":\"li\",\"area\":\"anshan\"}]}",
      -1,
      &error);
  TbCase *made;

  g_assert_no_error (error);
  made = tb_case_new_take (g_steal_pointer (&body), &error);
  g_assert_no_error (error);

  return made;
}

/* Ids of operators are unique in a city only: another city's li has done nothing here. */
static void
test_scope_is_who_and_where (void)
{
  static const struct {
    const char *operator;
    TbArea area;
    TbScope scope;
  } people[] = {
    { "li", TB_AREA_ANSHAN, TB_SCOPE_OWN },        { "wang", TB_AREA_ANSHAN, TB_SCOPE_HALL },
    { "li", TB_AREA_FUSHUN, TB_SCOPE_HALL },       { "wang", TB_AREA_BENXI, TB_SCOPE_HALL },
    { "li", TB_AREA_TIELING, TB_SCOPE_ELSEWHERE }, { "wang", TB_AREA_SHENFU, TB_SCOPE_ELSEWHERE },
  };
  g_autoptr (TbCase) before = new_case ();

  for (guint i = 0; i < G_N_ELEMENTS (people); i++) {
    const TbGrant grant = { .operator= (char *) people[i].operator, .area = people[i].area };

    g_assert_cmpint (tb_city_rbac_get_scope (&grant, before), ==, people[i].scope);
    g_assert_cmpint (tb_city_rbac_get_scope (&grant, NULL), ==, TB_SCOPE_OWN);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/city/rbac/every-cell-is-as-decided", test_every_cell);
  g_test_add_func ("/city/rbac/what-is-not-in-the-table-is-denied",
                   test_what_is_not_in_the_table_is_denied);
  g_test_add_func ("/city/rbac/powers-are-separated", test_powers_are_separated);
  g_test_add_func ("/city/rbac/more-roles-never-allow-less", test_more_roles_never_allow_less);
  g_test_add_func ("/city/rbac/unknown-role-names-give-nothing",
                   test_unknown_role_names_give_nothing);
  g_test_add_func ("/city/rbac/scope-is-who-and-where", test_scope_is_who_and_where);

  return g_test_run ();
}
