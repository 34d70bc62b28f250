/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include "tb-city-fault.h"

#include <string.h>

#include "tb-city-problem.h"
#include "tb-city-server.h"

#define BOMB_BYTES (64 * 1024 * 1024)
#define MAX_MS     600000

static const char *const modes[] = {
  "", "down", "slow", "captive", "cut", "wrong-epoch", "wrong-hash", "late", "bomb", "error",
};

static const char page[] = "<!DOCTYPE html><html><head><title>Log in</title></head>"
                           "<body><form action=\"/login\">Log in to this network</form></body>"
                           "</html>\n";

static gboolean
fail (GError **error, const char *problem)
{
  g_set_error (error, TB_CITY_SERVER_ERROR, TB_CITY_SERVER_ERROR_FAULT, "A fault %s", problem);

  return FALSE;
}

static gboolean
read_mode (TbCityFault *self, const json_t *json, GError **error)
{
  const char *mode = tb_json_get_string (json, "mode");

  for (guint i = 1; i < G_N_ELEMENTS (modes); i++) {
    if (g_strcmp0 (mode, modes[i]) == 0)
      self->mode = (TbCityFaultMode) i;
  }
  if (self->mode == TB_CITY_FAULT_NONE)
    return fail (error,
                 "is one of down, slow, captive, cut, wrong-epoch, wrong-hash, late, bomb, error");

  return TRUE;
}

static gboolean
read_numbers (TbCityFault *self, const json_t *json, GError **error)
{
  gint64 ms = tb_json_get_int (json, "ms", 3000);
  gint64 status = tb_json_get_int (json, "status", 503);

  self->n_left = tb_json_get_int (json, "count", -1);
  if (ms < 0 || ms > MAX_MS)
    return fail (error, "lasts 0 to 600000 ms");
  if (status < 400 || status > 599)
    return fail (error, "has a status from 400 to 599");
  if (self->n_left == 0 || self->n_left < -1)
    return fail (error, "counts from 1");

  self->ms = (guint) ms;
  self->status = (guint) status;

  return TRUE;
}

static GBytes *
new_bomb (void)
{
  g_autoptr (GConverter) gzip =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autofree guint8 *zeros = g_malloc0 (BOMB_BYTES);
  g_autofree guint8 *packed = g_malloc (BOMB_BYTES / 64);
  gsize n_read = 0;
  gsize n_written = 0;

  g_converter_convert (gzip,
                       zeros,
                       BOMB_BYTES,
                       packed,
                       BOMB_BYTES / 64,
                       G_CONVERTER_INPUT_AT_END,
                       &n_read,
                       &n_written,
                       NULL);

  return g_bytes_new (packed, n_written);
}

TbCityFault *
tb_city_fault_new (const json_t *json, GError **error)
{
  static const char *const members[] = { "mode", "ms", "status", "path", "count", NULL };
  g_autoptr (TbCityFault) self = g_new0 (TbCityFault, 1);
  const char *member;
  json_t *value;

  json_object_foreach ((json_t *) json, member, value)
  {
    if (!g_strv_contains (members, member)) {
      fail (error, "has the members mode, ms, status, path and count");
      return NULL;
    }
  }
  if (!read_mode (self, json, error) || !read_numbers (self, json, error))
    return NULL;

  self->path = g_strdup (tb_json_get_string (json, "path"));
  if (self->mode == TB_CITY_FAULT_BOMB)
    self->bomb = new_bomb ();

  return g_steal_pointer (&self);
}

void
tb_city_fault_free (TbCityFault *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->bomb, g_bytes_unref);
  g_free (self->path);
  g_free (self);
}

void
tb_city_fault_touch (TbCityFault *self, TbCityExchange *exchange)
{
  if (self->n_left == 0 || (self->path != NULL && !g_str_has_prefix (exchange->path, self->path)))
    return;

  if (self->n_left > 0)
    self->n_left--;
  exchange->fault = (TbCityFaultCase){ (int) self->mode, self->ms, self->status };
  /* What is spoilt has to be seen through. */
  if (self->mode == TB_CITY_FAULT_WRONG_HASH)
    exchange->wants_gzip = FALSE;
}

TbCityResponse *
tb_city_fault_answer (const TbCityFault *self, const TbCityExchange *exchange)
{
  TbCityResponse *response;
  json_t *problem;

  switch ((int) exchange->fault.mode) {
  case TB_CITY_FAULT_CAPTIVE:
    response = tb_city_response_new (200);
    response->content_type = "text/html";
    response->body = g_bytes_new_static (page, sizeof page - 1);
    return response;
  case TB_CITY_FAULT_BOMB:
    response = tb_city_response_new (200);
    response->content_type = "application/x-ndjson";
    response->body = g_bytes_ref (self->bomb);
    tb_city_response_set_header (response, "Content-Encoding", "gzip");
    return response;
  case TB_CITY_FAULT_ERROR:
    problem = tb_problem_build (TB_PROBLEM_BUSY, NULL, "An outage that was asked for");
    tb_json_set_int (problem, "status", exchange->fault.status);
    return tb_city_response_new_problem_take (problem);
  default:
    return NULL;
  }
}

static char
other_digit (char digit)
{
  return digit == '0' ? '1' : '0';
}

/* The first h of the page: the client must notice by the chain, not by the number. */
static void
spoil_hash (TbCityExchange *exchange)
{
  static const char mark[] = "\"h\":\"";
  gsize n;
  const char *plain = g_bytes_get_data (exchange->response->body, &n);
  g_autofree char *text = g_strndup (plain, n);
  char *found = strstr (text, mark);

  if (found == NULL)
    return;

  found += strlen (mark);
  *found = other_digit (*found);
  g_bytes_unref (exchange->response->body);
  exchange->response->body = g_bytes_new_take (g_steal_pointer (&text), n);
}

static void
spoil_epoch (TbCityExchange *exchange)
{
  const char *log = g_hash_table_lookup (exchange->response->headers, "Tongban-Log");
  g_autofree char *other = g_strdup (log != NULL ? log : "0");

  other[0] = other_digit (other[0]);
  tb_city_response_set_header (exchange->response, "Tongban-Log", other);
}

void
tb_city_fault_spoil (TbCityExchange *exchange)
{
  if (exchange->fault.mode == TB_CITY_FAULT_WRONG_EPOCH)
    spoil_epoch (exchange);
  if (exchange->fault.mode == TB_CITY_FAULT_WRONG_HASH && exchange->response->body != NULL)
    spoil_hash (exchange);
}
