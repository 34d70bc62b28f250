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
    printf (_ ("The audit chain is whole; rows: %d, head: %s\n"),
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
  gint64 before = 0;
  int limit = 50;
  GOptionEntry entries[] = {
    { "before", 0, 0, G_OPTION_ARG_INT64, &before, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall call = { .name = "audit" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc == 2 && g_str_equal (argv[1], "verify"))
    return verify (tool);
  if (argc > 1)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("“audit” lists, “audit verify” checks"));

  call.args = json_pack ("{s:I, s:i}", "before", (json_int_t) before, "limit", limit);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  tb_tool_print_rows (tool, answer, columns);
  if (!tool->is_json && tb_json_get_int (answer, "next", 0) > 0)
    printf (_ ("There are more: --before %d\n"), (int) tb_json_get_int (answer, "next", 0));

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

  if (argc > 1)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("“%s” takes no arguments"), argv[0]);
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
