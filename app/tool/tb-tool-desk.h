/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk.h"
#include "tb-tool.h"

G_BEGIN_DECLS

/**
 * TbToolCall:
 * @name: a call of the desk
 * @args: taken over
 * @progress: (nullable): told about parts as they come
 *
 * One call of the desk, from opening the store to closing it.
 */
typedef struct {
  const char *name;
  json_t *args;
  TbDeskProgress progress;
  gpointer progress_data;
} TbToolCall;

/* The answer, or NULL after a message on standard error with @code set. Waits; SIGINT and SIGTERM
 * end it without harm: what was accepted is on the disk. */
json_t *tb_tool_call (TbTool *tool, const TbToolCall *call, TbExit *code);

/* For verbs that only say done: prints the answer as JSON, or @sentence (translated, may be
 * NULL) with the answer's number. */
int tb_tool_call_and_print (TbTool *tool, const TbToolCall *call);

/* Prints the array @member of @answer: JSON lines, or a table with @columns: pairs of member and
 * heading, NULL-terminated. */
void tb_tool_print_rows (TbTool *tool, const json_t *answer, const char *const *columns);

/* "key=value" arguments into @object; FALSE after a message for one without "=". */
gboolean tb_tool_read_pairs (char **arguments, int n, json_t *object);

G_END_DECLS
