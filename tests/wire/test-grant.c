/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-grant"

#include "config.h"

#include "tb-grant.h"

#include <sodium.h>
#include <string.h>

#define NOW 1792000000

typedef struct {
  guint8 secret[crypto_sign_SECRETKEYBYTES];
  char public_key[2 * crypto_sign_PUBLICKEYBYTES + 1];
  TbGrant *grant;
} Fixture;

static void
fixture_set_up (Fixture *self, gconstpointer unused)
{
  static const guint8 seed[crypto_sign_SEEDBYTES] = { 7 };
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];
  TbGrant *grant = g_new0 (TbGrant, 1);

  crypto_sign_seed_keypair (public_key, self->secret, seed);
  sodium_bin2hex (self->public_key, sizeof self->public_key, public_key, sizeof public_key);

  grant->kind = TB_GRANT_GRANT;
  grant->issuer = TB_AREA_ANSHAN;
  grant->area = TB_AREA_ANSHAN;
  grant->operator= g_strdup ("li.na");
  grant->name = g_strdup ("李娜");
  grant->hall = g_strdup ("as-01");
  grant->device = g_strdup ("window-3");
  grant->id = g_strdup ("0199a0b0-0000-7000-8000-000000000001");
  grant->roles = g_strsplit ("staff,supervisor", ",", -1);
  grant->issued_s = NOW;
  grant->expires_s = NOW + 3600;
  self->grant = grant;
}

static void
fixture_tear_down (Fixture *self, gconstpointer unused)
{
  tb_grant_free (self->grant);
}

/* A token with any payload, properly signed: what a city with a bug would give out. */
static char *
sign_text (Fixture *self, const char *payload)
{
  const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  gsize size = sodium_base64_encoded_len (strlen (payload), variant);
  g_autofree char *encoded = g_malloc (size);
  g_autofree char *head = NULL;
  guint8 signature[crypto_sign_BYTES];
  char tail[128];

  sodium_bin2base64 (encoded, size, (const guint8 *) payload, strlen (payload), variant);
  head = g_strconcat ("v1.", encoded, NULL);
  crypto_sign_detached (signature, NULL, (const guint8 *) head, strlen (head), self->secret);
  sodium_bin2base64 (tail, sizeof tail, signature, sizeof signature, variant);

  return g_strconcat (head, ".", tail, NULL);
}

static void
test_what_is_signed_comes_back (Fixture *self, gconstpointer unused)
{
  g_autofree char *token = tb_grant_sign (self->grant, self->secret);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbGrant) grant = tb_grant_verify (token, self->public_key, &error);
  g_autoptr (TbGrant) copy = NULL;

  g_assert_no_error (error);
  copy = tb_grant_copy (grant);
  g_assert_cmpint (copy->kind, ==, TB_GRANT_GRANT);
  g_assert_cmpint (copy->issuer, ==, TB_AREA_ANSHAN);
  g_assert_cmpint (copy->area, ==, TB_AREA_ANSHAN);
  g_assert_cmpstr (copy->operator, ==, "li.na");
  g_assert_cmpstr (copy->name, ==, "李娜");
  g_assert_cmpstr (copy->hall, ==, "as-01");
  g_assert_cmpstr (copy->device, ==, "window-3");
  g_assert_cmpstr (copy->id, ==, self->grant->id);
  g_assert_cmpint (copy->issued_s, ==, NOW);
  g_assert_cmpint (copy->expires_s, ==, NOW + 3600);
  g_assert_true (tb_grant_has_role (copy, "staff"));
  g_assert_true (tb_grant_has_role (copy, "supervisor"));
  g_assert_false (tb_grant_has_role (copy, "admin"));
}

static void
test_same_words_give_same_token (Fixture *self, gconstpointer unused)
{
  g_autofree char *one = tb_grant_sign (self->grant, self->secret);
  g_autofree char *two = tb_grant_sign (self->grant, self->secret);

  g_assert_cmpstr (one, ==, two);
}

/* Every character, changed to another one of the alphabet. */
static void
test_any_changed_character_is_noticed (Fixture *self, gconstpointer unused)
{
  g_autofree char *token = tb_grant_sign (self->grant, self->secret);

  for (char *at = token; *at != '\0'; at++) {
    g_autoptr (GError) error = NULL;
    char was = *at;

    *at = was == 'A' ? 'B' : 'A';
    g_assert_null (tb_grant_verify (token, self->public_key, &error));
    g_assert_nonnull (error);
    *at = was;
  }
}

static void
test_any_cut_is_noticed (Fixture *self, gconstpointer unused)
{
  g_autofree char *token = tb_grant_sign (self->grant, self->secret);

  for (gsize n = 0; n < strlen (token); n++) {
    g_autofree char *cut = g_strndup (token, n);
    g_autoptr (GError) error = NULL;

    g_assert_null (tb_grant_verify (cut, self->public_key, &error));
    g_assert_nonnull (error);
  }
}

static void
test_foreign_key_is_refused (Fixture *self, gconstpointer unused)
{
  static const char *const keys[] = {
    "",
    "zz",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  };
  g_autofree char *token = tb_grant_sign (self->grant, self->secret);

  for (gsize i = 0; i <= G_N_ELEMENTS (keys); i++) {
    const char *key = i < G_N_ELEMENTS (keys) ? keys[i] : NULL;
    g_autoptr (GError) error = NULL;

    g_assert_null (tb_grant_verify (token, key, &error));
    g_assert_error (error, TB_GRANT_ERROR, TB_GRANT_ERROR_SIGNATURE);
  }
}

