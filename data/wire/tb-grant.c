/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-grant"

#include "config.h"

#include "tb-grant.h"
#include "tb-uuid.h"

#include <sodium.h>
#include <string.h>

#define PREFIX    "v1."
#define VARIANT   sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define MAX_ROLES 8

/* The members of a payload, all of them needed; none besides is taken. */
static const char *const text_members[] = { "kind", "iss",  "op",     "name",
                                            "area", "hall", "device", "jti" };
#define N_MEMBERS (G_N_ELEMENTS (text_members) + 3) /* roles, iat, exp */

static const char *const kinds[] = { "session", "grant" };

G_DEFINE_QUARK (tb_grant_error_quark, tb_grant_error)

TbGrant *
tb_grant_copy (const TbGrant *self)
{
  TbGrant *copy = g_new0 (TbGrant, 1);

  *copy = *self;
  copy->operator= g_strdup (self->operator);
  copy->name = g_strdup (self->name);
  copy->hall = g_strdup (self->hall);
  copy->device = g_strdup (self->device);
  copy->id = g_strdup (self->id);
  copy->roles = g_strdupv (self->roles);

  return copy;
}

void
tb_grant_free (TbGrant *self)
{
  if (self == NULL)
    return;

  g_free (self->operator);
  g_free (self->name);
  g_free (self->hall);
  g_free (self->device);
  g_free (self->id);
  g_strfreev (self->roles);
  g_free (self);
}

gboolean
tb_grant_has_role (const TbGrant *self, const char *role)
{
  return g_strv_contains ((const char *const *) self->roles, role);
}

static char *
encode (const void *bytes, gsize length)
{
  gsize size = sodium_base64_encoded_len (length, VARIANT);
  char *text = g_malloc (size);

  return sodium_bin2base64 (text, size, bytes, length, VARIANT);
}

static GBytes *
decode (const char *text, gsize length)
{
  g_autofree guint8 *bytes = g_malloc (length + 1);
  gsize n;

  if (sodium_base642bin (bytes, length, text, length, NULL, &n, NULL, VARIANT) != 0)
    return NULL;

  /* The C library functions that read the payload stop at a NUL. */
  bytes[n] = 0;

  return g_bytes_new_take (g_steal_pointer (&bytes), n);
}

static json_t *
build_payload (const TbGrant *self)
{
  json_t *roles = json_array ();

  for (char **role = self->roles; *role != NULL; role++)
    json_array_append_new (roles, json_string (*role));

  return json_pack ("{s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:I, s:I, s:s}",
                    "kind",
                    kinds[self->kind],
                    "iss",
                    tb_area_get_slug (self->issuer),
                    "op",
                    self->operator,
                    "name",
                    self->name,
                    "roles",
                    roles,
                    "area",
                    tb_area_get_slug (self->area),
                    "hall",
                    self->hall,
                    "device",
                    self->device,
                    "iat",
                    (json_int_t) self->issued_s,
                    "exp",
                    (json_int_t) self->expires_s,
                    "jti",
                    self->id);
}

char *
tb_grant_sign (const TbGrant *self, const guint8 *secret_key)
{
  g_autoptr (json_t) payload = build_payload (self);
  g_autofree char *text = tb_json_to_string (payload);
  g_autofree char *encoded = encode (text, strlen (text));
  g_autofree char *head = g_strconcat (PREFIX, encoded, NULL);
  guint8 signature[crypto_sign_BYTES];
  g_autofree char *tail = NULL;

  crypto_sign_detached (signature, NULL, (const guint8 *) head, strlen (head), secret_key);
  tail = encode (signature, sizeof signature);

  return g_strconcat (head, ".", tail, NULL);
}

static gboolean
fail (GError **error, const char *member)
{
  g_set_error (error,
               TB_GRANT_ERROR,
               TB_GRANT_ERROR_FORMAT,
               "The token's \"%s\" is missing or wrong: sign in again to get a new one",
               member);

  return FALSE;
}

static char **
read_roles (const json_t *payload)
{
  const json_t *array = tb_json_get_array (payload, "roles");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const json_t *role;
  gsize i;

  if (array == NULL || json_array_size (array) == 0 || json_array_size (array) > MAX_ROLES)
    return NULL;

  json_array_foreach (array, i, role)
  {
    if (!json_is_string (role))
      return NULL;

    g_strv_builder_add (builder, json_string_value (role));
  }

  return g_strv_builder_end (builder);
}

static gboolean
check_members (const json_t *payload, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (text_members); i++) {
    if (tb_json_get_string (payload, text_members[i]) == NULL)
      return fail (error, text_members[i]);
  }

  /* None twice (the reader saw to it), none missing, so a different count is an unknown one. */
  return json_object_size (payload) == N_MEMBERS || fail (error, "payload");
}

static gboolean
check_values (const TbGrant *self, GError **error)
{
  gint64 age_s = self->expires_s - self->issued_s;
  gint64 max_s = self->kind == TB_GRANT_SESSION ? TB_GRANT_SESSION_AGE_S : TB_GRANT_MAX_AGE_S;

  if (self->issuer == TB_AREA_NONE)
    return fail (error, "iss");
  if (self->area == TB_AREA_NONE)
    return fail (error, "area");
  if (*self->operator== '\0')
    return fail (error, "op");
  if (*self->device == '\0')
    return fail (error, "device");
  if (!tb_uuid_is_valid (self->id))
    return fail (error, "jti");
  if (self->roles == NULL)
    return fail (error, "roles");
  if (self->issued_s <= 0)
    return fail (error, "iat");
  if (self->expires_s <= 0 || age_s <= 0 || age_s > max_s)
    return fail (error, "exp");

  return TRUE;
}

