/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include "tb-cityd.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static const TbCitydCommand commands[] = {
  { "serve",
    "--area AREA --folder DIR (--socket PATH | --port N) [--admin-socket PATH] [--peers FILE] "
    "[--front-uid UID] [--demo] [--record FILE]",
    N_ ("serve a city until SIGTERM"),
    tb_cityd_serve },
  { "verify",
    "--area AREA --folder DIR",
    N_ ("recompute every chain of a city that is not being served"),
    tb_cityd_verify },
  { "operator",
    "--area AREA --folder DIR (add ID --name NAME --hall HALL --role ROLE… | disable ID | enable "
    "ID | unlock ID | list)",
    N_ ("manage who may sign in; the secret of a new operator is read from standard input"),
    tb_cityd_operator },
  { "key", "--folder DIR", N_ ("print the public key of a city"), tb_cityd_key },
  { "import",
    "KIND FILE --folder DIR [--area AREA] [--reject FILE] [--encoding NAME] [--progress]",
    N_ ("fill the register persons, insurance, benefits, archives or certificates"),
    tb_cityd_import },
  { "backup",
    "FILE --folder DIR",
    N_ ("copy a city, served or not, and call what was copied durable"),
    tb_cityd_backup },
  { "restore",
    "FILE --folder DIR",
    N_ ("put a backup in the place of a city that is not being served"),
    tb_cityd_restore },
};

TbCitydExit
tb_cityd_fail (TbCitydExit code, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("tongban-cityd: %s\n", text);

  return code;
}

static void
print_usage (void)
{
  g_print ("%s\n\n", _ ("Usage: tongban-cityd COMMAND …"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("tongban-cityd %s %s\n    %s\n",
             commands[i].name,
             commands[i].arguments,
             _ (commands[i].summary));
}

int
tb_cityd_run (int argc, char **argv)
{
  if (argc < 2 || strcmp (argv[1], "--help") == 0) {
    print_usage ();
    return argc < 2 ? TB_CITYD_USAGE : TB_CITYD_OK;
  }
  if (strcmp (argv[1], "--version") == 0) {
    g_print ("tongban-cityd %s\n", PACKAGE_VERSION);
    return TB_CITYD_OK;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);
  }

  return tb_cityd_fail (TB_CITYD_USAGE,
                        _ ("there is no command “%s”; see tongban-cityd --help"),
                        argv[1]);
}

static gboolean
check_common (TbCityd *self, const char *area, gboolean needs_area)
{
  self->area = area != NULL ? tb_area_from_slug (area) : TB_AREA_NONE;
  if (area != NULL && self->area == TB_AREA_NONE) {
    tb_cityd_fail (TB_CITYD_USAGE, _ ("“%s” is none of the eight areas"), area);
    return FALSE;
  }
  if (needs_area && area == NULL) {
    tb_cityd_fail (TB_CITYD_USAGE, _ ("--area is missing, such as --area shenyang"));
    return FALSE;
  }
  if (self->folder == NULL) {
    tb_cityd_fail (TB_CITYD_USAGE, _ ("--folder is missing: where the city's files are"));
    return FALSE;
  }

  return TRUE;
}

gboolean
tb_cityd_parse (TbCityd *self,
                const GOptionEntry *entries,
                gboolean needs_area,
                int *argc,
                char ***argv)
{
  g_autofree char *area = NULL;
  const GOptionEntry common[] = {
    { "area", 0, 0, G_OPTION_ARG_STRING, &area, N_ ("Whose city it is"), "AREA" },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &self->folder, N_ ("Where its files are"), "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error)) {
    tb_cityd_fail (TB_CITYD_USAGE, "%s", error->message);
    return FALSE;
  }

  return check_common (self, area, needs_area);
}

void
tb_cityd_clear (TbCityd *self)
{
  g_free (self->folder);
}

gboolean
tb_cityd_fill_options (const TbCityd *self, TbCityOptions *options, GError **error)
{
  g_autoptr (TbCatalogue) catalogue = tb_catalogue_new (error);
  const char *csv;
  gsize length;

  if (catalogue == NULL)
    return FALSE;
  csv = tb_catalogue_get_file (catalogue, "calendar/holidays.csv", &length);
  options->calendar = tb_calendar_new (csv, (gssize) length, error);
  if (options->calendar == NULL)
    return FALSE;

  options->folder = self->folder;
  options->area = self->area;
  options->catalogue = g_steal_pointer (&catalogue);
  options->clock = tb_clock_system ();
  options->random = tb_random_system ();
  options->is_local = TRUE;

  return TRUE;
}

void
tb_cityd_clear_options (TbCityOptions *options)
{
  g_clear_object (&options->catalogue);
  g_clear_pointer (&options->calendar, tb_calendar_unref);
}
