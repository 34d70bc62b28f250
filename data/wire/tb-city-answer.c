/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-answer"

#include "config.h"

#include "tb-city-answer.h"

void
tb_city_answer_free (TbCityAnswer *self)
{
  g_free (self->log_id);
  g_clear_pointer (&self->json, json_decref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->etag);
  g_free (self);
}
