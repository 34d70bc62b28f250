/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city.h"

G_BEGIN_DECLS

/* Exit codes, as of every command here. */
typedef enum {
  TB_CITYD_OK = 0,
  TB_CITYD_FAILED = 1, /* asked for something that cannot be had, or is not so */
  TB_CITYD_USAGE = 2,  /* the command line */
} TbCitydExit;

/**
 * TbCityd:
 * @area: --area; TB_AREA_NONE when it was not given
 * @folder: --folder, or NULL
 *
 * What subcommands share: the options that most of them take.
 */
typedef struct {
  TbArea area;
  char *folder;
} TbCityd;

#define TB_CITYD_MAX_OPTIONS 9

/**
 * TbCitydCommand:
 * @arguments: usage after the name; not translated
 * @summary: one line, translatable
 * @description: NULL, or more of it, translatable
 * @options: "OPTION|meaning", each translatable, ending with NULL
 * @examples: lines "COMMAND|meaning", translatable
 * @print_more: NULL, or prints what stands before the examples
 * @run: @argv[0] is the subcommand's name; returns a TbCitydExit
 *
 * A row of the table of subcommands (tb-cityd-commands.c). Each has a file of its own.
 */
typedef struct {
  const char *name;
  const char *arguments;
  const char *summary;
  const char *description;
  const char *options[TB_CITYD_MAX_OPTIONS + 1];
  const char *examples;
  void (*print_more) (void);
  int (*run) (int argc, char **argv);
} TbCitydCommand;

const TbCitydCommand *tb_cityd_get_commands (gsize *n);
/* The help of one subcommand, or the overview when @command is NULL; on standard output. */
void tb_cityd_print_help (const TbCitydCommand *command);
/* What files for each register hold: for the help of import. */
void tb_cityd_print_columns (void);

/* Runs the subcommand that the command line names. */
int tb_cityd_run (int argc, char **argv);

/**
 * tb_cityd_parse:
 * @entries: options of this subcommand besides --area and --folder, terminated by { NULL }
 * @needs_area: --area must be there; --folder must always
 *
 * FALSE after a message on standard error.
 */
gboolean tb_cityd_parse (TbCityd *self,
                         const GOptionEntry *entries,
                         gboolean needs_area,
                         int *argc,
                         char ***argv);
void tb_cityd_clear (TbCityd *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbCityd, tb_cityd_clear)

/* Prints @format to standard error. */
TbCitydExit tb_cityd_fail (TbCitydExit code, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The options of a city with the shipped catalogue and calendar and the system's clock and
 * randomness. @options borrows from @self; catalogue and calendar are the caller's to give back
 * (tb_cityd_clear_options). */
gboolean tb_cityd_fill_options (const TbCityd *self, TbCityOptions *options, GError **error);
void tb_cityd_clear_options (TbCityOptions *options);

int tb_cityd_serve (int argc, char **argv);
int tb_cityd_verify (int argc, char **argv);
int tb_cityd_operator (int argc, char **argv);
int tb_cityd_key (int argc, char **argv);
int tb_cityd_import (int argc, char **argv);
int tb_cityd_backup (int argc, char **argv);
int tb_cityd_restore (int argc, char **argv);

G_END_DECLS
