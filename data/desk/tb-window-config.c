/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-window-config"

#include "config.h"

#include "tb-window-config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "tb-desk.h"

#define GROUP "window"

static gboolean
read_window (TbWindowConfig *self, GKeyFile *file, const char *path, GError **error)
{
  g_autofree char *area = g_key_file_get_string (file, GROUP, "area", NULL);
  int code = g_key_file_get_integer (file, GROUP, "code", NULL);

  self->area = tb_area_from_slug (area);
  self->code = (guint) code;
  self->device = g_key_file_get_string (file, GROUP, "device", NULL);
  self->is_sandbox = g_key_file_get_boolean (file, GROUP, "sandbox", NULL);

  if (self->area != TB_AREA_NONE && code >= 1 && code <= 99 && self->device != NULL)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_CONFIG,
               _ ("%s: the group [%s] needs area (one of the eight, such as shenyang), code (1 to "
                  "99) and device"),
               path,
               GROUP);

  return FALSE;
}

static void
read_cities (TbWindowConfig *self, GKeyFile *file)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    g_autofree char *group = g_strdup_printf ("city %s", tb_area_get_slug ((TbArea) i));

    self->cities[i].base = g_key_file_get_string (file, group, "base", NULL);
    self->cities[i].ca = g_key_file_get_string (file, group, "ca", NULL);
    self->cities[i].certificate = g_key_file_get_string (file, group, "certificate", NULL);
  }
}

TbWindowConfig *
tb_window_config_load (const char *folder, GError **error)
{
  g_autoptr (TbWindowConfig) self = g_new0 (TbWindowConfig, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) reason = NULL;
  g_autofree char *path = g_build_filename (folder, "window.ini", NULL);

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &reason)) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_CONFIG,
                 _ ("%s cannot be read: %s. This folder has not been enrolled as a window; for a "
                    "trial, start the demo"),
                 path,
                 reason->message);
    return NULL;
  }
  if (!read_window (self, file, path, error))
    return NULL;
  read_cities (self, file);

  return g_steal_pointer (&self);
}

void
tb_window_config_free (TbWindowConfig *self)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    g_free (self->cities[i].base);
    g_free (self->cities[i].ca);
    g_free (self->cities[i].certificate);
  }
  g_free (self->device);
  g_free (self);
}
