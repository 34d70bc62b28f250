/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-help"

#include "config.h"

#include "tb-help.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *option;
  const char *meaning;
} global_options[] = {
  { "--store FOLDER", N_ ("the window's folder (TONGBAN_STORE, else the user's data folder)") },
  { "--json", N_ ("answer in JSON, one value a line, for scripts") },
  { "--today DATE", N_ ("count DATE (YYYY-MM-DD) as today, for reproducible runs") },
  { "--help", N_ ("this help; behind a command: that command's") },
  { "--version", N_ ("the version") },
};

static const struct {
  TbExit code;
  const char *meaning;
} exits[] = {
  { TB_EXIT_DONE, N_ ("done, and durable where it had to be") },
  { TB_EXIT_INVALID, N_ ("the input says something impossible; nothing was changed") },
  { TB_EXIT_USAGE, N_ ("the command line is wrong; nothing was changed") },
  { TB_EXIT_REFUSED, N_ ("a rule or a city says no") },
  { TB_EXIT_UNREACHABLE, N_ ("a city that was needed did not answer") },
  { TB_EXIT_STORE, N_ ("the local store cannot be used") },
  { TB_EXIT_SIGN_IN, N_ ("nobody is signed in, or the sign-in ran out") },
  { TB_EXIT_NOT_FOUND, N_ ("no such case, person or thing") },
  { TB_EXIT_OUTPUT, N_ ("done, but the answer could not be written; “outbox” tells") },
};

static void
print_examples (const TbVerb *verb)
{
  g_auto (GStrv) lines = g_strsplit (_ (verb->examples), "\n", -1);

  printf ("\n%s\n", _ ("Examples:"));
  for (int i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (lines[i], "|", 2);

    printf ("  %s\n", parts[0]);
    if (parts[1] != NULL)
      printf ("      %s\n", parts[1]);
  }
}

static void
print_verb (const TbVerb *verb)
{
  printf (_ ("Usage: tongbanctl [OPTION…] %s %s\n"), verb->name, verb->arguments);
  printf ("\n%s\n", _ (verb->summary));
  if (verb->description != NULL)
    printf ("\n%s\n", _ (verb->description));
  if (verb->examples != NULL)
    print_examples (verb);
}

static void
print_overview (void)
{
  const char *group = "";
  const TbVerb *verbs;
  gsize n;

  printf ("%s\n", _ ("Usage: tongbanctl [OPTION…] COMMAND …"));
  printf ("%s\n", _ ("All that a service-hall window can do, without a screen."));
  verbs = tb_verbs_get (&n);
  for (gsize i = 0; i < n; i++) {
    if (strcmp (verbs[i].group, group) != 0)
      printf ("\n%s\n", _ (verbs[i].group));
    group = verbs[i].group;
    printf ("  %-10s %s\n", verbs[i].name, _ (verbs[i].summary));
  }
  printf ("\n%s\n", _ ("Options:"));
  for (gsize i = 0; i < G_N_ELEMENTS (global_options); i++)
    printf ("  %-16s %s\n", global_options[i].option, _ (global_options[i].meaning));
  printf ("\n%s\n", _ ("Exit codes:"));
  for (gsize i = 0; i < G_N_ELEMENTS (exits); i++)
    printf ("  %d  %s\n", exits[i].code, _ (exits[i].meaning));
  printf ("\n%s\n", _ ("“tongbanctl COMMAND --help” tells more about a command."));
}

void
tb_help_print (const TbVerb *verb)
{
  if (verb != NULL)
    print_verb (verb);
  else
    print_overview ();
}

/* roff takes a leading dot or quote for a request, and a backslash for an escape. */
static char *
roff (const char *text)
{
  GString *out = g_string_new (NULL);

  if (*text == '.' || *text == '\'')
    g_string_append (out, "\\&");
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '\\')
      g_string_append (out, "\\e");
    else if (*p == '-')
      g_string_append (out, "\\-");
    else
      g_string_append_c (out, *p);
  }

  return g_string_free (out, FALSE);
}

static void
print_man_examples (const TbVerb *verb)
{
  g_auto (GStrv) lines = g_strsplit (verb->examples, "\n", -1);

  for (int i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (lines[i], "|", 2);
    g_autofree char *command = roff (parts[0]);
    g_autofree char *meaning = roff (parts[1] != NULL ? parts[1] : "");

    printf (".RS\n.B %s\n.br\n%s\n.RE\n", command, meaning);
  }
}

