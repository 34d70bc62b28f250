/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include "tb-cityd.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

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

static gboolean
asks_for_help (char **argv)
{
  for (char **argument = argv + 1; *argument != NULL && strcmp (*argument, "--") != 0; argument++) {
    if (strcmp (*argument, "--help") == 0 || strcmp (*argument, "-h") == 0)
      return TRUE;
  }

  return FALSE;
}

int
tb_cityd_run (int argc, char **argv)
{
  gsize n;
  const TbCitydCommand *commands = tb_cityd_get_commands (&n);

  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0) {
    tb_cityd_print_help (NULL);
    return argc < 2 ? TB_CITYD_USAGE : TB_CITYD_OK;
  }
  if (strcmp (argv[1], "--version") == 0) {
    g_print ("tongban-cityd %s\n", PACKAGE_VERSION);
    return TB_CITYD_OK;
  }
  for (gsize i = 0; i < n; i++) {
    if (strcmp (argv[1], commands[i].name) != 0)
      continue;
    if (!asks_for_help (argv + 1))
      return commands[i].run (argc - 1, argv + 1);
    tb_cityd_print_help (&commands[i]);
    return TB_CITYD_OK;
  }

  return (int) tb_cityd_fail (TB_CITYD_USAGE,
                              _ ("there is no command “%s”; see tongban-cityd --help"),
                              argv[1]);
}

static gboolean
check_common (TbCityd *self, const char *area, gboolean needs_area)
{
  self->area = area != NULL ? tb_area_from_slug (area) : TB_AREA_NONE;
  if (area != NULL && self->area == TB_AREA_NONE) {
    tb_cityd_fail (TB_CITYD_USAGE,
                   _ ("“%s” is none of the eight areas: shenyang anshan fushun benxi fuxin "
                      "liaoyang "
                      "tieling shenfu"),
                   area);
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
    { "area", 0, 0, G_OPTION_ARG_STRING, &area, NULL, NULL },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &self->folder, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  /* tb-cityd-help.c prints the help, in one language. */
  g_option_context_set_help_enabled (context, FALSE);
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
