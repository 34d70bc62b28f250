/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-metropolis"

#include "config.h"

#include "tb-metropolis.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tb-city-backup.h"
#include "tb-city-key.h"
#include "tb-metropolis-private.h"
#include "tb-time.h"

/* sun_path holds 108 bytes; the longest name below the folder is sockets/shenyang.admin. */
#define MAX_FOLDER 80
#define DONE_FILE  "made"

/* Owns the servers; a city that is being restored has none for that moment. */
struct _TbMetropolis {
  GObject parent_instance;

  TbMetropolisPlan plan;
  char *record_path;
  TbCityServer *servers[TB_N_AREAS];
  char *keys[TB_N_AREAS]; /* public keys in hex, known before the servers start */
  GSocketService *control;
};

G_DEFINE_QUARK (tb_metropolis_error_quark, tb_metropolis_error)
G_DEFINE_FINAL_TYPE (TbMetropolis, tb_metropolis, G_TYPE_OBJECT)

char *
tb_metropolis_city_folder (const char *folder, TbArea area)
{
  return g_build_filename (folder, "cities", tb_area_get_slug (area), NULL);
}

char *
tb_metropolis_socket (const char *folder, TbArea area, const char *kind)
{
  g_autofree char *name = g_strconcat (tb_area_get_slug (area), kind, NULL);

  return g_build_filename (folder, "sockets", name, NULL);
}

static gboolean
load_plan (TbMetropolis *self, const TbMetropolisOptions *options, GError **error)
{
  const char *holidays;
  gsize length;

  self->plan.folder = g_canonicalize_filename (options->folder, NULL);
  self->plan.n_persons = options->n_persons;
  self->record_path = g_strdup (options->record_path);
  if (strlen (self->plan.folder) > MAX_FOLDER) {
    g_set_error (error,
                 TB_METROPOLIS_ERROR,
                 TB_METROPOLIS_ERROR_FOLDER,
                 _ ("%s is too long a path for sockets; choose one of at most %d bytes"),
                 self->plan.folder,
                 MAX_FOLDER);
    return FALSE;
  }
  self->plan.catalogue = tb_catalogue_new (error);
  if (self->plan.catalogue == NULL)
    return FALSE;
  holidays = tb_catalogue_get_file (self->plan.catalogue, "calendar/holidays.csv", &length);
  self->plan.calendar = tb_calendar_new (holidays, (gssize) length, error);

  return self->plan.calendar != NULL;
}

/* A demo that was cut off while it was made is made anew: nobody has worked in it yet. */
static gboolean
make_once (TbMetropolis *self, GError **error)
{
  g_autofree char *done = g_build_filename (self->plan.folder, DONE_FILE, NULL);
  g_autofree char *sockets = g_build_filename (self->plan.folder, "sockets", NULL);
  g_autofree char *cities = g_build_filename (self->plan.folder, "cities", NULL);

  g_mkdir_with_parents (sockets, 0700);
  if (g_file_test (done, G_FILE_TEST_EXISTS))
    return TRUE;

  if (g_file_test (cities, G_FILE_TEST_EXISTS)) {
    g_set_error (error,
                 TB_METROPOLIS_ERROR,
                 TB_METROPOLIS_ERROR_FOLDER,
                 _ ("%s holds a demo that was not finished; remove it and start again"),
                 self->plan.folder);
    return FALSE;
  }

  return tb_metropolis_seed (&self->plan, error) && tb_metropolis_seed_cases (&self->plan, error) &&
         g_file_set_contents (done, "1\n", -1, error);
}

static gboolean
load_keys (TbMetropolis *self, GError **error)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    g_autofree char *folder = tb_metropolis_city_folder (self->plan.folder, (TbArea) i);
    g_autoptr (TbCityKey) key = tb_city_key_open (folder, tb_random_system (), error);

    if (key == NULL)
      return FALSE;
    g_free (self->keys[i]);
    self->keys[i] = g_strdup (tb_city_key_get_public (key));
  }

  return TRUE;
}

static gboolean
start_city (TbMetropolis *self, TbArea area, GError **error)
{
  g_autofree char *folder = tb_metropolis_city_folder (self->plan.folder, area);
  g_autofree char *path = tb_metropolis_socket (self->plan.folder, area, "");
  g_autofree char *admin = tb_metropolis_socket (self->plan.folder, area, ".admin");
  TbCityServerOptions options = {
    .city = { .folder = folder,
              .area = area,
              .catalogue = self->plan.catalogue,
              .calendar = self->plan.calendar,
              .clock = tb_clock_system (),
              .random = tb_random_system (),
              .is_demo = TRUE,
              .is_local = FALSE },
    .socket_path = path,
    .admin_path = admin,
    .record_path = self->record_path,
    .front_uid = -1,
    .peer_keys = (const char *const *) self->keys,
  };

  self->servers[area] = tb_city_server_new (&options, error);

  return self->servers[area] != NULL;
}

static void
stop_city (TbMetropolis *self, TbArea area)
{
  if (self->servers[area] != NULL)
    tb_city_server_stop (self->servers[area]);
  g_clear_object (&self->servers[area]);
}

