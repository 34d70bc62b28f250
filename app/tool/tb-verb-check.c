/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-verb.h"

int
tb_verb_check (TbTool *tool, int argc, char **argv)
{
  return tb_tool_fail (TB_EXIT_USAGE, "check is not in this build yet");
}
