/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city.h"
#include "tb-json.h"
#include "tb-problem.h"

G_BEGIN_DECLS

/* A GError of this domain becomes the answer; its codes are those of TbProblem. */
#define TB_CITY_PROBLEM (tb_city_problem_quark ())
GQuark tb_city_problem_quark (void);

/* The message is the detail: no personal data. @field: a JSON pointer into the request, or NULL. */
void tb_city_problem_set (GError **error,
                          TbProblem code,
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
