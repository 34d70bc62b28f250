/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-check"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-identifier.h"
#include "tb-rules-kit.h"
#include "tb-verb.h"

static void
answer (TbRulesKit *kit, const char *kind, const char *value)
{
  g_autoptr (json_t) json = tb_rules_kit_check (kit, kind, value);

  tb_tool_print_json (json);
}

static void
answer_input (TbRulesKit *kit, const char *kind)
{
  gboolean is_cut;
  char *line;

  while ((line = tb_tool_read_line (&is_cut)) != NULL) {
    answer (kit, kind, line);
    g_free (line);
  }
}

/* A refused value is an answer, not a failure of the command. */
int
tb_verb_check (TbTool *tool, int argc, char **argv)
{
  g_autoptr (TbRulesKit) kit = NULL;
  g_autoptr (GError) error = NULL;
  int first = argc > 2 && strcmp (argv[2], "--") == 0 ? 3 : 2;
  GDate today;

  if (argc < 2 || !g_strv_contains (tb_identifier_get_kinds (), argv[1])) {
    g_autofree char *kinds = g_strjoinv (" ", (GStrv) tb_identifier_get_kinds ());

    return tb_tool_fail (TB_EXIT_USAGE, _ ("check what? Name one kind of: %s"), kinds);
  }

  tb_tool_get_today (tool, &today);
  kit = tb_rules_kit_new_shipped (&today, &error);
  if (kit == NULL)
    return tb_tool_fail (TB_EXIT_STORE, "%s", error->message);

  for (int i = first; i < argc; i++)
    answer (kit, argv[1], argv[i]);
  if (argc <= first)
    answer_input (kit, argv[1]);

  return TB_EXIT_DONE;
}
