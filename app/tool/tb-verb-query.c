/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-query"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "tb-area.h"
#include "tb-tool-desk.h"
#include "tb-tool-words.h"
#include "tb-verb.h"

/* @message without the city that it names, for the line begins with it, and with the protocol's
 * name of a problem in words. */
static char *
reason_of (const json_t *part, const char *message)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (part, "area"));
  g_autofree char *prefix =
      area != TB_AREA_NONE ? g_strconcat (tb_area_get_name_en (area), ": ", NULL) : g_strdup ("");
  g_auto (GStrv) parts = NULL;

  if (message == NULL)
    return NULL;
  if (g_str_has_prefix (message, prefix))
    message += strlen (prefix);
  parts = g_strsplit (message, " (", 2);
  if (parts[0] == NULL || g_str_equal (tb_tool_word (parts[0]), parts[0]))
    return g_strdup (message);

  return g_strdup (tb_tool_word (parts[0]));
}

/* One city's answer as it comes; absent cities are named, with the reason. */
static void
step_told_cb (const json_t *part, gpointer user_data)
{
  TbTool *tool = user_data;
  const char *absent = tb_json_get_string (part, "absent");
  const char *refused = tb_json_get_string (part, "refused");
  g_autofree char *as_of = tb_tool_local_time (tb_json_get_string (part, "as_of"));
  g_autofree char *why = reason_of (part, refused != NULL ? refused : absent);
  int n_rows = (int) json_array_size (json_object_get (part, "rows"));
  json_t *row;
  gsize i;

  if (tool->is_json) {
    tb_tool_print_json (part);
    return;
  }
  if (refused != NULL)
    printf (_ ("%s: refused (%s)\n"), tb_tool_word_of (part, "area"), why);
  else if (absent != NULL)
    printf (_ ("%s: no answer (%s)\n"), tb_tool_word_of (part, "area"), why);
  else
    printf (_ ("%s: %d found, as of %s\n"), tb_tool_word_of (part, "area"), n_rows, as_of);
  if ((absent != NULL || refused != NULL) && n_rows > 0)
    printf (_ ("%s: what it said on %s:\n"), tb_tool_word_of (part, "area"), as_of);
  json_array_foreach (json_object_get (part, "rows"), i, row)
  {
    g_autofree char *text = tb_json_to_string (row);

    printf ("  %s\n", text);
  }
  fflush (stdout);
}

/* `query NAME --purpose P name=value…`: asks the eight cities. */
int
tb_verb_query (TbTool *tool, int argc, char **argv)
{
  g_autofree char *purpose = NULL;
  g_autofree char *area = NULL;
  g_autofree char *reveal = NULL;
  int timeout_s = 10;
  GOptionEntry entries[] = {
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &purpose, NULL, NULL },
    { "area", 0, 0, G_OPTION_ARG_STRING, &area, NULL, NULL },
    { "reveal", 0, 0, G_OPTION_ARG_STRING, &reveal, NULL, NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall call = { .name = "query", .progress = step_told_cb, .progress_data = tool };
  g_autoptr (json_t) criteria = json_object ();
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc < 3 || purpose == NULL)
    return tb_tool_fail (TB_EXIT_USAGE,
                         _ ("Say what is asked, for what (--purpose case:ID or reason:CODE) and of "
                            "whom (id_no=…)"));
  if (!tb_tool_read_pairs (argv + 2, argc - 2, criteria))
    return TB_EXIT_USAGE;

  call.args = json_pack ("{s:s, s:s, s:s*, s:s*, s:i, s:O}",
                         "name",
                         argv[1],
                         "purpose",
                         purpose,
                         "area",
                         area,
                         "reveal",
                         reveal,
                         "timeout_ms",
                         CLAMP (timeout_s, 1, 600) * 1000,
                         "criteria",
                         criteria);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;

  if (tb_json_get_int (answer, "absent", 0) > 0)
    return TB_EXIT_UNREACHABLE;

  return tb_json_get_int (answer, "refused", 0) > 0 ? TB_EXIT_REFUSED : TB_EXIT_DONE;
}
