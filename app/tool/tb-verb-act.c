/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-act"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tb-tool-desk.h"
#include "tb-tool-words.h"
#include "tb-verb.h"

static void
print_accepted (TbTool *tool, const json_t *answer, const char *kind)
{
  if (tool->is_json)
    tb_tool_print_json (answer);
  else
    printf (_ ("%s: accepted (%s), waits for %s to confirm; state then: %s\n"),
            tb_json_get_string (answer, "number"),
            tb_tool_word (kind),
            tb_tool_word_of (answer, "area"),
            tb_json_get_string (answer, "state_name"));
}

/* Accepts a command on a case; says what was accepted and that its city has not confirmed it. */
static int
act (TbTool *tool, const char *wanted, const char *kind, const char *seen, json_t *content)
{
  TbToolCall call = { .name = "act" };
  TbExit code;
  g_autoptr (json_t) answer = NULL;

  call.args = json_pack ("{s:s, s:s, s:o, s:s*}",
                         "case",
                         wanted,
                         "kind",
                         kind,
                         "args",
                         content,
                         "seen",
                         seen);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  print_accepted (tool, answer, kind);

  return TB_EXIT_DONE;
}

/* `advance CASE TRANSITION [field=value…] [--reason TEXT] [--seen WORD]` */
int
tb_verb_advance (TbTool *tool, int argc, char **argv)
{
  g_autofree char *reason = NULL;
  g_autofree char *seen = NULL;
  GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL },
    { "seen", 0, 0, G_OPTION_ARG_STRING, &seen, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  g_autoptr (json_t) fields = json_object ();
  json_t *content;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc < 3)
    return tb_tool_fail (TB_EXIT_USAGE,
                         _ ("Name the case and the transition; “show” lists what is possible"));
  if (!tb_tool_read_pairs (argv + 3, argc - 3, fields))
    return TB_EXIT_USAGE;

  content = json_pack ("{s:s}", "transition", argv[2]);
  tb_json_set_string (content, "reason", reason);
  if (json_object_size (fields) > 0)
    json_object_set (content, "fields", fields);

  return act (tool, argv[1], "advance", seen, content);
}

/* CASE TEXT… */
static int
act_with_text (TbTool *tool, int argc, char **argv, const char *kind)
{
  g_autofree char *text = NULL;

  if (argc < 3)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Name the case and give the text"));

  text = g_strjoinv (" ", argv + 2);
  if (!g_utf8_validate (text, -1, NULL))
    return tb_tool_fail (TB_EXIT_USAGE, _ ("An argument is not valid UTF-8"));

  return act (tool, argv[1], kind, NULL, json_pack ("{s:s}", "text", text));
}

int
tb_verb_note (TbTool *tool, int argc, char **argv)
{
  return act_with_text (tool, argc, argv, "note");
}

int
tb_verb_clarify (TbTool *tool, int argc, char **argv)
{
  return act_with_text (tool, argc, argv, "clarify");
}

int
tb_verb_remind (TbTool *tool, int argc, char **argv)
{
  if (argc == 2)
    return act (tool, argv[1], "remind", NULL, json_object ());

  return act_with_text (tool, argc, argv, "remind");
}

/* A value that is JSON (a number, an object, true) is taken as that, everything else as text. */
static void
read_values (json_t *object)
{
  const char *member;
  json_t *value;
  void *next;

  json_object_foreach_safe (object, next, member, value)
  {
    const char *text = json_string_value (value);
    json_t *parsed = NULL;

    if (text[0] == '{' || text[0] == '[' || g_str_equal (text, "true") ||
        g_str_equal (text, "false"))
      parsed = tb_json_parse (text, -1, NULL);
    if (parsed != NULL)
      json_object_set_new (object, member, parsed);
  }
}

/* `act CASE attach file=PATH [material=ID] [name=NAME]` */
static int
attach (TbTool *tool, const char *wanted, json_t *content)
{
  TbToolCall call = { .name = "attach", .args = content };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  tb_json_set_string (content, "case", wanted);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  print_accepted (tool, answer, "attach");

  return TB_EXIT_DONE;
}

/* `update mobile=…` is `update form={"mobile": …}`. */
static void
read_update (json_t *content)
{
  json_t *form = json_object_get (content, "form");
  const char *member;
  json_t *value;
  void *next;

  if (!json_is_object (form)) {
    form = json_object ();
    json_object_set_new (content, "form", form);
  }
  json_object_foreach_safe (content, next, member, value)
  {
    if (g_str_equal (member, "form") || g_str_equal (member, "reason"))
      continue;
    json_object_set (form, member, value);
    json_object_del (content, member);
  }
}

/* `act CASE KIND [name=value…]`: every other command. */
int
tb_verb_act (TbTool *tool, int argc, char **argv)
{
  json_t *content = json_object ();

  if (argc < 3) {
    json_decref (content);
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Name the case and what is to be done"));
  }
  if (!tb_tool_read_pairs (argv + 3, argc - 3, content)) {
    json_decref (content);
    return TB_EXIT_USAGE;
  }
  if (g_str_equal (argv[2], "attach"))
    return attach (tool, argv[1], content);
  read_values (content);
  if (g_str_equal (argv[2], "update"))
    read_update (content);

  return act (tool, argv[1], argv[2], NULL, content);
}
