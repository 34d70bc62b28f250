/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-register"

#include "config.h"

#include "tb-city-register.h"

#include <string.h>
#include <unistd.h>

#include "tb-city-lock.h"
#include "tb-city-storage-sqlite.h"

#define AREA_SETTING "area"

struct _TbCityRegisterWriter {
  int lock;
  TbCityDb *db;
  TbCityStorage *storage;
  gint64 n_changed;
};

void
tb_city_register_writer_close (TbCityRegisterWriter *self)
{
  if (self == NULL)
    return;

  if (self->storage != NULL)
    self->storage->does->close (self->storage);
  tb_city_db_close (self->db);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self);
}

/* Compares the noted area with @slug, or notes it. */
static gboolean
check_area (TbCityRegisterWriter *self, const char *slug, GError **error)
{
  TbCityStorage *storage = self->storage;
  g_autoptr (GError) local = NULL;
  g_autofree char *noted = storage->does->dup_setting (storage, AREA_SETTING, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (noted == NULL)
    return storage->does->set_setting (storage, AREA_SETTING, slug, error);
  if (strcmp (noted, slug) == 0)
    return TRUE;

  g_set_error (error,
               TB_CITY_DB_ERROR,
               TB_CITY_DB_ERROR_FOREIGN,
               "The folder holds the registers of %s, not of %s",
               noted,
               slug);
  return FALSE;
}

static gboolean
open_storage (TbCityRegisterWriter *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "city.db", NULL);

  self->db = tb_city_db_open (path, NULL, error);
  if (self->db == NULL)
    return FALSE;
  self->storage = tb_city_storage_sqlite_new (self->db);

  return TRUE;
}

static gboolean
note_area (TbCityRegisterWriter *self, TbArea area, GError **error)
{
  TbCityStorage *storage = self->storage;

  if (!storage->does->begin (storage, error))
    return FALSE;
  if (!check_area (self, tb_area_get_slug (area), error)) {
    storage->does->rollback (storage);
    return FALSE;
  }

  return storage->does->commit (storage, error);
}

TbCityRegisterWriter *
tb_city_register_writer_open (const char *folder, TbArea area, GError **error)
{
  g_autoptr (TbCityRegisterWriter) self = g_new0 (TbCityRegisterWriter, 1);

  self->lock = -1;
  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail ((guint) area < TB_N_AREAS, NULL);

  self->lock = tb_city_lock_folder (folder, error);
  if (self->lock < 0 || !open_storage (self, folder, error) || !note_area (self, area, error))
    return NULL;

  return g_steal_pointer (&self);
}

gboolean
tb_city_register_write (TbCityRegisterWriter *self,
                        TbCityRegister which,
                        const json_t *rows,
                        GError **error)
{
  TbCityStorage *storage = self->storage;
  gint64 before = sqlite3_total_changes64 (tb_city_db_get_handle (self->db));
  gint64 n_changed;

  if (!storage->does->begin (storage, error))
    return FALSE;
  if (!storage->does->upsert (storage, which, rows, error)) {
    storage->does->rollback (storage);
    return FALSE;
  }
  n_changed = sqlite3_total_changes64 (tb_city_db_get_handle (self->db)) - before;
  if (!storage->does->commit (storage, error))
    return FALSE;
  self->n_changed += n_changed;

  return TRUE;
}

gint64
tb_city_register_writer_get_n_changed (TbCityRegisterWriter *self)
{
  return self->n_changed;
}

TbArea
tb_city_register_find_area (const char *folder, GError **error)
{
  g_autoptr (TbCityRegisterWriter) self = g_new0 (TbCityRegisterWriter, 1);
  g_autofree char *path = g_build_filename (folder, "city.db", NULL);
  g_autofree char *slug = NULL;

  self->lock = -1;
  if (!g_file_test (path, G_FILE_TEST_EXISTS) || !open_storage (self, folder, error))
    return TB_AREA_NONE;
  slug = self->storage->does->dup_setting (self->storage, AREA_SETTING, error);

  return slug == NULL ? TB_AREA_NONE : tb_area_from_slug (slug);
}
