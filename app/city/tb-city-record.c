/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include "tb-city-record.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "tb-city-server.h"
#include "tb-json.h"

FILE *
tb_city_record_open (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  FILE *file = fd >= 0 ? fdopen (fd, "a") : NULL;

  if (file == NULL) {
    g_set_error (error,
                 TB_CITY_SERVER_ERROR,
                 TB_CITY_SERVER_ERROR_LISTEN,
                 "%s cannot be written: %s",
                 path,
                 g_strerror (errno));
    if (fd >= 0)
      close (fd);
  }

  return file;
}

static json_t *
new_body (GBytes *body)
{
  gsize n;
  const char *text = body != NULL ? g_bytes_get_data (body, &n) : NULL;
  json_t *json;

  if (text == NULL || n == 0)
    return json_null ();
  json = tb_json_parse (text, (gssize) n, NULL);
  if (json != NULL)
    return json;
  if (g_utf8_validate (text, (gssize) n, NULL))
    return json_stringn (text, n);

  return json_pack ("{s:I}", "bytes", (json_int_t) n);
}

static json_t *
new_query (const TbCityExchange *exchange)
{
  json_t *json = json_object ();
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  if (exchange->request.query == NULL)
    return json;
  g_hash_table_iter_init (&iter, exchange->request.query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    tb_json_set_string (json, name, value);

  return json;
}

static json_t *
new_headers (const TbCityExchange *exchange)
{
  static const char *const names[] = {
    "accept-encoding", "content-range",   "content-type",    "range",
    "tongban-device",  "tongban-purpose", "tongban-request", "tongban-protocol",
  };
  json_t *json = json_object ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = g_hash_table_lookup (exchange->request.headers, names[i]);

    if (value != NULL)
      tb_json_set_string (json, names[i], value);
  }

  return json;
}

void
tb_city_record_write (FILE *file, const TbCityExchange *exchange)
{
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:o, s:i, s:o, s:o, s:o}",
                                       "method",
                                       exchange->request.method,
                                       "path",
                                       exchange->request.path,
                                       "query",
                                       new_query (exchange),
                                       "status",
                                       (int) exchange->response->status,
                                       "request_headers",
                                       new_headers (exchange),
                                       "request",
                                       new_body (exchange->request.body),
                                       "response",
                                       new_body (exchange->response->body));
  g_autofree char *text = json != NULL ? tb_json_to_string (json) : NULL;

  if (text == NULL || fprintf (file, "%s\n", text) < 0 || fflush (file) != 0)
    g_warning ("An exchange could not be recorded");
}
