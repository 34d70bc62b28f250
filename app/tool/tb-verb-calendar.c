/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-calendar"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tb-tool-desk.h"
#include "tb-verb.h"

static void
print_covered (const json_t *answer)
{
  const char *problem = tb_json_get_string (answer, "problem");

  printf (_ ("Covered: %s to %s (version %s%s). A deadline past the last day says so.\n"),
          tb_json_get_string (answer, "first"),
          tb_json_get_string (answer, "last"),
          tb_json_get_string (answer, "version"),
          tb_json_get_bool (answer, "imported") ? _ (", with imported days") : "");
  if (problem != NULL)
    printf ("%s\n", problem);
}

static void
print_changes (TbTool *tool, const json_t *answer)
{
  const char *const columns[] = {
    "day", _ ("Day"), "before", _ ("Before"), "after", _ ("After"), "name", _ ("Name"), NULL,
  };

  tb_tool_print_rows (tool, answer, columns);
  printf (_ ("Days that change: %d. Open cases that are then due on another day: %d.\n"),
          (int) json_array_size (json_object_get (answer, "rows")),
          (int) tb_json_get_int (answer, "cases", 0));
  if (tb_json_get_bool (answer, "applied"))
    print_covered (answer);
  else
    printf ("%s\n", _ ("Nothing was changed yet; --apply does it."));
}

/* `calendar`: what is covered; `calendar import FILE [--apply]`: next year's days. */
int
tb_verb_calendar (TbTool *tool, int argc, char **argv)
{
  gboolean is_applied = FALSE;
  GOptionEntry entries[] = {
    { "apply", 0, 0, G_OPTION_ARG_NONE, &is_applied, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);
  TbToolCall call = { .name = "calendar" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!tb_tool_parse (context, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc != 1 && (argc != 3 || !g_str_equal (argv[1], "import")))
    return tb_tool_fail (TB_EXIT_USAGE,
                         _ ("“calendar” tells what is covered, “calendar import FILE” adds days"));

  if (argc == 3) {
    g_autofree char *csv = tb_tool_read_text (argv[2]);

    if (csv == NULL)
      return TB_EXIT_INVALID;
    call.args = json_pack ("{s:s, s:b}", "csv", csv, "apply", is_applied);
  }
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  if (tool->is_json)
    tb_tool_print_json (answer);
  else if (argc == 3)
    print_changes (tool, answer);
  else
    print_covered (answer);

  return TB_EXIT_DONE;
}
