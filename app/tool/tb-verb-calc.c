/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-calc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-rules-kit.h"
#include "tb-verb.h"

/* Whether the line could be answered. */
static gboolean
answer (TbRulesKit *kit, const char *kind, const char *input)
{
  g_autoptr (json_t) json = tb_rules_kit_calc (kit, kind, input);

  tb_tool_print_json (json);

  return json_object_get (json, "error") == NULL;
}

static gboolean
answer_input (TbRulesKit *kit, const char *kind)
{
  gboolean is_good = TRUE;
  gboolean is_cut;
  char *line;

  while ((line = tb_tool_read_line (&is_cut)) != NULL) {
    is_good = answer (kit, kind, line) && is_good;
    g_free (line);
  }

  return is_good;
}

int
tb_verb_calc (TbTool *tool, int argc, char **argv)
{
  g_autoptr (TbRulesKit) kit = NULL;
  g_autoptr (GError) error = NULL;
  int first = argc > 2 && strcmp (argv[2], "--") == 0 ? 3 : 2;
  gboolean is_good = TRUE;
  GDate today;

  if (argc < 2 || !tb_rules_kit_has_calc (argv[1]))
    return tb_tool_fail (TB_EXIT_USAGE,
                         _ ("calc what? Name one kind that “tongbanctl calc --help” lists"));

  tb_tool_get_today (tool, &today);
  kit = tb_rules_kit_new_shipped (&today, &error);
  if (kit == NULL)
    return tb_tool_fail (TB_EXIT_STORE, "%s", error->message);

  for (int i = first; i < argc; i++)
    is_good = answer (kit, argv[1], argv[i]) && is_good;
  if (argc <= first)
    is_good = answer_input (kit, argv[1]);

  return is_good ? TB_EXIT_DONE : TB_EXIT_INVALID;
}
