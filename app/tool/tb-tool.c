/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-tool"

#include "config.h"

#include "tb-tool.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tb-date.h"

#define MAX_LINE (1024 * 1024)
#define MAX_TEXT (4 * 1024 * 1024)

void
tb_tool_clear (TbTool *self)
{
  g_clear_pointer (&self->store, g_free);
}

void
tb_tool_get_today (TbTool *self, GDate *today)
{
  if (g_date_valid (&self->today))
    *today = self->today;
  else
    tb_date_of_time (tb_clock_wall_us (&self->clock), today);
}

int
tb_tool_fail (TbExit code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  fprintf (stderr, "tongbanctl: %s\n", message);

  return (int) code;
}

gboolean
tb_tool_parse (GOptionContext *context, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) owned = context;
  g_autoptr (GError) error = NULL;

  g_option_context_set_help_enabled (owned, FALSE);
  if (g_option_context_parse (owned, argc, argv, &error))
    return TRUE;

  tb_tool_fail (TB_EXIT_USAGE, "%s", error->message);

  return FALSE;
}

void
tb_tool_print_json (const json_t *json)
{
  g_autofree char *text = tb_json_to_string (json);

  fputs (text, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

char *
tb_tool_read_line (gboolean *is_cut)
{
  GString *line = g_string_new (NULL);
  int c;

  *is_cut = FALSE;
  while ((c = getc_unlocked (stdin)) != EOF && c != '\n') {
    /* A NUL would end the text early and let its front pass alone; 0xff is never UTF-8. */
    if (line->len < MAX_LINE)
      g_string_append_c (line, c != '\0' ? (char) c : '\xff');
    else
      *is_cut = TRUE;
  }

  if (c == EOF && line->len == 0) {
    g_string_free (line, TRUE);
    return NULL;
  }
  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);

  return g_string_free (line, FALSE);
}

/* From standard input, never from the command line, where every process could read it. */
char *
tb_tool_read_secret (const char *prompt)
{
  struct termios shown;
  gboolean is_terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &shown) == 0;
  gboolean is_cut;
  char *secret;

  if (is_terminal) {
    struct termios hidden = shown;

    hidden.c_lflag &= ~(tcflag_t) ECHO;
    fputs (prompt, stderr);
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  secret = tb_tool_read_line (&is_cut);
  if (is_terminal) {
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
    fputc ('\n', stderr);
  }

  return secret;
}

char *
tb_tool_read_text (const char *path)
{
  FILE *file = strcmp (path, "-") == 0 ? stdin : fopen (path, "re");
  GString *text = g_string_new (NULL);
  char bytes[4096];
  gsize n;

  while (file != NULL && text->len <= MAX_TEXT && (n = fread (bytes, 1, sizeof bytes, file)) > 0)
    g_string_append_len (text, bytes, (gssize) n);
  if (file == NULL || ferror (file))
    tb_tool_fail (TB_EXIT_INVALID, "%s: %s", path, g_strerror (errno));
  else if (text->len > MAX_TEXT)
    tb_tool_fail (TB_EXIT_INVALID, _ ("%s is longer than %d MiB"), path, MAX_TEXT >> 20);
  else if (!g_utf8_validate_len (text->str, text->len, NULL))
    tb_tool_fail (TB_EXIT_INVALID, _ ("%s is not text in UTF-8"), path);
  else {
    if (file != stdin)
      fclose (file);
    return g_string_free (text, FALSE);
  }
  if (file != NULL && file != stdin)
    fclose (file);
  g_string_free (text, TRUE);

  return NULL;
}
