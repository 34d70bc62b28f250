/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include "tb-city.h"

#include <string.h>
#include <unistd.h>

#include "tb-city-lock.h"
#include "tb-city-private.h"
#include "tb-city-rules-private.h"
#include "tb-city-storage-sqlite.h"
#include "tb-hash.h"

enum { VIEW_ADVANCED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbCity, tb_city, G_TYPE_OBJECT)

static void
tb_city_finalize (GObject *object)
{
  TbCity *self = TB_CITY (object);

  if (self->storage != NULL)
    self->storage->does->close (self->storage);
  g_clear_pointer (&self->db, tb_city_db_close);
  g_clear_pointer (&self->epoch, tb_city_epoch_close);
  g_clear_pointer (&self->key, tb_city_key_unref);
  g_clear_pointer (&self->routes, g_array_unref);
  g_clear_pointer (&self->cases, g_hash_table_unref);
  g_clear_pointer (&self->audit_key, g_free);
  g_clear_pointer (&self->folder, g_free);
  g_clear_object (&self->catalogue);
  if (self->lock >= 0)
    close (self->lock);

  G_OBJECT_CLASS (tb_city_parent_class)->finalize (object);
}

static void
tb_city_class_init (TbCityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_city_finalize;

  signals[VIEW_ADVANCED] = g_signal_new ("view-advanced",
                                         TB_TYPE_CITY,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_INT);
}

static void
tb_city_init (TbCity *self)
{
  self->lock = -1;
}

static gboolean
open_files (TbCity *self, const char *vfs, GError **error)
{
  g_autofree char *db = g_build_filename (self->folder, "city.db", NULL);
  g_autofree char *epoch = g_build_filename (self->folder, "epoch", NULL);

  self->db = tb_city_db_open (db, vfs, error);
  if (self->db == NULL)
    return FALSE;
  self->epoch = tb_city_epoch_open (epoch, vfs, error);
  if (self->epoch == NULL)
    return FALSE;
  self->storage = tb_city_storage_sqlite_new (self->db);

  return TRUE;
}

static void
add_routes (TbCity *self)
{
  tb_city_about_add_routes (self);
  tb_city_lanes_add_routes (self);
  tb_city_commands_add_routes (self);
  tb_city_changes_add_routes (self);
  tb_city_cases_add_routes (self);
  tb_city_queries_add_routes (self);
  tb_city_blobs_add_routes (self);
}

TbCity *
tb_city_open (const TbCityOptions *options, GError **error)
{
  g_autoptr (TbCity) self = g_object_new (TB_TYPE_CITY, NULL);

  g_return_val_if_fail ((guint) options->area < TB_N_AREAS, NULL);

  self->folder = g_strdup (options->folder);
  self->area = options->area;
  if (options->catalogue != NULL)
    self->catalogue = g_object_ref (options->catalogue);
  self->calendar = options->calendar;
  self->clock = options->clock;
  self->random = options->random;
  self->is_demo = options->is_demo;
  self->is_local = options->is_local;
  self->rules = options->rules != NULL ? options->rules : tb_city_rules_get_real ();

  self->lock = tb_city_lock_folder (self->folder, error);
  if (self->lock < 0 || !open_files (self, options->vfs, error))
    return NULL;
  self->key = tb_city_key_open (self->folder, self->random, error);
  if (self->key == NULL || !tb_city_check_history (self, error))
    return NULL;
  add_routes (self);

  return g_steal_pointer (&self);
}

void
tb_city_set_authority (TbCity *self, const TbCityAuthority *authority, gpointer data)
{
  self->authority = authority;
  self->authority_data = data;
}

void
tb_city_emit_advanced (TbCity *self, guint advanced)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (((advanced >> i) & 1) != 0)
      g_signal_emit (self, signals[VIEW_ADVANCED], 0, i);
  }
}

TbCityDb *
tb_city_get_db (TbCity *self)
{
  return self->db;
}

const char *
tb_city_get_public_key (TbCity *self)
{
  return tb_city_key_get_public (self->key);
}

const char *
tb_city_get_log_id (TbCity *self)
{
  return self->state.log_id;
}

gint64
tb_city_get_head (TbCity *self)
{
  return self->state.log.head;
}

TbArea
tb_city_get_area (TbCity *self)
{
  return self->area;
}

gboolean
tb_city_is_stopped (TbCity *self)
{
  return tb_city_db_is_stopped (self->db);
}
