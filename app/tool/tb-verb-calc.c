/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-verb.h"

int
tb_verb_calc (TbTool *tool, int argc, char **argv)
{
  return tb_tool_fail (TB_EXIT_USAGE, "calc is not in this build yet");
}
