/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-export"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "tb-tool-desk.h"
#include "tb-verb.h"

static const char *const columns[] = {
  "number", "item", "item_name", "person", "id_no", "state", "home", "owner", "due", "changed_at",
};

/* RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe first. */
static void
print_cell (const char *text, gboolean is_last)
{
  gboolean is_formula = text[0] != '\0' && strchr ("=+-@\t\r", text[0]) != NULL;
  g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  printf ("\"%s%s\"%s", is_formula ? "'" : "", doubled, is_last ? "\r\n" : ",");
}

static void
print_row (const json_t *row)
{
  for (gsize c = 0; c < G_N_ELEMENTS (columns); c++) {
    const char *text = tb_json_get_string (row, columns[c]);

    print_cell (text != NULL ? text : "", c + 1 == G_N_ELEMENTS (columns));
  }
}

static void
print_list (TbTool *tool, const json_t *answer)
{
  json_t *row;
  gsize i;

  if (!tool->is_json) {
    fputs ("\xEF\xBB\xBF", stdout);
    for (gsize c = 0; c < G_N_ELEMENTS (columns); c++)
      print_cell (columns[c], c + 1 == G_N_ELEMENTS (columns));
  }
  json_array_foreach (json_object_get (answer, "rows"), i, row)
  {
    if (tool->is_json)
      tb_tool_print_json (row);
    else
      print_row (row);
  }
}

/* `export --reason R [--area A] [--item I] [--second OPERATOR]`: open cases as CSV for a
 * spreadsheet, masked unless a second supervisor gives their secret too. */
int
tb_verb_export (TbTool *tool, int argc, char **argv)
{
  g_autofree char *area = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *item = NULL;
  g_autofree char *state = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *second = NULL;
  g_autofree char *secret = NULL;
  GOptionEntry entries[] = {
    { "area", 0, 0, G_OPTION_ARG_STRING, &area, NULL, NULL },
    { "owner", 0, 0, G_OPTION_ARG_STRING, &owner, NULL, NULL },
    { "state", 0, 0, G_OPTION_ARG_STRING, &state, NULL, NULL },
    { "item", 0, 0, G_OPTION_ARG_STRING, &item, NULL, NULL },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, NULL, NULL },
    { "second", 0, 0, G_OPTION_ARG_STRING, &second, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall call = { .name = "export" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;

  if (argc > 1)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("“%s” takes no arguments"), argv[0]);
  if (reason == NULL)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Say why the list leaves the window: --reason TEXT"));

  if (second != NULL)
    secret = tb_tool_read_secret (_ ("Secret of the second person: "));
  call.args = json_pack ("{s:s*, s:s*, s:s*, s:s*, s:s, s:b, s:s*, s:s*}",
                         "area",
                         area,
                         "owner",
                         owner,
                         "state",
                         state,
                         "item",
                         item,
                         "reason",
                         reason,
                         "full",
                         second != NULL,
                         "second",
                         second,
                         "secret",
                         secret);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  print_list (tool, answer);

  return TB_EXIT_DONE;
}
