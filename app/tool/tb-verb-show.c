/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-show"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tb-tool-desk.h"
#include "tb-tool-words.h"
#include "tb-verb.h"

static void
print_head (const json_t *answer)
{
  const json_t *body = json_object_get (answer, "case");
  const json_t *person = json_object_get (body, "person");

  printf ("%s  %s\n",
          tb_json_get_string (body, "number") != NULL ? tb_json_get_string (body, "number") : "",
          tb_json_get_string (answer, "item_name"));
  printf ("%s  %s  %s\n",
          tb_json_get_string (person, "name"),
          tb_json_get_string (person, "id_no"),
          tb_json_get_string (answer, "state_name"));
  printf (_ ("decided by %s, collected in %s; now %s must act\n"),
          tb_tool_word_of (body, "home"),
          tb_tool_word_of (body, "origin"),
          tb_tool_word_of (body, "owner"));
  if (tb_json_get_bool (answer, "confirmed"))
    printf (_ ("confirmed by %s, version %d\n"),
            tb_tool_word_of (answer, "home"),
            (int) tb_json_get_int (answer, "ver", 0));
  else
    printf (_ ("NOT yet confirmed by %s: provisional\n"), tb_tool_word_of (answer, "home"));
}

static void
print_deadlines (const json_t *answer)
{
  json_t *row;
  gsize i;

  json_array_foreach (json_object_get (answer, "deadlines"), i, row)
  {
    const char *state = tb_json_get_bool (row, "stopped")   ? _ ("stopped")
                        : tb_json_get_bool (row, "paused")  ? _ ("paused")
                        : tb_json_get_bool (row, "overdue") ? _ ("overdue")
                                                            : _ ("running");

    printf (_ ("  clock %s (%s): day %d of %d, due %s%s, %s\n"),
            tb_json_get_string (row, "leg"),
            tb_json_get_string (row, "name"),
            (int) tb_json_get_int (row, "used", 0),
            (int) tb_json_get_int (row, "days", 0),
            tb_json_get_string (row, "due"),
            tb_json_get_bool (row, "uncertain") ? _ (" (not certain: calendar ends)") : "",
            state);
  }
}

static void
print_pending (const json_t *answer)
{
  json_t *row;
  gsize i;

  json_array_foreach (json_object_get (answer, "pending"), i, row)
  {
    const char *failure = tb_json_get_string (row, "expected_failure");

    printf (_ ("  unconfirmed: %s (%s)%s%s\n"),
            tb_tool_word_of (row, "kind"),
            tb_tool_word_of (row, "state"),
            failure != NULL ? " – " : "",
            failure != NULL ? failure : "");
  }
}

static void
print_actions (const json_t *answer)
{
  json_t *row;
  gsize i;

  json_array_foreach (json_object_get (answer, "actions"), i, row)
  {
    const char *why = tb_json_get_string (row, "why");

    printf ("  %s %s  %s%s%s\n",
            tb_json_get_bool (row, "allowed") ? "→" : "×",
            tb_json_get_string (row, "transition"),
            tb_json_get_string (row, "name"),
            why != NULL ? " – " : "",
            why != NULL ? why : "");
  }
}

static int
show (TbTool *tool, const char *wanted, const char *reveal, const char *reason)
{
  TbToolCall call = { .name = "show" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  call.args = json_pack ("{s:s, s:s*, s:s*}", "case", wanted, "reveal", reveal, "reason", reason);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  if (tool->is_json) {
    tb_tool_print_json (answer);
    return TB_EXIT_DONE;
  }
  print_head (answer);
  print_deadlines (answer);
  print_pending (answer);
  print_actions (answer);

  return TB_EXIT_DONE;
}

static int
print_document (TbTool *tool, const char *wanted, const char *print)
{
  TbToolCall call = { .name = "print" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  call.args = json_pack ("{s:s, s:s}", "case", wanted, "print", print);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  if (tool->is_json)
    tb_tool_print_json (answer);
  else
    fputs (tb_json_get_string (answer, "text"), stdout);

  return TB_EXIT_DONE;
}

int
tb_verb_show (TbTool *tool, int argc, char **argv)
{
  g_autofree char *reveal = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *print = NULL;
  GOptionEntry entries[] = {
    { "reveal", 0, 0, G_OPTION_ARG_STRING, &reveal, NULL, NULL },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL },
    { "print", 0, 0, G_OPTION_ARG_STRING, &print, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc != 2)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Name one case by its number or id"));
  if (print != NULL)
    return print_document (tool, argv[1], print);

  return show (tool, argv[1], reveal, reason);
}

int
tb_verb_explain (TbTool *tool, int argc, char **argv)
{
  TbToolCall call = { .name = "explain" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;
  json_t *leg;
  json_t *line;
  gsize i;
  gsize l;

  if (argc < 2 || argc > 3)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Name one case and, if need be, one of its clocks"));

  call.args = json_pack ("{s:s, s:s*}", "case", argv[1], "leg", argc == 3 ? argv[2] : NULL);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  if (tool->is_json) {
    tb_tool_print_json (answer);
    return TB_EXIT_DONE;
  }
  json_array_foreach (json_object_get (answer, "legs"), i, leg)
  {
    json_array_foreach (json_object_get (leg, "lines"), l, line)
    {
      printf ("%s%s\n", l > 0 ? "  " : "", json_string_value (line));
    }
  }

  return TB_EXIT_DONE;
}
