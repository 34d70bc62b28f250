/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-outbox"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tb-tool-desk.h"
#include "tb-tool-words.h"
#include "tb-verb.h"

int
tb_verb_outbox (TbTool *tool, int argc, char **argv)
{
  g_autofree char *area = NULL;
  g_autofree char *state = NULL;
  gint64 after = 0;
  int limit = 50;
  GOptionEntry entries[] = {
    { "area", 0, 0, G_OPTION_ARG_STRING, &area, NULL, NULL },
    { "state", 0, 0, G_OPTION_ARG_STRING, &state, NULL, NULL },
    { "after", 0, 0, G_OPTION_ARG_INT64, &after, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  const char *const columns[] = {
    "command",  _ ("Command"), "number", _ ("Number"), "person", _ ("Person"),
    "area",     _ ("City"),    "kind",   _ ("What"),   "state",  _ ("State"),
    "attempts", _ ("Tries"),   "reason", _ ("Reason"), NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall call = { .name = "outbox" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc > 2)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Give one text to search for"));

  call.args = json_pack ("{s:s*, s:s*, s:s*, s:I, s:i}",
                         "area",
                         area,
                         "state",
                         state,
                         "text",
                         argc > 1 ? argv[1] : NULL,
                         "after",
                         (json_int_t) after,
                         "limit",
                         limit);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  tb_tool_print_rows (tool, answer, columns);
  if (!tool->is_json && tb_json_get_int (answer, "next", 0) > 0)
    printf (_ ("There are more: --after %d\n"), (int) tb_json_get_int (answer, "next", 0));

  return TB_EXIT_DONE;
}

int
tb_verb_cancel (TbTool *tool, int argc, char **argv)
{
  TbToolCall call = { .name = "cancel" };

  if (argc != 2)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Name one command of the outbox"));
  call.args = json_pack ("{s:s}", "command", argv[1]);

  return tb_tool_call_and_print (tool, &call);
}

static void
print_conflict (const json_t *answer)
{
  json_t *row;
  gsize i;

  json_array_foreach (json_object_get (answer, "rows"), i, row)
  {
    g_autofree char *base = tb_json_to_string (json_object_get (row, "base"));
    g_autofree char *mine = tb_json_to_string (json_object_get (row, "mine"));
    g_autofree char *theirs = tb_json_to_string (json_object_get (row, "theirs"));

    printf ("%s  [%s]\n", tb_json_get_string (row, "field"), tb_tool_word_of (row, "kind"));
    printf (_ ("  seen:   %s\n  mine:   %s\n  theirs: %s\n"), base, mine, theirs);
  }
}

static int
look_at (TbTool *tool, const char *command, const char *reveal)
{
  TbToolCall call = { .name = "conflict" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  call.args = json_pack ("{s:s, s:s*}", "command", command, "reveal", reveal);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  if (tool->is_json)
    tb_tool_print_json (answer);
  else
    print_conflict (answer);

  return TB_EXIT_DONE;
}

/* `decide COMMAND`: what stands against what; `decide COMMAND --take mine|theirs --reason TEXT
 * [field=mine|theirs|=VALUE…]`: the decision, as a new command. */
int
tb_verb_decide (TbTool *tool, int argc, char **argv)
{
  g_autofree char *take = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *reveal = NULL;
  GOptionEntry entries[] = {
    { "take", 0, 0, G_OPTION_ARG_STRING, &take, NULL, NULL },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL },
    { "reveal", 0, 0, G_OPTION_ARG_STRING, &reveal, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  g_autoptr (json_t) choices = json_object ();
  TbToolCall call = { .name = "decide" };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc < 2)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Name one command that needs a decision"));
  if (take == NULL && reason == NULL && argc == 2)
    return look_at (tool, argv[1], reveal);
  if (!tb_tool_read_pairs (argv + 2, argc - 2, choices))
    return TB_EXIT_USAGE;

  call.args = json_pack ("{s:s, s:s*, s:s*, s:O}",
                         "command",
                         argv[1],
                         "take",
                         take,
                         "reason",
                         reason,
                         "choices",
                         choices);

  return tb_tool_call_and_print (tool, &call);
}
