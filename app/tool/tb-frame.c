/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-frame"

#include "config.h"

#include "tb-frame.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "tb-date.h"
#include "tb-help.h"
#include "tb-verb.h"

/* The global options may stand before or behind the verb. */
typedef struct {
  gboolean is_json;
  gboolean is_help;
  gboolean is_version;
  gboolean is_man;
  gboolean is_completion;
  char *today;
  char *store;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->today);
  g_free (self->store);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* "--name VALUE" or "--name=VALUE": the value, with *@i moved on to it. */
static const char *
take_value (const char *name, int argc, char **argv, int *i)
{
  gsize length = strlen (name);

  if (strncmp (argv[*i], name, length) != 0)
    return NULL;
  if (argv[*i][length] == '=')
    return argv[*i] + length + 1;
  if (argv[*i][length] == '\0' && *i + 1 < argc)
    return argv[++*i];

  return NULL;
}

static void
replace_text (char **place, const char *value)
{
  g_free (*place);
  *place = g_strdup (value);
}

/* Takes the global options out of @argv wherever they stand before "--", the rest moves up. */
static int
take_options (Options *self, int argc, char **argv)
{
  int kept = 0;
  gboolean is_over = FALSE;

  for (int i = 0; i < argc; i++) {
    const char *value = NULL;

    is_over = is_over || strcmp (argv[i], "--") == 0;
    if (is_over)
      argv[kept++] = argv[i];
    else if (strcmp (argv[i], "--json") == 0)
      self->is_json = TRUE;
    else if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0)
      self->is_help = TRUE;
    else if (strcmp (argv[i], "--version") == 0)
      self->is_version = TRUE;
    else if (strcmp (argv[i], "--print-man") == 0)
      self->is_man = TRUE;
    else if (strcmp (argv[i], "--print-completion") == 0)
      self->is_completion = TRUE;
    else if ((value = take_value ("--today", argc, argv, &i)) != NULL)
      replace_text (&self->today, value);
    else if ((value = take_value ("--store", argc, argv, &i)) != NULL)
      replace_text (&self->store, value);
    else
      argv[kept++] = argv[i];
  }
  argv[kept] = NULL;

  return kept;
}

static char *
default_store (void)
{
  const char *named = g_getenv ("TONGBAN_STORE");

  if (named != NULL && *named != '\0')
    return g_strdup (named);

  return g_build_filename (g_get_user_data_dir (), "tongban", NULL);
}

static gint64
shifted_wall_us (gpointer data)
{
  TbTool *tool = data;

  return tb_clock_wall_us (tb_clock_system ()) + tool->shift_us;
}

/* --today: the same hour of another day, here and for every call of the desk. */
static void
shift_clock (TbTool *tool)
{
  GDate real;

  tb_date_of_time (tb_clock_wall_us (tb_clock_system ()), &real);
  tool->shift_us = (gint64) g_date_days_between (&real, &tool->today) * G_TIME_SPAN_DAY;
  tool->clock.wall_us = shifted_wall_us;
  tool->clock.data = tool;
}

static gboolean
set_up (TbTool *tool, Options *options)
{
  g_autoptr (GError) error = NULL;

  tool->is_json = options->is_json;
  tool->clock = *tb_clock_system ();
  tool->store = options->store != NULL ? g_strdup (options->store) : default_store ();
  g_date_clear (&tool->today, 1);
  if (options->today != NULL && !tb_date_parse (options->today, &tool->today, &error)) {
    tb_tool_fail (TB_EXIT_USAGE, "--today: %s", error->message);
    return FALSE;
  }
  if (options->today != NULL)
    shift_clock (tool);

  return TRUE;
}

/* Values that rules judge may be any bytes; everything else people type is text. */
static gboolean
is_readable (const TbVerb *verb, int argc, char **argv)
{
  if (verb->run == tb_verb_check || verb->run == tb_verb_calc)
    return TRUE;
  for (int i = 1; i < argc; i++) {
    if (!g_utf8_validate (argv[i], -1, NULL)) {
      tb_tool_fail (TB_EXIT_USAGE, _ ("Argument %d is not valid UTF-8"), i);
      return FALSE;
    }
  }

  return TRUE;
}

/* The build calls --print-man and --print-completion; people call --version. */
static gboolean
print_about_itself (const Options *options)
{
  if (options->is_version)
    printf ("tongbanctl %s\n", PACKAGE_VERSION);
  else if (options->is_man)
    tb_help_print_man ();
  else if (options->is_completion)
    tb_help_print_completion ();
  else
    return FALSE;

  return TRUE;
}

/* An answer that did not come out whole is not done: a full disk, a pipe whose reader went. What
 * was accepted stays accepted; “outbox” tells. */
static int
finish_output (int code)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return code;
  tb_tool_fail (TB_EXIT_OUTPUT, _ ("The answer could not be written: %s"), g_strerror (errno));

  return code == TB_EXIT_DONE ? (int) TB_EXIT_OUTPUT : code;
}

int
tb_frame_run (int argc, char **argv)
{
  g_auto (Options) options = { FALSE };
  g_auto (TbTool) tool = { FALSE };
  const TbVerb *verb = NULL;

  argc = take_options (&options, argc, argv);
  if (print_about_itself (&options))
    return TB_EXIT_DONE;
  if (argc > 1)
    verb = tb_verbs_find (argv[1]);
  if (argc > 1 && verb == NULL)
    return tb_tool_fail (TB_EXIT_USAGE,
                         _ ("There is no command “%s”; “tongbanctl --help” lists them"),
                         argv[1]);
  if (options.is_help || verb == NULL) {
    tb_help_print (verb);
    return options.is_help ? TB_EXIT_DONE : TB_EXIT_USAGE;
  }
  if (!is_readable (verb, argc - 1, argv + 1) || !set_up (&tool, &options))
    return TB_EXIT_USAGE;

  return finish_output (verb->run (&tool, argc - 1, argv + 1));
}
