/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "tb-city-import.h"
#include "tb-city-register.h"
#include "tb-cityd.h"
#include "tb-date.h"

typedef struct {
  char *reject;
  char *encoding;
  gboolean has_progress;
} Options;

static void
clear_options (Options *self)
{
  g_free (self->reject);
  g_free (self->encoding);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

/* @data: when it began. */
static void
show_progress (gpointer data, const TbCityImportCount *count)
{
  gint64 spent_us = MAX (g_get_monotonic_time () - *(const gint64 *) data, 1);
  g_autofree char *n_read = g_strdup_printf ("%" G_GINT64_FORMAT, count->n_read);
  g_autofree char *n_rejected = g_strdup_printf ("%" G_GINT64_FORMAT, count->n_rejected);
  g_autofree char *rate =
      g_strdup_printf ("%" G_GINT64_FORMAT, count->n_read * G_USEC_PER_SEC / spent_us);

  g_printerr ("\r");
  g_printerr (_ ("%s read, %s rejected, %s rows/s"), n_read, n_rejected, rate);
  g_printerr (" ");
}

static void
print_count (const TbCityImportCount *count)
{
  g_autofree char *n_read = g_strdup_printf ("%" G_GINT64_FORMAT, count->n_read);
  g_autofree char *n_changed = g_strdup_printf ("%" G_GINT64_FORMAT, count->n_changed);
  g_autofree char *n_unchanged = g_strdup_printf ("%" G_GINT64_FORMAT, count->n_unchanged);
  g_autofree char *n_rejected = g_strdup_printf ("%" G_GINT64_FORMAT, count->n_rejected);

  g_print (_ ("%s read, %s new or changed, %s unchanged, %s rejected"),
           n_read,
           n_changed,
           n_unchanged,
           n_rejected);
  g_print ("\n");
}

static gboolean
read_encoding (const char *name, TbCityEncoding *encoding)
{
  static const struct {
    const char *name;
    TbCityEncoding encoding;
  } names[] = {
    { "auto", TB_CITY_ENCODING_AUTO },
    { "utf-8", TB_CITY_ENCODING_UTF8 },
    { "gb18030", TB_CITY_ENCODING_GB18030 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (name == NULL || g_ascii_strcasecmp (name, names[i].name) == 0) {
      *encoding = names[i].encoding;
      return TRUE;
    }
  }

  return FALSE;
}

static int
run (TbCityImportOptions *import, gboolean has_progress)
{
  gint64 start_us = g_get_monotonic_time ();
  TbCityImportCount count;
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  if (has_progress) {
    import->progress = show_progress;
    import->data = &start_us;
  }
  is_done = tb_city_import_run (import, &count, &error);
  if (has_progress && count.n_read > 0)
    g_printerr ("\n");

  if (is_done || count.n_read > 0)
    print_count (&count);
  if (!is_done)
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);
  if (count.n_rejected > 0)
    return (int) tb_cityd_fail (TB_CITYD_FAILED,
                                _ ("rejected rows, with reasons: %s"),
                                import->reject_path);

  return TB_CITYD_OK;
}

/* The area may be left out where an import said it before. */
static gboolean
find_area (TbCityd *self, GError **error)
{
  if (self->area == TB_AREA_NONE)
    self->area = tb_city_register_find_area (self->folder, error);

  return self->area != TB_AREA_NONE;
}

static int
import_file (TbCityd *self, const Options *given, const char *kind, const char *path)
{
  g_autofree char *beside = g_strconcat (path, ".rejected.csv", NULL);
  int which = tb_city_register_from_name (kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCatalogue) catalogue = NULL;
  TbCityImportOptions import = {
    .folder = self->folder,
    .path = path,
    .reject_path = given->reject != NULL ? given->reject : beside,
  };

  if (which < 0)
    return (int) tb_cityd_fail (TB_CITYD_USAGE,
                                _ ("“%s” is no register: persons, insurance, benefits, archives or "
                                   "certificates"),
                                kind);
  if (!read_encoding (given->encoding, &import.encoding))
    return (int) tb_cityd_fail (TB_CITYD_USAGE, _ ("--encoding is auto, utf-8 or gb18030"));
  if (!find_area (self, &error))
    return (int) tb_cityd_fail (TB_CITYD_USAGE,
                                "%s",
                                error != NULL ? error->message
                                              : _ ("--area is missing, such as --area shenyang"));

  catalogue = tb_catalogue_new (&error);
  if (catalogue == NULL)
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);
  import.which = (TbCityRegister) which;
  import.area = self->area;
  import.catalogue = catalogue;
  tb_date_of_time (tb_clock_wall_us (tb_clock_system ()), &import.today);

  return run (&import, given->has_progress || isatty (STDERR_FILENO));
}

/* Fills a register from a file, while the city is not being served. */
int
tb_cityd_import (int argc, char **argv)
{
  g_auto (TbCityd) self = { TB_AREA_NONE };
  g_auto (Options) given = { 0 };
  const GOptionEntry entries[] = {
    { "reject", 0, 0, G_OPTION_ARG_FILENAME, &given.reject, NULL, NULL },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &given.encoding, NULL, NULL },
    { "progress", 0, 0, G_OPTION_ARG_NONE, &given.has_progress, NULL, NULL },
    { NULL },
  };

  if (!tb_cityd_parse (&self, entries, FALSE, &argc, &argv))
    return TB_CITYD_USAGE;
  if (argc != 3)
    return (int) tb_cityd_fail (TB_CITYD_USAGE,
                                _ ("import needs KIND and FILE; see tongban-cityd import --help"));

  return import_file (&self, &given, argv[1], argv[2]);
}