TbMetropolis *
tb_metropolis_open (const TbMetropolisOptions *options, GError **error)
{
  g_autoptr (TbMetropolis) self = g_object_new (TB_TYPE_METROPOLIS, NULL);

  if (!load_plan (self, options, error) || !make_once (self, error) || !load_keys (self, error))
    return NULL;
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (!start_city (self, (TbArea) i, error))
      return NULL;
  }
  self->control = tb_metropolis_listen (self, self->plan.folder, error);

  return self->control != NULL ? g_steal_pointer (&self) : NULL;
}

static char *
backup_path (TbMetropolis *self, TbArea area)
{
  g_autofree char *name = g_strconcat (tb_area_get_slug (area), ".backup", NULL);

  return g_build_filename (self->plan.folder, name, NULL);
}

static gboolean
back_up (TbMetropolis *self, TbArea area, GError **error)
{
  g_autofree char *folder = tb_metropolis_city_folder (self->plan.folder, area);
  g_autofree char *path = backup_path (self, area);

  return tb_city_backup_make (folder, path, error);
}

/* The city is away for that moment, and comes back with another history. */
static gboolean
restore (TbMetropolis *self, TbArea area, GError **error)
{
  g_autofree char *folder = tb_metropolis_city_folder (self->plan.folder, area);
  g_autofree char *path = backup_path (self, area);
  gboolean is_done;

  stop_city (self, area);
  is_done = tb_city_backup_restore (folder, path, error);

  return start_city (self, area, is_done ? error : NULL) && is_done;
}

static json_t *
describe (TbMetropolis *self, TbArea area)
{
  if (self->servers[area] == NULL)
    return json_pack ("{s:s, s:b}", "city", tb_area_get_slug (area), "running", FALSE);

  return json_pack ("{s:s, s:b, s:s}",
                    "city",
                    tb_area_get_slug (area),
                    "running",
                    TRUE,
                    "log_id",
                    tb_city_server_get_log_id (self->servers[area]));
}

TbArea
tb_metropolis_find_city (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (int i = 0; i < TB_N_AREAS; i++) {
    const char *slug = tb_area_get_slug ((TbArea) i);
    const char *chinese = tb_area_get_name_zh ((TbArea) i);
    g_autofree char *whole = g_strconcat (chinese, "市", NULL);

    if (g_strcmp0 (name, slug) == 0 || g_strcmp0 (name, chinese) == 0 ||
        g_strcmp0 (name, whole) == 0)
      return (TbArea) i;
    g_string_append_printf (names, "%s%s %s", i > 0 ? ", " : "", slug, chinese);
  }

  g_set_error (error,
               TB_METROPOLIS_ERROR,
               TB_METROPOLIS_ERROR_CITY,
               _ ("“%s” is none of the eight cities: %s"),
               name != NULL ? name : "",
               names->str);

  return TB_AREA_NONE;
}

static gboolean
check_order (const char *what, GError **error)
{
  static const char *const orders[] = { TB_METROPOLIS_ORDERS, NULL };
  g_autofree char *all = g_strjoinv (", ", (char **) orders);

  if (what != NULL && g_strv_contains (orders, what))
    return TRUE;

  g_set_error (error,
               TB_METROPOLIS_ERROR,
               TB_METROPOLIS_ERROR_ORDER,
               _ ("A city cannot be told “%s”, only: %s"),
               what != NULL ? what : "",
               all);

  return FALSE;
}

json_t *
tb_metropolis_order (TbMetropolis *self, const json_t *order, GError **error)
{
  TbArea area = tb_metropolis_find_city (tb_json_get_string (order, "city"), error);
  const char *what = tb_json_get_string (order, "do");
  gboolean is_done;

  if (area == TB_AREA_NONE || !check_order (what, error))
    return NULL;
  if (g_str_equal (what, "status"))
    return describe (self, area);

  if (g_str_equal (what, "backup")) {
    is_done = back_up (self, area, error);
  } else if (g_str_equal (what, "restore")) {
    is_done = restore (self, area, error);
  } else if (g_str_equal (what, "up")) {
    is_done = tb_city_server_set_fault (self->servers[area], NULL, error);
  } else {
    g_autoptr (json_t) fault = json_deep_copy (order);

    json_object_del (fault, "city");
    json_object_del (fault, "do");
    tb_json_set_string (fault, "mode", what);
    is_done = tb_city_server_set_fault (self->servers[area], fault, error);
  }

  return is_done ? describe (self, area) : NULL;
}

void
tb_metropolis_stop (TbMetropolis *self)
{
  for (int i = 0; i < TB_N_AREAS; i++)
    stop_city (self, (TbArea) i);
}

static void
tb_metropolis_finalize (GObject *object)
{
  TbMetropolis *self = TB_METROPOLIS (object);

  g_clear_object (&self->control);
  for (int i = 0; i < TB_N_AREAS; i++) {
    g_clear_object (&self->servers[i]);
    g_clear_pointer (&self->keys[i], g_free);
  }
  g_clear_pointer (&self->plan.calendar, tb_calendar_unref);
  g_clear_object (&self->plan.catalogue);
  g_clear_pointer (&self->plan.folder, g_free);
  g_clear_pointer (&self->record_path, g_free);

  G_OBJECT_CLASS (tb_metropolis_parent_class)->finalize (object);
}

static void
tb_metropolis_class_init (TbMetropolisClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_metropolis_finalize;
}

static void
tb_metropolis_init (TbMetropolis *self)
{
}
