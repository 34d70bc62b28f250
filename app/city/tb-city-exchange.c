/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-exchange"

#include "config.h"

#include "tb-city-exchange.h"

#include <string.h>

#include "tb-city-problem.h"
#include "tb-hash.h"
#include "tb-inflate.h"

#define MAX_FIELDS      64
#define MAX_QUERY       32
#define MAX_FIELD_BYTES 8192
#define MIN_PACKED      1024
#define PEM_BEGIN       "-----BEGIN CERTIFICATE-----"
#define PEM_END         "-----END CERTIFICATE-----"

static const char exchange_key[] = "tb-city-exchange";

TbCityExchange *
tb_city_exchange_new (gpointer server, SoupServerMessage *message)
{
  TbCityExchange *self = g_new0 (TbCityExchange, 1);

  self->server = server;
  self->message = g_object_ref (message);
  g_object_set_data (G_OBJECT (message), exchange_key, self);
  self->area = -1;
  self->started_us = g_get_monotonic_time ();

  return self;
}

TbCityExchange *
tb_city_exchange_get (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (message), exchange_key);
}

void
tb_city_exchange_clear_timer (TbCityExchange *self)
{
  if (self->timer == NULL)
    return;

  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

void
tb_city_exchange_set_timer (TbCityExchange *self, guint ms, GSourceFunc func)
{
  tb_city_exchange_clear_timer (self);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

void
tb_city_exchange_free (TbCityExchange *self)
{
  if (self == NULL)
    return;

  tb_city_exchange_clear_timer (self);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_set_data (G_OBJECT (self->message), exchange_key, NULL);
  g_clear_object (&self->message);
  g_clear_pointer (&self->request.query, g_hash_table_unref);
  g_clear_pointer (&self->request.headers, g_hash_table_unref);
  g_clear_pointer (&self->request.body, g_bytes_unref);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->response, tb_city_response_free);
  g_clear_pointer (&self->packed, g_bytes_unref);
  g_free (self->path);
  g_free (self->device);
  g_free (self);
}

void
tb_city_exchange_set_problem (TbCityExchange *self, TbProblem problem, const char *detail)
{
  g_clear_pointer (&self->response, tb_city_response_free);
  g_clear_pointer (&self->packed, g_bytes_unref);
  self->response =
      tb_city_response_new_problem_take (tb_problem_build (problem, NULL, "%s", detail));
  if (problem == TB_PROBLEM_BUSY || problem == TB_PROBLEM_TOO_MANY)
    tb_city_response_set_header (self->response, "Retry-After", "1");
}

static gboolean
refuse (TbCityExchange *self, TbProblem problem, const char *detail)
{
  tb_city_exchange_set_problem (self, problem, detail);

  return FALSE;
}

/* Fields by name in lower case. A field that stands twice is refused: which of the two counts
 * is what request smuggling is made of. */
static gboolean
read_fields (TbCityExchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;
  guint n = 0;

  self->request.headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  soup_message_headers_iter_init (&iter, headers);

  while (soup_message_headers_iter_next (&iter, &name, &value)) {
    if (++n > MAX_FIELDS)
      return refuse (self, TB_PROBLEM_BAD_REQUEST, "More than 64 header fields");
    if (strlen (value) > MAX_FIELD_BYTES || !g_utf8_validate (value, -1, NULL))
      return refuse (self, TB_PROBLEM_BAD_REQUEST, "A header field is too long or not UTF-8");
    if (!g_hash_table_insert (self->request.headers, g_ascii_strdown (name, -1), g_strdup (value)))
      return refuse (self, TB_PROBLEM_BAD_REQUEST, "A header field stands twice");
  }

  return TRUE;
}

static const char *
get_field (TbCityExchange *self, const char *name)
{
  return g_hash_table_lookup (self->request.headers, name);
}

static gboolean
is_decimal (const char *text)
{
  return *text != '\0' && strlen (text) <= 15 && text[strspn (text, "0123456789")] == '\0';
}

/* Rule: design/trust.md §8: nothing about the body's length may be open to interpretation. */
static gboolean
check_framing (TbCityExchange *self)
{
  const char *length = get_field (self, "content-length");
  const char *coding = get_field (self, "transfer-encoding");
  const char *host = get_field (self, "host");
  const char *expect = get_field (self, "expect");
  const char *authorization = get_field (self, "authorization");

  if (length != NULL && coding != NULL)
    return refuse (self, TB_PROBLEM_BAD_REQUEST, "Content-Length and Transfer-Encoding together");
  if (length != NULL && !is_decimal (length))
    return refuse (self, TB_PROBLEM_BAD_REQUEST, "Content-Length is no number");
  if (coding != NULL && g_ascii_strcasecmp (coding, "chunked") != 0)
    return refuse (self, TB_PROBLEM_BAD_REQUEST, "Transfer-Encoding is not \"chunked\"");
  if (host == NULL || *host == '\0' || strchr (host, ',') != NULL)
    return refuse (self, TB_PROBLEM_BAD_REQUEST, "Exactly one Host is needed");
  if (authorization != NULL && strchr (authorization, ',') != NULL)
    return refuse (self, TB_PROBLEM_BAD_REQUEST, "Exactly one Authorization is needed");
  if (expect != NULL && g_ascii_strcasecmp (expect, "100-continue") != 0)
    return refuse (self, TB_PROBLEM_BAD_REQUEST, "Expect is not \"100-continue\"");
  if (get_field (self, "upgrade") != NULL)
    return refuse (self, TB_PROBLEM_BAD_REQUEST, "There is nothing to upgrade to");
  if (get_field (self, "content-encoding") != NULL)
    return refuse (self, TB_PROBLEM_UNSUPPORTED_MEDIA, "Requests are not compressed");

  return TRUE;
}

static char *
unescape (const char *text, gssize length)
{
  g_autofree char *plain = g_uri_unescape_segment (text, length < 0 ? NULL : text + length, NULL);

  if (plain == NULL || !g_utf8_validate (plain, -1, NULL))
    return NULL;

  return g_steal_pointer (&plain);
}

static gboolean
read_query (TbCityExchange *self, const char *query)
{
  g_auto (GStrv) parts = NULL;

  if (query == NULL || *query == '\0')
    return TRUE;

  self->request.query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  parts = g_strsplit (query, "&", MAX_QUERY + 1);

  for (char **part = parts; *part != NULL; part++) {
    const char *equals = strchr (*part, '=');
    g_autofree char *name = equals != NULL ? unescape (*part, equals - *part) : NULL;
    g_autofree char *value = equals != NULL ? unescape (equals + 1, -1) : NULL;

    if (name == NULL || value == NULL)
      return refuse (self, TB_PROBLEM_BAD_REQUEST, "The query part cannot be read");
    if (!g_hash_table_insert (self->request.query,
                              g_steal_pointer (&name),
                              g_steal_pointer (&value)))
      return refuse (self, TB_PROBLEM_BAD_REQUEST, "A query parameter stands twice");
  }

  return TRUE;
}

static gboolean
find_route (TbCityExchange *self)
{
  GUri *uri = soup_server_message_get_uri (self->message);
  const char *method = soup_server_message_get_method (self->message);
  gboolean is_known = FALSE;

  /* The HTTP server has decoded it once, which is how often it was encoded. */
  self->path = g_strdup (g_uri_get_path (uri));
  if (!g_utf8_validate (self->path, -1, NULL))
    return refuse (self, TB_PROBLEM_BAD_REQUEST, "The path is not UTF-8");
  if (!read_query (self, g_uri_get_query (uri)))
    return FALSE;

  self->route = tb_city_routes_find (method, self->path, &is_known);
  if (self->route == NULL && !is_known)
    return refuse (self, TB_PROBLEM_NOT_FOUND, "There is nothing at this address");

  if (self->route == NULL) {
    g_autofree char *methods = tb_city_routes_dup_methods (self->path);

    refuse (self, TB_PROBLEM_METHOD_NOT_ALLOWED, "This address does not take this method");
    tb_city_response_set_header (self->response, "Allow", methods);
    return FALSE;
  }

  self->request.method = self->route->method;
  self->request.path = self->path;

  return TRUE;
}

static gboolean
check_body_and_version (TbCityExchange *self)
{
  const char *length = get_field (self, "content-length");
  const char *version = get_field (self, "tongban-protocol");

  if (length != NULL && g_ascii_strtoull (length, NULL, 10) > self->route->max_body)
    return refuse (self, TB_PROBLEM_TOO_LARGE, "The body is larger than this address takes");
  if (!self->route->is_open && g_strcmp0 (version, "1") != 0)
    return refuse (self,
                   TB_PROBLEM_PROTOCOL_VERSION,
                   "This city speaks version 1: the header Tongban-Protocol must say so");

  return TRUE;
}

char *
tb_city_exchange_hash_certificate (const char *escaped_pem)
{
  g_autofree char *pem = g_uri_unescape_string (escaped_pem, NULL);
  const char *start = pem != NULL ? strstr (pem, PEM_BEGIN) : NULL;
  const char *end = start != NULL ? strstr (start, PEM_END) : NULL;
  g_autofree char *base64 = NULL;
  g_autofree guint8 *der = NULL;
  gsize n = 0;

  if (end == NULL)
    return NULL;

  start += strlen (PEM_BEGIN);
  base64 = g_strndup (start, end - start);
  der = g_base64_decode (base64, &n);

  return n > 0 ? tb_hash_sha256 (der, n) : NULL;
}

static gboolean
is_fingerprint (const char *text)
{
  return strlen (text) == TB_HASH_HEX_LENGTH &&
         strspn (text, "0123456789abcdef") == TB_HASH_HEX_LENGTH;
}

/* Who asks: the certificate that the front has checked, or, in the demo, whoever it says. A name
 * from anybody else is not even read. */
static gboolean
find_device (TbCityExchange *self, gboolean is_front, gboolean is_demo)
{
  const char *pem = is_front ? get_field (self, "x-client-cert") : NULL;
  const char *hash = is_front ? get_field (self, "x-client-cert-sha256") : NULL;
  const char *name = is_demo ? get_field (self, "tongban-device") : NULL;

  if (pem != NULL && *pem != '\0')
    self->device = tb_city_exchange_hash_certificate (pem);
  else if (hash != NULL && *hash != '\0')
    self->device = g_ascii_strdown (hash, -1);
  else if (name != NULL && *name != '\0' && strlen (name) <= 128)
    self->device = g_strdup (name);
  else
    return TRUE;

  if (self->device == NULL || (name == NULL && !is_fingerprint (self->device)))
    return refuse (self, TB_PROBLEM_UNKNOWN_DEVICE, "The certificate cannot be read");

  self->request.device = self->device;
  return TRUE;
}

/* `gzip`, `gzip, deflate`, `gzip;q=1.0`; whoever writes it in another way gets the plain body. */
static gboolean
accepts_gzip (TbCityExchange *self)
{
  const char *text = get_field (self, "accept-encoding");
  g_auto (GStrv) codings = g_strsplit (text != NULL ? text : "", ",", 16);

  for (char **coding = codings; *coding != NULL; coding++) {
    const char *name = g_strstrip (*coding);

    if (strcmp (name, "gzip") == 0)
      return TRUE;
    if (g_str_has_prefix (name, "gzip;q=") && g_ascii_strtod (name + strlen ("gzip;q="), NULL) > 0)
      return TRUE;
  }

  return FALSE;
}

gboolean
tb_city_exchange_accept_headers (TbCityExchange *self, gboolean is_front, gboolean is_demo)
{
  if (!read_fields (self) || !check_framing (self) || !find_route (self) ||
      !check_body_and_version (self) || !find_device (self, is_front, is_demo))
    return FALSE;

  self->wants_gzip = accepts_gzip (self);

  return TRUE;
}

gboolean
tb_city_exchange_accept_chunk (TbCityExchange *self, GBytes *chunk)
{
  gsize n = g_bytes_get_size (chunk);

  if (self->body == NULL)
    self->body = g_byte_array_new ();

  if (self->body->len + n > self->route->max_body) {
    g_clear_pointer (&self->body, g_byte_array_unref);
    return refuse (self, TB_PROBLEM_TOO_LARGE, "The body is larger than this address takes");
  }

  g_byte_array_append (self->body, g_bytes_get_data (chunk, NULL), n);
  return TRUE;
}

/* A guess is enough: it decides only how long a group waits for company. */
static guint
count_commands (GBytes *body)
{
  gsize n;
  const char *text = g_bytes_get_data (body, &n);
  const char *end = text + n;
  guint count = 0;

  for (; text != NULL && (text = memmem (text, end - text, "\"lseq\"", 6)) != NULL; text += 6)
    count++;

  return count;
}

void
tb_city_exchange_complete (TbCityExchange *self)
{
  if (self->body == NULL)
    return;

  self->request.body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  if (self->route->load == TB_CITY_LOAD_COMMANDS)
    self->n_commands = count_commands (self->request.body);
}

gboolean
tb_city_exchange_is_poll (const TbCityExchange *self)
{
  const char *wait =
      self->request.query != NULL ? g_hash_table_lookup (self->request.query, "wait") : NULL;

  return self->route->load == TB_CITY_LOAD_CHANGES && wait != NULL && strcmp (wait, "0") != 0;
}

/* A body that packs better than a window believes is sent as it is. */
void
tb_city_exchange_pack (TbCityExchange *self)
{
  g_autoptr (GConverter) gzip = NULL;
  g_autofree guint8 *packed = NULL;
  gsize n_read = 0;
  gsize n_written = 0;
  gsize n;
  const void *plain;

  if (!self->wants_gzip || self->response == NULL || self->response->body == NULL ||
      g_bytes_get_size (self->response->body) <= MIN_PACKED)
    return;

  plain = g_bytes_get_data (self->response->body, &n);
  packed = g_malloc (n);
  gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 3));
  if (g_converter_convert (gzip,
                           plain,
                           n,
                           packed,
                           n,
                           G_CONVERTER_INPUT_AT_END,
                           &n_read,
                           &n_written,
                           NULL) != G_CONVERTER_FINISHED ||
      n_written * TB_INFLATE_MAX_RATIO / 2 < n)
    return;

  self->packed = g_bytes_new_take (g_realloc (g_steal_pointer (&packed), n_written), n_written);
}
