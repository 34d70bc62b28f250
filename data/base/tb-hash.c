/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-hash"

#include "config.h"

#include "tb-hash.h"

#include <sodium.h>

#define RAW_LENGTH 32

static char *
hex (const guint8 *raw)
{
  char *text = g_malloc (TB_HASH_HEX_LENGTH + 1);

  return sodium_bin2hex (text, TB_HASH_HEX_LENGTH + 1, raw, RAW_LENGTH);
}

char *
tb_hash_sha256 (const void *bytes, gsize length)
{
  guint8 raw[RAW_LENGTH];

  crypto_hash_sha256 (raw, bytes, length);

  return hex (raw);
}

char *
tb_hash_blake2b (const void *bytes, gsize length)
{
  guint8 raw[RAW_LENGTH];

  crypto_generichash (raw, RAW_LENGTH, bytes, length, NULL, 0);

  return hex (raw);
}

char *
tb_hash_chain (const char *previous, guint64 n, const void *bytes, gsize length)
{
  guint64 big_endian = GUINT64_TO_BE (n);
  crypto_generichash_state state;
  guint8 raw[RAW_LENGTH];
  gsize raw_length = 0;
  const char *end = NULL;

  g_return_val_if_fail (previous != NULL, NULL);

  if (sodium_hex2bin (raw, RAW_LENGTH, previous, TB_HASH_HEX_LENGTH, NULL, &raw_length, &end) !=
          0 ||
      raw_length != RAW_LENGTH || *end != '\0')
    return NULL;

  crypto_generichash_init (&state, NULL, 0, RAW_LENGTH);
  crypto_generichash_update (&state, raw, RAW_LENGTH);
  crypto_generichash_update (&state, (const guint8 *) &big_endian, sizeof big_endian);
  crypto_generichash_update (&state, bytes, length);
  crypto_generichash_final (&state, raw, RAW_LENGTH);

  return hex (raw);
}
