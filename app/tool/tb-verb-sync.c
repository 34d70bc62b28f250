/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-sync"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tb-tool-desk.h"
#include "tb-tool-words.h"
#include "tb-verb.h"

/* A stopped lane waits for a person, who is told what there is to do. */
static void
print_stopped (TbTool *tool, const json_t *answer)
{
  json_t *row;
  gsize i;

  json_array_foreach (json_object_get (answer, "rows"), i, row)
  {
    if (!tool->is_json && g_strcmp0 (tb_json_get_string (row, "state"), "stopped") == 0)
      printf (_ ("%s: find out why it stopped; then a supervisor lets it run again: tongbanctl "
                 "release %s --reason TEXT\n"),
              tb_tool_word_of (row, "area"),
              tb_json_get_string (row, "area"));
  }
}

static void
print_status (TbTool *tool, const json_t *answer)
{
  const char *const columns[] = {
    "area",        _ ("City"),         "state",      _ ("State"),  "waiting",
    _ ("Waiting"), "decide",           _ ("Decide"), "seq",        _ ("Position"),
    "next_try_s",  _ ("Next try (s)"), "reason",     _ ("Reason"), NULL,
  };

  tb_tool_print_rows (tool, answer, columns);
  print_stopped (tool, answer);
}

/* A change of one city's state, while `watch` runs. */
static void
step_told_cb (const json_t *part, gpointer user_data)
{
  TbTool *tool = user_data;
  g_autofree char *at = tb_tool_local_time (tb_json_get_string (part, "at"));

  if (tool->is_json)
    tb_tool_print_json (part);
  else
    printf (_ ("%s  %s  %s, waiting: %d\n"),
            at,
            tb_tool_word_of (part, "area"),
            tb_tool_word_of (part, "state"),
            (int) tb_json_get_int (part, "waiting", 0));
  fflush (stdout);
}

/* `sync [--timeout S]`: sends and fetches until every city that answers has nothing more. */
int
tb_verb_sync (TbTool *tool, int argc, char **argv)
{
  int timeout_s = 20;
  gboolean is_status = FALSE;
  GOptionEntry entries[] = {
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s, NULL, NULL },
    { "status", 0, 0, G_OPTION_ARG_NONE, &is_status, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall call = { .name = "sync" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc > 1)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("“%s” takes no arguments"), argv[0]);
  if (is_status)
    call.name = "status";

  call.args = json_pack ("{s:i}", "timeout_ms", CLAMP (timeout_s, 0, 86400) * 1000);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  print_status (tool, answer);

  return tb_json_get_bool (answer, "quiet") || is_status ? TB_EXIT_DONE : TB_EXIT_UNREACHABLE;
}

/* `watch`: keeps the lanes running and tells every change, until it is interrupted. */
int
tb_verb_watch (TbTool *tool, int argc, char **argv)
{
  TbToolCall call = { .name = "sync", .progress = step_told_cb, .progress_data = tool };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  if (argc > 1)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("“%s” takes no arguments"), argv[0]);
  call.args = json_pack ("{s:b}", "forever", TRUE);
  answer = tb_tool_call (tool, &call, &code);

  return (int) code;
}

/* `release AREA --reason TEXT` */
int
tb_verb_release (TbTool *tool, int argc, char **argv)
{
  g_autofree char *reason = NULL;
  GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall call = { .name = "release" };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc != 2 || reason == NULL)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Name the city whose lane stopped, and the reason"));

  call.args = json_pack ("{s:s, s:s}", "area", argv[1], "reason", reason);

  return tb_tool_call_and_print (tool, &call);
}