static TbGrant *
read_payload (const json_t *payload, GError **error)
{
  g_autoptr (TbGrant) self = g_new0 (TbGrant, 1);
  const char *kind;

  if (!check_members (payload, error))
    return NULL;

  kind = tb_json_get_string (payload, "kind");
  if (strcmp (kind, kinds[TB_GRANT_SESSION]) != 0 && strcmp (kind, kinds[TB_GRANT_GRANT]) != 0) {
    fail (error, "kind");
    return NULL;
  }

  self->kind = strcmp (kind, kinds[TB_GRANT_GRANT]) == 0 ? TB_GRANT_GRANT : TB_GRANT_SESSION;
  self->issuer = tb_area_from_slug (tb_json_get_string (payload, "iss"));
  self->area = tb_area_from_slug (tb_json_get_string (payload, "area"));
  self->operator= g_strdup (tb_json_get_string (payload, "op"));
  self->name = g_strdup (tb_json_get_string (payload, "name"));
  self->hall = g_strdup (tb_json_get_string (payload, "hall"));
  self->device = g_strdup (tb_json_get_string (payload, "device"));
  self->id = g_strdup (tb_json_get_string (payload, "jti"));
  self->roles = read_roles (payload);
  self->issued_s = tb_json_get_int (payload, "iat", 0);
  self->expires_s = tb_json_get_int (payload, "exp", 0);

  return check_values (self, error) ? g_steal_pointer (&self) : NULL;
}

/* The dot before the signature, or NULL when @token cannot be one. */
static const char *
find_signature (const char *token, GError **error)
{
  const char *dot = NULL;

  if (token != NULL && strlen (token) <= TB_GRANT_MAX_BYTES && g_str_has_prefix (token, PREFIX))
    dot = strchr (token + strlen (PREFIX), '.');

  if (dot == NULL)
    fail (error, "form");

  return dot;
}

TbGrant *
tb_grant_parse (const char *token, GError **error)
{
  const char *dot = find_signature (token, error);
  const char *start;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (json_t) payload = NULL;

  if (dot == NULL)
    return NULL;

  start = token + strlen (PREFIX);
  text = decode (start, dot - start);
  if (text != NULL)
    payload = tb_json_parse (g_bytes_get_data (text, NULL), g_bytes_get_size (text), NULL);

  if (payload == NULL || !json_is_object (payload)) {
    fail (error, "payload");
    return NULL;
  }

  return read_payload (payload, error);
}

static gboolean
check_signature (const char *token, const char *dot, const char *public_key)
{
  guint8 key[crypto_sign_PUBLICKEYBYTES];
  g_autoptr (GBytes) signature = decode (dot + 1, strlen (dot + 1));
  gsize n;

  if (public_key == NULL || strlen (public_key) != 2 * sizeof key ||
      sodium_hex2bin (key, sizeof key, public_key, 2 * sizeof key, NULL, &n, NULL) != 0 ||
      n != sizeof key)
    return FALSE;

  if (signature == NULL || g_bytes_get_size (signature) != crypto_sign_BYTES)
    return FALSE;

  return crypto_sign_verify_detached (g_bytes_get_data (signature, NULL),
                                      (const guint8 *) token,
                                      dot - token,
                                      key) == 0;
}

TbGrant *
tb_grant_verify (const char *token, const char *public_key, GError **error)
{
  const char *dot = find_signature (token, error);

  if (dot == NULL)
    return NULL;

  if (!check_signature (token, dot, public_key)) {
    g_set_error_literal (error,
                         TB_GRANT_ERROR,
                         TB_GRANT_ERROR_SIGNATURE,
                         "The token is not signed by the city it names: sign in again");
    return NULL;
  }

  return tb_grant_parse (token, error);
}

static gboolean
refuse (GError **error, TbGrantError code, const char *message)
{
  g_set_error_literal (error, TB_GRANT_ERROR, code, message);

  return FALSE;
}

gboolean
tb_grant_check (const TbGrant *self,
                TbGrantKind kind,
                const char *device,
                gint64 used_s,
                GError **error)
{
  if (self->kind != kind)
    return refuse (error,
                   TB_GRANT_ERROR_KIND,
                   kind == TB_GRANT_SESSION ? "A session token is needed, not a grant"
                                            : "A grant is needed, not a session token");

  if (g_strcmp0 (self->device, device) != 0)
    return refuse (error,
                   TB_GRANT_ERROR_DEVICE,
                   "The token was made for another window: sign in at this one");

  if (used_s < self->issued_s - TB_GRANT_CLOCK_TOLERANCE_S)
    return refuse (error,
                   TB_GRANT_ERROR_EARLY,
                   "The token was issued later than it is said to have been used: check the clock");

  if (used_s >= self->expires_s)
    return refuse (error, TB_GRANT_ERROR_EXPIRED, "The token has expired: sign in again");

  return TRUE;
}
