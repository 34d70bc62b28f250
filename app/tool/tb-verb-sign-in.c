/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-sign-in"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "tb-tool-desk.h"
#include "tb-tool-words.h"
#include "tb-verb.h"

static int
sign_in (TbTool *tool, const char *operator_id)
{
  g_autofree char *secret = tb_tool_read_secret (_ ("Secret: "));
  TbToolCall call = { .name = "sign-in" };
  TbExit code;
  g_autoptr (json_t) who = NULL;
  g_autofree char *until = NULL;

  if (secret == NULL || *secret == '\0' || !g_utf8_validate (secret, -1, NULL))
    return tb_tool_fail (TB_EXIT_SIGN_IN, _ ("No secret was given on standard input"));

  call.args = json_pack ("{s:s, s:s}", "operator", operator_id, "secret", secret);
  explicit_bzero (secret, strlen (secret));
  who = tb_tool_call (tool, &call, &code);
  if (who == NULL)
    return (int) code;
  until = tb_tool_local_time (tb_json_get_string (who, "offline_until"));
  if (tool->is_json)
    tb_tool_print_json (who);
  else if (tb_json_get_bool (who, "online"))
    printf (_ ("Signed in: %s\n"), tb_json_get_string (who, "name"));
  else
    printf (_ ("Signed in without the city: %s (until %s)\n"),
            tb_json_get_string (who, "name"),
            until);

  return TB_EXIT_DONE;
}

int
tb_verb_sign_in (TbTool *tool, int argc, char **argv)
{
  gboolean is_out = FALSE;
  GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_NONE, &is_out, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall who = { .name = "who" };
  TbToolCall out = { .name = "sign-out" };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc > 2)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("One operator at a time"));
  if (is_out)
    return tb_tool_call_and_print (tool, &out);
  if (argc < 2)
    return tb_tool_call_and_print (tool, &who);

  return sign_in (tool, argv[1]);
}
