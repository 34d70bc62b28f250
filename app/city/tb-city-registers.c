/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include "tb-city-private.h"

gboolean
tb_city_upsert (TbCity *self, const char *name, const json_t *rows, GError **error)
{
  TbCityStorage *storage = self->storage;
  int which = tb_city_register_from_name (name);

  g_return_val_if_fail (which >= 0, FALSE);

  if (!storage->does->begin (storage, error))
    return FALSE;
  if (!storage->does->upsert (storage, (TbCityRegister) which, rows, error)) {
    storage->does->rollback (storage);
    return FALSE;
  }

  return storage->does->commit (storage, error);
}
