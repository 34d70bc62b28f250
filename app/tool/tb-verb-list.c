/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-list"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tb-tool-desk.h"
#include "tb-verb.h"

static void
print_cases (TbTool *tool, const json_t *answer)
{
  const char *const columns[] = {
    "number",     _ ("Number"), "item_name", _ ("Matter"),      "person",
    _ ("Person"), "state_name", _ ("State"), "owner",           _ ("Must act"),
    "due",        _ ("Due"),    "pending",   _ ("Unconfirmed"), NULL,
  };

  tb_tool_print_rows (tool, answer, columns);
}

int
tb_verb_list (TbTool *tool, int argc, char **argv)
{
  g_autofree char *area = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *item = NULL;
  g_autofree char *state = NULL;
  gboolean is_closed = FALSE;
  gboolean is_newest = FALSE;
  int limit = 50;
  GOptionEntry entries[] = {
    { "area", 0, 0, G_OPTION_ARG_STRING, &area, NULL, NULL },
    { "owner", 0, 0, G_OPTION_ARG_STRING, &owner, NULL, NULL },
    { "item", 0, 0, G_OPTION_ARG_STRING, &item, NULL, NULL },
    { "state", 0, 0, G_OPTION_ARG_STRING, &state, NULL, NULL },
    { "closed", 0, 0, G_OPTION_ARG_NONE, &is_closed, NULL, NULL },
    { "newest", 0, 0, G_OPTION_ARG_NONE, &is_newest, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall call = { .name = "list" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc > 1)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("“%s” takes no arguments"), argv[0]);

  call.args = json_pack ("{s:s*, s:s*, s:s*, s:s*, s:b, s:b, s:i}",
                         "area",
                         area,
                         "owner",
                         owner,
                         "item",
                         item,
                         "state",
                         state,
                         "closed",
                         is_closed,
                         "newest",
                         is_newest,
                         "limit",
                         limit);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  print_cases (tool, answer);
  if (!tool->is_json && tb_json_get_bool (answer, "more"))
    printf ("%s\n", _ ("There are more; ask for them with --limit or narrow the list"));

  return TB_EXIT_DONE;
}

/* `search TEXT`: an identity number's beginning, a name, pinyin, initials, a case number. */
int
tb_verb_search (TbTool *tool, int argc, char **argv)
{
  g_autofree char *area = NULL;
  g_autofree char *after = NULL;
  int limit = 50;
  GOptionEntry entries[] = {
    { "area", 0, 0, G_OPTION_ARG_STRING, &area, NULL, NULL },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall call = { .name = "search" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc != 2)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Give one text to search for"));

  call.args = json_pack ("{s:s, s:s*, s:s*, s:i}",
                         "text",
                         argv[1],
                         "area",
                         area,
                         "after",
                         after,
                         "limit",
                         limit);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  print_cases (tool, answer);
  if (!tool->is_json && tb_json_get_string (answer, "next") != NULL)
    printf (_ ("There are more: --after %s\n"), tb_json_get_string (answer, "next"));

  return json_array_size (tb_json_get_array (answer, "rows")) > 0 ? TB_EXIT_DONE
                                                                  : TB_EXIT_NOT_FOUND;
}
