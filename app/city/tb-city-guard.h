/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-authority.h"
#include "tb-city-rbac.h"
#include "tb-city-sessions.h"

G_BEGIN_DECLS

/**
 * TbCityGuard:
 *
 * The authority that a city's core asks (tb-city-authority.h): reads grants and session tokens,
 * looks roles up in the matrix (SEC-10). Knows the public keys of all eight cities. Belongs to the
 * city's thread.
 */
typedef struct _TbCityGuard TbCityGuard;

/* @city: its options; @own_public_key: 64 hex digits; @sessions: taken. */
TbCityGuard *tb_city_guard_new (const TbCityOptions *city,
                                const char *own_public_key,
                                TbCitySessions *sessions);
void tb_city_guard_free (TbCityGuard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityGuard, tb_city_guard_free)

TbCitySessions *tb_city_guard_get_sessions (TbCityGuard *self);

/* The functions for tb_city_set_authority(), whose data is the guard. */
const TbCityAuthority *tb_city_guard_get_authority (void);

/* @public_key: 64 hex digits, or NULL: no longer believed. FALSE when it is no key. */
gboolean tb_city_guard_set_peer (TbCityGuard *self, TbArea area, const char *public_key);

G_END_DECLS
