/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "tb-city-sessions.h"
#include "tb-cityd.h"
#include "tb-json.h"

#define MAX_SECRET 1024

typedef struct {
  char *name;
  char *hall;
  char **roles;
} Options;

static void
clear_options (Options *self)
{
  g_free (self->name);
  g_free (self->hall);
  g_strfreev (self->roles);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static gboolean
read_roles (char **names, guint *roles)
{
  for (char **name = names; name != NULL && *name != NULL; name++) {
    int role = tb_role_from_name (*name);

    if (role < 0)
      return FALSE;
    *roles |= 1u << role;
  }

  return *roles != 0;
}

/* Never from the command line, which every process can read. */
static gboolean
read_secret (char *secret)
{
  if (fgets (secret, MAX_SECRET, stdin) == NULL)
    return FALSE;
  secret[strcspn (secret, "\r\n")] = '\0';

  return *secret != '\0';
}

static int
add (TbCitySessions *sessions, const char *id, const Options *options)
{
  TbCityOperator who = { .id = id, .name = options->name, .hall = options->hall };
  g_autoptr (GError) error = NULL;
  char secret[MAX_SECRET];
  gboolean is_added;

  if (id == NULL || options->name == NULL || options->hall == NULL ||
      !read_roles (options->roles, &who.roles))
    return (int) tb_cityd_fail (TB_CITYD_USAGE,
                                _ ("add needs an ID, --name, --hall and a --role: staff, trainer, "
                                   "supervisor, "
                                   "admin or auditor"));
  if (!read_secret (secret))
    return (int) tb_cityd_fail (TB_CITYD_USAGE, _ ("no secret came on standard input"));

  is_added = tb_city_sessions_add_operator (sessions, &who, secret, &error);
  sodium_memzero (secret, sizeof secret);
  if (!is_added)
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);

  return TB_CITYD_OK;
}

static int
list (TbCitySessions *sessions)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) all = tb_city_sessions_list (sessions, &error);
  json_t *who;
  gsize i;

  if (all == NULL)
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);
  json_array_foreach (all, i, who)
  {
    g_autofree char *line = tb_json_to_string (who);

    g_print ("%s\n", line);
  }

  return TB_CITYD_OK;
}

static int
change (TbCitySessions *sessions, const char *action, const char *id)
{
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  if (id == NULL)
    return (int) tb_cityd_fail (TB_CITYD_USAGE, _ ("%s needs an ID"), action);
  if (strcmp (action, "unlock") == 0)
    is_done = tb_city_sessions_unlock (sessions, id, &error);
  else
    is_done = tb_city_sessions_set_disabled (sessions, id, strcmp (action, "disable") == 0, &error);
  if (!is_done)
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error->message);

  return TB_CITYD_OK;
}

static int
run (TbCityd *self, const Options *options, char **arguments)
{
  static const char *const actions[] = { "disable", "enable", "unlock", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityKey) key = NULL;
  g_autoptr (TbCitySessions) sessions = NULL;
  TbCitySessionsOptions city = {
    .folder = self->folder,
    .area = self->area,
    .clock = tb_clock_system (),
    .random = tb_random_system (),
  };
  const char *action = arguments[0] != NULL ? arguments[0] : "";
  const char *id = arguments[0] != NULL ? arguments[1] : NULL;

  if (g_mkdir_with_parents (self->folder, 0700) == 0)
    city.key = key = tb_city_key_open (self->folder, city.random, &error);
  if (key != NULL)
    sessions = tb_city_sessions_open (&city, &error);
  if (sessions == NULL)
    return (
        int) tb_cityd_fail (TB_CITYD_FAILED, "%s", error != NULL ? error->message : self->folder);

  if (strcmp (action, "add") == 0)
    return add (sessions, id, options);
  if (strcmp (action, "list") == 0)
    return list (sessions);
  if (g_strv_contains (actions, action))
    return change (sessions, action, id);

  return (int) tb_cityd_fail (TB_CITYD_USAGE,
                              _ ("Say what to do: add, disable, enable, unlock or list"));
}

/* Works while the city is served: operators have a file of their own. */
int
tb_cityd_operator (int argc, char **argv)
{
  g_auto (TbCityd) self = { TB_AREA_NONE };
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, NULL, NULL },
    { "hall", 0, 0, G_OPTION_ARG_STRING, &options.hall, NULL, NULL },
    { "role", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.roles, NULL, NULL },
    { NULL },
  };

  if (!tb_cityd_parse (&self, entries, TRUE, &argc, &argv))
    return TB_CITYD_USAGE;

  return run (&self, &options, argv + 1);
}
