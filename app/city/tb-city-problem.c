/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-problem"

#include "config.h"

#include "tb-city-problem.h"

#include <stdarg.h>
#include <string.h>

#include "tb-city-db-private.h"

typedef struct {
  char *field;
} TbCityProblemPrivate;

static void
tb_city_problem_private_init (TbCityProblemPrivate *self)
{
}

static void
tb_city_problem_private_copy (const TbCityProblemPrivate *from, TbCityProblemPrivate *to)
{
  to->field = g_strdup (from->field);
}

static void
tb_city_problem_private_clear (TbCityProblemPrivate *self)
{
  g_free (self->field);
}

G_DEFINE_EXTENDED_ERROR (TbCityProblem, tb_city_problem)

void
tb_city_problem_set (GError **error, TbProblem code, const char *field, const char *format, ...)
{
  va_list args;
  GError *made;

  if (error == NULL)
    return;

  va_start (args, format);
  made = g_error_new_valist (TB_CITY_PROBLEM, (int) code, format, args);
  va_end (args);
  tb_city_problem_get_private (made)->field = g_strdup (field);
  g_propagate_error (error, made);
}

static TbProblem
classify (const GError *error)
{
  if (error->domain == TB_CITY_PROBLEM)
    return (TbProblem) error->code;
  if (error->domain == TB_CITY_DB_ERROR && error->code != TB_CITY_DB_ERROR_FAILED)
    return TB_PROBLEM_BUSY;

  return TB_PROBLEM_INTERNAL;
}

json_t *
tb_city_problem_to_json (const GError *error)
{
  TbProblem code = classify (error);

  if (error->domain != TB_CITY_PROBLEM)
    return tb_problem_build (code, NULL, "%s", tb_problem_get_title (code));

  return tb_problem_build (code, tb_city_problem_get_private (error)->field, "%s", error->message);
}

TbCityResponse *
tb_city_response_new (guint status)
{
  TbCityResponse *self = g_new0 (TbCityResponse, 1);

  self->status = status;
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
tb_city_response_free (TbCityResponse *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_hash_table_unref (self->headers);
  g_free (self);
}

void
tb_city_response_set_header (TbCityResponse *self, const char *name, const char *value)
{
  g_hash_table_replace (self->headers, g_strdup (name), g_strdup (value));
}

static TbCityResponse *
new_json_take (guint status, const char *type, json_t *json)
{
  TbCityResponse *self = tb_city_response_new (status);
  char *text = tb_json_to_string (json);

  self->content_type = type;
  self->body = g_bytes_new_take (text, strlen (text));
  json_decref (json);

  return self;
}

TbCityResponse *
tb_city_response_new_problem_take (json_t *problem)
{
  return new_json_take ((guint) tb_json_get_int (problem, "status", 500),
                        TB_PROBLEM_MEDIA_TYPE,
                        problem);
}

TbCityResponse *
tb_city_response_new_problem (const GError *error)
{
  return tb_city_response_new_problem_take (tb_city_problem_to_json (error));
}

TbCityResponse *
tb_city_response_new_json_take (guint status, json_t *json)
{
  return new_json_take (status, "application/json", json);
}

TbCityResponse *
tb_city_response_new_text_take (guint status, const char *type, GString *text)
{
  TbCityResponse *self = tb_city_response_new (status);

  self->content_type = type;
  self->body = g_string_free_to_bytes (text);

  return self;
}
