/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-random.h"

G_BEGIN_DECLS

/**
 * TbCityKey:
 *
 * The Ed25519 key with which a city signs grants, tokens and audit heads: the file "key" in its
 * folder, 0600. The secret half stays in guarded memory. Immutable; any thread.
 */
typedef struct _TbCityKey TbCityKey;

/* Makes the file, durably, when there is none. An unreadable or foreign file is an error, never
 * replaced: grants all over the metropolis hang on it. */
TbCityKey *tb_city_key_open (const char *folder,
                             const TbRandom *random,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
TbCityKey *tb_city_key_ref (TbCityKey *self);
void tb_city_key_unref (TbCityKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityKey, tb_city_key_unref)

const char *tb_city_key_get_public (TbCityKey *self); /* 64 hex digits */
const guint8 *tb_city_key_peek_secret (TbCityKey *self);

/* Base64url without padding of the signature over @text. */
char *tb_city_key_sign (TbCityKey *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @signature (as above) over @text is @public_key's. */
gboolean tb_city_key_check (const char *public_key, const char *text, const char *signature);

G_END_DECLS
