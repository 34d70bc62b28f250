/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-rights"

#include "config.h"

#include "tb-desk-rights.h"

#include <glib/gi18n-lib.h>

#include "tb-audit-table.h"
#include "tb-time.h"

/* So many full values may be looked at in so long before the secret is asked again (SEC-8). */
#define MAX_REVEALS     10
#define REVEAL_FRAME_US (10 * G_TIME_SPAN_MINUTE)

guint
tb_desk_get_roles (const TbOperator *who)
{
  return tb_desk_roles_from_json (who->roles);
}

TbOperator *
tb_desk_require_role (TbDeskCore *core, guint roles, GError **error)
{
  g_autoptr (TbOperator) who = tb_desk_session_require (core, error);

  if (who == NULL || (tb_desk_get_roles (who) & roles) != 0)
    return g_steal_pointer (&who);

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_FORBIDDEN,
               _ ("The role of %s does not allow this; nothing was changed"),
               who->id);

  return NULL;
}

gboolean
tb_desk_check_reason (const char *reason, GError **error)
{
  g_autofree char *text = reason != NULL ? g_strstrip (g_strdup (reason)) : NULL;

  if (text == NULL || g_utf8_strlen (text, -1) >= TB_DESK_MIN_REASON)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("The reason must say something: at least %d characters"),
               TB_DESK_MIN_REASON);

  return FALSE;
}

const char *
tb_desk_get_reader (const TbOperator *who)
{
  return (tb_desk_get_roles (who) & TB_DESK_SUPERVISOR) != 0 ? NULL : who->id;
}

/* Own rows "case.revealed" since @since_us among the newest of the audit. */
static guint
count_reveals (TbDeskCore *core, const TbOperator *who, gint64 since_us)
{
  g_autoptr (json_t) rows = tb_audit_table_page (core->store, 0, TB_STORE_MAX_PAGE, NULL);
  guint n = 0;
  json_t *row;
  gsize i;

  json_array_foreach (rows, i, row)
  {
    gint64 at_us = 0;

    tb_time_parse (tb_json_get_string (row, "at"), &at_us);
    if (at_us < since_us)
      break;
    n += g_strcmp0 (tb_json_get_string (row, "verb"), "case.revealed") == 0 &&
         g_strcmp0 (tb_json_get_string (row, "operator"), who->id) == 0;
  }

  return n;
}

gboolean
tb_desk_reveal (TbDeskCore *core,
                const TbOperator *who,
                const char *subject,
                const char *reason,
                GError **error)
{
  g_autoptr (json_t) detail = json_pack ("{s:s}", "reason", reason);
  TbAuditAct act = { .verb = "case.revealed", .subject = subject, .area = TB_AREA_NONE };
  gint64 since_us = tb_clock_wall_us (&core->clock) - REVEAL_FRAME_US;

  if (!tb_desk_check_reason (reason, error))
    return FALSE;
  if (count_reveals (core, who, MAX (since_us, tb_desk_session_get_start_us (core))) >=
      MAX_REVEALS) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_SIGN_IN,
                 _ ("%d times full values within ten minutes: sign in again to go on"),
                 MAX_REVEALS);
    return FALSE;
  }

  act.operator_id = who->id;
  act.detail = detail;

  return tb_audit_table_append (core->store, &act, NULL, error);
}

gboolean
tb_desk_note_look (TbDeskCore *core,
                   const TbOperator *who,
                   const char *verb,
                   const char *subject,
                   GError **error)
{
  TbAuditAct act = { .verb = verb, .subject = subject, .area = TB_AREA_NONE };

  act.operator_id = who->id;

  return tb_audit_table_append (core->store, &act, NULL, error);
}
