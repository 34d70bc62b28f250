/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-guide"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tb-tool-desk.h"
#include "tb-verb.h"

static void
print_part (TbTool *tool, json_t *answer, const char *member, const char *const *columns)
{
  g_autoptr (json_t) part = json_pack ("{s:O}", "rows", json_object_get (answer, member));

  if (json_array_size (json_object_get (part, "rows")) == 0)
    return;
  tb_tool_print_rows (tool, part, columns);
  putchar ('\n');
}

/* `new ITEM --fields` */
int
tb_verb_new_fields (TbTool *tool, const char *item)
{
  const char *const fields[] = { "id",   _ ("Field"), "label",    _ ("Label"),
                                 "type", _ ("Type"),  "required", _ ("Required"),
                                 "list", _ ("List"),  NULL };
  const char *const materials[] = { "id",        _ ("Material"), "label",
                                    _ ("Label"), "required",     _ ("Required"),
                                    "states",    _ ("States"),   NULL };
  const char *const prints[] = { "id", _ ("Print"), "label", _ ("Label"), NULL };
  TbToolCall call = { .name = "fields" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  call.args = json_pack ("{s:s}", "item", item);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  if (tool->is_json) {
    tb_tool_print_json (answer);
    return TB_EXIT_DONE;
  }
  print_part (tool, answer, "fields", fields);
  print_part (tool, answer, "materials", materials);
  print_part (tool, answer, "prints", prints);
  printf (_ ("Codes of a field: tongbanctl new %s --codes FIELD\n"), item);

  return TB_EXIT_DONE;
}

/* `new ITEM --codes FIELD` */
int
tb_verb_new_codes (TbTool *tool, const char *item, const char *field)
{
  const char *const columns[] = { "code", _ ("Code"), "label", _ ("Label"), NULL };
  TbToolCall call = { .name = "codes" };
  g_autoptr (json_t) answer = NULL;
  TbExit code;

  call.args = json_pack ("{s:s, s:s}", "item", item, "field", field);
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  tb_tool_print_rows (tool, answer, columns);

  return TB_EXIT_DONE;
}