#define MEMBERS(kind, area, role, jti, exp, more)                                                  \
  "{\"kind\":\"" kind "\",\"iss\":\"anshan\",\"op\":\"li\",\"name\":\"L\",\"roles\":[" role        \
  "],\"area\":\"" area "\",\"hall\":\"h\",\"device\":\"d\",\"iat\":1792000000,\"exp\":" exp        \
  ",\"jti\":\"" jti "\"" more "}"
#define GOOD_ID "0199a0b0-0000-7000-8000-000000000001"
#define GOOD_TO "1792000600"

static void
test_only_the_members_of_version_1_are_taken (Fixture *self, gconstpointer unused)
{
  static const char *const bad[] = {
    "",
    "[]",
    "{}",
    "not json",
    MEMBERS ("ticket", "anshan", "\"staff\"", GOOD_ID, GOOD_TO, ""),
    MEMBERS ("grant", "dalian", "\"staff\"", GOOD_ID, GOOD_TO, ""),
    MEMBERS ("grant", "anshan", "", GOOD_ID, GOOD_TO, ""),
    MEMBERS ("grant", "anshan", "7", GOOD_ID, GOOD_TO, ""),
    MEMBERS ("grant", "anshan", "\"staff\"", "no-uuid", GOOD_TO, ""),
    MEMBERS ("grant", "anshan", "\"staff\"", GOOD_ID, "1792000000", ""), /* no life at all */
    MEMBERS ("grant", "anshan", "\"staff\"", GOOD_ID, "1792604801", ""), /* 7 days and 1 s */
    MEMBERS ("session", "anshan", "\"staff\"", GOOD_ID, "1792000601", ""),
    MEMBERS ("grant", "anshan", "\"staff\"", GOOD_ID, "\"1792000600\"", ""),
    MEMBERS ("grant", "anshan", "\"staff\"", GOOD_ID, "-9223372036854775808", ""),
    MEMBERS ("grant", "anshan", "\"staff\"", GOOD_ID, GOOD_TO, ",\"admin\":true"),
    MEMBERS ("grant", "anshan", "\"staff\"", GOOD_ID, GOOD_TO, ",\"op\":\"wang\""),
  };
  g_autofree char *good =
      sign_text (self, MEMBERS ("grant", "anshan", "\"staff\"", GOOD_ID, "1792604800", ""));
  g_autoptr (GError) fine = NULL;
  g_autoptr (TbGrant) grant G_GNUC_UNUSED = tb_grant_verify (good, self->public_key, &fine);

  g_assert_no_error (fine);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *token = sign_text (self, bad[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (tb_grant_verify (token, self->public_key, &error));
    g_assert_error (error, TB_GRANT_ERROR, TB_GRANT_ERROR_FORMAT);
  }
}

static void
test_other_forms_are_no_tokens (Fixture *self, gconstpointer unused)
{
  g_autofree char *token = tb_grant_sign (self->grant, self->secret);
  g_autofree char *huge = g_strnfill (TB_GRANT_MAX_BYTES + 1, 'A');
  g_autofree char *v2 = g_strconcat ("v2.", token + 3, NULL);
  g_autofree char *padded = g_strconcat (token, "=", NULL);
  g_autofree char *longer = g_strconcat (token, ".", NULL);
  const char *const bad[] = { NULL, "", "v1.", "v1..", "..", huge, v2, padded, longer };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tb_grant_verify (bad[i], self->public_key, &error));
    g_assert_nonnull (error);
  }
}

static void
assert_check (Fixture *self, const char *device, gint64 used_s, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tb_grant_check (self->grant, TB_GRANT_GRANT, device, used_s, &error),
                   ==,
                   code < 0);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, TB_GRANT_ERROR, code);
}

static void
test_use_is_bound_to_device_and_time (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  assert_check (self, "window-3", NOW, -1);
  assert_check (self, "window-3", NOW + 3599, -1);
  assert_check (self, "window-3", NOW + 3600, TB_GRANT_ERROR_EXPIRED);
  assert_check (self, "window-3", NOW - TB_GRANT_CLOCK_TOLERANCE_S, -1);
  assert_check (self, "window-3", NOW - TB_GRANT_CLOCK_TOLERANCE_S - 1, TB_GRANT_ERROR_EARLY);
  assert_check (self, "window-4", NOW, TB_GRANT_ERROR_DEVICE);
  assert_check (self, NULL, NOW, TB_GRANT_ERROR_DEVICE);

  g_assert_false (tb_grant_check (self->grant, TB_GRANT_SESSION, "window-3", NOW, &error));
  g_assert_error (error, TB_GRANT_ERROR, TB_GRANT_ERROR_KIND);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/wire/grant/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

  ADD ("what-is-signed-comes-back", test_what_is_signed_comes_back);
  ADD ("same-words-give-same-token", test_same_words_give_same_token);
  ADD ("any-changed-character-is-noticed", test_any_changed_character_is_noticed);
  ADD ("any-cut-is-noticed", test_any_cut_is_noticed);
  ADD ("foreign-key-is-refused", test_foreign_key_is_refused);
  ADD ("only-the-members-of-version-1-are-taken", test_only_the_members_of_version_1_are_taken);
  ADD ("other-forms-are-no-tokens", test_other_forms_are_no_tokens);
  ADD ("use-is-bound-to-device-and-time", test_use_is_bound_to_device_and_time);

  return g_test_run ();
}
