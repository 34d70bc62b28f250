/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city.h"
#include "tb-json.h"

G_BEGIN_DECLS

/* The problems of data/wire/README.md. A GError of this domain becomes the answer. */
#define TB_CITY_PROBLEM (tb_city_problem_quark ())
GQuark tb_city_problem_quark (void);

typedef enum {
  TB_CITY_PROBLEM_BAD_REQUEST,
  TB_CITY_PROBLEM_WRONG_CREDENTIALS,
  TB_CITY_PROBLEM_SIGNED_OUT,
  TB_CITY_PROBLEM_FORBIDDEN,
  TB_CITY_PROBLEM_UNKNOWN_DEVICE,
  TB_CITY_PROBLEM_PURPOSE_REQUIRED,
  TB_CITY_PROBLEM_NOT_FOUND,
  TB_CITY_PROBLEM_METHOD_NOT_ALLOWED,
  TB_CITY_PROBLEM_LANE_GAP,
  TB_CITY_PROBLEM_LOG_CHANGED,
  TB_CITY_PROBLEM_CURSOR_TOO_OLD,
  TB_CITY_PROBLEM_TOO_LARGE,
  TB_CITY_PROBLEM_UNSUPPORTED_MEDIA,
  TB_CITY_PROBLEM_RANGE,
  TB_CITY_PROBLEM_ID_REUSED,
  TB_CITY_PROBLEM_INVALID,
  TB_CITY_PROBLEM_LOCKED_OUT,
  TB_CITY_PROBLEM_PROTOCOL_VERSION,
  TB_CITY_PROBLEM_TOO_MANY,
  TB_CITY_PROBLEM_INTERNAL,
  TB_CITY_PROBLEM_BUSY,
} TbCityProblem;
#define TB_CITY_N_PROBLEMS 21

const char *tb_city_problem_get_name (TbCityProblem self);
guint tb_city_problem_get_status (TbCityProblem self);

/* The message is the detail: no personal data. @field: a JSON pointer into the request, or NULL. */
void tb_city_problem_set (GError **error,
                          TbCityProblem code,
                          const char *field,
                          const char *format,
                          ...) G_GNUC_PRINTF (4, 5);

/* The problem of @error as an object (RFC 9457); add members to it as needed. Errors of other
 * domains become busy (storage) or internal, without their text. */
json_t *tb_city_problem_to_json (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
/* application/problem+json; takes @problem. */
TbCityResponse *tb_city_response_new_problem_take (json_t *problem);
TbCityResponse *tb_city_response_new_problem (const GError *error);
/* application/json; takes @json. */
TbCityResponse *tb_city_response_new_json_take (guint status, json_t *json);
TbCityResponse *tb_city_response_new_text_take (guint status, const char *type, GString *text);
void tb_city_response_set_header (TbCityResponse *self, const char *name, const char *value);

G_END_DECLS
