/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-clock.h"
#include "tb-json.h"

G_BEGIN_DECLS

/* Exit codes that scripts can trust; tongbanctl(1) lists them. */
typedef enum {
  TB_EXIT_DONE = 0,        /* done, and durable where it had to be */
  TB_EXIT_INVALID = 1,     /* the input says something impossible; nothing was changed */
  TB_EXIT_USAGE = 2,       /* the command line is wrong; nothing was changed */
  TB_EXIT_REFUSED = 3,     /* a rule or a city says no */
  TB_EXIT_UNREACHABLE = 4, /* a city that was needed did not answer */
  TB_EXIT_STORE = 5,       /* the local store cannot be used */
  TB_EXIT_SIGN_IN = 6,     /* nobody is signed in, or the sign-in ran out */
  TB_EXIT_NOT_FOUND = 7,   /* no such case, person or thing */
  TB_EXIT_OUTPUT = 8,      /* done, but the answer could not be written */
} TbExit;

/**
 * TbTool:
 * @is_json: answers are JSON, one value a line
 * @today: the day that counts as today; invalid without --today
 * @store: the window's folder
 * @clock: what time it is; --today moves its days, not its hours
 * @shift_us: how far --today moves them
 *
 * What the global options said.
 */
typedef struct {
  gboolean is_json;
  GDate today;
  char *store;
  TbClock clock;
  gint64 shift_us;
} TbTool;

void tb_tool_clear (TbTool *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbTool, tb_tool_clear)

/* Today in China, or what --today says. */
void tb_tool_get_today (TbTool *self, GDate *today);

/* "tongbanctl: …" on standard error; returns @code so that a verb can end with it. */
int tb_tool_fail (TbExit code, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Options of one verb; FALSE after a message on standard error. @context is taken over. */
gboolean tb_tool_parse (GOptionContext *context, int *argc, char ***argv);

/* One value on a line of standard output, flushed. */
void tb_tool_print_json (const json_t *json);

/* The next line of standard input without its line end; NULL at the end. Any bytes; at most
 * 1 MiB a line, the rest of a longer one is passed over and @is_cut set. */
char *tb_tool_read_line (gboolean *is_cut) G_GNUC_WARN_UNUSED_RESULT;

/* A whole file, "-" for standard input; NULL after a message for one that cannot be read, is
 * longer than 4 MiB or is not UTF-8. */
char *tb_tool_read_text (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* A line of standard input, without echo on a terminal after @prompt (translated). */
char *tb_tool_read_secret (const char *prompt) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
