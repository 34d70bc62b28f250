/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbJsonScan:
 *
 * JSON read in place: where each value of a text stands, without a copy of any of them. For what
 * is kept as it came and of which a few members are wanted; a quarter of the time of
 * tb_json_parse(), and exactly as strict. Used again for one text after another.
 */
typedef struct _TbJsonScan TbJsonScan;

/* A value of the text read last; TB_JSON_ABSENT for none, which has no members. */
typedef guint TbJsonNode;
#define TB_JSON_ABSENT 0
#define TB_JSON_ROOT   1

TbJsonScan *tb_json_scan_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tb_json_scan_free (TbJsonScan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbJsonScan, tb_json_scan_free)

/**
 * tb_json_scan_read:
 * @text: UTF-8, need not end in NUL; borrowed until the next call
 *
 * Takes and refuses what tb_json_parse() does, with its errors.
 */
gboolean tb_json_scan_read (TbJsonScan *self, const char *text, gsize length, GError **error);

/* A member of an object; TB_JSON_ABSENT when there is none, or @object is none. */
TbJsonNode tb_json_scan_get (const TbJsonScan *self, TbJsonNode object, const char *member);
/* The values of an object or array one after another: the first after TB_JSON_ABSENT, which also
 * comes behind the last. */
TbJsonNode tb_json_scan_next (const TbJsonScan *self, TbJsonNode container, TbJsonNode before);

/* What a string says, without a NUL behind it; NULL for any other value. Borrowed until the next
 * text is read. */
const char *tb_json_scan_text (const TbJsonScan *self, TbJsonNode node, gsize *length);
/* The same, owned, with its NUL. */
char *tb_json_scan_dup (const TbJsonScan *self, TbJsonNode node) G_GNUC_WARN_UNUSED_RESULT;
gint64 tb_json_scan_int (const TbJsonScan *self, TbJsonNode node, gint64 fallback);
/* Whether it is `true`. */
gboolean tb_json_scan_bool (const TbJsonScan *self, TbJsonNode node);
gboolean tb_json_scan_is_object (const TbJsonScan *self, TbJsonNode node);
/* The value's own bytes in the text; NULL for TB_JSON_ABSENT. */
const char *tb_json_scan_source (const TbJsonScan *self, TbJsonNode node, gsize *length);

G_END_DECLS
