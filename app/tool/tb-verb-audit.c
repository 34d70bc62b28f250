/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-audit"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tb-tool-desk.h"
#include "tb-verb.h"

static int
verify (TbTool *tool)
{
  TbToolCall call = { .name = "audit" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  call.args = json_pack ("{s:b}", "verify", TRUE);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  if (tool->is_json)
    tb_tool_print_json (answer);
  else
    printf (_ ("The audit chain is whole: %d rows, head %s\n"),
            (int) tb_json_get_int (answer, "n", 0),
            tb_json_get_string (answer, "h"));

  return TB_EXIT_DONE;
}

/* `audit`: the newest rows; `audit verify`: recomputes the chain. */
int
tb_verb_audit (TbTool *tool, int argc, char **argv)
{
  const char *const columns[] = {
    "n",    _ ("Row"), "at",      _ ("At"),      "operator", _ ("Operator"),
    "verb", _ ("Act"), "subject", _ ("Of what"), NULL,
  };
  TbToolCall call = { .name = "audit" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  if (argc == 2 && g_str_equal (argv[1], "verify"))
    return verify (tool);
  if (argc > 1)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("“audit” lists, “audit verify” checks"));

  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  tb_tool_print_rows (tool, answer, columns);

  return TB_EXIT_DONE;
}

int
tb_verb_doctor (TbTool *tool, int argc, char **argv)
{
  const char *const columns[] = {
    "check", _ ("Check"), "ok", _ ("In order"), "finding", _ ("Finding"), NULL,
  };
  TbToolCall call = { .name = "doctor" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;
  json_t *row;
  gsize i;

  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  tb_tool_print_rows (tool, answer, columns);
  json_array_foreach (json_object_get (answer, "rows"), i, row)
  {
    if (!tb_json_get_bool (row, "ok"))
      return TB_EXIT_INVALID;
  }

  return TB_EXIT_DONE;
}
