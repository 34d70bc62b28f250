/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tb-city-import.h"
#include "tb-cityd.h"

static void
print_overview (void)
{
  gsize n;
  const TbCitydCommand *commands = tb_cityd_get_commands (&n);

  g_print ("%s\n\n", _ ("Usage: tongban-cityd COMMAND …"));
  for (gsize i = 0; i < n; i++)
    g_print ("  %-10s %s\n", commands[i].name, _ (commands[i].summary));
  g_print ("\n%s\n%s\n",
           _ ("Exit codes: 0 done, 1 it cannot be had or is not so, 2 the command line is wrong."),
           _ ("“tongban-cityd COMMAND --help” tells more about a command."));
}

static void
print_options (const TbCitydCommand *command)
{
  g_print ("\n%s\n", _ ("Options:"));
  for (int i = 0; command->options[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (_ (command->options[i]), "|", 2);

    g_print ("  %-20s %s\n", parts[0], parts[1] != NULL ? parts[1] : "");
  }
}

static void
print_examples (const TbCitydCommand *command)
{
  g_auto (GStrv) lines = g_strsplit (_ (command->examples), "\n", -1);

  g_print ("\n%s\n", _ ("Examples:"));
  for (int i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (lines[i], "|", 2);

    g_print ("  %s\n", parts[0]);
    if (parts[1] != NULL)
      g_print ("      %s\n", parts[1]);
  }
}

void
tb_cityd_print_help (const TbCitydCommand *command)
{
  if (command == NULL) {
    print_overview ();
    return;
  }

  g_print (_ ("Usage: tongban-cityd %s %s\n"), command->name, command->arguments);
  g_print ("\n%s\n", _ (command->summary));
  if (command->description != NULL)
    g_print ("\n%s\n", _ (command->description));
  print_options (command);
  if (command->print_more != NULL)
    command->print_more ();
  print_examples (command);
}

void
tb_cityd_print_columns (void)
{
  for (int i = 0; i < TB_CITY_N_REGISTERS; i++) {
    g_autofree char *columns = tb_city_import_dup_columns ((TbCityRegister) i);

    g_print ("\n");
    g_print (_ ("Columns of %s:\n"), tb_city_register_get_name ((TbCityRegister) i));
    g_print ("%s", columns);
  }
}
