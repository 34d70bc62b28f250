/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

#define TB_JSON_ERROR (tb_json_error_quark ())
GQuark tb_json_error_quark (void);

typedef enum {
  TB_JSON_ERROR_SYNTAX, /* not JSON in UTF-8, or a member stands twice */
  TB_JSON_ERROR_DEPTH,  /* nested deeper than TB_JSON_MAX_DEPTH */
  TB_JSON_ERROR_NUMBER, /* a number that is no 64-bit integer */
} TbJsonError;

#define TB_JSON_MAX_DEPTH 16

/**
 * tb_json_parse:
 * @text: UTF-8, need not end in NUL
 * @length: bytes, or −1 when @text ends in NUL
 *
 * Reads one JSON value, as strictly as the protocol demands (protocol.md §5): no member twice,
 * numbers are 64-bit integers, no NUL in strings, at most TB_JSON_MAX_DEPTH levels.
 *
 * Returns: (transfer full): the value, or NULL with @error set
 */
json_t *tb_json_parse (const char *text, gssize length, GError **error);

/* Compact, members in the order in which they were set. */
char *tb_json_to_string (const json_t *json) G_GNUC_WARN_UNUSED_RESULT;
/* Compact, members sorted by their bytes: what fingerprints and digests are taken of. */
char *tb_json_to_canonical (const json_t *json) G_GNUC_WARN_UNUSED_RESULT;

/* Borrowed members; NULL, or @fallback, when absent or of another type. */
const char *tb_json_get_string (const json_t *object, const char *member);
gint64 tb_json_get_int (const json_t *object, const char *member, gint64 fallback);
gboolean tb_json_get_bool (const json_t *object, const char *member);
json_t *tb_json_get_object (const json_t *object, const char *member);
json_t *tb_json_get_array (const json_t *object, const char *member);

/* Sets @member to @text, or takes it out when @text is NULL. */
void tb_json_set_string (json_t *object, const char *member, const char *text);
void tb_json_set_int (json_t *object, const char *member, gint64 value);

G_END_DECLS
