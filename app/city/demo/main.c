/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-demo"

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <sodium.h>
#include <stdio.h>

#include "tb-locale.h"
#include "tb-metropolis.h"

#define DEFAULT_PERSONS 5000

static gboolean
stop_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static int
serve (const TbMetropolisOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbMetropolis) metropolis = tb_metropolis_open (options, &error);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (metropolis == NULL) {
    fprintf (stderr, "tongban-demo: %s\n", error->message);
    return 1;
  }

  g_unix_signal_add (SIGINT, stop_cb, loop);
  g_unix_signal_add (SIGTERM, stop_cb, loop);
  printf (_ ("Eight cities are open in %s\n"), options->folder);
  fflush (stdout);
  g_main_loop_run (loop);
  tb_metropolis_stop (metropolis);

  return 0;
}

static int
tell (const char *folder, const char *city, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) order = json_pack ("{s:s, s:s}", "city", city, "do", what);
  g_autoptr (json_t) answer = NULL;
  g_autofree char *text = NULL;

  if (tb_metropolis_find_city (city, &error) != TB_AREA_NONE)
    answer = tb_metropolis_ask (folder, order, &error);
  if (answer == NULL) {
    fprintf (stderr, "tongban-demo: %s\n", error->message);
    return g_error_matches (error, TB_METROPOLIS_ERROR, TB_METROPOLIS_ERROR_CITY) ? 2 : 1;
  }
  text = tb_json_to_string (answer);
  puts (text);

  return 0;
}

/* Who lives there: the same person in every demo of this day. */
static int
print_resident (const char *city, const char *which)
{
  g_autoptr (GError) error = NULL;
  TbArea area = tb_metropolis_find_city (city, &error);
  g_autoptr (json_t) person = NULL;
  g_autofree char *text = NULL;
  guint64 n = 0;

  if (area == TB_AREA_NONE) {
    fprintf (stderr, "tongban-demo: %s\n", error->message);
    return 2;
  }
  if (!g_ascii_string_to_unsigned (which, 10, 0, 1999999, &n, NULL)) {
    fprintf (stderr, "%s", _ ("tongban-demo: name a city and the number of a resident\n"));
    return 2;
  }
  person = tb_metropolis_dup_resident (area, (guint) n);
  text = tb_json_to_string (person);
  puts (text);

  return 0;
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *record = NULL;
  int n_persons = DEFAULT_PERSONS;
  const GOptionEntry entries[] = {
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("where the demo lives"), N_ ("FOLDER") },
    { "persons", 0, 0, G_OPTION_ARG_INT, &n_persons, N_ ("residents of each city"), N_ ("COUNT") },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &record, N_ ("write every exchange to"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (
      N_ ("[CITY up|down|slow|captive|cut|wrong-epoch|wrong-hash|late|bomb|error|backup|restore|"
          "status] | [CITY resident N]"));
  g_autoptr (GError) error = NULL;
  TbMetropolisOptions options = { NULL };

  tb_locale_init ();
  if (sodium_init () < 0)
    return 1;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context,
                                _ ("Serves a made-up metropolis of eight cities, or tells a "
                                   "running one."));
  g_option_context_set_description (context,
                                    _ ("Examples:\n"
                                       "  tongban-demo --folder demo\n"
                                       "      serves, until Ctrl+C\n"
                                       "  tongban-demo --folder demo 抚顺 down\n"
                                       "      nobody reaches 抚顺 any more; “fushun up” ends it\n"
                                       "  tongban-demo fushun resident 30\n"
                                       "      who lives there: the same person in every demo\n"));
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    fprintf (stderr, "tongban-demo: %s\n", error->message);
    return 2;
  }
  if (folder == NULL)
    folder = g_build_filename (g_get_user_data_dir (), "tongban-demo", NULL);
  if (argc == 4 && g_str_equal (argv[2], "resident"))
    return print_resident (argv[1], argv[3]);
  if (argc == 3)
    return tell (folder, argv[1], argv[2]);
  if (argc != 1 || n_persons < 0 || n_persons > 1000000) {
    fprintf (stderr,
             "%s",
             _ ("tongban-demo: name a city and what it is to do, or nothing; at most "
                "1000000 persons\n"));
    return 2;
  }

  options.folder = folder;
  options.n_persons = (guint) n_persons;
  options.record_path = record;

  return serve (&options);
}
