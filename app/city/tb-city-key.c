/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-key"

#include "config.h"

#include "tb-city-key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEED_HEX (2 * crypto_sign_SEEDBYTES)

struct _TbCityKey {
  guint8 *secret; /* guarded memory */
  char public_key[2 * crypto_sign_PUBLICKEYBYTES + 1];
};

static gboolean
fail (GError **error, const char *path, const char *problem)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", path, problem);
  return FALSE;
}

static gboolean
write_whole (int fd, const char *text, gsize length)
{
  return write (fd, text, length) == (gssize) length && fsync (fd) == 0;
}

/* The folder's entry too: a key that a crash takes away would take all grants with it. */
static gboolean
make (const char *folder, const char *path, const TbRandom *random, GError **error)
{
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  guint8 seed[crypto_sign_SEEDBYTES];
  char hex[SEED_HEX + 1];
  gboolean is_written;
  int fd = open (fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0)
    return fail (error, path, "the key cannot be made");

  tb_random_fill (random, seed, sizeof seed);
  sodium_bin2hex (hex, sizeof hex, seed, sizeof seed);
  is_written = write_whole (fd, hex, SEED_HEX);
  sodium_memzero (seed, sizeof seed);
  sodium_memzero (hex, sizeof hex);
  if (close (fd) != 0 || !is_written || rename (fresh, path) != 0)
    return fail (error, path, "the key cannot be written");

  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  is_written = fd >= 0 && fsync (fd) == 0;
  if (fd >= 0)
    close (fd);

  return is_written || fail (error, path, "the folder cannot be synced");
}

static gboolean
read_seed (const char *path, guint8 seed[crypto_sign_SEEDBYTES], GError **error)
{
  char hex[SEED_HEX + 1] = { 0 };
  struct stat info;
  gsize length = 0;
  gboolean is_read;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0)
    return fail (error, path, "the key cannot be read");
  is_read = fstat (fd, &info) == 0 && info.st_size == SEED_HEX &&
            read (fd, hex, SEED_HEX) == SEED_HEX &&
            sodium_hex2bin (seed, crypto_sign_SEEDBYTES, hex, SEED_HEX, NULL, &length, NULL) == 0 &&
            length == crypto_sign_SEEDBYTES;
  close (fd);
  sodium_memzero (hex, sizeof hex);

  errno = EINVAL;
  if (!is_read)
    return fail (error, path, "is no key; put the right one back from the backup");
  if ((info.st_mode & 077) != 0)
    return fail (error, path, "others may read the key: chmod 0600, and think of a new one");

  return TRUE;
}

TbCityKey *
tb_city_key_open (const char *folder, const TbRandom *random, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "key", NULL);
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];
  guint8 seed[crypto_sign_SEEDBYTES];
  TbCityKey *self;

  if (sodium_init () < 0) {
    fail (error, path, "libsodium cannot start");
    return NULL;
  }
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !make (folder, path, random, error))
    return NULL;
  if (!read_seed (path, seed, error))
    return NULL;

  self = g_atomic_rc_box_new0 (TbCityKey);
  self->secret = sodium_malloc (crypto_sign_SECRETKEYBYTES);
  g_assert (self->secret != NULL);
  crypto_sign_seed_keypair (public_key, self->secret, seed);
  sodium_memzero (seed, sizeof seed);
  sodium_mprotect_readonly (self->secret);
  sodium_bin2hex (self->public_key, sizeof self->public_key, public_key, sizeof public_key);

  return self;
}

static void
clear (gpointer data)
{
  sodium_free (((TbCityKey *) data)->secret);
}

TbCityKey *
tb_city_key_ref (TbCityKey *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
tb_city_key_unref (TbCityKey *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const char *
tb_city_key_get_public (TbCityKey *self)
{
  return self->public_key;
}

const guint8 *
tb_city_key_peek_secret (TbCityKey *self)
{
  return self->secret;
}

char *
tb_city_key_sign (TbCityKey *self, const char *text)
{
  const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  guint8 signature[crypto_sign_BYTES];
  gsize length = sodium_base64_ENCODED_LEN (sizeof signature, variant);
  char *encoded = g_malloc (length);

  crypto_sign_detached (signature, NULL, (const guint8 *) text, strlen (text), self->secret);

  return sodium_bin2base64 (encoded, length, signature, sizeof signature, variant);
}

gboolean
tb_city_key_check (const char *public_key, const char *text, const char *signature)
{
  const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  guint8 key[crypto_sign_PUBLICKEYBYTES];
  guint8 raw[crypto_sign_BYTES];
  gsize n_key = 0;
  gsize n_raw = 0;

  return sodium_hex2bin (key, sizeof key, public_key, strlen (public_key), NULL, &n_key, NULL) ==
             0 &&
         n_key == sizeof key &&
         sodium_base642bin (raw,
                            sizeof raw,
                            signature,
                            strlen (signature),
                            NULL,
                            &n_raw,
                            NULL,
                            variant) == 0 &&
         n_raw == sizeof raw &&
         crypto_sign_verify_detached (raw, (const guint8 *) text, strlen (text), key) == 0;
}
