/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbCityAnswer:
 * @status: HTTP status, a success of the contract (or 404 to a HEAD of a blob)
 * @log_id: which log the answer belongs to (Tongban-Log)
 * @json: (nullable): the body of an answer in JSON; what follows a stream is its trailer
 * @bytes: (nullable): the body as it stands: a case's entry, a blob
 * @etag: (nullable): of a case: "<ver>-<vid>"
 * @have: Tongban-Have: how many bytes of a blob are there; −1 when not said
 * @city_us: the city's wall clock: `now` of the body, else its Date header; 0 when neither
 * @middle_us: this machine's wall clock in the middle of the round trip, to compare with it
 */
typedef struct {
  guint status;
  char *log_id;
  json_t *json;
  GBytes *bytes;
  char *etag;
  gint64 have;
  gint64 city_us;
  gint64 middle_us;
} TbCityAnswer;

void tb_city_answer_free (TbCityAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityAnswer, tb_city_answer_free)

G_END_DECLS
