/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-row"

#include "config.h"

#include "tb-city-row.h"

#include <string.h>

static const char *const register_names[TB_CITY_N_REGISTERS] = {
  "persons", "insurance", "benefits", "archives", "certificates",
};

const char *
tb_city_register_get_name (TbCityRegister self)
{
  g_return_val_if_fail ((guint) self < TB_CITY_N_REGISTERS, NULL);

  return register_names[self];
}

int
tb_city_register_from_name (const char *name)
{
  for (int i = 0; name != NULL && i < TB_CITY_N_REGISTERS; i++) {
    if (strcmp (register_names[i], name) == 0)
      return i;
  }

  return -1;
}

void
tb_city_lane_free (TbCityLane *self)
{
  g_free (self->id);
  g_free (self->device);
  g_free (self->window);
  g_free (self);
}

void
tb_city_change_free (TbCityChange *self)
{
  g_free (self->h);
  g_free (self->command);
  g_free (self->case_id);
  g_free (self->vid);
  g_free (self->entry);
  g_free (self);
}

void
tb_city_record_free (TbCityRecord *self)
{
  g_free (self->id);
  g_free (self->number);
  g_free (self->item);
  g_free (self->id_no);
  g_free (self->twin);
  g_free (self->vid);
  g_free (self);
}
