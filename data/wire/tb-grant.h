/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-json.h"

G_BEGIN_DECLS

/* Rule: data/wire/README.md, "Grants and tokens". */
#define TB_GRANT_MAX_BYTES         4096
#define TB_GRANT_MAX_AGE_S         (7 * 24 * 3600)
#define TB_GRANT_SESSION_AGE_S     600
#define TB_GRANT_CLOCK_TOLERANCE_S 300

#define TB_GRANT_ERROR (tb_grant_error_quark ())
GQuark tb_grant_error_quark (void);

typedef enum {
  TB_GRANT_ERROR_FORMAT,    /* not a token of version 1, or a member is missing or wrong */
  TB_GRANT_ERROR_SIGNATURE, /* not signed by the key given */
  TB_GRANT_ERROR_KIND,      /* a grant where a session is needed, or the reverse */
  TB_GRANT_ERROR_DEVICE,    /* made for another window's certificate */
  TB_GRANT_ERROR_EXPIRED,
  TB_GRANT_ERROR_EARLY, /* issued after the time at which it is said to have been used */
} TbGrantError;

typedef enum {
  TB_GRANT_SESSION, /* 10 minutes; for queries */
  TB_GRANT_GRANT,   /* at most 7 days; travels in commands */
} TbGrantKind;

/**
 * TbGrant:
 * @issuer: the city that signed: the operator's home city
 * @area: the area whose cases the operator handles
 * @roles: role names ("staff", "supervisor" …), NULL-terminated
 * @device: the only window that may use it
 * @issued_s: Unix seconds, as @expires_s
 *
 * What a city says about an operator, signed (Ed25519). Owned by the holder; immutable, so any
 * thread may read it.
 */
typedef struct {
  TbGrantKind kind;
  TbArea issuer;
  TbArea area;
  char *operator;
  char *name;
  char *hall;
  char *device;
  char *id;
  char **roles;
  gint64 issued_s;
  gint64 expires_s;
} TbGrant;

TbGrant *tb_grant_copy (const TbGrant *self);
void tb_grant_free (TbGrant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbGrant, tb_grant_free)

gboolean tb_grant_has_role (const TbGrant *self, const char *role);

/* The token for @self, signed with @secret_key (crypto_sign_SECRETKEYBYTES bytes). */
char *tb_grant_sign (const TbGrant *self, const guint8 *secret_key) G_GNUC_WARN_UNUSED_RESULT;

/* Reads @token without believing it: a window shows the operator's name from it, and a city must
 * know the issuer in order to choose the key. Strict: exactly the members of version 1. */
TbGrant *tb_grant_parse (const char *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * tb_grant_verify:
 * @public_key: 64 hex digits
 *
 * Returns: (transfer full): what @token says, when @public_key signed it
 */
TbGrant *tb_grant_verify (const char *token,
                          const char *public_key,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @self was usable by @device at @used_s. @used_s may lie TB_GRANT_CLOCK_TOLERANCE_S before
 * the issue, since two clocks are never the same; nothing prolongs the end. */
gboolean tb_grant_check (const TbGrant *self,
                         TbGrantKind kind,
                         const char *device,
                         gint64 used_s,
                         GError **error);

G_END_DECLS
