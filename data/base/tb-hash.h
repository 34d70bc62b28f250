/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_HASH_HEX_LENGTH 64
/* What comes before the first link of every chain. */
#define TB_HASH_CHAIN_START "0000000000000000000000000000000000000000000000000000000000000000"
/* The name that a city's /about gives to the algorithm of its chains. */
#define TB_HASH_CHAIN_NAME "BLAKE2b-256"

/* SHA-256 in lower-case hex: fingerprints of commands, names of blobs, digests of items. */
char *tb_hash_sha256 (const void *bytes, gsize length) G_GNUC_WARN_UNUSED_RESULT;
/* BLAKE2b-256 in lower-case hex. */
char *tb_hash_blake2b (const void *bytes, gsize length) G_GNUC_WARN_UNUSED_RESULT;
/* The next link: BLAKE2b-256 (@previous as 32 bytes ‖ @n as 8 bytes, big-endian ‖ @bytes).
 * @previous is the hex of the link before, TB_HASH_CHAIN_START for the first; NULL is returned
 * when it is not 64 hex digits. */
char *tb_hash_chain (const char *previous, guint64 n, const void *bytes, gsize length)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
