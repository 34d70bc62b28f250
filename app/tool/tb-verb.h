/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-tool.h"

G_BEGIN_DECLS

/* Every verb: @argv[0] is the verb's name, global options are already taken out, and the result
 * is one of TbExit. Messages for people go to standard error, answers to standard output. */
typedef int (*TbVerbFunc) (TbTool *tool, int argc, char **argv);

/**
 * TbVerb:
 * @name: what is typed
 * @group: heading in the overview
 * @arguments: usage after the name, such as "KIND [VALUE…]"; not translated
 * @summary: one line, translatable
 * @description: paragraphs, translatable, or NULL
 * @examples: lines "command|what it does", translatable, or NULL
 * @run: does it
 *
 * One row of the command table: --help, the man page and the completion are made from it.
 */
typedef struct {
  const char *name;
  const char *group;
  const char *arguments;
  const char *summary;
  const char *description;
  const char *examples;
  TbVerbFunc run;
} TbVerb;

const TbVerb *tb_verbs_get (gsize *n);
const TbVerb *tb_verbs_find (const char *name);

int tb_verb_sign_in (TbTool *tool, int argc, char **argv);
int tb_verb_new (TbTool *tool, int argc, char **argv);
/* The parts of `new`: what a matter asks for, and the codes of one field. */
int tb_verb_new_fields (TbTool *tool, const char *item);
int tb_verb_new_codes (TbTool *tool, const char *item, const char *field);
int tb_verb_submit (TbTool *tool, int argc, char **argv);
int tb_verb_list (TbTool *tool, int argc, char **argv);
int tb_verb_show (TbTool *tool, int argc, char **argv);
int tb_verb_advance (TbTool *tool, int argc, char **argv);
int tb_verb_remind (TbTool *tool, int argc, char **argv);
int tb_verb_clarify (TbTool *tool, int argc, char **argv);
int tb_verb_note (TbTool *tool, int argc, char **argv);
int tb_verb_act (TbTool *tool, int argc, char **argv);
int tb_verb_search (TbTool *tool, int argc, char **argv);
int tb_verb_query (TbTool *tool, int argc, char **argv);
int tb_verb_explain (TbTool *tool, int argc, char **argv);
int tb_verb_outbox (TbTool *tool, int argc, char **argv);
int tb_verb_decide (TbTool *tool, int argc, char **argv);
int tb_verb_cancel (TbTool *tool, int argc, char **argv);
int tb_verb_release (TbTool *tool, int argc, char **argv);
int tb_verb_sync (TbTool *tool, int argc, char **argv);
int tb_verb_watch (TbTool *tool, int argc, char **argv);
int tb_verb_audit (TbTool *tool, int argc, char **argv);
int tb_verb_export (TbTool *tool, int argc, char **argv);
int tb_verb_calendar (TbTool *tool, int argc, char **argv);
int tb_verb_doctor (TbTool *tool, int argc, char **argv);
int tb_verb_check (TbTool *tool, int argc, char **argv);
int tb_verb_calc (TbTool *tool, int argc, char **argv);

G_END_DECLS