static void
print_man_verb (const TbVerb *verb)
{
  g_autofree char *arguments = roff (verb->arguments);
  g_autofree char *summary = roff (verb->summary);

  printf (".SS %s %s\n%s.\n", verb->name, arguments, summary);
  if (verb->description != NULL) {
    g_autofree char *description = roff (verb->description);

    printf (".PP\n%s\n", description);
  }
  if (verb->examples != NULL)
    print_man_examples (verb);
}

void
tb_help_print_man (void)
{
  const TbVerb *verbs;
  gsize n;

  printf (".TH TONGBANCTL 1 \"\" \"Tongban %s\" \"User Commands\"\n", PACKAGE_VERSION);
  printf (".SH NAME\ntongbanctl \\- all that a service\\-hall window can do, without a screen\n");
  printf (".SH SYNOPSIS\n.B tongbanctl\n[\\fIOPTION\\fR…] \\fICOMMAND\\fR …\n.SH OPTIONS\n");
  for (gsize i = 0; i < G_N_ELEMENTS (global_options); i++) {
    g_autofree char *option = roff (global_options[i].option);

    printf (".TP\n.B %s\n%s\n", option, global_options[i].meaning);
  }
  printf (".SH COMMANDS\n");
  verbs = tb_verbs_get (&n);
  for (gsize i = 0; i < n; i++)
    print_man_verb (&verbs[i]);
  printf (".SH \"EXIT STATUS\"\n");
  for (gsize i = 0; i < G_N_ELEMENTS (exits); i++)
    printf (".TP\n.B %d\n%s\n", exits[i].code, exits[i].meaning);
}

/* The options that a usage line such as "[ITEM] [--id-no N]" names, with a blank before each. */
static void
print_options (const char *arguments)
{
  for (const char *p = strstr (arguments, "--"); p != NULL; p = strstr (p, "--")) {
    gsize n = 2 + strspn (p + 2, "abcdefghijklmnopqrstuvwxyz-");

    if (n > 2)
      printf (" %.*s", (int) n, p);
    p += n;
  }
}

/* The kinds stand behind "Kinds: " in the description, up to the full stop. */
static void
print_kinds (const TbVerb *verb)
{
  const char *kinds = strstr (verb->description, "Kinds: ") + strlen ("Kinds: ");

  printf ("    %s) [[ $word != -* ]] && COMPREPLY=($(compgen -W '%.*s' -- \"$word\")) && return "
          ";;\n",
          verb->name,
          (int) strcspn (kinds, "."),
          kinds);
}

void
tb_help_print_completion (void)
{
  const TbVerb *verbs;
  gsize n;

  verbs = tb_verbs_get (&n);
  printf ("# bash completion for tongbanctl\n_tongbanctl ()\n{\n"
          "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb='' w\n"
          "  local global='--store --json --today --help --version'\n"
          "  local verbs='");
  for (gsize i = 0; i < n; i++)
    printf ("%s%s", i > 0 ? " " : "", verbs[i].name);
  printf ("'\n"
          "  local areas='shenyang anshan fushun benxi fuxin liaoyang tieling shenfu'\n"
          "  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
          "    [[ \" $verbs \" == *\" $w \"* ]] && verb=$w && break\n"
          "  done\n"
          "  COMPREPLY=()\n"
          "  case $before in\n"
          "    --store) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n"
          "    --area|--owner) COMPREPLY=($(compgen -W \"$areas\" -- \"$word\")); return ;;\n"
          "    --take) COMPREPLY=($(compgen -W 'mine theirs' -- \"$word\")); return ;;\n");
  for (gsize i = 0; i < n; i++) {
    if (verbs[i].description != NULL && strstr (verbs[i].description, "Kinds: ") != NULL)
      print_kinds (&verbs[i]);
  }
  printf ("  esac\n"
          "  case $verb in\n"
          "    '') COMPREPLY=($(compgen -W \"$verbs $global\" -- \"$word\")) ;;\n");
  for (gsize i = 0; i < n; i++) {
    printf ("    %s) [[ $word == -* ]] && COMPREPLY=($(compgen -W \"$global", verbs[i].name);
    print_options (verbs[i].arguments);
    printf ("\" -- \"$word\")) ;;\n");
  }
  printf ("  esac\n}\ncomplete -o default -F _tongbanctl tongbanctl\n");
}
