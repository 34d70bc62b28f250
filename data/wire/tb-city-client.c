/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-client"

#include "config.h"

#include "tb-city-client.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "tb-city-call.h"
#include "tb-city-client-private.h"

#define UNIX_PREFIX "unix:"
/* What stands in Host and in URLs when the city is reached through a socket file. */
#define UNIX_BASE "http://localhost/v1"

/* Push, pull and an operator's query at the same time, and one to spare. */
#define MAX_CONNECTIONS 6

const TbCityTimeouts tb_city_timeouts_default = {
  .connect_ms = 5000,
  .header_ms = 15000,
  .idle_ms = 15000,
  .poll_ms = 10000,
};

G_DEFINE_FINAL_TYPE (TbCityClient, tb_city_client, G_TYPE_OBJECT)

static void
tb_city_client_finalize (GObject *object)
{
  TbCityClient *self = TB_CITY_CLIENT (object);

  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->device, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_object (&self->certificate);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (tb_city_client_parent_class)->finalize (object);
}

static void
tb_city_client_class_init (TbCityClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_city_client_finalize;
}

static void
tb_city_client_init (TbCityClient *self)
{
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_strcmp0 (host, "localhost") == 0)
    return TRUE;
  address = host == NULL ? NULL : g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* Rule: protocol.md §2: https everywhere, plain http for loopback only. */
static gboolean
check_base (const char *base, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (base, SOUP_HTTP_URI_FLAGS, error);
  gboolean is_http;

  if (uri == NULL)
    return FALSE;
  is_http = g_strcmp0 (g_uri_get_scheme (uri), "http") == 0;
  if (is_http && !is_loopback (g_uri_get_host (uri))) {
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_INVALID_ARGUMENT,
                 "%s: plain http is for this machine only; write https",
                 base);
    return FALSE;
  }
  if ((!is_http && g_strcmp0 (g_uri_get_scheme (uri), "https") != 0) ||
      g_uri_get_query (uri) != NULL || !g_str_has_suffix (g_uri_get_path (uri), "/v1")) {
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_INVALID_ARGUMENT,
                 "%s: a city's base is https://host/v1 or unix:/path",
                 base);
    return FALSE;
  }

  return TRUE;
}

static gboolean
load_certificates (TbCityClient *self, const TbCityClientOptions *options, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;

  if (options->ca_file != NULL) {
    database = g_tls_file_database_new (options->ca_file, error);
    if (database == NULL)
      return FALSE;
    soup_session_set_tls_database (self->session, database);
  }
  if (options->cert_file != NULL) {
    self->certificate =
        g_tls_certificate_new_from_files (options->cert_file, options->key_file, error);
    if (self->certificate == NULL)
      return FALSE;
  }

  return TRUE;
}

/* Nothing of a browser: no proxy, no cookies, no passwords of its own; unpacking is ours, with
 * limits. libsoup's timeouts count whole seconds, ours do not, so its own are off. */
static SoupSession *
new_session (const char *base)
{
  g_autoptr (GSocketAddress) address = NULL;
  SoupSession *session;

  if (g_str_has_prefix (base, UNIX_PREFIX))
    address = g_unix_socket_address_new (base + strlen (UNIX_PREFIX));
  session = soup_session_new_with_options ("proxy-resolver",
                                           NULL,
                                           "timeout",
                                           0,
                                           "max-conns",
                                           MAX_CONNECTIONS,
                                           "max-conns-per-host",
                                           MAX_CONNECTIONS,
                                           "user-agent",
                                           "Tongban/" PACKAGE_VERSION,
                                           "remote-connectable",
                                           address,
                                           NULL);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);

  return session;
}

TbCityClient *
tb_city_client_new (const TbCityClientOptions *options, GError **error)
{
  g_autoptr (TbCityClient) self = NULL;
  gboolean is_unix;

  g_return_val_if_fail (options != NULL && options->base != NULL, NULL);
  g_return_val_if_fail (options->clock != NULL && options->random != NULL, NULL);

  is_unix = g_str_has_prefix (options->base, UNIX_PREFIX);
  if (!is_unix && !check_base (options->base, error))
    return NULL;

  self = g_object_new (TB_TYPE_CITY_CLIENT, NULL);
  self->area = options->area;
  self->base = g_strdup (is_unix ? UNIX_BASE : options->base);
  self->device = g_strdup (options->device);
  self->timeouts = options->timeouts != NULL ? *options->timeouts : tb_city_timeouts_default;
  self->clock = options->clock;
  self->random = options->random;
  self->session = new_session (options->base);
  if (!load_certificates (self, options, error))
    return NULL;

  return g_steal_pointer (&self);
}

TbArea
tb_city_client_get_area (TbCityClient *self)
{
  g_return_val_if_fail (TB_IS_CITY_CLIENT (self), TB_AREA_NONE);

  return self->area;
}

void
tb_city_client_set_token (TbCityClient *self, const char *token)
{
  g_return_if_fail (TB_IS_CITY_CLIENT (self));

  g_free (self->token);
  self->token = g_strdup (token);
}

TbCityAnswer *
tb_city_client_finish (TbCityClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
tb_city_client_about_async (TbCityClient *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("GET", TB_CITY_BODY_JSON, "/about");

  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_item_async (TbCityClient *self,
                           const char *item,
                           int version,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autofree char *escaped = g_uri_escape_string (item, NULL, FALSE);
  TbCityCall *call = tb_city_call_new ("GET", TB_CITY_BODY_JSON, "/items/%s/%d", escaped, version);

  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_audit_head_async (TbCityClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("GET", TB_CITY_BODY_JSON, "/audit/head");

  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}
