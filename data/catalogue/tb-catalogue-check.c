/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include <locale.h>

#include "tb-catalogue-private.h"

/* The build's check: a broken catalogue does not build. Not installed. */
typedef struct {
  char *stamp;
  char *depfile;
  gboolean is_publishing;
} Options;

/* So that the build runs the check again when a content file changes. */
static gboolean
write_depfile (const Options *options, TbCatalogue *catalogue, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) paths = tb_catalogue_list_files (catalogue);
  g_autoptr (GString) text = g_string_new (options->stamp);

  g_string_append_c (text, ':');
  for (guint i = 0; i < paths->len; i++)
    g_string_append_printf (text, " \\\n  %s/%s", folder, (char *) g_ptr_array_index (paths, i));
  g_string_append_c (text, '\n');
  return g_file_set_contents (options->depfile, text->str, (gssize) text->len, error);
}

static gboolean
publish (TbCatalogue *catalogue, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "digests.json", NULL);
  g_autofree char *text = tb_catalogue_dup_digests (catalogue, error);

  return text != NULL && g_file_set_contents (path, text, -1, error);
}

static gboolean
check (const Options *options, const char *folder, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (folder);
  g_autoptr (TbCatalogue) catalogue = tb_catalogue_new_from_folder (file, error);

  if (catalogue == NULL)
    return FALSE;
  if (options->is_publishing && !publish (catalogue, folder, error))
    return FALSE;
  if (options->depfile != NULL && !write_depfile (options, catalogue, folder, error))
    return FALSE;
  return options->stamp == NULL ||
         g_file_set_contents (options->stamp, tb_catalogue_get_digest (catalogue), -1, error);
}

int
main (int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "stamp", 0, 0, G_OPTION_ARG_FILENAME, &options.stamp, "Write the digest there", "FILE" },
    { "depfile", 0, 0, G_OPTION_ARG_FILENAME, &options.depfile, "Write file names there", "FILE" },
    { "publish", 0, 0, G_OPTION_ARG_NONE, &options.is_publishing, "Freeze new versions", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FOLDER — checks a catalogue");
  g_autoptr (GError) error = NULL;
  g_autofree char *stamp = NULL;
  g_autofree char *depfile = NULL;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2) {
    g_printerr ("%s\n", error != NULL ? error->message : "Which folder? See --help.");
    return 2;
  }
  stamp = options.stamp;
  depfile = options.depfile;

  if (check (&options, argv[1], &error))
    return 0;
  g_printerr ("%s/%s\n", argv[1], error->message);
  return 1;
}
